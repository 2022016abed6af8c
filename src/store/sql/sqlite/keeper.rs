//! A thread of a process that serves: it moves the write-ahead log into the database, so that the
//! database file alone is complete, as those who copy it take it to be.
//!
//! That happens when nobody has written for a moment ([`QUIET`]), and under load when the log is
//! so old ([`MAX_AGE`]). The log's size and time are looked at, and so what other programs write
//! counts too.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant, SystemTime};

use super::connections::Inner;
use super::dialect::{self, Checkpoint};
use super::lock;

/// How long nobody writes before the log is moved; also how often it is looked at.
pub(super) const QUIET: Duration = Duration::from_secs(1);

/// How old the log may be while others write. It is also how long a log that somebody reads, and
/// that could not be moved as a whole, is left alone.
const MAX_AGE: Duration = Duration::from_secs(10);

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
        *waited.unwrap_or_else(PoisonError::into_inner).0
    }
}

impl Keeper {
    /// Starts the thread.
    pub(super) fn start(database: Arc<Inner>) -> Self {
        let ending = Arc::<Ending>::default();
        let told = Arc::clone(&ending);
        let thread = thread::Builder::new()
            .name("keeper".to_owned())
            .stack_size(STACK)
            .spawn(move || {
                let mut watch = LogWatch::new(database.path());
                while !told.wait() {
                    watch.look(&database);
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

/// What changes with every write to the log.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Stamp {
    length: u64,
    modified: Option<SystemTime>,
}

impl Stamp {
    /// `None` where there is no log, or an empty one.
    fn of(log: &Path) -> Option<Self> {
        let found = fs::metadata(log).ok()?;
        (found.len() > 0).then(|| Self {
            length: found.len(),
            modified: found.modified().ok(),
        })
    }
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
            log: dialect::beside(database, "-wal"),
            seen: None,
            moved: None,
            dirty_since: None,
            pause_ends: None,
        }
    }

    fn look(&mut self, database: &Inner) {
        let now = Instant::now();
        let found = Stamp::of(&self.log);
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
