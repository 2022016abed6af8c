//! The commands on `s3://`, beside boto3.

use std::fs;

use serde_json::json;

use crate::support::cloud_server::{CloudServer, s3_scene};
use crate::support::{Scene, mlflow};

use super::run_cloud_client;

/// Lists a bucket as boto3 sees it: keys with sizes, and unfinished uploads.
const LIST: &str = r#"
import boto3, json, os, sys
s3 = boto3.client("s3", endpoint_url=os.environ["MLFLOW_S3_ENDPOINT_URL"])
bucket = sys.argv[1]
found = s3.list_objects_v2(Bucket=bucket).get("Contents", [])
uploads = s3.list_multipart_uploads(Bucket=bucket).get("Uploads", [])
print(json.dumps({"files": {o["Key"]: o["Size"] for o in found}, "uploads": len(uploads)}))
"#;

/// A run in a scene whose experiment keeps its artifacts in a bucket.
#[track_caller]
fn run_in(scene: &Scene, root: &str) -> String {
    mlflow!(scene, "experiments create -n clouds -l '{root}'").success();
    let line = "runs create --experiment-name clouds --output json";
    let created = mlflow!(scene, "{line}").success().json();
    created["run_id"].as_str().expect("an id").to_owned()
}

#[test]
fn the_commands_write_read_and_list() {
    let Some(server) = CloudServer::s3() else {
        return;
    };
    let bucket = server.bucket();
    let scene = s3_scene(Scene::new(), server);
    let id = run_in(&scene, &format!("s3://{bucket}/team a/x%20y"));
    scene.write("in/a.txt", "first");
    scene.write("in/sub/ü b%20.txt", "second");
    scene.write("in/sub/empty", "");
    let line = format!("artifacts log-artifacts --run-id {id} -l in -a top");
    mlflow!(scene, "{line}").success();
    mlflow!(scene, "artifacts log-artifact --run-id {id} -l in/a.txt").success();

    let listed = mlflow!(scene, "artifacts list --run-id {id}").json();
    assert_eq!(
        listed,
        json!([
            {"path": "a.txt", "is_dir": false, "file_size": 5},
            {"path": "top", "is_dir": true},
        ])
    );
    let listed = mlflow!(scene, "artifacts list --run-id {id} -a top/sub").json();
    assert_eq!(
        listed,
        json!([
            {"path": "top/sub/empty", "is_dir": false, "file_size": 0},
            {"path": "top/sub/ü b%20.txt", "is_dir": false, "file_size": 6},
        ])
    );
    mlflow!(scene, "artifacts download --run-id {id} -d out").success();
    for (file, content) in [
        ("a.txt", "first"),
        ("top/a.txt", "first"),
        ("top/sub/ü b%20.txt", "second"),
        ("top/sub/empty", ""),
    ] {
        let found = fs::read_to_string(scene.path("out").join(file));
        assert_eq!(found.unwrap(), content, "{file}");
    }
    let Some(seen) = run_cloud_client(&scene, LIST, &[&bucket]) else {
        return;
    };
    let seen: serde_json::Value = serde_json::from_str(&seen).unwrap();
    let root = format!("team a/x%20y/{id}/artifacts");
    let sizes = json!({
        format!("{root}/a.txt"): 5,
        format!("{root}/top/a.txt"): 5,
        format!("{root}/top/sub/empty"): 0,
        format!("{root}/top/sub/ü b%20.txt"): 6,
    });
    assert_eq!(seen, json!({"files": sizes, "uploads": 0}));
}

/// Reads what we wrote in parts, and writes in parts what we read.
const EXCHANGE: &str = r#"
import boto3, hashlib, os, sys
from boto3.s3.transfer import TransferConfig
s3 = boto3.client("s3", endpoint_url=os.environ["MLFLOW_S3_ENDPOINT_URL"])
bucket, key, local = sys.argv[1:]
content = s3.get_object(Bucket=bucket, Key=key)["Body"].read()
assert content == open(local, "rb").read(), "what boto3 reads differs"
etag = s3.head_object(Bucket=bucket, Key=key)["ETag"]
s3.upload_file(local, bucket, key + ".boto3",
    Config=TransferConfig(multipart_threshold=1 << 20, multipart_chunksize=6 << 20))
print(etag)
"#;

#[test]
fn large_files_go_in_parts_and_boto3_reads_them() {
    let Some(server) = CloudServer::s3() else {
        return;
    };
    let bucket = server.bucket();
    let scene = s3_scene(Scene::new(), server);
    let id = run_in(&scene, &format!("s3://{bucket}"));
    let content: Vec<u8> = (0..41_000_000_u32).map(|n| (n / 7 % 251) as u8).collect();
    let local = scene.write("big.bin", &content);
    mlflow!(scene, "artifacts log-artifact --run-id {id} -l big.bin").success();
    let key = format!("{id}/artifacts/big.bin");
    let local = local.to_str().unwrap();
    let Some(etag) = run_cloud_client(&scene, EXCHANGE, &[&bucket, &key, local]) else {
        return;
    };
    // Five parts of 8 MiB.
    assert!(etag.ends_with("-5\""), "{etag}");
    mlflow!(
        scene,
        "artifacts download -u s3://{bucket}/{key}.boto3 -d out"
    )
    .success();
    assert_eq!(fs::read(scene.path("out/big.bin.boto3")).unwrap(), content);
}
