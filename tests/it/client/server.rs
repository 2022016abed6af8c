//! Real clients through our server. What they read back is what they read from Python's own
//! servers of the same versions, whose answers are kept beside the script.

use serde_json::Value;

use crate::support::clients::Client;
use crate::support::{Scene, Server};

use super::run_python;

const SCRIPT: &str = include_str!("server.py");
const OF_1_23_1: &str = include_str!("server_1.23.1.json");
const OF_3_17_2: &str = include_str!("server_3.17.2.json");

#[test]
fn client_3_17_2_finds_what_pythons_server_gives_over_sqlite() {
    a_client_finds_what_pythons_server_gives(Client::V3, "sqlite:///mlflow.db", &[]);
}

#[test]
fn client_3_17_2_finds_what_pythons_server_gives_over_files() {
    a_client_finds_what_pythons_server_gives(Client::V3, "./mlruns", &[]);
}

#[test]
fn client_3_17_2_finds_what_pythons_server_gives_with_artifacts_of_its_own() {
    let flags = ["--no-serve-artifacts"];
    a_client_finds_what_pythons_server_gives(Client::V3, "sqlite:///mlflow.db", &flags);
}

#[test]
fn client_1_23_1_finds_what_pythons_server_gives_over_sqlite() {
    a_client_finds_what_pythons_server_gives(Client::V1, "sqlite:///mlflow.db", &[]);
}

#[test]
fn client_1_23_1_finds_what_pythons_server_gives_over_files() {
    a_client_finds_what_pythons_server_gives(Client::V1, "./mlruns", &[]);
}

fn a_client_finds_what_pythons_server_gives(client: Client, store: &str, flags: &[&str]) {
    let scene = Scene::new();
    let flags = [&["--backend-store-uri", store], flags].concat();
    let server = Server::start(&scene, &flags);
    let scene = scene
        .env("MLFLOW_TRACKING_URI", &server.url())
        .env("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0")
        .env("MLFLOW_SUPPRESS_PRINTING_URL_TO_STDOUT", "true");
    let Some(found) = run_python(&scene, client, SCRIPT, &[]) else {
        return;
    };
    let expected = match client {
        Client::V1 => OF_1_23_1,
        Client::V3 => OF_3_17_2,
    };
    let expected: Value = serde_json::from_str(expected).expect("JSON");
    let expected = expected.as_object().expect("an object");
    for (what, value) in expected {
        assert_eq!(&found[what], value, "{what}");
    }
    assert_eq!(
        found.as_object().map(|found| found.len()),
        Some(expected.len())
    );
}
