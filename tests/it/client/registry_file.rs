//! The registered models of one database file, written by a client that opens it and by commands.
#![cfg(unix)]

use serde_json::{Value, json};

use super::run_python;
use crate::support::clients::Client;
use crate::support::{Scene, mlflow};

const FILE: &str = include_str!("registry_file.py");

/// What commands tell of everything in a registry, as a client tells it.
#[track_caller]
fn told_by_commands(scene: &Scene) -> Value {
    let models = mlflow!(scene, "models list --output json").success().json();
    let mut versions = Vec::new();
    for model in models.as_array().expect("a list") {
        let name = model["name"].as_str().expect("a name");
        let words = ["models", "versions", "list", name, "--output", "json"];
        let listed = scene.mlflow(words).success().json();
        versions.extend(listed.as_array().expect("a list").clone());
    }
    versions.sort_by_key(|version| {
        let text = |key: &str| version[key].as_str().unwrap_or_default().to_owned();
        (text("name"), text("version"))
    });
    json!({"models": models, "versions": versions})
}

/// A client that opens a database itself, and commands, each go on with what the other wrote.
#[track_caller]
fn one_file_is_written_by_both(client: Client) {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    let python = |does: &str| run_python(&scene, client, FILE, &[does]);
    let Some(written) = python("write") else {
        return;
    };
    assert_eq!(told_by_commands(&scene), written);
    for line in [
        "models transition fraud 3 --stage Production --archive-existing",
        "models alias set fraud champion 3",
        "models alias delete fraud first",
        "models tag set fraud team ours",
        "models tag delete fraud checked --version 2",
        "models versions update fraud 1 -d 'the first'",
        "models versions delete fraud 2",
        "models create ours -d 'of ours' -t team=a",
        "models register -m models:/fraud/3 -n ours -d copied -t k=v",
        "models register -m s3://bucket/model -n ours",
        "models register -m s3://bucket/other -n ours",
    ] {
        mlflow!(scene, "{line}").success();
    }
    assert_eq!(python("read"), Some(told_by_commands(&scene)));
    assert_eq!(python("change"), Some(told_by_commands(&scene)));
    let files = mlflow!(scene, "models download ours/4 -d files").success();
    assert!(!files.line().is_empty());
}

#[test]
fn one_file_is_written_by_today_s_client_and_commands() {
    one_file_is_written_by_both(Client::V3Newest);
}

#[test]
fn one_file_is_written_by_3_17_2_and_commands() {
    one_file_is_written_by_both(Client::V3);
}
