//! The cache of a process that serves: the registered models and versions that it has read.
//!
//! Nothing is read beforehand. A search for the versions of a few named models reads those; any other
//! search for versions reads all of them once, and then those of models that change. A method sees
//! whatever has changed on this machine before it is called, whoever changed it, as far as [`cover`]
//! tells; with one exception. In a store that is so large that folders of tags cannot be watched, and
//! has more than [`MAX_TREES_AT_ONCE`] of them, tags that people change by hand may be seen seconds
//! later. Those that MLflow or this program change are seen at once.
//!
//! As in [`super::super::cache`], changes through links to files go unseen, and nothing is cached on
//! other systems than Linux and on network file systems.
//!
//! [`cover`]: super::cover

use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use rayon::prelude::*;

use crate::entity::ModelVersion;
use crate::error::Result;
use crate::store::version_list::VersionList;
use crate::sync::unpoisoned;

use super::super::disk;
use super::super::watcher::{Identity, StaleFlag, Watched, Watcher, is_local};
use super::cached_model::CachedModel;
use super::cover::Cover;
use super::folder::RegisteredModelFolder;

/// Of more versions than these none is cached: they take some 800 bytes each.
const MAX_VERSIONS: usize = 200_000;

/// Of how many models the versions are looked through without a list of all versions.
const MAX_FEW: usize = 64;

/// How many folders of tags are compared before an answer: each takes a handful of system calls.
pub(super) const MAX_TREES_AT_ONCE: usize = 500;

/// How many times longer than comparing more of them takes they are left alone after that.
const PAUSE_FACTOR: u32 = 19;

/// The cached registered models of a store.
#[derive(Debug)]
pub(in super::super) struct RegistryCache {
    watcher: Arc<Watcher>,
    known: Mutex<Option<Known>>,
    comparison: Arc<Comparison>,
}

/// What is known of the folder of registered models.
#[derive(Debug)]
struct Known {
    identity: Identity,
    /// Set when the names of models change.
    flag: Arc<StaleFlag>,
    /// Links may lead to models. No watch tells when their targets change.
    has_links: bool,
    models: BTreeMap<String, Arc<CachedModel>>,
    versions: Listed,
}

/// All versions in order.
#[derive(Debug, Default)]
enum Listed {
    /// Nobody has asked yet.
    #[default]
    No,
    TooMany,
    /// With the names of models whose versions are to be listed again.
    Yes(VersionList, HashSet<String>),
}

/// Comparing the stamps of tags while answers are given.
#[derive(Debug, Default)]
struct Comparison {
    is_running: AtomicBool,
    pause_ends: Mutex<Option<Instant>>,
}

impl RegistryCache {
    /// Creates an empty cache.
    pub(in super::super) fn new(watcher: &Arc<Watcher>) -> Self {
        Self {
            watcher: Arc::clone(watcher),
            known: Mutex::default(),
            comparison: Arc::default(),
        }
    }

    /// The models whose folders are wanted, in the order of their names; `None` if nothing can be
    /// cached.
    pub(super) fn models(
        &self,
        folder: &Path,
        is_wanted: impl Fn(&RegisteredModelFolder) -> bool + Sync,
    ) -> Result<Option<Vec<Arc<CachedModel>>>> {
        let mut known = unpoisoned(self.known.lock());
        let known = self.refresh(&mut known, folder)?;
        Ok(known.map(|known| self.current(known, is_wanted)))
    }

    /// Looks at the versions of the models whose folders are wanted, and perhaps at others; `None` if
    /// not all can be cached.
    pub(super) fn with_versions<T>(
        &self,
        folder: &Path,
        is_wanted: impl Fn(&RegisteredModelFolder) -> bool + Sync,
        look: impl FnOnce(&VersionList) -> T,
    ) -> Result<Option<T>> {
        let mut known = unpoisoned(self.known.lock());
        let Some(known) = self.refresh(&mut known, folder)? else {
            return Ok(None);
        };
        let wanted = known
            .models
            .values()
            .filter(|model| is_wanted(model.folder()));
        if wanted.take(MAX_FEW + 1).count() <= MAX_FEW {
            let few = self.current(known, is_wanted);
            return Ok(Some(look(&VersionList::new(versions_of(&few)))));
        }
        if matches!(known.versions, Listed::TooMany) {
            return Ok(None);
        }
        let all = self.current(known, |_| true);
        known.versions.update(&known.models, &all);
        if let Listed::Yes(list, _) = &known.versions {
            return Ok(Some(look(list)));
        }
        for model in known.models.values_mut() {
            self.replace(model);
        }
        Ok(None)
    }

    /// Refreshes the names of the registered models; `None` if they cannot be cached.
    fn refresh<'a>(
        &self,
        known: &'a mut Option<Known>,
        folder: &Path,
    ) -> Result<Option<&'a mut Known>> {
        self.watcher.catch_up();
        let identity = Identity::of(folder).filter(|_| is_local(folder));
        if known.as_ref().map(|known| &known.identity) != identity.as_ref()
            && let Some(known) = known.take()
        {
            self.watcher.release(&known.flag);
            for model in known.models.values() {
                release(model);
            }
        }
        let Some(identity) = identity else {
            return Ok(None);
        };
        let is_listed = |known: &Known| !known.flag.is_stale() && !known.has_links;
        if !known.as_ref().is_some_and(is_listed) {
            *known = self.list(known.take(), identity, folder)?;
        }
        Ok(known.as_mut())
    }

    /// Lists the registered models and keeps those that are known.
    fn list(
        &self,
        known: Option<Known>,
        identity: Identity,
        folder: &Path,
    ) -> Result<Option<Known>> {
        let (mut before, mut versions) = (BTreeMap::new(), Listed::No);
        if let Some(known) = known {
            self.watcher.release(&known.flag);
            (before, versions) = (known.models, known.versions);
        }
        let flag = Arc::default();
        let is_watched = self.watcher.watch(&flag, folder) == Watched::Yes;
        let names = is_watched.then(|| disk::names(folder)).transpose();
        let disk::Names { mut folders, links } = match names {
            Ok(Some(names)) => names,
            nothing => {
                self.watcher.release(&flag);
                for model in before.values() {
                    release(model);
                }
                return nothing.map(|_| None);
            }
        };
        let has_links = !links.is_empty();
        folders.extend(links.into_iter().filter(|link| folder.join(link).is_dir()));
        let mut models = BTreeMap::new();
        for name in folders {
            let model = before.remove(&name).unwrap_or_else(|| {
                versions.note_change(&name);
                let folder = RegisteredModelFolder::new(folder, name.clone());
                Arc::new(CachedModel::covered(folder, &self.watcher))
            });
            models.insert(name, model);
        }
        for (name, gone) in before {
            versions.note_change(&name);
            release(&gone);
        }
        Ok(Some(Known {
            identity,
            flag,
            has_links,
            models,
            versions,
        }))
    }

    /// The models whose folders are wanted, none of them stale.
    fn current(
        &self,
        known: &mut Known,
        is_wanted: impl Fn(&RegisteredModelFolder) -> bool + Sync,
    ) -> Vec<Arc<CachedModel>> {
        let mut wanted: Vec<&mut Arc<CachedModel>> = known
            .models
            .values_mut()
            .filter(|model| is_wanted(model.folder()))
            .collect();
        self.compare_trees(&wanted);
        let stale: HashSet<usize> = (wanted.par_iter().enumerate())
            .filter(|(_, model)| !cover(model).holds())
            .map(|(index, _)| index)
            .collect();
        for index in stale {
            let model = &mut *wanted[index];
            known.versions.note_change(model.folder().name());
            self.replace(model);
        }
        wanted.into_iter().map(|model| Arc::clone(model)).collect()
    }

    /// Forgets what was read of a model.
    fn replace(&self, model: &mut Arc<CachedModel>) {
        release(model);
        let folder = model.folder().clone();
        *model = Arc::new(CachedModel::covered(folder, &self.watcher));
    }

    /// Compares the stamps of folders of tags, if there are few, or begins to, unless that is being
    /// done or was a moment ago.
    fn compare_trees(&self, models: &[&mut Arc<CachedModel>]) {
        let covers = models.par_iter().map(|model| cover(model));
        let count: usize = covers.clone().map(Cover::tree_count).sum();
        if count <= MAX_TREES_AT_ONCE {
            covers
                .filter(|cover| cover.tree_count() > 0)
                .for_each(Cover::compare_trees);
        } else if self.comparison.begins() {
            let models: Vec<_> = models.iter().map(|model| Arc::clone(model)).collect();
            let comparison = Arc::clone(&self.comparison);
            let thread = thread::Builder::new().name("compare tags".to_owned());
            if thread.spawn(move || comparison.run(&models)).is_err() {
                self.comparison.ends(Duration::ZERO);
            }
        }
    }
}

impl Comparison {
    /// Whether one may begin, which then has to end.
    fn begins(&self) -> bool {
        let pause_ends = *unpoisoned(self.pause_ends.lock());
        pause_ends.is_none_or(|end| end < Instant::now())
            && !self.is_running.swap(true, Ordering::AcqRel)
    }

    fn run(&self, models: &[Arc<CachedModel>]) {
        let start = Instant::now();
        for model in models {
            cover(model).compare_trees();
        }
        self.ends(start.elapsed());
    }

    fn ends(&self, took: Duration) {
        *unpoisoned(self.pause_ends.lock()) = Some(Instant::now() + took * PAUSE_FACTOR);
        self.is_running.store(false, Ordering::Release);
    }
}

impl Listed {
    fn note_change(&mut self, name: &str) {
        if let Self::Yes(_, changed) = self {
            changed.insert(name.to_owned());
        }
    }

    /// Lists the versions of all models, of which none is stale, or those of models that have changed.
    fn update(&mut self, models: &BTreeMap<String, Arc<CachedModel>>, all: &[Arc<CachedModel>]) {
        match self {
            Self::Yes(list, changed) => {
                let models = changed.iter().filter_map(|name| models.get(name));
                let models: Vec<_> = models.cloned().collect();
                if !changed.is_empty() {
                    list.replace(changed, versions_of(&models));
                    changed.clear();
                }
            }
            _ => {
                *self = Self::Yes(VersionList::new(versions_of(all)), HashSet::new());
            }
        }
        if let Self::Yes(list, _) = self
            && list.len() > MAX_VERSIONS
        {
            *self = Self::TooMany;
        }
    }
}

fn versions_of(models: &[Arc<CachedModel>]) -> Vec<Arc<ModelVersion>> {
    let models = models.par_iter();
    models
        .flat_map_iter(|model| model.versions().iter().cloned())
        .collect()
}

fn cover(model: &CachedModel) -> &Cover {
    model.cover().expect("what is cached is covered")
}

fn release(model: &CachedModel) {
    cover(model).release();
}
