//! The rules of roles.

use crate::entity::{EVERY, ResourceType, Role, RoleAssignment, RolePermission};
use crate::error::{Error, Result};

use super::{AccessControl, Caller, names};

/// Longest name and longest description, as the database keeps them.
const LONGEST_NAME: usize = 255;
const LONGEST_DESCRIPTION: usize = 1024;

impl AccessControl {
    /// Adds a role.
    pub fn create_role(
        &self,
        workspace: &str,
        name: &str,
        description: Option<&str>,
    ) -> Result<Role> {
        check_name(name)?;
        if workspace.trim().is_empty() {
            return Err(Error::invalid(
                "Workspace cannot be empty: expected a name, such as `default`",
            ));
        }
        check_description(description)?;
        self.database.create_role(name, workspace, description)
    }

    /// One role.
    pub fn get_role(&self, role_id: i64) -> Result<Role> {
        self.database.role(role_id)
    }

    /// The roles of some workspaces; of all where none is named.
    pub fn list_roles(&self, workspaces: &[String]) -> Result<Vec<Role>> {
        if workspaces.iter().any(|name| name.trim().is_empty()) {
            return Err(Error::invalid(
                "Parameter 'workspace' must be a non-empty string when provided: expected a name",
            ));
        }
        self.database.roles(workspaces)
    }

    /// Gives a role another name or description.
    pub fn update_role(
        &self,
        role_id: i64,
        name: Option<&str>,
        description: Option<&str>,
    ) -> Result<Role> {
        if name.is_none() && description.is_none() {
            return Err(Error::invalid(
                "At least one of 'name' or 'description' must be provided to update a role: \
                 expected one of them",
            ));
        }
        if let Some(name) = name {
            check_name(name)?;
        }
        check_description(description)?;
        self.database.update_role(role_id, name, description)
    }

    /// Deletes a role.
    pub fn delete_role(&self, role_id: i64) -> Result<()> {
        self.database.delete_role(role_id)?;
        self.forget_all();
        Ok(())
    }

    /// Gives a role a permission.
    pub fn add_role_permission(
        &self,
        role_id: i64,
        resource_type: &str,
        pattern: &str,
        permission: &str,
    ) -> Result<RolePermission> {
        let permission = names::permission(permission)?;
        let kind = names::resource_type(resource_type)?;
        names::check_grantable(kind, permission)?;
        let pattern = checked_pattern(kind, pattern)?;
        if kind == ResourceType::Experiment && pattern != EVERY && pattern.parse::<i64>().is_err() {
            return Err(Error::invalid(format!(
                "Invalid experiment ID `{pattern}`: expected a number or `{EVERY}`"
            )));
        }
        let added = self
            .database
            .add_role_permission(role_id, kind, &pattern, permission)?;
        self.forget_all();
        Ok(added)
    }

    /// A permission of a role.
    pub fn get_role_permission(&self, id: i64) -> Result<RolePermission> {
        self.database.role_permission(id)
    }

    /// Takes a permission from its role.
    pub fn remove_role_permission(&self, id: i64) -> Result<()> {
        self.database.remove_role_permission(id)?;
        self.forget_all();
        Ok(())
    }

    /// Changes the level of a permission of a role.
    pub fn update_role_permission(&self, id: i64, permission: &str) -> Result<RolePermission> {
        let permission = names::permission(permission)?;
        let kept = self.database.role_permission(id)?;
        names::check_grantable(names::resource_type(&kept.resource_type)?, permission)?;
        let updated = self.database.update_role_permission(id, permission)?;
        self.forget_all();
        Ok(updated)
    }

    /// Gives a user a role.
    pub fn assign_role(&self, username: &str, role_id: i64) -> Result<RoleAssignment> {
        let user = self.get_user(username)?;
        let assignment = self.database.assign_role(user.id, role_id)?;
        self.forget_all();
        Ok(assignment)
    }

    /// Takes a role from a user.
    pub fn unassign_role(&self, username: &str, role_id: i64) -> Result<()> {
        let user = self.get_user(username)?;
        self.database.unassign_role(user.id, role_id)?;
        self.forget_all();
        Ok(())
    }

    /// The roles of a user that a caller may see.
    pub fn roles_of(&self, caller: &Caller, username: &str) -> Result<Vec<Role>> {
        let user = self.get_user(username)?;
        let mut roles = self.database.roles_of(&user)?;
        if !caller.manages_all() && caller.name() != username {
            roles.clear();
        }
        Ok(roles)
    }

    /// Who has a role.
    pub fn users_of_role(&self, role_id: i64) -> Result<Vec<RoleAssignment>> {
        self.database.users_of_role(role_id)
    }
}

/// A pattern in its canonical form, if the kind takes it.
pub(super) fn checked_pattern(kind: ResourceType, pattern: &str) -> Result<String> {
    if pattern == EVERY || kind.has_ids() {
        return Ok(kind.canonical_id(pattern).into_owned());
    }
    Err(Error::invalid(format!(
        "Invalid resource_pattern '{pattern}' for resource_type='{}': expected `{EVERY}`, because this \
         kind is permitted as a whole",
        kind.as_str()
    )))
}

fn check_name(name: &str) -> Result<()> {
    if name.trim().is_empty() {
        return Err(Error::invalid("Role name cannot be empty: expected a name"));
    }
    if Role::is_reserved(name) {
        return Err(Error::invalid(format!(
            "Role name '{name}' is reserved: expected one that does not begin with `__user_`"
        )));
    }
    check_length("name", "name of the role", name, LONGEST_NAME)
}

fn check_description(description: Option<&str>) -> Result<()> {
    let description = description.unwrap_or_default();
    check_length(
        "description",
        "description of the role",
        description,
        LONGEST_DESCRIPTION,
    )
}

fn check_length(field: &str, what: &str, text: &str, limit: usize) -> Result<()> {
    if text.chars().count() > limit {
        return Err(Error::too_long(field, what, text, limit));
    }
    Ok(())
}
