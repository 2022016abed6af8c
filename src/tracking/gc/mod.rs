//! The rules of `mlflow gc`: what of the deleted stage is purged, in which order, and what stays
//! because its files cannot be removed.
//!
//! Artifacts are removed before the row or folder that says where they are, in batches. If the
//! program is killed at any point, the same command can be given again, and no file is left behind
//! that nothing refers to.

mod collect;
mod plan;

use serde::Serialize;

use crate::entity::{ExperimentId, ModelId, RunId};
use crate::error::{Error, Result};
use crate::store::{Freed, PurgeStore};

use super::Tracking;
use plan::Age;

/// What a user asks to purge.
#[derive(Clone, Debug, Default)]
pub struct GcRequest {
    /// What was deleted at least so many milliseconds ago.
    pub older_than: Option<i64>,
    /// What is named; `None` purges everything that is deleted.
    pub named: Option<GcNames>,
    /// Only runs that this filter matches.
    pub filter: Option<String>,
    /// Finished jobs as well.
    pub jobs: bool,
}

/// Things that are named.
#[derive(Clone, Debug, Default)]
pub struct GcNames {
    /// Runs, which must be deleted.
    pub run_ids: Vec<RunId>,
    /// Experiments, which must be deleted, with everything in them.
    pub experiment_ids: Vec<ExperimentId>,
    /// Logged models, which must be deleted.
    pub model_ids: Vec<ModelId>,
    /// Jobs; those that have not ended stay.
    pub job_ids: Vec<String>,
}

/// What is to be purged.
#[derive(Clone, Debug, Default)]
pub struct GcPlan {
    /// Runs of experiments that stay.
    pub runs: Vec<RunId>,
    /// Logged models of experiments that stay.
    pub logged_models: Vec<ModelId>,
    /// Experiments, each with everything in it.
    pub experiments: Vec<DoomedExperiment>,
    /// Jobs.
    pub jobs: Vec<String>,
    /// The age that is checked again right before each thing is purged.
    age: Age,
}

/// An experiment that is to be purged.
#[derive(Clone, Debug)]
pub struct DoomedExperiment {
    /// Its id.
    pub experiment_id: ExperimentId,
    /// Where the artifacts of its runs are.
    pub artifact_location: String,
    /// All its runs.
    pub runs: Vec<RunId>,
    /// All its logged models.
    pub logged_models: Vec<ModelId>,
}

impl GcPlan {
    /// How many runs are purged, those of experiments included.
    pub fn run_count(&self) -> usize {
        let of_experiments = self.experiments.iter().map(|doomed| doomed.runs.len());
        self.runs.len() + of_experiments.sum::<usize>()
    }

    /// How many logged models are purged, those of experiments included.
    pub fn model_count(&self) -> usize {
        let of_experiments = self.experiments.iter();
        let of_experiments = of_experiments.map(|doomed| doomed.logged_models.len());
        self.logged_models.len() + of_experiments.sum::<usize>()
    }

    /// How many things are purged.
    pub fn len(&self) -> usize {
        self.run_count() + self.model_count() + self.experiments.len() + self.jobs.len()
    }

    /// Whether nothing is purged.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A kind of thing that is purged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum GcKind {
    /// A run.
    Run,
    /// A logged model.
    LoggedModel,
    /// An experiment.
    Experiment,
    /// A trace, which is purged with its experiment.
    Trace,
    /// A job.
    Job,
}

/// Something that was not purged completely, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct GcRemnant {
    /// Its kind.
    pub kind: GcKind,
    /// Its id.
    pub id: String,
    /// The reason.
    pub reason: String,
}

/// What was purged.
#[derive(Clone, Debug, Default)]
pub struct GcReport {
    /// Runs.
    pub runs: Vec<RunId>,
    /// Logged models.
    pub logged_models: Vec<ModelId>,
    /// Experiments.
    pub experiments: Vec<ExperimentId>,
    /// Jobs.
    pub jobs: Vec<String>,
    /// The rows and files that were freed.
    pub freed: Freed,
    /// What stays completely because its files could not be removed. A later `gc` may purge it.
    pub kept: Vec<GcRemnant>,
    /// What is purged except for files that are not safe to remove.
    pub artifacts_left: Vec<GcRemnant>,
}

/// Is told of each thing while a purge works.
pub trait GcObserver {
    /// This was purged (or would be, in a rehearsal).
    fn gone(&self, kind: GcKind, id: &str) -> Result<()>;
    /// This stays.
    fn kept(&self, remnant: &GcRemnant);
    /// This was purged, but its files stay.
    fn left(&self, remnant: &GcRemnant);
}

impl Tracking {
    /// The purging of the store, which only a store on this machine can do.
    fn purge_store(&self) -> Result<&dyn PurgeStore> {
        self.store.purge().ok_or_else(|| {
            Error::not_implemented(format!(
                "This cli can only be used with a backend that allows hard-deleting runs: {} cannot \
                 be cleaned through its API; gc works on the store behind it",
                self.describe_store()
            ))
            .hint(
                "name its database or folder with `--backend-store-uri`, and the server with \
                 `--tracking-uri`, if it has the artifacts",
            )
        })
    }
}
