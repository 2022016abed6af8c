//! Google Cloud Storage.
//!
//! OpenDAL makes the requests of the JSON interface, unsigned, and [`signing`] signs them. Large files
//! go in parts by the XML interface, which speaks S3's protocol. Emulators have only the first, and
//! get every file whole.

mod credentials;
mod signing;

use std::sync::Arc;
use std::time::Duration;

use opendal::services::Gcs;

use crate::config::{CLOUD_ATTEMPTS, GcsSettings, RemoteUri};
use crate::error::{Error, Result};

use super::bucket::{Bucket, Limits};
use super::client::{ClientSettings, Clients};
use super::error::unusable;
use super::transport::Transport;
use super::xml_parts::XmlParts;

use signing::{GcsService, GcsSigning};

/// The smallest part that the service takes.
const SMALLEST_PART: u64 = 5 << 20;
/// Google's own address.
const ENDPOINT: &str = "https://storage.googleapis.com";

/// Connects to a bucket. Nothing is asked yet.
pub(super) fn open(uri: &RemoteUri) -> Result<Bucket> {
    if uri.host.is_empty() {
        return Err(Error::invalid(
            "the address of artifacts names no bucket; expected `gs://bucket/path`",
        ));
    }
    let settings = GcsSettings::from_env()?;
    let clients = Clients::new(&ClientSettings {
        insecure_tls: false,
        certificates: None,
        patience: Duration::from_secs(settings.timeout_seconds),
    })?;
    let endpoint = [&settings.emulator, &settings.endpoint]
        .into_iter()
        .flatten()
        .next()
        .map_or(ENDPOINT, String::as_str);
    let signing = Arc::new(GcsSigning::new(&settings, &clients));
    let transport = Transport::of(signing.clone(), clients, CLOUD_ATTEMPTS);
    let builder = Gcs::default()
        .bucket(&uri.host)
        .endpoint(endpoint)
        .disable_config_load()
        .disable_vm_metadata()
        .skip_signature();
    let name = format!("gs://{}", uri.host);
    let operator = opendal::Operator::new(builder).map_err(|e| unusable(&name, &e))?;
    let bucket = Bucket::new(
        name,
        operator.finish(),
        transport.clone(),
        limits(&settings),
    );
    if settings.emulator.is_some() {
        return Ok(bucket);
    }
    let service = GcsService::new(endpoint, &uri.host, signing);
    Ok(bucket.with_parts(XmlParts::new(service, transport), true))
}

fn limits(settings: &GcsSettings) -> Limits {
    let range_size = settings
        .download_chunk
        .map(usize::try_from)
        .and_then(Result::ok);
    Limits {
        part_size: settings.upload_chunk.unwrap_or(8 << 20).max(SMALLEST_PART),
        parts: 10_000,
        range_size: range_size.unwrap_or(8 << 20),
    }
}
