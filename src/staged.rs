//! Writing files so that nobody sees half of one: a temporary file beside the target is written,
//! synchronised and renamed.

use std::ffi::OsStr;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::Path;

use tempfile::NamedTempFile;

/// How the names of files begin that [`write()`] has not finished.
const PREFIX: &str = ".unfinished-";

/// Creates a file in a folder, under a fresh name that begins with `prefix`. Dropped, it is removed.
/// It gets the permissions of any new file. By default, `tempfile` would let only its owner read it.
pub(crate) fn create(folder: &Path, prefix: &str) -> io::Result<NamedTempFile> {
    tempfile::Builder::new()
        .prefix(prefix)
        .make_in(folder, |path| {
            OpenOptions::new().write(true).create_new(true).open(path)
        })
}

/// Locks a new file for as long as it is being written, so that nobody sweeps it. Returns `false` if it
/// was swept before it could be locked: then the writer has to start again.
pub(crate) fn lock(file: &NamedTempFile) -> io::Result<bool> {
    // Where the file system has no locks, nothing can be swept either.
    let is_locked = !matches!(file.as_file().try_lock(), Err(fs::TryLockError::WouldBlock));
    Ok(is_locked && file.path().try_exists()?)
}

/// Removes the files that killed writers left in a folder under names that begin with `prefix`.
/// Files that are locked have a living writer and stay. So does what cannot be removed.
pub(crate) fn sweep(folder: &Path, prefix: &str) {
    sweep_if(folder, prefix, |_| true);
}

/// The same, of those that `is_abandoned` says nobody comes back for.
pub(crate) fn sweep_if(folder: &Path, prefix: &str, is_abandoned: impl Fn(&Path) -> bool) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let path = entry.path();
        if begins_with(&entry.file_name(), prefix) && is_abandoned(&path) {
            remove_unlocked(&path);
        }
    }
}

/// Removes one file if its name begins with `prefix` and its writer was killed.
pub(crate) fn sweep_file(name: &OsStr, path: &Path, prefix: &str) {
    if begins_with(name, prefix) {
        remove_unlocked(path);
    }
}

fn begins_with(name: &OsStr, prefix: &str) -> bool {
    name.as_encoded_bytes().starts_with(prefix.as_bytes())
}

fn remove_unlocked(path: &Path) {
    if let Ok(file) = File::open(path)
        && file.try_lock().is_ok()
    {
        tracing::debug!("removing `{}`, which was left half written", path.display());
        let _ = fs::remove_file(path);
    }
}

/// Writes the content of a staged file durably. The file gets the permissions of the file that it is
/// to replace.
pub(crate) fn fill(mut file: &File, replaced: &Path, content: &[u8]) -> io::Result<()> {
    file.write_all(content)?;
    if let Ok(found) = fs::metadata(replaced) {
        file.set_permissions(found.permissions())?;
    }
    file.sync_all()
}

/// Writes a file whole and durably, replacing what may be there. If that fails, the old content stays.
/// A pipe or a terminal is written to directly. A link stays a link, and its target is replaced.
pub(crate) fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    let target = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if target.exists() && !target.is_file() {
        return fs::write(path, content);
    }
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let draft = create(folder, PREFIX)?;
    fill(draft.as_file(), &target, content)?;
    draft.persist(&target)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_nothing_is_left() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        for content in ["one", "two"] {
            write(&path, content.as_bytes()).unwrap();
            assert_eq!(fs::read_to_string(&path).unwrap(), content);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(write(&folder.path().join("none/a"), b"").is_err());
        assert!(write(folder.path(), b"").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_and_permissions_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (file, link) = (folder.path().join("a"), folder.path().join("link"));
        fs::write(&file, "one").unwrap();
        fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("a", &link).unwrap();
        write(&link, b"two").unwrap();
        assert_eq!(fs::read_to_string(&file).unwrap(), "two");
        assert_eq!(
            fs::metadata(&file).unwrap().permissions().mode() & 0o777,
            0o640
        );
        assert!(link.is_symlink());
    }
}
