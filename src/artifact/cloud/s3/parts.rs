//! Files that come in parts from clients of a server, and requests that clients send themselves.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Duration;

use opendal::raw::{HttpBody, HttpFetch};
use opendal::{Buffer, Error, ErrorKind, Result};
use ureq::http::Method;
use ureq::http::request::Builder;

use crate::artifact::cloud::bucket::Parts;
use crate::artifact::cloud::failure::Refusal;
use crate::artifact::cloud::transport::{Head, Pending, Request, Response, Transport};
use crate::artifact::{PartEtag, SignedRequest};

use super::address::S3Address;
use super::signing::S3Signing;

/// Uploads in parts to a bucket.
pub(super) struct S3Parts {
    address: S3Address,
    signing: Arc<S3Signing>,
    transport: Transport,
}

impl S3Parts {
    pub(super) fn new(address: S3Address, signing: Arc<S3Signing>, transport: Transport) -> Self {
        Self {
            address,
            signing,
            transport,
        }
    }

    /// A request about a file.
    fn request(&self, method: Method, key: &str, query: &str) -> Builder {
        let separator = if query.is_empty() { "" } else { "?" };
        let url = format!("{}{separator}{query}", self.address.url(key));
        ureq::http::Request::builder().method(method).uri(url)
    }

    async fn send(&self, request: Builder, body: Buffer) -> Result<Response> {
        let length = body.len();
        let request = request.header("content-length", length).body(body);
        let request: Request = request.map_err(unusable)?;
        let response = self.transport.fetch(request).await?;
        if response.status().is_success() {
            return Ok(response);
        }
        let (head, body) = response.into_parts();
        let content = text(body).await?;
        let refusal = Refusal::read(head.status, &head.headers, content.as_bytes());
        Err(Error::new(refusal.kind(), refusal.to_string()).set_source(refusal))
    }

    async fn signed(&self, request: Builder, valid: Duration) -> Result<SignedRequest> {
        let request = request.body(()).map_err(unusable)?;
        let (mut head, ()) = request.into_parts();
        self.signing.add_headers(&mut head)?;
        head.headers.remove("x-amz-checksum-mode");
        check_no_key(&head)?;
        self.signing.sign_address(&mut head, valid).await?;
        let headers = head
            .headers
            .iter()
            .filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())));
        Ok(SignedRequest {
            url: head.uri.to_string(),
            headers: headers.collect::<BTreeMap<_, _>>(),
        })
    }
}

/// An encryption key of the user's own stays on the server.
fn check_no_key(head: &Head) -> Result<()> {
    if !head
        .headers
        .contains_key("x-amz-server-side-encryption-customer-key")
    {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::Unsupported,
        "signed addresses would hand `SSECustomerKey` to clients",
    ))
}

impl Parts for S3Parts {
    fn create<'a>(&'a self, key: &'a str) -> Pending<'a, Result<String>> {
        Box::pin(async move {
            let request = self.request(Method::POST, key, "uploads");
            let answer = text(self.send(request, Buffer::new()).await?.into_body()).await?;
            let id = answer
                .split_once("<UploadId>")
                .and_then(|(_, rest)| rest.split_once("</UploadId>"))
                .map(|(id, _)| id.to_owned());
            id.ok_or_else(|| Error::new(ErrorKind::Unexpected, "the service gives no upload id"))
        })
    }

    fn complete<'a>(
        &'a self,
        key: &'a str,
        id: &'a str,
        parts: &'a [(u64, PartEtag)],
    ) -> Pending<'a, Result<()>> {
        Box::pin(async move {
            let mut body = String::from("<CompleteMultipartUpload>");
            for (number, etag) in parts {
                let etag = etag.trim_matches('"');
                let _ = write!(
                    body,
                    "<Part><PartNumber>{number}</PartNumber><ETag>\"{}\"</ETag></Part>",
                    escaped(etag)
                );
            }
            body.push_str("</CompleteMultipartUpload>");
            let request = self
                .request(Method::POST, key, &format!("uploadId={}", encoded(id)))
                .header("content-type", "application/xml");
            let response = self.send(request, Buffer::from(body)).await?;
            let (head, body) = response.into_parts();
            let answer = text(body).await?;
            // The service answers before it knows, so that an error may follow a status of success.
            if answer.contains("<Error>") {
                let refusal = Refusal::read(head.status, &head.headers, answer.as_bytes());
                return Err(
                    Error::new(ErrorKind::Unexpected, refusal.to_string()).set_source(refusal)
                );
            }
            Ok(())
        })
    }

    fn abort<'a>(&'a self, key: &'a str, id: &'a str) -> Pending<'a, Result<()>> {
        Box::pin(async move {
            let query = format!("uploadId={}", encoded(id));
            let request = self.request(Method::DELETE, key, &query);
            self.send(request, Buffer::new()).await.map(drop)
        })
    }

    fn sign_part<'a>(
        &'a self,
        key: &'a str,
        id: &'a str,
        number: u64,
        valid: Duration,
    ) -> Pending<'a, Result<SignedRequest>> {
        let request = self.request(Method::PUT, key, &part_query(id, number));
        Box::pin(self.signed(request, valid))
    }

    fn sign_download<'a>(
        &'a self,
        key: &'a str,
        valid: Duration,
    ) -> Pending<'a, Result<SignedRequest>> {
        Box::pin(self.signed(self.request(Method::GET, key, ""), valid))
    }

    fn sign_upload<'a>(
        &'a self,
        key: &'a str,
        valid: Duration,
    ) -> Pending<'a, Result<SignedRequest>> {
        Box::pin(self.signed(self.request(Method::PUT, key, ""), valid))
    }
}

fn part_query(id: &str, number: u64) -> String {
    format!("partNumber={number}&uploadId={}", encoded(id))
}

fn encoded(text: &str) -> String {
    percent_encoding::utf8_percent_encode(text, percent_encoding::NON_ALPHANUMERIC).to_string()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

async fn text(mut body: HttpBody) -> Result<String> {
    let content = body.to_buffer().await?.to_bytes();
    Ok(String::from_utf8_lossy(&content).into_owned())
}

fn unusable(error: ureq::http::Error) -> Error {
    Error::new(ErrorKind::Unexpected, "a request cannot be made").set_source(error)
}
