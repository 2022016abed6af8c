//! Uploads in parts as S3's protocol has them, which Google's XML interface speaks, too.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use opendal::{Buffer, Error, ErrorKind, Result};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use ureq::http::Method;
use ureq::http::request::Builder;

use crate::artifact::SignedRequest;

use super::checksum::Checksum;
use super::failure::Refusal;
use super::parts::{Part, Parts, Unfinished};
use super::transport::{Head, Pending, Transport, unusable};

/// What stands escaped in the path of a file. A signature is made of the escaped path.
const KEY_ESCAPES: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// What the services of this protocol do not have in common.
pub(super) trait XmlService: Send + Sync {
    /// The URL of a file, without a query; that of the bucket for an empty key.
    fn url(&self, key: &str) -> String;

    /// Adds what a request by which an upload begins has to say.
    fn begin(&self, request: Builder) -> Builder;

    /// Adds the checksum of a part's content to its request, and gives it as the list of parts
    /// repeats it.
    fn sum(&self, request: Builder, content: &[u8]) -> (Builder, Option<String>);

    /// Asks for the checksum of a file beside what else its head has.
    fn ask_sum(&self, request: Builder) -> Builder {
        request
    }

    /// Signs a request that somebody else will send.
    fn sign_address<'a>(&'a self, head: &'a mut Head, valid: Duration) -> Pending<'a, Result<()>>;
}

/// Uploads in parts to a bucket.
pub(super) struct XmlParts<S> {
    service: S,
    transport: Transport,
}

impl<S: XmlService> XmlParts<S> {
    pub(super) fn new(service: S, transport: Transport) -> Self {
        Self { service, transport }
    }

    /// A request about a file.
    fn request(&self, method: Method, key: &str, query: &str) -> Builder {
        let separator = if query.is_empty() { "" } else { "?" };
        let url = format!("{}{separator}{query}", self.service.url(key));
        ureq::http::Request::builder().method(method).uri(url)
    }

    /// The XML that the service answers.
    async fn answer<A: DeserializeOwned>(&self, request: Builder) -> Result<A> {
        let (_, content) = self.transport.ask(request, Buffer::new()).await?;
        quick_xml::de::from_reader(content.as_slice()).map_err(|error| {
            Error::new(
                ErrorKind::Unexpected,
                "the service's answer is not as expected",
            )
            .set_source(error)
        })
    }

    async fn signed(&self, request: Builder, valid: Duration) -> Result<SignedRequest> {
        let (mut head, ()) = request.body(()).map_err(unusable)?.into_parts();
        self.service.sign_address(&mut head, valid).await?;
        Ok(signed_request(&head))
    }

    async fn send_part(&self, key: &str, id: &str, number: u64, content: Bytes) -> Result<Part> {
        let request = self.request(Method::PUT, key, &part_query(id, number));
        let (request, checksum) = self.service.sum(request, &content);
        let (head, _) = self.transport.ask(request, Buffer::from(content)).await?;
        let etag = head.headers.get("etag").and_then(|etag| etag.to_str().ok());
        let etag = etag.ok_or_else(|| {
            Error::new(
                ErrorKind::Unexpected,
                "the service gives no etag for a part",
            )
        })?;
        Ok(Part {
            number,
            etag: etag.trim_matches('"').to_owned(),
            checksum,
        })
    }

    async fn put_together(&self, key: &str, id: &str, parts: &[Part]) -> Result<()> {
        let request = self
            .request(Method::POST, key, &format!("uploadId={}", encoded(id)))
            .header("content-type", "application/xml");
        let body = Buffer::from(list_of_parts(parts));
        let (head, content) = self.transport.ask(request, body).await?;
        // The service answers before it knows, so that an error may follow a status of success.
        if String::from_utf8_lossy(&content).contains("<Error>") {
            let refusal = Refusal::read(head.status, &head.headers, &content);
            return Err(Error::new(ErrorKind::Unexpected, refusal.to_string()).set_source(refusal));
        }
        Ok(())
    }

    async fn list_unfinished(&self, prefix: &str) -> Result<Vec<Unfinished>> {
        let mut found = Vec::new();
        let mut query = format!("uploads=&prefix={}", encoded(prefix));
        loop {
            let page: UploadsPage = self.answer(self.request(Method::GET, "", &query)).await?;
            found.extend(page.uploads.into_iter().filter_map(|upload| {
                Some(Unfinished {
                    begun: upload.initiated.parse::<jiff::Timestamp>().ok()?.into(),
                    key: upload.key,
                    id: upload.upload_id,
                })
            }));
            if !page.is_truncated {
                return Ok(found);
            }
            query = format!(
                "uploads=&prefix={}&key-marker={}&upload-id-marker={}",
                encoded(prefix),
                encoded(&page.next_key_marker),
                encoded(&page.next_upload_id_marker)
            );
        }
    }

    async fn find_last_part(&self, upload: &Unfinished) -> Result<SystemTime> {
        let mut last = upload.begun;
        let mut marker = String::new();
        loop {
            let mut query = format!("uploadId={}", encoded(&upload.id));
            if !marker.is_empty() {
                let _ = write!(query, "&part-number-marker={marker}");
            }
            let page: PartsPage = self
                .answer(self.request(Method::GET, &upload.key, &query))
                .await?;
            let times = page.parts.iter().map(|part| &part.last_modified);
            let times = times.filter_map(|time| time.parse::<jiff::Timestamp>().ok());
            last = times.map(SystemTime::from).fold(last, SystemTime::max);
            if !page.is_truncated || page.next_part_number_marker == marker {
                return Ok(last);
            }
            marker = page.next_part_number_marker;
        }
    }
}

impl<S: XmlService> Parts for XmlParts<S> {
    fn create<'a>(&'a self, key: &'a str) -> Pending<'a, Result<String>> {
        Box::pin(async move {
            let request = self.request(Method::POST, key, "uploads");
            let begun: BegunUpload = self.answer(self.service.begin(request)).await?;
            Ok(begun.upload_id)
        })
    }

    fn put<'a>(
        &'a self,
        key: &'a str,
        id: &'a str,
        number: u64,
        content: Bytes,
    ) -> Pending<'a, Result<Part>> {
        Box::pin(self.send_part(key, id, number, content))
    }

    fn complete<'a>(
        &'a self,
        key: &'a str,
        id: &'a str,
        parts: &'a [Part],
    ) -> Pending<'a, Result<()>> {
        Box::pin(self.put_together(key, id, parts))
    }

    fn abort<'a>(&'a self, key: &'a str, id: &'a str) -> Pending<'a, Result<()>> {
        Box::pin(async move {
            let query = format!("uploadId={}", encoded(id));
            let request = self.request(Method::DELETE, key, &query);
            self.transport.ask(request, Buffer::new()).await.map(drop)
        })
    }

    fn unfinished<'a>(&'a self, prefix: &'a str) -> Pending<'a, Result<Vec<Unfinished>>> {
        Box::pin(self.list_unfinished(prefix))
    }

    fn last_part<'a>(&'a self, upload: &'a Unfinished) -> Pending<'a, Result<SystemTime>> {
        Box::pin(self.find_last_part(upload))
    }

    fn checksum<'a>(&'a self, key: &'a str) -> Pending<'a, Result<Option<Checksum>>> {
        Box::pin(async move {
            let request = self.service.ask_sum(self.request(Method::HEAD, key, ""));
            let (head, _) = self.transport.ask(request, Buffer::new()).await?;
            Ok(Checksum::of(&head.headers))
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

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct BegunUpload {
    upload_id: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct UploadsPage {
    #[serde(rename = "Upload")]
    uploads: Vec<ListedUpload>,
    is_truncated: bool,
    next_key_marker: String,
    next_upload_id_marker: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ListedUpload {
    key: String,
    upload_id: String,
    initiated: String,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "PascalCase", default)]
struct PartsPage {
    #[serde(rename = "Part")]
    parts: Vec<ListedPart>,
    is_truncated: bool,
    next_part_number_marker: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "PascalCase")]
struct ListedPart {
    last_modified: String,
}

/// The request that a signed head is.
pub(super) fn signed_request(head: &Head) -> SignedRequest {
    let headers = head.headers.iter();
    let headers = headers
        .filter_map(|(name, value)| Some((name.to_string(), value.to_str().ok()?.to_owned())));
    SignedRequest {
        url: head.uri.to_string(),
        headers: headers.collect::<BTreeMap<_, _>>(),
    }
}

fn list_of_parts(parts: &[Part]) -> String {
    let mut body = String::from("<CompleteMultipartUpload>");
    for part in parts {
        let etag = escaped(part.etag.trim_matches('"'));
        let number = part.number;
        let _ = write!(
            body,
            "<Part><PartNumber>{number}</PartNumber><ETag>\"{etag}\"</ETag>"
        );
        if let Some(checksum) = &part.checksum {
            let _ = write!(body, "<ChecksumCRC32C>{checksum}</ChecksumCRC32C>");
        }
        body.push_str("</Part>");
    }
    body.push_str("</CompleteMultipartUpload>");
    body
}

fn part_query(id: &str, number: u64) -> String {
    format!("partNumber={number}&uploadId={}", encoded(id))
}

pub(super) fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// The name of a file as it stands in the path of a URL.
pub(super) fn escaped_path(key: &str) -> String {
    utf8_percent_encode(key, KEY_ESCAPES).to_string()
}

fn escaped(text: &str) -> String {
    quick_xml::escape::escape(text).into_owned()
}
