//! What a request is about, read in the same way as its handler reads it.

use axum::http::request::Parts;
use bytes::Bytes;
use serde::de::DeserializeOwned;

use crate::api;
use crate::api::{
    AddRolePermission, AssignRole, CreateLoggedModel, CreateModelVersion, CreateRegisteredModel,
    CreateRole, CreateRun, CreateUser, DeleteExperimentTag, DeleteModelVersionTag,
    DeleteRegisteredModelTag, DeleteTag, ExperimentById, ExperimentByName,
    ExperimentPermissionOfUser, FinalizeLoggedModel, GetLatestVersions, GetMetricHistory,
    GetMetricHistoryBulk, GetMetricHistoryBulkInterval, GrantPermission, ListArtifacts,
    ListProxiedArtifacts, ListRoles, LogBatch, LogInputs, LogMetric, LogModel, LogOutputs,
    LogParam, ModelAliasByName, ModelPermissionOfUser, ModelVersionByNumber, PermissionOfUser,
    PermissionsOnResource, PresignDownload, PresignUpload, RegisteredModelByName,
    RenameRegisteredModel, RoleById, RolePermissionById, RunById, SearchDatasets, SetExperimentTag,
    SetModelAlias, SetModelVersionTag, SetRegisteredModelTag, SetTag, SummariseExperiments,
    SummariseMetrics, TransitionModelVersion, UpdateAdmin, UpdateExperiment, UpdateModelVersion,
    UpdatePassword, UpdateRegisteredModel, UpdateRole, UpdateRolePermission, UpdateRun, UserByName,
    WriteExperimentPermission, WriteModelPermission,
};
use crate::entity::{ExperimentId, ModelId, ResourceType, RunId, is_prompt};
use crate::error::{Error, Result};
use crate::server::extract::{Content, Parsed, artifact_segment, query_as_content};

/// What a request is about.
#[derive(Debug)]
pub(super) enum Subject {
    /// Nothing that anybody has a permission on.
    Nothing,
    /// An experiment, by id.
    Experiment(ExperimentId),
    /// An experiment, by name.
    ExperimentNamed(String),
    /// Several experiments.
    Experiments(Vec<ExperimentId>),
    /// An experiment that is to be.
    NewExperiment,
    /// What is to be in an experiment, and the run that it is said to come from.
    NewWithin(ExperimentId, ResourceType, Option<RunId>),
    /// A run.
    Run(RunId),
    /// A run and the logged models that its request names.
    RunAndModels(RunId, Vec<ModelId>),
    /// Several runs.
    Runs(Vec<RunId>),
    /// A logged model.
    LoggedModel(ModelId),
    /// A registered model or prompt.
    Model(String),
    /// A registered model that is to be, or a prompt.
    NewModel { name: String, is_prompt: bool },
    /// An alias of a registered model.
    Alias(String),
    /// A version of a registered model.
    Version(String),
    /// A version that is to be.
    NewVersion(Box<CreateModelVersion>),
    /// An artifact that goes through the server, by its path.
    Artifact(String),
    /// A part of an upload whose id only its owner knows.
    PartOfUpload,
    /// A user's own account.
    Account(String),
    /// What a user is permitted.
    PermissionsOf(String),
    /// A permission on one resource.
    Grant { resource_type: String, id: String },
    /// The permission of a user on one resource.
    PermissionOf(PermissionOfUser),
    /// A user who is to be.
    NewUser(String),
    /// The access tokens of whoever asks.
    OwnTokens,
    /// A role.
    Role(i64),
    /// A permission of a role.
    RolePermission(i64),
    /// Roles of these workspaces; of all where none is named.
    RolesOf(Vec<String>),
}

impl Subject {
    /// What it is, for the audit log: a kind, and what identifies it.
    pub(super) fn said(&self) -> String {
        let of = |kind: &str, id: &str| format!("{kind} {id}");
        match self {
            Self::Experiment(id) | Self::NewWithin(id, ..) => of("experiment", id.as_str()),
            Self::ExperimentNamed(name) => of("experiment", name),
            Self::Run(id) | Self::RunAndModels(id, _) => of("run", id.as_str()),
            Self::LoggedModel(id) => of("logged_model", id.as_str()),
            Self::Model(name) | Self::NewModel { name, .. } | Self::Alias(name) => {
                of("registered_model", name)
            }
            Self::Version(name) => of("registered_model_version", name),
            Self::NewVersion(new) => of("registered_model_version", &new.name),
            Self::Artifact(path) => of("artifact", path),
            Self::Account(name) | Self::NewUser(name) | Self::PermissionsOf(name) => {
                of("user", name)
            }
            Self::Grant { resource_type, id } => of(resource_type, id),
            Self::PermissionOf(asked) => format!(
                "user {} {} {}",
                asked.username, asked.resource_type, asked.resource_id
            ),
            Self::Role(id) => of("role", &id.to_string()),
            Self::RolePermission(id) => of("role_permission", &id.to_string()),
            Self::RolesOf(workspaces) => of("roles", &workspaces.join(",")),
            Self::NewExperiment => "experiment".to_owned(),
            Self::PartOfUpload => "artifact".to_owned(),
            Self::OwnTokens => "own tokens".to_owned(),
            Self::Nothing | Self::Experiments(_) | Self::Runs(_) => String::new(),
        }
    }
}

/// A request, as far as it says what it is about.
pub(super) struct Asked<'a> {
    pub(super) parts: &'a mut Parts,
    pub(super) body: &'a Bytes,
}

impl Asked<'_> {
    /// What the content says the request is about. The content is kept for
    /// [`Input`](crate::server::extract::Input), so that it is parsed once.
    pub(super) fn by_content<T: Content>(
        &mut self,
        subject: impl FnOnce(&T) -> Result<Subject>,
    ) -> Result<Subject> {
        let content = match query_as_content(self.parts) {
            Some(query) => api::from_query(query)?,
            None => api::from_json(self.body)?,
        };
        let subject = subject(&content)?;
        self.parts.extensions.insert(Parsed(content));
        Ok(subject)
    }

    /// The query, as [`Query`](crate::server::extract::Query) reads it.
    pub(super) fn query<T: DeserializeOwned>(&self) -> Result<T> {
        api::from_query(self.parts.uri.query().unwrap_or_default())
    }

    /// The artifact at the end of the path.
    pub(super) fn artifact(&self) -> String {
        artifact_segment(self.parts.uri.path())
    }
}

/// A request's type that says what the request is about.
pub(super) trait Names {
    /// Whether the body has to be read for it.
    const READS_BODY: bool;

    /// What the request is about.
    fn subject(asked: &mut Asked) -> Result<Subject>;
}

/// Says of types of bodies what they are about.
macro_rules! inputs {
    ($($body:ident($request:ident) => $subject:expr;)*) => {$(
        impl Names for $body {
            const READS_BODY: bool = true;

            fn subject(asked: &mut Asked) -> Result<Subject> {
                asked.by_content(|$request: &$body| Ok($subject))
            }
        }
    )*};
}

inputs! {
    ExperimentById(r) => Subject::Experiment(r.experiment_id.clone());
    ExperimentByName(r) => Subject::ExperimentNamed(r.experiment_name.clone());
    UpdateExperiment(r) => Subject::Experiment(r.experiment_id.clone());
    SetExperimentTag(r) => Subject::Experiment(r.experiment_id.clone());
    DeleteExperimentTag(r) => Subject::Experiment(r.experiment_id.clone());
    SearchDatasets(r) => Subject::Experiments(r.experiment_ids.clone());

    CreateRun(r) => Subject::NewWithin(r.experiment_id.clone(), ResourceType::Run, None);
    RunById(r) => Subject::Run(r.run_id.clone());
    UpdateRun(r) => Subject::Run(r.run_id.clone());
    LogParam(r) => Subject::Run(r.run_id.clone());
    SetTag(r) => Subject::Run(r.run_id.clone());
    DeleteTag(r) => Subject::Run(r.run_id.clone());
    LogModel(r) => Subject::Run(r.run_id.clone());
    LogMetric(r) => Subject::RunAndModels(
        r.run_id.clone(),
        r.model_metric.iter().map(|metric| metric.model_id.clone()).collect(),
    );
    LogBatch(r) => Subject::RunAndModels(
        r.run_id.clone(),
        r.metrics.model_metrics.iter().map(|metric| metric.model_id.clone()).collect(),
    );
    LogInputs(r) => Subject::RunAndModels(
        r.run_id.clone(),
        r.models.iter().map(|model| model.model_id.clone()).collect(),
    );
    LogOutputs(r) => Subject::RunAndModels(
        r.run_id.clone(),
        r.models.iter().map(|model| model.model_id.clone()).collect(),
    );
    GetMetricHistory(r) => Subject::Run(r.run_id.clone());
    GetMetricHistoryBulk(r) => Subject::Runs(r.run_ids.clone());
    GetMetricHistoryBulkInterval(r) => Subject::Runs(r.run_ids.clone());
    SummariseMetrics(r) => Subject::Run(r.run_id.clone());
    SummariseExperiments(r) => Subject::Experiments(r.experiment_ids.clone());
    ListArtifacts(r) => Subject::Run(r.run_id.clone());
    PresignDownload(r) => Subject::Run(r.run_id.clone().into());
    PresignUpload(r) => upload_target(r)?;

    CreateLoggedModel(r) => Subject::NewWithin(
        r.experiment_id.clone(),
        ResourceType::LoggedModel,
        Some(r.source_run_id.clone()).filter(|id| !id.is_empty()).map(RunId::from),
    );
    FinalizeLoggedModel(r) => Subject::LoggedModel(r.model_id.clone());

    CreateRegisteredModel(r) => Subject::NewModel {
        is_prompt: is_prompt(&r.tags),
        name: r.name.clone(),
    };
    RegisteredModelByName(r) => Subject::Model(r.name.clone());
    UpdateRegisteredModel(r) => Subject::Model(r.name.clone());
    RenameRegisteredModel(r) => Subject::Model(r.name.clone());
    SetRegisteredModelTag(r) => Subject::Model(r.name.clone());
    DeleteRegisteredModelTag(r) => Subject::Model(r.name.clone());
    GetLatestVersions(r) => Subject::Version(r.name.clone());
    SetModelAlias(r) => Subject::Alias(r.name.clone());
    ModelAliasByName(r) => Subject::Alias(r.name.clone());
    CreateModelVersion(r) => Subject::NewVersion(Box::new(r.clone()));
    ModelVersionByNumber(r) => Subject::Version(r.name.clone());
    UpdateModelVersion(r) => Subject::Version(r.name.clone());
    TransitionModelVersion(r) => Subject::Version(r.name.clone());
    SetModelVersionTag(r) => Subject::Version(r.name.clone());
    DeleteModelVersionTag(r) => Subject::Version(r.name.clone());

    CreateUser(r) => Subject::NewUser(r.username.clone());
    UpdateAdmin(r) => Subject::Account(r.username.clone());
    UpdatePassword(r) => Subject::Account(r.username.clone());
    UserByName(r) => Subject::Account(r.username.clone());
    GrantPermission(r) => Subject::Grant {
        resource_type: r.resource_type.clone(),
        id: r.resource_id.clone(),
    };
    PermissionOfUser(r) => Subject::PermissionOf(r.clone());
    PermissionsOnResource(r) => Subject::Grant {
        resource_type: r.resource_type.clone(),
        id: r.resource_id.clone(),
    };
    WriteExperimentPermission(r) => Subject::Experiment(r.experiment_id.clone().into());
    ExperimentPermissionOfUser(r) => Subject::Experiment(r.experiment_id.clone().into());
    WriteModelPermission(r) => Subject::Model(r.name.clone());
    ModelPermissionOfUser(r) => Subject::Model(r.name.clone());

    CreateRole(r) => Subject::RolesOf(vec![r.workspace.clone()]);
    ListRoles(r) => Subject::RolesOf(r.workspace.clone());
    RoleById(r) => Subject::Role(r.role_id);
    UpdateRole(r) => Subject::Role(r.role_id);
    AddRolePermission(r) => Subject::Role(r.role_id);
    AssignRole(r) => Subject::Role(r.role_id);
    RolePermissionById(r) => Subject::RolePermission(r.role_permission_id);
    UpdateRolePermission(r) => Subject::RolePermission(r.role_permission_id);
}

fn upload_target(request: &PresignUpload) -> Result<Subject> {
    let given = |id: &Option<String>| id.clone().filter(|id| !id.is_empty());
    match (given(&request.run_id), given(&request.model_id)) {
        (Some(id), None) => Ok(Subject::Run(id.into())),
        (None, Some(id)) => Ok(Subject::LoggedModel(id.into())),
        _ => Err(Error::one_of_run_and_model()),
    }
}

/// A request that is about nothing that anybody has a permission on.
pub(super) struct NoSubject;

impl Names for NoSubject {
    const READS_BODY: bool = false;

    fn subject(_: &mut Asked) -> Result<Subject> {
        Ok(Subject::Nothing)
    }
}

/// An experiment that is to be, whatever the request says of it.
pub(super) struct NewExperiment;

impl Names for NewExperiment {
    const READS_BODY: bool = false;

    fn subject(_: &mut Asked) -> Result<Subject> {
        Ok(Subject::NewExperiment)
    }
}

/// A logged model whose id is in the path.
pub(super) struct LoggedModelInPath;

impl Names for LoggedModelInPath {
    const READS_BODY: bool = false;

    fn subject(asked: &mut Asked) -> Result<Subject> {
        let id = segment_after(asked.parts.uri.path(), "/mlflow/logged-models/")?;
        Ok(Subject::LoggedModel(id.into()))
    }
}

/// An artifact whose path is at the end of the request's.
pub(super) struct ArtifactInPath;

impl Names for ArtifactInPath {
    const READS_BODY: bool = false;

    fn subject(asked: &mut Asked) -> Result<Subject> {
        Ok(Subject::Artifact(asked.artifact()))
    }
}

/// A part of an upload.
pub(super) struct PartOfUpload;

impl Names for PartOfUpload {
    const READS_BODY: bool = false;

    fn subject(_: &mut Asked) -> Result<Subject> {
        Ok(Subject::PartOfUpload)
    }
}

/// The access tokens and sessions of whoever asks.
pub(super) struct OwnTokens;

impl Names for OwnTokens {
    const READS_BODY: bool = false;

    fn subject(_: &mut Asked) -> Result<Subject> {
        Ok(Subject::OwnTokens)
    }
}

/// What a user is permitted, whom a [`UserByName`] names.
pub(super) struct PermissionsOfUser;

impl Names for PermissionsOfUser {
    const READS_BODY: bool = true;

    fn subject(asked: &mut Asked) -> Result<Subject> {
        asked
            .by_content(|request: &UserByName| Ok(Subject::PermissionsOf(request.username.clone())))
    }
}

/// A folder of artifacts that the query names.
pub(super) struct ArtifactFolder;

impl Names for ArtifactFolder {
    const READS_BODY: bool = false;

    fn subject(asked: &mut Asked) -> Result<Subject> {
        let request: ListProxiedArtifacts = asked.query()?;
        Ok(Subject::Artifact(request.path.unwrap_or_default()))
    }
}

/// The decoded segment of a path behind a mark.
fn segment_after(path: &str, mark: &str) -> Result<String> {
    let behind = path.split_once(mark).map(|(_, behind)| behind);
    let segment = behind.and_then(|behind| behind.split('/').next());
    let segment = segment.ok_or_else(|| Error::missing_value("model_id"))?;
    let decoded = percent_encoding::percent_decode_str(segment).decode_utf8();
    let decoded = decoded.map_err(|_| Error::invalid("the path is not UTF-8: expected an id"))?;
    Ok(decoded.into_owned())
}
