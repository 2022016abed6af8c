//! Artifacts: the files that the target lacks, or has with another length or content.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::artifact::{self, ArtifactPath, ArtifactStore, FileInfo};
use crate::error::{Error, Result};

use super::report::SyncFiles;
use super::session::Transfer;

/// The files of a run or a logged model of the source.
pub(super) struct SourceFiles {
    store: Box<dyn ArtifactStore>,
    pub(super) files: Vec<FileInfo>,
}

impl SourceFiles {
    /// Lists all that is in a store.
    pub(super) fn list(store: Box<dyn ArtifactStore>) -> Result<Self> {
        let files = artifact::files_below(&*store)?;
        Ok(Self { store, files })
    }
}

impl Transfer<'_> {
    /// Copies the files that the target lacks, and says how many. The target is opened only if there
    /// are files at all.
    pub(super) fn artifacts(
        &self,
        source: SourceFiles,
        open: impl FnOnce() -> Result<Box<dyn ArtifactStore>>,
    ) -> Result<SyncFiles> {
        let SourceFiles { store, files } = source;
        if files.is_empty() {
            return Ok(SyncFiles::default());
        }
        let target = open()?;
        let there: HashMap<ArtifactPath, Option<u64>> = artifact::files_below(&*target)?
            .into_iter()
            .map(|file| (file.path, file.file_size))
            .collect();
        let copied = files.par_iter().map(|file| {
            if self.is_there(file, &there, &*store, &*target)? {
                return Ok(SyncFiles::default());
            }
            self.file(file, &*store, &*target)
        });
        copied.try_reduce(SyncFiles::default, |a, b| {
            Ok(SyncFiles {
                files: a.files + b.files,
                bytes: a.bytes + b.bytes,
            })
        })
    }

    fn is_there(
        &self,
        file: &FileInfo,
        there: &HashMap<ArtifactPath, Option<u64>>,
        source: &dyn ArtifactStore,
        target: &dyn ArtifactStore,
    ) -> Result<bool> {
        let Some(size) = there.get(&file.path) else {
            return Ok(false);
        };
        if *size != file.file_size {
            return Ok(false);
        }
        Ok(!self.request.checksum
            || artifact::digest_of(source, &file.path)? == artifact::digest_of(target, &file.path)?)
    }

    fn file(
        &self,
        file: &FileInfo,
        source: &dyn ArtifactStore,
        target: &dyn ArtifactStore,
    ) -> Result<SyncFiles> {
        let path = &file.path;
        self.observer.begin(1, file.file_size.unwrap_or(0));
        if !self.writes() {
            return Ok(SyncFiles {
                files: 1,
                bytes: file.file_size.unwrap_or(0),
            });
        }
        let copied = artifact::copy_between((source, path), (target, path), self.observer)?;
        if self.request.checksum {
            let written = artifact::digest_of(target, path)?;
            if written != copied.digest {
                return Err(Error::internal(format!(
                    "`{path}` was written with the SHA-256 {} and is read with {written}",
                    copied.digest
                ))
                .hint("sync again; if it stays so, look at the disk of the target"));
            }
        }
        Ok(SyncFiles {
            files: 1,
            bytes: copied.bytes,
        })
    }
}
