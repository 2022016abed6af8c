//! What goes and what stays, row by row.

use rusqlite::{Connection, params};

use super::super::limit;
use super::super::tests::{Scratch, new_run, row};
use super::*;
use crate::entity::LifecycleStage;
use crate::store::{ExperimentStore, RunStore};

fn delete(store: &SqlStore, id: &str) {
    store
        .set_run_stage(&id.into(), LifecycleStage::Deleted, 30)
        .unwrap();
}

/// A store with deleted runs that have so many points each.
fn deleted_runs(points: &[(&str, usize)]) -> (Scratch, SqlStore, Connection) {
    let (scratch, store, database) = Scratch::store();
    for (id, count) in points {
        store.create_run(&new_run(id)).unwrap();
        database
            .execute(
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?2)
                 INSERT INTO metrics (key, value, timestamp, run_uuid, step, is_nan)
                 SELECT 'm', i, i, ?1, i, 0 FROM n",
                params![id, limit(*count)],
            )
            .unwrap();
        delete(&store, id);
    }
    (scratch, store, database)
}

#[test]
fn a_transaction_removes_whole_runs_with_so_many_rows_at_most() {
    let runs = [("a", 20), ("b", 20), ("c", 70), ("d", 1)];
    let (_scratch, store, _database) = deleted_runs(&runs);
    let ids = List::new(&["a", "b", "c", "d"]);
    let step = || {
        store
            .write(Scope::EveryRun, |tx| remove_some(tx, &RUNS, &ids, 50))
            .unwrap()
    };
    // Two tags and a name each, and the runs themselves.
    let steps = [step(), step(), step(), step()];
    assert_eq!(steps.each_ref().map(|step| step.rows), [48, 74, 5, 0]);
    let gone = steps.map(|step| step.gone.join(""));
    assert_eq!(gone, ["ab", "c", "d", ""]);
}

#[test]
fn a_run_that_is_restored_between_two_transactions_stays_whole() {
    let (_scratch, store, database) = deleted_runs(&[("gone", 40), ("kept", 40)]);
    let ids = List::new(&["gone", "kept"]);
    store
        .write(Scope::EveryRun, |tx| remove_some(tx, &RUNS, &ids, 30))
        .unwrap();
    store
        .set_run_stage(&"kept".into(), LifecycleStage::Active, 31)
        .unwrap();
    store
        .write(Scope::EveryRun, |tx| remove_some(tx, &RUNS, &ids, 30))
        .unwrap();
    let counts = "SELECT count(*), count(DISTINCT run_uuid), max(run_uuid) FROM metrics";
    assert_eq!(
        row(&database, counts),
        r#"Integer(40)|Integer(1)|Text("kept")"#
    );
}

#[test]
fn the_schema_stays_as_it_was_where_models_have_metrics_of_runs() {
    let (_scratch, store, database) = Scratch::store();
    for id in ["gone", "kept"] {
        store.create_run(&new_run(id)).unwrap();
        database
            .execute(
                "INSERT INTO logged_models (model_id, experiment_id, name, artifact_location,
                                            creation_timestamp_ms, last_updated_timestamp_ms,
                                            status, lifecycle_stage)
                 VALUES ('m-' || ?1, 0, 'm', '', 0, 0, 2, 'active')",
                [id],
            )
            .unwrap();
        database
            .execute(
                "INSERT INTO logged_model_metrics (model_id, metric_name, metric_timestamp_ms,
                                                   metric_step, metric_value, experiment_id,
                                                   run_id)
                 VALUES ('m-' || ?1, 'a', 0, 0, 1, 0, ?1)",
                [id],
            )
            .unwrap();
    }
    let schema = "SELECT count(*), group_concat(sql) FROM sqlite_schema";
    let before = row(&database, schema);
    delete(&store, "gone");
    let purged = store.purge_runs(&["gone".into()], Purge::Remove).unwrap();
    assert_eq!(purged.ids, ["gone".into()]);
    assert_eq!(row(&database, schema), before);
    let left = "SELECT count(*), max(run_id) FROM logged_model_metrics";
    assert_eq!(row(&database, left), r#"Integer(1)|Text("kept")"#);
}

#[test]
fn what_was_deleted_at_an_unknown_time_is_told_so() {
    let (_scratch, store, database) = Scratch::store();
    store.create_run(&new_run("r")).unwrap();
    delete(&store, "r");
    database
        .execute("UPDATE runs SET deleted_time = NULL", [])
        .unwrap();
    let deleted = store.deleted_runs(Deletion::All).unwrap();
    assert_eq!((deleted.len(), deleted[0].deleted_time), (1, None));
    let recorded = store
        .get_run(&"r".into())
        .unwrap()
        .unwrap()
        .info
        .artifact_uri;
    assert_eq!(deleted[0].artifact_location, recorded);
}

#[test]
fn jobs_that_have_ended_are_purged() {
    let (_scratch, store, database) = Scratch::store();
    for (id, status, time) in [("a", 3, 10), ("b", 1, 10), ("c", 5, 20), ("d", 2, 10)] {
        database
            .execute(
                "INSERT INTO jobs (id, creation_time, job_name, params, status, retry_count,
                                   last_update_time, workspace)
                 VALUES (?1, ?2, 'n', '{}', ?3, 0, 0, 'default')",
                params![id, time, status],
            )
            .unwrap();
    }
    let ids = ["a", "b", "c"].map(str::to_owned);
    let query = JobQuery {
        ids: Some(&ids),
        created_before: Some(20),
    };
    for purge in [Purge::Rehearse, Purge::Remove] {
        assert_eq!(store.purge_jobs(query, purge).unwrap().ids, ["a"]);
    }
    let purged = store
        .purge_jobs(JobQuery::default(), Purge::Remove)
        .unwrap();
    assert_eq!(purged.ids.len(), 2);
    assert_eq!(row(&database, "SELECT id FROM jobs"), r#"Text("b")"#);
}

#[test]
fn an_experiment_whose_scorer_a_guardrail_uses_stays() {
    let (_scratch, store, database) = Scratch::store();
    let id = ExperimentId::from("0");
    database
        .execute_batch(
            "PRAGMA foreign_keys = OFF;
             INSERT INTO scorers VALUES (0, 's', 'sid');
             INSERT INTO guardrails (guardrail_id, name, scorer_id, scorer_version, stage,
                                     action, created_at, last_updated_at, workspace)
             VALUES ('g', 'g', 'sid', 1, 'x', 'x', 0, 0, 'default')",
        )
        .unwrap();
    store
        .set_experiment_stage(&id, LifecycleStage::Deleted, 30)
        .unwrap();
    let error = store.purge_experiment(&id, Purge::Remove).unwrap_err();
    assert!(error.message().contains("a guardrail"), "{error}");
    let holder = store.experiment_holder(&id).unwrap();
    assert_eq!(holder.as_deref(), Some(error.message()));
}
