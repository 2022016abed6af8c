//! The schema of a database: made whole in a new one, recognised by its Alembic revision in an
//! existing one.
//!
//! Only MLflow's tables count. A database with tables of other programs gets MLflow's beside them,
//! as Python's MLflow does it.

use std::sync::Once;

use crate::entity::{DEFAULT_EXPERIMENT_ID, DEFAULT_EXPERIMENT_NAME, ExperimentId};
use crate::error::{Error, ErrorCode};
use crate::store::{ArtifactLocation, OpenOptions};

use super::super::schema::OlderSchema;
use super::super::session::{Session, SqlResult, Value};
use super::super::sqlite::SchemaVersion;
use super::super::workspace::WORKSPACE;
use super::catalog::{Catalog, SCHEMA};

/// The number by which those who make the tables wait for each other: "mlflow" in ASCII.
pub(super) const LOCK: i64 = 0x6d6c_666c_6f77;

/// The tables with which every database of MLflow began.
const FIRST_TABLES: [&str; 5] = ["experiments", "metrics", "params", "runs", "tags"];

/// Whether a schema that is not known has been told of.
static ANNOUNCED: Once = Once::new();

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
        ([], []) if Catalog::read(session)?.tables["metrics"].contains_key("step") => {
            return Err(refusal(database, "has MLflow's tables, but no revision").into());
        }
        ([], []) => SchemaVersion::first(),
        ([], [newer]) if has_tables => newer_than_known(session, database, newer)?,
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
    let default = "SELECT 1 FROM experiments WHERE experiment_id = 0";
    let any = "SELECT 1 FROM experiments LIMIT 1";
    // The release of an older schema made the first experiment where there was none at all.
    let default = if version.is_complete() { default } else { any };
    Ok(Content::Store {
        version,
        has_default_experiment: !texts(session, default)?.is_empty(),
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
        insert_default_experiment(session, &version, options)?;
    }
    Ok(version)
}

/// What a database of an older schema has.
pub(super) fn of_older(
    session: &dyn Session,
    version: &SchemaVersion,
    database: &str,
) -> SqlResult<OlderSchema> {
    let catalog = Catalog::read(session)?;
    Ok(OlderSchema {
        features: catalog.features(),
        tables: catalog.tables,
        way_out: format!(
            "the {database} has that of {} ({}): `mlflow db upgrade`",
            version.releases(),
            version.shown()
        ),
    })
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

fn insert_default_experiment(
    session: &dyn Session,
    version: &SchemaVersion,
    options: &OpenOptions,
) -> SqlResult<()> {
    let location = ArtifactLocation::Under(options.artifact_root.clone())
        .resolve(&ExperimentId::from(DEFAULT_EXPERIMENT_ID));
    session.execute(
        "INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage)
         VALUES (0, ?1, ?2, 'active')",
        &[DEFAULT_EXPERIMENT_NAME.into(), (&location).into()],
    )?;
    let has_times = version.is_complete()
        || Catalog::read(session)?.tables["experiments"].contains_key("creation_time");
    if has_times {
        session.execute(
            "UPDATE experiments SET creation_time = ?1, last_update_time = ?1
             WHERE experiment_id = 0",
            &[Value::Integer(options.now)],
        )?;
    }
    Ok(())
}

/// A revision that is not known: it is used if all that statements name is there.
fn newer_than_known(
    session: &dyn Session,
    database: &str,
    revision: &str,
) -> SqlResult<SchemaVersion> {
    let misfits = Catalog::read(session)?.misfits();
    if !misfits.is_empty() {
        let misfits = misfits.join(", ");
        let what = format!("has the revision `{revision}`, which is not known: {misfits}");
        return Err(refusal(database, &what).into());
    }
    ANNOUNCED.call_once(|| {
        tracing::warn!(
            "the {database} has the revision `{revision}`, of a release after MLflow {}; it is \
             used, because all that this program reads and writes is as it expects",
            SchemaVersion::newest().releases()
        );
    });
    Ok(SchemaVersion::unknown(revision))
}

fn refuse_other_workspaces(session: &dyn Session, database: &str) -> SqlResult<()> {
    let others = "SELECT workspace FROM experiments WHERE workspace <> 'default' LIMIT 1";
    match texts(session, others)?.first() {
        Some(workspace) => Err(Error::new(
            ErrorCode::InvalidState,
            format!(
                "the {database} has experiments in the workspace `{workspace}`; workspaces other \
                 than `{WORKSPACE}` are not supported"
            ),
        )
        .into()),
        None => Ok(()),
    }
}

fn refusal(database: &str, what: &str) -> Error {
    Error::new(ErrorCode::InvalidState, format!("the {database} {what}"))
        .hint("give MLflow a database or a schema (`?options=-csearch_path%3DNAME`) of its own")
}

fn texts(session: &dyn Session, query: &str) -> SqlResult<Vec<String>> {
    let mut texts = Vec::new();
    session.query(query, &[], &mut |row| {
        texts.push(row.text_or_empty(0));
        Ok(())
    })?;
    Ok(texts)
}
