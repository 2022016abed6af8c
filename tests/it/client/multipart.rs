//! A real client that uploads in parts.

use serde_json::json;

use crate::support::clients::Client;
use crate::support::{Scene, Server};

use super::run_python;

const SCRIPT: &str = include_str!("upload_in_parts.py");

#[test]
fn client_3_17_2_uploads_in_parts_below_a_prefix() {
    let scene = Scene::new()
        .env("MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE", "1000")
        .env("MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE", "20000");
    let flags = ["--static-prefix", "/pre", "--expose-prometheus", "counts"];
    let server = Server::start(&scene, &flags);
    let scene = scene.env("MLFLOW_TRACKING_URI", &format!("{}/pre", server.url()));
    let Some(found) = run_python(&scene, Client::V3, SCRIPT, &[]) else {
        return;
    };
    assert_eq!(found, json!(true));
    let counts = server.get("/pre/metrics").is(200).text();
    let parts = "mlflow_http_request_total{method=\"PUT\",status=\"200\"} 5";
    assert!(counts.lines().any(|line| line == parts), "{counts}");
}
