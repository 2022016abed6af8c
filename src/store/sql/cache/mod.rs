//! What a process that serves caches of the database: the rows of the runs and the columns by
//! which they are searched ([`index`]), whole runs ([`runs`]), and the versions of registered models
//! ([`versions`]).
//!
//! Everything in it is of one state of the database, and an answer comes from it only while that
//! is the newest state. Whoever else writes the same file, Python's MLflow or a command of ours,
//! is noticed before the next answer.
//!
//! # When it is stale
//! The engine tells the [`Version`] of the newest state ([`Freshness`]). While it is that of the
//! cache, the cache is the newest state. Otherwise the cache is [refreshed](DatabaseCache::refresh)
//! from a [`Snapshot`]: the runs in its write set are read again, or everything is invalidated.
//!
//! # What it costs
//! Nothing until the first search. The cache is bounded ([`index`], [`runs`], [`versions`]). Where other
//! processes write often, it is not read anew each time: between two readings pass at least
//! [`PAUSE_FACTOR`] times as long as one took, and SQL answers meanwhile.

mod column;
mod index;
mod part;
mod rows;
mod runs;
#[cfg(test)]
pub(in super::super) mod tests;
mod versions;

use std::sync::{Arc, Mutex, RwLock, RwLockReadGuard, RwLockWriteGuard};
use std::time::{Duration, Instant};

use crate::entity::{ModelVersion, Run, RunId};
use crate::search::RunKey;
use crate::store::{ModelVersionQuery, Page};
use crate::sync::unpoisoned;

use super::freshness::{Freshness, Snapshot, Version};
use super::lock;
use super::run_search::RunSearch;
use super::session::SqlResult;
use super::statement::{Statements, Transaction};

use index::SearchCache;
use runs::RecentRuns;
use versions::CachedVersions;

/// How many times longer than reading everything anew the cache is left alone after that.
const PAUSE_FACTOR: u32 = 9;

/// How often requests for single runs refresh the cache; to read one from the database
/// costs them less than to wait for the writer.
const LAZY_PAUSE: Duration = Duration::from_millis(100);

/// What is cached of a database.
///
/// Locks are taken in the order of the fields.
pub(super) struct DatabaseCache {
    statements: Arc<Statements>,
    load_runs: LoadRuns,
    pause_factor: u32,
    refresher: Mutex<Refresher>,
    index: RwLock<SearchCache>,
    /// The version of what is cached; `None` if there is nothing yet.
    version: Mutex<Option<Version>>,
    runs: Mutex<RecentRuns>,
    versions: RwLock<CachedVersions>,
}

/// When the cache was refreshed.
#[derive(Default)]
struct Refresher {
    last: Option<Instant>,
    /// Until when not everything is read anew.
    pause_ends: Option<Instant>,
}

/// Loads whole runs by their ids, in that order.
pub(super) type LoadRuns = fn(&Transaction, &[&str]) -> SqlResult<Vec<Run>>;

impl DatabaseCache {
    /// Nothing yet.
    pub(super) fn new(statements: Arc<Statements>, load_runs: LoadRuns) -> Self {
        Self {
            statements,
            load_runs,
            pause_factor: PAUSE_FACTOR,
            refresher: Mutex::default(),
            index: RwLock::default(),
            version: Mutex::default(),
            runs: Mutex::default(),
            versions: RwLock::default(),
        }
    }

    /// A run, if it is cached and the cache is not stale. Waits for nobody.
    pub(super) fn cached_run(&self, freshness: &dyn Freshness, id: &RunId) -> Option<Arc<Run>> {
        if !freshness.is_same() {
            return None;
        }
        self.state(freshness).ok()??;
        lock(&self.runs).get(id.as_str())
    }

    /// A run, if it is cached, or what `read` finds in the database.
    pub(super) fn get_run(
        &self,
        freshness: &dyn Freshness,
        id: &RunId,
        read: impl FnOnce() -> SqlResult<Option<Run>>,
    ) -> SqlResult<Option<Run>> {
        freshness.check()?;
        let state = match self.state(freshness)? {
            None => self.refresh_lazily(freshness)?,
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
            self.keep(freshness, state, run)?;
        }
        Ok(found)
    }

    /// A page of runs, if it can be found here, or what `read` finds in the database.
    pub(super) fn search_runs(
        &self,
        freshness: &dyn Freshness,
        search: &RunSearch,
        read: impl FnOnce() -> SqlResult<Page<Arc<Run>>>,
    ) -> SqlResult<Page<Arc<Run>>> {
        match self.find_runs(freshness, search)? {
            Some(page) => Ok(page),
            None => read(),
        }
    }

    /// A page of runs, if it can be found here.
    fn find_runs(
        &self,
        freshness: &dyn Freshness,
        search: &RunSearch,
    ) -> SqlResult<Option<Page<Arc<Run>>>> {
        let Some(columns) = index::needed(search.query) else {
            return Ok(None);
        };
        freshness.check()?;
        let runs = match self.cached(freshness, search)? {
            Some(runs) => Some(runs),
            None => self.refresh_and_find(freshness, search, &columns)?,
        };
        Ok(runs.map(|runs| Page::cut(runs, search.offset, search.query.max_results)))
    }

    /// The versions of a page of registered models, and one more if there is another page, if they
    /// can be found here.
    pub(super) fn find_versions(
        &self,
        freshness: &dyn Freshness,
        query: &ModelVersionQuery,
        offset: usize,
    ) -> SqlResult<Option<Vec<Arc<ModelVersion>>>> {
        freshness.check()?;
        if self.state(freshness)?.is_some()
            && let Some(found) = unpoisoned(self.versions.read()).find(query, offset)
        {
            return Ok(Some(found));
        }
        let mut refresher = lock(&self.refresher);
        self.refresh(&mut refresher, freshness, |cache, tx, _| {
            let mut versions = unpoisoned(cache.versions.write());
            let is_loaded = versions.load(tx, cache.pause_factor)?;
            Ok(is_loaded.then(|| versions.find(query, offset)).flatten())
        })
    }

    /// Finds runs without a look into the database, but for its version.
    fn cached(
        &self,
        freshness: &dyn Freshness,
        search: &RunSearch,
    ) -> SqlResult<Option<Vec<Arc<Run>>>> {
        if self.state(freshness)?.is_none() {
            return Ok(None);
        }
        let index = self.index();
        let found = index.find(search);
        // The index is held meanwhile, so that the runs are of the same state.
        let mut runs = lock(&self.runs);
        Ok(found.and_then(|ids| ids.iter().map(|id| runs.get(id)).collect()))
    }

    /// Refreshes the cache, reads the columns that it lacks and finds runs. `None` if that has to
    /// wait, or cannot be.
    fn refresh_and_find(
        &self,
        freshness: &dyn Freshness,
        search: &RunSearch,
        columns: &[RunKey],
    ) -> SqlResult<Option<Vec<Arc<Run>>>> {
        let mut refresher = lock(&self.refresher);
        self.refresh(&mut refresher, freshness, |cache, tx, pause_ends| {
            if !cache.load(tx, columns, pause_ends)? {
                return Ok(None);
            }
            let found = cache.index().find(search);
            match found {
                Some(ids) => cache.load_runs(tx, &ids).map(Some),
                None => Ok(None),
            }
        })
    }

    /// Reads the rows and columns that are missing; says whether that could be. Others search
    /// meanwhile, in what is there.
    fn load(
        &self,
        tx: &Transaction,
        needed: &[RunKey],
        pause_ends: &mut Option<Instant>,
    ) -> SqlResult<bool> {
        let start = Instant::now();
        let is_anew = !self.index().has_rows();
        if is_anew {
            if pause_ends.is_some_and(|end| start < end) {
                return Ok(false);
            }
            let Some(rows) = index::read_rows(tx)? else {
                return Ok(false);
            };
            self.index_mut().set_rows(rows);
        }
        let missing = self.index().missing(needed);
        for key in missing {
            let column = self.index().read_column(tx, key)?;
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
    fn load_runs(&self, tx: &Transaction, ids: &[Arc<str>]) -> SqlResult<Vec<Arc<Run>>> {
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
        let mut loaded = (self.load_runs)(tx, &missing)?.into_iter().map(Arc::new);
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

    /// Refreshes the cache, and then looks at it and at the same state of the database.
    fn refresh<T>(
        &self,
        refresher: &mut Refresher,
        freshness: &dyn Freshness,
        mut look: impl FnMut(&Self, &Transaction, &mut Option<Instant>) -> SqlResult<T>,
    ) -> SqlResult<T> {
        refresher.last = Some(Instant::now());
        let mut found = None;
        freshness
            .snapshot(&mut |snapshot| {
                let tx = Transaction::new(snapshot.session, &self.statements);
                self.follow(snapshot, &tx)?;
                found = Some(look(self, &tx, &mut refresher.pause_ends)?);
                Ok(())
            })
            // A write set may have been taken, and not all of it was read.
            .inspect_err(|_| self.invalidate())?;
        Ok(found.expect("a snapshot is passed on"))
    }

    /// Follows commits: reads the runs again that they wrote to, or invalidates everything.
    fn follow(&self, snapshot: &Snapshot, tx: &Transaction) -> SqlResult<()> {
        let mut index = self.index_mut();
        match &snapshot.runs {
            Some(written) if written.is_empty() => {}
            Some(written) => {
                index.reload(tx, written)?;
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
        unpoisoned(self.versions.write()).forget(snapshot.models.as_ref());
        *lock(&self.version) = Some(snapshot.version);
        Ok(())
    }

    fn invalidate(&self) {
        let mut index = self.index_mut();
        *index = SearchCache::default();
        *lock(&self.version) = None;
        *lock(&self.runs) = RecentRuns::default();
        unpoisoned(self.versions.write()).forget(None);
    }

    /// Refreshes the cache unless that was done a moment ago or is being done, and gives
    /// its version.
    fn refresh_lazily(&self, freshness: &dyn Freshness) -> SqlResult<Option<Version>> {
        let Ok(mut refresher) = self.refresher.try_lock() else {
            return Ok(None);
        };
        if refresher
            .last
            .is_some_and(|last| last.elapsed() < LAZY_PAUSE)
        {
            return Ok(None);
        }
        self.refresh(&mut refresher, freshness, |_, _, _| Ok(()))?;
        self.state(freshness)
    }

    /// The version of the cache, if it is not stale.
    fn state(&self, freshness: &dyn Freshness) -> SqlResult<Option<Version>> {
        let newest = freshness.version()?;
        Ok(lock(&self.version).filter(|version| *version == newest))
    }

    /// Keeps a run that was read after the cache had this version, if it has it still and is not
    /// stale: then nothing was committed in between.
    fn keep(&self, freshness: &dyn Freshness, state: Option<Version>, run: &Run) -> SqlResult<()> {
        let run = Arc::new(run.clone());
        let version = lock(&self.version);
        if state == Some(freshness.version()?) && *version == state {
            lock(&self.runs).keep(run);
        }
        Ok(())
    }

    fn index(&self) -> RwLockReadGuard<'_, SearchCache> {
        unpoisoned(self.index.read())
    }

    fn index_mut(&self) -> RwLockWriteGuard<'_, SearchCache> {
        unpoisoned(self.index.write())
    }
}
