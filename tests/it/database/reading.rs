//! Commands that only read work on an older database as it is, and leave every byte of it alone.

use std::collections::BTreeSet;
use std::fs;

use rusqlite::Connection;
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

/// Python's `mlflow.projects.run(synchronous=False)` starts a run in its own database and hands it
/// on. Its end could not be recorded: the work does not begin.
#[test]
fn a_run_of_an_older_database_is_refused_before_its_work() {
    for release in ["1.23.1", "2.9.2", "3.4.0"] {
        let scene = fixture::named(release).scene();
        scene.write(
            "p/MLproject",
            "entry_points: {main: {command: 'touch begun'}}",
        );
        let running = mlflow!(
            scene,
            "runs search -f \"status = 'RUNNING'\" -c run_id --output json"
        );
        let running = running.success().json();
        let run_id = text(&items(&running)[0]["run_id"]);
        for line in [
            format!("run p --env-manager local --run-id {run_id}"),
            format!("exec --run-id {run_id} -- touch begun"),
        ] {
            let stderr = mlflow!(scene, "{line}").code(1).stderr();
            let errors = stderr.lines().filter(|line| line.starts_with("error: "));
            let errors: Vec<&str> = errors.collect();
            assert!(
                errors.len() == 1 && errors[0].contains("mlflow db upgrade"),
                "{release}: {stderr}"
            );
        }
        assert!(!scene.path("p/begun").exists() && !scene.path("begun").exists());
    }
}

#[test]
fn writing_to_an_older_database_is_refused_with_the_way_out() {
    for release in ["1.0.0", "1.23.1", "2.9.2", "3.4.0"] {
        let scene = fixture::named(release).scene();
        let before = fs::read(scene.path("mlflow.db")).expect("a database");
        for write in [
            &["experiments", "create", "-n", "new"][..],
            &["runs", "start", "--experiment-name", "renamed"],
            &["experiments", "delete", "-x", "1"],
        ] {
            let stderr = scene.mlflow(write).code(1).stderr();
            assert!(
                stderr.contains("mlflow db upgrade"),
                "{release} {write:?}: {stderr}"
            );
        }
        assert!(fs::read(scene.path("mlflow.db")).expect("a database") == before);
    }
}

#[track_caller]
fn items(list: &Value) -> &[Value] {
    list.as_array().expect("a list")
}

#[track_caller]
fn text(value: &Value) -> &str {
    value.as_str().expect("a text")
}

#[test]
fn gc_leaves_the_files_of_runs_whose_rows_it_may_not_remove() {
    let scene = fixture::named("1.23.1").scene();
    let database = Connection::open(scene.path("mlflow.db")).expect("a database");
    let run: String = database
        .query_row("SELECT min(run_uuid) FROM runs", [], |row| row.get(0))
        .expect("a run");
    let artifacts = format!("mlruns/0/{run}/artifacts");
    scene.write(&format!("{artifacts}/model.txt"), "weights");
    let folder = scene.path(&artifacts).display().to_string();
    database
        .execute(
            "UPDATE runs SET lifecycle_stage = 'deleted', artifact_uri = ?2 WHERE run_uuid = ?1",
            [&run, &folder],
        )
        .expect("deleted");
    let outcome = mlflow!(scene, "gc --run-ids {run}").code(1);
    let stderr = outcome.stderr();
    assert!(stderr.contains("mlflow db upgrade"), "{stderr}");
    assert!(scene.path(&artifacts).join("model.txt").exists());
}
