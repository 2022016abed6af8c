//! The table `tags`: the tags of runs.

use crate::entity::{Run, RunId, Tag, keys};

use super::page::{self, Ids, Members};
use super::session::{Row, Session, SqlResult, values};

/// Sets a tag of a run. The tag of the run's name sets the column too.
pub(super) fn set(session: &dyn Session, id: &RunId, tag: &Tag) -> SqlResult<()> {
    session.execute(
        "INSERT INTO tags (key, value, run_uuid) VALUES (?1, ?2, ?3)
             ON CONFLICT (key, run_uuid) DO UPDATE SET value = excluded.value",
        &values![tag.key, tag.value, id.as_str()],
    )?;
    if tag.key == keys::RUN_NAME {
        session.execute(
            "UPDATE runs SET name = ?2 WHERE run_uuid = ?1",
            &values![id.as_str(), tag.value],
        )?;
    }
    Ok(())
}

/// Removes a tag of a run and says whether it was there. The column with the run's name stays,
/// as MLflow 3.17.2 leaves it.
pub(super) fn delete(session: &dyn Session, id: &RunId, key: &str) -> SqlResult<bool> {
    let deleted = session.execute(
        "DELETE FROM tags WHERE run_uuid = ?1 AND key = ?2",
        &values![id.as_str(), key],
    )?;
    Ok(deleted > 0)
}

/// Loads the tags of a page of runs.
pub(super) fn load(session: &dyn Session, ids: &Ids, runs: &mut Members<Run>) -> SqlResult<()> {
    page::belongings(
        session,
        ids,
        "SELECT page.key, tags.key, tags.value
         FROM json_each(?1) AS page CROSS JOIN tags ON tags.run_uuid = page.value",
        runs,
        |run, row| {
            run.data.tags.push(read(row));
        },
    )
}

/// Reads a tag from behind the position on the page. Its value may be NULL, which is no text.
pub(super) fn read(row: &Row) -> Tag {
    Tag {
        key: row.text_or_empty(1),
        value: row.text_or_empty(2),
    }
}
