//! From an artifact URI to a store.

use std::time::Duration;

use crate::config::{ArtifactKind, ArtifactUri};
use crate::error::Result;
use crate::uri;

#[cfg(feature = "clouds")]
use super::cloud;
use super::http::{self, HttpArtifacts};
use super::owner::Owner;
use super::{ArtifactPath, ArtifactStore, LocalArtifacts, staged};

/// Opens the artifacts under a URI or an absolute path.
pub fn open(artifact_uri: &str) -> Result<Box<dyn ArtifactStore>> {
    open_folder(artifact_uri, &ArtifactPath::root())
}

/// Opens a folder of the artifacts under a URI or an absolute path as a store of its own.
pub fn open_folder(artifact_uri: &str, folder: &ArtifactPath) -> Result<Box<dyn ArtifactStore>> {
    let uri = ArtifactUri::parse(artifact_uri)?;
    match uri.kind() {
        ArtifactKind::Http => Ok(Box::new(HttpArtifacts::open(artifact_uri, folder)?)),
        ArtifactKind::Local(path) => Ok(Box::new(LocalArtifacts::new(folder.in_folder(path)))),
        #[cfg(feature = "clouds")]
        ArtifactKind::Remote(remote) => cloud::open(&uri, remote, folder),
        _ => Err(uri.unsupported()),
    }
}

/// Opens the artifacts at a location that go through a server.
pub(super) fn open_served(location: &str) -> Result<Box<dyn ArtifactStore>> {
    let uri = match uri::recorded_path(location) {
        Some(folder) => return Ok(Box::new(LocalArtifacts::served(folder))),
        None => ArtifactUri::parse(location)?,
    };
    #[cfg(feature = "clouds")]
    if let ArtifactKind::Remote(remote) = uri.kind() {
        return cloud::open_served(&uri, remote);
    }
    Err(uri.unsupported())
}

/// For how long an unfinished upload to a cloud is left alone: its program may still run somewhere.
const UPLOAD_PATIENCE: Duration = Duration::from_secs(24 * 60 * 60);

/// Removes what killed writers left anywhere below a location, but looks at so many files and folders
/// of this machine at most; gives how many are left to look at.
pub fn sweep_below(location: &str, most: usize) -> usize {
    if let Some(folder) = uri::recorded_path(location) {
        return staged::sweep_below(&folder, most);
    }
    let is_remote =
        ArtifactUri::parse(location).is_ok_and(|uri| matches!(uri.kind(), ArtifactKind::Remote(_)));
    if is_remote {
        let swept = open(location).and_then(|store| store.sweep(UPLOAD_PATIENCE));
        if let Err(error) = swept {
            tracing::debug!("unfinished uploads are not looked for: {error}");
        }
    }
    most
}

/// Opens a folder of an owner's artifacts by way of a tracking server, wherever they lie.
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

/// The location of what lies at a path below another location.
pub fn location_below(location: &str, path: &ArtifactPath) -> String {
    match uri::recorded_path(location) {
        Some(folder) => uri::from_path(&path.in_folder(&folder)),
        None => uri::join(location, path.as_str()),
    }
}

/// The URL of what lies on a tracking server (`mlflow-artifacts:`); every other URI as it is.
pub fn on_server(artifact_uri: &str, tracking_uri: &str) -> Result<String> {
    if uri::scheme(artifact_uri).as_deref() != Some("mlflow-artifacts") {
        return Ok(artifact_uri.to_owned());
    }
    http::resolve(artifact_uri, tracking_uri)
}
