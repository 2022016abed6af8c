//! The schema of the database: made whole in a new file, recognised by its Alembic revision in an
//! existing one. Never guessed at, never migrated.
//!
//! Opening an existing store costs one query; everything else happens only when that query says
//! that something is missing.

use std::path::Path;

use rusqlite::{Connection, params};

use crate::entity::{DEFAULT_EXPERIMENT_ID, DEFAULT_EXPERIMENT_NAME, ExperimentId};
use crate::error::{Error, ErrorCode};
use crate::store::{ArtifactLocation, OpenOptions};

use super::address;
use super::connections::Connections;
use super::dialect::{self, Outcome};
use super::touched::Touch;

/// The schema of MLflow 3.17.2.
const SCHEMA: &str = include_str!("schema.sql");

/// The Alembic revision of that schema.
const HEAD: &str = "dc11669786a5";

/// The revisions before it, from MLflow 0.9 on, in the order in which they came.
#[rustfmt::skip]
const OLDER: &[&str] = &[
    "451aebb31d03", "90e64c465722", "181f10493468", "df50e92ffc5e", "7ac759974ad8", "89d4b8295536",
    "2b4d017a5e9b", "cfd24bdc0731", "0a8213491aaa", "728d730b5ebd", "27a6a02d2cf1", "84291f40a231",
    "a8c4a736bde6", "39d1c3be5f05", "c48cb773bb87", "bd07f7e963c5", "0c779009ac13", "cc1f77228345",
    "97727af70f4d", "3500859a5d39", "7f2a7d5fae7d", "2d6e25af4d3e", "acf3f17fdcc7", "867495a8f9d4",
    "5b0e9adcef9c", "4465047574b1", "f5a4f2784254", "0584bdc529eb", "400f98739977", "6953534de441",
    "bda7b8c39065", "cbc13b556ace", "770bee3ae1dd", "a1b2c3d4e5f6", "de4033877273", "1a0cddfcaa16",
    "534353b11cbc", "71994744cf8e", "3da73c924c2f", "bf29a5ff90ea", "1bd49d398cd23", "b7c8d9e0f1a2",
    "5d2d30f0abce", "c9d4e5f6a7b8", "2c33131f4dae", "d3e4f5a6b7c8", "d0e1f2a3b4c5", "c8d9e0f1a2b3",
    "1b5f0d9ad7c1", "e1f2a3b4c5d6", "76601a5f987d", "c3d6457b6d8a", "a5b4c3d2e1f0", "ae8bbe7743c9",
    "7d34483879f0", "da6fb0208061", "89d3d66ed43f", "b7e4c1a90f23", "a8b9c0d1e2f3", "c1d2e3f4a5b6",
    "c3d9e7f1a2b4", "6f8d9c3b2a1e", "1971f2d9a75b", "17e22815139b", "b7e2c1a4d9f3", "75868b020152",
];

/// The workspace of every row that a server without workspaces writes.
pub(super) const WORKSPACE: &str = "default";

/// Most names of tables in a message.
const SHOWN_TABLES: usize = 3;

/// What a database lacks to be a store.
#[derive(Debug, PartialEq, Eq)]
enum Lack {
    Nothing,
    /// The experiment that every store begins with, which `mlflow gc` may have removed.
    DefaultExperiment,
    Everything,
}

/// Makes sure that the database is a store of MLflow 3.17.2, and makes it one if it is empty.
pub(super) fn prepare(connections: &Connections, options: &OpenOptions) -> Outcome<()> {
    let path = connections.path();
    match connections.try_read(|connection| examine(connection, path))? {
        Lack::Nothing => Ok(()),
        // Looked at again under the write lock: of several processes that find a new file, the
        // first makes the tables.
        _ => connections.try_write(Touch::NoRun, |connection| {
            complete(connection, &examine(connection, path)?, options)
        }),
    }
}

/// What one look at a database tells.
struct Signs {
    has_head: bool,
    has_default_experiment: bool,
    /// A workspace with experiments that is not the default one.
    other_workspace: Option<String>,
}

/// Finds out what is missing; a database that is none of ours is an error.
fn examine(connection: &Connection, path: &Path) -> Outcome<Lack> {
    let signs = match look(connection) {
        Ok(signs) => signs,
        Err(error) if !dialect::is_other_schema(&error) => return Err(error.into()),
        Err(_) if tables(connection)?.is_empty() => return Ok(Lack::Everything),
        Err(_) => return Err(refuse(connection, path)?.into()),
    };
    match signs {
        Signs {
            has_head: false, ..
        } => Err(refuse(connection, path)?.into()),
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
        "SELECT EXISTS (SELECT 1 FROM alembic_version WHERE version_num = ?1),
                EXISTS (SELECT 1 FROM experiments WHERE experiment_id = ?2),
                coalesce((SELECT min(workspace) FROM experiments WHERE workspace < ?3),
                         (SELECT max(workspace) FROM experiments WHERE workspace > ?3))",
        params![HEAD, DEFAULT_EXPERIMENT_ID, WORKSPACE],
        |row| {
            Ok(Signs {
                has_head: row.get(0)?,
                has_default_experiment: row.get(1)?,
                other_workspace: row.get(2)?,
            })
        },
    )
}

/// Adds what is missing.
fn complete(connection: &Connection, lack: &Lack, options: &OpenOptions) -> Outcome<()> {
    if *lack == Lack::Everything {
        connection.execute_batch(SCHEMA)?;
        connection.execute(
            "INSERT INTO alembic_version (version_num) VALUES (?1)",
            [HEAD],
        )?;
        // The description is the one that the migration of MLflow 3.17.2 writes.
        connection.execute(
            "INSERT INTO workspaces (name, description)
             VALUES (?1, 'Default workspace for legacy resources')",
            [WORKSPACE],
        )?;
    }
    if *lack != Lack::Nothing {
        insert_default_experiment(connection, options)?;
    }
    Ok(())
}

fn insert_default_experiment(
    connection: &Connection,
    options: &OpenOptions,
) -> rusqlite::Result<()> {
    let location = ArtifactLocation::Under(options.artifact_root.clone())
        .resolve(&ExperimentId::from(DEFAULT_EXPERIMENT_ID));
    connection.execute(
        "INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage,
                                  creation_time, last_update_time, workspace)
         VALUES (?1, ?2, ?3, 'active', ?4, ?4, ?5)",
        params![
            DEFAULT_EXPERIMENT_ID,
            DEFAULT_EXPERIMENT_NAME,
            location,
            options.now,
            WORKSPACE
        ],
    )?;
    Ok(())
}

/// The names of the tables in the order in which they were made.
fn tables(connection: &Connection) -> rusqlite::Result<Vec<String>> {
    connection
        .prepare(
            "SELECT name FROM sqlite_master
             WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY rowid",
        )?
        .query_map([], |row| row.get(0))?
        .collect()
}

/// Says why a database with tables in it is no store of ours.
fn refuse(connection: &Connection, path: &Path) -> rusqlite::Result<Error> {
    let tables = tables(connection)?;
    if !tables.iter().any(|name| name == "alembic_version") {
        return Ok(foreign(path, &tables));
    }
    let revisions: Vec<String> = connection
        .prepare("SELECT version_num FROM alembic_version ORDER BY version_num")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    let older = revisions
        .iter()
        .find(|found| OLDER.contains(&found.as_str()));
    Ok(match older {
        Some(revision) => older_schema(path, revision),
        None if revisions.is_empty() => foreign(path, &tables),
        None => unknown_schema(path, &revisions.join("`, `")),
    })
}

fn foreign(path: &Path, tables: &[String]) -> Error {
    let others = if tables.len() > SHOWN_TABLES {
        ", …"
    } else {
        ""
    };
    let shown = tables[..tables.len().min(SHOWN_TABLES)].join("`, `");
    Error::new(
        ErrorCode::InvalidState,
        format!(
            "the SQLite database `{}` has tables (`{shown}`{others}) but no MLflow revision in \
             `alembic_version`; expected revision `{HEAD}`, or an empty file",
            path.display()
        ),
    )
    .hint("it seems to belong to another program; give MLflow a file of its own")
}

fn older_schema(path: &Path, revision: &str) -> Error {
    Error::new(
        ErrorCode::InvalidState,
        format!(
            "the SQLite database `{}` has the schema of an older MLflow, revision `{revision}`; \
             expected revision `{HEAD}`, that of MLflow 3.17.2",
            path.display()
        ),
    )
    .hint(format!(
        "copy the file, then upgrade it with Python's MLflow 3.17.2: `mlflow db upgrade {}`",
        address::tracking_uri(path)
    ))
}

fn unknown_schema(path: &Path, revisions: &str) -> Error {
    Error::new(
        ErrorCode::InvalidState,
        format!(
            "the SQLite database `{}` has the unknown revision `{revisions}`; expected revision \
             `{HEAD}`, that of MLflow 3.17.2",
            path.display()
        ),
    )
    .hint("a newer MLflow or another program made it; give this one a file of its own")
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

    use super::super::tests::{Scratch, row};
    use super::*;

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
    fn an_older_schema_names_both_revisions_and_the_command_that_mends_it() {
        let (scratch, error) = refusal(
            false,
            // As MLflow 1.23.1 leaves it, as far as it matters here.
            "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL);
             INSERT INTO alembic_version VALUES ('97727af70f4d');
             CREATE TABLE experiments (experiment_id INTEGER NOT NULL, name VARCHAR(256))",
        );
        assert_eq!(error.code(), ErrorCode::InvalidState);
        for part in ["older", "97727af70f4d", HEAD] {
            assert!(error.message().contains(part), "{error}");
        }
        let command = format!("mlflow db upgrade {}", address::tracking_uri(&scratch.path));
        assert!(error.hints()[0].contains(&command), "{:?}", error.hints());
    }

    #[test]
    fn an_unknown_revision_is_refused() {
        let (_, error) = refusal(true, "UPDATE alembic_version SET version_num = 'abc'");
        assert!(
            error.message().contains("unknown revision `abc`"),
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
            assert!(error.message().contains(HEAD), "{error}");
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
    fn the_head_is_no_older_revision() {
        assert!(!OLDER.contains(&HEAD));
    }
}
