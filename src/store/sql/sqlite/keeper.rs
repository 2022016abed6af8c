//! A thread of a process that serves: it moves the write-ahead log into the database, so that the
//! database file alone is complete, as those who copy it take it to be.
//!
//! That happens when nobody has written for a moment ([`QUIET`]), and under load so often that the
//! file has whatever was acknowledged longer ago than [`BOUND`] and is not kept in the log by
//! somebody who has read for as long. The log's size and time are looked at, and so what other
//! programs write counts too.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use crate::sync::unpoisoned;

use super::beside;
use super::driver::Checkpoint;
use super::file::DatabaseFile;
use super::file_id::Stamp;
use super::lock;

/// How long nobody writes before the log is moved; also how often it is looked at.
const QUIET: Duration = Duration::from_secs(1);

/// After how long the database file alone has what was acknowledged, while others go on writing.
const BOUND: Duration = Duration::from_secs(10);

/// How old the log may be while others write: it was begun up to one look before it was seen, and
/// is moved up to one look after it has this age. It is also how long a log that somebody reads,
/// and that could not be moved as a whole, is left alone.
const MAX_AGE: Duration = Duration::from_secs(BOUND.as_secs() - 2 * QUIET.as_secs());

/// What the thread needs: it calls SQLite, and nothing that goes deep.
const STACK: usize = 512 << 10;

/// The thread. It ends when this is dropped.
pub(super) struct Keeper {
    ending: Arc<Ending>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Ending {
    has_come: Mutex<bool>,
    told: Condvar,
}

impl Ending {
    /// Waits a moment; says whether the end has come.
    fn wait(&self) -> bool {
        let has_come = lock(&self.has_come);
        let waited = self.told.wait_timeout_while(has_come, QUIET, |come| !*come);
        *unpoisoned(waited).0
    }
}

impl Keeper {
    /// Starts the thread.
    pub(super) fn start(database: Arc<DatabaseFile>) -> Self {
        let ending = Arc::<Ending>::default();
        let told = Arc::clone(&ending);
        let thread = thread::Builder::new()
            .name("keeper".to_owned())
            .stack_size(STACK)
            .spawn(move || {
                let mut watch = LogWatch::new(database.path());
                while !told.wait() {
                    watch.look(&database, Instant::now());
                    database.look_at_file();
                }
            })
            .inspect_err(|e| {
                tracing::warn!(
                    "the log of the database is moved into it only when it is long: {e}"
                );
            });
        Self {
            ending,
            thread: thread.ok(),
        }
    }
}

impl Drop for Keeper {
    fn drop(&mut self) {
        *lock(&self.ending.has_come) = true;
        self.ending.told.notify_all();
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// What changes with every write to the log; `None` where there is no log, or an empty one.
fn stamp(log: &Path) -> Option<Stamp> {
    let found = fs::metadata(log).ok()?;
    (found.len() > 0).then(|| Stamp::of(&found))
}

/// What is known of the log.
struct LogWatch {
    log: PathBuf,
    /// As it was when it was last looked at.
    seen: Option<Stamp>,
    /// As it was when all of it was in the database.
    moved: Option<Stamp>,
    /// Since when there is something to move.
    dirty_since: Option<Instant>,
    /// Until when it is left alone.
    pause_ends: Option<Instant>,
}

impl LogWatch {
    fn new(database: &Path) -> Self {
        Self {
            log: beside::beside(database, "-wal"),
            seen: None,
            moved: None,
            dirty_since: None,
            pause_ends: None,
        }
    }

    fn look(&mut self, database: &DatabaseFile, now: Instant) {
        let found = stamp(&self.log);
        let is_quiet = found == self.seen;
        self.seen = found;
        if found.is_none() || found == self.moved {
            self.dirty_since = None;
            return;
        }
        let age = now - *self.dirty_since.get_or_insert(now);
        if self.pause_ends.is_some_and(|end| now < end) || !is_quiet && age < MAX_AGE {
            return;
        }
        let kind = if is_quiet {
            Checkpoint::Truncate
        } else {
            Checkpoint::Passive
        };
        match database.checkpoint(kind) {
            Ok(true) => {
                self.moved = found;
                self.dirty_since = None;
            }
            Ok(false) => self.pause_ends = Some(now + MAX_AGE),
            // Whoever writes next is told of it.
            Err(error) => {
                tracing::debug!("the log cannot be moved into the database: {error}");
                self.pause_ends = Some(now + MAX_AGE);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::VecDeque;
    use std::sync::atomic::{AtomicBool, AtomicI64, Ordering};

    use rusqlite::Connection;

    use super::super::connections::Connections;
    use super::super::write_set::Scope;
    use super::*;

    /// Threads that write. Several, so that one always waits for its turn.
    const WRITERS: usize = 4;

    /// Does something at the end, also at that of a failed test.
    struct Defer<F: Fn()>(F);

    impl<F: Fn()> Drop for Defer<F> {
        fn drop(&mut self) {
            (self.0)();
        }
    }

    /// How many rows of each writer there are in a copy of the database file alone.
    fn rows_in_copy(path: &Path) -> [i64; WRITERS] {
        let copy = path.with_extension("copy");
        fs::copy(path, &copy).unwrap();
        let copy = Connection::open(copy).unwrap();
        std::array::from_fn(|writer| {
            let count = "SELECT count(*) FROM t WHERE writer = ?1";
            copy.query_row(count, [i64::try_from(writer).unwrap()], |row| row.get(0))
                .unwrap()
        })
    }

    #[test]
    fn under_load_the_file_alone_has_what_is_older_than_the_bound() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.db");
        let mut connections = Connections::open(path.clone()).unwrap();
        connections
            .write(Scope::NoRun, |c| {
                Ok(c.execute_batch("CREATE TABLE t (writer)")?)
            })
            .unwrap();
        connections.serve_without_keeper(Box::new(|_, _| Ok(())), Box::new(Vec::new));
        let connections = &connections;
        let acknowledged: [AtomicI64; WRITERS] = Default::default();
        let counts = || {
            acknowledged
                .each_ref()
                .map(|count| count.load(Ordering::SeqCst))
        };
        let is_done = AtomicBool::new(false);
        let mut lacking = Vec::new();
        let mut compared = 0;
        thread::scope(|scope| {
            for (writer, count) in acknowledged.iter().enumerate() {
                let is_done = &is_done;
                scope.spawn(move || {
                    // One that fails ends the others, so that the test tells of it.
                    let _end = Defer(|| is_done.store(true, Ordering::SeqCst));
                    while !is_done.load(Ordering::SeqCst) {
                        connections
                            .write(Scope::NoRun, |c| {
                                Ok(c.execute(
                                    "INSERT INTO t VALUES (?1)",
                                    [i64::try_from(writer).unwrap()],
                                )?)
                            })
                            .unwrap();
                        count.fetch_add(1, Ordering::SeqCst);
                    }
                });
            }
            let _end = Defer(|| is_done.store(true, Ordering::SeqCst));
            let mut watch = LogWatch::new(&path);
            let mut history = VecDeque::new();
            let mut now = Instant::now();
            for _ in 0..30 {
                let before = counts();
                while !is_done.load(Ordering::SeqCst)
                    && (watch.seen == stamp(&watch.log)
                        || before.iter().zip(counts()).any(|(then, now)| *then == now))
                {
                    thread::yield_now();
                }
                history.push_back((now, counts()));
                now += QUIET;
                watch.look(connections.file(), now);
                let old = history.iter().rev().find(|(then, _)| now - *then > BOUND);
                if let Some((_, old)) = old {
                    let found = rows_in_copy(&path);
                    compared += 1;
                    if found.iter().zip(old).any(|(found, old)| found < old) {
                        lacking.push((found, *old));
                    }
                }
            }
        });
        assert!(compared >= 15, "{compared}");
        assert!(lacking.is_empty(), "{lacking:?}");
    }
}
