//! Databases of a release after the newest that is known, as they may come.

use std::fs;

use rusqlite::Connection;

use super::fixture::revision;
use crate::support::{Scene, mlflow};

const NEWER: &str = "0123456789ab";

/// A scene with a new database that a later release is said to have changed like this.
fn changed(change: &str) -> Scene {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    mlflow!(scene, "experiments create -n x").success();
    let database = Connection::open(scene.path("mlflow.db")).expect("a database");
    let revise = format!("{change}; UPDATE alembic_version SET version_num = '{NEWER}'");
    database.execute_batch(&revise).expect("the change");
    database
        .execute_batch("PRAGMA wal_checkpoint(TRUNCATE)")
        .expect("one file");
    scene
}

#[test]
fn columns_that_may_be_left_out_do_no_harm() {
    let scene = changed(
        "ALTER TABLE runs ADD COLUMN colour TEXT;
         ALTER TABLE metrics ADD COLUMN unit VARCHAR(10);
         ALTER TABLE tags ADD COLUMN weight INTEGER NOT NULL DEFAULT 1;
         CREATE TABLE plans (plan_id TEXT NOT NULL PRIMARY KEY)",
    );
    let started = mlflow!(scene, "runs start --experiment-id 1 -t k=v").success();
    let warned = started.stderr();
    assert_eq!(warned.matches("warning:").count(), 1, "{warned}");
    for part in [NEWER, "after MLflow 3.18.0"] {
        assert!(warned.contains(part), "{part}: {warned}");
    }
    let run = started.line();
    mlflow!(scene, "runs log-metric -r {run} loss=0.5").success();
    mlflow!(scene, "runs log-param -r {run} depth=6").success();
    let search = "runs search -x 1 -f \"metrics.loss < 1 AND tags.k = 'v'\" --output json";
    let found = mlflow!(scene, "{search}").success().json();
    assert_eq!(found[0]["info"]["run_id"], *run);
    let status = mlflow!(scene, "db status mlflow.db --output json").success();
    assert_eq!(status.json()["revision"], NEWER);
    assert_eq!(status.json()["clients"]["open"], "after 3.18.0");
    mlflow!(scene, "runs delete --run-id {run}").success();
    mlflow!(scene, "runs restore --run-id {run}").success();
    mlflow!(scene, "runs delete --run-id {run}").success();
    let store = "sqlite:///mlflow.db";
    mlflow!(scene, "gc --backend-store-uri {store} --run-ids {run}").success();
    assert_eq!(revision(&scene.path("mlflow.db")), NEWER);
}

#[test]
fn what_this_program_would_write_wrongly_is_refused_by_name() {
    for (change, named) in [
        (
            "DROP TABLE params;
             CREATE TABLE params (
                 key VARCHAR(250) NOT NULL, value VARCHAR(8000) NOT NULL,
                 run_uuid VARCHAR(32) NOT NULL, kind TEXT NOT NULL, PRIMARY KEY (key, run_uuid)
             )",
            "the column `kind` of the table `params`",
        ),
        (
            "ALTER TABLE metrics RENAME COLUMN step TO position",
            "the column `step` of the table `metrics` is missing",
        ),
        (
            "ALTER TABLE latest_metrics RENAME TO newest_metrics",
            "the table `latest_metrics` is missing",
        ),
    ] {
        let scene = changed(change);
        let before = fs::read(scene.path("mlflow.db")).expect("a database");
        for command in [
            "experiments search",
            "experiments create -n y",
            "runs start --experiment-id 1",
            "db status mlflow.db",
            "db upgrade mlflow.db",
            "gc --backend-store-uri sqlite:///mlflow.db --run-ids 0",
        ] {
            let said = mlflow!(scene, "{command}").code(1).stderr();
            for part in [NEWER, "after 3.18.0", named] {
                assert!(said.contains(part), "{command}: {part}: {said}");
            }
        }
        let after = fs::read(scene.path("mlflow.db")).expect("a database");
        assert!(before == after, "the file was changed");
    }
}
