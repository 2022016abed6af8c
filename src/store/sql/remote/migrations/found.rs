//! How far a database has come on the way of schemas.

use super::super::super::session::{Session, SqlResult, values};
use super::super::super::{SchemaName, SchemaTarget};
use super::super::schema::texts;
use super::super::words::Words;
use super::Step;

/// How far a database has come.
pub(super) struct Found {
    /// How many steps are behind it; none where it has no tables, or only some of the first ones.
    pub(super) steps: usize,
    /// Revisions that other programs keep in the same table.
    pub(super) others: Vec<String>,
}

/// Finds out how far a database has come. One with tables of MLflow whose revision is not known
/// gives the revisions that it has.
pub(super) fn find(
    session: &dyn Session,
    words: Words,
    steps: &[Step],
) -> SqlResult<Result<Found, Vec<String>>> {
    let has_revisions = has_table(session, words, "alembic_version")?;
    let revisions = if has_revisions {
        texts(session, "SELECT version_num FROM alembic_version")?
    } else {
        Vec::new()
    };
    let behind = |revision: &String| {
        let position = steps.iter().position(|step| step.revision == revision);
        position.map(|position| position + 1)
    };
    let (ours, others): (Vec<String>, Vec<String>) = revisions
        .into_iter()
        .partition(|revision| behind(revision).is_some());
    if let Some(steps) = ours.iter().filter_map(behind).max() {
        return Ok(Ok(Found { steps, others }));
    }
    // Who makes the first tables makes that of the revisions before them. So tables without a
    // revision are what somebody began to make.
    let is_begun = has_revisions && others.is_empty();
    if !is_begun && has_table(session, words, "experiments")? {
        return Ok(Err(others));
    }
    Ok(Ok(Found { steps: 0, others }))
}

fn has_table(session: &dyn Session, words: Words, table: &str) -> SqlResult<bool> {
    let mut found = false;
    session.query(
        &format!(
            "SELECT 1 FROM information_schema.tables
             WHERE table_schema = {} AND table_name = ?1",
            words.current_schema()
        ),
        &values![table],
        &mut |_| {
            found = true;
            Ok(())
        },
    )?;
    Ok(found)
}

/// The schema to which so many steps lead.
pub(super) fn name(steps: &[Step], count: usize) -> SchemaName {
    let revision = steps[count - 1].revision;
    let releases = SchemaTarget::parse(revision).map_or("", SchemaTarget::releases);
    SchemaName {
        revision: Some(revision.to_owned()),
        releases: if releases.is_empty() {
            "in development".to_owned()
        } else {
            releases.to_owned()
        },
    }
}
