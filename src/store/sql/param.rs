//! The table `params`, and what holds for params wherever they are: a value never changes.

use std::collections::HashMap;

use crate::entity::{Param, Run, RunId};
use crate::error::Error;

use super::dialect::{Conflict, Insert, Items};
use super::list::List;
use super::page::Belongings;
use super::session::{Row, SqlResult, Value, row_values, values};
use super::statement::{Statement, Transaction};

static LOG: Statement = Statement::insert(Insert {
    table: "params",
    columns: &["key", "value", "run_uuid"],
    conflict: Conflict::Keep,
});

static STORED: Statement = Statement::new(|sql| {
    format!(
        "SELECT key, value FROM params WHERE run_uuid = ?1 AND {}",
        sql.in_list("key", Items::Texts, "?2")
    )
});

static LOAD: Statement = Statement::new(|sql| {
    format!(
        "SELECT page.key, params.key, params.value FROM {}",
        sql.page(Items::Texts, "params", "params.run_uuid")
    )
});

/// Logs parameters: new ones, or such as have these values already.
pub(super) fn log(tx: &Transaction, id: &RunId, params: &[Param]) -> SqlResult<()> {
    for Param { key, value } in params {
        tx.schema()
            .require_length("params", "parameter", key, value)?;
    }
    let rows: Vec<Value> = params
        .iter()
        .flat_map(|param| row_values![&param.key, &param.value, id.as_str()])
        .collect();
    if tx.insert_rows(&LOG, 3, &rows)? < params.len() {
        let changed =
            |param: &Param, value: &str| Error::param_changed(id, &param.key, value, &param.value);
        refuse_changed(tx, &STORED, id.as_str(), params, changed)?;
    }
    Ok(())
}

/// Refuses params of which one has another value already, or comes twice with two values. The
/// statement selects the keys and values that are stored of an owner and a list of keys.
pub(super) fn refuse_changed(
    tx: &Transaction,
    stored: &Statement,
    owner: &str,
    params: &[Param],
    changed: impl Fn(&Param, &str) -> Error,
) -> SqlResult<()> {
    let keys: Vec<&str> = params.iter().map(|param| param.key.as_str()).collect();
    let stored = tx.rows(stored, &values![owner, List::new(&keys)], |row| {
        (row.text_or_empty(0), row.text_or_empty(1))
    })?;
    let stored: HashMap<String, String> = stored.into_iter().collect();
    for param in params {
        let value = stored.get(&param.key).map_or("", String::as_str);
        if value != param.value {
            return Err(changed(param, value).into());
        }
    }
    Ok(())
}

/// The parameters of a page of runs.
pub(super) static LOGGED: Belongings<Run> = Belongings {
    statement: &LOAD,
    add: |run, row| run.data.params.push(read(row)),
};

/// Reads a parameter from behind the position on the page.
pub(super) fn read(row: &Row) -> Param {
    Param {
        key: row.text_or_empty(1),
        value: row.text_or_empty(2),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Scratch, new_run, row};
    use super::*;
    use crate::entity::{Metric, Tag};
    use crate::store::{Batch, RunStore};

    #[test]
    fn a_parameter_keeps_its_value_and_a_batch_against_it_leaves_nothing() {
        let (_scratch, store, database) = Scratch::store();
        let id = store.create_run(&new_run("r")).unwrap().info.run_id;
        let batch = |params: &[(&str, &str)]| Batch {
            params: params
                .iter()
                .map(|(key, value)| Param::new(*key, *value))
                .collect(),
            metrics: vec![Metric {
                key: "m".to_owned(),
                value: 1.0,
                timestamp: 1,
                step: 0,
            }],
            tags: vec![Tag::new("new", "")],
            ..Batch::default()
        };
        for twice in [batch(&[("a", "1")]), batch(&[("b", "2"), ("a", "1")])] {
            store.log_batch(&id, &twice).unwrap();
        }
        store.delete_run_tag(&id, "new").unwrap();
        for changed in [&[("c", "3"), ("a", "2")], &[("c", "3"), ("c", "4")]] {
            let error = store.log_batch(&id, &batch(changed)).unwrap_err();
            let [_, (key, value)] = changed;
            for part in [format!("`{key}`"), format!("`{value}`")] {
                assert!(error.message().contains(&part), "{error}");
            }
        }
        assert_eq!(
            row(&database, "SELECT group_concat(key || value) FROM params"),
            r#"Text("a1,b2")"#
        );
        let run = store.get_run(&id).unwrap().unwrap();
        assert_eq!(run.tag("new"), None);
    }
}
