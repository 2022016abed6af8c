//! From and to servers and stores of Python's MLflow.

use super::filled::{fill, fill_as_of_1};
use super::story::{assert_same, runs, story};
use super::{Kind, Place, is_settled};
use crate::support::clients::{Client, python};
use crate::support::{Outcome, PythonServer, Scene};

/// What a program with MLflow 3 logs.
const LOG: &str = r#"
import mlflow, sys, json
from mlflow.entities import Metric
mlflow.set_experiment("python")
with mlflow.start_run(run_name="parent") as parent:
    mlflow.log_params({"lr": 0.1, "layers": [1, 2]})
    for step in range(40):
        mlflow.log_metric("loss", 1 / (step + 1), step=step)
    mlflow.log_text("hello", "notes/a.txt")
    mlflow.set_tag("team", "risk")
    with mlflow.start_run(run_name="child", nested=True):
        model = mlflow.initialize_logged_model("net", params={"depth": "3"}, tags={"kind": "tree"})
        mlflow.log_metric("f1", 0.5, step=1, model_id=model.model_id)
        mlflow.finalize_logged_model(model.model_id, "READY")
client = mlflow.MlflowClient()
client.create_registered_model("fraud", {"owner": "risk"}, "finds it")
client.create_model_version("fraud", f"runs:/{parent.info.run_id}/notes", parent.info.run_id)
client.set_registered_model_alias("fraud", "best", 1)
print(json.dumps(parent.info.run_id))
"#;

/// What another one finds.
const FIND: &str = r#"
import mlflow, json
client = mlflow.MlflowClient()
experiment = client.get_experiment_by_name("python")
runs = client.search_runs([experiment.experiment_id], order_by=["attributes.run_name ASC"])
child, parent = runs
models = client.search_logged_models([experiment.experiment_id])
version = client.get_model_version_by_alias("fraud", "best")
print(json.dumps({
    "names": [run.info.run_name for run in runs],
    "points": len(client.get_metric_history(parent.info.run_id, "loss")),
    "parent": child.data.tags["mlflow.parentRunId"] == parent.info.run_id,
    "text": mlflow.artifacts.load_text(parent.info.artifact_uri + "/notes/a.txt"),
    "model": [(model.name, str(model.status), model.params, [m.value for m in model.metrics]) for model in models],
    "version": [int(version.version), version.run_id == parent.info.run_id],
}))
"#;

fn run_python(
    scene: &Scene,
    client: Client,
    script: &str,
    store: &str,
) -> Option<serde_json::Value> {
    let mut command = scene.bare_command(python(client)?);
    command
        .args(["-c", script])
        .env("MLFLOW_TRACKING_URI", store)
        .env("MLFLOW_ALLOW_FILE_STORE", "true");
    // Before a server it says where to look at a run, too.
    let printed = Outcome::of(&mut command).success().stdout();
    let last = printed.lines().last().expect("a line");
    Some(serde_json::from_str(last).expect("JSON"))
}

fn expected() -> serde_json::Value {
    serde_json::json!({
        "names": ["child", "parent"],
        "points": 40,
        "parent": true,
        "text": "hello",
        "model": [["net", "READY", {"depth": "3"}, [0.5]]],
        "version": [1, true],
    })
}

/// Logs by Python to stores of its own, syncs, and lets Python look at the copies. A release opens a
/// database of its own schema alone.
fn python_logs_and_finds(client: Client, pairs: &[(Kind, Kind)]) {
    for &(source, target) in pairs {
        let (from, to) = (Place::new(source), Place::new(target));
        if run_python(&from.scene, client, LOG, &from.address).is_none() {
            return;
        }
        let _ = from.sync(&to, "").success();
        let found = run_python(&to.scene, client, FIND, &to.address);
        assert_eq!(found, Some(expected()), "{source:?} to {target:?}");
        is_settled(&from, &to, "");
    }
}

#[test]
fn what_3_17_2_logs_it_finds_in_the_copy() {
    python_logs_and_finds(
        Client::V3,
        &[
            (Kind::Sqlite, Kind::Files),
            (Kind::Files, Kind::SqliteServed),
        ],
    );
}

#[test]
fn what_3_18_0_logs_it_finds_in_the_copy() {
    python_logs_and_finds(
        Client::V3Newest,
        &[
            (Kind::Files, Kind::Sqlite),
            (Kind::Sqlite, Kind::FilesServed),
        ],
    );
}

/// To a server of Python's and back from it.
fn through_a_server_of_pythons(client: Client) {
    let Some(server) = PythonServer::start(client, &[]) else {
        return;
    };
    let from = Place::new(Kind::Files);
    fill(&from.open());
    let expected = story(&from.open());
    let middle = Place::at(Scene::new(), server.url.clone());
    let report = from.sync(&middle, "--view all").success().json();
    assert_eq!(report["runs"]["created"], 5, "{report:#}");
    let told = story(&middle.open());
    assert_same(&told, &expected, "a copy");
    is_settled(&from, &middle, "--view all");
    let to = Place::new(Kind::Sqlite);
    let _ = middle.sync(&to, "--view all").success();
    assert_same(&story(&to.open()), &expected, "a copy");
    is_settled(&middle, &to, "--view all");
    // What is home already is not copied again.
    is_settled(&middle, &from, "--view all");
    assert_eq!(runs(&from.open()).len(), 5);
}

#[test]
fn through_a_server_of_3_17_2() {
    through_a_server_of_pythons(Client::V3);
}

#[test]
fn through_a_server_of_3_18_0() {
    through_a_server_of_pythons(Client::V3Newest);
}

/// To a server that knows neither logged models nor data sets, and back from it. It lets its clients
/// write artifacts themselves.
#[test]
fn through_a_server_of_1_23_1() {
    let scene = Scene::new();
    let root = scene.path("art").display().to_string();
    let Some(server) = PythonServer::start(Client::V1, &["--default-artifact-root", &root]) else {
        return;
    };
    let from = Place::new(Kind::Sqlite);
    fill_as_of_1(&from.open());
    let expected = story(&from.open());
    let middle = Place::at(scene, server.url.clone());
    let report = from.sync(&middle, "--view all").success().json();
    assert_eq!(report["runs"]["created"], 3, "{report:#}");
    is_settled(&from, &middle, "--view all");
    let to = Place::new(Kind::Files);
    let _ = middle.sync(&to, "--view all").success();
    assert_same(&story(&to.open()), &expected, "a copy");
    is_settled(&middle, &to, "--view all");
    is_settled(&middle, &from, "--view all");
}
