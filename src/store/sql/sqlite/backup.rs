//! Copies of a database as it is at one moment, while others go on writing.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use rusqlite::Connection;
use rusqlite::backup::{Backup, StepResult};
use tempfile::NamedTempFile;

use crate::error::{Error, ErrorCode, Result};
use crate::staged;

use super::driver::{self, Access, SqlResult};

/// How the name of a copy begins that is not whole yet.
const DRAFT_PREFIX: &str = ".mlflow-backup-";

/// Pages that are copied between two reports of progress.
const PAGES_AT_ONCE: i32 = 4_096;

/// How long a copy pauses where another program holds a lock.
const PAUSE: Duration = Duration::from_millis(10);

/// How to back up.
#[derive(Clone, Copy, Debug)]
pub struct BackupOptions<'a> {
    /// Set by somebody else when the backup is to end and to leave nothing.
    pub cancelled: &'a AtomicBool,
    /// Whether a file that is there already is replaced.
    pub overwrites: bool,
}

/// How many pages of a database are copied.
#[derive(Clone, Copy, Debug)]
pub struct CopyProgress {
    /// Pages that are in the copy.
    pub done: usize,
    /// Pages of the database.
    pub total: usize,
}

/// Copies the database in a file, as it is at this moment, into another file. The copy is durable,
/// complete without a write-ahead log, and gets its name when it is whole.
pub fn backup(
    path: &Path,
    target: &Path,
    options: BackupOptions,
    progress: &dyn Fn(CopyProgress),
) -> Result<()> {
    fs::metadata(path).map_err(|e| Error::io("read", path, e))?;
    if target.exists() {
        let is_same = fs::canonicalize(path).ok() == fs::canonicalize(target).ok();
        if is_same || !options.overwrites {
            return Err(target_exists(target, is_same));
        }
    }
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let draft = begin(folder).map_err(|e| Error::io("create a copy in", folder, e))?;
    let cancelled = || {
        options
            .cancelled
            .load(Ordering::Relaxed)
            .then(|| interrupted(path))
    };
    fill(&draft, path, &cancelled, progress).map_err(|e| e.at(path))?;
    let kept = if options.overwrites {
        draft.persist(target)
    } else {
        draft.persist_noclobber(target)
    };
    match kept {
        Ok(_) => Ok(()),
        Err(failure) if failure.error.kind() == io::ErrorKind::AlreadyExists => {
            Err(target_exists(target, false))
        }
        Err(failure) => Err(Error::io("create", target, failure.error)),
    }
}

/// Begins a draft, which is locked while it is filled, and removes those that killed backups left.
///
/// On Windows a lock would keep SQLite from the file: nothing is locked there, nor removed.
fn begin(folder: &Path) -> io::Result<NamedTempFile> {
    if cfg!(windows) {
        return tempfile::Builder::new()
            .prefix(DRAFT_PREFIX)
            .tempfile_in(folder);
    }
    staged::sweep(folder, DRAFT_PREFIX);
    loop {
        let draft = tempfile::Builder::new()
            .prefix(DRAFT_PREFIX)
            .tempfile_in(folder)?;
        if staged::lock(&draft)? {
            return Ok(draft);
        }
    }
}

fn target_exists(target: &Path, is_source: bool) -> Error {
    let target = target.display();
    if is_source {
        return Error::new(
            ErrorCode::InvalidParameterValue,
            format!("`{target}` is the database itself; expected another file"),
        );
    }
    Error::new(
        ErrorCode::ResourceAlreadyExists,
        format!("the file `{target}` already exists"),
    )
    .hint("name another file, or replace it with --overwrite")
}

/// Fills a draft with a database, with its permissions too, and syncs it. `cancelled` gives the
/// error with which the copy ends early.
pub(super) fn fill(
    draft: &NamedTempFile,
    database: &Path,
    cancelled: &dyn Fn() -> Option<Error>,
    progress: &dyn Fn(CopyProgress),
) -> SqlResult<()> {
    copy_pages(database, draft.path(), cancelled, progress)?;
    let database = fs::metadata(database).map_err(|e| Error::io("read", database, e))?;
    fs::set_permissions(draft.path(), database.permissions())
        .and_then(|()| draft.as_file().sync_all())
        .map_err(|e| Error::io("write", draft.path(), e))?;
    Ok(())
}

/// Copies a database as it is when the copy begins. Its pages come from one read transaction, so
/// that a write of another program neither changes the copy nor makes it begin anew.
fn copy_pages(
    from: &Path,
    to: &Path,
    cancelled: &dyn Fn() -> Option<Error>,
    progress: &dyn Fn(CopyProgress),
) -> SqlResult<()> {
    let source = driver::connect(from, Access::Existing)?;
    source.execute_batch("BEGIN; SELECT count(*) FROM sqlite_master")?;
    let mut target = Connection::open(to)?;
    // The draft is nothing until it has its name: it is synced once, at the end.
    target.execute_batch("PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF")?;
    let backup = Backup::new(&source, &mut target)?;
    let count = |pages: i32| usize::try_from(pages).unwrap_or_default();
    loop {
        if let Some(error) = cancelled() {
            return Err(error.into());
        }
        let step = backup.step(PAGES_AT_ONCE)?;
        let pages = backup.progress();
        progress(CopyProgress {
            done: count(pages.pagecount - pages.remaining),
            total: count(pages.pagecount),
        });
        match step {
            StepResult::Done => return Ok(()),
            StepResult::Busy | StepResult::Locked => std::thread::sleep(PAUSE),
            _ => {}
        }
    }
}

fn interrupted(path: &Path) -> Error {
    Error::new(
        ErrorCode::Cancelled,
        format!(
            "the copy was interrupted; the SQLite database `{}` is as it was, and there is no copy",
            path.display()
        ),
    )
}
