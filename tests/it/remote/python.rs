//! Our commands against the servers of Python's MLflow.

use std::fs;

use serde_json::json;

use crate::cli::{models, webhooks};
use crate::support::clients::Client;
use crate::support::{PythonServer, Scene, mlflow};

/// What every command does through a server, whatever its age.
fn commands_work(scene: &Scene) {
    let start = mlflow!(scene, "runs start --experiment-name x --run-name first");
    let run = start.success().line();
    runs_are_written_and_found(scene, &run);
    experiments_have_a_life(scene);
    runs_have_a_life(scene, &run);
    artifacts_go_both_ways(scene, &run);
    mlflow!(scene, "exec --experiment-name y -- sh -c 'exit 3'").code(3);
    mlflow!(scene, "doctor").success();
}

#[track_caller]
fn runs_are_written_and_found(scene: &Scene, run: &str) {
    mlflow!(scene, "runs log-param -r {run} p 1").success();
    mlflow!(scene, "runs log-metric -r {run} m 0.1 --step 1").success();
    mlflow!(scene, "runs log-metric -r {run} m NaN --step 2").success();
    mlflow!(scene, "runs set-tag -r {run} t größe").success();
    let described = mlflow!(scene, "runs describe -r {run}").success().json();
    assert_eq!(described["info"]["run_name"], "first");
    assert_eq!(described["data"]["params"], json!({"p": "1"}));
    assert_eq!(described["data"]["metrics"], json!({"m": "NaN"}));
    assert_eq!(described["data"]["tags"]["t"], "größe");
    let history = mlflow!(scene, "runs metrics -r {run} m --output json");
    assert_eq!(history.success().json()[0]["value"], 0.1);
    let search = "runs search --experiment-name x --output json --filter";
    let found = mlflow!(scene, "{search} \"params.p = '1' AND tags.t LIKE 'gr%'\"").success();
    assert_eq!(found.json().as_array().map(Vec::len), Some(1));
    // What MLflow's servers do not know.
    mlflow!(scene, "{search} \"params.p = '1' OR params.p = '2'\"").code(1);
}

#[track_caller]
fn experiments_have_a_life(scene: &Scene) {
    let named = mlflow!(
        scene,
        "experiments search --filter \"name = 'x'\" --output json"
    );
    let experiment = named.success().json()[0]["experiment_id"].clone();
    let experiment = experiment.as_str().expect("an id");
    mlflow!(scene, "experiments rename -x {experiment} --new-name y").success();
    mlflow!(scene, "experiments delete -x {experiment}").success();
    let refused = mlflow!(scene, "experiments rename -x {experiment} --new-name z").code(1);
    let stderr = refused.stderr();
    assert!(stderr.contains("is deleted"), "{stderr}");
    mlflow!(scene, "experiments restore -x {experiment}").success();
}

#[track_caller]
fn runs_have_a_life(scene: &Scene, run: &str) {
    mlflow!(scene, "runs delete -r {run}").success();
    let stderr = mlflow!(scene, "runs set-tag -r {run} t x").code(1).stderr();
    assert!(stderr.contains("is deleted"), "{stderr}");
    mlflow!(scene, "runs restore -r {run}").success();
}

#[track_caller]
fn artifacts_go_both_ways(scene: &Scene, run: &str) {
    scene.write("tree/a b.txt", "a");
    scene.write("tree/sub/zero", "");
    mlflow!(scene, "artifacts log-artifacts -r {run} -l tree -a in").success();
    mlflow!(scene, "artifacts download -r {run} -d out").success();
    for (file, content) in [("a b.txt", "a"), ("sub/zero", "")] {
        let copy = scene.path("out/in").join(file);
        assert_eq!(fs::read_to_string(copy).expect("the file"), content);
    }
}

#[test]
fn mlflow_3_serves_our_commands() {
    let Some(server) = PythonServer::start(Client::V3, &[]) else {
        return;
    };
    commands_work(&Scene::with_store(&server.url));
}

#[test]
fn mlflow_1_serves_our_commands() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let root = folder.path().to_str().expect("a path of plain letters");
    let flags = ["--default-artifact-root", root];
    let Some(server) = PythonServer::start(Client::V1, &flags) else {
        return;
    };
    commands_work(&Scene::with_store(&server.url));
}

#[test]
fn today_s_mlflow_keeps_our_registry_and_webhooks() {
    let Some(server) = PythonServer::start(Client::V3Newest, &[]) else {
        return;
    };
    models::live(&Scene::with_store(&server.url));
    webhooks::live(&webhooks::scene(&server.url));
}
