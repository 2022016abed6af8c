//! Who sends a request.

use std::sync::Arc;

use crate::entity::{Action, EVERY, Permission, ResourceType, User};

use super::{Requirement, Resource, Rights, elsewhere};

/// What the credentials of a request allow, of all that its user may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Everything.
    All,
    /// To look.
    Read,
}

/// By what a user came.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Way {
    /// A name and a password.
    Password,
    /// An access token of this id.
    Token(Arc<str>),
    /// A session of the page, of this id.
    Session(Arc<str>),
}

/// A user who has shown credentials.
#[derive(Clone, Debug)]
pub struct Caller {
    user: Arc<User>,
    rights: Arc<Rights>,
    scope: Scope,
    way: Way,
}

impl Caller {
    pub(super) fn new(user: Arc<User>, rights: Arc<Rights>) -> Self {
        Self {
            user,
            rights,
            scope: Scope::All,
            way: Way::Password,
        }
    }

    /// The same user, by an access token.
    pub(super) fn by_token(self, token_id: &str, scope: Scope) -> Self {
        Self {
            scope,
            way: Way::Token(token_id.into()),
            ..self
        }
    }

    /// The same user, by a session of the page.
    pub(super) fn by_session(self, session_id: &str) -> Self {
        Self {
            way: Way::Session(session_id.into()),
            ..self
        }
    }

    /// The user.
    pub fn user(&self) -> &User {
        &self.user
    }

    /// The user's name.
    pub fn name(&self) -> &str {
        &self.user.username
    }

    /// What the credentials allow of what the user may do.
    pub fn scope(&self) -> Scope {
        self.scope
    }

    /// The access token by which the user came; `None` for one who logged in.
    pub fn token_id(&self) -> Option<&str> {
        match &self.way {
            Way::Token(id) => Some(id),
            Way::Password | Way::Session(_) => None,
        }
    }

    /// The session of the page by which the user came.
    pub(super) fn session_id(&self) -> Option<&str> {
        match &self.way {
            Way::Session(id) => Some(id),
            Way::Password | Way::Token(_) => None,
        }
    }

    /// Whether the user came by a session of the page.
    pub fn has_session(&self) -> bool {
        self.session_id().is_some()
    }

    /// Whether the user has no password here, but logs in at an identity provider.
    pub fn logs_in_elsewhere(&self) -> bool {
        elsewhere::is_external(&self.user.password_hash)
    }

    /// Whether the user may do everything.
    pub fn is_admin(&self) -> bool {
        self.user.is_admin
    }

    /// Whether the user may manage users and roles.
    pub fn manages_all(&self) -> bool {
        self.is_admin() || self.rights.manages_all()
    }

    /// Whether the user may do what needs this.
    pub fn may(&self, requirements: &[Requirement]) -> bool {
        self.is_admin() || self.rights.meet(requirements)
    }

    /// Whether a kind is denied to the user as a whole.
    pub fn is_denied(&self, kind: ResourceType) -> bool {
        !self.may(&[Requirement::not_denied(kind, EVERY)])
    }

    /// Whether a search shows an experiment. `kind` is what is shown of it, if that is not itself.
    pub fn sees_experiment(&self, id: &str, kind: Option<ResourceType>) -> bool {
        let and: Vec<Requirement> = kind
            .map(|kind| Requirement::not_denied(kind, EVERY))
            .into_iter()
            .collect();
        self.is_admin() || self.rights.shows(ResourceType::Experiment, id, &and)
    }

    /// Whether a search shows a registered model or a prompt.
    pub fn sees_model(&self, name: &str, is_prompt: bool) -> bool {
        self.is_admin() || self.rights.shows(model_kind(is_prompt), name, &[])
    }

    /// Whether a search shows the versions of a registered model or a prompt.
    pub fn sees_versions(&self, name: &str, is_prompt: bool) -> bool {
        let and = [Requirement::not_denied(version_kind(is_prompt), EVERY)];
        self.is_admin() || self.rights.shows(model_kind(is_prompt), name, &and)
    }

    /// The user's permission on a resource, as the server decides on requests.
    pub fn permission_on(&self, kind: ResourceType, id: &str) -> Permission {
        self.rights.permission_on(&Resource::new(kind, id))
    }

    /// Whether the user may do something with what nobody is permitted anything on by name.
    pub fn default_allows(&self, action: Action) -> bool {
        self.is_admin() || self.rights.default_allows(action)
    }
}

/// What a registered model is, as far as permissions go.
pub(crate) fn model_kind(is_prompt: bool) -> ResourceType {
    if is_prompt {
        ResourceType::Prompt
    } else {
        ResourceType::RegisteredModel
    }
}

/// What its versions are.
pub(crate) fn version_kind(is_prompt: bool) -> ResourceType {
    if is_prompt {
        ResourceType::PromptVersion
    } else {
        ResourceType::RegisteredModelVersion
    }
}
