//! What MLflow keeps facts about: experiments, runs, their metrics, params, tags and inputs, logged
//! models, registered models with their versions, webhooks, and who may do what with them.
//!
//! Plain data with its ids, limits and name checks. No I/O, no JSON quirks: how an entity is
//! spelt on the wire, in a file or in a table is the business of `api`, `store/file`, `store/sql`.

mod dataset;
mod deployment_job;
mod experiment;
mod id;
mod lifecycle;
pub mod limits;
mod logged_model;
mod metric;
mod model_version;
mod name;
mod param;
mod permission;
mod registered_model;
mod role;
mod run;
mod tag;
mod user;
mod webhook;

pub use dataset::{Dataset, DatasetInput, DatasetSummary};
pub use deployment_job::{DeploymentJobConnection, DeploymentJobRunState, VersionDeployment};
pub use experiment::{
    DEFAULT_EXPERIMENT_ID, DEFAULT_EXPERIMENT_NAME, Experiment, ExperimentSummary,
};
pub use id::{ExperimentId, ModelId, RunId};
pub use lifecycle::{LifecycleStage, ViewType};
pub use logged_model::{
    DatasetRef, LoggedModel, LoggedModelMetric, LoggedModelStatus, ModelMetric,
};
pub use metric::{Metric, MetricSummary};
pub use model_version::{
    ModelStage, ModelVersion, ModelVersionStatus, REDACTED_RUN_ID, REDACTED_RUN_LINK,
    REDACTED_SOURCE,
};
pub use name::random_run_name;
pub use param::Param;
pub use permission::{Action, EVERY, Grant, Permission, ResourceType};
pub use registered_model::{ModelAlias, RegisteredModel};
pub use role::{DEFAULT_WORKSPACE, Role, RoleAssignment, RolePermission};
pub use run::{ModelInput, ModelOutput, Run, RunData, RunInfo, RunInputs, RunOutputs, RunStatus};
pub use tag::{Tag, is_prompt, keys};
pub use user::User;
pub use webhook::{
    Webhook, WebhookAction, WebhookEntity, WebhookEvent, WebhookSecret, WebhookStatus, WebhookTest,
};
