//! Temporary folders for checkouts, downloads and output. Only their user may open them, and they are
//! removed when they are dropped.
//!
//! A process holds the lock of each folder that it uses, and the system releases the lock when the
//! process ends in any way. So the next start can tell the folders that a killed process has left, and
//! removes them. Only Unix can lock a folder; elsewhere a killed process leaves its folders behind.

use std::env;
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, Once};
use std::time::Duration;

use crate::error::{Error, Result};
use crate::sync::unpoisoned;

/// What the names of folders in use begin with.
const PREFIX: &str = "mlflow-scratch-";
/// What the names of folders begin with until their lock is taken.
const NEW_PREFIX: &str = ".mlflow-new-scratch-";
/// How long taking the lock takes at most.
const LOCKED_AFTER: Duration = Duration::from_secs(60);

/// The folders of this process.
static IN_USE: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A temporary folder.
#[derive(Debug)]
pub struct Scratch {
    path: PathBuf,
    /// Held as long as the folder is used.
    _lock: Option<File>,
    is_kept: bool,
}

impl Scratch {
    /// Makes a new folder among the system's temporary ones.
    pub fn new() -> Result<Self> {
        static SWEEP: Once = Once::new();
        let root = env::temp_dir();
        SWEEP.call_once(|| sweep(&root));
        Self::new_in(&root)
    }

    fn new_in(root: &Path) -> Result<Self> {
        let failed = |e| Error::io("make a folder in", root, e);
        let folder = builder().tempdir_in(root).map_err(failed)?;
        let lock = lock(folder.path());
        // From now on the name says that an unlocked folder may be removed.
        let name = folder.path().file_name().unwrap_or_default();
        let name = name.to_string_lossy().replacen(NEW_PREFIX, PREFIX, 1);
        let path = root.join(name);
        fs::rename(folder.path(), &path).map_err(failed)?;
        let _ = folder.keep();
        in_use().push(path.clone());
        Ok(Self {
            path,
            _lock: lock,
            is_kept: false,
        })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Leaves the folder to the user, under a name that nobody clears away.
    pub fn keep(&mut self) {
        if self.is_kept {
            return;
        }
        let name = self.path.file_name().unwrap_or_default();
        let name = name.to_string_lossy().replacen("scratch", "kept", 1);
        let kept = self.path.with_file_name(name);
        forget(&self.path);
        if fs::rename(&self.path, &kept).is_ok() {
            self.path = kept;
        }
        self.is_kept = true;
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if !self.is_kept {
            remove(&self.path);
            forget(&self.path);
        }
    }
}

/// Removes all folders of this process, which is about to end at once.
pub fn remove_temporary_folders() {
    in_use().drain(..).for_each(|path| remove(&path));
}

/// Removes a folder. If that fails, the next start tries again.
fn remove(path: &Path) {
    if let Err(error) = fs::remove_dir_all(path) {
        tracing::debug!("`{}` is left behind: {error}", path.display());
    }
}

fn in_use() -> MutexGuard<'static, Vec<PathBuf>> {
    unpoisoned(IN_USE.lock())
}

fn forget(path: &Path) {
    in_use().retain(|known| known != path);
}

fn builder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(NEW_PREFIX);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o700));
    }
    builder
}

/// The lock of a folder; `None` where somebody has it, or where folders cannot be locked.
fn lock(folder: &Path) -> Option<File> {
    let file = File::open(folder).ok()?;
    file.try_lock().ok()?;
    Some(file)
}

/// Clears away what killed processes have left. Other users' folders do not open.
fn sweep(root: &Path) {
    let entries = fs::read_dir(root).into_iter().flatten().flatten();
    for entry in entries {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let is_left = name.starts_with(PREFIX)
            || (name.starts_with(NEW_PREFIX) && is_older(&entry, LOCKED_AFTER));
        if !is_left {
            continue;
        }
        if let Some(_lock) = lock(&entry.path()) {
            remove(&entry.path());
        }
    }
}

fn is_older(entry: &fs::DirEntry, age: Duration) -> bool {
    let modified = entry.metadata().and_then(|metadata| metadata.modified());
    modified.is_ok_and(|modified| modified.elapsed().is_ok_and(|elapsed| elapsed > age))
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt;

    use super::*;

    #[test]
    fn a_folder_is_its_users_alone_and_goes_with_its_use() {
        let root = tempfile::tempdir().unwrap();
        let scratch = Scratch::new_in(root.path()).unwrap();
        let mode = fs::metadata(scratch.path()).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o700);
        fs::create_dir(scratch.path().join("sub")).unwrap();
        let path = scratch.path().to_owned();
        drop(scratch);
        assert!(!path.exists());
    }

    #[test]
    fn what_a_killed_process_left_is_swept_and_nothing_else() {
        let root = tempfile::tempdir().unwrap();
        let used = Scratch::new_in(root.path()).unwrap();
        let mut kept = Scratch::new_in(root.path()).unwrap();
        kept.keep();
        let left = root.path().join(format!("{PREFIX}left"));
        fs::create_dir(&left).unwrap();
        fs::write(left.join("file"), "x").unwrap();
        let new = root.path().join(format!("{NEW_PREFIX}new"));
        fs::create_dir(&new).unwrap();
        sweep(root.path());
        assert!(!left.exists());
        assert!(used.path().exists() && kept.path().exists() && new.exists());
        let path = kept.path().to_owned();
        drop(kept);
        assert!(path.exists());
    }
}
