//! SQLite's driver: how a connection is opened and set up, how it waits for others, how a
//! transaction begins and ends, and how the write-ahead log is moved.

use std::cell::Cell;
use std::ffi::c_int;
use std::fs;
use std::io::{self, Write as _};
use std::path::Path;
use std::time::Duration;

use rusqlite::config::DbConfig;
use rusqlite::hooks::Wal;
use rusqlite::{Connection, ErrorCode as Sqlite, MAIN_DB, OpenFlags};

use crate::store::patience::{self, Wait};
use crate::uri;

pub(crate) use super::super::session::{SqlError, SqlResult};
use super::beside::beside;
use super::cell;
use super::failure::CommitFailure;

/// How long a connection waits for others that hold the database: a user sees "database is locked"
/// only after this.
pub(crate) const BUSY_TIMEOUT: Duration = patience::LIMIT;

/// The bytes of the header of such an index, which are there twice.
pub(super) const LOG_INDEX_HEADER: usize = 96;

/// How long a connection that waits sleeps before each of its first tries, in milliseconds. The
/// last is that of all further ones.
const PAUSES: [u64; 12] = [1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50, 100];

/// How long the switch to the write-ahead log may wait. It is only an improvement: whoever comes
/// next tries again.
const SWITCH_TIMEOUT: Duration = Duration::from_millis(500);

/// Pages in the log from which a writer that serves moves them into the database at once. SQLite's
/// own default is 1,000: at 5,000 metrics a second that is every 150 ms, and syncs twice each time.
pub(crate) const CHECKPOINT_PAGES: u32 = 10_000;

/// How long emptying the log waits for those who read it or write to it.
const CHECKPOINT_PATIENCE: Duration = Duration::from_millis(50);

/// How much of the database a writer that serves keeps in memory, in KiB; SQLite's own default is
/// 2,000. A batch of 100 metrics changes some 300 pages of 4 KiB, at the ends of 100 keys.
const WRITER_CACHE_KIB: u32 = 32 * 1_024;

/// How much of the database a connection may keep in memory while it removes rows in bulk, in KiB.
/// It takes as much as one transaction touches.
const BULK_CACHE_KIB: u32 = 256 * 1_024;

/// Pages in the log from which such a connection moves them into the database: 200 MB. Each
/// transaction changes the same pages of the indexes again.
const BULK_CHECKPOINT_PAGES: u32 = 50_000;

/// Statements that a connection keeps prepared: more than this backend has.
const CACHED_STATEMENTS: usize = 128;

/// In which way a database file is opened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Access {
    /// The file is there. Where it is write-protected, it can be read all the same.
    Existing,
    /// The file is made if it is not there.
    Create,
    /// Nobody writes: for a database in a folder in which SQLite can put nothing beside it.
    Immutable,
}

/// Opens a connection and sets it up.
pub(crate) fn connect(path: &Path, access: Access) -> rusqlite::Result<Connection> {
    // A connection belongs to one thread at a time, so it needs no lock of its own.
    let writable = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let mut connection = match access {
        Access::Existing => {
            let connection = Connection::open_with_flags(path, writable)?;
            if connection.is_readonly(MAIN_DB)? {
                // Where a file cannot be opened to write, SQLite opens it to read. One that was
                // made by somebody else between these two tries can be written to.
                Connection::open_with_flags(path, writable)?
            } else {
                connection
            }
        }
        Access::Create => {
            Connection::open_with_flags(path, writable | OpenFlags::SQLITE_OPEN_CREATE)?
        }
        Access::Immutable => Connection::open_with_flags(
            format!("{}?immutable=1", uri::from_path(path)),
            OpenFlags::SQLITE_OPEN_READ_ONLY
                | OpenFlags::SQLITE_OPEN_NO_MUTEX
                | OpenFlags::SQLITE_OPEN_URI,
        )?,
    };
    wait_for_others(&mut connection, path)?;
    connection.set_prepared_statement_cache_capacity(CACHED_STATEMENTS);
    cell::add_functions(&connection)?;
    // MLflow 3.17.2 turns the foreign keys on for each of its sessions. FULL: what is committed
    // survives a power failure, in both journal modes.
    connection.execute_batch("PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL;")?;
    Ok(connection)
}

thread_local! {
    /// How long the statement that runs in this thread may wait for others.
    static PATIENCE: Cell<Duration> = const { Cell::new(BUSY_TIMEOUT) };
}

/// Runs statements that wait for others for so long at most.
fn with_patience<T>(patience: Duration, work: impl FnOnce() -> T) -> T {
    let usual = PATIENCE.replace(patience);
    let result = work();
    PATIENCE.set(usual);
    result
}

/// Lets a connection wait while others hold the database, and say so where that takes long.
fn wait_for_others(connection: &mut Connection, path: &Path) -> rusqlite::Result<()> {
    let path = path.to_owned();
    let mut wait = Wait::begin();
    connection.busy_handler(Some(move |tries: i32| {
        if tries == 0 {
            wait = Wait::at_most(PATIENCE.get());
        }
        wait.notice(|| held(&path));
        let Some(left) = wait.left() else {
            return false;
        };
        let tries = usize::try_from(tries).unwrap_or_default();
        let pause = Duration::from_millis(PAUSES[tries.min(PAUSES.len() - 1)]);
        std::thread::sleep(pause.min(left));
        true
    }))
}

/// What is waited for, for people.
pub(crate) fn held(path: &Path) -> String {
    format!(
        "another process that holds the SQLite database `{}`",
        path.display()
    )
}

/// Switches a database to the write-ahead log, in which readers and a writer do not wait for one
/// another. It stays so; Python's MLflow, which never asks for it, works with it all the same.
/// While others use the database in its present mode, that mode remains.
pub(crate) fn use_write_ahead_log(connection: &Connection) -> rusqlite::Result<()> {
    if connection.is_readonly(MAIN_DB)? || journal_mode(connection)? == "wal" {
        return Ok(());
    }
    let switched = with_patience(SWITCH_TIMEOUT, || {
        connection.query_row("PRAGMA journal_mode = WAL", [], |_| Ok(()))
    });
    match switched {
        Err(error) if error.sqlite_error_code() == Some(Sqlite::DatabaseBusy) => Ok(()),
        switched => switched,
    }
}

/// Lets a connection commit without a sync of the log, which the caller syncs after each commit.
/// Says `false`, and changes nothing, where there is no log.
///
/// In SQLite's mode NORMAL a commit appends to the log and returns. What is in the log is as good
/// as in the database once the file is synced, by whomever; SQLite itself syncs it before it moves
/// its pages, and the database after. The caller moves them too: SQLite would do it within a
/// commit, before that is known to be durable.
///
/// Such a connection writes much, each request in a savepoint, for which SQLite keeps the pages as
/// they were: in memory here, and not in a temporary file, which costs a batch of 100 metrics half
/// of its time in the system (0.25 instead of 0.55 ms).
pub(crate) fn defer_sync(connection: &mut Connection) -> rusqlite::Result<bool> {
    if journal_mode(connection)? != "wal" {
        return Ok(false);
    }
    // SQLite makes the log when the database is first looked into.
    data_version(connection)?;
    connection.execute_batch(&format!(
        "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -{WRITER_CACHE_KIB};
         PRAGMA temp_store = MEMORY;"
    ))?;
    connection.query_row("PRAGMA wal_autocheckpoint = 0", [], |_| Ok(()))?;
    connection.wal_hook(Some(|_: &mut Wal, frames: c_int| {
        NOTED_FRAMES.set(u32::try_from(frames).ok());
        Ok(())
    }))?;
    Ok(true)
}

/// A number that changes whenever the schema does.
pub(crate) fn schema_version(connection: &Connection) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("PRAGMA main.schema_version")?
        .query_row([], |row| row.get(0))
}

fn journal_mode(connection: &Connection) -> rusqlite::Result<String> {
    connection.query_row("PRAGMA journal_mode", [], |row| row.get(0))
}

/// Whether a database has no page yet.
pub(crate) fn is_empty(connection: &Connection) -> rusqlite::Result<bool> {
    let pages: i64 = connection.query_row("PRAGMA page_count", [], |row| row.get(0))?;
    Ok(pages == 0)
}

/// How much there is in the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct LogState {
    /// Frames, each with a page as a commit left it.
    pub(crate) frames: u32,
    /// How many of them are in the database too.
    pub(crate) moved_frames: u32,
}

thread_local! {
    /// How many frames the log had after the last commit of this thread that was noted.
    static NOTED_FRAMES: Cell<Option<u32>> = const { Cell::new(None) };
}

/// How many frames the log has after the commit that this thread has just made. To look at the log
/// for it would cost 7,000 instructions: SQLite parses that statement each time anew.
pub(crate) fn committed_frames(connection: &Connection) -> rusqlite::Result<u32> {
    match NOTED_FRAMES.take() {
        Some(frames) => Ok(frames),
        // Nothing was written, or whoever changed `wal_autocheckpoint` has ended the notes.
        None => Ok(log_state(connection)?.frames),
    }
}

/// Looks at the log. The connection must be in no transaction.
pub(crate) fn log_state(connection: &Connection) -> rusqlite::Result<LogState> {
    connection
        .prepare_cached("PRAGMA wal_checkpoint(NOOP)")?
        .query_row([], |row| {
            // Without a log, both are -1.
            let count = |found: i64| u32::try_from(found).unwrap_or_default();
            Ok(LogState {
                frames: count(row.get(1)?),
                moved_frames: count(row.get(2)?),
            })
        })
}

/// In which way the log is moved into the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Checkpoint {
    /// As much as can be moved without waiting for anybody.
    Passive,
    /// All of it, so that the log is empty afterwards. Waits a moment for those who use it.
    Truncate,
}

/// Moves the log into the database; says whether all of it was moved.
pub(crate) fn checkpoint(connection: &Connection, kind: Checkpoint) -> rusqlite::Result<bool> {
    let sql = match kind {
        Checkpoint::Passive => "PRAGMA wal_checkpoint(PASSIVE)",
        Checkpoint::Truncate => "PRAGMA wal_checkpoint(TRUNCATE)",
    };
    with_patience(CHECKPOINT_PATIENCE, || {
        connection.prepare_cached(sql)?.query_row([], |row| {
            let (busy, frames, moved): (i64, i64, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
            Ok(busy == 0 && frames == moved)
        })
    })
}

/// Lets the last connection to a database leave its log where it is.
pub(crate) fn leave_log(connection: &Connection) -> rusqlite::Result<bool> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)
}

/// Takes what is in the log of a database away, for good. Nobody in this process may have a
/// connection to it.
pub(crate) fn empty_log(path: &Path) -> io::Result<()> {
    for suffix in ["-wal", "-shm"] {
        match fs::File::options().write(true).open(beside(path, suffix)) {
            // Others that still have the index go on with a log that they find empty.
            Ok(mut index) if suffix == "-shm" => index.write_all(&[0; LOG_INDEX_HEADER])?,
            Ok(log) => log.set_len(0)?,
            Err(e) if e.kind() == io::ErrorKind::NotFound => {}
            Err(e) => return Err(e),
        }
    }
    Ok(())
}

/// Whether a database, with its log, is whole in itself.
pub(crate) fn is_consistent(connection: &Connection) -> bool {
    let check = connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0));
    check.is_ok_and(|found: String| found == "ok")
}

/// Bytes of a page.
pub(crate) fn page_size(connection: &Connection) -> rusqlite::Result<u64> {
    let size: i64 = connection.query_row("PRAGMA page_size", [], |row| row.get(0))?;
    Ok(u64::try_from(size).unwrap_or_default())
}

/// Prepares for transactions that change pages all over the database: with SQLite's own 2 MB of
/// memory each page would be read and written several times within one of them.
pub(crate) fn expect_many_pages(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(&format!(
        "PRAGMA cache_size = -{BULK_CACHE_KIB}; PRAGMA wal_autocheckpoint = {BULK_CHECKPOINT_PAGES}"
    ))
}

/// A number that stays the same for a connection as long as no other connection, of whichever
/// process, commits. Numbers of different connections have nothing to do with one another.
pub(crate) fn data_version(connection: &Connection) -> rusqlite::Result<i64> {
    connection
        .prepare_cached("PRAGMA data_version")?
        .query_row([], |row| row.get(0))
}

/// Begins to write. The lock is taken at once instead of at the first change: a transaction that
/// has read before it waits for the lock would have to be begun again.
pub(crate) fn begin(connection: &Connection, patience: Duration) -> rusqlite::Result<()> {
    with_patience(patience, || run(connection, "BEGIN IMMEDIATE"))
}

/// Commits what was written, or takes it back and says why.
pub(crate) fn commit(connection: &Connection) -> Result<(), CommitFailure> {
    if connection.is_autocommit() {
        return Err(CommitFailure::given_up());
    }
    NOTED_FRAMES.set(None);
    run(connection, "COMMIT").map_err(|error| {
        let failure = CommitFailure::from(error);
        match roll_back(connection) {
            Ok(()) => failure,
            Err(worse) => worse,
        }
    })
}

/// Takes back what was written.
pub(crate) fn roll_back(connection: &Connection) -> Result<(), CommitFailure> {
    // After some errors SQLite has done so itself.
    if connection.is_autocommit() {
        return Ok(());
    }
    Ok(run(connection, "ROLLBACK")?)
}

fn run(connection: &Connection, sql: &str) -> rusqlite::Result<()> {
    connection.prepare_cached(sql)?.execute([]).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorCode;

    fn table(access: Access, path: &Path) -> rusqlite::Result<Connection> {
        let connection = connect(path, access)?;
        connection.execute_batch("CREATE TABLE t (a); INSERT INTO t VALUES (1)")?;
        Ok(connection)
    }

    #[test]
    fn the_switch_to_the_log_does_not_wait_for_a_reader_for_ever() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.db");
        let reader = table(Access::Create, &path).unwrap();
        let connection = connect(&path, Access::Existing).unwrap();
        let mode = || {
            connection
                .query_row("PRAGMA journal_mode", [], |row| row.get::<_, String>(0))
                .unwrap()
        };
        reader
            .execute_batch("BEGIN; SELECT a FROM t")
            .expect("a read lock");
        use_write_ahead_log(&connection).unwrap();
        assert_eq!(mode(), "delete");
        reader.execute_batch("COMMIT").unwrap();
        use_write_ahead_log(&connection).unwrap();
        assert_eq!(mode(), "wal");
    }

    #[test]
    fn a_commit_tells_how_long_the_log_is() {
        let folder = tempfile::tempdir().unwrap();
        let mut connection = table(Access::Create, &folder.path().join("x.db")).unwrap();
        use_write_ahead_log(&connection).unwrap();
        assert!(defer_sync(&mut connection).unwrap());
        let write = |sql| {
            begin(&connection, BUSY_TIMEOUT).unwrap();
            connection.execute_batch(sql).unwrap();
            commit(&connection).unwrap();
        };
        let is_noted = || {
            let is_noted = NOTED_FRAMES.get().is_some();
            let frames = committed_frames(&connection).unwrap();
            assert_eq!(frames, log_state(&connection).unwrap().frames);
            is_noted
        };
        for _ in 0..3 {
            write("INSERT INTO t VALUES (1)");
            assert!(is_noted());
            write("");
            assert!(!is_noted());
        }
        expect_many_pages(&connection).unwrap();
        write("INSERT INTO t VALUES (1)");
        assert!(!is_noted());
    }

    #[test]
    fn an_immutable_database_is_read_and_never_written() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a ?b%.db");
        drop(table(Access::Create, &path).unwrap());
        let connection = connect(&path, Access::Immutable).unwrap();
        let count: i64 = connection
            .query_row("SELECT count(*) FROM t", [], |row| row.get(0))
            .unwrap();
        assert_eq!(count, 1);
        use_write_ahead_log(&connection).unwrap();
        let error = connection.execute("DELETE FROM t", []).unwrap_err();
        let error = SqlError::from(error).at(&path);
        assert_eq!(error.code(), ErrorCode::PermissionDenied);
        assert!(error.message().contains("write-protected"), "{error}");
    }

    #[test]
    fn the_meaning_of_an_error_code_is_kept() {
        let folder = tempfile::tempdir().unwrap();
        let text = folder.path().join("text");
        std::fs::write(&text, "not a database at all, but long enough\n".repeat(40)).unwrap();
        let meaning = |path: &Path, access| {
            let error = table(access, path).expect_err("no table can be made here");
            SqlError::from(error).at(path)
        };
        let error = meaning(&text, Access::Existing);
        assert_eq!(error.code(), ErrorCode::InvalidParameterValue);
        assert!(
            error.message().contains("is not an SQLite database"),
            "{error}"
        );
        let error = meaning(folder.path(), Access::Create);
        assert!(error.message().contains("is a folder"), "{error}");
        let error = meaning(&folder.path().join("no/x.db"), Access::Create);
        assert_eq!(error.code(), ErrorCode::PermissionDenied);
    }
}
