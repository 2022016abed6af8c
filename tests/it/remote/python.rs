//! Our commands against the servers of Python's MLflow.

use std::fs;

use serde_json::json;

use crate::support::clients::Client;
use crate::support::{PythonServer, Scene};

/// What every command does through a server, whatever its age.
fn commands_work(scene: &Scene) {
    let mlflow = |args: &[&str]| scene.mlflow(args.iter().copied());
    let id = mlflow(&[
        "runs",
        "start",
        "--experiment-name",
        "x",
        "--run-name",
        "first",
    ]);
    let id = id.success().line();
    let run = ["--run-id", id.as_str()];
    mlflow(&[&["runs", "log-param"], &run[..], &["p", "1"]].concat()).success();
    for (step, value) in [("1", "0.1"), ("2", "NaN")] {
        let point = ["m", value, "--step", step];
        mlflow(&[&["runs", "log-metric"], &run[..], &point].concat()).success();
    }
    mlflow(&[&["runs", "set-tag"], &run[..], &["t", "größe"]].concat()).success();
    let described = mlflow(&[&["runs", "describe"], &run[..]].concat())
        .success()
        .json();
    assert_eq!(described["info"]["run_name"], "first");
    assert_eq!(described["data"]["params"], json!({"p": "1"}));
    assert_eq!(described["data"]["metrics"], json!({"m": "NaN"}));
    assert_eq!(described["data"]["tags"]["t"], "größe");
    let history = mlflow(&[&["runs", "metrics"], &run[..], &["m", "--output", "json"]].concat());
    assert_eq!(history.success().json()[0]["value"], 0.1);
    let filter = [
        "--experiment-name",
        "x",
        "--filter",
        "params.p = '1' AND tags.t LIKE 'gr%'",
    ];
    let found = mlflow(&[&["runs", "search", "--output", "json"], &filter[..]].concat());
    assert_eq!(found.success().json().as_array().map(Vec::len), Some(1));
    let ours_alone = [
        "--experiment-name",
        "x",
        "--filter",
        "params.p = '1' OR params.p = '2'",
    ];
    mlflow(&[&["runs", "search"], &ours_alone[..]].concat()).code(1);

    let named = mlflow(&[
        "experiments",
        "search",
        "--filter",
        "name = 'x'",
        "--output",
        "json",
    ]);
    let experiment = named.success().json()[0]["experiment_id"].clone();
    let experiment = experiment.as_str().expect("an id");
    mlflow(&["experiments", "rename", "-x", experiment, "--new-name", "y"]).success();
    mlflow(&["experiments", "delete", "-x", experiment]).success();
    let refused = mlflow(&["experiments", "rename", "-x", experiment, "--new-name", "z"]).code(1);
    assert!(
        refused.stderr().contains("is deleted"),
        "{}",
        refused.stderr()
    );
    mlflow(&["experiments", "restore", "-x", experiment]).success();

    mlflow(&[&["runs", "delete"], &run[..]].concat()).success();
    let refused = mlflow(&[&["runs", "set-tag"], &run[..], &["t", "x"]].concat()).code(1);
    assert!(
        refused
            .stderr()
            .contains("is deleted; this needs an active one"),
        "{}",
        refused.stderr()
    );
    mlflow(&[&["runs", "restore"], &run[..]].concat()).success();

    scene.write("tree/a b.txt", "a");
    scene.write("tree/sub/zero", "");
    mlflow(
        &[
            &["artifacts", "log-artifacts"],
            &run[..],
            &["-l", "tree", "-a", "in"],
        ]
        .concat(),
    )
    .success();
    mlflow(&[&["artifacts", "download"], &run[..], &["-d", "out"]].concat()).success();
    assert_eq!(
        fs::read(scene.path("out/in/a b.txt")).expect("the file"),
        b"a"
    );
    assert_eq!(
        fs::read(scene.path("out/in/sub/zero")).expect("the file"),
        b""
    );
    mlflow(&["exec", "--experiment-name", "y", "--", "sh", "-c", "exit 3"]).code(3);
    mlflow(&["doctor"]).success();
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
