//! The headers that users want and the signature, on every request to S3.

use std::sync::Mutex;
use std::time::Duration;

use opendal::{Error, ErrorKind, Result};
use reqsign_aws_v4::{Credential, RequestSigner};
use reqsign_core::{Context, Signer};
use ureq::http::uri::{Authority, Uri};
use ureq::http::{HeaderName, HeaderValue, Method};

use crate::artifact::cloud::client::Clients;
use crate::artifact::cloud::failure::Refusal;
use crate::artifact::cloud::transport::{Head, Pending, Protocol, sign};
use crate::config::{RemoteUri, S3Settings, UploadHeader};
use crate::sync::unpoisoned;

use super::address::{S3Address, aws_host};
use super::credentials::{self, places};

/// What a bucket's owner and who pays for it are sent with, whatever the request is about.
const OF_BUCKET: [&str; 2] = ["x-amz-request-payer", "x-amz-expected-bucket-owner"];

/// Signs requests for a bucket.
pub(super) struct S3Signing {
    headers: Vec<UploadHeader>,
    expected_owner: Option<HeaderValue>,
    is_unsigned: bool,
    /// The region by which AWS's host was named when the requests were made.
    first_region: Option<String>,
    state: Mutex<State>,
    context: Context,
    settings: S3Settings,
    uri: RemoteUri,
}

/// What is learned from answers.
struct State {
    region: String,
    signer: Signer<Credential>,
}

/// What a request is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Purpose {
    /// A file begins: it is put whole, or the first of an upload in parts.
    Begin,
    /// A part of a file, or the end of its parts.
    Part,
    /// A file's content or head.
    Read,
    /// A list, a removal.
    Other,
}

impl S3Signing {
    pub(super) fn new(
        settings: &S3Settings,
        uri: &RemoteUri,
        address: &S3Address,
        clients: &Clients,
    ) -> Self {
        let context = credentials::context(clients);
        let places = places(settings, uri, &context);
        let signer = Signer::new(
            context.clone(),
            places,
            RequestSigner::new("s3", &settings.region),
        );
        let expected_owner = settings.expected_owner.as_ref();
        Self {
            headers: settings.upload_headers.clone(),
            expected_owner: expected_owner.and_then(|owner| HeaderValue::from_str(owner).ok()),
            is_unsigned: settings.is_unsigned,
            first_region: address.is_aws().then(|| settings.region.clone()),
            state: Mutex::new(State {
                region: settings.region.clone(),
                signer,
            }),
            context,
            settings: settings.clone(),
            uri: uri.clone(),
        }
    }

    /// Signs a request to be sent by somebody else.
    pub(super) async fn sign_address(&self, head: &mut Head, valid: Duration) -> Result<()> {
        self.sign(head, Some(valid)).await
    }

    /// Adds what the user wants to be sent with a request.
    pub(super) fn add_headers(&self, head: &mut Head) -> Result<()> {
        let purpose = Purpose::of(head);
        for header in &self.headers {
            let is_wanted = match purpose {
                Purpose::Begin => true,
                Purpose::Part => header.is_everywhere,
                Purpose::Read => header.is_for_reading,
                Purpose::Other => OF_BUCKET.contains(&header.name.as_str()),
            };
            if is_wanted {
                let name = HeaderName::from_bytes(header.name.as_bytes());
                let value = HeaderValue::from_str(header.value.reveal());
                let (Ok(name), Ok(mut value)) = (name, value) else {
                    return Err(Error::new(
                        ErrorKind::ConfigInvalid,
                        format!("`{}` cannot be sent as a header", header.name),
                    ));
                };
                value.set_sensitive(true);
                head.headers.insert(name, value);
            }
        }
        if let Some(owner) = &self.expected_owner {
            head.headers.insert(OF_BUCKET[1], owner.clone());
        }
        if head.method == Method::GET && purpose == Purpose::Read {
            let enabled = HeaderValue::from_static("ENABLED");
            head.headers.insert("x-amz-checksum-mode", enabled);
        }
        Ok(())
    }

    async fn sign(&self, head: &mut Head, valid: Option<Duration>) -> Result<()> {
        let (signer, region) = {
            let state = unpoisoned(self.state.lock());
            (state.signer.clone(), state.region.clone())
        };
        if let Some(first) = self.first_region.as_ref().filter(|first| **first != region) {
            head.uri = in_region(&head.uri, first, &region);
        }
        if self.is_unsigned {
            return Ok(());
        }
        sign(&signer, head, valid).await
    }
}

impl Protocol for S3Signing {
    fn prepare<'a>(&'a self, head: &'a mut Head) -> Pending<'a, Result<()>> {
        Box::pin(async move {
            self.add_headers(head)?;
            self.sign(head, None).await
        })
    }

    /// A bucket in another region is followed, and expired credentials are looked for again.
    fn learns(&self, refusal: &Refusal) -> bool {
        let mut state = unpoisoned(self.state.lock());
        if refusal.is_expired() {
            let places = places(&self.settings, &self.uri, &self.context);
            state.signer = state.signer.clone().with_credential_provider(places);
            return true;
        }
        match &refusal.region {
            Some(region) if *region != state.region => {
                tracing::debug!("the bucket is in region {region}");
                state.region.clone_from(region);
                let signer = RequestSigner::new("s3", region);
                state.signer = state.signer.clone().with_request_signer(signer);
                true
            }
            _ => false,
        }
    }
}

impl Purpose {
    fn of(head: &Head) -> Self {
        let query = head.uri.query().unwrap_or_default();
        let has = |name: &str| {
            query
                .split('&')
                .any(|pair| pair.split('=').next() == Some(name))
        };
        match head.method {
            Method::PUT if has("partNumber") => Self::Part,
            Method::PUT => Self::Begin,
            Method::POST if has("uploads") => Self::Begin,
            Method::POST if has("uploadId") => Self::Part,
            Method::GET | Method::HEAD if !has("list-type") && !has("uploads") => Self::Read,
            _ => Self::Other,
        }
    }
}

/// The same address at AWS's host of another region.
fn in_region(uri: &Uri, first: &str, region: &str) -> Uri {
    let moved = || {
        let authority = uri.authority()?.as_str();
        let authority = authority.replace(&aws_host(first), &aws_host(region));
        let mut parts = uri.clone().into_parts();
        parts.authority = Some(authority.parse::<Authority>().ok()?);
        Uri::from_parts(parts).ok()
    };
    moved().unwrap_or_else(|| uri.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requests_are_told_apart_by_method_and_query() {
        let purpose = |method: Method, url: &str| {
            let request = ureq::http::Request::builder().method(method).uri(url);
            Purpose::of(&request.body(()).unwrap().into_parts().0)
        };
        assert_eq!(purpose(Method::PUT, "http://h/b/k"), Purpose::Begin);
        assert_eq!(
            purpose(Method::POST, "http://h/b/k?uploads"),
            Purpose::Begin
        );
        assert_eq!(
            purpose(Method::PUT, "http://h/b/k?partNumber=1&uploadId=x"),
            Purpose::Part
        );
        assert_eq!(
            purpose(Method::POST, "http://h/b/k?uploadId=x"),
            Purpose::Part
        );
        assert_eq!(purpose(Method::GET, "http://h/b/k"), Purpose::Read);
        assert_eq!(
            purpose(Method::GET, "http://h/b/?list-type=2&prefix=x"),
            Purpose::Other
        );
        assert_eq!(purpose(Method::DELETE, "http://h/b/k"), Purpose::Other);
        assert_eq!(purpose(Method::POST, "http://h/b/?delete"), Purpose::Other);
    }

    #[test]
    fn a_bucket_of_another_region_is_at_another_host() {
        let uri: Uri = "https://b.s3.us-east-1.amazonaws.com/k?x=1"
            .parse()
            .unwrap();
        let moved = in_region(&uri, "us-east-1", "eu-west-1");
        assert_eq!(
            moved.to_string(),
            "https://b.s3.eu-west-1.amazonaws.com/k?x=1"
        );
    }
}
