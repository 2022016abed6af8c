//! Servers whose artifacts lie in a bucket, and MLflow's clients beside and behind them.

use std::fs;

use serde_json::{Value, json};

use crate::support::clients::{Client, python};
use crate::support::cloud_server::{CloudServer, s3_scene};
use crate::support::{Outcome, Request, Scene, Server, send};

use super::s3::bucket_state;

const CLIENT: &str = include_str!("client.py");
const PROXY: &str = "/api/2.0/mlflow-artifacts/artifacts";

/// Lets a client of MLflow write, list and read, beside a run of ours.
#[track_caller]
pub(super) fn play(client: Client, scene: &Scene, server: &Server) -> Option<Value> {
    let scene_with_server = |line: &str| {
        let mut command = scene.command(crate::support::words(line));
        command.env("MLFLOW_TRACKING_URI", server.url());
        Outcome::of(&mut command).success()
    };
    let created = scene_with_server("experiments create -n both --output json").json();
    let experiment = created["experiment_id"].as_str().expect("an id").to_owned();
    let created = scene_with_server("runs create --experiment-name both --output json").json();
    let ours = created["run_id"].as_str().expect("an id").to_owned();
    scene.write("x.txt", "ours");
    scene_with_server(&format!(
        "artifacts log-artifact --run-id {ours} -l x.txt -a ours"
    ));

    let python = python(client)?;
    let clouds = super::python_packages()?;
    let script = scene.write("client.py", CLIENT);
    let mut command = scene.bare_command(python);
    command
        .arg(script)
        .args([&clouds, &experiment, &ours])
        .env("MLFLOW_TRACKING_URI", server.url())
        .env("MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE", "200000")
        .env("MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD", "true")
        .env("MLFLOW_ENABLE_PROXY_MULTIPART_DOWNLOAD", "true");
    let found = Outcome::of(&mut command).success().json();
    assert_eq!(
        found["tree"],
        json!({"top/a.txt": 5, "top/sub/b.txt": 6, "top/sub/c.bin": 300_000})
    );
    assert_eq!(
        (&found["ours"], &found["text"]),
        (&json!({"ours/x.txt": 4}), &json!("ours"))
    );

    let theirs = found["run"].as_str().expect("an id");
    scene_with_server(&format!("artifacts download -u runs:/{theirs}/top -d back"));
    assert_eq!(
        fs::read_to_string(scene.path("back/top/sub/b.txt")).expect("a file"),
        "second"
    );
    Some(found)
}

#[track_caller]
fn clients_through_and_beside(client: Client) {
    let Some(cloud) = CloudServer::s3() else {
        return;
    };
    for flag in ["--artifacts-destination", "--default-artifact-root"] {
        let bucket = cloud.bucket();
        let scene = s3_scene(Scene::new(), cloud);
        let server = Server::start(&scene, &[flag, &format!("s3://{bucket}/art")]);
        if play(client, &scene, &server).is_none() {
            return;
        }
        let Some(state) = bucket_state(&scene, &bucket) else {
            return;
        };
        assert_eq!(
            state["files"].as_object().map(serde_json::Map::len),
            Some(4),
            "{state}"
        );
        assert_eq!(state["uploads"], 0);
    }
}

#[test]
fn client_1_23_1_keeps_artifacts_in_a_bucket() {
    clients_through_and_beside(Client::V1);
}

#[test]
fn client_2_22_4_keeps_artifacts_in_a_bucket() {
    clients_through_and_beside(Client::V2);
}

#[test]
fn client_3_17_2_keeps_artifacts_in_a_bucket() {
    clients_through_and_beside(Client::V3);
}

#[test]
fn client_3_18_0_keeps_artifacts_in_a_bucket_that_only_signed_addresses_reach() {
    let Some(cloud) = CloudServer::s3() else {
        return;
    };
    let bucket = cloud.bucket();
    let scene = s3_scene(Scene::new(), cloud);
    let destination = format!("s3://{bucket}");
    let flags = [
        "--artifacts-destination",
        &destination,
        "--artifacts-presigned-only",
    ];
    let server = Server::start(&scene, &flags);
    let put = Request::new("PUT", &format!("{PROXY}/x")).body("x");
    let refused = server.send(&put).fails(403, "PERMISSION_DENIED").json();
    assert_eq!(refused["artifacts_presigned_only"], json!(true));
    server
        .get(&format!("{PROXY}/x"))
        .fails(403, "PERMISSION_DENIED");
    server.get(PROXY).is(200);
    let info = server.get("/api/3.0/mlflow/server-info").is(200).json();
    assert_eq!(info["artifacts_presigned_only"], json!(true));

    let Some(python) = python(Client::V3Newest) else {
        return;
    };
    let script = scene.write("presigned.py", include_str!("presigned.py"));
    let mut command = scene.bare_command(python);
    command.arg(script).env("MLFLOW_TRACKING_URI", server.url());
    assert_eq!(Outcome::of(&mut command).success().line(), "true");
}

#[test]
fn a_bucket_behind_a_server_is_read_in_ranges_listed_and_cleared() {
    let Some(cloud) = CloudServer::s3() else {
        return;
    };
    let bucket = cloud.bucket();
    let scene =
        s3_scene(Scene::new(), cloud).env("MLFLOW_PRESIGNED_DOWNLOAD_URL_TTL_SECONDS", "77");
    let destination = format!("s3://{bucket}/below");
    let server = Server::start(&scene, &["--artifacts-destination", &destination]);
    let content: Vec<u8> = (0..10_000_000_u32).map(|n| (n / 3 % 251) as u8).collect();
    let path = format!("{PROXY}/1/run/artifacts/big%20one.bin");
    server
        .send(&Request::new("PUT", &path).body(content.clone()))
        .is(200);
    let part = Request::new("GET", &path).header("Range", "bytes=8388600-8388615");
    let reply = server.send(&part).is(206);
    assert_eq!(
        reply.header("content-range"),
        "bytes 8388600-8388615/10000000"
    );
    assert_eq!(reply.body, content[8_388_600..=8_388_615]);
    assert!(server.get(&path).is(200).body == content);
    let listed = server.get(&format!("{PROXY}?path=1/run/artifacts")).json();
    assert_eq!(listed["files"][0]["path"], json!("big one.bin"));
    server
        .get(&format!("{PROXY}/1/none"))
        .fails(404, "RESOURCE_DOES_NOT_EXIST");

    let signed = server.get("/api/2.0/mlflow-artifacts/presigned/1/run/artifacts/big%20one.bin");
    let signed = signed.is(200).json();
    assert_eq!(signed["file_size"], json!(10_000_000));
    let url = signed["url"].as_str().expect("an address");
    assert!(url.contains("X-Amz-Expires=77&"), "{url}");
    let path_there = url.strip_prefix(&cloud.url()).expect("at the cloud");
    let reply = send(&cloud.address, &Request::new("GET", path_there));
    assert!(reply.is(200).body == content);

    server.send(&Request::new("DELETE", &path)).is(200);
    let Some(state) = bucket_state(&scene, &bucket) else {
        return;
    };
    assert_eq!(state, json!({"files": {}, "uploads": 0}));
}

#[test]
fn addresses_are_signed_for_runs_and_models_in_a_bucket() {
    let Some(cloud) = CloudServer::s3() else {
        return;
    };
    let bucket = cloud.bucket();
    let scene = s3_scene(Scene::new(), cloud);
    let root = format!("s3://{bucket}");
    let server = Server::start(&scene, &["--default-artifact-root", &root]);
    let experiment = server.experiment("signed");
    let run = server.run(&experiment);
    let body = json!({"run_id": run, "path": "a/x.txt"});
    let signed = server.ask("artifacts/presigned-upload-url", &body);
    let at_cloud = |url: &Value| {
        let url = url.as_str().expect("an address");
        url.strip_prefix(&cloud.url())
            .expect("at the cloud")
            .to_owned()
    };
    let path = at_cloud(&signed["presigned_url"]);
    send(&cloud.address, &Request::new("PUT", &path).body("signed")).is(200);
    let signed = server.ask("artifacts/presigned-download-url", &body);
    assert_eq!(signed["file_size"], json!(6));
    let path = at_cloud(&signed["presigned_url"]);
    let reply = send(&cloud.address, &Request::new("GET", &path)).is(200);
    assert_eq!(reply.body, b"signed");
    server.ask("registered-models/create", &json!({"name": "m"}));
    let version = json!({"name": "m", "source": format!("runs:/{run}/a"), "run_id": run});
    server.ask("model-versions/create", &version);
    let file = "/model-versions/get-artifact?name=m&version=1&path=x.txt";
    assert_eq!(server.get(file).is(200).body, b"signed");
    let signed = server.get(&format!("{file}&presigned=true")).is(200).json();
    assert_eq!(signed["file_size"], json!(6));
    let reply = send(
        &cloud.address,
        &Request::new("GET", &at_cloud(&signed["url"])),
    );
    assert_eq!(reply.is(200).body, b"signed");
    for (body, code) in [
        (
            json!({"run_id": run, "path": "a", "expiration": 0}),
            "INVALID_PARAMETER_VALUE",
        ),
        (json!({"path": "a"}), "INVALID_PARAMETER_VALUE"),
        (
            json!({"run_id": run, "path": "../a"}),
            "INVALID_PARAMETER_VALUE",
        ),
    ] {
        server
            .post("artifacts/presigned-upload-url", &body)
            .fails(400, code);
    }
    let absent = json!({"run_id": run, "path": "none"});
    server
        .post("artifacts/presigned-download-url", &absent)
        .fails(404, "RESOURCE_DOES_NOT_EXIST");
}
