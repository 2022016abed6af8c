//! Artifacts: the files that the target lacks, or has with another length or content.

use std::collections::HashMap;

use rayon::prelude::*;

use crate::artifact::{self, ArtifactPath, ArtifactStore, FileInfo};
use crate::error::{Error, Result};

use super::report::{SyncFiles, number};
use super::session::Transfer;

/// The files of a run or a logged model that its copy lacks.
pub(super) struct MissingFiles {
    source: Box<dyn ArtifactStore>,
    /// `None` if nothing is missing, or in a rehearsal in which the copy would be created.
    target: Option<Box<dyn ArtifactStore>>,
    files: Vec<FileInfo>,
}

impl MissingFiles {
    /// Whether the copy has every file.
    pub(super) fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// What a rehearsal says.
    fn size(&self) -> SyncFiles {
        SyncFiles {
            files: number(self.files.len()),
            bytes: self.files.iter().filter_map(|file| file.file_size).sum(),
        }
    }
}

impl Transfer<'_> {
    /// Compares the files of the source with those of the copy, which is opened only if the source has
    /// any. It is `None` in a rehearsal in which it would be created.
    pub(super) fn missing_files(
        &self,
        source: Box<dyn ArtifactStore>,
        open: impl FnOnce() -> Result<Option<Box<dyn ArtifactStore>>>,
    ) -> Result<MissingFiles> {
        let mut files = artifact::files_below(&*source)?;
        let target = if files.is_empty() { None } else { open()? };
        if let Some(target) = &target {
            let there: HashMap<ArtifactPath, Option<u64>> = artifact::files_below(&**target)?
                .into_iter()
                .map(|file| (file.path, file.file_size))
                .collect();
            let is_missing = files
                .par_iter()
                .map(|file| match there.get(&file.path) {
                    Some(size) if *size == file.file_size => {
                        self.differs(&file.path, &*source, &**target)
                    }
                    _ => Ok(true),
                })
                .collect::<Result<Vec<bool>>>()?;
            let mut is_missing = is_missing.into_iter();
            files.retain(|_| is_missing.next().unwrap_or(true));
        }
        Ok(MissingFiles {
            source,
            target,
            files,
        })
    }

    /// Whether two files of one length have another content, as far as that is asked for.
    fn differs(
        &self,
        path: &ArtifactPath,
        source: &dyn ArtifactStore,
        target: &dyn ArtifactStore,
    ) -> Result<bool> {
        Ok(self.request.checksum
            && artifact::digest_of(source, path)? != artifact::digest_of(target, path)?)
    }

    /// Copies the files that are missing, and says how many.
    pub(super) fn copy_files(&self, missing: &MissingFiles) -> Result<SyncFiles> {
        let Some(target) = missing.target.as_deref().filter(|_| self.writes()) else {
            return Ok(missing.size());
        };
        let copied = missing
            .files
            .par_iter()
            .map(|file| self.copy_file(file, &*missing.source, target));
        copied.try_reduce(SyncFiles::default, |a, b| {
            Ok(SyncFiles {
                files: a.files + b.files,
                bytes: a.bytes + b.bytes,
            })
        })
    }

    fn copy_file(
        &self,
        file: &FileInfo,
        source: &dyn ArtifactStore,
        target: &dyn ArtifactStore,
    ) -> Result<SyncFiles> {
        let path = &file.path;
        self.observer.begin(1, file.file_size.unwrap_or(0));
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
