//! How to reach Google Cloud Storage.

use crate::config::{count, var};
use crate::error::Result;

/// How to reach Google Cloud Storage.
#[derive(Clone, Debug)]
pub struct GcsSettings {
    /// The address of an emulator, which wants no credentials.
    pub emulator: Option<String>,
    /// Another address of the service than Google's own.
    pub endpoint: Option<String>,
    /// How many bytes a part of an upload has; `None` leaves it to the program.
    pub upload_chunk: Option<u64>,
    /// How many bytes are asked for at once; `None` leaves it to the program.
    pub download_chunk: Option<u64>,
    /// After how many seconds of silence a request has failed.
    pub timeout_seconds: u64,
}

impl GcsSettings {
    /// Reads the environment.
    pub fn from_env() -> Result<Self> {
        let emulator = var("STORAGE_EMULATOR_HOST")?;
        let endpoint = var("API_ENDPOINT_OVERRIDE")?;
        let chunk = |name| -> Result<Option<u64>> {
            Ok(Some(count(name, 0)? as u64).filter(|chunk| *chunk > 0))
        };
        let timeout = match var("MLFLOW_ARTIFACT_UPLOAD_DOWNLOAD_TIMEOUT")? {
            Some(_) => "MLFLOW_ARTIFACT_UPLOAD_DOWNLOAD_TIMEOUT",
            None => "MLFLOW_GCS_DEFAULT_TIMEOUT",
        };
        let patience = super::CLOUD_PATIENCE_SECONDS;
        let seconds = crate::config::parsed::<i64>(timeout, 0, "a whole number of seconds")?;
        Ok(Self {
            emulator: emulator.map(|host| address(&host, "http")),
            endpoint: endpoint.map(|host| address(&host, "https")),
            upload_chunk: chunk("MLFLOW_GCS_UPLOAD_CHUNK_SIZE")?,
            download_chunk: chunk("MLFLOW_GCS_DOWNLOAD_CHUNK_SIZE")?,
            timeout_seconds: u64::try_from(seconds)
                .ok()
                .filter(|seconds| *seconds > 0)
                .unwrap_or(patience),
        })
    }
}

/// An address that may be a host alone.
fn address(host: &str, scheme: &str) -> String {
    let host = host.trim_end_matches('/');
    if host.contains("://") {
        host.to_owned()
    } else {
        format!("{scheme}://{host}")
    }
}
