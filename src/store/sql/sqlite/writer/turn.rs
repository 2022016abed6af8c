//! The turn to write: the connection, and the transaction that is open on it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use rusqlite::Connection;

use super::super::beside;
use super::super::driver::{self, CHECKPOINT_PAGES, Checkpoint, SqlResult};
use super::super::failure::CommitFailure;
use super::super::file_id::FileId;
use super::super::handle::Handle;
use super::super::log::{Commit, Log};
use super::super::pool::Pool;
use super::super::write_set::{Scope, WriteSet};
use super::group::Group;

/// How long one try to begin holds the turn while another process writes.
pub(super) const TRY_TO_BEGIN: Duration = Duration::from_millis(20);

/// What the thread has whose turn it is.
#[derive(Default)]
pub(super) struct Turn {
    /// The connection, from the first transaction on; a command's goes back to the pool after it.
    connection: Option<Handle>,
    serves: bool,
    is_prepared: bool,
    /// The log to be synced after each commit, if the commit itself does not.
    log: Option<Arc<Log>>,
    /// Those whose work is in the transaction that is open.
    group: Option<Arc<Group>>,
    /// What the open transaction writes to.
    writing: WriteSet,
    /// What was written to by transactions that are committed, since somebody last asked.
    written: WriteSet,
}

impl Turn {
    /// The turn in a process that serves, which keeps its connection.
    pub(super) fn serving() -> Self {
        Self {
            serves: true,
            ..Self::default()
        }
    }

    /// Begins a transaction, unless one is open.
    pub(super) fn join(&mut self, pool: &Pool) -> SqlResult<()> {
        self.repair_log(pool)?;
        if self.group.is_none() {
            let connection = self.connect(pool)?;
            driver::begin(connection, TRY_TO_BEGIN)?;
            self.group = Some(Arc::default());
        }
        Ok(())
    }

    /// The connection. Its first use switches the database to the write-ahead log.
    pub(super) fn connect(&mut self, pool: &Pool) -> SqlResult<&Connection> {
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None if self.serves => pool.connect()?,
            None => pool.take()?,
        };
        if !self.is_prepared {
            // The switch would make a database of a file that somebody has just cut to nothing, to
            // write over it.
            if self.serves && driver::is_empty(&connection)? {
                return Err(CommitFailure::file_changed().into());
            }
            driver::use_write_ahead_log(&connection)?;
            if self.serves && driver::defer_sync(&mut connection)? {
                self.log = Some(Arc::new(Log::open(pool.path(), &connection)?));
            }
            self.is_prepared = true;
        }
        Ok(self.connection.insert(connection))
    }

    /// Takes back what is in the log and not durable, if a sync has failed
    /// ([`log`](super::super::log)).
    pub(super) fn repair_log(&mut self, pool: &Pool) -> Result<(), CommitFailure> {
        let Some((log, failure)) = self.log.clone().and_then(|log| {
            let failure = log.failure()?;
            Some((log, failure))
        }) else {
            return Ok(());
        };
        self.give_up(&failure);
        // What is cached of runs may be of what is taken back.
        self.written.add(Scope::EveryRun);
        let connection = self.connection.as_ref().expect("a log has a connection");
        let database = pool.path().display();
        match log.repair(connection) {
            Ok(true) => tracing::warn!(
                "the disk refused a part of the log of the SQLite database `{database}`: what was \
                 not answered with success is taken back, and writing goes on"
            ),
            Ok(false) => tracing::warn!(
                "the disk refused a part of the log of the SQLite database `{database}`: another \
                 process has built on it, so that what was answered with a failure may be kept; \
                 writing goes on"
            ),
            Err(failure) => {
                tracing::error!(
                    "the disk refuses the log of the SQLite database `{database}`, and nothing is \
                     written until it does not: {failure}"
                );
                return Err(failure);
            }
        }
        Ok(())
    }

    /// Takes the open transaction back, if there is one, and tells those whose work is in it.
    fn give_up(&mut self, failure: &CommitFailure) {
        if let Some(group) = self.group.take() {
            self.writing = WriteSet::default();
            if let Some(connection) = &self.connection {
                // Where that fails too, the connection's end takes it back.
                let _ = driver::roll_back(connection);
            }
            group.end(Err(failure.clone()));
        }
    }

    /// Does a request's work and counts it into the group.
    pub(super) fn work<T>(
        &mut self,
        scope: Scope,
        work: impl FnOnce(&Connection) -> SqlResult<T>,
    ) -> (thread::Result<SqlResult<T>>, Arc<Group>) {
        let connection = self.connection.as_ref().expect("a transaction is open");
        let group = self.group.as_ref().expect("a transaction is open");
        let result = in_savepoint(connection, work);
        group.count(matches!(result, Ok(Ok(_))));
        if self.serves {
            self.writing.add(scope);
        }
        (result, Arc::clone(group))
    }

    /// Whether the transaction has to end now: it is full, or SQLite gave it up after an error.
    pub(super) fn is_over(&self, group: &Group) -> bool {
        group.is_full()
            || self
                .connection
                .as_ref()
                .is_none_or(|connection| connection.is_autocommit())
    }

    /// Ends the transaction, and gives what is left to be synced. A log that has become long is
    /// synced and moved into the database here, while nobody writes.
    pub(super) fn commit(&mut self, pool: &Pool) -> Result<Option<Unsynced>, CommitFailure> {
        let writing = std::mem::take(&mut self.writing);
        let group = self.group.take().expect("a transaction is open");
        let connection = self.connection.as_ref().expect("a transaction is open");
        if !group.has_changes() {
            return driver::roll_back(connection).map(|()| None);
        }
        driver::commit(connection)?;
        self.written.extend(writing);
        let Some(log) = self.log.clone() else {
            return Ok(None);
        };
        let commit = log.committed(connection)?;
        if commit.log_frames() < CHECKPOINT_PAGES {
            return Ok(Some(Unsynced { log, commit }));
        }
        if let Err(failure) = log.sync(commit) {
            let _ = self.repair_log(pool);
            return Err(failure);
        }
        if let Err(failure) = self.move_log(pool, Checkpoint::Passive) {
            tracing::warn!(
                "the log of the SQLite database `{}` cannot be moved into it: {failure}",
                pool.path().display()
            );
        }
        Ok(None)
    }

    /// Ends the transaction, and waits for the disk without passing the turn on.
    fn commit_durably(&mut self, pool: &Pool) -> Result<(), CommitFailure> {
        match self.commit(pool)? {
            Some(unsynced) => unsynced.sync().inspect_err(|_| {
                let _ = self.repair_log(pool);
            }),
            None => Ok(()),
        }
    }

    /// Moves the log into the database; says whether all of it was. An open transaction ends before.
    pub(super) fn checkpoint(&mut self, pool: &Pool, kind: Checkpoint) -> SqlResult<bool> {
        if let Some(group) = self.group.clone() {
            let outcome = self.commit_durably(pool);
            group.end(outcome);
        }
        self.repair_log(pool)?;
        self.connect(pool)?;
        Ok(self.move_log(pool, kind)?)
    }

    /// Moves the log into the database; says whether all of it was. Nothing is moved into a file
    /// that somebody is writing over.
    fn move_log(&self, pool: &Pool, kind: Checkpoint) -> Result<bool, CommitFailure> {
        let (Some(log), Some(connection)) = (&self.log, &self.connection) else {
            return Ok(true);
        };
        // The disk may take its time, so the file is looked at after it.
        log.settle();
        if pool.is_overwritten() {
            return Ok(false);
        }
        log.checkpoint(connection, kind)
    }

    /// Gives up the connection to a file that is not the database any more. If `moves_log`, what is
    /// in the log goes into that file first, wherever it lies now. Gives the log's file.
    pub(super) fn let_go(&mut self, pool: &Pool, moves_log: bool) -> Option<FileId> {
        self.give_up(&CommitFailure::file_changed());
        let log = self.log.take();
        self.is_prepared = false;
        self.written.add(Scope::EveryRun);
        let connection = self.connection.take()?;
        if let Some(log) = log.as_ref().filter(|_| moves_log) {
            log.settle();
            if FileId::at(&beside::beside(pool.path(), "-wal")) == log.id() {
                // Where that fails, what was not moved is lost with the file.
                let _ = log.checkpoint(&connection, Checkpoint::Truncate);
            }
        }
        let id = log.filter(|_| moves_log).and_then(|log| log.id());
        pool.abandon(&connection, id);
        id
    }

    /// What was written to by transactions that are committed, since this was last asked.
    pub(super) fn take_written(&mut self) -> WriteSet {
        std::mem::take(&mut self.written)
    }

    /// Leaves the connection to readers, unless it is kept.
    pub(super) fn put_back(&mut self, pool: &Pool) {
        if !self.serves {
            pool.put_back(self.connection.take());
        }
    }
}

/// A commit that the log has and the disk perhaps not yet.
pub(super) struct Unsynced {
    log: Arc<Log>,
    commit: Commit,
}

impl Unsynced {
    /// Waits until the disk has it.
    pub(super) fn sync(self) -> Result<(), CommitFailure> {
        self.log.sync(self.commit)
    }
}

/// Does work that leaves no trace if it fails or panics.
fn in_savepoint<T>(
    connection: &Connection,
    work: impl FnOnce(&Connection) -> SqlResult<T>,
) -> thread::Result<SqlResult<T>> {
    let run = |sql| connection.prepare_cached(sql)?.execute([]).map(drop);
    if let Err(error) = run("SAVEPOINT request") {
        return Ok(Err(error.into()));
    }
    let result = catch_unwind(AssertUnwindSafe(|| work(connection)));
    let mut released = Ok(());
    if !matches!(result, Ok(Ok(_))) {
        released = run("ROLLBACK TO request");
    }
    released = released.and_then(|()| run("RELEASE request"));
    match (result, released) {
        (Ok(Ok(_)), Err(error)) => Ok(Err(error.into())),
        // That it could not be taken back means that SQLite gave up the whole transaction, which
        // its end will tell; what the work failed of comes first.
        (result, _) => result,
    }
}
