//! The one writer of a database in this process: what many threads write at the same moment
//! becomes one transaction.
//!
//! A thread that wants to write takes its turn. It begins a transaction, or goes on with the one
//! that it finds open, does its work in a savepoint of its own, and looks back: while others wait
//! it leaves the transaction open for them, and the last one commits for all. Work that fails, or
//! panics, takes back its own savepoint and nothing else; a commit that fails fails for everybody
//! in it. No thread serves the others, so a command that writes once starts none.
//!
//! # The disk
//! A process that [serves](Writer::serving) also takes the disk out of the turn. Its commits only
//! write to the log ([`driver::defer_sync`]); then the turn passes on, and the thread that
//! committed syncs the log before it tells the others of its group that their work is done. So
//! the next group is at work while the disk is, and several syncs run at once: on the machine of
//! our measurements, a virtual disk, that is 170 µs each for two at a time, and 4 ms for one that
//! is alone. Nothing is acknowledged that is not durable. What a reader sees may be lost in a
//! power failure only if its writer has not been answered. What happens when a sync fails is told
//! in [`super::log`]. The log is moved into the database between two transactions: here when it is
//! long, and by [`super::keeper`] when it is old or nobody writes.
//!
//! The turn is never held while another process writes: who meets its lock steps aside and tries
//! again.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

use rusqlite::Connection;

use crate::store::patience::Wait;
use crate::sync::unpoisoned;

use super::beside;
use super::connections::{Handle, Pool};
use super::driver::{self, CHECKPOINT_PAGES, Checkpoint, SqlResult};
use super::failure::CommitFailure;
use super::file_id::FileId;
use super::lock;
use super::log::{Commit, Log};
use super::write_set::{Scope, WriteSet};

/// Most requests in one transaction, so that the first does not wait for ever for the last.
const MAX_GROUP: usize = 64;

/// How long one try to begin holds the turn while another process writes.
const TRY_TO_BEGIN: Duration = Duration::from_millis(20);

/// How long a thread that met another process's lock leaves the turn to others.
const STEP_ASIDE: Duration = Duration::from_millis(1);

/// The writer of a database.
pub(crate) struct Writer {
    turn: Mutex<Turn>,
    /// Threads that want the turn to write.
    waiting: AtomicUsize,
    /// Held by the one thread that tries again and again while another process writes. If all that
    /// wait did so, whoever needs the turn for a moment, to read, would have to queue with them.
    trying: Mutex<()>,
}

/// What the thread has whose turn it is.
#[derive(Default)]
struct Turn {
    /// The connection, from the first transaction on; a command's goes back to the pool after it.
    connection: Option<Handle>,
    serves: bool,
    is_prepared: bool,
    /// The log to be synced after each commit, if the commit itself does not.
    log: Option<Arc<Log>>,
    /// Those whose work is in the transaction that is open.
    group: Option<Arc<Group>>,
    /// What the open transaction writing.
    writing: WriteSet,
    /// What was written by transactions that are committed, since somebody last asked.
    written: WriteSet,
}

impl Writer {
    /// A writer for a command, which leaves nothing behind.
    pub(crate) fn new() -> Self {
        Self {
            turn: Mutex::default(),
            waiting: AtomicUsize::new(0),
            trying: Mutex::default(),
        }
    }

    /// A writer for a process that writes often: it keeps its connection, and the set of what it
    /// written.
    pub(crate) fn serving() -> Self {
        let turn = Turn {
            serves: true,
            ..Turn::default()
        };
        Self {
            turn: Mutex::new(turn),
            ..Self::new()
        }
    }

    /// Does some work in a transaction, which is durable when this returns. Not to be called by
    /// `work`.
    pub(crate) fn write<T>(
        &self,
        pool: &Pool,
        scope: Scope,
        work: impl FnOnce(&Connection) -> SqlResult<T>,
    ) -> SqlResult<T> {
        let mut turn = self.take_turn(pool)?;
        let (result, group) = turn.work(scope, work);
        if self.waiting.load(Ordering::SeqCst) == 0 || turn.is_over(&group) {
            let outcome = turn.commit(pool);
            turn.put_back(pool);
            drop(turn);
            group.end(outcome.and_then(|unsynced| self.sync(pool, unsynced)));
        } else {
            drop(turn);
        }
        let result = result.unwrap_or_else(|panic| resume_unwind(panic))?;
        group.wait()?;
        Ok(result)
    }

    /// Makes a commit durable. Where that fails, it is taken back before anybody is told.
    fn sync(&self, pool: &Pool, unsynced: Option<Unsynced>) -> Result<(), CommitFailure> {
        let Some(Unsynced { log, commit }) = unsynced else {
            return Ok(());
        };
        log.sync(commit).inspect_err(|_| {
            // If that fails too, the next one who writes tries again.
            let _ = lock(&self.turn).repair_log(pool);
        })
    }

    /// Waits until it is this thread's turn and a transaction is open.
    fn take_turn(&self, pool: &Pool) -> SqlResult<MutexGuard<'_, Turn>> {
        let mut wait = Wait::begin();
        let mut trying = None;
        loop {
            self.waiting.fetch_add(1, Ordering::SeqCst);
            let mut turn = lock(&self.turn);
            self.waiting.fetch_sub(1, Ordering::SeqCst);
            match turn.join(pool) {
                Err(failure) if failure.is_busy() && wait.left().is_some() => {
                    drop(turn);
                    trying.get_or_insert_with(|| lock(&self.trying));
                    wait.notice(|| driver::held(pool.path()));
                    thread::sleep(STEP_ASIDE);
                }
                joined => return joined.map(|()| turn),
            }
        }
    }

    /// Moves the log into the database; says whether all of it was. A transaction that is left
    /// open for others ends before: under load there nearly always is one.
    pub(crate) fn checkpoint(&self, pool: &Pool, kind: Checkpoint) -> SqlResult<bool> {
        let mut turn = lock(&self.turn);
        if let Some(group) = turn.group.clone() {
            let outcome = turn.commit_durably(pool);
            group.end(outcome);
        }
        turn.repair_log(pool)?;
        turn.connect(pool)?;
        Ok(turn.move_log(pool, kind)?)
    }

    /// Gives up the connection to a file that is not the database any more. If `moves_log`, what is
    /// in the log goes into that file first, wherever it lies now. Gives the log's file.
    pub(super) fn let_go(&self, pool: &Pool, moves_log: bool) -> Option<FileId> {
        let mut turn = lock(&self.turn);
        turn.give_up(&CommitFailure::file_changed());
        let log = turn.log.take();
        turn.is_prepared = false;
        turn.written.add(Scope::EveryRun);
        let connection = turn.connection.take()?;
        if let Some(log) = log.as_ref().filter(|_| moves_log)
            && log.failure().is_none()
            && FileId::at(&beside::beside(pool.path(), "-wal")) == log.id()
        {
            // Where that fails, what was not moved is lost with the file.
            let _ = log.checkpoint(&connection, Checkpoint::Truncate);
        }
        let id = log.filter(|_| moves_log).and_then(|log| log.id());
        pool.abandon(&connection, id);
        id
    }

    /// Looks at what was written, between two requests: `look` is given the writer's connection,
    /// on which nothing may be changed, and what was written by commits since the last look.
    pub(crate) fn look<T>(
        &self,
        pool: &Pool,
        look: impl FnOnce(&Connection, WriteSet) -> SqlResult<T>,
    ) -> SqlResult<T> {
        let mut turn = lock(&self.turn);
        let written = std::mem::take(&mut turn.written);
        look(turn.connect(pool)?, written)
    }
}

impl Turn {
    /// Begins a transaction, unless one is open.
    fn join(&mut self, pool: &Pool) -> SqlResult<()> {
        self.repair_log(pool)?;
        if self.group.is_none() {
            let connection = self.connect(pool)?;
            driver::begin(connection, TRY_TO_BEGIN)?;
            self.group = Some(Arc::default());
        }
        Ok(())
    }

    /// The connection. Its first use switches the database to the write-ahead log.
    fn connect(&mut self, pool: &Pool) -> SqlResult<&Connection> {
        let connection = match self.connection.take() {
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
            if self.serves && driver::defer_sync(&connection)? {
                self.log = Some(Arc::new(Log::open(pool.path(), &connection)?));
            }
            self.is_prepared = true;
        }
        Ok(self.connection.insert(connection))
    }

    /// Takes back what is in the log and not durable, if a sync has failed: see [`super::log`].
    fn repair_log(&mut self, pool: &Pool) -> Result<(), CommitFailure> {
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
                "the disk refused a part of the log of the SQLite database `{database}`: what was                  not answered with success is taken back, and writing goes on"
            ),
            Ok(false) => tracing::warn!(
                "the disk refused a part of the log of the SQLite database `{database}`: another                  process has built on it, so that what was answered with a failure may be kept;                  writing goes on"
            ),
            Err(failure) => {
                tracing::error!(
                    "the disk refuses the log of the SQLite database `{database}`, and nothing is                      written until it does not: {failure}"
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
    fn work<T>(
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
    fn is_over(&self, group: &Group) -> bool {
        group.is_full()
            || self
                .connection
                .as_ref()
                .is_none_or(|connection| connection.is_autocommit())
    }

    /// Ends the transaction, and gives what is left to be synced. A log that has become long is
    /// synced and moved into the database here, while nobody writes.
    fn commit(&mut self, pool: &Pool) -> Result<Option<Unsynced>, CommitFailure> {
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

    /// Ends the transaction, and waits for the disk without passing the turn on.
    fn commit_durably(&mut self, pool: &Pool) -> Result<(), CommitFailure> {
        match self.commit(pool)? {
            Some(Unsynced { log, commit }) => log.sync(commit).inspect_err(|_| {
                let _ = self.repair_log(pool);
            }),
            None => Ok(()),
        }
    }

    /// Leaves the connection to readers, unless it is kept.
    fn put_back(&mut self, pool: &Pool) {
        if !self.serves {
            pool.put_back(self.connection.take());
        }
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

/// A commit that the log has and the disk perhaps not yet.
struct Unsynced {
    log: Arc<Log>,
    commit: Commit,
}

/// The requests of one transaction, and how it ended.
#[derive(Default)]
struct Group {
    members: AtomicUsize,
    changes: AtomicUsize,
    outcome: Mutex<Option<Result<(), CommitFailure>>>,
    ended: Condvar,
}

impl Group {
    /// Counts a request, and whether it did what it was to do.
    fn count(&self, succeeded: bool) {
        self.members.fetch_add(1, Ordering::Relaxed);
        self.changes.fetch_add(succeeded.into(), Ordering::Relaxed);
    }

    fn is_full(&self) -> bool {
        self.members.load(Ordering::Relaxed) >= MAX_GROUP
    }

    fn has_changes(&self) -> bool {
        self.changes.load(Ordering::Relaxed) > 0
    }

    fn end(&self, outcome: Result<(), CommitFailure>) {
        *lock(&self.outcome) = Some(outcome);
        self.ended.notify_all();
    }

    /// Waits for the end.
    fn wait(&self) -> SqlResult<()> {
        let mut outcome = lock(&self.outcome);
        loop {
            if let Some(outcome) = &*outcome {
                return Ok(outcome.clone()?);
            }
            outcome = unpoisoned(self.ended.wait(outcome));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::Barrier;

    use super::super::connections::Connections;
    use super::*;
    use crate::error::{Error, ErrorCode};

    /// A database with a table `t` of numbers, of which none may be there twice, in a folder.
    fn database(serves: bool) -> (tempfile::TempDir, PathBuf, Connections) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.db");
        let mut connections = Connections::open(path.clone()).unwrap();
        let table = "CREATE TABLE t (a INTEGER PRIMARY KEY, b REFERENCES t (a))";
        let create = |c: &Connection| Ok(c.execute_batch(table)?);
        connections.write(Scope::NoRun, create).unwrap();
        if serves {
            connections.serve(|_, _| Ok(()), Box::new(Vec::new));
        }
        (folder, path, connections)
    }

    fn insert(connection: &Connection, number: i64) -> SqlResult<()> {
        connection.execute("INSERT INTO t (a) VALUES (?1)", [number])?;
        Ok(())
    }

    fn numbers(path: &PathBuf) -> Vec<i64> {
        let connection = Connection::open(path).unwrap();
        let mut numbers = connection.prepare("SELECT a FROM t ORDER BY a").unwrap();
        let numbers = numbers.query_map([], |row| row.get(0)).unwrap();
        numbers.collect::<rusqlite::Result<_>>().unwrap()
    }

    type Work<T> = Box<dyn FnOnce(&Connection) -> SqlResult<T> + Send>;

    /// Lets a thread do each kind of work, all in one transaction: the first waits in the midst
    /// of its work until the others wait for their turn.
    fn in_one_group<T: Send>(
        connections: &Connections,
        works: Vec<Work<T>>,
    ) -> Vec<thread::Result<Result<T, Error>>> {
        let writer = connections.writer();
        let others = works.len() - 1;
        let has_begun = Barrier::new(2);
        thread::scope(|scope| {
            let threads: Vec<_> = works
                .into_iter()
                .enumerate()
                .map(|(index, work)| {
                    if index == 1 {
                        has_begun.wait();
                    }
                    let has_begun = &has_begun;
                    scope.spawn(move || {
                        let written = connections.write(Scope::NoRun, |connection| {
                            if index == 0 {
                                has_begun.wait();
                                while writer.waiting.load(Ordering::SeqCst) < others {
                                    thread::yield_now();
                                }
                            }
                            work(connection)
                        });
                        written.map_err(|failure| failure.at(connections.path()))
                    })
                })
                .collect();
            threads
                .into_iter()
                .map(thread::ScopedJoinHandle::join)
                .collect()
        })
    }

    #[test]
    fn in_a_group_each_request_fails_alone() {
        for serves in [false, true] {
            let (_folder, path, connections) = database(serves);
            let seen_by_others = path.clone();
            let results = in_one_group(
                &connections,
                vec![
                    Box::new(|c| insert(c, 1)),
                    Box::new(|c| {
                        insert(c, 2)?;
                        Err(Error::invalid("no").into())
                    }),
                    Box::new(|c| {
                        insert(c, 3)?;
                        panic!("in the midst of it")
                    }),
                    Box::new(|c| {
                        insert(c, 4)?;
                        insert(c, 4)
                    }),
                    Box::new(move |c| {
                        assert_eq!(numbers(&seen_by_others), [0; 0], "one transaction");
                        insert(c, 5)
                    }),
                ],
            );
            let [first, refused, panicked, twice, last] = &results[..] else {
                panic!("five requests have five answers");
            };
            assert!(matches!((first, last), (Ok(Ok(())), Ok(Ok(())))));
            assert_eq!(
                refused.as_ref().unwrap().as_ref().unwrap_err().message(),
                "no"
            );
            assert!(panicked.is_err());
            assert!(twice.as_ref().unwrap().is_err());
            assert_eq!(numbers(&path), [1, 5]);
            connections.write(Scope::NoRun, |c| insert(c, 6)).unwrap();
            assert_eq!(numbers(&path), [1, 5, 6]);
        }
    }

    #[test]
    fn a_commit_that_fails_fails_for_all() {
        for serves in [false, true] {
            let (_folder, path, connections) = database(serves);
            let results = in_one_group(
                &connections,
                vec![
                    Box::new(|c| insert(c, 1)),
                    Box::new(|c| {
                        // What refers to nothing is found at the commit.
                        c.execute_batch("PRAGMA defer_foreign_keys = ON")?;
                        c.execute("INSERT INTO t (a, b) VALUES (2, 77)", [])?;
                        Ok(())
                    }),
                    Box::new(|c| insert(c, 3)),
                ],
            );
            for result in results {
                let error = result.unwrap().unwrap_err();
                assert_eq!(error.code(), ErrorCode::InternalError, "{error}");
            }
            assert_eq!(numbers(&path), [0; 0]);
            connections.write(Scope::NoRun, |c| insert(c, 4)).unwrap();
            assert_eq!(numbers(&path), [4]);
        }
    }

    #[test]
    fn a_group_of_refusals_commits_nothing() {
        let (_folder, path, connections) = database(true);
        let other = Connection::open(&path).unwrap();
        let version = || driver::data_version(&other).unwrap();
        let before = version();
        let refuse = |_: &Connection| -> SqlResult<()> { Err(Error::invalid("no").into()) };
        let results = in_one_group(&connections, vec![Box::new(refuse), Box::new(refuse)]);
        assert!(results.into_iter().all(|result| result.unwrap().is_err()));
        assert_eq!(version(), before);
    }

    #[test]
    fn of_what_many_threads_write_nothing_is_lost() {
        const THREADS: i64 = 16;
        const EACH: i64 = 40;
        for serves in [false, true] {
            let (_folder, path, connections) = database(serves);
            thread::scope(|scope| {
                for thread in 0..THREADS {
                    let (connections, path) = (&connections, &path);
                    scope.spawn(move || {
                        for number in (thread * EACH)..(thread + 1) * EACH {
                            let written = connections.write(Scope::NoRun, |c| insert(c, number));
                            written.unwrap();
                            assert!(
                                numbers(path).contains(&number),
                                "answered before it is there"
                            );
                        }
                    });
                }
            });
            assert_eq!(numbers(&path), (0..THREADS * EACH).collect::<Vec<_>>());
        }
    }

    #[test]
    fn while_another_process_writes_the_turn_is_free() {
        let (_folder, path, connections) = database(true);
        let mut other = Connection::open(&path).unwrap();
        let transaction = other.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate);
        let transaction = transaction.unwrap();
        thread::scope(|scope| {
            let write = || connections.write(Scope::NoRun, |c| insert(c, 1));
            let writer = scope.spawn(write);
            thread::sleep(3 * TRY_TO_BEGIN);
            let written = connections.inner().look(|_, written| Ok(written)).unwrap();
            assert_eq!(written, WriteSet::default());
            assert!(!writer.is_finished());
            insert(&transaction, 2).unwrap();
            transaction.commit().unwrap();
            writer.join().unwrap().unwrap();
        });
        assert_eq!(numbers(&path), [1, 2]);
    }

    #[test]
    fn the_runs_that_commits_touched_are_told_once() {
        let (_folder, _path, connections) = database(true);
        let run = crate::entity::RunId::from("r");
        let written = || connections.inner().look(|_, written| Ok(written)).unwrap();
        let refuse = |_: &Connection| -> SqlResult<()> { Err(Error::invalid("no").into()) };
        connections.write(Scope::Run(&run), refuse).unwrap_err();
        assert_eq!(written(), WriteSet::default());
        connections
            .write(Scope::Run(&run), |c| insert(c, 1))
            .unwrap();
        assert_eq!(written().runs().unwrap().len(), 1);
        assert_eq!(written(), WriteSet::default());
    }
}
