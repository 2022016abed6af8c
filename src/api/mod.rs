//! The bodies of MLflow's REST API, as its versions 1.23.1 to 3.17.2 send and read them.
//!
//! Each request and each response is one struct with both directions: the server reads requests
//! and writes responses, the REST store the other way round. Responses carry entities, and
//! `message.rs` says how each entity is spelt. No I/O, no paths, no HTTP statuses: those are the
//! business of `server` and `store/rest`. No limits and no defaults either: `tracking` has them.
//!
//! # Reading
//! [`from_json`] and [`from_query`] accept what protobuf's JSON form accepts (`protobuf.rs`), and
//! bare `NaN` and `Infinity`. What is wrong is an error that names its field.
//!
//! # Writing
//! As MLflow 3.17.2 writes: `snake_case`, integers as numbers, enumerations by name, `NaN` and
//! `Infinity` as strings; what is not set, and an empty list, is left out. Unlike MLflow's JSON, it is
//! not indented.

mod artifact;
mod bare_number;
mod dataset;
mod decode;
mod deployment_job;
mod device;
mod enumeration;
mod error;
mod experiment;
mod graphql;
mod logged_model;
mod message;
mod metric;
mod model_version;
mod permission;
mod protobuf;
mod query;
mod registered_model;
mod role;
mod run;
mod server_info;
mod session;
mod tag;
mod token;
mod trace;
mod user;
mod webhook;

pub use artifact::{
    AbortMultipartUpload, ArtifactFile, CompleteMultipartUpload, CreateMultipartUpload,
    CreateMultipartUploadResponse, ListArtifacts, ListArtifactsResponse, ListProxiedArtifacts,
    PresignDownload, PresignDownloadResponse, PresignUpload, PresignUploadResponse,
    PresignedDownload, UploadCredential, UploadedPart,
};
pub use dataset::{LogInputs, LogOutputs, SearchDatasets, SearchDatasetsResponse};
pub use decode::{from_answer, from_json, from_query, from_query_or_json};
pub use device::{
    BeginDevice, DecideOnDevice, DeviceByCode, DeviceByUserCode, DeviceCodesResponse,
    DeviceResponse, DeviceTokenResponse,
};
pub use error::ErrorBody;
pub use experiment::{
    CreateExperiment, CreateExperimentResponse, DeleteExperimentTag, ExperimentById,
    ExperimentByName, ExperimentResponse, SearchExperiments, SearchExperimentsResponse,
    SetExperimentTag, SummariseExperiments, SummariseExperimentsResponse, UpdateExperiment,
};
pub use graphql::{GraphqlRequest, GraphqlResponse};
pub use logged_model::{
    CreateLoggedModel, FinalizeLoggedModel, GetLoggedModel, ListLoggedModelArtifacts,
    LogLoggedModelParams, LoggedModelResponse, ModelDataset, ModelOrder, SearchLoggedModels,
    SearchLoggedModelsResponse, SetLoggedModelTags,
};
pub use metric::{
    GetMetricHistory, GetMetricHistoryBulk, GetMetricHistoryBulkInterval,
    GetMetricHistoryBulkIntervalResponse, GetMetricHistoryBulkResponse, GetMetricHistoryResponse,
    LogMetric, LoggedMetrics, SummariseMetrics, SummariseMetricsResponse,
};
pub use model_version::{
    CreateModelVersion, DeleteModelVersionTag, DownloadUriResponse, ModelVersionByNumber,
    ModelVersionResponse, ModelVersionsResponse, SetModelVersionTag, TransitionModelVersion,
    UpdateModelVersion,
};
pub use permission::{
    ExperimentPermissionOfUser, ExperimentPermissionResponse, GrantPermission, HolderMessage,
    HoldersResponse, ModelPermissionOfUser, ModelPermissionResponse, PermissionByRole,
    PermissionOfUser, PermissionResponse, PermissionsOnResource, PermissionsResponse,
    WriteExperimentPermission, WriteModelPermission,
};
pub use query::to_query;
pub use registered_model::{
    CreateRegisteredModel, DeleteRegisteredModelTag, GetLatestVersions, ModelAliasByName,
    RegisteredModelByName, RegisteredModelResponse, RenameRegisteredModel,
    SearchRegisteredModelsResponse, SearchRegistry, SetModelAlias, SetRegisteredModelTag,
    UpdateRegisteredModel,
};
pub use role::{
    AddRolePermission, AssignRole, CreateRole, ListRoles, RoleAssignmentResponse,
    RoleAssignmentsResponse, RoleById, RoleMessage, RolePermissionById, RolePermissionMessage,
    RolePermissionResponse, RolePermissionsResponse, RoleResponse, RolesResponse, UpdateRole,
    UpdateRolePermission,
};
pub use run::{
    CreateRun, DeleteTag, LogBatch, LogModel, LogParam, RunById, RunResponse, SearchRuns,
    SearchRunsResponse, SetTag, UpdateRun, UpdateRunResponse,
};
pub use server_info::{Features, ServerInfo};
pub use session::LogInMethods;
pub use token::{CreateToken, NewTokenResponse, TokenById, TokenMessage, TokensResponse};
pub use trace::ListTraces;
pub use user::{
    CreateUser, CurrentUser, CurrentUserResponse, ExperimentPermissionMessage, ListedUser,
    ModelPermissionMessage, UpdateAdmin, UpdatePassword, UserByName, UserMessage, UserResponse,
    UsersResponse,
};
pub use webhook::{
    CreateWebhook, ListWebhooks, ListWebhooksResponse, TestWebhook, TestWebhookResponse,
    UpdateWebhook, WebhookResponse,
};

/// The body of a response without content.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Empty {}
