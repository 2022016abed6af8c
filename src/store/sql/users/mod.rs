//! The users' database of a server: users, roles and what they permit.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `layout` | which of MLflow's schemas a users' database has, and that of a new one |
//! | `open` | from an address to a users' database |
//! | `user` | the table `users` |
//! | `role` | the tables of roles |
//! | `grant` | what one user is permitted, wherever a schema keeps it |
//! | `token` | the table of access tokens, the one that is ours |
//!
//! It is Python's own (`basic_auth.db`), with an Alembic line of its own, and may be the database of
//! the runs, too. One of any release is used as it is, and both programs may use it at the same time.

mod grant;
mod layout;
mod open;
mod role;
#[cfg(test)]
mod tests;
mod token;
mod user;

use std::sync::Arc;

use crate::entity::{Grant, User};
use crate::error::Result;

use super::database::Database;
use super::dialect::{Conflict, Insert};
use super::session::{Row, Session, SqlResult, Value};
use super::write_set::Scope;

pub use grant::{GrantWrite, Holder, NamedGrant};
pub use token::StoredToken;

use layout::Layout;

/// A users' database.
pub struct UserDatabase {
    database: Arc<dyn Database>,
}

/// A user with all that the user is permitted.
#[derive(Clone, Debug)]
pub struct Granted {
    /// Who it is.
    pub user: User,
    /// What the user is permitted, by roles or directly.
    pub grants: Vec<Grant>,
}

impl UserDatabase {
    /// What it is and where, for people.
    pub fn describe(&self) -> String {
        self.database.describe()
    }

    /// Reads in one transaction.
    fn read<T>(&self, work: impl Fn(&Access) -> SqlResult<T>) -> Result<T> {
        let mut found = None;
        let read = self.database.read(&mut |session| {
            found = Some(work(&Access::of(session, &*self.database)?)?);
            Ok(())
        });
        read.map_err(|failure| self.database.explain(failure))?;
        Ok(found.expect("a transaction that succeeds has done its work"))
    }

    /// Writes in one transaction, which is durable when this returns.
    fn write<T>(&self, work: impl Fn(&Access) -> SqlResult<T>) -> Result<T> {
        let mut done = None;
        let written = self.database.write(Scope::NoRun, &mut |session| {
            done = Some(work(&Access::of(session, &*self.database)?)?);
            Ok(())
        });
        written.map_err(|failure| self.database.explain(failure))?;
        Ok(done.expect("a transaction that succeeds has done its work"))
    }
}

/// A transaction on a users' database.
struct Access<'a> {
    session: &'a dyn Session,
    database: &'a dyn Database,
    /// Read anew each time: Python's server changes the schema when it starts.
    layout: Layout,
}

impl<'a> Access<'a> {
    fn of(session: &'a dyn Session, database: &'a dyn Database) -> SqlResult<Self> {
        Ok(Self {
            layout: Layout::of(session, database.dialect())?,
            session,
            database,
        })
    }

    fn rows<T>(&self, sql: &str, values: &[Value], read: impl Fn(&Row) -> T) -> SqlResult<Vec<T>> {
        let mut rows = Vec::new();
        self.session.query(sql, values, &mut |row| {
            rows.push(read(row));
            Ok(())
        })?;
        Ok(rows)
    }

    fn first<T>(
        &self,
        sql: &str,
        values: &[Value],
        read: impl Fn(&Row) -> T,
    ) -> SqlResult<Option<T>> {
        Ok(self.rows(sql, values, read)?.into_iter().next())
    }

    fn execute(&self, sql: &str, values: &[Value]) -> SqlResult<usize> {
        self.session.execute(sql, values)
    }

    /// Inserts a row into a table with a number for a key, and gives the number.
    fn insert(
        &self,
        table: &'static str,
        columns: &[&'static str],
        values: &[Value],
    ) -> SqlResult<i64> {
        let insert = Insert {
            table,
            columns,
            conflict: Conflict::GiveNumber { key: "id" },
        };
        let sql = self.database.dialect().insert(&insert);
        self.session.insert(&sql, values)
    }
}
