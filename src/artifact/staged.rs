//! Files that are still being written, which nobody sees before they are whole.
//!
//! 1. The writer creates a file whose name no listing shows, and locks it.
//! 2. The writer fills the file and renames it to its final name.
//! 3. A writer that is killed leaves a file that nobody has locked. [`sweep`] removes it.
//!
//! Whoever sweeps takes the lock before it removes a file. A writer whose new file was swept before
//! it could be locked starts again.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use tempfile::NamedTempFile;
use walkdir::WalkDir;

use crate::error::{Error, Result};
use crate::staged;

/// How the names of files begin that are still being written. MLflow 3.17.2 uses the same, and
/// leaves such files out of its listings.
const UNFINISHED_PREFIX: &str = ".artifact.uploading.";
/// How the names of those begin that are locked by their writers. MLflow locks none of its own,
/// which never have a hyphen.
const LOCKED_PREFIX: &str = ".artifact.uploading.locked-";
/// How the names of those begin that stay for the next download.
pub(super) const PARTIAL_PREFIX: &str = ".artifact.uploading.partial-";

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
            let staged = staged::create(folder, LOCKED_PREFIX).map_err(failed)?;
            if staged::lock(&staged).map_err(failed)? {
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
            Err(e) if e.error.kind() == io::ErrorKind::CrossesDevices => {
                copy_to(e.file.path(), target)
            }
            Err(e) => Err(Error::io("write", target, e.error)),
        }
    }
}

/// Gives a whole file another name, over what may be there.
pub(super) fn rename(whole: &Path, target: &Path) -> Result<()> {
    match fs::rename(whole, target) {
        Err(e) if e.kind() == io::ErrorKind::CrossesDevices => {
            copy_to(whole, target)?;
            fs::remove_file(whole).map_err(|e| Error::io("delete", whole, e))
        }
        renamed => renamed.map_err(|e| Error::io("write", target, e)),
    }
}

/// Makes a file appear, whole and durably, on another disk than that on which it lies.
fn copy_to(whole: &Path, target: &Path) -> Result<()> {
    let near = Staged::create(target.parent().unwrap_or(target))?;
    let copied = File::open(whole)
        .and_then(|mut whole| io::copy(&mut whole, &mut near.file()))
        .and_then(|_| near.file().sync_all());
    copied.map_err(|e| Error::io("write", target, e))?;
    near.0
        .persist(target)
        .map(drop)
        .map_err(|e| Error::io("write", target, e.error))
}

/// Removes what killed writers left in a folder. What cannot be removed stays.
pub(super) fn sweep(folder: &Path) {
    staged::sweep(folder, LOCKED_PREFIX);
}

/// Removes what killed writers left in a folder and below it, but looks at so many entries at most;
/// gives how many are left to look at. Links are not followed.
pub(super) fn sweep_below(folder: &Path, most: usize) -> usize {
    let mut left = most;
    for entry in WalkDir::new(folder).into_iter().take(most) {
        left -= 1;
        if let Ok(entry) = entry
            && entry.file_type().is_file()
        {
            staged::sweep_file(entry.file_name(), entry.path(), LOCKED_PREFIX);
        }
    }
    left
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

    #[test]
    fn what_was_left_below_is_swept_as_far_as_is_asked_for() {
        let folder = tempfile::tempdir().unwrap();
        let below = folder.path().join("a/b");
        fs::create_dir_all(&below).unwrap();
        let left = below.join(format!("{LOCKED_PREFIX}left"));
        fs::write(&left, "half").unwrap();
        fs::write(below.join("whole"), "whole").unwrap();
        assert_eq!(sweep_below(folder.path(), 3), 0);
        assert!(left.exists() || below.join("whole").exists());
        assert_eq!(sweep_below(folder.path(), 100), 95);
        assert!(!left.exists() && below.join("whole").exists());
    }

    #[test]
    fn a_file_gets_a_name_on_another_disk() {
        let (here, there) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (whole, target) = (here.path().join("whole"), there.path().join("target"));
        for content in ["old", "new"] {
            fs::write(&whole, content).unwrap();
            copy_to(&whole, &target).unwrap();
            assert_eq!(fs::read_to_string(&target).unwrap(), content);
        }
        assert_eq!(fs::read_dir(there.path()).unwrap().count(), 1);
    }
}
