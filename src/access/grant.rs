//! The rules of permissions that users have directly.

use crate::entity::{EVERY, Grant, Permission, ResourceType};
use crate::error::{Error, Result};
use crate::store::{GrantWrite, Holder, NamedGrant};
use crate::sync::unpoisoned;

use super::role::checked_pattern;
use super::{AccessControl, Caller, names};

/// The kinds that share the names of registered models.
const MODEL_KINDS: [ResourceType; 2] = [ResourceType::RegisteredModel, ResourceType::Prompt];

impl AccessControl {
    /// Gives a user a permission on a resource.
    pub fn grant(
        &self,
        username: &str,
        resource_type: &str,
        id: &str,
        permission: &str,
        how: GrantWrite,
    ) -> Result<()> {
        let kind = self.check_direct_kind(resource_type)?;
        let grant = Grant {
            resource_type: kind,
            permission: names::permission(permission)?,
            pattern: checked_pattern(kind, id)?,
        };
        names::check_grantable(kind, grant.permission)?;
        self.database.grant(username, &grant, how)?;
        self.forget_rights_of(username);
        Ok(())
    }

    /// The same, as clients from before roles ask for it: they know `NO_PERMISSIONS`, too.
    pub fn grant_as_before_roles(
        &self,
        username: &str,
        kind: ResourceType,
        id: &str,
        permission: &str,
        how: GrantWrite,
    ) -> Result<()> {
        if Permission::from_name(permission) != Some(Permission::NoPermissions) {
            return self.grant(username, kind.as_str(), id, permission, how);
        }
        let grant = Grant {
            resource_type: kind,
            permission: Permission::NoPermissions,
            pattern: kind.canonical_id(id).into_owned(),
        };
        self.database.grant(username, &grant, how)?;
        self.forget_rights_of(username);
        Ok(())
    }

    /// Takes a permission on a resource from a user.
    pub fn revoke(&self, username: &str, resource_type: &str, id: &str) -> Result<()> {
        let kind = self.check_direct_kind(resource_type)?;
        let grant = Grant {
            resource_type: kind,
            pattern: kind.canonical_id(id).into_owned(),
            permission: Permission::NoPermissions,
        };
        self.database.revoke(username, &grant)?;
        self.forget_rights_of(username);
        Ok(())
    }

    /// The permission that a user has directly on one resource.
    pub fn direct_grant(&self, username: &str, kind: ResourceType, id: &str) -> Result<Permission> {
        let user = self.get_user(username)?;
        let id = kind.canonical_id(id);
        let grants = self.database.direct_grants(user.id)?;
        let found = grants
            .into_iter()
            .find(|grant| grant.resource_type == kind && grant.pattern == id);
        found
            .map(|grant| grant.permission)
            .ok_or_else(|| Error::grant_not_found(username, kind.as_str(), &id))
    }

    /// The permission of a user on a resource, as requests of that user meet it.
    pub fn permission_of(
        &self,
        username: &str,
        resource_type: &str,
        id: &str,
    ) -> Result<Permission> {
        let kind = self.check_direct_kind(resource_type)?;
        let granted = self.database.find_granted(username)?;
        let granted = granted.ok_or_else(|| Error::user_not_found(username))?;
        Ok(self.caller(granted).permission_on(kind, id))
    }

    /// Who has permissions on a resource by its id: users, and those with a role.
    pub fn holders_of(&self, resource_type: &str, id: &str) -> Result<Vec<NamedGrant>> {
        let kind = self.check_direct_kind(resource_type)?;
        self.database.holders_of(kind, &kind.canonical_id(id))
    }

    /// Lets whoever created a resource manage it.
    pub fn owns(&self, caller: &Caller, kind: ResourceType, id: &str) -> Result<()> {
        let grant = Grant {
            resource_type: kind,
            pattern: kind.canonical_id(id).into_owned(),
            permission: Permission::Manage,
        };
        self.database
            .grant(caller.name(), &grant, GrantWrite::Set)?;
        self.forget_rights_of(caller.name());
        Ok(())
    }

    /// Takes the permissions on a registered model or prompt that was deleted from all users, so that
    /// they do not come back with the next one of that name.
    pub fn model_was_deleted(&self, name: &str) -> Result<()> {
        for kind in MODEL_KINDS {
            self.database.delete_grants_on(kind, name)?;
        }
        self.forget_all();
        Ok(())
    }

    /// Lets the permissions of users follow a registered model or prompt to its new name.
    pub fn model_was_renamed(&self, name: &str, new_name: &str) -> Result<()> {
        for kind in MODEL_KINDS {
            self.database.rename_grants_on(kind, name, new_name)?;
        }
        self.forget_all();
        Ok(())
    }

    /// Refuses a name that would be all registered models.
    pub fn check_model_name(&self, name: &str) -> Result<()> {
        if name == EVERY {
            return Err(Error::invalid(format!(
                "'{EVERY}' is reserved for wildcard permission grants: expected another name for a \
                 registered model or prompt"
            )));
        }
        Ok(())
    }

    /// Refuses to rename a registered model or prompt where that would change what a role permits, or
    /// what somebody has on the new name. Who may not manage roles is not told who has what.
    pub fn check_model_rename(&self, caller: &Caller, name: &str, new_name: &str) -> Result<()> {
        self.check_model_name(new_name)?;
        let mut in_the_way = Vec::new();
        for kind in MODEL_KINDS {
            for (of, id) in [(name, name), (new_name, new_name)] {
                let found = self.database.grants_on(kind, id)?;
                in_the_way.extend(found.into_iter().filter(|named| match named.holder {
                    Holder::Role(_) => true,
                    Holder::User(_) => of == new_name && new_name != name,
                }));
            }
        }
        if in_the_way.is_empty() {
            return Ok(());
        }
        let details = if caller.manages_all() {
            let named = in_the_way.iter().map(|named| {
                let (what, who) = match &named.holder {
                    Holder::Role(name) => ("role", name),
                    Holder::User(name) => ("user", name),
                };
                format!(
                    "{what} '{who}' has {} on {} '{}'",
                    named.grant.permission.as_str(),
                    named.grant.resource_type.as_str(),
                    named.grant.pattern
                )
            });
            format!(" ({})", named.collect::<Vec<_>>().join(", "))
        } else {
            String::new()
        };
        Err(Error::invalid(format!(
            "Cannot rename '{name}' to '{new_name}': permissions name one of them{details}; expected \
             an administrator to remove these first"
        )))
    }

    /// A kind of resource on which users have permissions directly.
    pub fn check_direct_kind(&self, resource_type: &str) -> Result<ResourceType> {
        let kind = names::resource_type(resource_type)?;
        if kind == ResourceType::Workspace {
            return Err(Error::invalid(
                "resource_type 'workspace' is not supported by the per-user permission convenience \
                 APIs: expected a role that has the permission",
            ));
        }
        Ok(kind)
    }

    /// Forgets what a user may do, but not that the password fits.
    fn forget_rights_of(&self, username: &str) {
        unpoisoned(self.verified.write()).forget_rights(username);
    }
}
