//! Where files are kept: one trait, and [`open`], which turns an artifact URI into a store.
//!
//! Artifact paths are relative POSIX paths (`model/MLmodel`), whatever the machine; the empty
//! path is the root. A path that would leave the root is refused before anything is touched.

mod copy;
mod http;
mod local;
mod multipart;
mod open;
mod own;
mod path;
mod served;
mod source;
mod spelling;
mod staged;

use std::path::{Path, PathBuf};

use crate::error::Result;

use http::HttpArtifacts;
pub(crate) use http::fresh_folder;
pub use local::LocalArtifacts;
pub use multipart::{Part, PartMark};
pub use open::{Owner, on_server, open, open_folder, open_on_server};
pub use own::{Removal, remove_empty_own, remove_own};
pub use path::ArtifactPath;
pub use served::{ServedArtifacts, Upload};

/// One entry of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileInfo {
    /// Relative to the root of the artifact store.
    pub path: ArtifactPath,
    /// Whether it is a folder.
    pub is_dir: bool,
    /// In bytes; `None` for a folder.
    pub file_size: Option<u64>,
}

/// Watches a transfer. Called from any thread.
pub trait Progress: Sync {
    /// This many files with this many bytes are to be transferred.
    fn begin(&self, _files: u64, _bytes: u64) {}
    /// This many more bytes are through.
    fn advance(&self, _bytes: u64) {}
}

/// Watches nothing.
pub struct Silent;

impl Progress for Silent {}

/// A place that keeps files under a root.
pub trait ArtifactStore: Send + Sync {
    /// Copies a local file into a folder of the store.
    fn upload_file(
        &self,
        local: &Path,
        folder: &ArtifactPath,
        progress: &dyn Progress,
    ) -> Result<()>;

    /// Copies the content of a local folder into a folder of the store.
    fn upload_folder(
        &self,
        local: &Path,
        folder: &ArtifactPath,
        progress: &dyn Progress,
    ) -> Result<()>;

    /// The entries of a folder, sorted by path. A path that is a file or is not there has none.
    fn list(&self, folder: &ArtifactPath) -> Result<Vec<FileInfo>>;

    /// Copies a file or a folder to a local folder, which is created if need be, and says where it
    /// lies now: under its whole path, as MLflow has it (`a/b.txt` becomes `destination/a/b.txt`);
    /// the root becomes the content of the folder. Where `destination` is
    /// `None`, nothing is copied if the artifacts are on this machine already; otherwise they go
    /// to a fresh temporary folder.
    fn download(
        &self,
        path: &ArtifactPath,
        destination: Option<&Path>,
        progress: &dyn Progress,
    ) -> Result<PathBuf>;
}
