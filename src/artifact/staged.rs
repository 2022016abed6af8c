//! Files that are still being written, which nobody sees before they are whole.
//!
//! 1. The writer creates a file whose name no listing shows, and locks it.
//! 2. The writer fills the file and renames it to its final name.
//! 3. A writer that is killed leaves a file that nobody has locked. [`sweep`] removes it.
//!
//! Whoever sweeps takes the lock before it removes a file. A writer whose new file was swept before
//! it could be locked starts again.

use std::fs::{self, File, OpenOptions};
use std::path::Path;

use tempfile::NamedTempFile;

use crate::error::{Error, Result};

/// How the names of files begin that are still being written. MLflow 3.17.2 uses the same, and
/// leaves such files out of its listings.
const UNFINISHED_PREFIX: &str = ".artifact.uploading.";
/// How the names of those begin that are locked by their writers. MLflow locks none of its own,
/// which never have a hyphen.
const LOCKED_PREFIX: &str = ".artifact.uploading.locked-";

/// Whether a file of that name is still being written.
pub(super) fn is_unfinished(name: &str) -> bool {
    name.starts_with(UNFINISHED_PREFIX)
}

/// A file that is still being written. Dropped before it is finished, it leaves nothing behind.
pub(super) struct Staged(NamedTempFile);

impl Staged {
    /// Begins a file in a folder, which must be there.
    pub(super) fn create(folder: &Path) -> Result<Self> {
        let failed = |e| Error::io("create a file in", folder, e);
        loop {
            // Not by the default of `tempfile`, whose files only their owner may read.
            let staged = tempfile::Builder::new()
                .prefix(LOCKED_PREFIX)
                .make_in(folder, |path| {
                    OpenOptions::new().write(true).create_new(true).open(path)
                })
                .map_err(failed)?;
            // Where the file system has no locks, nothing can be swept either.
            let is_locked = !matches!(
                staged.as_file().try_lock(),
                Err(fs::TryLockError::WouldBlock)
            );
            if is_locked && staged.path().try_exists().map_err(failed)? {
                return Ok(Self(staged));
            }
        }
    }

    /// The file itself.
    pub(super) fn file(&self) -> &File {
        self.0.as_file()
    }

    /// Gives the file its final name, over what may be there.
    pub(super) fn persist(self, target: &Path) -> Result<()> {
        match self.0.persist(target) {
            Ok(_) => Ok(()),
            Err(e) => Err(Error::io("write", target, e.error)),
        }
    }
}

/// Removes what killed writers left in a folder. What cannot be removed stays.
pub(super) fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let name = entry.file_name();
        if !name
            .as_encoded_bytes()
            .starts_with(LOCKED_PREFIX.as_bytes())
        {
            continue;
        }
        let path = entry.path();
        if let Ok(file) = File::open(&path)
            && file.try_lock().is_ok()
        {
            tracing::debug!("removing `{}`, which was left half written", path.display());
            let _ = fs::remove_file(&path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_killed_writer_left_is_swept_and_what_is_being_written_stays() {
        let folder = tempfile::tempdir().unwrap();
        let count = || fs::read_dir(folder.path()).unwrap().count();
        let writing = Staged::create(folder.path()).unwrap();
        fs::write(folder.path().join(format!("{LOCKED_PREFIX}left")), "half").unwrap();
        fs::write(folder.path().join(".artifact.uploading.python"), "half").unwrap();
        assert_eq!(count(), 3);
        sweep(folder.path());
        assert_eq!(count(), 2);
        writing.persist(&folder.path().join("whole")).unwrap();
        sweep(folder.path());
        assert!(folder.path().join("whole").is_file());
        drop(Staged::create(folder.path()).unwrap());
        assert_eq!(count(), 2);
    }
}
