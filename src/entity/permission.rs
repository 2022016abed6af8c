//! What a user may do with what: levels of permission, kinds of resources, and grants.
//!
//! The names are those of MLflow 3.18's users' database and REST API.

use std::borrow::Cow;

/// A level of permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Permission {
    /// No access, whatever else is granted beside it.
    Deny,
    /// No access. Only databases from before roles have it.
    NoPermissions,
    /// To look.
    Read,
    /// To look, and to use in work of one's own.
    Use,
    /// To change.
    Edit,
    /// To delete, and to give permissions to others.
    Manage,
}

/// What a request does to a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// Looks at it.
    Read,
    /// Changes it.
    Update,
    /// Deletes or restores it.
    Delete,
    /// Gives permissions on it.
    Manage,
    /// Does something beside it that only a [`Permission::Deny`] forbids.
    NotDenied,
}

impl Permission {
    /// Every level, from the least.
    pub const ALL: [Self; 6] = [
        Self::Deny,
        Self::NoPermissions,
        Self::Read,
        Self::Use,
        Self::Edit,
        Self::Manage,
    ];

    /// The name on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Deny => "DENY",
            Self::NoPermissions => "NO_PERMISSIONS",
            Self::Read => "READ",
            Self::Use => "USE",
            Self::Edit => "EDIT",
            Self::Manage => "MANAGE",
        }
    }

    /// The level of that name; `None` for one that is not known.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.as_str() == name)
    }

    /// Whether it lets an action happen.
    pub fn allows(self, action: Action) -> bool {
        let rank = self.rank();
        match action {
            Action::Read => rank >= Self::Read.rank(),
            Action::Update => rank >= Self::Edit.rank(),
            Action::Delete | Action::Manage => rank >= Self::Manage.rank(),
            Action::NotDenied => self != Self::Deny,
        }
    }

    /// Whether it lets the resource be used in other work.
    pub fn allows_use(self) -> bool {
        self.rank() >= Self::Use.rank()
    }

    /// Where it stands in the order of levels.
    pub fn rank(self) -> usize {
        let position = Self::ALL.iter().position(|level| *level == self);
        position.unwrap_or_default()
    }
}

/// The kinds of resources that permissions are given on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ResourceType {
    /// What people and programs say of traces.
    Assessment,
    /// Experiments.
    Experiment,
    /// Endpoints of the gateway.
    GatewayEndpoint,
    /// Models of the gateway.
    GatewayModelDefinition,
    /// Secrets of the gateway.
    GatewaySecret,
    /// The logged models of experiments.
    LoggedModel,
    /// Servers of the Model Context Protocol.
    McpServer,
    /// Their versions.
    McpServerVersion,
    /// Prompts.
    Prompt,
    /// Their versions.
    PromptVersion,
    /// Registered models.
    RegisteredModel,
    /// Their versions.
    RegisteredModelVersion,
    /// Queues of what is to be reviewed.
    ReviewQueue,
    /// The runs of experiments.
    Run,
    /// Scorers.
    Scorer,
    /// Their versions.
    ScorerVersion,
    /// Skills.
    Skill,
    /// The traces of experiments.
    Trace,
    /// Everything: whoever manages it manages users and roles, too.
    Workspace,
}

impl ResourceType {
    /// Every kind with its name, in the order of the names.
    pub const ALL: [(Self, &'static str); 19] = [
        (Self::Assessment, "assessment"),
        (Self::Experiment, "experiment"),
        (Self::GatewayEndpoint, "gateway_endpoint"),
        (Self::GatewayModelDefinition, "gateway_model_definition"),
        (Self::GatewaySecret, "gateway_secret"),
        (Self::LoggedModel, "logged_model"),
        (Self::McpServer, "mcp_server"),
        (Self::McpServerVersion, "mcp_server_version"),
        (Self::Prompt, "prompt"),
        (Self::PromptVersion, "prompt_version"),
        (Self::RegisteredModel, "registered_model"),
        (Self::RegisteredModelVersion, "registered_model_version"),
        (Self::ReviewQueue, "review_queue"),
        (Self::Run, "run"),
        (Self::Scorer, "scorer"),
        (Self::ScorerVersion, "scorer_version"),
        (Self::Skill, "skill"),
        (Self::Trace, "trace"),
        (Self::Workspace, "workspace"),
    ];

    /// The name on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        let named = Self::ALL.iter().find(|(kind, _)| *kind == self);
        named.map_or("", |(_, name)| name)
    }

    /// The kind of that name; `None` for one that is not known.
    pub fn from_name(name: &str) -> Option<Self> {
        let named = Self::ALL.iter().find(|(_, known)| *known == name);
        named.map(|(kind, _)| *kind)
    }

    /// Whether a permission can be given on one of them, and not on all alone.
    pub fn has_ids(self) -> bool {
        matches!(
            self,
            Self::Experiment
                | Self::RegisteredModel
                | Self::Prompt
                | Self::Scorer
                | Self::GatewaySecret
                | Self::GatewayEndpoint
                | Self::GatewayModelDefinition
                | Self::McpServer
                | Self::Skill
        )
    }

    /// The levels that can be given on it.
    pub fn grantable(self) -> &'static [Permission] {
        match self {
            Self::Workspace => &[Permission::Manage, Permission::Use],
            Self::Skill => &[
                Permission::Deny,
                Permission::Edit,
                Permission::Manage,
                Permission::Read,
            ],
            _ => &[
                Permission::Deny,
                Permission::Edit,
                Permission::Manage,
                Permission::Read,
                Permission::Use,
            ],
        }
    }

    /// The form in which the id of a resource is kept and compared. SQL stores of MLflow read the id
    /// of an experiment as a number, so that `01` and `1` are the same one.
    pub fn canonical_id(self, id: &str) -> Cow<'_, str> {
        match self {
            Self::Experiment => canonical_number(id).into(),
            Self::Scorer => match id.split_once('/') {
                Some((experiment, name)) => {
                    format!("{}/{name}", canonical_number(experiment)).into()
                }
                None => canonical_number(id).into(),
            },
            _ => id.into(),
        }
    }
}

fn canonical_number(id: &str) -> &str {
    let trimmed = id.trim();
    let number = trimmed.strip_prefix('+').unwrap_or(trimmed);
    let is_number = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    if !is_number {
        return id;
    }
    let digits = number.trim_start_matches('0');
    if digits.is_empty() { "0" } else { digits }
}

/// What stands for all resources of a kind.
pub const EVERY: &str = "*";

/// A permission on a resource, or on all of a kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Grant {
    /// On what kind of resource.
    pub resource_type: ResourceType,
    /// An id in its canonical form, or [`EVERY`].
    pub pattern: String,
    /// How much.
    pub permission: Permission,
}

impl Grant {
    /// Whether it is about a resource.
    pub fn is_about(&self, resource_type: ResourceType, id: &str) -> bool {
        self.resource_type == resource_type
            && (self.pattern == EVERY
                || resource_type.has_ids() && self.pattern == resource_type.canonical_id(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_level_allows_what_those_below_it_allow() {
        use Action::{Delete, Manage, NotDenied, Read, Update};
        for (level, allowed, uses) in [
            (Permission::Deny, &[][..], false),
            (Permission::NoPermissions, &[NotDenied], false),
            (Permission::Read, &[NotDenied, Read], false),
            (Permission::Use, &[NotDenied, Read], true),
            (Permission::Edit, &[NotDenied, Read, Update], true),
            (
                Permission::Manage,
                &[NotDenied, Read, Update, Delete, Manage],
                true,
            ),
        ] {
            for action in [Read, Update, Delete, Manage, NotDenied] {
                assert_eq!(
                    level.allows(action),
                    allowed.contains(&action),
                    "{level:?} {action:?}"
                );
            }
            assert_eq!(level.allows_use(), uses, "{level:?}");
            assert_eq!(Permission::from_name(level.as_str()), Some(level));
        }
        assert_eq!(Permission::from_name("read"), None);
    }

    #[test]
    fn a_grant_is_about_one_resource_or_all_of_a_kind() {
        let grant = |resource_type, pattern: &str| Grant {
            resource_type,
            pattern: pattern.to_owned(),
            permission: Permission::Read,
        };
        let one = grant(ResourceType::Experiment, "1");
        for id in ["1", "01", " 1", "+1"] {
            assert!(one.is_about(ResourceType::Experiment, id), "{id}");
        }
        for id in ["11", "*", "1a", ""] {
            assert!(!one.is_about(ResourceType::Experiment, id), "{id}");
        }
        assert!(!one.is_about(ResourceType::Run, "1"));
        assert!(grant(ResourceType::Run, "*").is_about(ResourceType::Run, "*"));
        assert!(!grant(ResourceType::Run, "r").is_about(ResourceType::Run, "r"));
        assert!(grant(ResourceType::Scorer, "1/a").is_about(ResourceType::Scorer, "01/a"));
    }

    #[test]
    fn every_kind_has_its_name() {
        for (kind, name) in ResourceType::ALL {
            assert_eq!(kind.as_str(), name);
            assert_eq!(ResourceType::from_name(name), Some(kind));
        }
        assert_eq!(ResourceType::from_name("table"), None);
    }
}
