//! Noticing that a registered model has changed since it was read, in a serving process.
//!
//! A store of 10,000 registered models with 100,000 versions has more folders than a user may watch. So
//! there are two ways, and what changes most is watched first:
//! 1. The folder of a registered model. MLflow writes `meta.yaml` in it with nearly every change of the
//!    model or of its versions, and this program begins every change with a file in it.
//! 2. The folder of a version, for MLflow describes versions without a trace elsewhere.
//! 3. Folders of tags.
//!
//! Where no watch is left, a [`Stamp`] is taken before something is read, and compared. Those of 1 and 2
//! are a glance at one or two files each, and are compared before each answer. Those of tags are many
//! glances, and of no use but for people who change the tags of versions by hand: where there are too
//! many of them, they are compared from time to time ([`super::cache`]).

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::SystemTime;

use crate::sync::unpoisoned;

use super::super::layout::{META, TAGS};
use super::super::stamp::Stamp;
use super::super::watched_tree::watch_tree;
use super::super::watcher::{Priority, StaleFlag, Watched, Watcher, is_plain_or_missing};

/// What tells that a registered model has changed.
#[derive(Debug)]
pub(super) struct Cover {
    watcher: Arc<Watcher>,
    flag: Arc<StaleFlag>,
    /// Whether a change may go unseen by all of this.
    has_gap: AtomicBool,
    files: Mutex<Vec<(PathBuf, Stamp)>>,
    trees: Mutex<Vec<(PathBuf, Stamp)>>,
}

impl Cover {
    /// Covers nothing yet.
    pub(super) fn new(watcher: &Arc<Watcher>) -> Self {
        Self {
            watcher: Arc::clone(watcher),
            flag: Arc::default(),
            has_gap: AtomicBool::new(false),
            files: Mutex::default(),
            trees: Mutex::default(),
        }
    }

    /// Whether nothing has changed, as far as is told by watches and by stamps of single files.
    pub(super) fn holds(&self) -> bool {
        !self.has_gap.load(Ordering::Acquire)
            && !self.flag.is_stale()
            && self.files().iter().all(|(path, stamp)| {
                let now = Stamp::of(path, SystemTime::now());
                stamp.still_holds(now)
            })
    }

    /// How many folders of tags are covered by stamps.
    pub(super) fn tree_count(&self) -> usize {
        self.trees().len()
    }

    /// Compares the stamps of folders of tags. After a change, nothing holds any more.
    pub(super) fn compare_trees(&self) {
        let is_same = self.trees().iter().all(|(path, stamp)| {
            let now = Stamp::of_tree(path, SystemTime::now());
            stamp.still_holds(now)
        });
        if !is_same {
            self.note_gap();
        }
    }

    /// Notes that a change may go unseen: what was read holds for one answer.
    pub(super) fn note_gap(&self) {
        self.has_gap.store(true, Ordering::Release);
    }

    /// Releases the watches of what is dropped.
    pub(super) fn release(&self) {
        self.watcher.release(&self.flag);
    }

    /// Covers a registered model without its versions.
    pub(super) fn model(&self, folder: &Path) {
        let watched = self.description(Priority::High, folder);
        match watched {
            Watched::Yes => {}
            // The folder itself says which versions there are.
            Watched::No => self.stamp(folder.to_owned()),
            Watched::Missing => self.note_gap(),
        }
        self.tags(folder, watched);
    }

    /// Covers a version.
    pub(super) fn version(&self, folder: &Path) {
        let watched = self.description(Priority::Middle, folder);
        self.tags(folder, watched);
    }

    /// Covers `meta.yaml` in a folder.
    fn description(&self, priority: Priority, folder: &Path) -> Watched {
        let meta = folder.join(META);
        let watched = self.watcher.watch_for(priority, &self.flag, folder);
        match watched {
            Watched::Yes if !is_plain_or_missing(&meta) => self.note_gap(),
            Watched::Yes => {}
            Watched::No | Watched::Missing => self.stamp(meta),
        }
        watched
    }

    /// Covers the tags in a folder, which may be watched: then it is known when a folder of tags comes.
    fn tags(&self, owner: &Path, owner_is: Watched) {
        let folder = owner.join(TAGS);
        let watch = |folder: &Path| self.watcher.watch_for(Priority::Low, &self.flag, folder);
        match (owner_is, watch_tree(&folder, &watch)) {
            (_, Watched::Yes) | (Watched::Yes, Watched::Missing) => {}
            _ => {
                let stamp = Stamp::of_tree(&folder, SystemTime::now());
                self.trees().push((folder, stamp));
            }
        }
    }

    fn stamp(&self, path: PathBuf) {
        let stamp = Stamp::of(&path, SystemTime::now());
        self.files().push((path, stamp));
    }

    fn files(&self) -> MutexGuard<'_, Vec<(PathBuf, Stamp)>> {
        unpoisoned(self.files.lock())
    }

    fn trees(&self) -> MutexGuard<'_, Vec<(PathBuf, Stamp)>> {
        unpoisoned(self.trees.lock())
    }
}
