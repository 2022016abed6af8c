//! How a store keeps logged models.

use crate::entity::{
    ExperimentId, LifecycleStage, LoggedModel, LoggedModelMetric, LoggedModelStatus, ModelId,
    Param, RunId, Tag,
};
use crate::error::Result;
use crate::search::{DatasetSelector, Filter, ModelField, ModelOrder};

use super::Page;

/// A logged model to be created, status PENDING and active.
#[derive(Clone, Debug)]
pub struct NewLoggedModel {
    /// A fresh id. A store that assigns ids itself (a remote server) ignores it.
    pub model_id: ModelId,
    /// An active experiment.
    pub experiment_id: ExperimentId,
    /// Its name.
    pub name: String,
    /// Where its artifacts go.
    pub artifact_location: String,
    /// Now.
    pub creation_time: i64,
    /// What kind of model it is.
    pub model_type: Option<String>,
    /// The run that makes it, which need not be there.
    pub source_run_id: Option<RunId>,
    /// Its first parameters.
    pub params: Vec<Param>,
    /// Its first tags.
    pub tags: Vec<Tag>,
}

/// Which logged models to find. Deleted ones are never found.
#[derive(Clone, Debug)]
pub struct LoggedModelQuery {
    /// In which experiments; ids that no experiment has are passed over.
    pub experiment_ids: Vec<ExperimentId>,
    /// What must hold; `None` takes all.
    pub filter: Option<Filter<ModelField>>,
    /// On which data sets the metrics of the filter count; none means any. If the filter has no
    /// metric, something must have been measured on one of them.
    pub datasets: Vec<DatasetSelector>,
    /// In which order; ties are broken as MLflow breaks them.
    pub order_by: Vec<ModelOrder>,
    /// Most results on one page.
    pub max_results: usize,
    /// Where the previous page ended.
    pub page_token: Option<String>,
}

/// Keeps logged models. What is measured of them comes with the batches of runs
/// ([`super::Batch`]).
///
/// As in MLflow 3.17.2's own stores, the metrics of a model that is read are every point from a
/// database, and from files the latest point of each key on each data set. A model that is
/// deleted can be changed all the same, as in 3.17.2's database.
pub trait LoggedModelStore: Send + Sync {
    /// Creates a logged model and gives it back. The experiment must be there and active.
    fn create_logged_model(&self, new: &NewLoggedModel) -> Result<LoggedModel>;

    /// One logged model, in any stage.
    fn get_logged_model(&self, id: &ModelId) -> Result<Option<LoggedModel>>;

    /// Every point that was measured of a model, as far as the store can tell; none of a model that is
    /// not there.
    fn logged_model_history(&self, id: &ModelId) -> Result<Vec<LoggedModelMetric>> {
        let model = self.get_logged_model(id)?;
        Ok(model.map(|model| model.metrics).unwrap_or_default())
    }

    /// A page of the logged models that the query asks for.
    fn search_logged_models(&self, query: &LoggedModelQuery) -> Result<Page<LoggedModel>>;

    /// Changes how far the upload is, and gives the model's new state.
    fn set_logged_model_status(
        &self,
        id: &ModelId,
        status: LoggedModelStatus,
        now: i64,
    ) -> Result<LoggedModel>;

    /// Deletes or restores a logged model. One that is in that stage already stays as it is.
    fn set_logged_model_stage(&self, id: &ModelId, stage: LifecycleStage, now: i64) -> Result<()>;

    /// Sets tags; of several values for a key the last counts.
    fn set_logged_model_tags(&self, id: &ModelId, tags: &[Tag]) -> Result<()>;

    /// Removes a tag; a tag that is not there is `RESOURCE_DOES_NOT_EXIST`.
    fn delete_logged_model_tag(&self, id: &ModelId, key: &str) -> Result<()>;

    /// Records parameters, all or none: each is new, or has the value that it had. One that would
    /// change is `INVALID_PARAMETER_VALUE` ([`crate::error::Error::model_param_changed`]).
    fn log_logged_model_params(&self, id: &ModelId, params: &[Param]) -> Result<()>;
}
