//! From an artifact URI to a store.

use crate::entity::{ModelId, RunId};
use crate::error::{Error, Result};
use crate::uri;

use super::http::{self, HttpArtifacts};
use super::{ArtifactPath, ArtifactStore, LocalArtifacts};

/// Opens the artifacts under a URI or an absolute path.
pub fn open(artifact_uri: &str) -> Result<Box<dyn ArtifactStore>> {
    open_folder(artifact_uri, &ArtifactPath::root())
}

/// Opens a folder of the artifacts under a URI or an absolute path as a store of its own.
pub fn open_folder(artifact_uri: &str, folder: &ArtifactPath) -> Result<Box<dyn ArtifactStore>> {
    match uri::scheme(artifact_uri).as_deref() {
        Some("http" | "https") => Ok(Box::new(HttpArtifacts::open(artifact_uri, folder)?)),
        _ => match uri::recorded_path(artifact_uri) {
            Some(path) => Ok(Box::new(LocalArtifacts::new(folder.in_folder(&path)))),
            None => Err(unsupported(artifact_uri)),
        },
    }
}

/// Whose artifacts a tracking server is asked for.
#[derive(Clone, Copy, Debug)]
pub enum Owner<'a> {
    /// Those of a run.
    Run(&'a RunId),
    /// Those of a logged model.
    LoggedModel(&'a ModelId),
}

/// Opens a folder of the artifacts that a tracking server has of somebody, at whatever location.
pub fn open_on_server(
    tracking_uri: &str,
    owner: Owner<'_>,
    folder: &ArtifactPath,
) -> Result<Box<dyn ArtifactStore>> {
    Ok(Box::new(HttpArtifacts::of_owner(
        tracking_uri,
        owner,
        folder,
    )?))
}

/// The URL of what lies on a tracking server (`mlflow-artifacts:`); every other URI as it is.
pub fn on_server(artifact_uri: &str, tracking_uri: &str) -> Result<String> {
    if uri::scheme(artifact_uri).as_deref() != Some("mlflow-artifacts") {
        return Ok(artifact_uri.to_owned());
    }
    http::resolve(artifact_uri, tracking_uri)
}

pub(super) fn unsupported(artifact_uri: &str) -> Error {
    Error::not_implemented(format!(
        "artifact URI `{artifact_uri}`: artifacts of this kind are not supported yet"
    ))
    .hint("local folders, `file:///…`, `mlflow-artifacts:/…` and `http(s)://…` are")
}
