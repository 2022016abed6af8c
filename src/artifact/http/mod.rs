//! Artifacts on a server: those that a tracking server hands through (`mlflow-artifacts:`), and
//! plain `http(s)` addresses, of which files can be fetched and sent, but folders not be listed.
//!
//! Several files travel at once, each through a buffer of a fixed size; what fails is tried again.

mod download;
mod multipart;
mod place;
mod remove;
mod tally;
mod upload;

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::api::ListArtifactsResponse;
use crate::config::{HttpSettings, MultipartSettings};
use crate::error::{Error, Result};
use crate::http::{Client, Request};
use crate::uri;

use super::{ArtifactPath, ArtifactStore, FileInfo, Owner, Progress};
use place::Place;

pub(super) use place::resolve;

/// How many files, or parts of files, travel at once.
const TRANSFERS: usize = 8;

/// Artifacts below a URL.
pub(super) struct HttpArtifacts {
    place: Place,
    client: Client,
    multipart: MultipartSettings,
    /// Whether the server takes files in parts, once it was asked.
    takes_parts: OnceLock<bool>,
}

impl HttpArtifacts {
    /// Takes the artifacts in a folder below a URL. Nothing is asked yet.
    pub(super) fn open(url: &str, folder: &ArtifactPath) -> Result<Self> {
        Self::at(Place::parse(url, folder)?)
    }

    /// Takes the artifacts in a folder of a run's or a logged model's, through the requests with
    /// which the page shows them.
    pub(super) fn of_owner(
        tracking_uri: &str,
        owner: Owner<'_>,
        folder: &ArtifactPath,
    ) -> Result<Self> {
        Self::at(Place::of_owner(tracking_uri, owner, folder)?)
    }

    fn at(place: Place) -> Result<Self> {
        let client = Client::new(place.address(), &HttpSettings::from_env()?)?;
        Ok(Self {
            place,
            client,
            multipart: MultipartSettings::from_env()?,
            takes_parts: OnceLock::new(),
        })
    }
}

impl ArtifactStore for HttpArtifacts {
    fn upload_file(
        &self,
        local: &Path,
        folder: &ArtifactPath,
        progress: &dyn Progress,
    ) -> Result<()> {
        self.send_file(local, folder, progress)
    }

    /// Folders without files are left out: a server has no request that makes one.
    fn upload_folder(
        &self,
        local: &Path,
        folder: &ArtifactPath,
        progress: &dyn Progress,
    ) -> Result<()> {
        self.send_folder(local, folder, progress)
    }

    fn list(&self, folder: &ArtifactPath) -> Result<Vec<FileInfo>> {
        let Some(url) = self.place.listing(folder)? else {
            return Err(Error::not_implemented(format!(
                "`{}` is no tracking server's; only of those are the artifacts listed",
                self.place.address()
            )));
        };
        let answer = self.client.send(&Request::get(url))?;
        let ListArtifactsResponse { files, .. } = answer.json()?;
        let mut infos = Vec::new();
        for file in files {
            infos.push(FileInfo {
                // A path of its own, or one below the root of a run.
                path: folder.join(ArtifactPath::parse(&file.path)?.file_name()),
                is_dir: file.is_dir,
                // The size of an empty file is left out.
                file_size: (!file.is_dir).then(|| file.file_size.unwrap_or(0)),
            });
        }
        // Some stores behind a server list a file as a folder with itself in it.
        let is_itself = |info: &FileInfo| {
            !folder.is_root() && !info.is_dir && info.path == folder.join(folder.file_name())
        };
        if infos.len() == 1 && is_itself(&infos[0]) {
            return Ok(Vec::new());
        }
        infos.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(infos)
    }

    fn download(
        &self,
        path: &ArtifactPath,
        destination: Option<&Path>,
        progress: &dyn Progress,
    ) -> Result<PathBuf> {
        let destination = match destination {
            Some(folder) => uri::absolute_path(folder)?,
            None => fresh_folder()?,
        };
        self.fetch(path, &destination, progress)
    }
}

/// A temporary folder that stays when the program ends.
pub(crate) fn fresh_folder() -> Result<PathBuf> {
    tempfile::Builder::new()
        .prefix("mlflow-artifacts-")
        .tempdir()
        .map(tempfile::TempDir::keep)
        .map_err(|e| Error::io("create a folder in", &std::env::temp_dir(), e))
}

/// A failure with the file that it is about, which servers do not name.
fn named(action: &str, file: &str, error: Error) -> Error {
    let message = format!("cannot {action} `{file}`: {}", error.message());
    let hints = error.hints().to_vec();
    let named = Error::new(error.code(), message).caused_by(error);
    hints.into_iter().fold(named, Error::hint)
}

/// The threads of one transfer. They mostly wait, so there are more of them than processors.
fn threads() -> Result<ThreadPool> {
    ThreadPoolBuilder::new()
        .num_threads(TRANSFERS)
        .build()
        .map_err(|e| Error::internal("cannot start threads for a transfer").caused_by(e))
}
