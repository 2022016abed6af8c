//! The tables of a new database: those of the newest release at once, those of any other one step
//! by step.

use rusqlite::Connection;

use super::super::workspace::WORKSPACE;
use super::driver::SqlResult;
use super::migrations::{FIRST_SCHEMA, Step};
use super::target::SchemaTarget;

/// The schema of MLflow 3.18.0, the newest.
pub(super) const SCHEMA: &str = include_str!("schema.sql");

/// Makes the tables of a new database, and the rows that a migration of MLflow leaves in them.
pub(super) fn create(connection: &Connection) -> rusqlite::Result<()> {
    connection.execute_batch(SCHEMA)?;
    record(connection, SchemaTarget::NEWEST.revision())?;
    // The description is the one that the migration of MLflow 3.18.0 writes.
    connection.execute(
        "INSERT INTO workspaces (name, description)
         VALUES (?1, 'Default workspace for legacy resources')",
        [WORKSPACE],
    )?;
    Ok(())
}

/// Makes the tables of any release, step by step, as MLflow itself makes them.
pub(super) fn create_at(connection: &Connection, target: SchemaTarget, now: i64) -> SqlResult<()> {
    take(connection, target.steps(), now)?;
    Ok(record(connection, target.revision())?)
}

/// Makes the tables to which such steps lead, from the first one on.
pub(super) fn take(connection: &Connection, steps: &[Step], now: i64) -> SqlResult<()> {
    connection.execute_batch(FIRST_SCHEMA)?;
    steps.iter().try_for_each(|step| step.take(connection, now))
}

/// Records the revision of a database that has none.
pub(super) fn record(connection: &Connection, revision: &str) -> rusqlite::Result<()> {
    connection.execute_batch(
        "CREATE TABLE IF NOT EXISTS alembic_version (
             version_num VARCHAR(32) NOT NULL,
             CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
         )",
    )?;
    connection.execute(
        "INSERT INTO alembic_version (version_num) VALUES (?1)",
        [revision],
    )?;
    Ok(())
}
