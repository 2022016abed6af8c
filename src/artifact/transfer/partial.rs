//! Large files of which a part has come, and that the next download goes on with.
//!
//! 1. A download fills a file beside its target. Its name tells the target and the content, and no
//!    listing shows it.
//! 2. One that breaks off, or is killed, leaves the file.
//! 3. The next one of the same content goes on where that ended. One of another content removes it.
//! 4. A week later it is removed by any download into the folder.

use std::fs::{self, File};
use std::io::{Seek as _, SeekFrom};
use std::path::{Path, PathBuf};
use std::time::Duration;

use sha2::{Digest as _, Sha256};

use crate::artifact::FileState;
use crate::artifact::staged::{PARTIAL_PREFIX, rename};
use crate::error::{Error, Result};
use crate::staged::sweep_if;
use crate::sync;

use super::LARGE;

/// How long a part is kept.
const PATIENCE: Duration = Duration::from_secs(7 * 24 * 3600);

/// A file that is being filled. Dropped before it is whole, it stays for the next download.
pub(super) struct Partial {
    file: File,
    path: PathBuf,
    /// How much of it has come before.
    pub(super) length: u64,
}

impl Partial {
    /// Opens or begins what becomes `target`. There is none for a small file, for one whose content
    /// cannot be known again, and where somebody else is writing it.
    pub(super) fn open(target: &Path, state: &FileState) -> Result<Option<Self>> {
        let (Some(length), Some(etag)) = (state.length, &state.etag) else {
            return Ok(None);
        };
        let (Some(folder), Some(name)) = (target.parent(), target.file_name()) else {
            return Ok(None);
        };
        if length < LARGE {
            return Ok(None);
        }
        let of_target = format!("{PARTIAL_PREFIX}{}-", short_digest(name.as_encoded_bytes()));
        let content = short_digest(format!("{length} {etag}").as_bytes());
        let path = folder.join(format!("{of_target}{content}"));
        sweep_if(folder, &of_target, |other| other != path);
        let failed = |e| Error::io("write", &path, e);
        let mut file = sync::open_kept(&path).map_err(failed)?;
        // Where the file system has no locks, two writers could not be told apart.
        if file.try_lock().is_err() {
            return Ok(None);
        }
        let come = file.seek(SeekFrom::End(0)).map_err(failed)?;
        // A file that was whole and yet not kept was not what it should be.
        let length = if come < length { come } else { 0 };
        Ok(Some(Self { file, path, length }))
    }

    pub(super) fn file(&self) -> &File {
        &self.file
    }

    /// Gives the whole file its final name, over what may be there.
    pub(super) fn persist(self, target: &Path) -> Result<()> {
        rename(&self.path, target)
    }

    /// Removes what has come.
    pub(super) fn discard(self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// Removes the parts in a folder that nobody went on with.
pub(super) fn sweep(folder: &Path) {
    sweep_if(folder, PARTIAL_PREFIX, |path| {
        let written = path.metadata().and_then(|found| found.modified());
        written.is_ok_and(|at| at.elapsed().is_ok_and(|age| age > PATIENCE))
    });
}

fn short_digest(bytes: &[u8]) -> String {
    hex::encode(&Sha256::digest(bytes)[..8])
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn state(etag: &str) -> FileState {
        FileState {
            length: Some(LARGE),
            etag: Some(etag.to_owned()),
            ..FileState::default()
        }
    }

    #[test]
    fn what_has_come_is_gone_on_with_as_long_as_the_content_is_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("model.bin");
        let open = |etag| Partial::open(&target, &state(etag)).unwrap();
        let count = || fs::read_dir(folder.path()).unwrap().count();

        let first = open("a").unwrap();
        assert_eq!(first.length, 0);
        first.file().write_all(b"half").unwrap();
        assert!(open("a").is_none(), "somebody else is writing it");
        drop(first);
        let second = open("a").unwrap();
        assert_eq!(second.length, 4);
        drop(second);

        let other = open("b").unwrap();
        assert_eq!((other.length, count()), (0, 1));
        other.persist(&target).unwrap();
        assert_eq!((target.is_file(), count()), (true, 1));
    }

    #[test]
    fn small_files_and_unknown_contents_have_none() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("model.bin");
        let small = FileState {
            length: Some(LARGE - 1),
            ..state("a")
        };
        let unknown = FileState {
            etag: None,
            ..state("a")
        };
        for state in [small, unknown] {
            assert!(Partial::open(&target, &state).unwrap().is_none());
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }

    #[test]
    fn parts_that_nobody_went_on_with_are_swept() {
        let folder = tempfile::tempdir().unwrap();
        let target = folder.path().join("model.bin");
        let partial = Partial::open(&target, &state("a")).unwrap().unwrap();
        let path = partial.path.clone();
        sweep(folder.path());
        assert!(path.exists());
        let long_ago = std::time::SystemTime::now() - 2 * PATIENCE;
        partial.file().set_modified(long_ago).unwrap();
        sweep(folder.path());
        assert!(path.exists(), "it is locked");
        drop(partial);
        sweep(folder.path());
        assert!(!path.exists());
    }
}
