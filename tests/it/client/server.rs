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
    play(Client::V3, &["--backend-store-uri", "sqlite:///mlflow.db"]);
}

#[test]
fn client_3_17_2_finds_what_pythons_server_gives_over_files() {
    play(Client::V3, &["--backend-store-uri", "./mlruns"]);
}

#[test]
fn client_3_17_2_finds_what_pythons_server_gives_with_artifacts_beside_it() {
    play(Client::V3, &["--no-serve-artifacts"]);
}

#[test]
fn client_1_23_1_finds_what_pythons_server_gives_over_sqlite() {
    play(Client::V1, &["--backend-store-uri", "sqlite:///mlflow.db"]);
}

#[test]
fn client_1_23_1_finds_what_pythons_server_gives_over_files() {
    play(Client::V1, &["--backend-store-uri", "./mlruns"]);
}

/// Files from 1,000 bytes on come in parts; where the parts go has the prefix in it, too.
#[test]
fn client_3_17_2_uploads_in_parts_below_a_prefix() {
    let scene = Scene::new()
        .env("MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE", "1000")
        .env("MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE", "20000");
    let server = Server::start(&scene, &["--static-prefix", "/pre"]);
    let url = format!("{}/pre", server.url());
    check(scene, Client::V3, &url);
}

fn play(client: Client, flags: &[&str]) {
    let scene = Scene::new();
    let server = Server::start(&scene, flags);
    check(scene, client, &server.url());
}

fn check(scene: Scene, client: Client, url: &str) {
    let scene = scene
        .env("MLFLOW_TRACKING_URI", url)
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
    let count = found.as_object().map(serde_json::Map::len);
    assert_eq!(count, Some(expected.len()));
}
