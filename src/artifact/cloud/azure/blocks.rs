//! Blocks, of which large blobs are made.
//!
//! An upload has no id with the service: its blocks have names of their own, so that two uploads to
//! the same blob do not mix. Nothing takes blocks back; Azure forgets those that belong to no blob
//! after a week.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use bytes::Bytes;
use md5::{Digest as _, Md5};
use opendal::{Buffer, Result};
use ureq::http::request::Builder;
use ureq::http::{Method, Request};
use uuid::Uuid;

use crate::artifact::SignedRequest;
use crate::artifact::cloud::checksum::Checksum;
use crate::artifact::cloud::parts::{Part, Parts, Unfinished};
use crate::artifact::cloud::transport::{Pending, Transport};
use crate::artifact::cloud::writer::CONTENT_TYPE;
use crate::artifact::cloud::xml_parts::{encoded, escaped_path};

use super::AzureAddress;
use super::signing::{AzureSigning, Right};

/// The version of the protocol, as OpenDAL has it.
const VERSION: &str = "2022-11-02";

/// Blocks of the blobs of a container.
pub(super) struct AzureBlocks {
    address: AzureAddress,
    signing: Arc<AzureSigning>,
    transport: Transport,
}

impl AzureBlocks {
    pub(super) fn new(
        address: AzureAddress,
        signing: Arc<AzureSigning>,
        transport: Transport,
    ) -> Self {
        Self {
            address,
            signing,
            transport,
        }
    }

    fn url(&self, key: &str, query: &str) -> String {
        let AzureAddress {
            endpoint,
            container,
            ..
        } = &self.address;
        let separator = if query.is_empty() { "" } else { "?" };
        format!(
            "{endpoint}/{container}/{}{separator}{query}",
            escaped_path(key)
        )
    }

    fn request(&self, method: Method, key: &str, query: &str) -> Builder {
        Request::builder()
            .method(method)
            .uri(self.url(key, query))
            .header("x-ms-version", VERSION)
    }

    async fn put_block(&self, key: &str, id: &str, number: u64, content: Bytes) -> Result<Part> {
        let request = self
            .request(Method::PUT, key, &block_query(id, number))
            .header("content-md5", BASE64.encode(Md5::digest(&content)));
        self.transport.ask(request, Buffer::from(content)).await?;
        Ok(Part {
            number,
            etag: String::new(),
            checksum: None,
        })
    }

    async fn put_list(&self, key: &str, id: &str, parts: &[Part]) -> Result<()> {
        let blocks = parts
            .iter()
            .map(|part| format!("<Latest>{}</Latest>", block_id(id, part.number)));
        let list = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><BlockList>{}</BlockList>",
            blocks.collect::<String>()
        );
        let request = self
            .request(Method::PUT, key, "comp=blocklist")
            .header("content-type", "application/xml")
            .header("x-ms-blob-content-type", CONTENT_TYPE);
        self.transport.ask(request, Buffer::from(list)).await?;
        Ok(())
    }

    async fn signed(
        &self,
        key: &str,
        query: &str,
        right: Right,
        valid: Duration,
    ) -> Result<SignedRequest> {
        let signature = self.signing.signature(key, right, valid).await?;
        let url = self.url(key, query);
        let separator = if query.is_empty() { '?' } else { '&' };
        Ok(SignedRequest {
            url: format!("{url}{separator}{signature}"),
            headers: BTreeMap::new(),
        })
    }
}

impl Parts for AzureBlocks {
    fn create<'a>(&'a self, _key: &'a str) -> Pending<'a, Result<String>> {
        Box::pin(async { Ok(Uuid::new_v4().simple().to_string()) })
    }

    fn put<'a>(
        &'a self,
        key: &'a str,
        id: &'a str,
        number: u64,
        content: Bytes,
    ) -> Pending<'a, Result<Part>> {
        Box::pin(self.put_block(key, id, number, content))
    }

    fn complete<'a>(
        &'a self,
        key: &'a str,
        id: &'a str,
        parts: &'a [Part],
    ) -> Pending<'a, Result<()>> {
        Box::pin(self.put_list(key, id, parts))
    }

    fn abort<'a>(&'a self, _key: &'a str, _id: &'a str) -> Pending<'a, Result<()>> {
        Box::pin(async { Ok(()) })
    }

    fn unfinished<'a>(&'a self, _prefix: &'a str) -> Pending<'a, Result<Vec<Unfinished>>> {
        Box::pin(async { Ok(Vec::new()) })
    }

    fn last_part<'a>(&'a self, upload: &'a Unfinished) -> Pending<'a, Result<SystemTime>> {
        Box::pin(async { Ok(upload.begun) })
    }

    fn checksum<'a>(&'a self, key: &'a str) -> Pending<'a, Result<Option<Checksum>>> {
        Box::pin(async move {
            let request = self.request(Method::HEAD, key, "");
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
        Box::pin(async move {
            let query = block_query(id, number);
            self.signed(key, &query, Right::Write, valid).await
        })
    }

    fn sign_download<'a>(
        &'a self,
        key: &'a str,
        valid: Duration,
    ) -> Pending<'a, Result<SignedRequest>> {
        Box::pin(self.signed(key, "", Right::Read, valid))
    }

    fn sign_upload<'a>(
        &'a self,
        key: &'a str,
        valid: Duration,
    ) -> Pending<'a, Result<SignedRequest>> {
        Box::pin(async move {
            let mut signed = self.signed(key, "", Right::Write, valid).await?;
            let kind = ("x-ms-blob-type".to_owned(), "BlockBlob".to_owned());
            signed.headers.extend([kind]);
            Ok(signed)
        })
    }
}

/// The name of a block. All of a blob have to be of one length.
fn block_id(upload: &str, number: u64) -> String {
    BASE64.encode(format!("{upload}-{number:05}"))
}

fn block_query(upload: &str, number: u64) -> String {
    format!("comp=block&blockid={}", encoded(&block_id(upload, number)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_blocks_are_of_one_length() {
        let id = "0123456789abcdef0123456789abcdef";
        assert_eq!(block_id(id, 1).len(), block_id(id, 50_000).len());
        assert!(block_id(id, 1).len() <= 64 * 4 / 3);
        assert_eq!(block_query("u", 2), "comp=block&blockid=dS0wMDAwMg%3D%3D");
    }
}
