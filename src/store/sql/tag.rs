//! The table `tags`: the tags of runs.

use rusqlite::{Connection, Row, params};

use crate::entity::{Run, RunId, Tag, keys};

use super::cell;
use super::page::{self, Ids, Members};

/// Sets a tag of a run. The tag of the run's name sets the column too.
pub(super) fn set(connection: &Connection, id: &RunId, tag: &Tag) -> rusqlite::Result<()> {
    connection
        .prepare_cached(
            "INSERT INTO tags (key, value, run_uuid) VALUES (?1, ?2, ?3)
             ON CONFLICT (key, run_uuid) DO UPDATE SET value = excluded.value",
        )?
        .execute(params![tag.key, tag.value, id.as_str()])?;
    if tag.key == keys::RUN_NAME {
        connection
            .prepare_cached("UPDATE runs SET name = ?2 WHERE run_uuid = ?1")?
            .execute(params![id.as_str(), tag.value])?;
    }
    Ok(())
}

/// Removes a tag of a run and says whether it was there. The column with the run's name stays,
/// as MLflow 3.17.2 leaves it.
pub(super) fn delete(connection: &Connection, id: &RunId, key: &str) -> rusqlite::Result<bool> {
    let deleted = connection.execute(
        "DELETE FROM tags WHERE run_uuid = ?1 AND key = ?2",
        [id.as_str(), key],
    )?;
    Ok(deleted > 0)
}

/// Loads the tags of a page of runs.
pub(super) fn load(
    connection: &Connection,
    ids: &Ids,
    runs: &mut Members<Run>,
) -> rusqlite::Result<()> {
    page::belongings(
        connection,
        ids,
        "SELECT page.key, tags.key, tags.value
         FROM json_each(?1) AS page CROSS JOIN tags ON tags.run_uuid = page.value",
        runs,
        |run, row| {
            run.data.tags.push(read(row)?);
            Ok(())
        },
    )
}

/// Reads a tag from behind the position on the page. Its value may be NULL, which is no text.
pub(super) fn read(row: &Row) -> rusqlite::Result<Tag> {
    Ok(Tag {
        key: cell::text_or_empty(row, 1)?,
        value: cell::text_or_empty(row, 2)?,
    })
}
