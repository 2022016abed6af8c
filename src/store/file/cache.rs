//! The cache of a process that serves: the runs that it has read.
//!
//! A search reads what it is asked for, as in a command, and caches it ([`CachedRun`]). The next
//! search for the same reads no file, and of 10,000 runs only one that has changed is read again.
//! Nothing is read beforehand.
//!
//! # What others change
//! Programs write to the store directly, people remove runs by hand, a checkout replaces files. A
//! method sees whatever has changed on this machine before it is called, whoever changed it: see
//! [`super::watcher`]. For the same reason, writing methods need not tell this cache anything.
//!
//! A change that leaves no trace in a folder goes unseen: a write through a memory map, a write through
//! a hard link that the file got after it was read, and a file system that is mounted inside an
//! experiment.
//!
//! On other systems than Linux, and on network file systems, nothing is cached.
//!
//! # What it costs
//! A watch takes 4 µs to set and about 1 KB of the kernel. A run of 12 metrics and 10 params that
//! was shown has four and takes 4 KB here; one of which a search saw a metric and a param has three
//! and takes less. The number of watches is limited, and so is the cache.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};

use crate::entity::RunId;
use crate::error::Result;
use crate::sync::unpoisoned;

use super::cached_run::CachedRun;
use super::experiment_folder::ExperimentFolder;
use super::run_folder::RunFolder;
use super::watcher::{Identity, StaleFlag, Watched, Watcher, is_local};

/// The cached runs, by experiment.
#[derive(Debug)]
pub(super) struct RunCache {
    watcher: Arc<Watcher>,
    /// By the path of the experiment's folder.
    experiments: Mutex<HashMap<PathBuf, CachedExperiment>>,
}

/// The runs of an experiment.
#[derive(Debug)]
struct CachedExperiment {
    identity: FolderIdentity,
    /// Set when the list of runs changes.
    flag: Arc<StaleFlag>,
    runs: HashMap<RunId, Arc<CachedRun>>,
    /// Links that may lead to runs. No watch tells when their targets change.
    links: Vec<RunFolder>,
}

impl CachedExperiment {
    /// Every run as it is now, in no order.
    fn current_runs(&mut self) -> Vec<Arc<CachedRun>> {
        let runs = self.runs.values_mut().map(current);
        let links = self.links.iter().filter(|link| link.path().is_dir());
        let linked = links.cloned().map(CachedRun::for_once).map(Arc::new);
        runs.chain(linked).collect()
    }
}

/// The identities of the folders of an experiment from which runs are read. No watch reports a folder
/// that is moved together with those above it.
#[derive(Debug, PartialEq, Eq)]
struct FolderIdentity {
    experiment: Identity,
    datasets: Option<Identity>,
}

impl FolderIdentity {
    /// `None` where there is no folder, or a link to one.
    fn of(experiment: &ExperimentFolder) -> Option<Self> {
        Some(Self {
            experiment: Identity::of(experiment.path())?,
            datasets: Identity::of(&experiment.datasets_path()),
        })
    }
}

impl RunCache {
    /// Creates an empty cache of as much as this watcher can watch.
    pub(super) fn new(watcher: Arc<Watcher>) -> Self {
        Self {
            watcher,
            experiments: Mutex::default(),
        }
    }

    /// The runs of an experiment, in no order.
    pub(super) fn runs(&self, experiment: &ExperimentFolder) -> Result<Vec<Arc<CachedRun>>> {
        let mut experiments = self.experiments();
        match self.refresh(&mut experiments, experiment)? {
            Some(known) => Ok(known.current_runs()),
            None => CachedRun::all_for_once(experiment),
        }
    }

    /// One run; `None` where there is none.
    pub(super) fn run(
        &self,
        experiment: &ExperimentFolder,
        id: &RunId,
    ) -> Result<Option<Arc<CachedRun>>> {
        let mut experiments = self.experiments();
        let known = self.refresh(&mut experiments, experiment)?;
        let known = known.and_then(|known| known.runs.get_mut(id).map(current));
        Ok(known.or_else(|| experiment.run(id).map(CachedRun::for_once).map(Arc::new)))
    }

    /// Refreshes the list of an experiment's runs; `None` if it cannot be cached.
    fn refresh<'a>(
        &self,
        experiments: &'a mut HashMap<PathBuf, CachedExperiment>,
        experiment: &ExperimentFolder,
    ) -> Result<Option<&'a mut CachedExperiment>> {
        self.watcher.catch_up();
        self.forget_what_is_gone(experiments);
        let path = experiment.path();
        let identity = FolderIdentity::of(experiment).filter(|_| is_local(path));
        let known = match experiments.remove(path) {
            Some(known) if identity.as_ref() != Some(&known.identity) => {
                self.forget(&known);
                None
            }
            known => known,
        };
        let up_to_date = match (known, identity) {
            (_, None) => None,
            (Some(known), _) if !known.flag.is_stale() => Some(known),
            (Some(known), Some(identity)) => self.list(experiment, identity, known.runs)?,
            (None, Some(identity)) => self.list(experiment, identity, HashMap::new())?,
        };
        Ok(up_to_date.map(|known| {
            let entry = experiments.entry(path.to_owned());
            entry.insert_entry(known).into_mut()
        }))
    }

    /// Lists the runs of an experiment and keeps those that are cached. `None` if the folder cannot be
    /// watched.
    fn list(
        &self,
        experiment: &ExperimentFolder,
        identity: FolderIdentity,
        mut known: HashMap<RunId, Arc<CachedRun>>,
    ) -> Result<Option<CachedExperiment>> {
        let flag = Arc::default();
        let is_watched = self.watcher.watch(&flag, experiment.path()) == Watched::Yes;
        let listed = is_watched.then(|| experiment.runs_and_links()).transpose();
        let (folders, links) = match listed {
            Ok(Some(listed)) => listed,
            nothing => {
                self.watcher.release(&flag);
                release(&known);
                return nothing.map(|_| None);
            }
        };
        let run = |folder: RunFolder| {
            let id = folder.id().clone();
            let run = known.remove(&id);
            let fresh = || Arc::new(CachedRun::watched(folder, &self.watcher));
            (id, run.unwrap_or_else(fresh))
        };
        let runs = folders.into_iter().map(run).collect();
        release(&known);
        Ok(Some(CachedExperiment {
            identity,
            flag,
            runs,
            links,
        }))
    }

    /// Drops experiments whose folders were removed or replaced.
    fn forget_what_is_gone(&self, experiments: &mut HashMap<PathBuf, CachedExperiment>) {
        experiments.retain(|path, known| {
            let is_there = !known.flag.is_stale()
                || Identity::of(path).as_ref() == Some(&known.identity.experiment);
            if !is_there {
                self.forget(known);
            }
            is_there
        });
    }

    fn forget(&self, experiment: &CachedExperiment) {
        self.watcher.release(&experiment.flag);
        release(&experiment.runs);
    }

    /// The watcher, which tells of changes.
    #[cfg(test)]
    pub(super) fn watcher(&self) -> &Watcher {
        &self.watcher
    }

    fn experiments(&self) -> MutexGuard<'_, HashMap<PathBuf, CachedExperiment>> {
        unpoisoned(self.experiments.lock())
    }
}

/// A run that is not stale.
fn current(run: &mut Arc<CachedRun>) -> Arc<CachedRun> {
    if run.is_stale() {
        *run = Arc::new(run.forgotten());
    }
    Arc::clone(run)
}

/// Releases the watches of runs that are dropped.
fn release(runs: &HashMap<RunId, Arc<CachedRun>>) {
    for run in runs.values() {
        run.release();
    }
}
