//! The files that SQLite keeps beside a database.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// Whether the file alone is the whole database: no log or journal beside it holds a part.
pub(crate) fn is_whole(path: &Path) -> bool {
    let holds_nothing = |suffix: &str| match fs::metadata(beside(path, suffix)) {
        Ok(file) => file.len() == 0,
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    };
    path.is_file() && ["-wal", "-journal"].into_iter().all(holds_nothing)
}

/// Where a database is that is named by a link: what SQLite keeps beside it is beside that.
pub(super) fn behind_links(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_owned())
}

/// A file that SQLite keeps beside a database.
pub(crate) fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut beside = behind_links(path).into_os_string();
    beside.push(suffix);
    beside.into()
}

/// Whether a file can be made in the folder of a database.
pub(crate) fn can_write_beside(path: &Path) -> bool {
    new_file_beside(path).is_ok()
}

/// A file without a name in the folder of a database.
pub(super) fn new_file_beside(path: &Path) -> io::Result<fs::File> {
    let path = behind_links(path);
    tempfile::tempfile_in(path.parent().unwrap_or(&path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_with_a_log_or_a_journal_is_not_whole() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.db");
        assert!(!is_whole(&path));
        std::fs::write(&path, "").unwrap();
        for beside in ["x.db-wal", "x.db-journal"] {
            assert!(is_whole(&path));
            let beside = folder.path().join(beside);
            std::fs::write(&beside, "").unwrap();
            assert!(is_whole(&path));
            std::fs::write(&beside, "x").unwrap();
            assert!(!is_whole(&path));
            std::fs::remove_file(beside).unwrap();
        }
    }

    #[test]
    fn a_missing_folder_can_hold_nothing_beside_a_database() {
        let folder = tempfile::tempdir().unwrap();
        assert!(can_write_beside(&folder.path().join("x.db")));
        assert!(!can_write_beside(&folder.path().join("no/x.db")));
    }
}
