//! Artifacts in parts.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Reply, Request, Scene, Server};

const MPU: &str = "/api/2.0/mlflow-artifacts/mpu";

fn post(server: &Server, step: &str, body: &Value) -> Reply {
    let request = Request::new("POST", &format!("{MPU}/{step}/1/run/artifacts"));
    server.send(&request.json(body))
}

/// Sends a part to the address that the server gave, and gives what `complete` is told of it.
fn send_part(server: &Server, credential: &Value, content: &str) -> Value {
    let url = credential["url"].as_str().expect("a URL");
    let path = url.strip_prefix(&server.url()).expect("on this server");
    let sent = server
        .send(&Request::new("PUT", path).body(content))
        .is(200);
    json!({"part_number": credential["part_number"], "etag": sent.header("etag"), "url": url})
}

#[test]
fn parts_become_a_file() {
    let scene = Scene::new();
    let server = Server::start(&scene, &[]);
    let body = json!({"path": "/home/me/big.bin", "num_parts": 3});
    let created = post(&server, "create", &body).is(200).json();
    let credentials = created["credentials"].as_array().unwrap();
    let contents = ["aaa", "bb", "c"];
    let mut parts: Vec<Value> = credentials
        .iter()
        .zip(contents)
        .map(|(credential, content)| send_part(&server, credential, content))
        .collect();
    parts.reverse();
    let file = scene.path("mlartifacts/1/run/artifacts/big.bin");
    assert!(!file.exists());
    let body = json!({"path": "big.bin", "upload_id": created["upload_id"], "parts": parts});
    post(&server, "complete", &body).is(200);
    assert_eq!(fs::read_to_string(&file).unwrap(), "aaabbc");
    post(&server, "complete", &body).fails(404, "RESOURCE_DOES_NOT_EXIST");
    let left = fs::read_dir(scene.path("mlartifacts/.artifact.uploading.server"));
    assert_eq!(left.unwrap().count(), 0);
}

#[test]
fn parts_go_where_the_client_has_asked() {
    let scene = Scene::new();
    let path = format!("{MPU}/create/1/run/artifacts");
    let request = Request::new("POST", &path)
        .json(&json!({"path": "x", "num_parts": 1}))
        .header("X-Forwarded-Host", "mlflow.example.com")
        .header("X-Forwarded-Proto", "https");
    let url = |server: &Server| {
        let created = server.send(&request).is(200).json();
        created["credentials"][0]["url"]
            .as_str()
            .expect("a URL")
            .to_owned()
    };
    // Anybody may claim to be a proxy.
    let server = Server::start(&scene, &[]);
    let found = url(&server);
    assert!(found.starts_with(&server.url()), "{found}");
    let behind = Server::start(
        &scene,
        &[
            "--behind-proxy",
            "127.0.0.1",
            "--allowed-hosts",
            "mlflow.example.com",
        ],
    );
    let found = url(&behind);
    let start = format!("https://mlflow.example.com{MPU}/part/");
    assert!(found.starts_with(&start), "{found}");
}

#[test]
fn an_upload_that_is_aborted_or_wrong_makes_no_file() {
    let scene = Scene::new();
    let server = Server::start(&scene, &[]);
    let created = post(&server, "create", &json!({"path": "x", "num_parts": 2})).json();
    let id = &created["upload_id"];
    let first = send_part(&server, &created["credentials"][0], "a");
    let mut forged = first.clone();
    forged["etag"] = json!("other");
    for parts in [
        json!([]),
        json!([forged]),
        json!([{"part_number": 2, "etag": "x"}]),
    ] {
        let body = json!({"path": "x", "upload_id": id, "parts": parts});
        post(&server, "complete", &body).fails(400, "INVALID_PARAMETER_VALUE");
    }
    post(&server, "abort", &json!({"path": "other", "upload_id": id}))
        .fails(400, "INVALID_PARAMETER_VALUE");
    post(&server, "abort", &json!({"path": "x", "upload_id": id})).is(200);
    post(
        &server,
        "abort",
        &json!({"path": "x", "upload_id": "../.."}),
    )
    .fails(404, "RESOURCE_DOES_NOT_EXIST");
    for body in [
        json!({}),
        json!({"path": "x"}),
        json!({"path": "..", "num_parts": 1}),
    ] {
        post(&server, "create", &body).fails(400, "INVALID_PARAMETER_VALUE");
    }
    assert!(!scene.path("mlartifacts/1/run/artifacts/x").exists());
}
