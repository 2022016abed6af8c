//! Commands that only read leave every byte of an older database alone.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use super::fixture::{self, Fixture};
use super::theirs;
use crate::support::{Scene, mlflow};

#[test]
fn reading_commands_read_every_database_as_it_is() {
    for fixture in fixture::all() {
        if fixture.name == theirs::WALKED {
            continue;
        }
        let scene = fixture.scene();
        let before = fs::read(scene.path("mlflow.db")).expect("a database");
        experiments_are_read(&scene, &fixture);
        runs_are_read(&scene, &fixture);
        let after = fs::read(scene.path("mlflow.db")).expect("a database");
        assert!(before == after, "{} was changed", fixture.name);
        let files: Vec<_> = fs::read_dir(scene.folder()).expect("the scene").collect();
        assert_eq!(files.len(), 1, "{}: {files:?}", fixture.name);
    }
}

#[track_caller]
fn experiments_are_read(scene: &Scene, fixture: &Fixture) {
    let found = mlflow!(scene, "experiments search -v all --output json")
        .success()
        .json();
    let found: BTreeSet<(&str, &str)> = items(&found)
        .iter()
        .map(|one| (text(&one["name"]), text(&one["lifecycle_stage"])))
        .collect();
    for known in [
        ("Default", "active"),
        ("renamed", "active"),
        ("naïve 実験 🧪", "active"),
        ("it's \"placed\"; --", "active"),
        ("to be deleted", "deleted"),
    ] {
        assert!(
            found.contains(&known),
            "{}: {known:?} in {found:?}",
            fixture.name
        );
    }
}

#[track_caller]
fn runs_are_read(scene: &Scene, fixture: &Fixture) {
    let experiment = mlflow!(scene, "experiments get -n renamed --output json")
        .success()
        .json();
    let id = text(&experiment["experiment_id"]);
    let filter = "params.learning_rate = '0.01' AND metrics.once < 1";
    let all = mlflow!(scene, "runs search -x {id} -v all --output json")
        .success()
        .json();
    // Before 1.4 there was no status `KILLED`, but the run is there.
    let runs: Vec<&str> = items(&all)
        .iter()
        .map(|run| text(&run["info"]["status"]))
        .collect();
    assert_eq!(runs.len(), 7, "{}: {runs:?}", fixture.name);
    let filtered = ["runs", "search", "-x", id, "-f", filter, "--output", "json"];
    let found = scene.mlflow(filtered).success().json();
    let [run] = items(&found) else {
        panic!("{}: {found}", fixture.name);
    };
    let run_id = text(&run["info"]["run_id"]);
    let described = mlflow!(scene, "runs describe -r {run_id}").success().json();
    let (info, data) = (&described["info"], &described["data"]);
    assert_eq!(info["run_name"], "run finished", "{}", fixture.name);
    assert_eq!(info["status"], "FINISHED");
    assert_eq!(info["lifecycle_stage"], "active");
    assert_eq!(data["params"]["ünïcode/キー"], "значение 🎯");
    assert_eq!(data["params"]["long"].as_str().map(str::len), Some(250));
    assert_eq!(data["metrics"]["loss"], json!(1.0 / 120.0));
    assert_eq!(data["metrics"]["ties"], json!(4.0));
    assert_eq!(data["metrics"]["below zero"], json!(-1.5));
    assert_eq!(data["metrics"]["once"], json!(1e-300));
    assert_eq!(data["tags"]["ünïcode"], "値 🏷️");
    assert_eq!(data["tags"]["overwritten"], "after");
    let lines = mlflow!(scene, "runs metrics loss -r {run_id} --output csv")
        .success()
        .stdout();
    assert!(lines.lines().count() >= 121, "{}: {lines}", fixture.name);
}

#[track_caller]
fn items(list: &Value) -> &[Value] {
    list.as_array().expect("a list")
}

#[track_caller]
fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}
