//! What a request needs, and whether grants meet it: MLflow 3.18's order of precedence.
//!
//! 1. Of the grants about one resource, those on it and those on all of its kind, a `DENY` decides;
//!    without one, the highest.
//! 2. A requirement names a resource, and perhaps another one that is asked where the caller has no
//!    grant about the first. The first that has any grant decides: what is narrower is stronger.
//! 3. Without any grant the server's default permission decides, and no grant but a `DENY` gives less.

use std::borrow::Cow;

use crate::entity::{Action, EVERY, Grant, Permission, ResourceType};

/// A resource: a kind, and an id or [`EVERY`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resource {
    kind: ResourceType,
    id: Cow<'static, str>,
}

impl Resource {
    /// One of a kind.
    pub fn new(kind: ResourceType, id: impl Into<String>) -> Self {
        Self {
            kind,
            id: Cow::Owned(id.into()),
        }
    }

    /// All of a kind.
    pub fn every(kind: ResourceType) -> Self {
        Self {
            kind,
            id: Cow::Borrowed(EVERY),
        }
    }
}

/// One thing that a request needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Requirement {
    resource: Resource,
    action: Action,
    /// Decides where the caller has no grant about the resource.
    fallback: Option<Resource>,
}

impl Requirement {
    /// An action on a resource.
    pub fn new(resource: Resource, action: Action) -> Self {
        Self {
            resource,
            action,
            fallback: None,
        }
    }

    /// An action on what belongs to a resource: the kind of what it is decides, and without a grant on
    /// that the resource to which it belongs.
    pub fn within(kind: ResourceType, owner: &Resource, action: Action) -> Self {
        Self {
            resource: Resource::every(kind),
            action,
            fallback: Some(owner.clone()),
        }
    }

    /// That nothing of a kind is denied.
    pub fn not_denied(kind: ResourceType, id: impl Into<String>) -> Self {
        Self::new(Resource::new(kind, id), Action::NotDenied)
    }
}

/// What a user may do: grants, and what holds without one.
#[derive(Clone, Debug)]
pub struct Rights {
    grants: Vec<Grant>,
    default: Permission,
    manages_all: bool,
}

impl Rights {
    /// The rights that grants give on a server with this default.
    pub fn new(grants: Vec<Grant>, default: Permission) -> Self {
        let manages_all = grants.iter().any(|grant| {
            grant.permission == Permission::Manage && grant.is_about(ResourceType::Workspace, EVERY)
        });
        Self {
            grants,
            default,
            manages_all,
        }
    }

    /// Whether the user manages everything, with its users and roles, without being an administrator.
    pub fn manages_all(&self) -> bool {
        self.manages_all
    }

    /// Whether the server's default permission lets an action happen. As in MLflow 3.18, who manages the
    /// workspace may do no more than that where something belongs to no experiment.
    pub fn default_allows(&self, action: Action) -> bool {
        self.default.allows(action)
    }

    /// Whether all requirements are met.
    pub fn meet(&self, requirements: &[Requirement]) -> bool {
        requirements.iter().all(|needed| self.meets(needed))
    }

    fn meets(&self, needed: &Requirement) -> bool {
        self.deciding(needed).allows(needed.action)
    }

    /// The permission that decides on a requirement.
    fn deciding(&self, needed: &Requirement) -> Permission {
        if self.manages_all {
            return Permission::Manage;
        }
        let asked = [Some(&needed.resource), needed.fallback.as_ref()];
        let granted = asked
            .into_iter()
            .flatten()
            .find_map(|resource| self.on(resource));
        match granted {
            Some(level @ (Permission::Deny | Permission::NoPermissions)) => level,
            Some(level) if level.rank() > self.default.rank() => level,
            _ => self.default,
        }
    }

    /// What the grants about a resource say together; `None` where there are none.
    fn on(&self, resource: &Resource) -> Option<Permission> {
        let about = self
            .grants
            .iter()
            .filter(|grant| grant.is_about(resource.kind, &resource.id))
            .map(|grant| grant.permission);
        let denied = about.clone().find(|level| *level == Permission::Deny);
        denied.or_else(|| about.max_by_key(|level| level.rank()))
    }

    /// The permission on a resource.
    pub fn permission_on(&self, resource: &Resource) -> Permission {
        self.deciding(&Requirement::new(resource.clone(), Action::Read))
    }

    /// Whether a search shows a resource. `and` has to be met, too, whichever resource it is.
    pub fn shows(&self, kind: ResourceType, id: &str, and: &[Requirement]) -> bool {
        let shown = Requirement {
            resource: Resource::new(kind, id),
            action: Action::Read,
            fallback: Some(Resource::every(ResourceType::Workspace)),
        };
        self.meet(and) && self.meets(&shown)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Permission::{Deny, Edit, Manage, NoPermissions, Read, Use};
    use ResourceType::{Experiment, Run, Workspace};

    fn rights(default: Permission, grants: &[(ResourceType, &str, Permission)]) -> Rights {
        let grants = grants.iter().map(|(kind, pattern, permission)| Grant {
            resource_type: *kind,
            pattern: (*pattern).to_owned(),
            permission: *permission,
        });
        Rights::new(grants.collect(), default)
    }

    fn on(rights: &Rights, id: &str) -> Permission {
        rights.permission_on(&Resource::new(Experiment, id))
    }

    #[test]
    fn a_denial_decides_and_otherwise_the_highest() {
        let both = rights(Read, &[(Experiment, "*", Edit), (Experiment, "1", Use)]);
        assert_eq!((on(&both, "1"), on(&both, "2")), (Edit, Edit));
        let denied = rights(Edit, &[(Experiment, "*", Manage), (Experiment, "1", Deny)]);
        assert_eq!((on(&denied, "1"), on(&denied, "2")), (Deny, Manage));
        let all_denied = rights(Edit, &[(Experiment, "*", Deny), (Experiment, "1", Manage)]);
        assert_eq!(on(&all_denied, "1"), Deny);
    }

    #[test]
    fn a_grant_gives_no_less_than_the_default_unless_it_denies() {
        let default = rights(
            Edit,
            &[(Experiment, "1", Read), (Experiment, "2", NoPermissions)],
        );
        assert_eq!(on(&default, "1"), Edit);
        assert_eq!(on(&default, "2"), NoPermissions);
        assert_eq!(on(&default, "3"), Edit);
        assert_eq!(on(&rights(NoPermissions, &[]), "1"), NoPermissions);
    }

    #[test]
    fn what_is_narrower_is_stronger() {
        let owner = Resource::new(Experiment, "1");
        let delete = [Requirement::within(Run, &owner, Action::Delete)];
        let inherited = rights(NoPermissions, &[(Experiment, "1", Manage)]);
        assert!(inherited.meet(&delete));
        let narrowed = rights(
            NoPermissions,
            &[(Experiment, "1", Manage), (Run, "*", Edit)],
        );
        assert!(!narrowed.meet(&delete));
        let widened = rights(
            NoPermissions,
            &[(Experiment, "1", Read), (Run, "*", Manage)],
        );
        assert!(widened.meet(&delete));
    }

    #[test]
    fn who_manages_the_workspace_is_never_denied() {
        let all = rights(
            NoPermissions,
            &[(Workspace, "*", Manage), (Experiment, "1", Deny)],
        );
        assert!(all.manages_all());
        assert_eq!(on(&all, "1"), Manage);
        let member = rights(NoPermissions, &[(Workspace, "*", Use)]);
        assert!(!member.manages_all());
        assert_eq!(on(&member, "1"), NoPermissions);
        assert!(member.shows(Experiment, "1", &[]), "as in MLflow 3.18");
    }
}
