//! How a store keeps runs and what they log.

use std::sync::Arc;

use crate::entity::{
    DatasetInput, ExperimentId, ExperimentSummary, LifecycleStage, Metric, ModelInput, ModelMetric,
    ModelOutput, Param, Run, RunId, RunInfo, RunStatus, Tag, ViewType,
};
use crate::error::Result;
use crate::search::{Filter, RunField, RunOrder};

use super::Page;

/// A run to be created, status RUNNING and active.
#[derive(Clone, Debug)]
pub struct NewRun {
    /// A fresh id. A store that assigns ids itself (a remote server) ignores it.
    pub run_id: RunId,
    /// An active experiment.
    pub experiment_id: ExperimentId,
    /// Its name; the store writes the tag `mlflow.runName` too.
    pub run_name: String,
    /// Who starts it.
    pub user_id: String,
    /// Now.
    pub start_time: i64,
    /// Where its artifacts go.
    pub artifact_uri: String,
    /// Its first tags.
    pub tags: Vec<Tag>,
}

/// What to change of a run; `None` leaves a field as it is.
#[derive(Clone, Debug, Default)]
pub struct RunUpdate {
    /// Its status.
    pub status: Option<RunStatus>,
    /// When it ended.
    pub end_time: Option<i64>,
    /// Its name.
    pub run_name: Option<String>,
}

/// What a run logs in one go.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Batch {
    /// Points to be added to the histories.
    pub metrics: Vec<Metric>,
    /// Parameters: each is new, or has the value that it had.
    pub params: Vec<Param>,
    /// Tags to be set.
    pub tags: Vec<Tag>,
    /// Points of the histories of logged models, which must be there. The runs' own histories are
    /// in `metrics`.
    pub model_metrics: Vec<ModelMetric>,
}

/// Which runs to find.
#[derive(Clone, Debug)]
pub struct RunQuery {
    /// In which experiments; ids that no experiment has are passed over.
    pub experiment_ids: Vec<ExperimentId>,
    /// Which stages to show.
    pub view: ViewType,
    /// The filter; `None` takes all.
    pub filter: Option<Filter<RunField>>,
    /// The order; ties (and an empty list) are broken as MLflow breaks them.
    pub order_by: Vec<RunOrder>,
    /// Most results on one page.
    pub max_results: usize,
    /// Where the previous page ended.
    pub page_token: Option<String>,
}

/// Keeps runs.
///
/// Methods that change a run (but for its stage) answer `INVALID_STATE` when it is deleted.
pub trait RunStore: Send + Sync {
    /// Creates a run and gives it back. The experiment must be there and active.
    fn create_run(&self, new: &NewRun) -> Result<Run>;

    /// One run, in any stage, without histories.
    fn get_run(&self, id: &RunId) -> Result<Option<Run>>;

    /// A run that this process has cached and that is the store's newest state, found without blocking.
    /// `None` does not mean that the run does not exist.
    fn cached_run(&self, _id: &RunId) -> Option<Arc<Run>> {
        None
    }

    /// A page of the runs that the query asks for. Histories are not read.
    fn search_runs(&self, query: &RunQuery) -> Result<Page<Arc<Run>>>;

    /// What the active runs of these experiments come to, in their order. An id that no experiment
    /// has has no runs.
    fn experiment_summaries(&self, ids: &[ExperimentId]) -> Result<Vec<ExperimentSummary>> {
        Ok(ids
            .iter()
            .cloned()
            .map(ExperimentSummary::unknown)
            .collect())
    }

    /// Changes status, end or name, and gives the run's new state.
    fn update_run(&self, id: &RunId, update: &RunUpdate) -> Result<RunInfo>;

    /// Deletes or restores a run. As in MLflow, one that is deleted again counts as deleted since
    /// then.
    fn set_run_stage(&self, id: &RunId, stage: LifecycleStage, now: i64) -> Result<()>;

    /// Logs all of the batch or nothing. A parameter that would change is
    /// `INVALID_PARAMETER_VALUE` ([`crate::error::Error::param_changed`]), a logged model that is
    /// not there `RESOURCE_DOES_NOT_EXIST`.
    fn log_batch(&self, id: &RunId, batch: &Batch) -> Result<()>;

    /// Removes a tag; a tag that is not there is `RESOURCE_DOES_NOT_EXIST`.
    fn delete_run_tag(&self, id: &RunId, key: &str) -> Result<()>;

    /// Records what a run read. An input that is recorded already stays as it is.
    fn log_inputs(
        &self,
        id: &RunId,
        datasets: &[DatasetInput],
        models: &[ModelInput],
    ) -> Result<()>;

    /// Records which logged models a run made.
    fn log_outputs(&self, id: &RunId, models: &[ModelOutput]) -> Result<()>;
}
