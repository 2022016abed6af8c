//! Artifacts in a local folder.

use std::path::{Path, PathBuf};

use crate::error::Result;

use super::{ArtifactPath, ArtifactStore, FileInfo, Progress};

/// Artifacts in a local folder, which need not exist before the first upload.
pub struct LocalArtifacts {
    root: PathBuf,
}

impl LocalArtifacts {
    /// Keeps files under this folder.
    pub fn new(root: PathBuf) -> Self {
        Self { root }
    }
}

impl ArtifactStore for LocalArtifacts {
    fn upload_file(&self, _: &Path, _: &ArtifactPath, _: &dyn Progress) -> Result<()> {
        todo!("{:?}", self.root)
    }
    fn upload_folder(&self, _: &Path, _: &ArtifactPath, _: &dyn Progress) -> Result<()> {
        todo!()
    }
    fn list(&self, _: &ArtifactPath) -> Result<Vec<FileInfo>> {
        todo!()
    }
    fn download(&self, _: &ArtifactPath, _: Option<&Path>, _: &dyn Progress) -> Result<PathBuf> {
        todo!()
    }
}
