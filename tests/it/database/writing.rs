//! Commands that write work on an older database as it is, and leave its schema alone.

use rusqlite::Connection;
use serde_json::Value;

use super::content::Content;
use super::fixture::{self, Fixture};
use crate::support::{Scene, mlflow};

#[test]
fn writing_commands_write_every_database_as_it_is() {
    for fixture in fixture::all() {
        let scene = fixture.scene();
        let before = Content::of(&scene.path("mlflow.db"));
        let run = a_run_is_made_and_found(&scene, &fixture);
        a_run_is_deleted_and_restored(&scene, &run);
        a_model_is_registered(&scene, &fixture);
        what_is_deleted_is_purged(&scene, &run);
        let after = Content::of(&scene.path("mlflow.db"));
        let none: [String; 0] = [];
        assert_eq!(after.schema_differences(&before), none, "{}", fixture.name);
    }
}

/// Gives the run's id.
#[track_caller]
fn a_run_is_made_and_found(scene: &Scene, fixture: &Fixture) -> String {
    mlflow!(scene, "experiments create -n new").success();
    let run = mlflow!(scene, "runs start --experiment-name new --run-name first");
    let run = run.success().line();
    let lines = r#"{"metrics": {"loss": 0.25, "huge": 1e300}, "timestamp": 20, "step": 2}
{"metrics": {"loss": 0.5}, "timestamp": 10, "step": 1}
{"params": {"lr": "0.1"}, "tags": {"größe": "'\"", "gone": "x"}}"#;
    let batch = ["runs", "log-batch", "-r", &run];
    scene.mlflow_with_stdin(batch, lines).success();
    mlflow!(scene, "runs delete-tag gone -r {run}").success();
    mlflow!(scene, "runs end -r {run}").success();
    let filter = "metrics.loss = 0.25 AND metrics.huge > 1 AND params.lr = '0.1' AND \
                  attributes.run_name = 'first' AND status = 'FINISHED' AND tags.gone IS NULL";
    let search = [
        "runs",
        "search",
        "--experiment-name",
        "new",
        "--order-by",
        "metrics.loss DESC",
    ];
    let found = scene
        .mlflow(
            search
                .iter()
                .copied()
                .chain(["-f", filter, "--output", "json"]),
        )
        .success()
        .json();
    assert_eq!(found[0]["info"]["run_id"], run, "{}", fixture.name);
    assert_eq!(found[0]["info"]["run_name"], "first", "{}", fixture.name);
    let history = mlflow!(scene, "runs metrics loss -r {run} --output csv");
    assert_eq!(history.success().stdout().lines().count(), 3);
    run
}

#[track_caller]
fn a_run_is_deleted_and_restored(scene: &Scene, run: &str) {
    for (command, stage) in [("delete", "deleted"), ("restore", "active")] {
        mlflow!(scene, "runs {command} -r {run}").success();
        let described = mlflow!(scene, "runs describe -r {run}").success().json();
        assert_eq!(described["info"]["lifecycle_stage"], stage);
        assert_eq!(described["data"]["tags"]["größe"], "'\"");
    }
}

/// Registered models came with 1.4, their tags with 1.10, and their aliases with 2.3.
#[track_caller]
fn a_model_is_registered(scene: &Scene, fixture: &Fixture) {
    let database = Connection::open(scene.path("mlflow.db")).expect("a database");
    let has = |table: &str| {
        let sql = "SELECT 1 FROM sqlite_schema WHERE name = ?1";
        let mut tables = database.prepare(sql).expect("a query");
        tables.exists([table]).expect("an answer")
    };
    let done_if = |is_kept: bool, command: &str, refusal: &str| {
        let outcome = mlflow!(scene, "{command}");
        if is_kept {
            return Some(outcome.success());
        }
        let stderr = outcome.code(1).stderr();
        assert!(stderr.contains(refusal), "{}: {stderr}", fixture.name);
        None
    };
    let register = "models register -m s3://bucket/model -n registered";
    let models = "registered models need a schema of MLflow 1.4 or later";
    if done_if(has("registered_models"), register, models).is_none() {
        mlflow!(scene, "models get registered").code(1);
        return;
    }
    let second = mlflow!(scene, "{register}").success().line();
    assert!(second.ends_with('2'), "{}: {second}", fixture.name);
    mlflow!(scene, "models transition registered 1 --stage Staging").success();
    let tag = "models tag set registered k v --version 1";
    let tags = "tags of registered models and versions need a schema of MLflow 1.10 or later";
    done_if(has("model_version_tags"), tag, tags);
    let alias = "models alias set registered champion 1";
    let aliases = "aliases of registered models need a schema of MLflow 2.3 or later";
    done_if(has("registered_model_aliases"), alias, aliases);
    mlflow!(scene, "models versions delete registered 2").success();
    mlflow!(scene, "models rename registered renamed").success();
    let left = mlflow!(scene, "models get renamed/Staging --output json").success();
    assert_eq!(left.json()["version"], "1", "{}", fixture.name);
    mlflow!(scene, "models delete renamed").success();
}

#[track_caller]
fn what_is_deleted_is_purged(scene: &Scene, run: &str) {
    let other = mlflow!(scene, "runs start --experiment-name new");
    let other = other.success().line();
    mlflow!(scene, "runs delete -r {other}").success();
    mlflow!(scene, "gc --run-ids {other}").success();
    mlflow!(scene, "runs describe -r {other}").code(1);
    let id = mlflow!(scene, "experiments get -n new --output json").success();
    let id = text(&id.json()["experiment_id"]);
    for command in ["rename --new-name newer", "delete", "restore", "delete"] {
        mlflow!(scene, "experiments {command} -x {id}").success();
    }
    mlflow!(scene, "gc --experiment-ids {id}").success();
    mlflow!(scene, "runs describe -r {run}").code(1);
    mlflow!(scene, "experiments get -x {id}").code(1);
}

/// Each row as that release's own Python writes it.
#[test]
fn what_a_schema_lacks_is_left_out_as_its_release_leaves_it_out() {
    let scene = fixture::named("1.23.1").scene();
    mlflow!(scene, "experiments create -n new").success();
    let run = mlflow!(scene, "runs start --experiment-name new --run-name first");
    let run = run.success().line();
    let database = Connection::open(scene.path("mlflow.db")).expect("a database");
    let one = |sql: &str| -> String {
        database
            .query_row(sql, [], |row| row.get(0))
            .expect("one text")
    };
    let name = format!("SELECT name FROM runs WHERE run_uuid = '{run}'");
    assert_eq!(one(&name), "");
    let tag = format!("SELECT value FROM tags WHERE run_uuid = '{run}' AND key = 'mlflow.runName'");
    assert_eq!(one(&tag), "first");
    // A restored experiment has its runs again, because they never left it.
    let stage = format!("SELECT lifecycle_stage FROM runs WHERE run_uuid = '{run}'");
    let id = mlflow!(scene, "experiments get -n new --output json").success();
    let id = text(&id.json()["experiment_id"]);
    mlflow!(scene, "experiments delete -x {id}").success();
    assert_eq!(one(&stage), "active");
}

/// Where the files of a version are is kept since 2.8.
#[test]
fn a_copy_of_a_version_has_the_files_of_its_original() {
    for release in ["2.3.2", "2.9.2"] {
        let scene = fixture::named(release).scene();
        scene.write("model/MLmodel", "flavors: {}");
        mlflow!(scene, "models register -m model -n original").success();
        mlflow!(scene, "models copy original/1 copy").success();
        mlflow!(scene, "models copy copy/1 again").success();
        mlflow!(scene, "models download again/1 -d files").success();
        assert!(scene.path("files/MLmodel").exists(), "{release}");
    }
}

#[test]
fn a_run_that_is_stopped_where_none_can_be_killed_has_failed() {
    for (release, status) in [("1.4.0", "FAILED"), ("1.5.0", "KILLED")] {
        let scene = fixture::named(release).scene();
        let run = mlflow!(scene, "runs start --experiment-name renamed");
        let run = run.success().line();
        mlflow!(scene, "runs end -r {run} --status killed").success();
        let described = mlflow!(scene, "runs describe -r {run}").success().json();
        assert_eq!(described["info"]["status"], status, "{release}");
    }
}

/// Python's `mlflow.projects.run(synchronous=False)` starts a run in its own database and hands it
/// on.
#[test]
fn a_run_of_an_older_database_is_continued() {
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
        let run = text(&running.success().json()[0]["run_id"]);
        mlflow!(scene, "run p --env-manager local --run-id {run}").success();
        let described = mlflow!(scene, "runs describe -r {run}").success().json();
        assert_eq!(described["info"]["status"], "FINISHED", "{release}");
        mlflow!(scene, "exec --experiment-name new -- touch made").success();
        assert!(scene.path("p/begun").exists() && scene.path("made").exists());
    }
}

#[test]
fn what_a_schema_has_no_place_for_is_refused_by_name() {
    for (release, command, sentence) in [
        (
            "1.0.0",
            "runs log-metric loss=nan -r {run}",
            "metrics that are not finite need a schema of MLflow 1.1 or later",
        ),
        (
            "1.0.0",
            "experiments create -n e --tags a=b",
            "tags of experiments need a schema of MLflow 1.2 or later",
        ),
        (
            "1.23.1",
            "experiments search -f 'creation_time > 1'",
            "times of experiments need a schema of MLflow 1.29 or later",
        ),
        (
            "1.23.1",
            "runs search -x 1 -f \"dataset.name = 'a'\"",
            "data sets need a schema of MLflow 2.4 or later",
        ),
        (
            "2.9.2",
            "gc --jobs",
            "jobs need a schema of MLflow 3.5 or later",
        ),
    ] {
        let scene = fixture::named(release).scene();
        let run = mlflow!(scene, "runs start --experiment-name renamed");
        let run = run.success().line();
        let command = command.replace("{run}", &run);
        let stderr = mlflow!(scene, "{command}").code(1).stderr();
        for part in [sentence, "`mlflow db upgrade sqlite:///"] {
            assert!(stderr.contains(part), "{release} {command}: {stderr}");
        }
    }
}

/// SQLite would take it, and the release would refuse it.
#[test]
fn a_batch_with_a_value_that_is_too_long_for_the_schema_is_refused_whole() {
    let scene = fixture::named("1.23.1").scene();
    let run = mlflow!(scene, "runs start --experiment-name renamed");
    let run = run.success().line();
    let log = |length: usize| {
        let params = format!(r#"{{"a": "1", "long": "{}"}}"#, "x".repeat(length));
        let line = format!(r#"{{"metrics": {{"m": 1}}, "params": {params}}}"#);
        scene.mlflow_with_stdin(["runs", "log-batch", "-r", &run], &line)
    };
    let stderr = log(251).code(1).stderr();
    assert!(
        stderr.contains("`long` has 251 characters, and 250"),
        "{stderr}"
    );
    let described = mlflow!(scene, "runs describe -r {run}").success().json();
    assert_eq!(described["data"]["params"], serde_json::json!({}));
    assert_eq!(described["data"]["metrics"], serde_json::json!({}));
    log(250).success();
}

fn text(value: &Value) -> String {
    value.as_str().expect("a text").to_owned()
}
