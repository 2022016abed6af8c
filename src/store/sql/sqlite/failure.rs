//! What a failure of SQLite means.

use std::fmt;
use std::io::{self, Write as _};
use std::path::Path;

use rusqlite::{ErrorCode as Sqlite, ffi};

use crate::duration;
use crate::error::{Error, ErrorCode};
use crate::store::patience;

use super::super::session::SqlError;
use super::address;
use super::beside::new_file_beside;

/// The bytes of the smallest index of a write-ahead log.
const LOG_INDEX_SIZE: usize = 32 * 1_024;

impl From<CommitFailure> for SqlError {
    fn from(failure: CommitFailure) -> Self {
        let CommitFailure { error, message } = failure;
        Self::from(rusqlite::Error::SqliteFailure(error, message))
    }
}

/// Why a transaction was not committed. There are as many copies as requests were in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CommitFailure {
    error: ffi::Error,
    message: Option<String>,
}

impl CommitFailure {
    pub(super) fn given_up() -> Self {
        Self {
            error: ffi::Error::new(ffi::SQLITE_ABORT_ROLLBACK),
            message: Some("the transaction was rolled back".to_owned()),
        }
    }

    /// The file is not the database any more.
    pub(crate) fn file_changed() -> Self {
        Self {
            error: ffi::Error::new(ffi::SQLITE_READONLY_DBMOVED),
            message: Some("the database file was removed or replaced".to_owned()),
        }
    }
}

impl fmt::Display for CommitFailure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.message {
            Some(message) => f.write_str(message),
            None => self.error.fmt(f),
        }
    }
}

impl From<rusqlite::Error> for CommitFailure {
    fn from(error: rusqlite::Error) -> Self {
        let code = error.sqlite_extended_error_code();
        Self {
            error: ffi::Error::new(code.unwrap_or(ffi::SQLITE_ERROR)),
            message: Some(error.to_string()),
        }
    }
}

/// The log could not be synced.
impl From<io::Error> for CommitFailure {
    fn from(error: io::Error) -> Self {
        Self {
            error: ffi::Error::new(ffi::SQLITE_IOERR_FSYNC),
            message: Some(error.to_string()),
        }
    }
}

impl SqlError {
    /// What SQLite said.
    pub(super) fn driver(&self) -> Option<&rusqlite::Error> {
        match self {
            Self::Database(error) => error.downcast_ref(),
            Self::Refused(_) => None,
        }
    }

    /// Whether another process holds the database.
    pub(crate) fn is_busy(&self) -> bool {
        self.driver()
            .is_some_and(|error| error.sqlite_error_code() == Some(Sqlite::DatabaseBusy))
    }

    /// Whether SQLite could not read because it could not put its files beside the database.
    pub(crate) fn is_for_want_of_files(&self) -> bool {
        let Some(error) = self.driver() else {
            return false;
        };
        error.sqlite_error_code() == Some(Sqlite::CannotOpen)
            || error.sqlite_extended_error_code() == Some(ffi::SQLITE_READONLY_DIRECTORY)
    }

    /// Whether the disk has no room for the files that SQLite needs beside a database.
    pub(crate) fn is_for_want_of_space(&self) -> bool {
        self.driver().is_some_and(is_out_of_space)
    }

    /// Whether there is no such file, or none that can be opened.
    pub(crate) fn is_cannot_open(&self) -> bool {
        self.driver()
            .is_some_and(|error| error.sqlite_error_code() == Some(Sqlite::CannotOpen))
    }

    /// Turns the failure into the error that the user sees.
    pub(crate) fn at(self, path: &Path) -> Error {
        match self {
            Self::Database(error) => match error.downcast_ref() {
                Some(error) => describe(path, error),
                None => Error::internal(error.to_string()),
            },
            Self::Refused(error) => error,
        }
    }
}

/// Whether a statement names a table or column that the database does not have.
pub(crate) fn is_other_schema(error: &rusqlite::Error) -> bool {
    // A missing column has an offset in the statement, a missing table only SQLite's general code.
    matches!(error, rusqlite::Error::SqlInputError { .. })
        || error.sqlite_error_code() == Some(Sqlite::Unknown)
}

/// Whether a statement names a table or column that the database should have.
fn is_lacking(error: &rusqlite::Error) -> bool {
    is_other_schema(error) && error.to_string().contains("no such ")
}

/// Says what an error of SQLite means for this file.
fn describe(path: &Path, error: &rusqlite::Error) -> Error {
    let shown = path.display();
    match error.sqlite_error_code() {
        Some(Sqlite::DatabaseBusy | Sqlite::DatabaseLocked) => Error::new(
            ErrorCode::TemporarilyUnavailable,
            format!("another process holds the SQLite database `{shown}`"),
        )
        .hint(format!(
            "it did not let go of it for {}; try again when it has ended",
            duration::text(patience::LIMIT)
        )),
        Some(Sqlite::ReadOnly)
            if error.sqlite_extended_error_code() == Some(ffi::SQLITE_READONLY_DBMOVED) =>
        {
            gone(path)
        }
        // It was opened for reading alone, because there was no room for a log.
        Some(Sqlite::ReadOnly) if is_disk_full(path) => no_space(path),
        Some(Sqlite::ReadOnly) => denied(format!(
            "cannot write to the SQLite database `{shown}`: the file or its folder is write-protected"
        )),
        Some(Sqlite::PermissionDenied) => {
            denied(format!("access to the SQLite database `{shown}` is denied"))
        }
        Some(Sqlite::CannotOpen) => cannot_open(path),
        Some(Sqlite::NotADatabase) => Error::invalid(format!(
            "`{shown}` is not an SQLite database; expected one that MLflow made, or no file"
        )),
        Some(Sqlite::DatabaseCorrupt) => {
            unexpected(error, format!("the SQLite database `{shown}` is damaged"))
                .hint("restore it from a backup; `sqlite3 FILE .recover` may save what is left")
        }
        _ if is_out_of_space(error) => no_space(path),
        _ if is_lacking(error) => Error::new(
            ErrorCode::InvalidState,
            format!("the SQLite database `{shown}` lacks a part of MLflow's schema: {error}"),
        )
        .hint(format!(
            "an upgrade was interrupted, or another program changed the tables; `mlflow db status \
             {}` lists what is missing",
            address::tracking_uri(path)
        )),
        Some(Sqlite::SystemIoFailure) => unexpected(
            error,
            format!("the SQLite database `{shown}` cannot be read or written"),
        ),
        _ => unexpected(
            error,
            format!("the SQLite database `{shown}` refused a request"),
        ),
    }
}

fn is_out_of_space(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(Sqlite::DiskFull)
        || error.sqlite_extended_error_code() == Some(ffi::SQLITE_IOERR_SHMSIZE)
}

fn no_space(path: &Path) -> Error {
    Error::internal(format!(
        "there is no space left for the SQLite database `{}`",
        path.display()
    ))
    .hint("free some space on its disk and try again")
}

/// Whether SQLite's smallest index of a log can be written beside a database but for want of space.
fn is_disk_full(path: &Path) -> bool {
    let written =
        new_file_beside(path).and_then(|mut file| file.write_all(&vec![0; LOG_INDEX_SIZE]));
    written.is_err_and(|e| {
        matches!(
            e.kind(),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
        )
    })
}

/// The file of a database that is in use was removed.
pub(crate) fn gone(path: &Path) -> Error {
    Error::internal(format!(
        "the SQLite database `{}` is gone: its file was removed or moved while it was in use",
        path.display()
    ))
    .hint("put it or a copy of it back; until then nothing is read or kept")
}

/// Another file lies where that of a database in use was.
pub(crate) fn replaced(path: &Path) -> Error {
    Error::internal(format!(
        "another file has replaced the SQLite database `{}` while it was in use",
        path.display()
    ))
    .hint("it is used as soon as nobody reads the old one any more, if it is a store of MLflow")
}

/// Another program changed the schema of a database that is in use.
pub(crate) fn other_schema(path: &Path) -> Error {
    Error::internal(format!(
        "the schema of the SQLite database `{}` was changed by another program while it was in \
         use: start this server again, so that it works with the schema that is there now",
        path.display()
    ))
}

/// Somebody wrote over the file of a database that is in use.
pub(crate) fn overwritten(path: &Path) -> Error {
    Error::internal(format!(
        "the SQLite database `{}` was written over by another program while it was in use",
        path.display()
    ))
    .hint(
        "nothing is read or kept until it is a whole database of MLflow and rests for a second; \
         stop the server before you restore a backup",
    )
}

/// A failure whose code does not tell the whole story: what SQLite says goes with it.
fn unexpected(error: &rusqlite::Error, message: String) -> Error {
    let code = error.sqlite_extended_error_code();
    let cause = match code {
        Some(code) => format!("{error} (SQLite's code {code})"),
        None => error.to_string(),
    };
    Error::internal(message).caused_by(cause)
}

fn denied(message: String) -> Error {
    Error::new(ErrorCode::PermissionDenied, message)
}

/// Finds the reason why SQLite cannot open a file, for which it has one code only.
fn cannot_open(path: &Path) -> Error {
    let shown = path.display();
    if path.is_dir() {
        return Error::invalid(format!(
            "`{shown}` is a folder; expected an SQLite database file"
        ));
    }
    if is_disk_full(path) {
        return no_space(path);
    }
    let reason = if matches!(path.try_exists(), Ok(false)) {
        "its folder is write-protected"
    } else {
        "permission to the file, or to write beside it, is missing"
    };
    denied(format!(
        "cannot open the SQLite database `{shown}`: {reason}"
    ))
}
