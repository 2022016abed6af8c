//! Traces, which other programs keep in a store and this one does not show.

use std::fs;

use rusqlite::Connection;
use serde_json::json;

use super::for_each_store;
use crate::support::{Request, Scene};

/// Does what MLflow 3.18.0 does with a trace, as far as one can see that there is one.
fn keep_a_trace(scene: &Scene, experiment_id: &str) {
    if scene.path("mlflow.db").exists() {
        let database = Connection::open(scene.path("mlflow.db")).expect("a database");
        let insert = "INSERT INTO trace_info (request_id, experiment_id, timestamp_ms, status)
                      VALUES ('tr-1', ?1, 1, 'OK')";
        database.execute(insert, [experiment_id]).expect("a trace");
    } else {
        let trace = format!("mlruns/{experiment_id}/traces/tr-1");
        fs::create_dir_all(scene.path(&trace)).expect("a folder");
    }
}

#[test]
fn a_list_of_traces_is_empty_only_where_there_are_none() {
    for_each_store(|scene, server| {
        let (with, without) = (server.experiment("with"), server.experiment("without"));
        let search = |id: &str| {
            let location = json!({
                "type": "MLFLOW_EXPERIMENT", "mlflow_experiment": {"experiment_id": id},
            });
            let body = json!({"locations": [location], "max_results": 10});
            server.send(&Request::new("POST", "/api/3.0/mlflow/traces/search").json(&body))
        };
        let list = |id: &str| {
            let path = format!("/api/2.0/mlflow/traces?experiment_ids={id}&max_results=10");
            server.send(&Request::new("GET", &path))
        };
        let named = || {
            let path = "/api/3.0/mlflow/traces/batchGet?trace_ids=tr-1";
            server.send(&Request::new("GET", path))
        };
        assert_eq!(named().is(200).text(), "{}");
        keep_a_trace(scene, &with);
        for reply in [search(&without), list(&without)] {
            assert_eq!(reply.is(200).text(), "{}");
        }
        for reply in [search(&with), list(&with), named()] {
            let refusal = reply.fails(501, "NOT_IMPLEMENTED");
            let text = refusal.text();
            assert!(text.contains("keeps them but does not show them"), "{text}");
        }
    });
}
