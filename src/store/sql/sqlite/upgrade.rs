//! `mlflow db upgrade`: the database of any release becomes that of a later one.
//!
//! Everything happens in one transaction under the write lock: what fails or is killed on the way
//! leaves the database as it was (SQLite takes back the rest when the file is next opened). Before
//! it changes anything, the lock in hand, a copy is made beside the file.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use rusqlite::Connection;

use crate::error::{Error, ErrorCode, Result};

use super::backup::{self, CopyProgress};
use super::create;
use super::driver::{self, Access, SqlError, SqlResult};
use super::failure;
use super::migrations::{self, Step};
use super::revision::{self, DatabaseContent, SchemaVersion};
use super::tables;
use super::target::SchemaTarget;

/// Names that are tried for a copy.
const MAX_COPIES: usize = 1_000;

/// How many steps of its virtual machine SQLite does between two looks whether to end.
const STEPS_BETWEEN_LOOKS: i32 = 10_000;

/// How to upgrade.
#[derive(Clone, Debug)]
pub struct UpgradeOptions {
    /// The schema that the database is to have.
    pub target: SchemaTarget,
    /// Set by somebody else when the upgrade is to end and to leave the database as it was.
    pub cancelled: Arc<AtomicBool>,
    /// Whether a copy stays beside the database.
    pub keeps_copy: bool,
    /// Milliseconds since 1970 (UTC), for what the upgrade writes times into.
    pub now: i64,
}

/// What an upgrade is about to do.
#[derive(Clone, Copy, Debug)]
pub enum UpgradeProgress {
    /// So many of so many pages are copied.
    Copying {
        /// Pages that are in the copy.
        done: usize,
        /// Pages of the database.
        total: usize,
    },
    /// A step begins.
    Step {
        /// Steps that are behind.
        done: usize,
        /// All the steps.
        total: usize,
        /// What this one brings.
        brings: &'static str,
    },
    /// What was changed is looked through and written.
    Finishing,
}

/// What became of a database.
#[derive(Debug)]
pub struct Upgraded {
    /// What it is and where, for people.
    pub database: String,
    /// The schema that it has now.
    pub target: SchemaTarget,
    /// How it was found; `None` for one that was missing or empty, and is new now.
    pub from: Option<SchemaName>,
    /// How many steps it took.
    pub steps: usize,
    /// The copy from before.
    pub copy: Option<PathBuf>,
    /// Revisions of other programs in the same table, which were left alone.
    pub others: Vec<String>,
}

/// A revision and the releases that it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SchemaName {
    /// The Alembic revision; `None` for a database from before MLflow wrote one.
    pub revision: Option<String>,
    /// The releases, as they are shown.
    pub releases: String,
}

impl From<&SchemaVersion> for SchemaName {
    fn from(version: &SchemaVersion) -> Self {
        Self {
            revision: version.revision().map(str::to_owned),
            releases: version.releases(),
        }
    }
}

/// Upgrades the database in a file. One that is missing or empty is made new.
pub fn upgrade(
    path: &Path,
    options: &UpgradeOptions,
    progress: &dyn Fn(UpgradeProgress),
) -> Result<Upgraded> {
    let is_empty = fs::metadata(path).map_or(true, |file| file.is_file() && file.len() == 0);
    let upgraded = if is_empty {
        make_or_upgrade(path, options, progress)
    } else {
        upgrade_file(path, options, progress)
    };
    upgraded.map_err(|failure| failure.at(path))
}

fn make_or_upgrade(
    path: &Path,
    options: &UpgradeOptions,
    progress: &dyn Fn(UpgradeProgress),
) -> SqlResult<Upgraded> {
    if create::make(path, options.target, options.now)?.is_some() {
        // Another process was here first.
        return upgrade_file(path, options, progress);
    }
    Ok(Upgraded {
        database: described(path),
        target: options.target,
        from: None,
        steps: 0,
        copy: None,
        others: Vec::new(),
    })
}

fn upgrade_file(
    path: &Path,
    options: &UpgradeOptions,
    progress: &dyn Fn(UpgradeProgress),
) -> SqlResult<Upgraded> {
    let mut connection = driver::connect(path, Access::Existing)?;
    // What has the schema already may be in use, and is only read.
    if let DatabaseContent::Schema(version) = revision::find(&connection, path)?
        && steps_ahead(path, &version, options)?.is_empty()
    {
        return Ok(outcome(path, &version, options, None));
    }
    migrations::begin(&connection, path, &|| {
        options
            .cancelled
            .load(Ordering::Relaxed)
            .then(|| cancelled(path))
    })?;
    // Looked at again under the lock.
    let DatabaseContent::Schema(version) = revision::find(&connection, path)? else {
        // Something switched it to the write-ahead log, and made no tables.
        driver::roll_back(&connection)?;
        drop(connection);
        return make_or_upgrade(path, options, progress);
    };
    let steps = steps_ahead(path, &version, options)?;
    let copy = options
        .keeps_copy
        .then(|| keep_copy(path, &version, &options.cancelled, progress))
        .transpose()?;
    let flag = Arc::clone(&options.cancelled);
    let is_cancelled = move || flag.load(Ordering::Relaxed);
    connection.progress_handler(STEPS_BETWEEN_LOOKS, Some(is_cancelled))?;
    let upgraded = take_steps(&connection, path, &version, steps, options, progress)
        .and_then(|()| Ok(driver::commit(&connection)?));
    let Err(failure) = upgraded else {
        return Ok(outcome(path, &version, options, copy));
    };
    connection.progress_handler(0, None::<fn() -> bool>)?;
    let failure = match failure {
        SqlError::Database(_) if options.cancelled.load(Ordering::Relaxed) => cancelled(path),
        failure => failure.at(path),
    };
    if let Err(worse) = driver::roll_back(&connection) {
        let worse = SqlError::from(worse).at(path);
        return Err(not_taken_back(&failure, &worse, copy.as_deref()).into());
    }
    if let Some(copy) = copy {
        // Of what is as it was, nobody needs one.
        let _ = fs::remove_file(copy);
    }
    Err(failure.into())
}

/// The steps that lead to the schema that is asked for.
fn steps_ahead(
    path: &Path,
    version: &SchemaVersion,
    options: &UpgradeOptions,
) -> SqlResult<&'static [Step]> {
    version.ahead_to(options.target).ok_or_else(|| {
        Error::new(
            ErrorCode::InvalidState,
            format!(
                "the SQLite database `{}` has the schema of MLflow {} ({}), which is newer than \
                 {} ({})",
                path.display(),
                version.releases(),
                version.shown(),
                options.target.releases(),
                options.target.revision()
            ),
        )
        .hint("no command brings a schema back; an upgrade leaves a copy of what was before")
        .into()
    })
}

fn cancelled(path: &Path) -> Error {
    Error::new(
        ErrorCode::Cancelled,
        format!(
            "the upgrade was interrupted; the SQLite database `{}` is as it was",
            path.display()
        ),
    )
}

/// Tells of an upgrade that failed and could not be taken back.
fn not_taken_back(failure: &Error, worse: &Error, copy: Option<&Path>) -> Error {
    let in_full = |error: &Error| match std::error::Error::source(error) {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    };
    let error = Error::new(
        failure.code(),
        format!(
            "{}; and what was changed could not be taken back now: {}",
            in_full(failure),
            in_full(worse)
        ),
    )
    .hint("whoever opens the database next takes it back; move none of the files beside it");
    match copy {
        Some(copy) => error.hint(format!(
            "as it was before, it is kept as `{}`",
            copy.display()
        )),
        None => error,
    }
}

/// A database in a file, for people.
pub(super) fn described(path: &Path) -> String {
    format!("SQLite database `{}`", path.display())
}

fn outcome(
    path: &Path,
    version: &SchemaVersion,
    options: &UpgradeOptions,
    copy: Option<PathBuf>,
) -> Upgraded {
    Upgraded {
        database: described(path),
        target: options.target,
        from: Some(version.into()),
        steps: version.ahead_to(options.target).map_or(0, <[Step]>::len),
        copy,
        others: version.others.clone(),
    }
}

/// Takes every step that is ahead, and records where they led.
fn take_steps(
    connection: &Connection,
    path: &Path,
    version: &SchemaVersion,
    steps: &'static [Step],
    options: &UpgradeOptions,
    progress: &dyn Fn(UpgradeProgress),
) -> SqlResult<()> {
    for (done, step) in steps.iter().enumerate() {
        progress(UpgradeProgress::Step {
            done,
            total: steps.len(),
            brings: step.brings,
        });
        step.take(connection, options.now)
            .map_err(|failure| half_migrated(failure, path, version, step))?;
    }
    progress(UpgradeProgress::Finishing);
    let mut reshaped: Vec<&str> = steps.iter().flat_map(Step::reshapes).collect();
    reshaped.sort_unstable();
    reshaped.dedup();
    for table in reshaped {
        look_through(connection, path, table, options.target)?;
    }
    record(connection, version, options.target)?;
    Ok(())
}

/// Says what a step means that finds other tables than its revision has. Python's MLflow upgrades
/// without a transaction, so that an upgrade of it that was interrupted leaves such a database.
fn half_migrated(failure: SqlError, path: &Path, version: &SchemaVersion, step: &Step) -> SqlError {
    match failure.driver() {
        Some(error) if failure::is_other_schema(error) => Error::new(
            ErrorCode::InvalidState,
            format!(
                "the SQLite database `{}` is migrated in part: it has {}, and the step to `{}` \
                 ({}) finds: {error}",
                path.display(),
                version.shown(),
                step.revision,
                step.brings
            ),
        )
        .hint(
            "an upgrade by another MLflow was interrupted; the database was left as it is. \
             Upgrade the copy from before that, or take back by hand what the statement says",
        )
        .into(),
        _ => failure,
    }
}

/// Makes sure that the rows of a table are what its new definition asks for.
fn look_through(
    connection: &Connection,
    path: &Path,
    table: &str,
    target: SchemaTarget,
) -> SqlResult<()> {
    let found: String =
        connection.query_row(&format!("PRAGMA quick_check({table})"), [], |row| {
            row.get(0)
        })?;
    if found == "ok" {
        return Ok(());
    }
    Err(Error::new(
        ErrorCode::InvalidState,
        format!(
            "the rows of the table `{table}` in the SQLite database `{}` do not suit MLflow \
             {}: {found}",
            path.display(),
            target.releases()
        ),
    )
    .hint("the database was left as it was; `mlflow db status` looks through all of it")
    .into())
}

/// Writes the new revision where the old one was; those of other programs stay.
fn record(
    connection: &Connection,
    version: &SchemaVersion,
    target: SchemaTarget,
) -> rusqlite::Result<()> {
    let Some(revision) = version.revision() else {
        return tables::record(connection, target.revision());
    };
    let update = "UPDATE alembic_version SET version_num = ?1 WHERE version_num = ?2";
    connection.execute(update, [target.revision(), revision])?;
    Ok(())
}

/// Makes a copy beside a database that nobody else can write to, under a name that is free:
/// `mlflow.db.c48cb773bb87.backup`.
fn keep_copy(
    path: &Path,
    version: &SchemaVersion,
    flag: &AtomicBool,
    progress: &dyn Fn(UpgradeProgress),
) -> SqlResult<PathBuf> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut draft_name = OsString::from(".");
    draft_name.push(path.file_name().unwrap_or_default());
    draft_name.push(".upgrade");
    // Whoever has the lock is the only one who copies: this is of an upgrade that was killed.
    let _ = fs::remove_file(folder.join(&draft_name));
    let draft = tempfile::Builder::new()
        .prefix(&draft_name)
        .rand_bytes(0)
        .tempfile_in(folder)
        .map_err(|e| Error::io("create a copy in", folder, e))?;
    let is_cancelled = || flag.load(Ordering::Relaxed).then(|| cancelled(path));
    backup::fill(
        &draft,
        path,
        &is_cancelled,
        &|CopyProgress { done, total }| {
            progress(UpgradeProgress::Copying { done, total });
        },
    )?;
    let mut draft = draft;
    for number in 1..=MAX_COPIES {
        let name = copy_name(path, version, number);
        match draft.persist_noclobber(&name) {
            Ok(_) => return Ok(name),
            Err(failure) if name.exists() => draft = failure.file,
            Err(failure) => return Err(Error::io("create", &name, failure.error).into()),
        }
    }
    Err(Error::internal(format!(
        "there are {MAX_COPIES} copies of `{}` already; remove some",
        path.display()
    ))
    .into())
}

fn copy_name(path: &Path, version: &SchemaVersion, number: usize) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{}.backup", version.revision().unwrap_or("0.9")));
    if number > 1 {
        name.push(format!("-{number}"));
    }
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_two_failures_both_are_told() {
        let failure = Error::invalid("the first").caused_by("why");
        let worse = Error::internal("the second");
        let both = not_taken_back(&failure, &worse, Some(Path::new("x.backup")));
        for part in ["the first: why", "the second"] {
            assert!(both.message().contains(part), "{both}");
        }
        assert!(both.hints()[1].contains("`x.backup`"));
    }
}
