//! The schema of the database: made whole in a database without tables, and recognised by its
//! Alembic revision in others.
//!
//! A change of tables cannot be taken back here. So who makes the tables holds a lock of the server,
//! and records the revision last: a database whose making was interrupted has the table of
//! revisions, which is the first, without a row, and the next one makes what is missing.

use crate::error::{Error, ErrorCode};
use crate::store::OpenOptions;

use super::super::remote::{
    self, Access, Connection as _, LegacyTables, Words, has_default_experiment,
    insert_default_experiment, newer_than_known, refuse_other_workspaces, texts,
};
use super::super::schema::Schema;
use super::super::session::{Session, SqlResult, values};
use super::super::sqlite::SchemaVersion;
use super::super::workspace::WORKSPACE;
use super::super::write_set::Scope;
use super::connection::MySqlConnection;
use super::migrator;

/// The tables of MLflow 3.18.0.
const SCHEMA: &str = include_str!("schema.sql");

/// Keeps what is immutable in an encrypted secret. A server with a binary log lets only some users
/// make it.
const TRIGGER: &str = "CREATE TRIGGER prevent_secrets_aad_mutation BEFORE UPDATE ON secrets
     FOR EACH ROW BEGIN
         IF OLD.secret_id != NEW.secret_id OR OLD.secret_name != NEW.secret_name THEN
             SIGNAL SQLSTATE '45000'
                 SET MESSAGE_TEXT = 'secret_id and secret_name are part of what is encrypted';
         END IF;
     END";

/// What a database is.
enum Content {
    /// It has no tables, or not all of a new database.
    Nothing,
    /// It is MLflow's.
    Store(SchemaVersion),
}

/// Whether a database has no tables, or not all of a new one.
pub(super) fn is_new(connection: &MySqlConnection) -> SqlResult<bool> {
    Ok(matches!(examine(connection, "")?, Content::Nothing))
}

/// Makes sure that the database is a store, and makes it one if it is empty. `database` is what it
/// is for people. Tells what it has, and what its queries need.
pub(super) fn prepare(
    connection: &mut MySqlConnection,
    database: &str,
    options: &OpenOptions,
) -> SqlResult<(Schema, LegacyTables)> {
    let version = match examine(connection, database)? {
        Content::Store(version) => version,
        Content::Nothing => create(connection, database, options)?,
    };
    let older = if version.is_complete() {
        None
    } else {
        let older = remote::of_older(connection, Words::MySql, &version, database)?;
        Some(older)
    };
    let has = |table: &str, column: &str| {
        let tables = older.as_ref().map(|older| &older.tables);
        tables.is_none_or(|tables| tables.get(table).is_some_and(|t| t.contains_key(column)))
    };
    if !has_default_experiment(connection, &version)? {
        connection.begin(Access::Write(Scope::NoRun))?;
        if !has_default_experiment(connection, &version)? {
            let has_times = has("experiments", "creation_time");
            insert_default_experiment(connection, has_times, options)?;
        }
        connection.commit()?;
    }
    if has("experiments", "workspace") {
        refuse_other_workspaces(connection, database)?;
    }
    Ok(match older {
        None => (Schema::default(), LegacyTables::default()),
        Some(older) => {
            let legacy = LegacyTables::of(&older, Words::MySql);
            (Schema::older(older), legacy)
        }
    })
}

/// The collation of the columns with ids.
pub(super) fn collation_of_ids(connection: &MySqlConnection) -> SqlResult<String> {
    let found = texts(
        connection,
        "SELECT collation_name FROM information_schema.columns
         WHERE table_schema = DATABASE() AND table_name = 'runs' AND column_name = 'run_uuid'",
    )?;
    Ok(found
        .into_iter()
        .next()
        .unwrap_or_else(|| "utf8mb4_bin".to_owned()))
}

fn examine(connection: &MySqlConnection, database: &str) -> SqlResult<Content> {
    let tables = texts(
        connection,
        "SELECT table_name FROM information_schema.tables
         WHERE table_schema = DATABASE() AND table_type = 'BASE TABLE' ORDER BY table_name",
    )?;
    if tables.is_empty() {
        return Ok(Content::Nothing);
    }
    if !tables.iter().any(|table| table == "alembic_version") {
        return Err(foreign(database, &tables).into());
    }
    let revisions = texts(connection, "SELECT version_num FROM alembic_version")?;
    let known = |revision: &String| SchemaVersion::of_revision(revision);
    if let Some(version) = revisions.iter().find_map(known) {
        return Ok(Content::Store(version));
    }
    if revisions.is_empty() {
        let is_ours =
            |table: &String| SCHEMA.contains(&format!("CREATE TABLE IF NOT EXISTS `{table}`"));
        let is_begun = tables.iter().all(is_ours);
        return if is_begun {
            Ok(Content::Nothing)
        } else {
            Err(foreign(database, &tables).into())
        };
    }
    let newer = revisions.join("`, `");
    let version = newer_than_known(connection, Words::MySql, SCHEMA, database, &newer)?;
    Ok(Content::Store(version))
}

/// Makes the tables, if nobody else has made them by then.
fn create(
    connection: &mut MySqlConnection,
    database: &str,
    options: &OpenOptions,
) -> SqlResult<SchemaVersion> {
    migrator::lock(connection, database)?;
    let version = match examine(connection, database)? {
        Content::Store(version) => version,
        Content::Nothing => {
            connection.run(SCHEMA)?;
            make_trigger(connection)?;
            fill(connection, options)?;
            SchemaVersion::newest()
        }
    };
    migrator::unlock(connection)?;
    Ok(version)
}

fn make_trigger(connection: &MySqlConnection) -> SqlResult<()> {
    let present = texts(
        connection,
        "SELECT trigger_name FROM information_schema.triggers
         WHERE trigger_schema = DATABASE() AND event_object_table = 'secrets'",
    )?;
    if present.is_empty()
        && let Err(failure) = connection.run(TRIGGER)
        && !migrator::is_forbidden_trigger(&failure)
    {
        return Err(failure);
    }
    Ok(())
}

/// Writes the rows that a new database has, and at last its revision.
fn fill(connection: &mut MySqlConnection, options: &OpenOptions) -> SqlResult<()> {
    connection.begin(Access::Write(Scope::NoRun))?;
    // The description is the one that the migration of MLflow 3.18.0 writes.
    connection.execute(
        "INSERT INTO workspaces (name, description)
         VALUES (?1, 'Default workspace for legacy resources')
         ON DUPLICATE KEY UPDATE name = workspaces.name",
        &values![WORKSPACE],
    )?;
    let newest = SchemaVersion::newest();
    if !has_default_experiment(connection, &newest)? {
        insert_default_experiment(connection, true, options)?;
    }
    connection.execute(
        "INSERT INTO alembic_version (version_num) VALUES (?1)",
        &values![newest.revision()],
    )?;
    Ok(connection.commit()?)
}

/// Most names in a message.
const MOST_SHOWN: usize = 3;

fn foreign(database: &str, tables: &[String]) -> Error {
    let shown: Vec<&str> = tables.iter().take(MOST_SHOWN).map(String::as_str).collect();
    let others = if tables.len() > MOST_SHOWN {
        ", …"
    } else {
        ""
    };
    Error::new(
        ErrorCode::InvalidState,
        format!(
            "the {database} has tables (`{}`{others}) but no MLflow revision in \
             `alembic_version`; expected {}, or a database without tables",
            shown.join("`, `"),
            SchemaVersion::newest().shown()
        ),
    )
    .hint("it seems to belong to another program; give MLflow a database of its own")
}
