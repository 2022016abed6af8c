//! The commands and a server on `wasbs://`, beside Azure's own client.

use std::fs;

use serde_json::json;

use crate::support::clients::Client;
use crate::support::cloud_server::{ACCOUNT, ACCOUNT_KEY, CloudServer};
use crate::support::{Request, Scene, Server, mlflow};

use super::server::play;
use super::{paths_of, run_cloud_client};

/// Makes the container, and prints what Azure's own client sees in it.
const CLIENT: &str = r#"
import hashlib, json, os, sys
from azure.storage.blob import BlobServiceClient
service = BlobServiceClient.from_connection_string(os.environ["AZURE_STORAGE_CONNECTION_STRING"])
container = service.get_container_client(sys.argv[1])
if sys.argv[2] == "make":
    container.create_container()
elif sys.argv[2] == "write":
    container.upload_blob(sys.argv[3], b"theirs")
seen = {}
for blob in container.list_blobs():
    content = container.download_blob(blob.name).readall()
    seen[blob.name] = [len(content), hashlib.md5(content).hexdigest()]
print(json.dumps(seen))
"#;

/// Reads a signed address, and tries to delete what is there.
const READ: &str = r#"
import sys, urllib.error, urllib.request
content = urllib.request.urlopen(sys.argv[1]).read().decode()
try:
    urllib.request.urlopen(urllib.request.Request(sys.argv[1], method="DELETE"))
except urllib.error.HTTPError as error:
    print(content, error.code)
"#;

/// A scene whose programs know the server.
fn scene_with(server: &CloudServer) -> Scene {
    let connection = format!(
        "DefaultEndpointsProtocol=http;AccountName={ACCOUNT};AccountKey={ACCOUNT_KEY};\
         BlobEndpoint={}/{ACCOUNT}",
        server.url()
    );
    Scene::new().env("AZURE_STORAGE_CONNECTION_STRING", &connection)
}

#[test]
fn the_commands_and_a_server_keep_artifacts_in_a_container() {
    let Some(server) = CloudServer::azure() else {
        return;
    };
    let scene = scene_with(server);
    if run_cloud_client(&scene, CLIENT, &["box", "make"]).is_none() {
        return;
    }
    let root = format!("wasbs://box@{ACCOUNT}.blob.core.windows.net/team a");
    let id = super::s3::run_in(&scene, &root);
    let content: Vec<u8> = (0..20_000_000_u32).map(|n| (n / 7 % 251) as u8).collect();
    scene.write("in/big.bin", &content);
    scene.write("in/sub/ü b.txt", "second");
    mlflow!(scene, "artifacts log-artifacts --run-id {id} -l in -a top").success();
    assert_eq!(
        paths_of(&scene, &id),
        ["top", "top/big.bin", "top/sub", "top/sub/ü b.txt"]
    );
    mlflow!(scene, "artifacts download --run-id {id} -d out").success();
    assert!(fs::read(scene.path("out/top/big.bin")).unwrap() == content);

    let below = format!("team a/{id}/artifacts");
    let theirs = format!("{below}/theirs.txt");
    let seen = run_cloud_client(&scene, CLIENT, &["box", "write", &theirs]).unwrap();
    let seen: serde_json::Value = serde_json::from_str(&seen).unwrap();
    assert_eq!(seen[format!("{below}/top/big.bin")][0], json!(20_000_000));
    assert_eq!(seen[format!("{below}/top/sub/ü b.txt")][0], json!(6));
    let read = mlflow!(scene, "artifacts cat --run-id {id} -a theirs.txt").success();
    assert_eq!(read.stdout(), "theirs");

    let abfss = format!("abfss://box@{ACCOUNT}.dfs.core.windows.net/served");
    let behind = Server::start(&scene, &["--artifacts-destination", &abfss]);
    let path = "/api/2.0/mlflow-artifacts/artifacts/1/x.txt";
    behind
        .send(&Request::new("PUT", path).body("through"))
        .is(200);
    let part = Request::new("GET", path).header("Range", "bytes=1-3");
    assert_eq!(behind.send(&part).is(206).body, b"hro");
    behind.send(&Request::new("DELETE", path)).is(200);
    behind.get(path).fails(404, "RESOURCE_DOES_NOT_EXIST");

    mlflow!(scene, "runs delete --run-id {id}").success();
    mlflow!(scene, "gc").success();
    let left = run_cloud_client(&scene, CLIENT, &["box", "list"]).unwrap();
    assert_eq!(left, "{}");
    let missing = format!("wasbs://none@{ACCOUNT}.blob.core.windows.net/x");
    let said = mlflow!(scene, "artifacts download -u '{missing}' -d none")
        .code(1)
        .stderr();
    assert!(said.contains("no such container"), "{said}");
}

#[test]
fn parts_and_downloads_go_straight_to_a_container() {
    let Some(cloud) = CloudServer::azure() else {
        return;
    };
    let scene = scene_with(cloud).env("MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD", "true");
    if run_cloud_client(&scene, CLIENT, &["parts", "make"]).is_none() {
        return;
    }
    let destination = format!("wasbs://parts@{ACCOUNT}.blob.core.windows.net/art x");
    let server = Server::start(&scene, &["--artifacts-destination", &destination]);
    let info = server.get("/api/3.0/mlflow/server-info").is(200).json();
    assert_eq!(info["multipart_uploads_enabled"], json!(true));
    let Some(found) = play(Client::V3, &scene, &server) else {
        return;
    };
    let run = found["run"].as_str().expect("an id");
    let seen = run_cloud_client(&scene, CLIENT, &["parts", "list"]).expect("seen before");
    let seen: serde_json::Value = serde_json::from_str(&seen).expect("JSON");
    let mut files = seen.as_object().expect("files").iter();
    let (_, in_parts) = files
        .find(|(name, _)| {
            name.starts_with("art x/") && name.ends_with(&format!("{run}/artifacts/top/sub/c.bin"))
        })
        .expect("the file that came in parts");
    assert_eq!(in_parts[0], json!(300_000));
    let path = "/api/2.0/mlflow-artifacts/artifacts/1/blank%20%C3%BC.txt";
    server.send(&Request::new("PUT", path).body("x y")).is(200);
    let signed = server.get("/api/2.0/mlflow-artifacts/presigned/1/blank%20%C3%BC.txt");
    let signed = signed.is(200).json();
    let url = signed["url"].as_str().expect("an address");
    let read = run_cloud_client(&scene, READ, &[url]).expect("seen before");
    assert_eq!(read, "x y 403");
}
