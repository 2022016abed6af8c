//! What users are permitted, wherever a schema keeps it.
//!
//! Since MLflow 3.13 the permissions of one user are those of a role that this user alone has. Before,
//! each kind of resource had a table of its own; those tables stay, and are no longer read.

use crate::entity::{DEFAULT_WORKSPACE, Grant, Permission, ResourceType, Role};
use crate::error::{Error, Result};

use super::super::session::{Row, SqlResult, values};
use super::layout::Tables;
use super::{Access, UserDatabase, role, user};

/// What becomes of a permission that is there already.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum GrantWrite {
    /// The user must not have one.
    Create,
    /// The user may have one or not.
    Set,
    /// The user must have one.
    Update,
}

/// Who has a permission.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Holder {
    /// A user alone.
    User(String),
    /// Those who have a role.
    Role(String),
}

/// A permission on one resource, and who has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedGrant {
    /// Who has it.
    pub holder: Holder,
    /// What it is.
    pub grant: Grant,
}

impl UserDatabase {
    /// Gives a user a permission on a resource.
    pub fn grant(&self, username: &str, grant: &Grant, how: GrantWrite) -> Result<()> {
        self.write(|tx| {
            let user_id = user::known(tx, username)?.id;
            match (find(tx, user_id, grant)?, how) {
                (Some(_), GrantWrite::Create) => Err(exists(username, grant).into()),
                (None, GrantWrite::Update) => Err(not_found(username, grant).into()),
                (Some(found), _) => found.set(tx, grant.permission),
                (None, _) => insert(tx, user_id, grant),
            }
        })
    }

    /// Takes a permission on a resource from a user. The level does not matter.
    pub fn revoke(&self, username: &str, grant: &Grant) -> Result<()> {
        self.write(|tx| {
            let user_id = user::known(tx, username)?.id;
            match find(tx, user_id, grant)? {
                Some(found) => found.delete(tx),
                None => Err(not_found(username, grant).into()),
            }
        })
    }

    /// The permissions that a user has directly, and not by a role.
    pub fn direct_grants(&self, user_id: i64) -> Result<Vec<Grant>> {
        self.read(|tx| {
            if !tx.layout.grants_are_of_roles {
                return tx.grants_of_tables(user_id);
            }
            tx.grants_of_roles(user_id, Some(&Role::name_of_user(user_id)))
        })
    }

    /// Takes all permissions on a resource from the users who have them alone.
    pub fn delete_grants_on(&self, resource_type: ResourceType, id: &str) -> Result<()> {
        self.write(|tx| {
            if tx.layout.grants_are_of_roles {
                for (grant_id, _) in own_grants_on(tx, resource_type, id)? {
                    let delete = "DELETE FROM role_permissions WHERE id = ?1";
                    tx.execute(delete, &values![grant_id])?;
                }
            } else if let Some(Table { name, id: key }) = Table::of(resource_type) {
                let delete = format!("DELETE FROM {name} WHERE {key} = ?1");
                tx.execute(&delete, &values![id])?;
            }
            Ok(())
        })
    }

    /// Lets the users who alone have permissions on a resource have them on another one instead.
    pub fn rename_grants_on(
        &self,
        resource_type: ResourceType,
        id: &str,
        new_id: &str,
    ) -> Result<()> {
        self.write(|tx| {
            if tx.layout.grants_are_of_roles {
                for (grant_id, _) in own_grants_on(tx, resource_type, id)? {
                    let update = "UPDATE role_permissions SET resource_pattern = ?2 WHERE id = ?1";
                    tx.execute(update, &values![grant_id, new_id])?;
                }
            } else if let Some(Table { name, id: key }) = Table::of(resource_type) {
                let update = format!("UPDATE {name} SET {key} = ?2 WHERE {key} = ?1");
                tx.execute(&update, &values![id, new_id])?;
            }
            Ok(())
        })
    }

    /// Who has permissions on a resource, by its id, in any schema: also in those in which roles give
    /// none.
    pub fn holders_of(&self, resource_type: ResourceType, id: &str) -> Result<Vec<NamedGrant>> {
        let of_tables = self.read(|tx| {
            let table = Table::of(resource_type).filter(|_| !tx.layout.grants_are_of_roles);
            let Some(Table { name, id: key }) = table else {
                return Ok(Vec::new());
            };
            let ask = format!(
                "SELECT users.username, {name}.permission FROM {name}
                 JOIN users ON users.id = {name}.user_id WHERE {name}.{key} = ?1"
            );
            let named = tx.rows(&ask, &values![id], |row| {
                let permission = Permission::from_name(&row.text_or_empty(1))?;
                Some(NamedGrant {
                    holder: Holder::User(row.text_or_empty(0)),
                    grant: Grant {
                        resource_type,
                        pattern: id.to_owned(),
                        permission,
                    },
                })
            })?;
            Ok(named.into_iter().flatten().collect())
        })?;
        let mut found: Vec<NamedGrant> = of_tables;
        let of_roles = self.grants_on(resource_type, id)?;
        found.extend(of_roles);
        Ok(found)
    }

    /// Who has permissions on a resource, by its id.
    pub fn grants_on(&self, resource_type: ResourceType, id: &str) -> Result<Vec<NamedGrant>> {
        self.read(|tx| {
            if !tx.layout.has_roles {
                return Ok(Vec::new());
            }
            let found = tx.rows(
                "SELECT roles.name, role_permissions.resource_type,
                        role_permissions.resource_pattern, role_permissions.permission
                 FROM role_permissions JOIN roles ON roles.id = role_permissions.role_id
                 WHERE role_permissions.resource_type = ?1
                       AND role_permissions.resource_pattern = ?2",
                &values![resource_type.as_str(), id],
                |row| (row.text_or_empty(0), grant_at(row, 1)),
            )?;
            let found = found
                .into_iter()
                .filter_map(|(name, grant)| Some((name, grant?)))
                .filter(|(_, grant)| grant.pattern == id);
            found
                .map(|(name, grant)| {
                    let holder = holder(tx, name)?;
                    Ok(NamedGrant { holder, grant })
                })
                .collect()
        })
    }
}

impl Access<'_> {
    /// All that a user is permitted, by roles or directly.
    pub(super) fn grants_of(&self, user_id: i64) -> SqlResult<Vec<Grant>> {
        let mut grants = Vec::new();
        if self.layout.has_roles {
            grants = self.grants_of_roles(user_id, None)?;
        }
        if !self.layout.grants_are_of_roles {
            grants.extend(self.grants_of_tables(user_id)?);
        }
        Ok(grants)
    }

    /// What the roles of a user permit; of one of them, if it is named.
    fn grants_of_roles(&self, user_id: i64, name: Option<&str>) -> SqlResult<Vec<Grant>> {
        let found = self.rows(
            "SELECT roles.name, role_permissions.resource_type, role_permissions.resource_pattern,
                    role_permissions.permission
             FROM user_role_assignments
             JOIN roles ON roles.id = user_role_assignments.role_id
             JOIN role_permissions ON role_permissions.role_id = roles.id
             WHERE user_role_assignments.user_id = ?1 AND roles.workspace = ?2
             ORDER BY role_permissions.id",
            &values![user_id, DEFAULT_WORKSPACE],
            |row| (row.text_or_empty(0), grant_at(row, 1)),
        )?;
        let asked = found
            .into_iter()
            .filter(|(role, _)| name.is_none_or(|name| name == role));
        Ok(asked.filter_map(|(_, grant)| grant).collect())
    }

    /// What the tables of a schema from before roles permit.
    fn grants_of_tables(&self, user_id: i64) -> SqlResult<Vec<Grant>> {
        let mut grants = Vec::new();
        let tables = self.tables()?;
        for (resource_type, table) in Table::ALL {
            if !tables.has(table.name) {
                continue;
            }
            let ask = format!(
                "SELECT {}, permission FROM {} WHERE user_id = ?1 ORDER BY id",
                table.id, table.name
            );
            let found = self.rows(&ask, &values![user_id], |row| {
                grant_on(resource_type, row, 0)
            })?;
            for grant in found.into_iter().flatten() {
                if resource_type == ResourceType::RegisteredModel {
                    // Prompts were registered models then, as far as permissions go.
                    grants.push(Grant {
                        resource_type: ResourceType::Prompt,
                        ..grant.clone()
                    });
                }
                grants.push(grant);
            }
        }
        Ok(grants)
    }

    pub(super) fn tables(&self) -> SqlResult<Tables> {
        Tables::read(self.session, self.database.dialect())
    }
}

/// A table of permissions, in a schema from before roles.
#[derive(Clone, Copy)]
struct Table {
    name: &'static str,
    id: &'static str,
}

impl Table {
    const ALL: [(ResourceType, Self); 2] = [
        (
            ResourceType::Experiment,
            Self {
                name: "experiment_permissions",
                id: "experiment_id",
            },
        ),
        (
            ResourceType::RegisteredModel,
            Self {
                name: "registered_model_permissions",
                id: "name",
            },
        ),
    ];

    fn of(resource_type: ResourceType) -> Option<Self> {
        let kept = match resource_type {
            ResourceType::Prompt => ResourceType::RegisteredModel,
            other => other,
        };
        let found = Self::ALL.into_iter().find(|(kind, _)| *kind == kept);
        found.map(|(_, table)| table)
    }
}

/// A permission that a user has alone.
enum Found {
    OfRole(i64),
    OfTable(Table, i64),
}

impl Found {
    fn set(self, tx: &Access, permission: Permission) -> SqlResult<()> {
        match self {
            Self::OfRole(id) => role::set_permission(tx, id, permission),
            Self::OfTable(Table { name, .. }, id) => {
                let update = format!("UPDATE {name} SET permission = ?2 WHERE id = ?1");
                tx.execute(&update, &values![id, permission.as_str()])?;
                Ok(())
            }
        }
    }

    fn delete(self, tx: &Access) -> SqlResult<()> {
        let (table, id) = match self {
            Self::OfRole(id) => ("role_permissions", id),
            Self::OfTable(Table { name, .. }, id) => (name, id),
        };
        let delete = format!("DELETE FROM {table} WHERE id = ?1");
        tx.execute(&delete, &values![id])?;
        Ok(())
    }
}

fn find(tx: &Access, user_id: i64, grant: &Grant) -> SqlResult<Option<Found>> {
    let Grant {
        resource_type,
        pattern,
        ..
    } = grant;
    if tx.layout.grants_are_of_roles {
        let name = Role::name_of_user(user_id);
        let Some(role_id) = role::find_named(tx, &name, DEFAULT_WORKSPACE)? else {
            return Ok(None);
        };
        let found = role::find_permission(tx, role_id, resource_type.as_str(), pattern)?;
        let found = found.filter(|found| found.resource_pattern == *pattern);
        return Ok(found.map(|found| Found::OfRole(found.id)));
    }
    let table = table(*resource_type)?;
    let ask = format!(
        "SELECT id FROM {} WHERE user_id = ?1 AND {} = ?2",
        table.name, table.id
    );
    let found = tx.first(&ask, &values![user_id, pattern], |row| row.whole(0))?;
    Ok(found.flatten().map(|id| Found::OfTable(table, id)))
}

fn insert(tx: &Access, user_id: i64, grant: &Grant) -> SqlResult<()> {
    let Grant {
        resource_type,
        pattern,
        permission,
    } = grant;
    if tx.layout.grants_are_of_roles {
        let role_id = own_role(tx, user_id)?;
        let kind = resource_type.as_str();
        role::insert_permission(tx, role_id, kind, pattern, *permission)?;
        return Ok(());
    }
    let table = table(*resource_type)?;
    let columns = [table.id, "user_id", "permission"];
    let permission = permission.as_str();
    tx.insert(table.name, &columns, &values![pattern, user_id, permission])?;
    Ok(())
}

/// The role that this user alone has, which is made where it is missing.
fn own_role(tx: &Access, user_id: i64) -> SqlResult<i64> {
    let name = Role::name_of_user(user_id);
    let role_id = match role::find_named(tx, &name, DEFAULT_WORKSPACE)? {
        Some(role_id) => role_id,
        None => role::insert(tx, &name, DEFAULT_WORKSPACE, None)?,
    };
    let others = "SELECT user_id FROM user_role_assignments WHERE role_id = ?1 AND user_id <> ?2";
    let other = tx.first(others, &values![role_id, user_id], |row| row.whole(0))?;
    if other.is_some() {
        return Err(Error::invalid(format!(
            "Role '{name}' in workspace '{DEFAULT_WORKSPACE}' collides with the reserved names of \
             roles: expected that one user alone has it; rename it or take it from the others"
        ))
        .into());
    }
    if role::find_assignment(tx, user_id, role_id)?.is_none() {
        role::assign(tx, user_id, role_id)?;
    }
    Ok(role_id)
}

/// The permissions on a resource that users have alone: their keys, and whose they are.
fn own_grants_on(tx: &Access, resource_type: ResourceType, id: &str) -> SqlResult<Vec<(i64, i64)>> {
    let found = tx.rows(
        "SELECT role_permissions.id, roles.name, role_permissions.resource_pattern
         FROM role_permissions JOIN roles ON roles.id = role_permissions.role_id
         WHERE role_permissions.resource_type = ?1 AND role_permissions.resource_pattern = ?2
               AND roles.workspace = ?3",
        &values![resource_type.as_str(), id, DEFAULT_WORKSPACE],
        |row| {
            let user_id = Role::user_of_name(&row.text_or_empty(1))?;
            (row.text_or_empty(2) == id).then_some((row.whole(0)?, user_id))
        },
    )?;
    Ok(found.into_iter().flatten().collect())
}

fn holder(tx: &Access, role: String) -> SqlResult<Holder> {
    let Some(user_id) = Role::user_of_name(&role) else {
        return Ok(Holder::Role(role));
    };
    let ask = "SELECT username FROM users WHERE id = ?1";
    let name = tx.first(ask, &values![user_id], |row| row.text_or_empty(0))?;
    Ok(Holder::User(name.unwrap_or(role)))
}

/// The table of a kind of resource, in a schema from before roles.
fn table(resource_type: ResourceType) -> SqlResult<Table> {
    Table::of(resource_type).ok_or_else(|| {
        let what = format!("permissions on the kind `{}`", resource_type.as_str());
        Error::users_database_lacks(&what).into()
    })
}

/// The permission in three columns; `None` for a kind or level that is not known.
fn grant_at(row: &Row, column: usize) -> Option<Grant> {
    let resource_type = ResourceType::from_name(&row.text(column)?)?;
    grant_on(resource_type, row, column + 1)
}

/// The permission on a kind of resource in two columns.
fn grant_on(resource_type: ResourceType, row: &Row, column: usize) -> Option<Grant> {
    Some(Grant {
        resource_type,
        pattern: resource_type
            .canonical_id(&row.text_or_empty(column))
            .into_owned(),
        permission: Permission::from_name(&row.text(column + 1)?)?,
    })
}

fn exists(username: &str, grant: &Grant) -> Error {
    Error::grant_exists(username, grant.resource_type.as_str(), &grant.pattern)
}

fn not_found(username: &str, grant: &Grant) -> Error {
    Error::grant_not_found(username, grant.resource_type.as_str(), &grant.pattern)
}
