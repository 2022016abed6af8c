//! Creating and moving folders so that nobody sees half of one, and removing what killed programs left
//! unfinished. A part of a store may be on another disk, by a link or a mount.

use std::cell::Cell;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};

use super::disk::{entries, is_missing, parent, remove_file, sync, sync_folder};
use super::layout::{UNFINISHED_FILE, is_unfinished, unfinished};

/// A folder that is being filled. Dropped before it is published, it is removed.
pub(super) struct StagedFolder {
    path: PathBuf,
    is_published: Cell<bool>,
    /// The folder itself, locked: it tells others that this process lives.
    _life: Option<File>,
}

impl StagedFolder {
    /// Creates the folder, empty, in a parent in which MLflow ignores such names.
    pub(super) fn create_in(parent: &Path) -> Result<Self> {
        loop {
            let path = unfinished(parent);
            fs::create_dir(&path).map_err(|e| Error::io("create a folder in", parent, e))?;
            let life = match sign_of_life(&path) {
                // Somebody sweeps it as one that was left behind.
                Life::Others => continue,
                // Somebody has swept it.
                _ if cfg!(unix) && !path.is_dir() => continue,
                Life::Own(folder) => Some(folder),
                Life::Unknown => None,
            };
            return Ok(Self {
                path,
                is_published: Cell::new(false),
                _life: life,
            });
        }
    }

    /// Its path until it is published.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Renames the folder to `target`. Returns `false` if something exists there already. A
    /// target on another disk, as that of a linked or mounted experiment, is reached by a copy.
    pub(super) fn publish(self, target: &Path) -> Result<bool> {
        sync_folder(&self.path)?;
        match self.rename(target) {
            Err(e) if e.kind() == io::ErrorKind::CrossesDevices => {
                let near = Self::create_in(parent(target))?;
                copy_folder(&self.path, &near.path)?;
                near.rename(target)
            }
            renamed => renamed,
        }
        .map_err(|e| Error::io("create the folder", target, e))
    }

    fn rename(&self, target: &Path) -> io::Result<bool> {
        match fs::rename(&self.path, target) {
            Ok(()) => {
                self.is_published.set(true);
                sync(parent(target))?;
                Ok(true)
            }
            Err(_) if target.symlink_metadata().is_ok() => Ok(false),
            Err(e) => Err(e),
        }
    }
}

impl Drop for StagedFolder {
    fn drop(&mut self) {
        if !self.is_published.get() {
            let _ = fs::remove_dir_all(&self.path);
        }
    }
}

/// Whose a folder is that is being filled.
enum Life {
    /// The caller's, who has locked it.
    Own(File),
    /// Somebody else has locked it.
    Others,
    /// It is not there, or folders cannot be locked.
    Unknown,
}

/// Locks a folder that is being filled.
fn sign_of_life(folder: &Path) -> Life {
    let Ok(folder) = File::open(folder) else {
        return Life::Unknown;
    };
    match folder.try_lock() {
        Ok(()) => Life::Own(folder),
        Err(TryLockError::WouldBlock) => Life::Others,
        Err(TryLockError::Error(_)) => Life::Unknown,
    }
}

/// Removes a folder that a program which was killed left unfinished. One that is being filled
/// stays.
pub(super) fn remove_dead_folder(path: &Path) {
    // Held until it is gone.
    let Life::Own(_life) = sign_of_life(path) else {
        return;
    };
    if !cfg!(unix) {
        return;
    }
    match fs::remove_dir_all(path) {
        Err(e) if !is_missing(&e) => {
            tracing::warn!("cannot remove what is left in `{}`: {e}", path.display());
        }
        _ => {}
    }
}

/// Moves a folder to a path where nothing exists, durably. A link to a folder keeps its target. To
/// another disk the folder is copied.
pub(super) fn move_folder(from: &Path, to: &Path) -> Result<()> {
    match rename_or_link(from, to) {
        Err(e) if e.kind() == io::ErrorKind::CrossesDevices => {
            let near = StagedFolder::create_in(parent(to))?;
            copy_folder(from, near.path())?;
            near.publish(to)?;
            fs::remove_dir_all(from).map_err(|e| Error::io("remove", from, e))?;
        }
        Err(e) if e.kind() == io::ErrorKind::ResourceBusy => {
            return Err(Error::io("move", from, e)
                .hint("a folder at which a disk is mounted stays where it is; unmount it first"));
        }
        moved => moved.map_err(|e| Error::io("move", from, e))?,
    }
    [from, to]
        .into_iter()
        .try_for_each(|path| sync_folder(parent(path)))
}

/// Renames a folder. A link that would lead nowhere from its new path, or is to lie on another disk,
/// is made anew.
fn rename_or_link(from: &Path, to: &Path) -> io::Result<()> {
    let link = fs::read_link(from).ok();
    if link.as_ref().is_some_and(|link| link.is_relative()) {
        return move_link(from, to);
    }
    match fs::rename(from, to) {
        Err(e) if e.kind() == io::ErrorKind::CrossesDevices && link.is_some() => {
            move_link(from, to)
        }
        renamed => renamed,
    }
}

#[cfg(unix)]
fn move_link(from: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(from.canonicalize()?, to)?;
    fs::remove_file(from)
}

#[cfg(not(unix))]
fn move_link(from: &Path, to: &Path) -> io::Result<()> {
    fs::rename(from, to)
}

/// Copies what is in a folder, durably. Links are copied as links.
fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    for entry in entries(from)? {
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        let fails = |e| Error::io("copy", &source, e);
        let kind = entry.file_type().map_err(fails)?;
        if kind.is_dir() {
            fs::create_dir(&target).map_err(fails)?;
            copy_folder(&source, &target)?;
        } else if kind.is_symlink() {
            copy_link(&source, &target).map_err(fails)?;
        } else {
            fs::copy(&source, &target)
                .and_then(|_| File::open(&target)?.sync_all())
                .map_err(fails)?;
        }
    }
    sync_folder(to)
}

#[cfg(unix)]
fn copy_link(from: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(fs::read_link(from)?, to)
}

#[cfg(not(unix))]
fn copy_link(from: &Path, to: &Path) -> io::Result<()> {
    fs::copy(from, to).map(drop)
}

/// Removes the files and folders that programs which were killed left unfinished in a folder.
/// The caller holds the lock under which they are written.
pub(super) fn sweep(stage: &Path) -> Result<()> {
    for entry in entries(stage)? {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.starts_with(UNFINISHED_FILE) {
            remove_file(&entry.path())?;
        } else if is_unfinished(&name) {
            remove_dead_folder(&entry.path());
        }
    }
    Ok(())
}

/// Whether a folder has unfinished files or folders, of living programs or of killed ones.
pub(super) fn has_leftovers(stage: &Path) -> bool {
    entries(stage).unwrap_or_default().iter().any(|entry| {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        name.starts_with(UNFINISHED_FILE) || is_unfinished(&name)
    })
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicBool, Ordering::Relaxed};

    use super::*;

    #[test]
    fn what_is_being_filled_is_not_swept() {
        let stage = tempfile::tempdir().unwrap();
        let is_over = AtomicBool::new(false);
        std::thread::scope(|scope| {
            scope.spawn(|| {
                while !is_over.load(Relaxed) {
                    // What goes away meanwhile is no matter.
                    let _ = sweep(stage.path());
                }
            });
            let filled = (0..2000).try_for_each(|_| {
                let folder = StagedFolder::create_in(stage.path())?;
                let file = folder.path().join("a");
                fs::write(&file, "").map_err(|e| Error::io("write", &file, e))
            });
            is_over.store(true, Relaxed);
            filled.unwrap();
        });
    }
}
