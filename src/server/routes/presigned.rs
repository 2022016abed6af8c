//! Addresses by which clients reach the artifacts of runs and logged models in a cloud, without the
//! server.

use std::time::Duration;

use axum::extract::State;

use crate::api::{
    PresignDownload, PresignDownloadResponse, PresignUpload, PresignUploadResponse,
    PresignedDownload,
};
use crate::artifact::{ArtifactPath, ArtifactStore, SignedRequest, Signer};
use crate::config;
use crate::error::{Error, Result};
use crate::server::answer::{HandlerResult, Json};
use crate::server::app::Shared;
use crate::server::endpoint::endpoints;
use crate::server::extract::Input;
use crate::tracking::SignedFile;
use crate::uri;

endpoints! {
    POST "/mlflow/artifacts/presigned-upload-url"   LATER Update(PresignUpload) => upload;
    POST "/mlflow/artifacts/presigned-download-url" LATER Read(PresignDownload) => download;
}

/// How long an address for an upload holds, where the client does not say, as in MLflow 3.18.0.
const UPLOAD_LIFETIME: i64 = 900;
/// The longest that clouds sign for.
const LONGEST_LIFETIME: i64 = 604_800;

pub(in crate::server) async fn upload(
    State(app): Shared,
    Input(request): Input<PresignUpload>,
) -> HandlerResult {
    app.answer(move |tracking| {
        let path = ArtifactPath::parse_foreign(&request.path)?;
        let valid = lifetime(request.expiration, UPLOAD_LIFETIME)?;
        let (location, store) = match (given(request.run_id), given(request.model_id)) {
            (Some(id), None) => {
                let run = tracking.get_run(&id.into())?.info;
                let store = tracking.run_artifacts(&run)?;
                (run.artifact_uri, store)
            }
            (None, Some(id)) => {
                let model = tracking.get_logged_model(&id.into())?;
                let store = tracking.logged_model_artifacts(&model)?;
                (model.artifact_location, store)
            }
            _ => {
                return Err(Error::one_of_run_and_model());
            }
        };
        check_direct("Presigned upload is not supported for", &location)?;
        let signed = signer("Presigned upload", store.as_ref())?.sign_upload(&path, valid)?;
        let SignedRequest { url, headers } = signed;
        Ok(PresignUploadResponse {
            presigned_url: url,
            headers,
        })
    })
    .await
}

pub(in crate::server) async fn download(
    State(app): Shared,
    Input(request): Input<PresignDownload>,
) -> HandlerResult {
    app.answer(move |tracking| {
        let path = ArtifactPath::parse_foreign(&request.path)?;
        let valid = lifetime(request.expiration, config::download_address_lifetime()?)?;
        let run = tracking.get_run(&request.run_id.into())?.info;
        let store = tracking.run_artifacts(&run)?;
        check_direct(
            "Presigned download is not supported for runs with",
            &run.artifact_uri,
        )?;
        let signer = signer("Presigned download", store.as_ref())?;
        let file_size = store.open(&path)?.state().length;
        let SignedRequest { url, headers } = signer.sign_download(&path, valid)?;
        Ok(PresignDownloadResponse {
            presigned_url: url,
            headers,
            file_size,
        })
    })
    .await
}

/// Whether a request for a file of a model asks for a signed address instead, as MLflow 3.18.0's do.
pub(super) fn is_asked(presigned: Option<&str>) -> bool {
    presigned == Some("true")
}

/// The answer to such a request.
pub(super) fn answer(sign: impl FnOnce(Duration) -> Result<Option<SignedFile>>) -> HandlerResult {
    let valid = lifetime(None, config::download_address_lifetime()?)?;
    let (signed, file_size) = sign(valid)?.ok_or_else(|| unsigned("Presigned download"))?;
    let SignedRequest { url, headers } = signed;
    Ok(Json::of(&PresignedDownload {
        url,
        headers,
        file_size,
    }))
}

/// Signs a request for a file of a store, if that signs any.
pub(super) fn sign_file(
    store: &dyn ArtifactStore,
    path: &ArtifactPath,
    valid: Duration,
) -> Result<Option<SignedFile>> {
    let Some(signer) = store.signer() else {
        return Ok(None);
    };
    let file_size = store.open(path)?.state().length;
    Ok(Some((signer.sign_download(path, valid)?, file_size)))
}

fn given(id: Option<String>) -> Option<String> {
    id.filter(|id| !id.is_empty())
}

/// For how long an address is to hold. Clouds refuse another time only when the address is used.
pub(super) fn lifetime(asked: Option<i64>, default: i64) -> Result<Duration> {
    let seconds = asked.unwrap_or(default);
    if (1..=LONGEST_LIFETIME).contains(&seconds) {
        return Ok(Duration::from_secs(seconds.unsigned_abs()));
    }
    Err(Error::invalid(format!(
        "expiration must be between 1 and {LONGEST_LIFETIME} seconds: it is {seconds}"
    )))
}

/// Refuses the artifacts that go through a server, which have no address of their own.
fn check_direct(what: &str, location: &str) -> Result<()> {
    match uri::scheme(location).as_deref() {
        Some(scheme @ ("http" | "https" | "mlflow-artifacts")) => Err(Error::invalid(format!(
            "{what} proxied artifact storage (artifact URI scheme: {scheme}): expected artifacts \
             in a cloud"
        ))),
        _ => Ok(()),
    }
}

fn signer<'a>(what: &str, store: &'a dyn ArtifactStore) -> Result<&'a dyn Signer> {
    store.signer().ok_or_else(|| unsigned(what))
}

fn unsigned(what: &str) -> Error {
    Error::not_implemented(format!(
        "{what} is not supported for the current artifact repository: its files have no signed \
         addresses"
    ))
}
