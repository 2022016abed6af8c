//! From an artifact URI to a store.

use crate::error::{Error, Result};
use crate::uri;

use super::{ArtifactStore, LocalArtifacts};

/// Opens the artifacts under a URI or an absolute path.
pub fn open(artifact_uri: &str) -> Result<Box<dyn ArtifactStore>> {
    match uri::recorded_path(artifact_uri) {
        Some(path) => Ok(Box::new(LocalArtifacts::new(path))),
        None => Err(Error::not_implemented(format!(
            "artifact URI `{artifact_uri}`: artifacts of this kind are not supported yet"
        ))
        .hint("only local folders and `file:///…` are")),
    }
}
