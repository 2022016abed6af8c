//! What a process that lives long remembers of the runs it has read.
//!
//! A search reads what it is asked for, as in a process that is over soon, and remembers it
//! ([`KnownRun`]): the next search for the same is answered from memory, and of 10,000 runs one
//! that has changed is read again. Nothing is read beforehand.
//!
//! # What others change
//! Programs write to the store directly, runs are removed by hand, a checkout puts other files
//! into their places. Whatever has changed on this machine before a method is called is seen by
//! it, whoever changed it: see [`super::watcher`], which is also why writing has nothing to do
//! with this memory. What leaves no trace in a folder goes unseen: a write through a memory map or
//! through a second name (a hard link) that a file got after it was read, and a file system that
//! is mounted inside an experiment.
//!
//! On other systems than Linux, and on network file systems, nothing is remembered.
//!
//! # What it costs
//! A watch takes 4 µs to set and about 1 KB of the kernel. A run of 12 metrics and 10 params that
//! was shown has four and takes 4 KB here; one of which a search saw a metric and a param has three
//! and takes less. The number of watches is limited, and so is the memory.

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard};

use crate::entity::RunId;
use crate::error::Result;
use crate::sync::unpoisoned;

use super::experiment_folder::ExperimentFolder;
use super::known_run::KnownRun;
use super::run_folder::RunFolder;
use super::watcher::{Identity, Mark, Watched, Watcher, is_local};

/// The runs that are known, experiment by experiment.
#[derive(Debug)]
pub(super) struct Memory {
    watcher: Arc<Watcher>,
    /// By where the experiments lie.
    experiments: Mutex<HashMap<PathBuf, KnownExperiment>>,
}

/// Which runs an experiment has.
#[derive(Debug)]
struct KnownExperiment {
    place: Place,
    /// Of the list of runs.
    mark: Arc<Mark>,
    runs: HashMap<RunId, Arc<KnownRun>>,
    /// What may lead to runs or not, today or tomorrow: nothing tells of that.
    links: Vec<RunFolder>,
}

impl KnownExperiment {
    /// Every run as it is now, in no order.
    fn current_runs(&mut self) -> Vec<Arc<KnownRun>> {
        let runs = self.runs.values_mut().map(current);
        let links = self.links.iter().filter(|link| link.path().is_dir());
        let linked = links.cloned().map(KnownRun::for_once).map(Arc::new);
        runs.chain(linked).collect()
    }
}

/// The folders that hold what is read of runs beside their own. A folder that is moved with
/// those above it is not told of.
#[derive(Debug, PartialEq, Eq)]
struct Place {
    experiment: Identity,
    datasets: Option<Identity>,
}

impl Place {
    /// `None` where there is no folder, or a link to one.
    fn of(experiment: &ExperimentFolder) -> Option<Self> {
        Some(Self {
            experiment: Identity::of(experiment.path())?,
            datasets: Identity::of(&experiment.datasets_path()),
        })
    }
}

impl Memory {
    /// Begins to remember; `None` where nothing can be watched.
    pub(super) fn new() -> Option<Self> {
        Watcher::new().map(Self::with_watcher)
    }

    /// Remembers what this watcher can watch.
    pub(super) fn with_watcher(watcher: Watcher) -> Self {
        Self {
            watcher: Arc::new(watcher),
            experiments: Mutex::default(),
        }
    }

    /// The runs of an experiment, in no order.
    pub(super) fn runs(&self, experiment: &ExperimentFolder) -> Result<Vec<Arc<KnownRun>>> {
        let mut experiments = self.experiments();
        match self.refresh(&mut experiments, experiment)? {
            Some(known) => Ok(known.current_runs()),
            None => KnownRun::all_for_once(experiment),
        }
    }

    /// One run; `None` where there is none.
    pub(super) fn run(
        &self,
        experiment: &ExperimentFolder,
        id: &RunId,
    ) -> Result<Option<Arc<KnownRun>>> {
        let mut experiments = self.experiments();
        let known = self.refresh(&mut experiments, experiment)?;
        let known = known.and_then(|known| known.runs.get_mut(id).map(current));
        Ok(known.or_else(|| experiment.run(id).map(KnownRun::for_once).map(Arc::new)))
    }

    /// Brings what is known of an experiment up to date; `None` where nothing may be known.
    fn refresh<'a>(
        &self,
        experiments: &'a mut HashMap<PathBuf, KnownExperiment>,
        experiment: &ExperimentFolder,
    ) -> Result<Option<&'a mut KnownExperiment>> {
        self.watcher.catch_up();
        self.forget_what_is_gone(experiments);
        let path = experiment.path();
        let place = Place::of(experiment).filter(|_| is_local(path));
        let known = match experiments.remove(path) {
            Some(known) if place.as_ref() != Some(&known.place) => {
                self.forget(&known);
                None
            }
            known => known,
        };
        let up_to_date = match (known, place) {
            (_, None) => None,
            (Some(known), _) if !known.mark.is_stale() => Some(known),
            (Some(known), Some(place)) => self.list(experiment, place, known.runs)?,
            (None, Some(place)) => self.list(experiment, place, HashMap::new())?,
        };
        Ok(up_to_date.map(|known| {
            let entry = experiments.entry(path.to_owned());
            entry.insert_entry(known).into_mut()
        }))
    }

    /// Lists the runs of an experiment; those that are known stay known. `None` where the folder
    /// cannot be watched.
    fn list(
        &self,
        experiment: &ExperimentFolder,
        place: Place,
        mut known: HashMap<RunId, Arc<KnownRun>>,
    ) -> Result<Option<KnownExperiment>> {
        let mark = Arc::default();
        let is_watched = self.watcher.watch(&mark, experiment.path()) == Watched::Yes;
        let listed = is_watched.then(|| experiment.runs_and_links()).transpose();
        let (folders, links) = match listed {
            Ok(Some(listed)) => listed,
            nothing => {
                self.watcher.release(&mark);
                release(&known);
                return nothing.map(|_| None);
            }
        };
        let run = |folder: RunFolder| {
            let id = folder.id().clone();
            let run = known.remove(&id);
            let fresh = || Arc::new(KnownRun::watched(folder, &self.watcher));
            (id, run.unwrap_or_else(fresh))
        };
        let runs = folders.into_iter().map(run).collect();
        release(&known);
        Ok(Some(KnownExperiment {
            place,
            mark,
            runs,
            links,
        }))
    }

    /// Forgets experiments that were removed or lie elsewhere now.
    fn forget_what_is_gone(&self, experiments: &mut HashMap<PathBuf, KnownExperiment>) {
        experiments.retain(|path, known| {
            let is_there = !known.mark.is_stale()
                || Identity::of(path).as_ref() == Some(&known.place.experiment);
            if !is_there {
                self.forget(known);
            }
            is_there
        });
    }

    fn forget(&self, experiment: &KnownExperiment) {
        self.watcher.release(&experiment.mark);
        release(&experiment.runs);
    }

    /// What tells of changes.
    #[cfg(test)]
    pub(super) fn watcher(&self) -> &Watcher {
        &self.watcher
    }

    fn experiments(&self) -> MutexGuard<'_, HashMap<PathBuf, KnownExperiment>> {
        unpoisoned(self.experiments.lock())
    }
}

/// A run that is not stale.
fn current(run: &mut Arc<KnownRun>) -> Arc<KnownRun> {
    if run.is_stale() {
        *run = Arc::new(run.forgotten());
    }
    Arc::clone(run)
}

/// Gives back the watches of runs that will not be asked for any more.
fn release(runs: &HashMap<RunId, Arc<KnownRun>>) {
    for run in runs.values() {
        run.release();
    }
}
