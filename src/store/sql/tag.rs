//! The table `tags`: the tags of runs.

use std::collections::BTreeMap;

use crate::entity::{Run, RunId, Tag, keys};

use super::dialect::{Conflict, Delete, Insert, Items, Update, Whose};
use super::feature::Feature;
use super::page::Belongings;
use super::session::{Row, SqlResult, Value, row_values, values};
use super::statement::{Statement, Transaction};

static SET: Statement = Statement::insert(Insert {
    table: "tags",
    columns: &["key", "value", "run_uuid"],
    conflict: Conflict::Update {
        key: &["key", "run_uuid"],
        set: &["value"],
    },
});

static SET_NAME: Statement = Statement::update(Update {
    table: "runs",
    set: &["name"],
    whose: Whose::Has(&["run_uuid"]),
});

static DELETE: Statement = Statement::delete(Delete {
    table: "tags",
    whose: Whose::Has(&["run_uuid", "key"]),
});

static LOAD: Statement = Statement::new(|sql| {
    format!(
        "SELECT page.key, tags.key, tags.value FROM {}",
        sql.page(Items::Texts, "tags", "tags.run_uuid")
    )
});

/// Sets tags of a run. The tag of the run's name sets the column too.
pub(super) fn set(tx: &Transaction, id: &RunId, tags: &[Tag]) -> SqlResult<()> {
    let tags = last_of_each_key(tags);
    for (key, value) in &tags {
        tx.schema().require_length("tags", "tag", key, value)?;
    }
    let rows: Vec<Value> = tags
        .iter()
        .flat_map(|(key, value)| row_values![*key, *value, id.as_str()])
        .collect();
    tx.send_rows(&SET, 3, &rows)?;
    if let Some(name) = tags.get(keys::RUN_NAME)
        && tx.schema().has_run_names()
    {
        tx.send(&SET_NAME, &values![id.as_str(), name])?;
    }
    Ok(())
}

/// The tags that something in the registry gets, of several values for a key the last. Refuses
/// what the schema has no place for: up to MLflow 3.0.0, tags of both kinds had the limit for which
/// this table is declared.
pub(super) fn of_registry<'a>(
    tx: &Transaction,
    tags: &'a [Tag],
) -> SqlResult<BTreeMap<&'a str, &'a str>> {
    if !tags.is_empty() {
        tx.require(Feature::RegistryTags)?;
    }
    let tags = last_of_each_key(tags);
    for (key, value) in &tags {
        tx.schema()
            .require_length("model_version_tags", "tag", key, value)?;
    }
    Ok(tags)
}

/// The values of tags by their keys: of several with one key, the last counts.
pub(super) fn last_of_each_key(tags: &[Tag]) -> BTreeMap<&str, &str> {
    tags.iter()
        .map(|tag| (tag.key.as_str(), tag.value.as_str()))
        .collect()
}

/// Removes a tag of a run and says whether it was there. The column with the run's name stays,
/// as MLflow 3.17.2 leaves it.
pub(super) fn delete(tx: &Transaction, id: &RunId, key: &str) -> SqlResult<bool> {
    Ok(tx.execute(&DELETE, &values![id.as_str(), key])? > 0)
}

/// The tags of a page of runs.
pub(super) static SET_TAGS: Belongings<Run> = Belongings {
    statement: &LOAD,
    add: |run, row| run.data.tags.push(read(row)),
};

/// Reads a tag from behind the position on the page. Its value may be NULL, which is no text.
pub(super) fn read(row: &Row) -> Tag {
    Tag {
        key: row.text_or_empty(1),
        value: row.text_or_empty(2),
    }
}
