//! How a store purges the deleted stage.

use std::ops::AddAssign;

use crate::entity::{ExperimentId, LifecycleStage, ModelId, RunId};
use crate::error::Result;
use crate::tree::Size;

/// Which deleted things are asked for.
#[derive(Debug)]
pub enum Deletion<'a, Id> {
    /// All that are in the deleted stage themselves.
    All,
    /// Those of these that are deleted, or whose experiment is.
    Among(&'a [Id]),
    /// Everything in an experiment, whatever its own stage, if the experiment is deleted.
    WithExperiment(&'a ExperimentId),
}

// Derived, these would ask the same of `Id`, which is only referred to.
impl<Id> Clone for Deletion<'_, Id> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<Id> Copy for Deletion<'_, Id> {}

/// Something that may be purged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Deleted<Id> {
    /// Its id.
    pub id: Id,
    /// Its own stage, which is active where its experiment alone is deleted.
    pub stage: LifecycleStage,
    /// Since when it is deleted, as far as that was recorded. In a file store it is long ago where
    /// nothing was, as MLflow 3.17.2 takes it; in a database it is unknown, as there.
    pub deleted_time: Option<i64>,
    /// Where its artifacts are.
    pub artifact_location: String,
}

/// The files of a trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TraceFiles {
    /// The trace's id.
    pub trace_id: String,
    /// Where they are.
    pub artifact_location: String,
}

/// Which finished jobs are asked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct JobQuery<'a> {
    /// These alone; `None` means all.
    pub ids: Option<&'a [String]>,
    /// Those that were created before this time; `None` means all.
    pub created_before: Option<i64>,
}

/// Whether things are removed, or only looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Purge {
    /// Tell what would be removed.
    Rehearse,
    /// Remove it.
    Remove,
}

/// What was removed from a store.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Freed {
    /// Rows of a database.
    pub rows: u64,
    /// Files.
    pub size: Size,
}

impl AddAssign for Freed {
    fn add_assign(&mut self, other: Self) {
        self.rows += other.rows;
        self.size += other.size;
    }
}

/// Which things are gone, with everything that belonged to them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Purged<Id> {
    /// Those of the ones asked for that were deleted.
    pub ids: Vec<Id>,
    /// What they took.
    pub freed: Freed,
}

/// Purges the deleted stage.
///
/// The caller removes the artifacts first: as long as a thing has its row or folder, it can be found
/// again. If the program is killed in between, the same purge can be repeated.
///
/// Unlike elsewhere, these methods are not atomic as a whole, so that others can work meanwhile:
/// each takes several short transactions, and looks again in each whether a thing is still deleted.
/// A run, logged model or trace goes as a whole, in one of them.
pub trait PurgeStore: Send + Sync {
    /// The runs that may be purged, in no order.
    fn deleted_runs(&self, which: Deletion<RunId>) -> Result<Vec<Deleted<RunId>>>;

    /// The logged models that may be purged, in no order; they count as deleted since their last
    /// update.
    fn deleted_logged_models(&self, which: Deletion<ModelId>) -> Result<Vec<Deleted<ModelId>>>;

    /// The traces of an experiment that have files; none, unless it is deleted.
    fn trace_files(&self, id: &ExperimentId) -> Result<Vec<TraceFiles>>;

    /// Purges runs that are deleted, or whose experiment is.
    fn purge_runs(&self, ids: &[RunId], purge: Purge) -> Result<Purged<RunId>>;

    /// Purges logged models that are deleted, or whose experiment is.
    fn purge_logged_models(&self, ids: &[ModelId], purge: Purge) -> Result<Purged<ModelId>>;

    /// Purges a deleted experiment of which all runs and logged models are purged. One that is
    /// not deleted any more, or got runs again, is `INVALID_STATE`. A rehearsal takes the runs and
    /// models for purged.
    fn purge_experiment(&self, id: &ExperimentId, purge: Purge) -> Result<Freed>;

    /// The reason why an experiment cannot be purged, in one sentence; `None` if it can.
    fn experiment_holder(&self, id: &ExperimentId) -> Result<Option<String>>;

    /// Purges records of jobs that have ended, and gives their ids.
    fn purge_jobs(&self, query: JobQuery, purge: Purge) -> Result<Purged<String>>;

    /// Removes what a killed purge left behind. It is called first, because a store that cannot be written
    /// refuses it: so no artifact is removed whose row or folder could not be removed, too.
    fn finish_purge(&self) -> Result<Freed>;
}
