//! The commands and a server on `gs://`, beside Google's own client. The emulator takes names of
//! files as they are escaped, and no uploads in parts.

use std::fs;

use serde_json::json;

use crate::support::cloud_server::CloudServer;
use crate::support::{Request, Scene, Server, mlflow};

use super::{paths_of, run_cloud_client};

/// Writes a file if told to, and prints what Google's own client sees in the bucket.
const CLIENT: &str = r#"
import json, sys
from google.auth.credentials import AnonymousCredentials
from google.cloud import storage
client = storage.Client(project="tests", credentials=AnonymousCredentials())
bucket = client.bucket("tests")
if len(sys.argv) > 1:
    bucket.blob(sys.argv[1]).upload_from_string("theirs")
print(json.dumps({blob.name: blob.download_as_bytes().decode() for blob in client.list_blobs(bucket)}))
"#;

#[test]
fn the_commands_and_a_server_keep_artifacts_in_a_bucket() {
    let Some(server) = CloudServer::gcs() else {
        return;
    };
    let scene = Scene::new().env("STORAGE_EMULATOR_HOST", &server.url());
    let id = super::s3::run_in(&scene, "gs://tests/team");
    scene.write("in/a.txt", "first");
    scene.write("in/sub/b.txt", "second");
    mlflow!(scene, "artifacts log-artifacts --run-id {id} -l in -a top").success();
    assert_eq!(
        paths_of(&scene, &id),
        ["top", "top/a.txt", "top/sub", "top/sub/b.txt"]
    );
    let below = format!("team/{id}/artifacts");
    let Some(seen) = run_cloud_client(&scene, CLIENT, &[&format!("{below}/theirs.txt")]) else {
        return;
    };
    let seen: serde_json::Value = serde_json::from_str(&seen).unwrap();
    let expected = json!({
        format!("{below}/top/a.txt"): "first",
        format!("{below}/top/sub/b.txt"): "second",
        format!("{below}/theirs.txt"): "theirs",
    });
    assert_eq!(seen, expected);
    mlflow!(scene, "artifacts download --run-id {id} -d out").success();
    for (file, content) in [("top/sub/b.txt", "second"), ("theirs.txt", "theirs")] {
        assert_eq!(
            fs::read_to_string(scene.path("out").join(file)).unwrap(),
            content
        );
    }
    let behind = Server::start(&scene, &["--artifacts-destination", "gs://tests/served"]);
    let path = "/api/2.0/mlflow-artifacts/artifacts/1/x.txt";
    behind
        .send(&Request::new("PUT", path).body("through"))
        .is(200);
    assert_eq!(behind.get(path).is(200).body, b"through");
    behind.send(&Request::new("DELETE", path)).is(200);
    behind.get(path).fails(404, "RESOURCE_DOES_NOT_EXIST");

    mlflow!(scene, "runs delete --run-id {id}").success();
    mlflow!(scene, "gc").success();
    assert_eq!(run_cloud_client(&scene, CLIENT, &[]).as_deref(), Some("{}"));
}
