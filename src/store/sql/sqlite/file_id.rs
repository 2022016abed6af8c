//! Which file it is that lies at a path: whether a database was removed, or replaced by
//! another, while it is in use.

use std::fs::{self, Metadata};
use std::path::Path;
use std::time::SystemTime;

/// A file, whatever its name is by now. Where the system has no such numbers, all files are alike,
/// and only that one is missing is noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FileId {
    device: u64,
    inode: u64,
}

impl FileId {
    /// The file at a path; `None` where there is none.
    pub(super) fn at(path: &Path) -> Option<Self> {
        fs::metadata(path).ok().as_ref().map(Self::of)
    }

    /// The file at a path, and what changes when somebody writes to it.
    pub(super) fn with_stamp(path: &Path) -> Option<(Self, Stamp)> {
        let found = fs::metadata(path).ok()?;
        Some((Self::of(&found), Stamp::of(&found)))
    }

    #[cfg(unix)]
    fn of(found: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt;
        Self {
            device: found.dev(),
            inode: found.ino(),
        }
    }

    #[cfg(not(unix))]
    fn of(_: &Metadata) -> Self {
        Self {
            device: 0,
            inode: 0,
        }
    }
}

/// What changes with every write to a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stamp {
    pub(super) length: u64,
    pub(super) modified: Option<SystemTime>,
}

impl Stamp {
    pub(super) fn of(found: &Metadata) -> Self {
        Self {
            length: found.len(),
            modified: found.modified().ok(),
        }
    }
}
