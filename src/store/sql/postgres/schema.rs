//! The schema of a database: made whole in a new one, recognised by its Alembic revision in an
//! existing one.
//!
//! Only MLflow's tables count. A database with tables of other programs gets MLflow's beside them,
//! as Python's MLflow does it.

use crate::error::{Error, ErrorCode};
use crate::store::OpenOptions;

use super::super::schema::OlderSchema;
use super::super::session::{Session, SqlResult};
use super::super::sqlite::SchemaVersion;
use super::super::workspace::WORKSPACE;
use super::remote::{
    self, Catalog, Words, has_default_experiment, insert_default_experiment, newer_than_known,
    refuse_other_workspaces, texts,
};

/// The tables of MLflow 3.18.0.
const SCHEMA: &str = include_str!("schema.sql");

/// The number by which those who make the tables wait for each other: "mlflow" in ASCII.
pub(super) const LOCK: i64 = 0x6d6c_666c_6f77;

/// The tables with which every database of MLflow began.
const FIRST_TABLES: [&str; 5] = ["experiments", "metrics", "params", "runs", "tags"];

/// What a database is.
#[derive(Debug)]
pub(super) enum Content {
    /// It has none of MLflow's tables.
    Nothing,
    /// It is a store.
    Store {
        version: SchemaVersion,
        has_default_experiment: bool,
    },
}

/// The revision that a database records.
pub(super) fn revision(session: &dyn Session) -> SqlResult<Option<String>> {
    let revisions = texts(session, "SELECT version_num FROM alembic_version")?;
    let known = |revision: &&String| SchemaVersion::of_revision(revision).is_some();
    Ok(revisions.iter().find(known).or(revisions.first()).cloned())
}

/// Finds out what a database is. One that is none of MLflow's, or that cannot be used, is an error.
pub(super) fn examine(session: &dyn Session, database: &str) -> SqlResult<Content> {
    // `to_regclass` would answer as it did earlier in the session, before others made the tables.
    let present = texts(
        session,
        "SELECT relname FROM pg_class WHERE relkind IN ('r', 'p') AND pg_table_is_visible(oid)",
    )?;
    let is_there = |table: &&str| present.iter().any(|name| name == table);
    let has_tables = FIRST_TABLES.iter().all(is_there);
    let revisions = if is_there(&"alembic_version") {
        texts(
            session,
            "SELECT version_num FROM alembic_version ORDER BY 1",
        )?
    } else {
        Vec::new()
    };
    let ours: Vec<SchemaVersion> = revisions
        .iter()
        .filter_map(|revision| SchemaVersion::of_revision(revision))
        .collect();
    let version = match (&ours[..], &revisions[..]) {
        ([version], _) => version.clone(),
        ([], []) if !has_tables => return Ok(Content::Nothing),
        ([], []) if catalog(session)?.has_column("metrics", "step") => {
            return Err(refusal(database, "has MLflow's tables, but no revision").into());
        }
        ([], []) => SchemaVersion::first(),
        ([], [newer]) if has_tables => {
            newer_than_known(session, Words::Postgres, SCHEMA, database, newer)?
        }
        ([], others) => {
            let others = others.join("`, `");
            return Err(refusal(
                database,
                &format!("has the revision `{others}`, which is none of MLflow's"),
            )
            .into());
        }
        (_, several) => {
            let several = several.join("`, `");
            return Err(refusal(database, &format!("has several revisions, `{several}`")).into());
        }
    };
    if version.is_complete() {
        refuse_other_workspaces(session, database)?;
    }
    let has_default_experiment = has_default_experiment(session, &version)?;
    Ok(Content::Store {
        version,
        has_default_experiment,
    })
}

/// Makes the database a store, or what it lacks to be one. Several may come at once: they wait for
/// each other, and the first one does it.
pub(super) fn complete(
    session: &dyn Session,
    database: &str,
    options: &OpenOptions,
) -> SqlResult<SchemaVersion> {
    session.run(&format!("SELECT pg_advisory_xact_lock({LOCK})"))?;
    let (version, has_default_experiment) = match examine(session, database)? {
        Content::Store {
            version,
            has_default_experiment,
        } => (version, has_default_experiment),
        Content::Nothing => (create(session)?, false),
    };
    if !has_default_experiment {
        let has_times =
            version.is_complete() || catalog(session)?.has_column("experiments", "creation_time");
        insert_default_experiment(session, has_times, options)?;
    }
    Ok(version)
}

/// What a database of an older schema has.
pub(super) fn of_older(
    session: &dyn Session,
    version: &SchemaVersion,
    database: &str,
) -> SqlResult<OlderSchema> {
    remote::of_older(session, Words::Postgres, version, database)
}

fn catalog(session: &dyn Session) -> SqlResult<Catalog> {
    Catalog::read(session, Words::Postgres)
}

fn create(session: &dyn Session) -> SqlResult<SchemaVersion> {
    session.run(SCHEMA)?;
    let newest = SchemaVersion::newest();
    let revision = newest.revision().expect("the newest has a revision");
    session.execute(
        "INSERT INTO alembic_version (version_num) VALUES (?1)",
        &[revision.into()],
    )?;
    // The description is the one that the migration of MLflow 3.18.0 writes.
    session.execute(
        "INSERT INTO workspaces (name, description)
         VALUES (?1, 'Default workspace for legacy resources')",
        &[WORKSPACE.into()],
    )?;
    Ok(newest)
}

fn refusal(database: &str, what: &str) -> Error {
    Error::new(ErrorCode::InvalidState, format!("the {database} {what}"))
        .hint("give MLflow a database or a schema (`?options=-csearch_path%3DNAME`) of its own")
}
