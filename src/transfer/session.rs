//! What all steps of a copy share.

use std::collections::{HashMap, HashSet};
use std::sync::Mutex;

use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::entity::{ExperimentId, ModelId, RunId};
use crate::error::{Error, ErrorCode, Result};
use crate::search::{self, Filter, RunField};
use crate::store::{Store, StoreKind};
use crate::sync::unpoisoned;
use crate::tracking::Tracking;

use super::lease::Bearer;
use super::report::{SyncFailure, SyncObserver, SyncReport};
use super::request::SyncRequest;

/// How many runs are copied at once. Most of the time of each is waiting: for a server, or for a disk.
const THREADS: usize = 8;

/// How many runs are read at once. What a run shows is in memory, and its histories are not.
const RUNS_OF_SERVER: usize = 200;
const RUNS_OF_THIS_MACHINE: usize = 1_000;

/// A copy that is under way.
pub(super) struct Transfer<'a> {
    pub(super) source: &'a Tracking,
    pub(super) target: &'a Tracking,
    pub(super) request: &'a SyncRequest,
    pub(super) observer: &'a dyn SyncObserver,
    pub(super) pool: ThreadPool,
    /// Which runs are copied.
    pub(super) filter: Option<Filter<RunField>>,
    report: Mutex<SyncReport>,
    ids: Mutex<Ids>,
}

/// The ids that differ between source and target, and those that came into being on the way.
#[derive(Default)]
struct Ids {
    runs: HashMap<RunId, RunId>,
    models: HashMap<ModelId, ModelId>,
    /// The ids in the target of runs that this copy created before it filled them.
    fresh_runs: HashSet<RunId>,
    /// The logged models of the source whose copies this sync created.
    fresh_models: HashSet<ModelId>,
    /// The runs of the source that have a copy which is not deleted.
    copied_runs: HashSet<RunId>,
    /// The ids in the target of copies that are to be deleted, as the source's are.
    doomed_runs: Vec<RunId>,
}

impl<'a> Transfer<'a> {
    pub(super) fn new(
        source: &'a Tracking,
        target: &'a Tracking,
        request: &'a SyncRequest,
        observer: &'a dyn SyncObserver,
    ) -> Result<Self> {
        let pool = ThreadPoolBuilder::new()
            .num_threads(THREADS)
            .build()
            .map_err(|e| Error::internal("cannot start threads for a copy").caused_by(e))?;
        let filter = request.filter.as_deref();
        let filter = filter.map(search::parse_run_filter).transpose()?;
        Ok(Self {
            source,
            target,
            request,
            observer,
            pool,
            filter: filter.flatten(),
            report: Mutex::default(),
            ids: Mutex::default(),
        })
    }

    /// What was copied.
    pub(super) fn into_report(self) -> SyncReport {
        unpoisoned(self.report.into_inner())
    }

    /// What is read from.
    pub(super) fn from(&self) -> &'a dyn Store {
        self.source.store()
    }

    /// What is written to.
    pub(super) fn to(&self) -> &'a dyn Store {
        self.target.store()
    }

    /// Whether things keep their ids in the target.
    pub(super) fn keeps_ids(&self) -> bool {
        !self.to().assigns_ids()
    }

    /// What bears the lease of an experiment of the target, where one is needed: a store that keeps ids
    /// makes nothing twice.
    pub(super) fn bearer<'b>(&'b self, target: Option<&'b ExperimentId>) -> Option<Bearer<'b>> {
        let id = target.filter(|_| self.writes() && !self.keeps_ids())?;
        Some(Bearer::Experiment(self.to(), id))
    }

    /// Whether anything is written.
    pub(super) fn writes(&self) -> bool {
        !self.request.dry_run
    }

    /// How many runs are read at once from a store.
    pub(super) fn page_size(store: &dyn Store) -> usize {
        match store.kind() {
            StoreKind::Server => RUNS_OF_SERVER,
            StoreKind::Files | StoreKind::Database => RUNS_OF_THIS_MACHINE,
        }
    }

    /// Adds to the report.
    pub(super) fn count(&self, add: impl FnOnce(&mut SyncReport)) {
        let mut report = unpoisoned(self.report.lock());
        add(&mut report);
    }

    /// Notes a failure and goes on, unless everything else would fail as well.
    pub(super) fn tolerate<T>(
        &self,
        kind: &'static str,
        id: &(impl ToString + ?Sized),
        result: Result<T>,
    ) -> Result<Option<T>> {
        let error = match result {
            Ok(value) => return Ok(Some(value)),
            Err(error) => error,
        };
        if error.is_temporary()
            || matches!(
                error.code(),
                ErrorCode::Cancelled | ErrorCode::PermissionDenied
            )
        {
            return Err(error);
        }
        let failure = SyncFailure {
            kind,
            id: id.to_string(),
            error,
        };
        self.observer.failed(&failure);
        self.count(|report| report.failures.push(failure));
        Ok(None)
    }

    /// The id in the target of a run of the source.
    pub(super) fn run_id(&self, id: &RunId) -> RunId {
        let ids = unpoisoned(self.ids.lock());
        ids.runs.get(id).unwrap_or(id).clone()
    }

    /// Whether the id in the target of a run of the source is known, or would be the same.
    pub(super) fn knows_run(&self, id: &RunId) -> bool {
        self.keeps_ids() || unpoisoned(self.ids.lock()).runs.contains_key(id)
    }

    /// Notes the id in the target of a run of the source.
    pub(super) fn map_run(&self, source: &RunId, target: RunId) {
        let mut ids = unpoisoned(self.ids.lock());
        ids.runs.insert(source.clone(), target);
    }

    /// Notes that this copy created a run, which is still to be filled.
    pub(super) fn run_is_fresh(&self, target: &RunId) {
        unpoisoned(self.ids.lock())
            .fresh_runs
            .insert(target.clone());
    }

    /// Whether this copy created a run before it was to be filled.
    pub(super) fn is_fresh_run(&self, target: &RunId) -> bool {
        unpoisoned(self.ids.lock()).fresh_runs.contains(target)
    }

    /// Notes that a run of the source has a copy.
    pub(super) fn run_is_copied(&self, source: &RunId) {
        let mut ids = unpoisoned(self.ids.lock());
        ids.copied_runs.insert(source.clone());
    }

    /// Whether a run of the source has a copy.
    pub(super) fn is_copied_run(&self, source: &RunId) -> bool {
        unpoisoned(self.ids.lock()).copied_runs.contains(source)
    }

    /// Notes that a copy is to be deleted when all else is done.
    pub(super) fn run_is_doomed(&self, target: &RunId) {
        let mut ids = unpoisoned(self.ids.lock());
        ids.doomed_runs.push(target.clone());
    }

    /// The copies that are to be deleted.
    pub(super) fn doomed_runs(&self) -> Vec<RunId> {
        unpoisoned(self.ids.lock()).doomed_runs.clone()
    }

    /// The id in the target of a logged model of the source; `None` where it was not copied.
    pub(super) fn model_id(&self, id: &ModelId) -> Option<ModelId> {
        unpoisoned(self.ids.lock()).models.get(id).cloned()
    }

    /// Notes that this sync created the copy of a logged model.
    pub(super) fn model_is_fresh(&self, source: &ModelId) {
        let mut ids = unpoisoned(self.ids.lock());
        ids.fresh_models.insert(source.clone());
    }

    /// Whether this sync created the copy of a logged model.
    pub(super) fn is_fresh_model(&self, source: &ModelId) -> bool {
        unpoisoned(self.ids.lock()).fresh_models.contains(source)
    }

    /// Notes the id in the target of a logged model of the source.
    pub(super) fn map_model(&self, source: &ModelId, target: ModelId) {
        let mut ids = unpoisoned(self.ids.lock());
        ids.models.insert(source.clone(), target);
    }
}
