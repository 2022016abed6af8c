//! The table `params`.

use crate::entity::{Param, Run, RunId};
use crate::error::Error;

use super::page::{self, Ids, Members};
use super::session::{Session, SqlResult, values};

/// Logs a parameter: a new one, or one that has this value already.
pub(super) fn log(session: &dyn Session, id: &RunId, param: &Param) -> SqlResult<()> {
    let inserted = session.execute(
        "INSERT INTO params (key, value, run_uuid) VALUES (?1, ?2, ?3)
             ON CONFLICT (key, run_uuid) DO NOTHING",
        &values![param.key, param.value, id.as_str()],
    )?;
    if inserted > 0 {
        return Ok(());
    }
    let value = session
        .row(
            "SELECT value FROM params WHERE key = ?1 AND run_uuid = ?2",
            &values![param.key, id.as_str()],
            |row| row.text_or_empty(0),
        )?
        .unwrap_or_default();
    if value != param.value {
        return Err(Error::param_changed(id, &param.key, &value, &param.value).into());
    }
    Ok(())
}

/// Loads the parameters of a page of runs.
pub(super) fn load(session: &dyn Session, ids: &Ids, runs: &mut Members<Run>) -> SqlResult<()> {
    page::belongings(
        session,
        ids,
        "SELECT page.key, params.key, params.value
         FROM json_each(?1) AS page CROSS JOIN params ON params.run_uuid = page.value",
        runs,
        |run, row| {
            run.data.params.push(Param {
                key: row.text_or_empty(1),
                value: row.text_or_empty(2),
            });
        },
    )
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
