//! A run that is read only as far as it is asked for, and keeps what was read.
//!
//! In a command it lives for one search. In a serving process ([`super::cache`]) it is dropped when
//! the run changes. Data whose changes no watch reports is not cached but read each time: a link's
//! target, a file with a hard link, folders beyond the limit of watches.

use std::borrow::Cow;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock};

use crate::entity::{DatasetInput, Run, RunInfo, RunInputs, keys};
use crate::error::Result;
use crate::search::RunFacts;
use crate::sync::unpoisoned;

use super::experiment_folder::ExperimentFolder;
use super::layout::{INPUTS, META, METRICS, OUTPUTS, PARAMS, TAGS, key_path};
use super::run_folder::RunFolder;
use super::skipped;
use super::watched_tree::watch_tree;
use super::watcher::{Identity, StaleFlag, Watched, Watcher, is_plain_or_missing};

/// Most single values of a run that are cached. If more are asked for, the run is read whole, so that
/// keys that no run has do not fill the memory.
const MAX_VALUES: usize = 32;

/// A run's folder, and what was read of it.
#[derive(Debug)]
pub(super) struct CachedRun {
    folder: RunFolder,
    watch: Option<RunWatch>,
    info: OnceLock<RunInfo>,
    metrics: KeyedValues<f64>,
    params: KeyedValues<String>,
    tags: KeyedValues<String>,
    inputs: OnceLock<RunInputs>,
    whole: OnceLock<Run>,
}

/// The values of a kind that were asked for, by key; `None` is cached too.
#[derive(Debug)]
struct KeyedValues<T>(Mutex<Vec<(String, Option<T>)>>);

impl<T: Clone> KeyedValues<T> {
    #[expect(clippy::option_option, reason = "known may be that there is no value")]
    fn get(&self, key: &str) -> Option<Option<T>> {
        let values = self.locked();
        let (_, value) = values.iter().find(|(known, _)| known == key)?;
        Some(value.clone())
    }

    fn insert(&self, key: &str, value: Option<T>) {
        self.locked().push((key.to_owned(), value));
    }

    fn count(&self) -> usize {
        self.locked().len()
    }

    fn clear(&self) {
        *self.locked() = Vec::new();
    }

    fn locked(&self) -> MutexGuard<'_, Vec<(String, Option<T>)>> {
        unpoisoned(self.0.lock())
    }
}

impl<T> Default for KeyedValues<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

/// The watches of a run's folder, and the flag that they set.
#[derive(Debug)]
struct RunWatch {
    watcher: Arc<Watcher>,
    flag: Arc<StaleFlag>,
}

impl CachedRun {
    /// The runs of an experiment, in no order, for one search.
    pub(super) fn all_for_once(experiment: &ExperimentFolder) -> Result<Vec<Arc<Self>>> {
        let runs = experiment.runs()?.into_iter().map(Self::for_once);
        Ok(runs.map(Arc::new).collect())
    }

    /// A run of which nothing is read yet, for one search.
    pub(super) fn for_once(folder: RunFolder) -> Self {
        Self::new(folder, None)
    }

    /// A run of which nothing is read yet, to be dropped when the watcher marks it as stale.
    pub(super) fn watched(folder: RunFolder, watcher: &Arc<Watcher>) -> Self {
        let watch = RunWatch {
            watcher: Arc::clone(watcher),
            flag: Arc::default(),
        };
        Self::new(folder, Some(watch))
    }

    fn new(folder: RunFolder, watch: Option<RunWatch>) -> Self {
        Self {
            folder,
            watch,
            info: OnceLock::new(),
            metrics: KeyedValues::default(),
            params: KeyedValues::default(),
            tags: KeyedValues::default(),
            inputs: OnceLock::new(),
            whole: OnceLock::new(),
        }
    }

    /// The same run with nothing cached.
    pub(super) fn forgotten(&self) -> Self {
        match &self.watch {
            Some(watch) => Self::watched(self.folder.clone(), &watch.watcher),
            None => Self::for_once(self.folder.clone()),
        }
    }

    /// The path of its folder.
    pub(super) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Whether the run has changed since something was read of it.
    pub(super) fn is_stale(&self) -> bool {
        self.watch
            .as_ref()
            .is_some_and(|watch| watch.flag.is_stale())
    }

    /// Releases the watches of a run that is dropped.
    pub(super) fn release(&self) {
        if let Some(RunWatch { watcher, flag }) = &self.watch {
            watcher.release(flag);
        }
    }

    /// The run without metrics, params and tags.
    pub(super) fn info(&self) -> Result<Cow<'_, RunInfo>> {
        if let Some(info) = self.info.get() {
            return Ok(Cow::Borrowed(info));
        }
        let is_covered = self.covers_description();
        let meta = self.folder.meta()?;
        let is_covered = is_covered && (meta.has_name() || self.covers_name());
        let info = self.folder.info_of(&meta)?;
        if is_covered {
            return Ok(Cow::Borrowed(self.info.get_or_init(|| info)));
        }
        Ok(Cow::Owned(info))
    }

    /// The whole run, but for the histories.
    pub(super) fn whole(&self) -> Result<Run> {
        if let Some(run) = self.whole.get() {
            return Ok(run.clone());
        }
        let info = self.info()?.into_owned();
        let is_covered = self.watch.is_some() && self.covers_all();
        let run = self.folder.run_of(info)?;
        if is_covered && self.is_there() {
            return Ok(self.whole.get_or_init(|| run).clone());
        }
        Ok(run)
    }

    /// Reads a value that is not cached. An error counts as no value, and is reported if the file
    /// exists.
    fn read_value<T: Clone>(
        &self,
        section: &str,
        key: &str,
        known: &KeyedValues<T>,
        read: impl FnOnce(&RunFolder) -> Result<Option<T>>,
    ) -> Option<T> {
        // A key that cannot be a file's name is in no run.
        let path = key_path(&self.folder.section(section), key).ok()?;
        let is_covered = self.covers_value(section, &path);
        let value = match read(&self.folder) {
            Ok(value) => value,
            Err(reason) => {
                if path.is_file() {
                    skipped::report(&path, &reason);
                }
                return None;
            }
        };
        if is_covered && (value.is_some() || self.is_there()) {
            known.insert(key, value.clone());
            self.bound_values();
        }
        value
    }

    /// Reads the run whole if the limit of single values is reached.
    fn bound_values(&self) {
        if self.watch.is_some() && self.value_count() >= MAX_VALUES {
            skipped::or_report(self.path(), self.whole());
            self.forget_values();
        }
    }

    /// How many single values are cached.
    pub(super) fn value_count(&self) -> usize {
        self.metrics.count() + self.params.count() + self.tags.count()
    }

    fn forget_values(&self) {
        self.metrics.clear();
        self.params.clear();
        self.tags.clear();
    }

    /// Whether the folder still exists at its path. What is missing in a folder that is gone must not
    /// be cached, because the folder may come back.
    fn is_there(&self) -> bool {
        self.watch.is_none() || self.path().is_dir()
    }
}

/// Setting watches before something is read. Each method says whether it may be cached: then every
/// change from now on is reported.
impl CachedRun {
    fn covers_description(&self) -> bool {
        let Some(RunWatch { watcher, flag }) = &self.watch else {
            return true;
        };
        watcher.watch(flag, self.path()) == Watched::Yes
            && is_plain_or_missing(&self.folder.meta_path())
    }

    /// Covers the name where it is in a tag alone, as before MLflow 1.30.
    fn covers_name(&self) -> bool {
        let tags = self.folder.section(TAGS);
        self.watch.is_none() || self.covers_file(&tags, &tags.join(keys::RUN_NAME))
    }

    /// Covers a value's file. That the run's own folder is watched is known from its description.
    fn covers_value(&self, section: &str, file: &Path) -> bool {
        self.watch.is_none()
            || (self.info.get().is_some() && self.covers_file(&self.folder.section(section), file))
    }

    /// Covers a file and the folders from `top` down to it.
    fn covers_file(&self, top: &Path, file: &Path) -> bool {
        let folders: Vec<&Path> = file
            .ancestors()
            .skip(1)
            .take_while(|folder| folder.starts_with(top))
            .collect();
        for folder in folders.into_iter().rev() {
            match self.watch(folder) {
                Watched::Yes => {}
                Watched::Missing => return true,
                Watched::No => return false,
            }
        }
        is_plain_or_missing(file)
    }

    fn covers_all(&self) -> bool {
        self.info.get().is_some()
            && [METRICS, PARAMS, TAGS, OUTPUTS]
                .into_iter()
                .all(|section| self.covers_tree(&self.folder.section(section)))
            && self.covers_inputs()
    }

    /// Covers what the run read, and the data sets of its experiment that are part of it.
    fn covers_inputs(&self) -> bool {
        if self.watch.is_none() {
            return true;
        }
        let is_covered =
            self.info.get().is_some() && self.covers_tree(&self.folder.section(INPUTS));
        let datasets = is_covered.then(|| self.folder.dataset_folders());
        let Some(Ok(datasets)) = datasets else {
            return false;
        };
        let has_datasets = Identity::of(self.folder.datasets_path()).is_some();
        datasets.iter().all(|dataset| {
            let file = dataset.join(META);
            has_datasets
                && self.watch(dataset) == Watched::Yes
                && file.is_file()
                && is_plain_or_missing(&file)
        })
    }

    /// Covers everything in a folder, if there is one.
    fn covers_tree(&self, folder: &Path) -> bool {
        watch_tree(folder, &|folder| self.watch(folder)) != Watched::No
    }

    fn watch(&self, folder: &Path) -> Watched {
        match &self.watch {
            Some(RunWatch { watcher, flag }) => watcher.watch(flag, folder),
            None => Watched::No,
        }
    }
}

/// A run with its description, as a filter sees it.
pub(super) struct Described<'a> {
    run: &'a CachedRun,
    info: Cow<'a, RunInfo>,
}

impl<'a> Described<'a> {
    /// Reads the description, if it is not known.
    pub(super) fn new(run: &'a CachedRun) -> Result<Self> {
        let info = run.info()?;
        Ok(Self { run, info })
    }
}

impl RunFacts for Described<'_> {
    fn info(&self) -> &RunInfo {
        &self.info
    }

    fn metric(&self, key: &str) -> Option<f64> {
        if let Some(value) = self.run.metrics.get(key) {
            return value;
        }
        if let Some(run) = self.run.whole.get() {
            return value_of(&run.data.metrics, key, |metric| (&metric.key, metric.value));
        }
        let read = |folder: &RunFolder| Ok(folder.metric(key)?.map(|metric| metric.value));
        self.run.read_value(METRICS, key, &self.run.metrics, read)
    }

    fn param(&self, key: &str) -> Option<Cow<'_, str>> {
        if let Some(value) = self.run.params.get(key) {
            return value.map(Cow::Owned);
        }
        if let Some(run) = self.run.whole.get() {
            let value = value_of(&run.data.params, key, |param| {
                (&param.key, param.value.as_str())
            });
            return value.map(Cow::Borrowed);
        }
        let read = |folder: &RunFolder| folder.param(key);
        let value = self.run.read_value(PARAMS, key, &self.run.params, read);
        value.map(Cow::Owned)
    }

    fn tag(&self, key: &str) -> Option<Cow<'_, str>> {
        if let Some(value) = self.run.tags.get(key) {
            return value.map(Cow::Owned);
        }
        if let Some(run) = self.run.whole.get() {
            let value = value_of(&run.data.tags, key, |tag| (&tag.key, tag.value.as_str()));
            return value.map(Cow::Borrowed);
        }
        let read = |folder: &RunFolder| folder.tag(key);
        let value = self.run.read_value(TAGS, key, &self.run.tags, read);
        value.map(Cow::Owned)
    }

    fn dataset_inputs(&self) -> Cow<'_, [DatasetInput]> {
        let run = self.run;
        if let Some(inputs) = run.whole.get().map(|run| &run.inputs).or(run.inputs.get()) {
            return Cow::Borrowed(&inputs.dataset_inputs);
        }
        let is_covered = run.covers_inputs();
        let inputs = skipped::or_report(run.path(), run.folder.inputs()).unwrap_or_default();
        if is_covered && run.is_there() {
            let inputs = run.inputs.get_or_init(|| inputs);
            return Cow::Borrowed(&inputs.dataset_inputs);
        }
        Cow::Owned(inputs.dataset_inputs)
    }
}

/// The value of a key among those that are sorted by key.
fn value_of<'a, T, V>(
    sorted: &'a [T],
    key: &str,
    parts: impl Fn(&'a T) -> (&'a String, V),
) -> Option<V> {
    let at = sorted.binary_search_by(|found| parts(found).0.as_str().cmp(key));
    at.ok().map(|at| parts(&sorted[at]).1)
}
