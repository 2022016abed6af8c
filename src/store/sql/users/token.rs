//! The table of access tokens.
//!
//! MLflow has none. It is a table of our own beside MLflow's in the users' database, so that all
//! servers on that database know the same tokens. It is made with the first token, and has no foreign
//! key, so that Python's server goes on deleting users: what it leaves is no token of anybody, because
//! a token names the hash of the password that its owner had when it was made.

use crate::error::{Error, ErrorCode, Result};

use super::super::session::{Row, SqlResult, values};
use super::layout::Tables;
use super::{Access, UserDatabase};

/// The table's name.
const TABLE: &str = "mlflow_access_tokens";

const COLUMNS: &str = "token_id, user_id, password_fingerprint, name, digest, can_write, \
                       created_at, expires_at, last_used_at";

/// An access token as it is kept: never the secret itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredToken {
    /// By what it is found and revoked.
    pub token_id: String,
    /// Whose it is.
    pub user_id: i64,
    /// A digest of the owner's password hash when it was made. With another password it is void.
    pub password_fingerprint: String,
    /// For people.
    pub name: String,
    /// A digest of the secret.
    pub digest: String,
    /// Whether requests that change something may use it.
    pub can_write: bool,
    /// Milliseconds since 1970 (UTC).
    pub created_at: i64,
    /// From when on it is void.
    pub expires_at: Option<i64>,
    /// When it was last used, as far as that was noted.
    pub last_used_at: Option<i64>,
}

impl UserDatabase {
    /// Keeps a token.
    pub fn add_token(&self, token: &StoredToken) -> Result<()> {
        self.make_table_of_tokens()?;
        let StoredToken {
            token_id,
            user_id,
            password_fingerprint,
            name,
            digest,
            can_write,
            created_at,
            expires_at,
            last_used_at,
        } = token;
        self.write(|tx| {
            tx.execute(
                &format!(
                    "INSERT INTO {TABLE} ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)"
                ),
                &values![
                    token_id,
                    user_id,
                    password_fingerprint,
                    name,
                    digest,
                    can_write,
                    created_at,
                    expires_at,
                    last_used_at
                ],
            )?;
            Ok(())
        })
    }

    /// The token of that id, with the name of its owner. `None` where there is none or no such user.
    pub fn find_token(&self, token_id: &str) -> Result<Option<(StoredToken, String)>> {
        self.read(|tx| {
            if !has_table(tx)? {
                return Ok(None);
            }
            let ask = format!("SELECT {COLUMNS} FROM {TABLE} WHERE token_id = ?1");
            let Some(found) = tx.first(&ask, &values![token_id], token)? else {
                return Ok(None);
            };
            let ask = "SELECT username FROM users WHERE id = ?1";
            let owner = tx.first(ask, &values![found.user_id], |row| row.text_or_empty(0))?;
            Ok(owner.map(|owner| (found, owner)))
        })
    }

    /// What is kept under an id, whoever has it.
    pub fn find_any_token(&self, token_id: &str) -> Result<Option<StoredToken>> {
        self.read(|tx| {
            if !has_table(tx)? {
                return Ok(None);
            }
            let ask = format!("SELECT {COLUMNS} FROM {TABLE} WHERE token_id = ?1");
            tx.first(&ask, &values![token_id], token)
        })
    }

    /// Gives what one user has to another. Whether it was still that user's.
    pub fn give_token(
        &self,
        token_id: &str,
        from: i64,
        to: i64,
        password_fingerprint: &str,
    ) -> Result<bool> {
        self.write(|tx| {
            let update = format!(
                "UPDATE {TABLE} SET user_id = ?3, password_fingerprint = ?4 \
                 WHERE token_id = ?1 AND user_id = ?2"
            );
            let values = values![token_id, from, to, password_fingerprint];
            Ok(has_table(tx)? && tx.execute(&update, &values)? > 0)
        })
    }

    /// The tokens of a user, the oldest first.
    pub fn tokens_of(&self, user_id: i64) -> Result<Vec<StoredToken>> {
        self.read(|tx| {
            if !has_table(tx)? {
                return Ok(Vec::new());
            }
            let ask = format!(
                "SELECT {COLUMNS} FROM {TABLE} WHERE user_id = ?1 ORDER BY created_at, token_id"
            );
            tx.rows(&ask, &values![user_id], token)
        })
    }

    /// Removes a token of a user.
    pub fn delete_token(&self, user_id: i64, token_id: &str) -> Result<()> {
        self.write(|tx| {
            let delete = format!("DELETE FROM {TABLE} WHERE user_id = ?1 AND token_id = ?2");
            let deleted = if has_table(tx)? {
                tx.execute(&delete, &values![user_id, token_id])?
            } else {
                0
            };
            if deleted == 0 {
                return Err(Error::new(
                    ErrorCode::ResourceDoesNotExist,
                    format!("Token with id={token_id} not found: expected the id of a token"),
                )
                .into());
            }
            Ok(())
        })
    }

    /// Notes that a token was used.
    pub fn touch_token(&self, token_id: &str, now: i64) -> Result<()> {
        self.write(|tx| {
            let update = format!("UPDATE {TABLE} SET last_used_at = ?2 WHERE token_id = ?1");
            tx.execute(&update, &values![token_id, now])?;
            Ok(())
        })
    }

    fn make_table_of_tokens(&self) -> Result<()> {
        if self.read(has_table)? {
            return Ok(());
        }
        let made = self.write(|tx| {
            if has_table(tx)? {
                return Ok(());
            }
            tx.session.run(&format!(
                "CREATE TABLE {TABLE} (
                    token_id VARCHAR(64) NOT NULL,
                    user_id INTEGER NOT NULL,
                    password_fingerprint VARCHAR(64) NOT NULL,
                    name VARCHAR(255) NOT NULL,
                    digest VARCHAR(64) NOT NULL,
                    can_write BOOLEAN NOT NULL,
                    created_at BIGINT NOT NULL,
                    expires_at BIGINT,
                    last_used_at BIGINT,
                    PRIMARY KEY (token_id)
                )"
            ))
        });
        // Another server may have made it at this moment.
        match made {
            Err(error) if !self.read(has_table)? => Err(error),
            _ => Ok(()),
        }
    }
}

impl Access<'_> {
    /// Removes all tokens of a user.
    pub(super) fn delete_tokens_of(&self, user_id: i64) -> SqlResult<()> {
        if has_table(self)? {
            let delete = format!("DELETE FROM {TABLE} WHERE user_id = ?1");
            self.execute(&delete, &values![user_id])?;
        }
        Ok(())
    }
}

fn has_table(tx: &Access) -> SqlResult<bool> {
    Ok(Tables::read(tx.session, tx.database.dialect())?.has(TABLE))
}

fn token(row: &Row) -> StoredToken {
    StoredToken {
        token_id: row.text_or_empty(0),
        user_id: row.whole(1).unwrap_or_default(),
        password_fingerprint: row.text_or_empty(2),
        name: row.text_or_empty(3),
        digest: row.text_or_empty(4),
        can_write: row.flag(5),
        created_at: row.whole(6).unwrap_or_default(),
        expires_at: row.whole(7),
        last_used_at: row.whole(8),
    }
}
