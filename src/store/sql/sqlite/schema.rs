//! The schema of the database: made whole in a new file ([`super::tables`]), recognised by its
//! Alembic revision in an existing one. Never guessed at, and migrated by
//! [`super::upgrade`](mod@super::upgrade) alone.
//!
//! Opening an existing store costs one query; everything else happens only when that query says
//! that something is missing.

use std::path::Path;
use std::sync::Once;

use rusqlite::{Connection, params};

use crate::entity::{DEFAULT_EXPERIMENT_ID, DEFAULT_EXPERIMENT_NAME, ExperimentId};
use crate::error::{Error, ErrorCode};
use crate::store::{ArtifactLocation, OpenOptions};

use super::super::workspace::WORKSPACE;
use super::connections::Connections;
use super::driver::SqlResult;
use super::failure;
use super::revision::{self, DatabaseContent, SchemaVersion};
use super::tables;
use super::target::SchemaTarget;
use super::write_set::Scope;

/// What a database lacks to be a store.
#[derive(Debug, PartialEq, Eq)]
enum Lack {
    Nothing,
    /// The experiment that every store begins with, which `mlflow gc` may have removed.
    DefaultExperiment,
    Everything,
    /// The tables and columns of later releases than its own, and perhaps the first experiment.
    Later(SchemaVersion, DefaultExperiment),
}

/// Whether the experiment that every store begins with is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum DefaultExperiment {
    Present,
    Lacking,
}

/// Makes sure that the database is a store, and makes it one if it is empty. Of one with an older
/// schema, which stays as it is, it tells how far it has come.
pub(crate) fn prepare(
    connections: &Connections,
    options: &OpenOptions,
) -> SqlResult<Option<SchemaVersion>> {
    let path = connections.path();
    match connections.read(|connection| examine(connection, path))? {
        Lack::Nothing => Ok(None),
        Lack::Later(version, DefaultExperiment::Present) => Ok(Some(version)),
        // Looked at again under the write lock: of several processes that find a new file, the
        // first makes the tables.
        _ => connections.write(Scope::NoRun, |connection| {
            complete(connection, examine(connection, path)?, options)
        }),
    }
}

/// Refuses a database that cannot be used instead of one that is in use: it must have the same
/// schema, of which `older` tells if it is not the newest.
pub(crate) fn check(
    connection: &Connection,
    path: &Path,
    older: Option<&SchemaVersion>,
) -> SqlResult<()> {
    let is_same = match examine(connection, path)? {
        Lack::Nothing | Lack::DefaultExperiment => older.is_none(),
        Lack::Later(version, _) => older == Some(&version),
        Lack::Everything => false,
    };
    if is_same {
        Ok(())
    } else {
        Err(failure::replaced(path).into())
    }
}

/// What one look at a database tells.
struct Signs {
    /// Whether it has one of the known revisions with all tables that are used, and only one.
    is_known: bool,
    has_default_experiment: bool,
    /// A workspace with experiments that is not the default one.
    other_workspace: Option<String>,
}

/// Finds out what is missing; a database that is none of ours is an error.
fn examine(connection: &Connection, path: &Path) -> SqlResult<Lack> {
    let signs = match look(connection) {
        Ok(signs) => signs,
        Err(error) if !failure::is_other_schema(&error) => return Err(error.into()),
        Err(_) => return identify(connection, path),
    };
    if signs.is_known {
        rows_lacking(signs, path)
    } else {
        identify(connection, path)
    }
}

/// Says, once, that a database has a schema that is not known.
fn announce(path: &Path, revision: &str) {
    static ANNOUNCED: Once = Once::new();
    ANNOUNCED.call_once(|| {
        tracing::warn!(
            "the SQLite database `{}` has the revision `{revision}`, of a release after MLflow {}; \
             it is used, because all that this program reads and writes is as it expects",
            path.display(),
            SchemaTarget::NEWEST.releases()
        );
    });
}

/// Of a database with all the tables.
fn rows_lacking(signs: Signs, path: &Path) -> SqlResult<Lack> {
    match signs {
        Signs {
            other_workspace: Some(workspace),
            ..
        } => Err(other_workspace(path, &workspace).into()),
        Signs {
            has_default_experiment: false,
            ..
        } => Ok(Lack::DefaultExperiment),
        _ => Ok(Lack::Nothing),
    }
}

/// Looks at a database that is one of ours as a rule. Other programs may keep their revisions in
/// the same table.
fn look(connection: &Connection) -> rusqlite::Result<Signs> {
    connection.query_row(
        "SELECT (SELECT group_concat(version_num, char(10)) FROM alembic_version),
                EXISTS (SELECT 1 FROM experiments WHERE experiment_id = ?1),
                coalesce((SELECT min(workspace) FROM experiments WHERE workspace < ?2),
                         (SELECT max(workspace) FROM experiments WHERE workspace > ?2))",
        params![DEFAULT_EXPERIMENT_ID, WORKSPACE],
        |row| {
            let revisions: Option<String> = row.get(0)?;
            let revisions = revisions.iter().flat_map(|revisions| revisions.lines());
            let complete = revisions.filter(|revision| revision::is_complete(revision));
            Ok(Signs {
                is_known: complete.count() == 1,
                has_default_experiment: row.get(1)?,
                other_workspace: row.get(2)?,
            })
        },
    )
}

/// Says what a database is that does not look like a new one of ours.
fn identify(connection: &Connection, path: &Path) -> SqlResult<Lack> {
    Ok(match revision::find(connection, path)? {
        DatabaseContent::Nothing => Lack::Everything,
        DatabaseContent::Schema(version) if version.is_complete() => {
            if let Some(newer) = version.newer() {
                announce(path, newer);
            }
            return rows_lacking(look(connection)?, path);
        }
        DatabaseContent::Schema(version) => {
            if has_column(connection, "experiments", "workspace")? {
                rows_lacking(look(connection)?, path)?;
            }
            // Its release made one where there was no experiment at all.
            let has_any = "SELECT EXISTS (SELECT 1 FROM main.experiments)";
            let default = if connection.query_row(has_any, [], |row| row.get(0))? {
                DefaultExperiment::Present
            } else {
                DefaultExperiment::Lacking
            };
            Lack::Later(version, default)
        }
    })
}

/// Whether a table of the database itself has a column.
fn has_column(connection: &Connection, table: &str, column: &str) -> rusqlite::Result<bool> {
    connection.query_row(
        "SELECT EXISTS (SELECT 1 FROM pragma_table_info(?1, 'main') WHERE name = ?2)",
        [table, column],
        |row| row.get(0),
    )
}

/// Adds what is missing.
fn complete(
    connection: &Connection,
    lack: Lack,
    options: &OpenOptions,
) -> SqlResult<Option<SchemaVersion>> {
    let version = match lack {
        Lack::Nothing => return Ok(None),
        Lack::Later(version, DefaultExperiment::Present) => return Ok(Some(version)),
        Lack::Later(version, DefaultExperiment::Lacking) => Some(version),
        Lack::DefaultExperiment => None,
        Lack::Everything => {
            tables::create(connection)?;
            None
        }
    };
    insert_default_experiment(connection, options)?;
    Ok(version)
}

fn insert_default_experiment(
    connection: &Connection,
    options: &OpenOptions,
) -> rusqlite::Result<()> {
    let location = ArtifactLocation::Under(options.artifact_root.clone())
        .resolve(&ExperimentId::from(DEFAULT_EXPERIMENT_ID));
    connection.execute(
        "INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage)
         VALUES (?1, ?2, ?3, 'active')",
        params![DEFAULT_EXPERIMENT_ID, DEFAULT_EXPERIMENT_NAME, location],
    )?;
    // The default of the column `workspace` is the workspace of this row.
    if has_column(connection, "experiments", "creation_time")? {
        connection.execute(
            "UPDATE experiments SET creation_time = ?2, last_update_time = ?2
             WHERE experiment_id = ?1",
            params![DEFAULT_EXPERIMENT_ID, options.now],
        )?;
    }
    Ok(())
}

fn other_workspace(path: &Path, workspace: &str) -> Error {
    Error::new(
        ErrorCode::InvalidState,
        format!(
            "the SQLite database `{}` has experiments in the workspace `{workspace}`; \
             workspaces other than `{WORKSPACE}` are not supported",
            path.display()
        ),
    )
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::revision::NEW;
    use super::super::tests::{Scratch, row};
    use super::*;
    use crate::store::Store as _;

    /// The error on opening a database that such statements made of a store, or of nothing.
    fn refusal(of_a_store: bool, statements: &str) -> (Scratch, Error) {
        let scratch = Scratch::new();
        if of_a_store {
            scratch.open().unwrap();
        }
        let database = Connection::open(&scratch.path).unwrap();
        database.execute_batch(statements).unwrap();
        drop(database);
        let before = fs::read(&scratch.path).unwrap();
        let error = scratch.open().err().expect("this is no store of ours");
        assert_eq!(before, fs::read(&scratch.path).unwrap(), "it was changed");
        (scratch, error)
    }

    #[test]
    fn an_unknown_revision_is_used_where_the_tables_fit() {
        let newer = "UPDATE alembic_version SET version_num = 'abc'";
        let (scratch, _, database) = Scratch::store();
        database.execute_batch(newer).unwrap();
        let store = scratch.open().unwrap();
        assert_eq!(store.schema_revision().unwrap().as_deref(), Some("abc"));
        let (_, error) = refusal(true, &format!("{newer}; ALTER TABLE runs DROP COLUMN name"));
        assert!(
            error.message().contains("has the revision `abc`"),
            "{error}"
        );
    }

    #[test]
    fn tables_without_a_revision_belong_to_another_program() {
        for statements in [
            "CREATE TABLE b (x); CREATE TABLE a (x)",
            "CREATE TABLE b (x); CREATE TABLE a (x); CREATE TABLE alembic_version (version_num)",
        ] {
            let (_, error) = refusal(false, statements);
            assert!(error.message().contains("tables (`b`, `a`"), "{error}");
            assert!(error.message().contains(NEW), "{error}");
        }
    }

    #[test]
    fn another_workspace_is_refused() {
        for workspace in ["a", "z"] {
            let insert =
                format!("INSERT INTO experiments (name, workspace) VALUES ('e', '{workspace}')");
            let (_, error) = refusal(true, &insert);
            assert!(
                error.message().contains(&format!("`{workspace}`")),
                "{error}"
            );
        }
    }

    #[test]
    fn a_revision_of_another_program_beside_ours_does_no_harm() {
        let (scratch, _, database) = Scratch::store();
        database
            .execute_batch("INSERT INTO alembic_version VALUES ('abc')")
            .unwrap();
        assert!(scratch.open().is_ok());
    }

    #[test]
    fn the_default_experiment_is_made_again() {
        let (scratch, _, database) = Scratch::store();
        database.execute_batch("DELETE FROM experiments").unwrap();
        scratch.open().unwrap();
        assert_eq!(
            row(&database, "SELECT experiment_id, name FROM experiments"),
            r#"Integer(0)|Text("Default")"#
        );
    }

    #[test]
    fn a_schema_that_changes_under_a_server_is_refused() {
        let (scratch, store, database) = Scratch::store();
        drop(store);
        let mut connections = Connections::open(scratch.path.clone()).unwrap();
        let check = |connection: &_, path: &_| check(connection, path, None);
        connections.serve_without_keeper(Box::new(check), Box::new(Vec::new));
        let read = |change: &str| {
            database.execute_batch(change).unwrap();
            connections.file().look_at_file();
            let sql = "SELECT count(*) FROM runs";
            connections.read(|c| Ok(c.query_row(sql, [], |row| row.get::<_, i64>(0))?))
        };
        assert_eq!(read("").unwrap(), 0);
        assert_eq!(read("CREATE INDEX by_name ON runs (name)").unwrap(), 0);
        let older = "UPDATE alembic_version SET version_num = '6953534de441';
                     ALTER TABLE runs ADD COLUMN more";
        let error = read(older).unwrap_err().at(&scratch.path);
        assert!(
            error.message().contains("start this server again"),
            "{error}"
        );
    }
}
