//! Which runs go on on this machine: each has a file that its process keeps locked.
//!
//! The system frees a lock when the process ends, however that happens. So a file that nobody has
//! locked is of a process that was killed, whoever has its process id by now.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::sync;

/// What is known of the process of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProcessState {
    /// It goes on.
    Alive,
    /// It has ended without its end being recorded.
    Gone,
}

/// The file of a run, locked for as long as this exists.
#[derive(Debug)]
pub(crate) struct Presence {
    /// `None` where no file could be made: then nothing is known of the run, which is no reason not
    /// to start it.
    file: Option<(PathBuf, File)>,
}

impl Presence {
    /// Tells other processes of this machine, by a folder that they know, that a run goes on.
    pub(crate) fn announce(folder: &Path, run_id: &str) -> Self {
        let Some(path) = file_of(folder, run_id) else {
            return Self { file: None };
        };
        let locked = match lock(folder, &path) {
            // The last other run has just removed the folder.
            Err(error) if error.kind() == io::ErrorKind::NotFound => lock(folder, &path),
            locked => locked,
        };
        let file = locked.unwrap_or_else(|error| {
            tracing::debug!("`{}` cannot be locked: {error}", path.display());
            None
        });
        Self {
            file: file.map(|file| (path, file)),
        }
    }
}

/// The locked file of a run; `None` where somebody else continues the same run.
fn lock(folder: &Path, path: &Path) -> io::Result<Option<File>> {
    make_folder(folder)?;
    let file = sync::open_kept(path)?;
    match file.try_lock() {
        Ok(()) => Ok(Some(file)),
        Err(TryLockError::WouldBlock) => Ok(None),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

/// The file of a run; `None` where its id, which a server may have chosen, is no name of a file.
fn file_of(folder: &Path, run_id: &str) -> Option<PathBuf> {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    (!run_id.is_empty() && run_id.chars().all(is_plain)).then(|| folder.join(run_id))
}

impl Drop for Presence {
    fn drop(&mut self) {
        if let Some((path, file)) = self.file.take() {
            // It is removed before it is free, so that nobody takes it for one of a dead process.
            let removed = fs::remove_file(&path);
            drop(file);
            if removed.is_err() {
                // Windows removes no file that is open.
                let _ = fs::remove_file(&path);
            }
            // The last one leaves nothing.
            let _ = path.parent().map(fs::remove_dir);
        }
    }
}

/// What is known of the process of a run; `None` if it has no file, as on another machine.
pub fn process_of_run(folder: &Path, run_id: &str) -> Option<ProcessState> {
    // The lock of a moment is shared, so that two who look do not take each other for the process.
    let file = File::open(file_of(folder, run_id)?).ok()?;
    match file.try_lock_shared() {
        Ok(()) => Some(ProcessState::Gone),
        Err(TryLockError::WouldBlock) => Some(ProcessState::Alive),
        Err(TryLockError::Error(_)) => None,
    }
}

/// Makes the folder, which nobody else may write to.
fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.recursive(true).create(folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_is_alive_for_as_long_as_its_process_has_it() {
        let scratch = tempfile::tempdir().unwrap();
        let folder = scratch.path().join("runs");
        assert_eq!(process_of_run(&folder, "a"), None);
        drop(Presence::announce(&folder, "../a"));
        assert!(!scratch.path().join("a").exists());
        let presence = Presence::announce(&folder, "a");
        assert_eq!(process_of_run(&folder, "a"), Some(ProcessState::Alive));
        assert_eq!(process_of_run(&folder, "a"), Some(ProcessState::Alive));
        let second = Presence::announce(&folder, "a");
        drop(second);
        assert_eq!(process_of_run(&folder, "a"), Some(ProcessState::Alive));
        drop(presence);
        assert_eq!(process_of_run(&folder, "a"), None);
        assert!(!folder.exists());
        fs::create_dir(&folder).unwrap();
        // As a process leaves it that is killed.
        fs::write(folder.join("a"), "").unwrap();
        assert_eq!(process_of_run(&folder, "a"), Some(ProcessState::Gone));
    }
}
