//! What engines ask a database when they look whether it is a store, and the rows that they give a
//! new one.

use std::sync::Once;

use crate::entity::{DEFAULT_EXPERIMENT_ID, DEFAULT_EXPERIMENT_NAME, ExperimentId};
use crate::error::{Error, ErrorCode};
use crate::store::{ArtifactLocation, OpenOptions};

use super::super::SchemaVersion;
use super::super::schema::OlderSchema;
use super::super::session::{Session, SqlResult, values};
use super::super::workspace::WORKSPACE;
use super::catalog::Catalog;
use super::words::Words;

/// Most misfits in a message.
const MOST_SHOWN: usize = 3;

/// Whether a schema that is not known has been told of.
static ANNOUNCED: Once = Once::new();

/// The texts in the one column of a query.
pub(in crate::store::sql) fn texts(session: &dyn Session, query: &str) -> SqlResult<Vec<String>> {
    let mut texts = Vec::new();
    session.query(query, &[], &mut |row| {
        texts.push(row.text_or_empty(0));
        Ok(())
    })?;
    Ok(texts)
}

/// What a database of an older schema has. `database` is what it is for people.
pub(in crate::store::sql) fn of_older(
    session: &dyn Session,
    words: Words,
    version: &SchemaVersion,
    database: &str,
) -> SqlResult<OlderSchema> {
    let catalog = Catalog::read(session, words)?;
    Ok(OlderSchema {
        features: catalog.features(),
        tables: catalog.tables(),
        way_out: format!(
            "the {database} has that of {} ({}): `mlflow db upgrade`",
            version.releases(),
            version.shown()
        ),
    })
}

/// The schema of a revision that is not known: it is used if all that statements name is there.
/// `newest` is the script of the newest schema that is known.
pub(in crate::store::sql) fn newer_than_known(
    session: &dyn Session,
    words: Words,
    newest: &str,
    database: &str,
    revision: &str,
) -> SqlResult<SchemaVersion> {
    let misfits = Catalog::read(session, words)?.misfits(newest);
    if !misfits.is_empty() {
        let others = if misfits.len() > MOST_SHOWN {
            ", …"
        } else {
            ""
        };
        let shown = misfits[..misfits.len().min(MOST_SHOWN)].join(", ");
        return Err(Error::new(
            ErrorCode::InvalidState,
            format!(
                "the {database} has the revision `{revision}`, whose schema this program cannot \
                 use: {shown}{others}"
            ),
        )
        .hint("a later release than this program knows seems to have made it: use that release")
        .into());
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

/// Refuses a database with experiments in workspaces other than the one that is supported.
pub(in crate::store::sql) fn refuse_other_workspaces(
    session: &dyn Session,
    database: &str,
) -> SqlResult<()> {
    let others =
        format!("SELECT workspace FROM experiments WHERE workspace <> '{WORKSPACE}' LIMIT 1");
    match texts(session, &others)?.first() {
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

/// Whether a database has the experiment with which each store begins. The release of an older
/// schema made it where there was no experiment at all.
pub(in crate::store::sql) fn has_default_experiment(
    session: &dyn Session,
    version: &SchemaVersion,
) -> SqlResult<bool> {
    let query = if version.is_complete() {
        "SELECT name FROM experiments WHERE experiment_id = 0"
    } else {
        "SELECT name FROM experiments LIMIT 1"
    };
    Ok(!texts(session, query)?.is_empty())
}

/// Gives a database the experiment with which each store begins. The default of the column
/// `workspace` is the workspace of this row.
pub(in crate::store::sql) fn insert_default_experiment(
    session: &dyn Session,
    has_times: bool,
    options: &OpenOptions,
) -> SqlResult<()> {
    let id = ExperimentId::from(DEFAULT_EXPERIMENT_ID);
    let location = ArtifactLocation::Under(options.artifact_root.clone()).resolve(&id);
    session.execute(
        "INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage)
         VALUES (0, ?1, ?2, 'active')",
        &values![DEFAULT_EXPERIMENT_NAME, location],
    )?;
    if has_times {
        session.execute(
            "UPDATE experiments SET creation_time = ?1, last_update_time = ?1
             WHERE experiment_id = 0",
            &values![options.now],
        )?;
    }
    Ok(())
}
