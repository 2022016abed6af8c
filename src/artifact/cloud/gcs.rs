//! Google Cloud Storage.
//!
//! Credentials are found where Google's own tools find them: `GOOGLE_APPLICATION_CREDENTIALS` (a
//! service account, an external account, a login), the login of `gcloud`, the service of a machine.

use std::time::Duration;

use opendal::services::Gcs;

use crate::config::{CLOUD_ATTEMPTS, GcsSettings, RemoteUri};
use crate::error::{Error, Result};

use super::bucket::{Bucket, Limits};
use super::client::{ClientSettings, Clients};
use super::error::unusable;
use super::transport::Transport;

/// The smallest part that the service takes.
const SMALLEST_PART: u64 = 5 << 20;

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
    let mut builder = Gcs::default().bucket(&uri.host);
    if let Some(emulator) = &settings.emulator {
        builder = builder.endpoint(emulator).skip_signature();
    }
    let name = format!("gs://{}", uri.host);
    let operator = opendal::Operator::new(builder).map_err(|e| unusable(&name, &e))?;
    let range_size = settings
        .download_chunk
        .map(usize::try_from)
        .and_then(Result::ok);
    let limits = Limits {
        part_size: settings.upload_chunk.unwrap_or(8 << 20).max(SMALLEST_PART),
        parts: 10_000,
        range_size: range_size.unwrap_or(8 << 20),
    };
    let transport = Transport::plain(clients, CLOUD_ATTEMPTS);
    Ok(Bucket::new(name, operator.finish(), transport, limits))
}
