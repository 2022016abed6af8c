//! What S3 wants of uploads in parts and of signed addresses.

use std::sync::Arc;
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use opendal::{Error, ErrorKind, Result};
use ureq::http::request::Builder;

use crate::artifact::cloud::transport::{Head, Pending};
use crate::artifact::cloud::writer::CONTENT_TYPE;
use crate::artifact::cloud::xml_parts::XmlService;

use super::address::S3Address;
use super::signing::S3Signing;

/// A bucket of S3.
pub(super) struct S3Service {
    pub(super) address: S3Address,
    pub(super) signing: Arc<S3Signing>,
    pub(super) sends_checksums: bool,
}

impl XmlService for S3Service {
    fn url(&self, key: &str) -> String {
        self.address.url(key)
    }

    /// The checksum is asked for over the whole file, which downloads are compared with.
    fn begin(&self, request: Builder) -> Builder {
        let request = request.header("content-type", CONTENT_TYPE);
        if !self.sends_checksums {
            return request;
        }
        request
            .header("x-amz-checksum-algorithm", "CRC32C")
            .header("x-amz-checksum-type", "FULL_OBJECT")
    }

    fn sum(&self, request: Builder, content: &[u8]) -> (Builder, Option<String>) {
        if !self.sends_checksums {
            return (request, None);
        }
        let sum = BASE64.encode(crc32c::crc32c(content).to_be_bytes());
        (request.header("x-amz-checksum-crc32c", &sum), Some(sum))
    }

    fn ask_sum(&self, request: Builder) -> Builder {
        request.header("x-amz-checksum-mode", "ENABLED")
    }

    fn sign_address<'a>(&'a self, head: &'a mut Head, valid: Duration) -> Pending<'a, Result<()>> {
        Box::pin(async move {
            self.signing.add_headers(head)?;
            head.headers.remove("x-amz-checksum-mode");
            check_no_key(head)?;
            self.signing.sign_address(head, valid).await
        })
    }
}

/// An encryption key of the user's own stays on the server.
fn check_no_key(head: &Head) -> Result<()> {
    let key = "x-amz-server-side-encryption-customer-key";
    if !head.headers.contains_key(key) {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::Unsupported,
        "signed addresses would hand `SSECustomerKey` to clients",
    ))
}
