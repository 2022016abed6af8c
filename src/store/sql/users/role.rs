//! The tables of roles: `roles`, `role_permissions` and `user_role_assignments`.

use crate::entity::{Permission, ResourceType, Role, RoleAssignment, RolePermission, User};
use crate::error::{Error, ErrorCode, Result};

use super::super::session::{Row, SqlError, SqlResult, values};
use super::{Access, UserDatabase};

const PERMISSION: &str =
    "SELECT id, role_id, resource_type, resource_pattern, permission FROM role_permissions";
const ASSIGNMENT: &str = "SELECT id, user_id, role_id FROM user_role_assignments";

impl UserDatabase {
    /// Adds a role.
    pub fn create_role(
        &self,
        name: &str,
        workspace: &str,
        description: Option<&str>,
    ) -> Result<Role> {
        self.write(|tx| {
            tx.require_roles()?;
            if find_named(tx, name, workspace)?.is_some() {
                return Err(Error::role_exists(name, workspace).into());
            }
            let id = insert(tx, name, workspace, description)?;
            known(tx, id)
        })
    }

    /// One role.
    pub fn role(&self, role_id: i64) -> Result<Role> {
        self.read(|tx| known(tx, role_id))
    }

    /// The roles of some workspaces; of all where none is named.
    pub fn roles(&self, workspaces: &[String]) -> Result<Vec<Role>> {
        self.read(|tx| {
            if !tx.layout.has_roles {
                return Ok(Vec::new());
            }
            let ask = "SELECT id, name, workspace, description FROM roles ORDER BY id";
            let mut roles = tx.rows(ask, &[], bare)?;
            roles.retain(|role| workspaces.is_empty() || workspaces.contains(&role.workspace));
            complete(tx, roles)
        })
    }

    /// The roles of a user.
    pub fn roles_of(&self, user: &User) -> Result<Vec<Role>> {
        self.read(|tx| of_user(tx, user.id))
    }

    /// Gives a role another name or description.
    pub fn update_role(
        &self,
        role_id: i64,
        name: Option<&str>,
        description: Option<&str>,
    ) -> Result<Role> {
        self.write(|tx| {
            let old = known(tx, role_id)?;
            if let Some(name) = name
                && let Some(other) = find_named(tx, name, &old.workspace)?
                && other != role_id
            {
                return Err(Error::role_exists(name, &old.workspace).into());
            }
            tx.execute(
                "UPDATE roles SET name = ?2, description = ?3 WHERE id = ?1",
                &values![
                    role_id,
                    name.unwrap_or(&old.name),
                    description.or(old.description.as_deref())
                ],
            )?;
            known(tx, role_id)
        })
    }

    /// Deletes a role, with its permissions, and takes it from all users.
    pub fn delete_role(&self, role_id: i64) -> Result<()> {
        self.write(|tx| {
            known(tx, role_id)?;
            delete(tx, role_id)
        })
    }

    /// Gives a role a permission.
    pub fn add_role_permission(
        &self,
        role_id: i64,
        resource_type: ResourceType,
        pattern: &str,
        permission: Permission,
    ) -> Result<RolePermission> {
        self.write(|tx| {
            known(tx, role_id)?;
            let kind = resource_type.as_str();
            if find_permission(tx, role_id, kind, pattern)?.is_some() {
                return Err(Error::new(
                    ErrorCode::ResourceAlreadyExists,
                    format!(
                        "Role permission (role_id={role_id}, resource_type={kind}, \
                         resource_pattern={pattern}) already exists: expected a new one"
                    ),
                )
                .into());
            }
            let id = insert_permission(tx, role_id, kind, pattern, permission)?;
            known_permission(tx, id)
        })
    }

    /// A permission of a role.
    pub fn role_permission(&self, id: i64) -> Result<RolePermission> {
        self.read(|tx| known_permission(tx, id))
    }

    /// Takes a permission from its role.
    pub fn remove_role_permission(&self, id: i64) -> Result<()> {
        self.write(|tx| {
            known_permission(tx, id)?;
            tx.execute("DELETE FROM role_permissions WHERE id = ?1", &values![id])?;
            Ok(())
        })
    }

    /// Changes the level of a permission of a role.
    pub fn update_role_permission(
        &self,
        id: i64,
        permission: Permission,
    ) -> Result<RolePermission> {
        self.write(|tx| {
            known_permission(tx, id)?;
            set_permission(tx, id, permission)?;
            known_permission(tx, id)
        })
    }

    /// Gives a user a role.
    pub fn assign_role(&self, user_id: i64, role_id: i64) -> Result<RoleAssignment> {
        self.write(|tx| {
            known(tx, role_id)?;
            if find_assignment(tx, user_id, role_id)?.is_some() {
                return Err(Error::new(
                    ErrorCode::ResourceAlreadyExists,
                    format!(
                        "User role assignment (user_id={user_id}, role_id={role_id}) already \
                         exists: expected a role that the user does not have"
                    ),
                )
                .into());
            }
            let id = assign(tx, user_id, role_id)?;
            Ok(RoleAssignment {
                id,
                user_id,
                role_id,
            })
        })
    }

    /// Takes a role from a user.
    pub fn unassign_role(&self, user_id: i64, role_id: i64) -> Result<()> {
        self.write(|tx| {
            tx.require_roles()?;
            let Some(assignment) = find_assignment(tx, user_id, role_id)? else {
                return Err(Error::new(
                    ErrorCode::ResourceDoesNotExist,
                    format!(
                        "User role assignment (user_id={user_id}, role_id={role_id}) not found: \
                         expected a role that the user has"
                    ),
                )
                .into());
            };
            tx.execute(
                "DELETE FROM user_role_assignments WHERE id = ?1",
                &values![assignment.id],
            )?;
            Ok(())
        })
    }

    /// Who has a role.
    pub fn users_of_role(&self, role_id: i64) -> Result<Vec<RoleAssignment>> {
        self.read(|tx| {
            known(tx, role_id)?;
            let ask = format!("{ASSIGNMENT} WHERE role_id = ?1 ORDER BY id");
            tx.rows(&ask, &values![role_id], assignment)
        })
    }
}

impl Access<'_> {
    /// Refuses work on roles in a database that has none.
    fn require_roles(&self) -> SqlResult<()> {
        if self.layout.has_roles {
            return Ok(());
        }
        Err(Error::users_database_lacks("roles").into())
    }
}

/// The roles of a user with their permissions, by id.
pub(super) fn of_user(tx: &Access, user_id: i64) -> SqlResult<Vec<Role>> {
    if !tx.layout.has_roles {
        return Ok(Vec::new());
    }
    let roles = tx.rows(
        "SELECT roles.id, roles.name, roles.workspace, roles.description FROM roles
         JOIN user_role_assignments ON user_role_assignments.role_id = roles.id
         WHERE user_role_assignments.user_id = ?1 ORDER BY roles.id",
        &values![user_id],
        bare,
    )?;
    complete(tx, roles)
}

fn complete(tx: &Access, mut roles: Vec<Role>) -> SqlResult<Vec<Role>> {
    let ask = format!("{PERMISSION} WHERE role_id = ?1 ORDER BY id");
    for role in &mut roles {
        role.permissions = tx.rows(&ask, &values![role.id], permission)?;
    }
    Ok(roles)
}

fn known(tx: &Access, role_id: i64) -> SqlResult<Role> {
    tx.require_roles()?;
    let ask = "SELECT id, name, workspace, description FROM roles WHERE id = ?1";
    let roles = tx.rows(ask, &values![role_id], bare)?;
    let role = complete(tx, roles)?.into_iter().next();
    role.ok_or_else(|| Error::role_not_found(role_id).into())
}

pub(super) fn find_named(tx: &Access, name: &str, workspace: &str) -> SqlResult<Option<i64>> {
    let ask = "SELECT id FROM roles WHERE workspace = ?1 AND name = ?2";
    tx.first(ask, &values![workspace, name], |row| {
        row.whole(0).unwrap_or_default()
    })
}

pub(super) fn insert(
    tx: &Access,
    name: &str,
    workspace: &str,
    description: Option<&str>,
) -> SqlResult<i64> {
    let columns = &["name", "workspace", "description"];
    tx.insert("roles", columns, &values![name, workspace, description])
}

pub(super) fn assign(tx: &Access, user_id: i64, role_id: i64) -> SqlResult<i64> {
    let columns = &["user_id", "role_id"];
    tx.insert("user_role_assignments", columns, &values![user_id, role_id])
}

pub(super) fn find_assignment(
    tx: &Access,
    user_id: i64,
    role_id: i64,
) -> SqlResult<Option<RoleAssignment>> {
    let ask = format!("{ASSIGNMENT} WHERE user_id = ?1 AND role_id = ?2");
    tx.first(&ask, &values![user_id, role_id], assignment)
}

fn delete(tx: &Access, role_id: i64) -> SqlResult<()> {
    for (table, column) in [
        ("role_permissions", "role_id"),
        ("user_role_assignments", "role_id"),
        ("roles", "id"),
    ] {
        let statement = format!("DELETE FROM {table} WHERE {column} = ?1");
        tx.execute(&statement, &values![role_id])?;
    }
    Ok(())
}

/// Deletes the roles that only this user has, and takes all others from the user.
pub(super) fn delete_those_of_user(tx: &Access, user_id: i64) -> SqlResult<()> {
    let own = tx.rows(
        "SELECT id FROM roles WHERE name = ?1",
        &values![Role::name_of_user(user_id)],
        |row| row.whole(0).unwrap_or_default(),
    )?;
    for role_id in own {
        delete(tx, role_id)?;
    }
    tx.execute(
        "DELETE FROM user_role_assignments WHERE user_id = ?1",
        &values![user_id],
    )?;
    Ok(())
}

pub(super) fn find_permission(
    tx: &Access,
    role_id: i64,
    resource_type: &str,
    pattern: &str,
) -> SqlResult<Option<RolePermission>> {
    let ask =
        format!("{PERMISSION} WHERE role_id = ?1 AND resource_type = ?2 AND resource_pattern = ?3");
    tx.first(&ask, &values![role_id, resource_type, pattern], permission)
}

fn known_permission(tx: &Access, id: i64) -> SqlResult<RolePermission> {
    tx.require_roles()?;
    let ask = format!("{PERMISSION} WHERE id = ?1");
    let found = tx.first(&ask, &values![id], permission)?;
    found.ok_or_else(|| SqlError::from(Error::role_permission_not_found(id)))
}

pub(super) fn insert_permission(
    tx: &Access,
    role_id: i64,
    resource_type: &str,
    pattern: &str,
    permission: Permission,
) -> SqlResult<i64> {
    let columns = &["role_id", "resource_type", "resource_pattern", "permission"];
    tx.insert(
        "role_permissions",
        columns,
        &values![role_id, resource_type, pattern, permission.as_str()],
    )
}

pub(super) fn set_permission(tx: &Access, id: i64, permission: Permission) -> SqlResult<()> {
    tx.execute(
        "UPDATE role_permissions SET permission = ?2 WHERE id = ?1",
        &values![id, permission.as_str()],
    )?;
    Ok(())
}

/// A role without its permissions.
fn bare(row: &Row) -> Role {
    Role {
        id: row.whole(0).unwrap_or_default(),
        name: row.text_or_empty(1),
        workspace: row.text_or_empty(2),
        description: row.text(3),
        permissions: Vec::new(),
    }
}

fn permission(row: &Row) -> RolePermission {
    RolePermission {
        id: row.whole(0).unwrap_or_default(),
        role_id: row.whole(1).unwrap_or_default(),
        resource_type: row.text_or_empty(2),
        resource_pattern: row.text_or_empty(3),
        permission: row.text_or_empty(4),
    }
}

fn assignment(row: &Row) -> RoleAssignment {
    RoleAssignment {
        id: row.whole(0).unwrap_or_default(),
        user_id: row.whole(1).unwrap_or_default(),
        role_id: row.whole(2).unwrap_or_default(),
    }
}
