//! Services that speak S3's protocol and have a scheme of their own.
//!
//! | address | whose |
//! | --- | --- |
//! | `r2://bucket@account.r2.cloudflarestorage.com/path` | Cloudflare's |
//! | `b2://bucket@s3.region.backblazeb2.com/path` | Backblaze's |
//! | `oss://bucket/path` | Alibaba's, at the address in `MLFLOW_OSS_ENDPOINT_URL` |

use crate::config::{AddressingStyle, OSS_ENDPOINT, RemoteUri, S3Settings};
use crate::error::{Error, Result};

/// The bucket that an address names, and how it is reached.
pub(super) fn resolve(uri: &RemoteUri, settings: S3Settings) -> Result<(String, S3Settings)> {
    match uri.scheme.as_str() {
        "r2" => at_host(uri, settings, |_| Some("auto".to_owned())),
        "b2" => at_host(uri, settings, |host| {
            host.split('.').nth(1).map(str::to_owned)
        }),
        "oss" => alibaba(uri, settings),
        _ => Ok((uri.host.clone(), settings)),
    }
}

/// An address that names the bucket before the host.
fn at_host(
    uri: &RemoteUri,
    settings: S3Settings,
    region: fn(&str) -> Option<String>,
) -> Result<(String, S3Settings)> {
    let scheme = &uri.scheme;
    let (Some(bucket), Some(region)) = (&uri.user, region(&uri.host)) else {
        return Err(Error::invalid(format!(
            "the address of artifacts `{scheme}://{}` names no bucket and host; expected \
             `{scheme}://bucket@host/path`",
            uri.host
        )));
    };
    let settings = S3Settings {
        endpoint: Some(format!("https://{}", uri.host)),
        region,
        addressing_style: AddressingStyle::Virtual,
        ..settings
    };
    Ok((bucket.clone(), settings))
}

fn alibaba(uri: &RemoteUri, settings: S3Settings) -> Result<(String, S3Settings)> {
    let oss = settings.oss.clone();
    let endpoint = oss.endpoint.ok_or_else(|| {
        Error::invalid(format!(
            "`oss://{}` needs the address of the service; expected something like \
             `{OSS_ENDPOINT}=https://oss-cn-hangzhou.aliyuncs.com`",
            uri.host
        ))
    })?;
    let host = endpoint.split("://").last().unwrap_or_default();
    let region = host.split('.').next().unwrap_or_default();
    let region = region
        .trim_end_matches("-internal")
        .trim_start_matches("oss-");
    let settings = S3Settings {
        region: region.to_owned(),
        endpoint: Some(endpoint),
        addressing_style: match settings.addressing_style {
            AddressingStyle::Auto => AddressingStyle::Virtual,
            chosen => chosen,
        },
        // The service knows no CRC32C.
        sends_checksums: false,
        ..settings
    };
    Ok((uri.host.clone(), settings))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::{ArtifactKind, ArtifactUri};

    fn resolved(text: &str, oss_endpoint: Option<&str>) -> Result<(String, S3Settings)> {
        let mut settings = S3Settings::from_env().unwrap();
        settings.oss.endpoint = oss_endpoint.map(str::to_owned);
        match ArtifactUri::parse(text).unwrap().kind() {
            ArtifactKind::Remote(uri) => resolve(uri, settings),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn each_scheme_leads_to_its_service() {
        let (bucket, settings) = resolved("r2://box@me.r2.cloudflarestorage.com/x", None).unwrap();
        assert_eq!((bucket.as_str(), settings.region.as_str()), ("box", "auto"));
        let endpoint = settings.endpoint.as_deref();
        assert_eq!(endpoint, Some("https://me.r2.cloudflarestorage.com"));
        let (_, settings) = resolved("b2://box@s3.us-west-004.backblazeb2.com/x", None).unwrap();
        assert_eq!(settings.region, "us-west-004");
        let endpoint = Some("https://oss-cn-hangzhou-internal.aliyuncs.com");
        let (bucket, settings) = resolved("oss://box/x", endpoint).unwrap();
        assert_eq!(
            (bucket.as_str(), settings.region.as_str()),
            ("box", "cn-hangzhou")
        );
        assert!(!settings.sends_checksums);
        let said = resolved("oss://box/x", None).unwrap_err();
        assert!(said.message().contains("MLFLOW_OSS_ENDPOINT_URL"));
        assert!(resolved("r2://me.r2.cloudflarestorage.com/x", None).is_err());
    }
}
