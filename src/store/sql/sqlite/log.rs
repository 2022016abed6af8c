//! The write-ahead log of a process that serves. A commit only appends to it; the thread that
//! committed syncs it afterwards, when others are at work already.
//!
//! # A sync that fails
//! The system says once that something did not reach the disk, and takes it for clean from then
//! on: a later sync that succeeds says nothing of it. What follows a hole in the log is lost in a
//! power failure, however often it is synced. So:
//!
//! 1. Each sync has a handle of its own, because the system tells each handle of a failure once.
//! 2. A commit is durable when its own sync and those of all commits before it have succeeded.
//! 3. From the first failure on no commit is acknowledged, those under way included.
//! 4. [`Log::repair`] takes the commits back that are not durable: it cuts the log after the last
//!    one that is, and wipes the index of the log, which SQLite, in whatever process, then reads
//!    anew from the log.
//! 5. When a sync of the cut log succeeds, on a new handle, writing goes on.

use std::collections::BTreeSet;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Condvar, Mutex};
use std::time::Duration;

use rusqlite::Connection;

use crate::sync::unpoisoned;

use super::beside::beside;
use super::driver::{self, Checkpoint};
use super::failure::CommitFailure;
use super::file_id::FileId;
use super::lock;

/// The size of the log's own header, and of that of a frame. They are part of SQLite's file format.
const LOG_HEADER: u64 = 32;
const FRAME_HEADER: u64 = 24;
/// Where the log's header has the numbers that change whenever the log begins anew.
const SALT: u64 = 16;

/// How long a repair waits for another process that writes.
const PATIENCE: Duration = Duration::from_secs(1);

/// The log of a database.
pub(super) struct Log {
    path: PathBuf,
    /// The file through which processes share an index of the log.
    index: PathBuf,
    id: Option<FileId>,
    /// Handles that no sync uses at the moment.
    handles: Mutex<Vec<File>>,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    /// The number of the next commit.
    next: u64,
    /// Commits that are not durable yet.
    pending: BTreeSet<u64>,
    durable: Position,
    /// Where the last commit of this process ended.
    end: Position,
    failure: Option<CommitFailure>,
}

/// A position in the log: after so many frames, since the log last began anew.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Position {
    salt: [u8; 8],
    frames: u32,
}

/// A commit that is in the log, and perhaps not on the disk yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Commit {
    number: u64,
    end: Position,
}

impl Commit {
    /// How many frames the log has by now.
    pub(super) fn log_frames(&self) -> u32 {
        self.end.frames
    }
}

impl Log {
    /// Opens the log of a database, and syncs what others may have left in it.
    pub(super) fn open(database: &Path, connection: &Connection) -> Result<Self, CommitFailure> {
        let path = beside(database, "-wal");
        let log = Self {
            id: FileId::at(&path),
            path,
            index: beside(database, "-shm"),
            handles: Mutex::default(),
            state: Mutex::default(),
            changed: Condvar::new(),
        };
        let handle = log.new_handle()?;
        let end = Self::position(&handle, driver::log_state(connection)?.frames)?;
        handle.sync_data()?;
        lock(&log.handles).push(handle);
        {
            let mut state = lock(&log.state);
            state.durable = end;
            state.end = end;
        }
        Ok(log)
    }

    /// Which file the log is.
    pub(super) fn id(&self) -> Option<FileId> {
        self.id
    }

    /// Counts the commit that this connection has just made. Called by whoever has the turn.
    pub(super) fn committed(&self, connection: &Connection) -> Result<Commit, CommitFailure> {
        let frames = driver::committed_frames(connection)?;
        let handle = self.handle()?;
        let end = Self::position(&handle, frames);
        lock(&self.handles).push(handle);
        let end = end?;
        let mut state = lock(&self.state);
        let number = state.next;
        state.next += 1;
        state.end = end;
        state.pending.insert(number);
        Ok(Commit { number, end })
    }

    /// Makes a commit durable, together with those before it.
    pub(super) fn sync(&self, commit: Commit) -> Result<(), CommitFailure> {
        let synced = self.handle().and_then(|handle| {
            handle.sync_data()?;
            Ok(handle)
        });
        let mut state = lock(&self.state);
        match synced {
            Ok(handle) => lock(&self.handles).push(handle),
            Err(error) => {
                state.failure.get_or_insert_with(|| error.into());
            }
        }
        let is_first = |state: &State| state.pending.first() == Some(&commit.number);
        while state.failure.is_none() && !is_first(&state) {
            state = self.wait(state);
        }
        state.pending.remove(&commit.number);
        self.changed.notify_all();
        if let Some(failure) = &state.failure {
            return Err(failure.clone());
        }
        state.durable = commit.end;
        Ok(())
    }

    /// Why nothing can be committed at the moment.
    pub(super) fn failure(&self) -> Option<CommitFailure> {
        lock(&self.state).failure.clone()
    }

    /// Waits until no commit is on its way to the disk. Whoever has the turn sees no new ones.
    pub(super) fn settle(&self) {
        let mut state = lock(&self.state);
        while !state.pending.is_empty() {
            state = self.wait(state);
        }
    }

    /// Takes back what is in the log and not durable, after a failed sync. Called by whoever has
    /// the turn, with a connection that is in no transaction. Says whether it was taken back:
    /// what another process has built on stays, and is written once more instead.
    pub(super) fn repair(&self, connection: &Connection) -> Result<bool, CommitFailure> {
        self.settle();
        let (durable, end) = {
            let state = lock(&self.state);
            (state.durable, state.end)
        };
        lock(&self.handles).clear();
        let handle = self.new_handle()?;
        let seen = driver::data_version(connection)?;
        let found = driver::log_state(connection)?;
        driver::begin(connection, PATIENCE)?;
        let repaired = (|| {
            let now = Self::position(&handle, found.frames)?;
            let kept = if durable.salt == now.salt {
                durable.frames
            } else {
                // The log has begun anew since: what was in it is in the database.
                0
            };
            let is_ours = driver::data_version(connection)? == seen && now == end;
            let is_cut = is_ours && found.moved_frames <= kept;
            let page_size = driver::page_size(connection)?;
            let kept_bytes = match kept {
                0 => 0,
                kept => LOG_HEADER + u64::from(kept) * (FRAME_HEADER + page_size),
            };
            if is_cut {
                lock(&self.state).end = Position {
                    frames: kept,
                    ..now
                };
                self.cut(&handle, kept_bytes)?;
            } else {
                write_again(&handle, kept_bytes)?;
            }
            Ok::<_, CommitFailure>(is_cut)
        })();
        driver::roll_back(connection)?;
        let is_cut = repaired?;
        // The first look after the cut reads the index anew.
        driver::data_version(connection)?;
        let end = Self::position(&handle, driver::log_state(connection)?.frames)?;
        handle.sync_data()?;
        lock(&self.handles).push(handle);
        let mut state = lock(&self.state);
        state.durable = end;
        state.end = end;
        state.failure = None;
        Ok(is_cut)
    }

    /// Moves the log into the database; says whether all of it was moved. Called by whoever has the
    /// turn, when the log has settled, with a connection that is in no transaction.
    pub(super) fn checkpoint(
        &self,
        connection: &Connection,
        kind: Checkpoint,
    ) -> Result<bool, CommitFailure> {
        match self.failure() {
            Some(failure) => Err(failure),
            None => Ok(driver::checkpoint(connection, kind)?),
        }
    }

    /// Removes the end of the log, and what its index knows of it.
    fn cut(&self, log: &File, length: u64) -> Result<(), CommitFailure> {
        log.set_len(length)?;
        let mut index = OpenOptions::new().write(true).open(&self.index)?;
        let wiped = index.write_all(&[0; driver::LOG_INDEX_HEADER]);
        // SQLite's locks are on this file, and closing any handle of it would give up all locks of
        // the process. It happens after a fault of the disk alone.
        std::mem::forget(index);
        Ok(wiped?)
    }

    fn position(log: &File, frames: u32) -> io::Result<Position> {
        if frames == 0 {
            return Ok(Position::default());
        }
        let mut log = log;
        let mut salt = [0; 8];
        log.seek(SeekFrom::Start(SALT))?;
        log.read_exact(&mut salt)?;
        Ok(Position { salt, frames })
    }

    /// A handle that nobody else uses.
    fn handle(&self) -> io::Result<File> {
        let idle = lock(&self.handles).pop();
        idle.map_or_else(|| self.new_handle(), Ok)
    }

    fn new_handle(&self) -> io::Result<File> {
        OpenOptions::new().read(true).write(true).open(&self.path)
    }

    fn wait<'a>(
        &self,
        state: std::sync::MutexGuard<'a, State>,
    ) -> std::sync::MutexGuard<'a, State> {
        unpoisoned(self.changed.wait(state))
    }
}

/// Writes the rest of the log from what the system has in memory, so that a sync reaches all of it.
fn write_again(log: &File, start: u64) -> io::Result<()> {
    let mut log = log;
    let mut rest = Vec::new();
    log.seek(SeekFrom::Start(start))?;
    log.read_to_end(&mut rest)?;
    log.seek(SeekFrom::Start(start))?;
    log.write_all(&rest)
}
