//! From what a request is about to whether its caller may do it, as MLflow 3.18 decides.

use std::slice;

use crate::access::{AccessControl, Caller, Requirement, Resource, model_kind, version_kind};
use crate::api::{CreateModelVersion, PermissionOfUser};
use crate::artifact::ArtifactPath;
use crate::entity::{
    Action, DEFAULT_WORKSPACE, EVERY, ExperimentId, ModelId, ResourceType, RunId, is_prompt, keys,
};
use crate::error::{Error, ErrorCode, Result};
use crate::registry::ModelUri;
use crate::server::App;
use crate::server::endpoint::Access;
use crate::server::error::ErrorResponse;

use super::artifact_path;
use crate::server::subject::Subject;

/// What goes with an experiment that is deleted.
const OF_EXPERIMENT: [ResourceType; 7] = [
    ResourceType::Run,
    ResourceType::Trace,
    ResourceType::LoggedModel,
    ResourceType::Assessment,
    ResourceType::ReviewQueue,
    ResourceType::Scorer,
    ResourceType::ScorerVersion,
];

/// What somebody wants to do.
pub(super) struct Request<'a> {
    pub(super) app: &'a App,
    pub(super) users: &'a AccessControl,
    pub(super) caller: &'a Caller,
    pub(super) access: Access,
}

/// Either requirements, or an answer that takes none.
enum Needed {
    All(Vec<Requirement>),
    Settled(bool),
}

type Decision = Result<Needed, ErrorResponse>;

impl Request<'_> {
    /// Whether a caller who is no administrator may do it. What is not there is refused like what may
    /// not be seen, so that nobody learns which of the two it is.
    pub(super) fn is_allowed(&self, subject: &Subject) -> Result<bool, ErrorResponse> {
        Ok(match self.needed(subject)? {
            Needed::All(requirements) => self.caller.may(&requirements),
            Needed::Settled(is_allowed) => is_allowed,
        })
    }

    /// The same, if it can be said without asking a store, which would block.
    pub(super) fn is_allowed_at_once(
        &self,
        subject: &Subject,
    ) -> Option<Result<bool, ErrorResponse>> {
        let run = match subject {
            Subject::Nothing
            | Subject::Experiment(_)
            | Subject::Experiments(_)
            | Subject::NewExperiment
            | Subject::PartOfUpload
            | Subject::NewModel { .. }
            | Subject::Artifact(_)
            | Subject::Account(_) => return Some(self.is_allowed(subject)),
            Subject::Run(id) => id,
            Subject::RunAndModels(id, models) if models.is_empty() => id,
            _ => return None,
        };
        let experiment = self.known_experiment(run)?;
        let needed = within(ResourceType::Run, &experiment, self.action());
        Some(Ok(self.caller.may(&needed)))
    }

    /// The experiment of a run, if no store has to be asked for it.
    fn known_experiment(&self, id: &RunId) -> Option<ExperimentId> {
        let owners = self.app.run_owners();
        let cached = || Some(owners.learn(&self.app.tracking().ok()?.cached_run(id)?.info));
        owners.get(id).or_else(cached)
    }

    /// What the row of the endpoint makes of the subject.
    fn action(&self) -> Action {
        match self.access {
            Access::Update | Access::Create => Action::Update,
            Access::Delete => Action::Delete,
            Access::Manage => Action::Manage,
            Access::Anyone | Access::User | Access::Read | Access::Admin => Action::Read,
        }
    }

    fn needed(&self, subject: &Subject) -> Decision {
        match subject {
            Subject::Nothing => Ok(Needed::Settled(self.access == Access::User)),
            Subject::Experiment(id) => Ok(Needed::All(self.of_experiment(id))),
            Subject::ExperimentNamed(name) => {
                let found = self.app.tracking()?.find_experiment(name)?;
                let found = found.ok_or_else(|| Error::experiment_name_not_found(name))?;
                Ok(Needed::All(self.of_experiment(&found.experiment_id)))
            }
            Subject::Experiments(ids) => Ok(all(ids.iter().map(|id| self.of_experiment(id)))),
            Subject::PartOfUpload => Ok(Needed::Settled(true)),
            Subject::NewExperiment => Ok(not_denied(ResourceType::Experiment, EVERY)),
            Subject::NewWithin(id, kind, source) => self.of_new_within(id, *kind, source.as_ref()),
            Subject::Run(id) => self.of_runs(slice::from_ref(id), &[]),
            Subject::RunAndModels(id, models) => self.of_runs(slice::from_ref(id), models),
            Subject::Runs(ids) => self.of_named_runs(ids),
            Subject::LoggedModel(id) => self.of_runs(&[], slice::from_ref(id)),
            Subject::Model(name) => self.of_model(name),
            Subject::NewModel { name, is_prompt } => Ok(not_denied(model_kind(*is_prompt), name)),
            Subject::Alias(name) if self.access == Access::Read => self.of_version(name),
            Subject::Alias(name) => self.of_alias(name),
            Subject::Version(name) => self.of_version(name),
            Subject::NewVersion(new) => self.of_new_version(new),
            Subject::Artifact(path) => self.of_artifact(path),
            subject => self.of_users(subject),
        }
    }

    fn of_experiment(&self, id: &ExperimentId) -> Vec<Requirement> {
        let experiment = experiment(id);
        let mut needed = vec![Requirement::new(experiment.clone(), self.action())];
        if self.action() == Action::Delete {
            let of = OF_EXPERIMENT.iter();
            needed.extend(of.map(|kind| Requirement::within(*kind, &experiment, Action::Delete)));
        }
        needed
    }

    fn of_new_within(
        &self,
        id: &ExperimentId,
        kind: ResourceType,
        source: Option<&RunId>,
    ) -> Decision {
        let mut needed = vec![
            Requirement::new(experiment(id), Action::Update),
            Requirement::not_denied(kind, EVERY),
        ];
        if let Some(source) = source {
            match self.experiment_of_run(source)? {
                Some(id) => needed.extend(within(ResourceType::Run, &id, Action::Read)),
                None => return Ok(Needed::Settled(false)),
            }
        }
        Ok(Needed::All(needed))
    }

    /// Of runs and logged models, each in its own experiment.
    fn of_runs(&self, runs: &[RunId], models: &[ModelId]) -> Decision {
        let mut needed = Vec::new();
        for id in runs {
            match self.experiment_of_run(id)? {
                Some(id) => needed.extend(within(ResourceType::Run, &id, self.action())),
                None => return Ok(Needed::Settled(false)),
            }
        }
        for id in models {
            match self.experiment_of_model(id)? {
                Some(id) => needed.extend(within(ResourceType::LoggedModel, &id, self.action())),
                None => return Ok(Needed::Settled(false)),
            }
        }
        Ok(Needed::All(needed))
    }

    /// Of runs of which MLflow says that one is not there.
    fn of_named_runs(&self, ids: &[RunId]) -> Decision {
        let mut needed = Vec::new();
        for id in ids {
            let found = self.experiment_of_run(id)?;
            let found = found.ok_or_else(|| Error::run_not_found(id))?;
            needed.extend(within(ResourceType::Run, &found, self.action()));
        }
        Ok(Needed::All(needed))
    }

    fn experiment_of_run(&self, id: &RunId) -> Result<Option<ExperimentId>, ErrorResponse> {
        if let Some(known) = self.known_experiment(id) {
            return Ok(Some(known));
        }
        let run = found(self.app.tracking()?.get_run(id))?;
        Ok(run.map(|run| self.app.run_owners().learn(&run.info)))
    }

    fn experiment_of_model(&self, id: &ModelId) -> Result<Option<ExperimentId>, ErrorResponse> {
        let model = found(self.app.tracking()?.get_logged_model_in_any_stage(id))?;
        Ok(model.map(|model| model.experiment_id))
    }

    /// A registered model or prompt as it is kept: whether it is a prompt, and its name.
    fn model(&self, name: &str) -> Result<Option<(bool, Resource)>, ErrorResponse> {
        let model = found(self.app.registry()?.get_registered_model(name))?;
        Ok(model.map(|model| {
            let is_prompt = is_prompt(&model.tags);
            (is_prompt, Resource::new(model_kind(is_prompt), model.name))
        }))
    }

    fn of_model(&self, name: &str) -> Decision {
        let action = self.action();
        let Some((is_prompt, model)) = self.model(name)? else {
            // The handler says that it is not there, to who may act on models.
            let absent = Resource::new(ResourceType::RegisteredModel, name);
            return Ok(if action == Action::Delete {
                Needed::Settled(false)
            } else {
                Needed::All(vec![Requirement::new(absent, action)])
            });
        };
        let mut needed = vec![Requirement::new(model.clone(), action)];
        if action == Action::Delete {
            let versions = version_kind(is_prompt);
            needed.push(Requirement::within(versions, &model, Action::Delete));
        }
        Ok(Needed::All(needed))
    }

    fn of_alias(&self, name: &str) -> Decision {
        let Some((is_prompt, model)) = self.model(name)? else {
            return Ok(Needed::Settled(false));
        };
        let version = Requirement::within(version_kind(is_prompt), &model, Action::Read);
        Ok(Needed::All(vec![
            Requirement::new(model, self.action()),
            version,
        ]))
    }

    fn of_version(&self, name: &str) -> Decision {
        let Some((is_prompt, model)) = self.model(name)? else {
            return Ok(Needed::Settled(false));
        };
        let kind = version_kind(is_prompt);
        let version = match self.action() {
            Action::Read => Requirement::not_denied(kind, EVERY),
            action => Requirement::within(kind, &model, action),
        };
        Ok(Needed::All(vec![
            Requirement::new(model, Action::Read),
            version,
        ]))
    }

    fn of_new_version(&self, new: &CreateModelVersion) -> Decision {
        let Some((is_prompt, model)) = self.model(&new.name)? else {
            return Ok(Needed::Settled(false));
        };
        let mut needed = vec![
            Requirement::new(model, Action::Update),
            Requirement::not_denied(version_kind(is_prompt), EVERY),
        ];
        if new.tags.iter().any(|tag| tag.key == keys::IS_PROMPT) {
            // What the version says of itself may be another kind than its model.
            let said = version_kind(crate::entity::is_prompt(&new.tags));
            needed.push(Requirement::not_denied(said, EVERY));
        }
        match self.of_source(new)? {
            Needed::All(of_source) => needed.extend(of_source),
            settled @ Needed::Settled(_) => return Ok(settled),
        }
        Ok(Needed::All(needed))
    }

    /// What a version comes from has to be open to its caller.
    fn of_source(&self, new: &CreateModelVersion) -> Decision {
        let source = ModelUri::split(&new.source).ok().map(|(uri, _)| uri);
        if let Some(name) = source.as_ref().and_then(ModelUri::registered_model) {
            return Ok(match self.model(name)? {
                Some((_, model)) => Needed::All(vec![Requirement::new(model, Action::Read)]),
                None => Needed::Settled(false),
            });
        }
        let mut needed = Vec::new();
        if let Some(run_id) = new.run_id.as_ref().filter(|id| !id.as_str().is_empty()) {
            match self.experiment_of_run(run_id)? {
                Some(id) => needed.extend(within(ResourceType::Run, &id, Action::Read)),
                None => return Ok(Needed::Settled(false)),
            }
        }
        let of_source = match &source {
            Some(ModelUri::LoggedModel(id)) => Some(id),
            _ => None,
        };
        for id in new.model_id.iter().chain(of_source) {
            if id.as_str().is_empty() {
                continue;
            }
            match self.experiment_of_model(id)? {
                Some(id) => needed.extend(within(ResourceType::LoggedModel, &id, Action::Read)),
                None => return Ok(Needed::Settled(false)),
            }
        }
        Ok(Needed::All(needed))
    }

    fn of_artifact(&self, path: &str) -> Decision {
        // As the handler reads it: what leaves the folder is refused there and here.
        let path = ArtifactPath::parse_foreign(path)?.to_string();
        let action = match self.action() {
            Action::Delete => Action::Manage,
            action => action,
        };
        Ok(match artifact_path::requirements(&path, action) {
            Some(needed) => Needed::All(needed),
            // Of no kind that anybody has a permission on, so that the default decides.
            None => Needed::Settled(self.caller.default_allows(action)),
        })
    }

    fn of_users(&self, subject: &Subject) -> Decision {
        let manages = self.caller.manages_all();
        Ok(match subject {
            Subject::NewUser(_) => Needed::Settled(manages),
            Subject::OwnTokens => Needed::Settled(true),
            Subject::Account(name) => Needed::Settled(name == self.caller.name()),
            Subject::PermissionsOf(name) => {
                Needed::Settled(name == self.caller.name() || manages && self.is_user(name)?)
            }
            Subject::PermissionOf(PermissionOfUser {
                username,
                resource_type,
                ..
            }) if self.access == Access::Read => {
                self.users.check_direct_kind(resource_type)?;
                let is_own = username == self.caller.name();
                Needed::Settled(is_own || manages && self.is_user(username)?)
            }
            Subject::PermissionOf(PermissionOfUser {
                resource_type,
                resource_id: id,
                ..
            })
            | Subject::Grant { resource_type, id } => {
                let kind = self.users.check_direct_kind(resource_type)?;
                match id.as_str() {
                    EVERY => Needed::Settled(manages),
                    _ => Needed::All(vec![Requirement::new(
                        Resource::new(kind, id.as_str()),
                        Action::Manage,
                    )]),
                }
            }
            Subject::Role(id) => {
                self.of_role(found(self.users.get_role(*id))?.map(|r| r.workspace))
            }
            Subject::RolePermission(id) => {
                let role_id = found(self.users.get_role_permission(*id))?.map(|p| p.role_id);
                let role = role_id.map(|id| self.users.get_role(id)).transpose()?;
                self.of_role(role.map(|role| role.workspace))
            }
            Subject::RolesOf(workspaces) => self.of_roles(workspaces),
            _ => Needed::Settled(false),
        })
    }

    /// Roles of the one workspace are managed by who manages that, and seen by who has one there.
    fn of_role(&self, workspace: Option<String>) -> Needed {
        let is_here = workspace.is_some_and(|name| name == DEFAULT_WORKSPACE);
        let may = match self.access {
            Access::Read => self.caller.manages_all() || self.has_role(),
            _ => self.caller.manages_all(),
        };
        Needed::Settled(is_here && may)
    }

    fn of_roles(&self, workspaces: &[String]) -> Needed {
        let mut named = workspaces.iter().filter(|name| !name.trim().is_empty());
        let is_here = !workspaces.is_empty() && named.all(|name| name == DEFAULT_WORKSPACE);
        if is_here {
            self.of_role(Some(DEFAULT_WORKSPACE.to_owned()))
        } else {
            Needed::Settled(false)
        }
    }

    fn has_role(&self) -> bool {
        let roles = self.users.roles_of(self.caller, self.caller.name());
        roles.is_ok_and(|roles| roles.iter().any(|role| role.workspace == DEFAULT_WORKSPACE))
    }

    fn is_user(&self, name: &str) -> Result<bool, ErrorResponse> {
        Ok(found(self.users.get_user(name))?.is_some())
    }
}

fn experiment(id: &ExperimentId) -> Resource {
    Resource::new(ResourceType::Experiment, id.as_str())
}

/// An action on what lies in an experiment, which has to be open, too.
fn within(kind: ResourceType, id: &ExperimentId, action: Action) -> [Requirement; 2] {
    let experiment = experiment(id);
    let inner = Requirement::within(kind, &experiment, action);
    [Requirement::new(experiment, Action::Read), inner]
}

fn not_denied(kind: ResourceType, id: &str) -> Needed {
    Needed::All(vec![Requirement::not_denied(kind, id)])
}

fn all(needed: impl Iterator<Item = Vec<Requirement>>) -> Needed {
    Needed::All(needed.flatten().collect())
}

/// What was found; `None` for what is not there.
fn found<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.code() == ErrorCode::ResourceDoesNotExist => Ok(None),
        Err(error) => Err(error),
    }
}
