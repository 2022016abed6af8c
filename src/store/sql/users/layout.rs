//! Which of MLflow's schemas a users' database has.

use super::super::dialect::Dialect;
use super::super::session::{Session, SqlResult, values};

/// The revisions of Alembic's line of the users' database, the oldest first: from MLflow 2.5 to 3.18.
const REVISIONS: [&str; 7] = [
    "8606fa83a998",
    "0965eb92f5f0",
    "a1b2c3d4e5f6",
    "2ed73881770d",
    "c3d4e5f6a7b8",
    "e5f6a7b8c9d0",
    "f1a2b3c4d5e6",
];

/// The first in which registered models belong to workspaces.
const WORKSPACES: usize = 3;
/// The first that has roles.
const ROLES: usize = 4;
/// The first in which permissions of users are those of roles, each with one user.
const GRANTS_OF_ROLES: usize = 5;

/// The tables of a new database, as MLflow 3.18.0 makes them. `{key}` is an engine's numbered key.
const TABLES: &str = include_str!("schema.sql");

/// What a users' database has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Layout {
    /// Whether there are roles.
    pub(super) has_roles: bool,
    /// Whether permissions of users are kept as those of roles. Otherwise each kind of resource has
    /// a table of its own.
    pub(super) grants_are_of_roles: bool,
    /// Whether registered models belong to workspaces.
    pub(super) has_workspaces: bool,
}

impl Layout {
    /// The layout of a database that has users.
    pub(super) fn of(session: &dyn Session, dialect: &dyn Dialect) -> SqlResult<Self> {
        let tables = Tables::read(session, dialect)?;
        let revision = if tables.has("alembic_version_auth") {
            revision(session)?
        } else {
            // From before 3.6, when the line had the name of that of the runs, or none at all.
            Some(REVISIONS[0].to_owned())
        };
        let position = match revision {
            Some(revision) => REVISIONS.iter().position(|known| *known == revision),
            None => Some(0),
        };
        // A later one is taken for the newest.
        let position = position.unwrap_or(REVISIONS.len());
        Ok(Self {
            has_roles: position >= ROLES,
            grants_are_of_roles: position >= GRANTS_OF_ROLES,
            has_workspaces: position >= WORKSPACES,
        })
    }
}

fn revision(session: &dyn Session) -> SqlResult<Option<String>> {
    let mut revision = None;
    let ask = "SELECT version_num FROM alembic_version_auth";
    session.query(ask, &[], &mut |row| {
        revision = row.text(0);
        Ok(())
    })?;
    Ok(revision)
}

/// The names of a database's tables.
pub(super) struct Tables(Vec<String>);

impl Tables {
    pub(super) fn read(session: &dyn Session, dialect: &dyn Dialect) -> SqlResult<Self> {
        let mut names = Vec::new();
        session.query(dialect.table_names(), &[], &mut |row| {
            names.push(row.text_or_empty(0));
            Ok(())
        })?;
        Ok(Self(names))
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.0.iter().any(|table| table == name)
    }
}

/// Makes the tables of the newest schema in a database that has no users' tables. Says whether it did.
pub(super) fn create(session: &dyn Session, dialect: &dyn Dialect) -> SqlResult<bool> {
    if Tables::read(session, dialect)?.has("users") {
        return Ok(false);
    }
    let tables = TABLES.replace("{key}", dialect.numbered_key());
    for statement in tables.split(';').map(str::trim) {
        if !statement.is_empty() {
            session.run(statement)?;
        }
    }
    let newest = REVISIONS[REVISIONS.len() - 1];
    let stamp = "INSERT INTO alembic_version_auth (version_num) VALUES (?1)";
    session.execute(stamp, &values![newest])?;
    Ok(true)
}
