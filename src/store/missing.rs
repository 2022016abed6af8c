//! The store that does not exist. Commands that only read, or that change existing things, create none.
//!
//! It reads as empty, and nothing can be written to it.

use std::sync::Arc;

use std::fmt::Display;
use std::path::Path;

use crate::entity::{
    DatasetInput, DatasetSummary, Experiment, ExperimentId, LifecycleStage, LoggedModel,
    LoggedModelStatus, Metric, ModelId, ModelInput, ModelOutput, ModelVersion, Param,
    RegisteredModel, Run, RunId, RunInfo, Tag, Webhook,
};
use crate::error::{Error, ErrorCode, Result};

use super::{
    Batch, DatasetStore, ExperimentQuery, ExperimentStore, LoggedModelQuery, LoggedModelStore,
    MetricStore, ModelVersionQuery, ModelVersionStore, NewExperiment, NewLoggedModel,
    NewModelVersion, NewRegisteredModel, NewRun, NewWebhook, Page, RegisteredModelQuery,
    RegisteredModelStore, RegistryStore, RunQuery, RunStore, RunUpdate, Sampling, StageTransition,
    Store, StoreKind, WebhookStore, WebhookUpdate,
};

/// A store that does not exist.
pub(super) struct MissingStore {
    /// Where it would be.
    place: String,
    kind: StoreKind,
}

impl MissingStore {
    pub(super) fn new(place: impl Display, kind: StoreKind) -> Self {
        let place = place.to_string();
        Self { place, kind }
    }

    fn refuse<T>(&self) -> Result<T> {
        Err(no_store(&self.place))
    }
}

/// The error for a command that needs a store that does not exist.
pub(super) fn no_store(place: impl Display) -> Error {
    Error::new(
        ErrorCode::ResourceDoesNotExist,
        format!("there is no store at `{place}`"),
    )
}

impl Store for MissingStore {
    fn describe(&self) -> String {
        format!("none yet at `{}`", self.place)
    }

    fn kind(&self) -> StoreKind {
        self.kind
    }

    fn local_folder(&self) -> Option<&Path> {
        None
    }

    fn registry(&self) -> Option<&dyn RegistryStore> {
        Some(self)
    }

    fn webhooks(&self) -> Option<&dyn WebhookStore> {
        (self.kind == StoreKind::Database).then_some(self)
    }
}

impl ExperimentStore for MissingStore {
    fn create_experiment(&self, _: &NewExperiment) -> Result<ExperimentId> {
        self.refuse()
    }

    fn get_experiment(&self, _: &ExperimentId) -> Result<Option<Experiment>> {
        Ok(None)
    }

    fn get_experiment_by_name(&self, _: &str) -> Result<Option<Experiment>> {
        Ok(None)
    }

    fn search_experiments(&self, _: &ExperimentQuery) -> Result<Page<Experiment>> {
        Ok(Page::default())
    }

    fn rename_experiment(&self, _: &ExperimentId, _: &str, _: i64) -> Result<()> {
        self.refuse()
    }

    fn set_experiment_stage(&self, _: &ExperimentId, _: LifecycleStage, _: i64) -> Result<()> {
        self.refuse()
    }

    fn set_experiment_tag(&self, _: &ExperimentId, _: &Tag, _: i64) -> Result<()> {
        self.refuse()
    }

    fn delete_experiment_tag(&self, _: &ExperimentId, _: &str, _: i64) -> Result<()> {
        self.refuse()
    }
}

impl RunStore for MissingStore {
    fn create_run(&self, _: &NewRun) -> Result<Run> {
        self.refuse()
    }

    fn get_run(&self, _: &RunId) -> Result<Option<Run>> {
        Ok(None)
    }

    fn search_runs(&self, _: &RunQuery) -> Result<Page<Arc<Run>>> {
        Ok(Page::default())
    }

    fn update_run(&self, _: &RunId, _: &RunUpdate) -> Result<RunInfo> {
        self.refuse()
    }

    fn set_run_stage(&self, _: &RunId, _: LifecycleStage, _: i64) -> Result<()> {
        self.refuse()
    }

    fn log_batch(&self, _: &RunId, _: &Batch) -> Result<()> {
        self.refuse()
    }

    fn delete_run_tag(&self, _: &RunId, _: &str) -> Result<()> {
        self.refuse()
    }

    fn log_inputs(&self, _: &RunId, _: &[DatasetInput], _: &[ModelInput]) -> Result<()> {
        self.refuse()
    }

    fn log_outputs(&self, _: &RunId, _: &[ModelOutput]) -> Result<()> {
        self.refuse()
    }
}

impl MetricStore for MissingStore {
    fn metric_history(
        &self,
        _: &RunId,
        _: &str,
        _: usize,
        _: Option<&str>,
    ) -> Result<Page<Metric>> {
        Ok(Page::default())
    }

    fn metric_histories(
        &self,
        _: &[RunId],
        _: &str,
        _: usize,
    ) -> Result<Vec<(RunId, Vec<Metric>)>> {
        Ok(Vec::new())
    }

    fn sampled_metric_history(&self, _: &RunId, _: &str, _: &Sampling) -> Result<Vec<Metric>> {
        Ok(Vec::new())
    }
}

impl DatasetStore for MissingStore {
    fn search_datasets(&self, _: &[ExperimentId], _: usize) -> Result<Vec<DatasetSummary>> {
        Ok(Vec::new())
    }
}

impl LoggedModelStore for MissingStore {
    fn create_logged_model(&self, _: &NewLoggedModel) -> Result<LoggedModel> {
        self.refuse()
    }

    fn get_logged_model(&self, _: &ModelId) -> Result<Option<LoggedModel>> {
        Ok(None)
    }

    fn search_logged_models(&self, _: &LoggedModelQuery) -> Result<Page<LoggedModel>> {
        Ok(Page::default())
    }

    fn set_logged_model_status(
        &self,
        _: &ModelId,
        _: LoggedModelStatus,
        _: i64,
    ) -> Result<LoggedModel> {
        self.refuse()
    }

    fn set_logged_model_stage(&self, _: &ModelId, _: LifecycleStage, _: i64) -> Result<()> {
        self.refuse()
    }

    fn set_logged_model_tags(&self, _: &ModelId, _: &[Tag]) -> Result<()> {
        self.refuse()
    }

    fn delete_logged_model_tag(&self, _: &ModelId, _: &str) -> Result<()> {
        self.refuse()
    }

    fn log_logged_model_params(&self, _: &ModelId, _: &[Param]) -> Result<()> {
        self.refuse()
    }
}

impl RegisteredModelStore for MissingStore {
    fn create_registered_model(&self, _: &NewRegisteredModel) -> Result<RegisteredModel> {
        self.refuse()
    }

    fn get_registered_model(&self, _: &str) -> Result<Option<RegisteredModel>> {
        Ok(None)
    }

    fn search_registered_models(&self, _: &RegisteredModelQuery) -> Result<Page<RegisteredModel>> {
        Ok(Page::default())
    }

    fn rename_registered_model(&self, _: &str, _: &str, _: i64) -> Result<RegisteredModel> {
        self.refuse()
    }

    fn describe_registered_model(
        &self,
        _: &str,
        _: Option<&str>,
        _: i64,
    ) -> Result<RegisteredModel> {
        self.refuse()
    }

    fn delete_registered_model(&self, _: &str) -> Result<()> {
        self.refuse()
    }

    fn set_registered_model_tag(&self, _: &str, _: &Tag) -> Result<()> {
        self.refuse()
    }

    fn delete_registered_model_tag(&self, _: &str, _: &str) -> Result<()> {
        self.refuse()
    }

    fn set_model_alias(&self, _: &str, _: &str, _: i64) -> Result<()> {
        self.refuse()
    }

    fn delete_model_alias(&self, _: &str, _: &str) -> Result<()> {
        self.refuse()
    }
}

impl ModelVersionStore for MissingStore {
    fn create_model_version(&self, _: &NewModelVersion) -> Result<ModelVersion> {
        self.refuse()
    }

    fn get_model_version(&self, _: &str, _: i64) -> Result<Option<ModelVersion>> {
        Ok(None)
    }

    fn latest_model_version(&self, _: &str) -> Result<Option<ModelVersion>> {
        Ok(None)
    }

    fn search_model_versions(&self, _: &ModelVersionQuery) -> Result<Page<ModelVersion>> {
        Ok(Page::default())
    }

    fn model_version_location(&self, _: &str, _: i64) -> Result<Option<String>> {
        Ok(None)
    }

    fn describe_model_version(
        &self,
        _: &str,
        _: i64,
        _: Option<&str>,
        _: i64,
    ) -> Result<ModelVersion> {
        self.refuse()
    }

    fn transition_model_version(&self, _: &StageTransition) -> Result<ModelVersion> {
        self.refuse()
    }

    fn delete_model_version(&self, _: &str, _: i64, _: i64) -> Result<()> {
        self.refuse()
    }

    fn set_model_version_tag(&self, _: &str, _: i64, _: &Tag) -> Result<()> {
        self.refuse()
    }

    fn delete_model_version_tag(&self, _: &str, _: i64, _: &str) -> Result<()> {
        self.refuse()
    }
}

impl WebhookStore for MissingStore {
    fn create_webhook(&self, _: &NewWebhook) -> Result<Webhook> {
        self.refuse()
    }

    fn get_webhook(&self, _: &str) -> Result<Option<Webhook>> {
        Ok(None)
    }

    fn list_webhooks(&self, _: usize, _: Option<&str>) -> Result<Page<Webhook>> {
        Ok(Page::default())
    }

    fn update_webhook(&self, _: &str, _: &WebhookUpdate, _: i64) -> Result<Webhook> {
        self.refuse()
    }

    fn delete_webhook(&self, _: &str, _: i64) -> Result<()> {
        self.refuse()
    }
}
