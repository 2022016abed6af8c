//! The schema of the database: made whole in a database without tables, and recognised by its
//! Alembic revision in others.
//!
//! A change of tables cannot be taken back here. So who makes the tables holds a lock of the server,
//! and records the revision last: a database whose making was interrupted has the table of
//! revisions, which is the first, without a row, and the next one makes what is missing.

use std::collections::{BTreeMap, BTreeSet};

use crate::entity::{DEFAULT_EXPERIMENT_ID, DEFAULT_EXPERIMENT_NAME, ExperimentId};
use crate::error::{Error, ErrorCode};
use crate::store::{ArtifactLocation, OpenOptions};

use super::super::feature::{Feature, Mark};
use super::super::remote::{Access, Connection as _};
use super::super::schema::{Columns, OlderSchema, Schema, Tables};
use super::super::session::{Session, SqlResult, values};
use super::super::sqlite::SchemaVersion;
use super::super::tables::TABLES;
use super::super::workspace::WORKSPACE;
use super::super::write_set::Scope;
use super::connection::MySqlConnection;
use super::legacy::LegacyTables;
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
        Some(of_older(connection, &version, database)?)
    };
    let has = |table: &str, column: &str| {
        let tables = older.as_ref().map(|older| &older.tables);
        tables.is_none_or(|tables| tables.get(table).is_some_and(|t| t.contains_key(column)))
    };
    // The release of an older schema made the first experiment where there was none at all.
    let first = if older.is_none() {
        "SELECT name FROM experiments WHERE experiment_id = 0"
    } else {
        "SELECT name FROM experiments LIMIT 1"
    };
    if texts(connection, first)?.is_empty() {
        connection.begin(Access::Write(Scope::NoRun))?;
        if texts(connection, first)?.is_empty() {
            let has_times = has("experiments", "creation_time");
            insert_default_experiment(connection, has_times, options)?;
        }
        connection.commit()?;
    }
    if has("experiments", "workspace") {
        refuse_workspaces(connection, database)?;
    }
    Ok(match older {
        None => (Schema::default(), LegacyTables::default()),
        Some(older) => {
            let legacy = LegacyTables::of(&older);
            (Schema::older(older), legacy)
        }
    })
}

/// What a database of an older schema has.
fn of_older(
    connection: &MySqlConnection,
    version: &SchemaVersion,
    database: &str,
) -> SqlResult<OlderSchema> {
    let mut tables = Tables::new();
    let mut optional = BTreeSet::new();
    connection.query(
        "SELECT table_name, column_name,
                CASE WHEN data_type = 'varchar' THEN character_maximum_length END,
                is_nullable = 'YES'
         FROM information_schema.columns WHERE table_schema = DATABASE()",
        &[],
        &mut |row| {
            let length = row.whole(2).and_then(|length| usize::try_from(length).ok());
            let (table, column) = (row.text_or_empty(0), row.text_or_empty(1));
            if row.flag(3) {
                optional.insert((table.clone(), column.clone()));
            }
            let columns: &mut Columns = tables.entry(table).or_default();
            columns.insert(column, length);
            Ok(())
        },
    )?;
    // The name of a constraint may be that of another table's, too.
    let demands = texts(
        connection,
        "SELECT demands.check_clause FROM information_schema.check_constraints AS demands
         JOIN information_schema.table_constraints AS tables
              ON tables.constraint_schema = demands.constraint_schema
                 AND tables.constraint_name = demands.constraint_name
         WHERE tables.table_schema = DATABASE() AND tables.table_name = 'runs'",
    )?;
    let demands = demands.join(" ");
    Ok(OlderSchema {
        features: features(&tables, &optional, &demands),
        tables,
        way_out: format!(
            "the {database} has that of {} ({}): `mlflow db upgrade`",
            version.releases(),
            version.shown()
        ),
    })
}

/// The features that a database with such tables has: some columns may be NULL, and `demands` is
/// what its runs must fulfil.
fn features(tables: &Tables, optional: &BTreeSet<(String, String)>, demands: &str) -> Vec<Feature> {
    let column = |table: &str, column: &str| tables.get(table)?.get(column);
    let has = |feature: &Feature| match feature.definition().mark {
        Mark::Table(table) => tables.contains_key(table),
        Mark::Column(table, name) => column(table, name).is_some(),
        Mark::Optional(table, name) => optional.contains(&(table.to_owned(), name.to_owned())),
        Mark::Length(table, name, length) => {
            column(table, name).is_some_and(|most| most.is_none_or(|most| most >= length))
        }
        Mark::Word(_, word) => demands.contains(word) || !demands.contains("status"),
    };
    Feature::ALL.into_iter().filter(has).collect()
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

/// The texts in the one column of a query.
fn texts(connection: &MySqlConnection, sql: &str) -> SqlResult<Vec<String>> {
    let mut found = Vec::new();
    connection.query(sql, &[], &mut |row| {
        found.extend(row.text(0));
        Ok(())
    })?;
    Ok(found)
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
        let ours = columns_of_new_databases();
        let is_begun = tables.iter().all(|table| ours.contains_key(table.as_str()));
        return if is_begun {
            Ok(Content::Nothing)
        } else {
            Err(foreign(database, &tables).into())
        };
    }
    let misfits = misfits(connection)?;
    if !misfits.is_empty() {
        return Err(other_schema(database, &revisions, &misfits).into());
    }
    tracing::warn!(
        "the {database} has the revision `{}`, which this program does not know; it is used, because \
         all that this program reads and writes is as it expects",
        revisions.join("`, `")
    );
    Ok(Content::Store(SchemaVersion::unknown(&revisions[0])))
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
    {
        tracing::warn!(
            "the database gets no trigger on the table `secrets`, which this program does not \
             use: {}",
            super::failure::reason(&failure)
        );
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
    let first = "SELECT name FROM experiments WHERE experiment_id = 0";
    if texts(connection, first)?.is_empty() {
        insert_default_experiment(connection, true, options)?;
    }
    connection.execute(
        "INSERT INTO alembic_version (version_num) VALUES (?1)",
        &values![SchemaVersion::newest().revision()],
    )?;
    connection.commit()
}

fn insert_default_experiment(
    connection: &MySqlConnection,
    has_times: bool,
    options: &OpenOptions,
) -> SqlResult<()> {
    let id = ExperimentId::from(DEFAULT_EXPERIMENT_ID);
    let location = ArtifactLocation::Under(options.artifact_root.clone()).resolve(&id);
    // The default of the column `workspace` is the workspace of this row.
    connection.execute(
        "INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage)
         VALUES (0, ?1, ?2, 'active')",
        &values![DEFAULT_EXPERIMENT_NAME, location],
    )?;
    if has_times {
        connection.execute(
            "UPDATE experiments SET creation_time = ?1, last_update_time = ?1
             WHERE experiment_id = 0",
            &values![options.now],
        )?;
    }
    Ok(())
}

fn refuse_workspaces(connection: &MySqlConnection, database: &str) -> SqlResult<()> {
    let others = texts(
        connection,
        &format!("SELECT workspace FROM experiments WHERE workspace != '{WORKSPACE}' LIMIT 1"),
    )?;
    match others.first() {
        None => Ok(()),
        Some(workspace) => Err(Error::new(
            ErrorCode::InvalidState,
            format!(
                "the {database} has experiments in the workspace `{workspace}`; workspaces other \
                 than `{WORKSPACE}` are not supported"
            ),
        )
        .into()),
    }
}

/// The tables of a new database, with their columns.
fn columns_of_new_databases() -> BTreeMap<&'static str, Vec<&'static str>> {
    let mut tables: BTreeMap<_, Vec<_>> = BTreeMap::new();
    let mut table = "";
    for line in SCHEMA.lines() {
        let name = line.split('`').nth(1).unwrap_or_default();
        if line.starts_with("CREATE TABLE") {
            table = name;
        } else if line.starts_with("    `") {
            tables.entry(table).or_default().push(name);
        }
    }
    tables
}

/// What keeps this program from using a database that it does not know: of each table that it uses,
/// every column must be there, and a row complete without the columns that it does not know.
fn misfits(connection: &MySqlConnection) -> SqlResult<Vec<String>> {
    let mut present: BTreeMap<(String, String), bool> = BTreeMap::new();
    connection.query(
        "SELECT table_name, column_name,
                is_nullable = 'NO' AND column_default IS NULL AND extra NOT LIKE '%auto_increment%'
         FROM information_schema.columns WHERE table_schema = DATABASE()",
        &[],
        &mut |row| {
            let name = (row.text_or_empty(0), row.text_or_empty(1));
            present.insert(name, row.flag(2));
            Ok(())
        },
    )?;
    let ours = columns_of_new_databases();
    let is_ours = |table: &str, column: &str| {
        let columns = ours.get(table);
        columns.is_some_and(|columns| columns.contains(&column))
    };
    let is_used = |table: &str| TABLES.iter().any(|used| used.name == table);
    let has = |table: &str, column: &str| present.contains_key(&(table.into(), column.into()));
    let expected = TABLES
        .iter()
        .flat_map(|table| table.all_columns().map(|column| (table.name, column)));
    let missing = expected
        .filter(|(table, column)| !has(table, column))
        .map(|(table, column)| format!("the column `{column}` of the table `{table}` is missing"));
    let wanted = present
        .iter()
        .filter(|((table, column), is_required)| {
            **is_required && is_used(table) && !is_ours(table, column)
        })
        .map(|((table, column), _)| {
            format!("the column `{column}` of the table `{table}` wants a value")
        });
    Ok(missing.chain(wanted).collect())
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

fn other_schema(database: &str, revisions: &[String], misfits: &[String]) -> Error {
    let shown: Vec<&str> = misfits
        .iter()
        .take(MOST_SHOWN)
        .map(String::as_str)
        .collect();
    let others = if misfits.len() > MOST_SHOWN {
        ", …"
    } else {
        ""
    };
    Error::new(
        ErrorCode::InvalidState,
        format!(
            "the {database} has the revision `{}`, whose schema this program cannot use: \
             {}{others}",
            revisions.join("`, `"),
            shown.join(", ")
        ),
    )
    .hint("a later release than this program knows seems to have made it: use that release")
}
