//! Signing requests to Google, and what it wants of uploads in parts.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use opendal::{Error, ErrorKind, Result};
use percent_encoding::percent_decode_str;
use reqsign_core::{Context, Signer};
use reqsign_google::{Credential, RequestSigner};
use ureq::http::Uri;
use ureq::http::request::Builder;

use crate::artifact::cloud::client::Clients;
use crate::artifact::cloud::failure::Refusal;
use crate::artifact::cloud::transport::{Head, Pending, Protocol, sign};
use crate::artifact::cloud::writer::CONTENT_TYPE;
use crate::artifact::cloud::xml_parts::{XmlService, escaped_path};
use crate::config::GcsSettings;
use crate::sync::unpoisoned;

use super::credentials::{SCOPE, context, places};

/// Signs requests.
pub(super) struct GcsSigning {
    /// Emulators want no credentials.
    is_anonymous: bool,
    context: Context,
    signer: Mutex<Signer<Credential>>,
}

impl GcsSigning {
    pub(super) fn new(settings: &GcsSettings, clients: &Clients) -> Self {
        let context = context(clients);
        let signer = RequestSigner::new("storage").with_scope(SCOPE);
        Self {
            is_anonymous: settings.emulator.is_some(),
            signer: Mutex::new(Signer::new(context.clone(), places(&context), signer)),
            context,
        }
    }

    async fn sign(&self, head: &mut Head, valid: Option<Duration>) -> Result<()> {
        if self.is_anonymous {
            return Ok(());
        }
        let signer = unpoisoned(self.signer.lock()).clone();
        sign(&signer, head, valid).await
    }
}

impl Protocol for GcsSigning {
    fn prepare<'a>(&'a self, head: &'a mut Head) -> Pending<'a, Result<()>> {
        Box::pin(async move {
            if let Some(uri) = escaped_once(&head.uri) {
                head.uri = uri;
            }
            self.sign(head, None).await
        })
    }

    /// A token that is refused is looked for again.
    fn learns(&self, refusal: &Refusal) -> bool {
        if refusal.status != 401 || self.is_anonymous {
            return false;
        }
        let mut signer = unpoisoned(self.signer.lock());
        *signer = signer
            .clone()
            .with_credential_provider(places(&self.context));
        true
    }
}

/// OpenDAL 0.57 escapes the name of a file that is sent whole twice, so that a blank becomes `%20` in
/// the name itself.
fn escaped_once(uri: &Uri) -> Option<Uri> {
    if !uri.path().starts_with("/upload/storage/v1/b/") {
        return None;
    }
    let pairs = uri.query()?.split('&').map(|pair| {
        let name = pair.strip_prefix("name=")?;
        let name = percent_decode_str(name).decode_utf8().ok()?;
        Some(format!("name={name}"))
    });
    let pairs = uri.query()?.split('&').zip(pairs);
    let query: Vec<String> = pairs
        .map(|(pair, escaped)| escaped.unwrap_or_else(|| pair.to_owned()))
        .collect();
    let mut parts = uri.clone().into_parts();
    let path = format!("{}?{}", uri.path(), query.join("&"));
    parts.path_and_query = Some(path.parse().ok()?);
    Uri::from_parts(parts).ok()
}

/// A bucket of Google's.
pub(super) struct GcsService {
    address: String,
    signing: Arc<GcsSigning>,
}

impl GcsService {
    pub(super) fn new(endpoint: &str, bucket: &str, signing: Arc<GcsSigning>) -> Self {
        Self {
            address: format!("{endpoint}/{bucket}"),
            signing,
        }
    }
}

impl XmlService for GcsService {
    fn url(&self, key: &str) -> String {
        format!("{}/{}", self.address, escaped_path(key))
    }

    fn begin(&self, request: Builder) -> Builder {
        request.header("content-type", CONTENT_TYPE)
    }

    /// The service puts the checksums of parts together by itself.
    fn sum(&self, request: Builder, content: &[u8]) -> (Builder, Option<String>) {
        let sum = BASE64.encode(crc32c::crc32c(content).to_be_bytes());
        (request.header("x-goog-hash", format!("crc32c={sum}")), None)
    }

    fn sign_address<'a>(&'a self, head: &'a mut Head, valid: Duration) -> Pending<'a, Result<()>> {
        Box::pin(async move {
            let signed = self.signing.sign(head, Some(valid)).await;
            signed.map_err(|error| {
                if !error.message().contains("query signing") {
                    return error;
                }
                Error::new(
                    ErrorKind::Unsupported,
                    "these credentials cannot sign addresses; expected those of a service account \
                     with its key",
                )
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_escaped_once() {
        let uri = "https://h/upload/storage/v1/b/x/o?uploadType=media&name=a%2Fb%2520c%25C3%25BC";
        let once = escaped_once(&uri.parse().unwrap()).unwrap();
        assert_eq!(
            once.to_string(),
            "https://h/upload/storage/v1/b/x/o?uploadType=media&name=a/b%20c%C3%BC"
        );
        let other = "https://h/storage/v1/b/x/o/a%2520b".parse().unwrap();
        assert_eq!(escaped_once(&other), None);
    }
}
