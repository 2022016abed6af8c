//! What a process that serves remembers of the database: the rows of the runs and the columns by
//! which they are searched ([`index`]), and whole runs ([`runs`]).
//!
//! Everything in it is of one state of the database, and an answer comes from it only while that
//! is the newest state. Whoever else writes the same file, Python's MLflow or a command of ours,
//! is noticed before the next answer.
//!
//! # How others are noticed
//! SQLite tells a connection whether *another* connection has committed since it last looked
//! ([`dialect::data_version`], a few microseconds). Two connections look:
//!
//! * The **watch** never writes. If it sees no commit since the memory was brought up to date,
//!   there was none at all, and the memory is the newest state.
//! * The **writer** makes every commit of this process, so the commits that it sees are those of
//!   other processes. It also keeps a list of the runs that its own commits written.
//!
//! If the watch sees a commit, the memory is [brought up to date](DatabaseCache::refresh). Between two
//! transactions of the writer, when this process can commit nothing:
//!
//! 1. the watch looks: the state it sees is what the memory will be called up to date with;
//! 2. the writer looks, for the next time;
//! 3. a reader begins a transaction, which fixes the state that it reads;
//! 4. the writer looks again, and the list of written runs is taken.
//!
//! Had another process committed before 3, the writer would see it in 4, other than in 2 of the
//! last time, and the memory is forgotten. If it sees nothing, 1 and 3 are the same state, and it
//! differs from the memory by our own commits, whose runs are in the list: these are read again in
//! the reader's transaction, while others may write on. A commit of another process after 3 is
//! seen by the writer in 4, and once more the next time, since what was read meanwhile lacks it;
//! or by the watch at its next look, because that compares with 1. So whoever asks after a commit
//! has ended finds a watch that has seen it.
//!
//! # What it costs
//! Nothing until the first search. The memory is bounded ([`index`], [`runs`]). Where other
//! processes write often, it is not read anew each time: between two readings pass at least
//! [`PAUSE_FACTOR`] times as long as one took, and SQL answers meanwhile.

mod column;
mod index;
mod part;
mod rows;
mod runs;
#[cfg(test)]
mod tests;

use std::collections::HashSet;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant};

use rusqlite::{Connection, Transaction};

use crate::entity::{Run, RunId};
use crate::search::RunKey;
use crate::store::{Page, RunQuery};

use super::connections::{Connections, Handle};
use super::dialect::{self, SqlResult};
use super::{lock, run};

use index::SearchCache;
use runs::RecentRuns;

/// How many times longer than reading everything anew the memory is left alone after that.
const PAUSE_FACTOR: u32 = 9;

/// How often requests for single runs bring the memory up to date; to read one from the database
/// costs them less than to wait for the writer.
const LAZY_PAUSE: Duration = Duration::from_millis(100);

/// What is cached of a database.
///
/// Locks are taken in the order of the fields.
pub(super) struct DatabaseCache {
    pause_factor: u32,
    /// Which of the files that were the database this is of ([`Connections::check_file`]).
    file: AtomicU64,
    refresher: Mutex<Refresher>,
    index: RwLock<SearchCache>,
    watch: Mutex<Watch>,
    runs: Mutex<RecentRuns>,
}

/// What brings the memory up to date.
#[derive(Default)]
struct Refresher {
    reader: Option<Handle>,
    /// What the writer saw before the reader's last transaction began.
    writer_saw: Option<i64>,
    last: Option<Instant>,
    /// Until when the memory is not read anew.
    pause_ends: Option<Instant>,
}

/// What tells whether the memory is up to date.
#[derive(Default)]
struct Watch {
    connection: Option<Handle>,
    /// What the watch saw when the memory was brought up to date; `None` if it never was.
    saw: Option<i64>,
}

/// What was asked for.
struct Wanted<'a> {
    query: &'a RunQuery,
    experiments: &'a [i64],
    offset: usize,
    columns: Vec<RunKey>,
}

impl DatabaseCache {
    /// Nothing yet.
    pub(super) fn new() -> Self {
        Self::with_pauses(PAUSE_FACTOR)
    }

    fn with_pauses(pause_factor: u32) -> Self {
        Self {
            pause_factor,
            file: AtomicU64::default(),
            refresher: Mutex::default(),
            index: RwLock::default(),
            watch: Mutex::default(),
            runs: Mutex::default(),
        }
    }

    /// A run, if it is cached, or what `read` finds in the database.
    pub(super) fn get_run(
        &self,
        connections: &Connections,
        id: &RunId,
        read: impl FnOnce() -> SqlResult<Option<Run>>,
    ) -> SqlResult<Option<Run>> {
        self.follow_file(connections)?;
        let state = match self.state(connections)? {
            None => self.refresh_lazily(connections)?,
            state => state,
        };
        if state.is_none() {
            return read();
        }
        let cached = lock(&self.runs).get(id.as_str());
        if let Some(run) = cached {
            return Ok(Some(Run::clone(&run)));
        }
        let found = read()?;
        if let Some(run) = &found {
            self.keep(connections, state, run)?;
        }
        Ok(found)
    }

    /// A page of runs, if it can be found here.
    pub(super) fn search_runs(
        &self,
        connections: &Connections,
        query: &RunQuery,
        experiments: &[i64],
        offset: usize,
    ) -> SqlResult<Option<Page<Run>>> {
        let Some(columns) = index::needed(query) else {
            return Ok(None);
        };
        self.follow_file(connections)?;
        let wanted = Wanted {
            query,
            experiments,
            offset,
            columns,
        };
        let runs = match self.cached(connections, &wanted)? {
            Some(runs) => Some(runs),
            None => self.read(connections, &wanted)?,
        };
        Ok(runs.map(|runs| {
            let runs = runs.iter().map(|run| Run::clone(run)).collect();
            Page::cut(runs, offset, query.max_results)
        }))
    }

    /// Forgets everything when another file has become the database.
    fn follow_file(&self, connections: &Connections) -> SqlResult<()> {
        let number = connections.check_file()?;
        if number != self.file.load(Ordering::Acquire) {
            drop(self.let_go());
            self.file.store(number, Ordering::Release);
        }
        Ok(())
    }

    /// Forgets everything, and gives the connections up.
    pub(super) fn let_go(&self) -> Vec<Handle> {
        let refresher = std::mem::take(&mut *lock(&self.refresher));
        self.forget();
        let watch = lock(&self.watch).connection.take();
        refresher.reader.into_iter().chain(watch).collect()
    }

    /// Finds runs without a look into the database, but for the watch's.
    fn cached(
        &self,
        connections: &Connections,
        wanted: &Wanted,
    ) -> SqlResult<Option<Vec<Arc<Run>>>> {
        if self.state(connections)?.is_none() {
            return Ok(None);
        }
        let index = self.index();
        let found = index.find(wanted.query, wanted.experiments, wanted.offset);
        // The index is held meanwhile, so that the runs are of the same state.
        let mut runs = lock(&self.runs);
        Ok(found.and_then(|ids| ids.iter().map(|id| runs.get(id)).collect()))
    }

    /// Brings the memory up to date, reads what it lacks and finds runs. `None` if that has to
    /// wait, or cannot be.
    fn read(&self, connections: &Connections, wanted: &Wanted) -> SqlResult<Option<Vec<Arc<Run>>>> {
        let mut refresher = lock(&self.refresher);
        self.refresh(&mut refresher, connections, |memory, reader, pause_ends| {
            if !memory.load(reader, &wanted.columns, pause_ends)? {
                return Ok(None);
            }
            let found = memory
                .index()
                .find(wanted.query, wanted.experiments, wanted.offset);
            match found {
                Some(ids) => memory.load_runs(reader, &ids).map(Some),
                None => Ok(None),
            }
        })
    }

    /// Reads the rows and columns that are missing; says whether that could be. Others search
    /// meanwhile, in what is there.
    fn load(
        &self,
        reader: &Connection,
        needed: &[RunKey],
        pause_ends: &mut Option<Instant>,
    ) -> SqlResult<bool> {
        let start = Instant::now();
        let is_anew = !self.index().has_rows();
        if is_anew {
            if pause_ends.is_some_and(|end| start < end) {
                return Ok(false);
            }
            let Some(rows) = index::read_rows(reader)? else {
                return Ok(false);
            };
            self.index_mut().set_rows(rows);
        }
        let missing = self.index().missing(needed);
        for key in missing {
            let column = self.index().read_column(reader, key)?;
            self.index_mut().add_column(key.clone(), column, needed);
        }
        if is_anew {
            let (rows_bytes, columns_bytes) = self.index().bytes();
            tracing::debug!(rows_bytes, columns_bytes, "read the runs into memory");
            *pause_ends = Some(Instant::now() + start.elapsed() * self.pause_factor);
        }
        Ok(true)
    }

    /// Gives runs, of which those that are not cached are read.
    fn load_runs(&self, reader: &Connection, ids: &[Arc<str>]) -> SqlResult<Vec<Arc<Run>>> {
        let cached: Vec<Option<Arc<Run>>> = {
            let mut runs = lock(&self.runs);
            ids.iter().map(|id| runs.get(id)).collect()
        };
        let missing: Vec<&str> = ids
            .iter()
            .zip(&cached)
            .filter(|(_, run)| run.is_none())
            .map(|(id, _)| &**id)
            .collect();
        let mut loaded = run::load(reader, &missing)?.into_iter().map(Arc::new);
        let mut runs = lock(&self.runs);
        let complete = |run: Option<Arc<Run>>| {
            run.or_else(|| {
                let run = loaded.next()?;
                runs.keep(Arc::clone(&run));
                Some(run)
            })
        };
        Ok(cached.into_iter().filter_map(complete).collect())
    }

    /// Brings the memory up to date, and then looks at it and at the same state of the database.
    fn refresh<T>(
        &self,
        refresher: &mut Refresher,
        connections: &Connections,
        look: impl FnOnce(&Self, &Connection, &mut Option<Instant>) -> SqlResult<T>,
    ) -> SqlResult<T> {
        let Refresher {
            reader,
            writer_saw,
            last,
            pause_ends,
        } = refresher;
        let reader = match reader {
            Some(reader) => reader,
            None => reader.insert(connections.connect()?),
        };
        *last = Some(Instant::now());
        let (transaction, saw, written) = connections
            .look(|writer, written| {
                let saw = lock(&self.watch).look(connections)?;
                let before = dialect::data_version(writer)?;
                let transaction = begin_reading(reader)?;
                let after = dialect::data_version(writer)?;
                let is_foreign = writer_saw.replace(before) != Some(after);
                Ok((transaction, saw, written.runs().filter(|_| !is_foreign)))
            })
            .inspect_err(|_| self.forget())?;
        self.follow(&transaction, written.as_ref(), saw)
            .and_then(|()| look(self, &transaction, pause_ends))
            .inspect_err(|_| self.forget())
    }

    /// Follows commits: reads the runs that they written again, or forgets everything.
    fn follow(
        &self,
        reader: &Connection,
        written: Option<&HashSet<RunId>>,
        saw: i64,
    ) -> SqlResult<()> {
        let mut index = self.index_mut();
        match written {
            Some(written) if written.is_empty() => {}
            Some(written) => {
                index.reload(reader, written)?;
                let mut runs = lock(&self.runs);
                for id in written {
                    runs.forget(id.as_str());
                }
            }
            None => {
                *index = SearchCache::default();
                *lock(&self.runs) = RecentRuns::default();
            }
        }
        lock(&self.watch).saw = Some(saw);
        Ok(())
    }

    /// Forgets everything: a list of written runs was taken, and not all of it was read.
    fn forget(&self) {
        let mut index = self.index_mut();
        *index = SearchCache::default();
        *lock(&self.runs) = RecentRuns::default();
        lock(&self.watch).saw = None;
    }

    /// Brings the memory up to date unless that was done a moment ago or is being done, and gives
    /// its state.
    fn refresh_lazily(&self, connections: &Connections) -> SqlResult<Option<i64>> {
        let Ok(mut refresher) = self.refresher.try_lock() else {
            return Ok(None);
        };
        if refresher
            .last
            .is_some_and(|last| last.elapsed() < LAZY_PAUSE)
        {
            return Ok(None);
        }
        self.refresh(&mut refresher, connections, |_, _, _| Ok(()))?;
        self.state(connections)
    }

    /// The state of the memory, if that is the newest one.
    fn state(&self, connections: &Connections) -> SqlResult<Option<i64>> {
        let mut watch = lock(&self.watch);
        let sees = watch.look(connections)?;
        Ok(watch.saw.filter(|&saw| saw == sees))
    }

    /// Remembers a run that was read after the memory had this state, if it has it still: then
    /// nothing was committed in between.
    fn keep(&self, connections: &Connections, state: Option<i64>, run: &Run) -> SqlResult<()> {
        let run = Arc::new(run.clone());
        let mut watch = lock(&self.watch);
        let sees = watch.look(connections)?;
        if state == Some(sees) && watch.saw == state {
            lock(&self.runs).keep(run);
        }
        Ok(())
    }

    fn index(&self) -> RwLockReadGuard<'_, SearchCache> {
        self.index.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn index_mut(&self) -> RwLockWriteGuard<'_, SearchCache> {
        self.index.write().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Watch {
    /// Looks whether others committed.
    fn look(&mut self, connections: &Connections) -> SqlResult<i64> {
        let connection = match &mut self.connection {
            Some(connection) => connection,
            missing => missing.insert(connections.connect()?),
        };
        Ok(dialect::data_version(connection)?)
    }
}

/// Begins a transaction that reads, and fixes the state that it reads.
fn begin_reading(reader: &Connection) -> rusqlite::Result<Transaction<'_>> {
    let transaction = reader.unchecked_transaction()?;
    dialect::data_version(&transaction)?;
    Ok(transaction)
}
