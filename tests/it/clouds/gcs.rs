//! The commands and a server on `gs://`, beside Google's own client. The emulator has Google's JSON
//! interface alone; uploads in parts, which go by the XML interface, meet a server of S3's protocol.

use std::fs;

use serde_json::json;

use crate::support::cloud_server::{CloudServer, s3_scene};
use crate::support::{Request, Scene, Server, mlflow, send};

use super::fault_proxy::{Fault, FaultProxy};
use super::faults::error;
use super::google_credentials::service_account;
use super::s3::bucket_state;
use super::stand_in::StandIn;
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
def shown(content):
    return content.decode() if len(content) < 100 else f"{len(content)} bytes"
print(json.dumps({blob.name: shown(blob.download_as_bytes()) for blob in client.list_blobs(bucket)}))
"#;

#[test]
fn the_commands_and_a_server_keep_artifacts_in_a_bucket() {
    let Some(server) = CloudServer::gcs() else {
        return;
    };
    let scene = Scene::new().env("STORAGE_EMULATOR_HOST", &server.url());
    let id = super::s3::run_in(&scene, "gs://tests/team");
    let large: Vec<u8> = (0..12_000_000_u32)
        .map(|n| (n / 5 % 100) as u8 + 20)
        .collect();
    scene.write("in/a.txt", "first");
    scene.write("in/sub/b.txt", "second");
    scene.write("in/sub/ü b.bin", &large);
    mlflow!(scene, "artifacts log-artifacts --run-id {id} -l in -a top").success();
    assert_eq!(
        paths_of(&scene, &id),
        [
            "top",
            "top/a.txt",
            "top/sub",
            "top/sub/b.txt",
            "top/sub/ü b.bin"
        ]
    );
    let below = format!("team/{id}/artifacts");
    let Some(seen) = run_cloud_client(&scene, CLIENT, &[&format!("{below}/theirs.txt")]) else {
        return;
    };
    let seen: serde_json::Value = serde_json::from_str(&seen).unwrap();
    let expected = json!({
        format!("{below}/top/a.txt"): "first",
        format!("{below}/top/sub/b.txt"): "second",
        format!("{below}/top/sub/ü b.bin"): "12000000 bytes",
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
    let back = fs::read(scene.path("out/top/sub/ü b.bin")).unwrap();
    assert!(back == large);
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

/// A server before Google's service, for which a server of S3's protocol stands in.
#[track_caller]
fn before_google(cloud: &CloudServer, scene: Scene) -> Option<(Scene, StandIn)> {
    let token = json!({"access_token": "x", "expires_in": 3600, "token_type": "Bearer"});
    let tokens = StandIn::start(vec![("POST /token", token.to_string())]);
    let file = service_account(&scene, &format!("{}/token", tokens.url()))?;
    let scene = s3_scene(scene, cloud)
        .env("API_ENDPOINT_OVERRIDE", &cloud.url())
        .env("GOOGLE_APPLICATION_CREDENTIALS", &file);
    Some((scene, tokens))
}

#[test]
fn a_large_file_goes_in_parts_and_leaves_none() {
    let Some(cloud) = CloudServer::s3() else {
        return;
    };
    let proxy = FaultProxy::before(&cloud.address);
    let Some((scene, _tokens)) = before_google(cloud, Scene::new()) else {
        return;
    };
    let scene = scene.env("API_ENDPOINT_OVERRIDE", &proxy.url());
    let bucket = cloud.bucket();
    let id = super::s3::run_in(&scene, &format!("gs://{bucket}/a b"));
    scene.write("big ü%20&+=#.bin", vec![7; 20_000_000]);
    let line = format!("artifacts upload 'big ü%20&+=#.bin' -r {id}");
    let denied = Fault::Answer("403 No", error("AccessDenied"));
    proxy.plan("PUT", "partNumber=2", denied, 1);
    mlflow!(scene, "{line}").code(1);
    let seen = bucket_state(&scene, &bucket).expect("boto3");
    assert_eq!(seen, json!({"files": {}, "uploads": 0}));
    mlflow!(scene, "{line}").success();
    let seen = bucket_state(&scene, &bucket).expect("boto3");
    let key = format!("a b/{id}/artifacts/big ü%20&+=#.bin");
    assert_eq!(seen, json!({"files": {key: 20_000_000}, "uploads": 0}));
    for head in proxy.heads("PUT") {
        assert!(head.contains("authorization: Bearer x\r\n"), "{head}");
        assert!(head.contains("x-goog-hash: crc32c="), "{head}");
    }
}

#[test]
fn parts_are_signed_for_clients_of_a_server() {
    let Some(cloud) = CloudServer::s3() else {
        return;
    };
    let Some((scene, _tokens)) = before_google(cloud, Scene::new()) else {
        return;
    };
    let bucket = cloud.bucket();
    let destination = format!("gs://{bucket}/kept");
    let server = Server::start(&scene, &["--artifacts-destination", &destination]);
    let api = "/api/2.0/mlflow-artifacts/mpu";
    let ask = |step: &str, body: &serde_json::Value| {
        let request = Request::new("POST", &format!("{api}/{step}/1/r")).json(body);
        server.send(&request).is(200).json()
    };
    let body = json!({"path": "/home/me/big %20&+=#one.bin", "num_parts": 2});
    let begun = ask("create", &body);
    let mut parts = Vec::new();
    for credential in begun["credentials"].as_array().expect("a list") {
        let url = credential["url"].as_str().expect("an address");
        assert!(url.contains("X-Goog-Signature="), "{url}");
        let there = url.strip_prefix(&cloud.url()).expect("at the cloud");
        let put = Request::new("PUT", there).body(vec![7; 6_000_000]);
        let reply = send(&cloud.address, &put).is(200);
        parts.push(json!({
            "part_number": credential["part_number"], "etag": reply.header("etag"), "url": url,
        }));
    }
    let end = json!({"path": body["path"], "upload_id": begun["upload_id"], "parts": parts});
    ask("complete", &end);
    let seen = bucket_state(&scene, &bucket).expect("boto3");
    assert_eq!(
        seen,
        json!({"files": {"kept/1/r/big %20&+=#one.bin": 12_000_000}, "uploads": 0})
    );
    let begun = ask("create", &body);
    let end = json!({"path": body["path"], "upload_id": begun["upload_id"]});
    ask("abort", &end);
    assert_eq!(bucket_state(&scene, &bucket).expect("boto3")["uploads"], 0);
}
