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

mod group;
#[cfg(test)]
mod tests;
mod turn;

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard};
use std::thread;
use std::time::Duration;

use rusqlite::Connection;

use crate::store::patience::Wait;

use super::driver::{self, Checkpoint, SqlResult};
use super::failure::CommitFailure;
use super::file_id::FileId;
use super::lock;
use super::pool::Pool;
use super::write_set::{Scope, WriteSet};
use turn::{Turn, Unsynced};

/// How long a thread that met another process's lock leaves the turn to others.
const STEP_ASIDE: Duration = Duration::from_millis(1);

/// The writer of a database.
pub(super) struct Writer {
    turn: Mutex<Turn>,
    /// Threads that want the turn to write.
    waiting: AtomicUsize,
    /// Held by the one thread that tries again and again while another process writes. If all that
    /// wait did so, whoever needs the turn for a moment, to read, would have to queue with them.
    trying: Mutex<()>,
}

impl Writer {
    /// A writer for a command, which leaves nothing behind.
    pub(super) fn new() -> Self {
        Self {
            turn: Mutex::default(),
            waiting: AtomicUsize::new(0),
            trying: Mutex::default(),
        }
    }

    /// A writer for a process that writes often: it keeps its connection, and the set of what it
    /// wrote to.
    pub(super) fn serving() -> Self {
        Self {
            turn: Mutex::new(Turn::serving()),
            ..Self::new()
        }
    }

    /// Does some work in a transaction, which is durable when this returns. Not to be called by
    /// `work`.
    pub(super) fn write<T>(
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
        let Some(unsynced) = unsynced else {
            return Ok(());
        };
        unsynced.sync().inspect_err(|_| {
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
    pub(super) fn checkpoint(&self, pool: &Pool, kind: Checkpoint) -> SqlResult<bool> {
        lock(&self.turn).checkpoint(pool, kind)
    }

    /// Gives up the connection to a file that is not the database any more. If `moves_log`, what is
    /// in the log goes into that file first, wherever it lies now. Gives the log's file.
    pub(super) fn let_go(&self, pool: &Pool, moves_log: bool) -> Option<FileId> {
        lock(&self.turn).let_go(pool, moves_log)
    }

    /// Looks at what was written, between two requests: `look` is given the writer's connection,
    /// on which nothing may be changed, and what was written by commits since the last look.
    pub(super) fn look<T>(
        &self,
        pool: &Pool,
        look: impl FnOnce(&Connection, WriteSet) -> SqlResult<T>,
    ) -> SqlResult<T> {
        let mut turn = lock(&self.turn);
        let written = turn.take_written();
        look(turn.connect(pool)?, written)
    }
}
