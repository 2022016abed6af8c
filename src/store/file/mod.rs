//! The file store: the `mlruns` folder that MLflow writes, as 1.23.1 and 3.17.2 write and read it.
//!
//! What the folder means is in [`layout`] and [`meta`] (pure); how files get onto the disk whole
//! is in [`disk`], and folders in [`staged_folder`]. Between them lie the folders of experiments and
//! runs, and on these the methods of the traits, a file per entity.
//!
//! # What is atomic here
//! Every single file is whole or not there, a new experiment or run appears at once, and a batch
//! is checked and written to temporary files before the first of them is renamed. A program that
//! is killed while it renames the files of a batch leaves a journal behind, by which the next
//! reader or writer completes the batch ([`journal`]). A reader at that very moment may see some
//! of the files and not the others. An experiment changes its stage with all its runs or not at all
//! ([`stage_change`]).
//!
//! # Who waits for whom
//! 1. A change to the set of experiments holds the lock file of the root.
//! 2. A change to a run or a logged model holds a lock file in its folder.
//! 3. Code that needs several locks takes them in this order: the root's, a run's, models' by their ids.
//! 4. Reading takes no lock. What a serving process keeps in its cache of runs ([`cache`]) is as new as
//!    what it would read from the disk.
//! 5. Python's MLflow takes no locks. Against it, only the file system's own guarantees hold: whole
//!    files and appended lines.

mod batch;
mod cache;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod cache_tests;
mod cached_run;
mod disk;
mod experiment;
mod experiment_folder;
mod input;
mod journal;
mod keyed;
mod layout;
mod lock;
mod locked_run;
mod logged_model;
mod meta;
mod meta_file;
mod metric;
mod model_folder;
mod open;
mod purge;
mod registry;
mod run;
mod run_folder;
mod search;
mod skipped;
mod stage_change;
mod staged_folder;
mod stamp;
#[cfg(test)]
mod tests;
mod watched_tree;
#[cfg_attr(not(target_os = "linux"), path = "no_watcher.rs")]
mod watcher;

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use crate::entity::{ExperimentId, LifecycleStage, ModelId, RunId, ViewType};
use crate::error::{Error, Result};

use super::{PurgeStore, RegistryStore, Store, StoreKind};
use cache::RunCache;
use cached_run::CachedRun;
use experiment_folder::ExperimentFolder;
use layout::{STORE_LOCK, TRACES, TRASH, is_experiment_name, is_purged, is_unfinished};
use lock::Lock;
use model_folder::ModelFolder;
use registry::RegistryCache;
use run_folder::RunFolder;
use watcher::Watcher;

/// Experiments and runs in a folder.
#[derive(Debug)]
pub struct FileStore {
    root: PathBuf,
    /// `Some` in a serving process whose system reports changes of folders, as is the next.
    cache: Option<RunCache>,
    registry_cache: Option<RegistryCache>,
}

impl Store for FileStore {
    fn describe(&self) -> String {
        format!("file store `{}`", self.root.display())
    }

    fn kind(&self) -> StoreKind {
        StoreKind::Files
    }

    fn local_folder(&self) -> Option<&Path> {
        Some(&self.root)
    }

    fn purge(&self) -> Option<&dyn PurgeStore> {
        Some(self)
    }

    fn registry(&self) -> Option<&dyn RegistryStore> {
        Some(self)
    }

    fn has_traces(&self, experiments: &[ExperimentId]) -> Result<bool> {
        let folders = match experiments {
            [] => self.experiments(ViewType::All)?,
            ids => ids
                .iter()
                .filter_map(|id| self.find_experiment(id))
                .collect(),
        };
        for folder in folders {
            if !disk::folder_names(&folder.path().join(TRACES))?.is_empty() {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn serve(&mut self) {
        // In a thread of its own, because a folder of many files takes long.
        let store = Self {
            root: self.root.clone(),
            cache: None,
            registry_cache: None,
        };
        let thread = thread::Builder::new().name("sweep".to_owned());
        let _ = thread.spawn(move || store.sweep());
        if self.cache.is_none()
            && let Some(watcher) = Watcher::new().map(Arc::new)
        {
            self.registry_cache = Some(RegistryCache::new(&watcher));
            self.cache = Some(RunCache::new(watcher));
        }
    }
}

impl FileStore {
    /// Removes what programs that were killed left.
    fn sweep(&self) {
        self.sweep_root(is_purged);
        self.sweep_unfinished();
    }

    /// Removes what programs that were killed left unfinished, in the root and in the folders of
    /// experiments.
    fn sweep_unfinished(&self) {
        self.sweep_root(is_unfinished);
        for experiment in self.experiments(ViewType::All).unwrap_or_default() {
            if staged_folder::has_leftovers(experiment.path()) {
                // Under this lock they are written.
                let swept = self
                    .lock()
                    .and_then(|_lock| staged_folder::sweep(experiment.path()));
                skipped::or_report(experiment.path(), swept);
            }
        }
    }

    /// Removes the folders of the root that have such names and whose program has ended.
    fn sweep_root(&self, is_left: fn(&str) -> bool) {
        let names = disk::folder_names(&self.root).unwrap_or_default();
        for name in names.iter().filter(|name| is_left(name)) {
            staged_folder::remove_dead_folder(&self.root.join(name));
        }
    }

    /// An error if the root is gone. Without this check, every listing would be empty.
    fn check_root(&self) -> Result<()> {
        if self.root.is_dir() {
            return Ok(());
        }
        Err(Error::internal(format!(
            "the file store `{}` is gone: its folder was removed or moved while it was in use",
            self.root.display()
        ))
        .hint("put it or a copy of it back; until then nothing is read or kept"))
    }
}

/// Finding folders, without reading what is in them.
impl FileStore {
    /// The folders that can be experiments, in no order.
    fn experiments(&self, view: ViewType) -> Result<Vec<ExperimentFolder>> {
        self.check_root()?;
        let mut folders = Vec::new();
        for stage in [LifecycleStage::Active, LifecycleStage::Deleted] {
            if view.shows(stage) {
                let names = disk::folder_names(&self.experiments_path(stage))?;
                let ids = names
                    .into_iter()
                    .filter(|name| is_experiment_name(name))
                    .map(ExperimentId::from)
                    .filter(ExperimentId::is_well_formed);
                folders.extend(ids.map(|id| self.experiment_folder(id, stage)));
            }
        }
        Ok(folders)
    }

    /// The folder of an experiment; `None` where there is none.
    fn find_experiment(&self, id: &ExperimentId) -> Option<ExperimentFolder> {
        if !id.is_well_formed() || !is_experiment_name(id.as_str()) {
            return None;
        }
        [LifecycleStage::Active, LifecycleStage::Deleted]
            .into_iter()
            .map(|stage| self.experiment_folder(id.clone(), stage))
            .find(|folder| folder.path().is_dir())
    }

    /// The folder of an experiment that must be there.
    fn experiment(&self, id: &ExperimentId) -> Result<ExperimentFolder> {
        match self.find_experiment(id) {
            Some(folder) => Ok(folder),
            None => self.check_root().and(Err(Error::experiment_not_found(id))),
        }
    }

    /// The folder of an experiment that must be there and active.
    fn active_experiment(&self, id: &ExperimentId) -> Result<ExperimentFolder> {
        let folder = self.experiment(id)?;
        if folder.stage().is_active() {
            Ok(folder)
        } else {
            Err(Error::experiment_deleted(id))
        }
    }

    /// The folder of a run, looked for by its name in every experiment: no run is read.
    fn find_run(&self, id: &RunId) -> Result<Option<RunFolder>> {
        if !id.is_well_formed() {
            return Ok(None);
        }
        let experiments = self.experiments(ViewType::All)?;
        Ok(experiments.iter().find_map(|experiment| experiment.run(id)))
    }

    /// The folder of a run that must be there.
    fn run(&self, id: &RunId) -> Result<RunFolder> {
        self.find_run(id)?.ok_or_else(|| Error::run_not_found(id))
    }

    /// The runs of an experiment, in no order, cached or to be read.
    fn cached_runs(&self, experiment: &ExperimentFolder) -> Result<Vec<Arc<CachedRun>>> {
        match &self.cache {
            Some(cache) => cache.runs(experiment),
            None => CachedRun::all_for_once(experiment),
        }
    }

    /// A run, cached or to be read; `None` if it does not exist.
    fn cached_run(&self, id: &RunId) -> Result<Option<Arc<CachedRun>>> {
        let experiments = self.experiments(ViewType::All)?;
        let with_run = |folder: &ExperimentFolder| Some((folder.clone(), folder.run(id)?));
        let Some((experiment, folder)) = experiments.iter().find_map(with_run) else {
            return Ok(None);
        };
        match &self.cache {
            Some(cache) => cache.run(&experiment, id),
            None => Ok(Some(Arc::new(CachedRun::for_once(folder)))),
        }
    }

    /// The folder of a logged model, looked for by its name in every experiment.
    fn find_model(&self, id: &ModelId) -> Result<Option<ModelFolder>> {
        let experiments = self.experiments(ViewType::All)?;
        Ok(experiments
            .iter()
            .find_map(|experiment| experiment.model(id)))
    }

    /// The folder of a logged model that must be there.
    fn model(&self, id: &ModelId) -> Result<ModelFolder> {
        self.find_model(id)?
            .ok_or_else(|| Error::model_not_found(id))
    }

    fn experiment_folder(&self, id: ExperimentId, stage: LifecycleStage) -> ExperimentFolder {
        let path = self.experiments_path(stage).join(id.as_str());
        ExperimentFolder::new(id, path, stage)
    }

    /// Where the experiments of a stage lie.
    fn experiments_path(&self, stage: LifecycleStage) -> PathBuf {
        match stage {
            LifecycleStage::Active => self.root.clone(),
            LifecycleStage::Deleted => self.root.join(TRASH),
        }
    }

    /// Waits for the lock of the set of experiments.
    fn lock(&self) -> Result<Lock> {
        self.check_root()?;
        lock::lock(&self.root.join(STORE_LOCK))
    }
}
