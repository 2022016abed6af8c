//! What a local folder holds.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use walkdir::WalkDir;

use crate::artifact::staged::is_unfinished;
use crate::error::{Error, Result};

/// What a tree holds, relative to its top.
#[derive(Default)]
pub(in crate::artifact) struct TransferPlan {
    /// From the top down.
    pub(in crate::artifact) folders: Vec<PathBuf>,
    pub(in crate::artifact) files: Vec<PathBuf>,
    pub(in crate::artifact) bytes: u64,
}

impl TransferPlan {
    pub(in crate::artifact) fn make(top: &Path) -> Result<Self> {
        let mut plan = Self::default();
        for entry in WalkDir::new(top).min_depth(1).sort_by_file_name() {
            let entry = entry.map_err(|e| unreadable(top, e))?;
            plan.add(top, &entry)?;
        }
        Ok(plan)
    }

    fn add(&mut self, top: &Path, entry: &walkdir::DirEntry) -> Result<()> {
        let path = entry.path();
        let relative = path
            .strip_prefix(top)
            .expect("an entry lies in its tree")
            .to_owned();
        if entry.file_type().is_dir() {
            self.folders.push(relative);
            return Ok(());
        }
        let found = match fs::metadata(path) {
            Err(error) if entry.path_is_symlink() => {
                tracing::warn!(
                    "skipping `{}`: the link leads nowhere ({error})",
                    path.display()
                );
                return Ok(());
            }
            found => found.map_err(|e| Error::io("read", path, e))?,
        };
        if found.is_file() {
            if !is_unfinished(&entry.file_name().to_string_lossy()) {
                self.bytes += found.len();
                self.files.push(relative);
            }
        } else if found.is_dir() {
            tracing::warn!(
                "`{}` is a link to a folder and is not followed",
                path.display()
            );
            self.folders.push(relative);
        } else {
            tracing::warn!(
                "skipping `{}`: it is neither a file nor a folder",
                path.display()
            );
        }
        Ok(())
    }
}

fn unreadable(top: &Path, error: walkdir::Error) -> Error {
    let path = error.path().unwrap_or(top).to_owned();
    Error::io("read", &path, io::Error::from(error))
}
