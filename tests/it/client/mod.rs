//! Real Python clients on the same stores: what they write we read, what we write they read.

mod answers;
mod conversation;
mod gc;
mod logged_models;
mod multipart;
mod names;
mod prompts;
mod registry;
mod registry_file;
mod releases;
mod search_table;
mod sqlite_schema;
mod sqlite_store;
mod webhooks;

use serde_json::{Value, json};

use crate::support::clients::{Client, python};
use crate::support::{Outcome, Scene, mlflow, words};

const WRITE: &str = include_str!("write.py");
const READ: &str = include_str!("read.py");

/// Runs a script with a client in the scene; `None` where the client cannot be had.
#[track_caller]
fn run_python(scene: &Scene, client: Client, script: &str, args: &[&str]) -> Option<Value> {
    let python = python(client)?;
    let script = scene.write("script.py", script);
    let mut command = scene.bare_command(python);
    command
        .arg(script)
        .args(args)
        .env("MLFLOW_ALLOW_FILE_STORE", "true");
    Some(Outcome::of(&mut command).success().json())
}

#[test]
fn we_read_what_3_17_2_wrote_in_a_file_store() {
    we_read_what_python_wrote(Client::V3, "./mlruns");
}

#[test]
fn we_read_what_3_17_2_wrote_in_sqlite() {
    we_read_what_python_wrote(Client::V3, "sqlite:///mlflow.db");
}

#[test]
fn we_read_what_1_23_1_wrote_in_a_file_store() {
    we_read_what_python_wrote(Client::V1, "./mlruns");
}

fn we_read_what_python_wrote(client: Client, store: &str) {
    let scene = Scene::with_store(store);
    let Some(wrote) = run_python(&scene, client, WRITE, &[]) else {
        return;
    };
    let experiment = wrote["experiment_id"].as_str().expect("an id");
    let run = wrote["run"]["run_id"].as_str().expect("an id");
    we_read_the_experiments(&scene, &wrote, experiment);
    we_find_the_runs(&scene, &wrote, experiment, run);

    let described = mlflow!(scene, "runs describe -r {run}").success().json();
    assert_eq!(flat(&described), wrote["run"]);
    let history = mlflow!(scene, "runs metrics loss -r {run} --output csv");
    history
        .success()
        .stdout_is("key,step,timestamp,value\nloss,0,100,0.5\nloss,1,200,0.25\n");
    let uri = format!("runs:/{run}/folder/artifact.txt");
    let local = mlflow!(scene, "artifacts download -u {uri}")
        .success()
        .line();
    let content = std::fs::read_to_string(local).expect("the artifact");
    assert_eq!(content, "content");

    if client == Client::V3 {
        let filter = "datasets.name = 'zeros' AND run_name = 'reader'";
        let search = "runs search --output json";
        let found = mlflow!(scene, "{search} -x {experiment} -f \"{filter}\"").success();
        let input = &found.json()[0]["inputs"]["dataset_inputs"][0];
        assert_eq!(input["tags"], json!({"mlflow.data.context": "train"}));
    }
}

#[track_caller]
fn we_read_the_experiments(scene: &Scene, wrote: &Value, experiment: &str) {
    let found = mlflow!(scene, "experiments get -x {experiment} --output json").success();
    assert_eq!(found.json()["name"], "größe / 1: yes");
    assert_eq!(found.json()["tags"], json!({"team": "a\nb"}));
    let deleted = mlflow!(scene, "experiments search -v deleted_only --output json").success();
    let deleted = &deleted.json()[0]["experiment_id"];
    assert_eq!(*deleted, wrote["deleted_experiment_id"]);
}

#[track_caller]
fn we_find_the_runs(scene: &Scene, wrote: &Value, experiment: &str, run: &str) {
    let search = format!("runs search -x {experiment} --output json");
    let filter =
        "metrics.\\`val/loss\\` < 1 AND params.\\`ключ\\` = '007' AND tags.note LIKE 'it%'";
    let found = mlflow!(scene, "{search} --filter \"{filter}\"")
        .success()
        .json();
    assert_eq!(found[0]["info"]["run_id"], run);
    assert_eq!(found.as_array().map(Vec::len), Some(1));
    let deleted = mlflow!(scene, "{search} -v deleted_only").success().json();
    assert_eq!(deleted[0]["info"]["run_id"], wrote["deleted_run_id"]);
}

/// Our description in the shape of the script's.
fn flat(described: &Value) -> Value {
    let (info, data) = (&described["info"], &described["data"]);
    json!({
        "run_id": info["run_id"],
        "experiment_id": info["experiment_id"],
        "status": info["status"],
        "start_time": info["start_time"],
        "end_time": info["end_time"],
        "artifact_uri": info["artifact_uri"],
        "lifecycle_stage": info["lifecycle_stage"],
        "metrics": data["metrics"],
        "params": data["params"],
        "tags": data["tags"],
    })
}

#[test]
fn client_3_17_2_reads_and_continues_our_file_store() {
    python_reads_what_we_wrote(Client::V3, "./mlruns");
}

#[test]
fn client_3_18_0_reads_and_continues_our_database() {
    python_reads_what_we_wrote(Client::V3Newest, "sqlite:///mlflow.db");
}

#[test]
fn client_3_17_2_reads_and_continues_a_database_that_we_made_for_it() {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    mlflow!(scene, "db create mlflow.db --schema 3.17.2").success();
    python_reads_what_we_wrote_in(&scene, Client::V3);
}

#[test]
fn client_1_23_1_reads_and_continues_our_file_store() {
    python_reads_what_we_wrote(Client::V1, "./mlruns");
}

#[test]
fn client_1_23_1_reads_and_continues_what_we_wrote_into_its_database() {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    mlflow!(scene, "db create sqlite:///mlflow.db --schema 1.23.1").success();
    python_reads_what_we_wrote_in(&scene, Client::V1);
}

fn python_reads_what_we_wrote(client: Client, store: &str) {
    python_reads_what_we_wrote_in(&Scene::with_store(store), client);
}

fn python_reads_what_we_wrote_in(scene: &Scene, client: Client) {
    let started = words("runs start --experiment-name 'héllo: [x]' --run-name yes");
    let run_id = scene.mlflow(&started).success().line();
    let doomed_id = scene.mlflow(&started).success().line();
    let lines = r##"{"metrics": {"loss": 0.5, "val/loss": "nan"}, "step": 1, "timestamp": 10}
{"metrics": {"loss": 0.25}, "step": 2, "timestamp": 20}
{"params": {"lr": "0.1", "a/b": "line\nbreak"}, "tags": {"größe": "'\"#: x"}}"##;
    scene
        .mlflow_with_stdin(["runs", "log-batch", "-r", &run_id], lines)
        .success();
    let file = scene.write("artifact.txt", "content");
    let file = file.to_str().expect("a UTF-8 path");
    mlflow!(
        scene,
        "artifacts log-artifact -r {run_id} -l {file} -a folder"
    )
    .success();
    mlflow!(scene, "runs end --run-id {run_id}").success();

    let Some(saw) = run_python(scene, client, READ, &[&run_id, &doomed_id]) else {
        return;
    };
    let before = &saw["before"];
    assert_eq!(before["status"], "FINISHED");
    assert_eq!(before["run_name"], "yes");
    assert_eq!(
        before["metrics"],
        json!({"loss": "0.25", "val/loss": "nan"})
    );
    assert_eq!(before["params"], json!({"lr": "0.1", "a/b": "line\nbreak"}));
    assert_eq!(before["tags"]["größe"], "'\"#: x");
    assert_eq!(saw["history"], json!([[1, "0.5"], [2, "0.25"]]));
    assert_eq!(saw["experiment"], "héllo: [x]");
    assert_eq!(saw["found"], json!([run_id]));
    assert_eq!(saw["artifacts"], json!(["folder/artifact.txt"]));

    let described = mlflow!(scene, "runs describe -r {run_id}").success().json();
    assert_eq!(described["data"]["metrics"]["loss"], json!(0.125));
    assert_eq!(described["data"]["params"]["added"], "by python");
    assert_eq!(described["data"]["tags"]["continued"], "yes");
    assert_eq!(described["info"]["status"], "FINISHED");
    let doomed = mlflow!(scene, "runs describe -r {doomed_id}")
        .success()
        .json();
    assert_eq!(doomed["info"]["lifecycle_stage"], "deleted");
    let renamed = mlflow!(scene, "experiments get -n 'renamed by python'");
    assert!(renamed.success().stdout().contains("Experiment ID"));
}

/// What a user of a pinned client meets in a folder that commands have used.
#[test]
fn a_client_that_refuses_our_database_is_helped_by_what_we_say() {
    let train = "import mlflow\nwith mlflow.start_run():\n    mlflow.log_metric('m', 1.0)\n";
    for (client, uri, complaint) in [
        (Client::V1, Some("sqlite:///mlflow.db"), "mlflow db upgrade"),
        (Client::V1, None, "mlruns/0/meta.yaml' does not exist"),
        (Client::V2, None, "mlruns/0/meta.yaml' does not exist"),
        (Client::V3, None, "mlflow db upgrade"),
    ] {
        let Some(python) = python(client) else {
            return;
        };
        let scene = Scene::new();
        let said = mlflow!(scene, "exec -- echo made").success().stderr();
        assert!(said.contains("`mlflow exec -- python …`"), "{said}");
        scene.write("train.py", train);
        let mut plain = scene.bare_command(python);
        plain.arg("train.py");
        plain.envs(uri.map(|uri| ("MLFLOW_TRACKING_URI", uri)));
        let plain = Outcome::of(&mut plain);
        assert_ne!(plain.exit_code(), 0, "{client:?} is not refused");
        assert!(plain.stderr().contains(complaint), "{}", plain.stderr());
        let said = mlflow!(scene, "db upgrade mlflow.db").success().stderr();
        for part in ["nothing to do", "MLflow 3.18.0 opens it", "`mlflow exec`"] {
            assert!(said.contains(part), "{part}: {said}");
        }
        let python = python.to_str().expect("a UTF-8 path");
        mlflow!(scene, "exec -- {python} train.py").success();
        let found = mlflow!(scene, "runs search -f 'metrics.m = 1' --output json");
        let found = found.success().json();
        assert_eq!(found.as_array().map(Vec::len), Some(1), "{client:?}");
    }
}

/// Each as it does by itself: nothing is lost, and nobody fails.
#[test]
fn client_1_23_1_and_ours_write_one_database_at_the_same_time() {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    let Some(run) = run_python(&scene, Client::V1, MAKE_RUN, &[]) else {
        return;
    };
    let run = run.as_str().expect("an id");
    let script = scene.write("beside.py", WRITE_BESIDE);
    let python = python(Client::V1).expect("it made the run");
    let mut beside = scene.bare_command(python);
    let beside = beside.args([script.as_os_str(), run.as_ref()]).spawn();
    for step in 0..WRITES {
        mlflow!(scene, "runs log-metric ours={step} -r {run} --step {step}").success();
    }
    let ended = beside.expect("Python").wait().expect("its end");
    assert!(ended.success());
    for key in ["ours", "theirs"] {
        let lines = mlflow!(scene, "runs metrics {key} -r {run} --output csv").success();
        assert_eq!(lines.stdout().lines().count(), WRITES + 1, "{key}");
    }
}

/// How often each of two writes.
const WRITES: usize = 40;

const MAKE_RUN: &str = "
import json, mlflow
client = mlflow.tracking.MlflowClient()
print(json.dumps(client.create_run(client.create_experiment('shared')).info.run_id))
";

const WRITE_BESIDE: &str = "
import sys, mlflow
client = mlflow.tracking.MlflowClient()
for step in range(40):
    client.log_metric(sys.argv[1], 'theirs', step, step=step)
";
