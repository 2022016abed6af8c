//! The table `users`.

use crate::entity::{Role, User};
use crate::error::{Error, Result};

use super::super::session::{Row, SqlResult, values};
use super::{Access, Granted, UserDatabase, role};

/// The tables that have a key of a user, beside those of roles.
const TABLES_OF_USERS: [&str; 7] = [
    "experiment_permissions",
    "registered_model_permissions",
    "scorer_permissions",
    "gateway_secret_permissions",
    "gateway_endpoint_permissions",
    "gateway_model_definition_permissions",
    "workspace_permissions",
];

impl UserDatabase {
    /// The user of that name.
    pub fn find_user(&self, username: &str) -> Result<Option<User>> {
        self.read(|tx| find(tx, username))
    }

    /// The user of that name, with all that the user is permitted.
    pub fn find_granted(&self, username: &str) -> Result<Option<Granted>> {
        self.read(|tx| {
            let Some(user) = find(tx, username)? else {
                return Ok(None);
            };
            let grants = tx.grants_of(user.id)?;
            Ok(Some(Granted { user, grants }))
        })
    }

    /// All users with their roles, by id.
    pub fn users(&self) -> Result<Vec<(User, Vec<Role>)>> {
        self.read(|tx| {
            let users = tx.rows(
                "SELECT id, username, password_hash, is_admin FROM users ORDER BY id",
                &[],
                user,
            )?;
            let users = users.into_iter();
            users
                .map(|user| Ok((user.clone(), role::of_user(tx, user.id)?)))
                .collect()
        })
    }

    /// The hashes of all users' passwords.
    pub fn password_hashes(&self) -> Result<Vec<String>> {
        self.read(|tx| {
            tx.rows("SELECT password_hash FROM users", &[], |row| {
                row.text_or_empty(0)
            })
        })
    }

    /// Adds a user.
    pub fn create_user(&self, username: &str, hash: &str, is_admin: bool) -> Result<User> {
        self.write(|tx| {
            if find(tx, username)?.is_some() {
                return Err(Error::user_exists(username).into());
            }
            let columns = &["username", "password_hash", "is_admin"];
            let id = tx.insert("users", columns, &values![username, hash, is_admin])?;
            Ok(User {
                id,
                username: username.to_owned(),
                password_hash: hash.to_owned(),
                is_admin,
            })
        })
    }

    /// Gives a user another password.
    pub fn set_password(&self, username: &str, hash: &str) -> Result<()> {
        self.write(|tx| {
            let user = known(tx, username)?;
            tx.execute(
                "UPDATE users SET password_hash = ?2 WHERE id = ?1",
                &values![user.id, hash],
            )?;
            Ok(())
        })
    }

    /// Makes a user an administrator, or takes that away.
    pub fn set_admin(&self, username: &str, is_admin: bool) -> Result<()> {
        self.write(|tx| {
            let user = known(tx, username)?;
            tx.execute(
                "UPDATE users SET is_admin = ?2 WHERE id = ?1",
                &values![user.id, is_admin],
            )?;
            Ok(())
        })
    }

    /// Deletes a user with the permissions and tokens that the user has.
    pub fn delete_user(&self, username: &str) -> Result<()> {
        self.write(|tx| {
            let user = known(tx, username)?;
            if tx.layout.has_roles {
                role::delete_those_of_user(tx, user.id)?;
            }
            tx.delete_tokens_of(user.id)?;
            let tables = tx.tables()?;
            for table in TABLES_OF_USERS.iter().filter(|table| tables.has(table)) {
                tx.execute(
                    &format!("DELETE FROM {table} WHERE user_id = ?1"),
                    &values![user.id],
                )?;
            }
            tx.execute("DELETE FROM users WHERE id = ?1", &values![user.id])?;
            Ok(())
        })
    }
}

pub(super) fn find(tx: &Access, username: &str) -> SqlResult<Option<User>> {
    let found = tx.first(
        "SELECT id, username, password_hash, is_admin FROM users WHERE username = ?1",
        &values![username],
        user,
    )?;
    // MySQL compares names without case.
    Ok(found.filter(|user| user.username == username))
}

/// The user of that name, who is there.
pub(super) fn known(tx: &Access, username: &str) -> SqlResult<User> {
    find(tx, username)?.ok_or_else(|| Error::user_not_found(username).into())
}

fn user(row: &Row) -> User {
    User {
        id: row.whole(0).unwrap_or_default(),
        username: row.text_or_empty(1),
        password_hash: row.text_or_empty(2),
        is_admin: row.flag(3),
    }
}
