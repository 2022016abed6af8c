//! Where a bucket's files are on the web.

use ureq::http::Uri;

use crate::artifact::cloud::xml_parts::escaped_path;
use crate::config::{self, AddressingStyle, S3Settings};
use crate::error::{Error, Result};

/// The address of a bucket.
#[derive(Clone, Debug)]
pub(super) struct S3Address {
    endpoint: String,
    bucket: String,
    is_virtual: bool,
    /// Whether it is AWS's own, whose host has the region in its name.
    is_aws: bool,
}

impl S3Address {
    pub(super) fn new(settings: &S3Settings, bucket: &str) -> Result<Self> {
        if bucket.is_empty() {
            return Err(Error::invalid(
                "the address of artifacts names no bucket; expected `s3://bucket/path`",
            ));
        }
        let is_aws = settings.endpoint.is_none();
        let endpoint = settings
            .endpoint
            .clone()
            .unwrap_or_else(|| format!("https://{}", aws_host(&settings.region)));
        let is_virtual = match settings.addressing_style {
            AddressingStyle::Path => false,
            AddressingStyle::Virtual => true,
            // A dot in the name does not fit AWS's certificates.
            AddressingStyle::Auto => is_aws && !bucket.contains('.'),
        };
        Ok(Self {
            endpoint,
            bucket: bucket.to_owned(),
            is_virtual,
            is_aws,
        })
    }

    pub(super) fn endpoint(&self) -> &str {
        &self.endpoint
    }

    pub(super) fn is_virtual(&self) -> bool {
        self.is_virtual
    }

    pub(super) fn is_aws(&self) -> bool {
        self.is_aws
    }

    /// The URL of a file, without a query.
    pub(super) fn url(&self, key: &str) -> String {
        let key = escaped_path(key);
        match self.endpoint.split_once("://") {
            Some((scheme, host)) if self.is_virtual => {
                format!("{scheme}://{}.{host}/{key}", self.bucket)
            }
            _ => format!("{}/{}/{key}", self.endpoint, self.bucket),
        }
    }
}

/// AWS's host for a region.
pub(super) fn aws_host(region: &str) -> String {
    let end = if region.starts_with("cn-") { ".cn" } else { "" };
    format!("s3.{region}.amazonaws.com{end}")
}

/// The address of a service of AWS that a variable gives, or the one for all services.
pub(super) fn service_at(variable: &str, uri: &Uri) -> Option<Uri> {
    let names = [variable, "AWS_ENDPOINT_URL"];
    let endpoint = names
        .iter()
        .find_map(|name| config::var(name).ok().flatten())?;
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    format!("{}{path}", endpoint.trim_end_matches('/'))
        .parse()
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(endpoint: Option<&str>, style: AddressingStyle, bucket: &str) -> S3Address {
        let mut settings = S3Settings::from_env().unwrap();
        settings.endpoint = endpoint.map(str::to_owned);
        settings.region = "eu-west-1".to_owned();
        settings.addressing_style = style;
        S3Address::new(&settings, bucket).unwrap()
    }

    #[test]
    fn a_bucket_stands_before_awss_address_and_behind_others() {
        use AddressingStyle::{Auto, Path, Virtual};
        let url = |endpoint, style, bucket| address(endpoint, style, bucket).url("a b/é");
        let local = Some("http://h:9000");
        assert_eq!(
            url(None, Auto, "b"),
            "https://b.s3.eu-west-1.amazonaws.com/a%20b/%C3%A9"
        );
        assert_eq!(
            url(None, Auto, "b.c"),
            "https://s3.eu-west-1.amazonaws.com/b.c/a%20b/%C3%A9"
        );
        assert_eq!(
            url(None, Path, "b"),
            "https://s3.eu-west-1.amazonaws.com/b/a%20b/%C3%A9"
        );
        assert_eq!(url(local, Auto, "b"), "http://h:9000/b/a%20b/%C3%A9");
        assert_eq!(url(local, Virtual, "b"), "http://b.h:9000/a%20b/%C3%A9");
        assert_eq!(aws_host("cn-north-1"), "s3.cn-north-1.amazonaws.com.cn");
    }
}
