//! The commands on `s3://`, beside boto3.

use std::fs;

use serde_json::{Value, json};

use crate::support::cloud_server::{CloudServer, s3_scene};
use crate::support::{Scene, mlflow};

use super::fault_proxy::FaultProxy;
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
pub(super) fn run_in(scene: &Scene, root: &str) -> String {
    mlflow!(scene, "experiments create -n clouds -l '{root}'").success();
    let line = "runs create --experiment-name clouds --output json";
    let created = mlflow!(scene, "{line}").success().json();
    created["run_id"].as_str().expect("an id").to_owned()
}

/// What boto3 sees in a bucket; `None` where it cannot be had.
#[track_caller]
pub(super) fn bucket_state(scene: &Scene, bucket: &str) -> Option<Value> {
    let seen = run_cloud_client(scene, LIST, &[bucket])?;
    Some(serde_json::from_str(&seen).expect("JSON"))
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
    let Some(seen) = bucket_state(&scene, &bucket) else {
        return;
    };
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

#[test]
fn a_command_keeps_its_output_and_gc_removes_it() {
    let Some(server) = CloudServer::s3() else {
        return;
    };
    let bucket = server.bucket();
    let scene = s3_scene(Scene::new(), server);
    mlflow!(scene, "experiments create -n clouds -l s3://{bucket}/x").success();
    let exec = ["exec", "--experiment-name", "clouds", "--", "echo", "hello"];
    scene.mlflow(exec).success();
    let Some(state) = bucket_state(&scene, &bucket) else {
        return;
    };
    let files = state["files"].as_object().unwrap();
    assert!(!files.is_empty(), "{state}");
    let runs = mlflow!(scene, "runs search --experiment-name clouds --output jsonl").success();
    let run: Value = serde_json::from_str(runs.stdout().lines().next().unwrap()).unwrap();
    let id = run["info"]["run_id"].as_str().unwrap();
    assert!(
        files
            .keys()
            .all(|key| key.starts_with(&format!("x/{id}/artifacts/")))
    );
    mlflow!(scene, "runs delete --run-id {id}").success();
    mlflow!(scene, "gc").success();
    let left = bucket_state(&scene, &bucket).unwrap();
    assert_eq!(left, json!({"files": {}, "uploads": 0}));
}

#[test]
fn users_headers_reach_the_service_and_are_signed() {
    let Some(server) = CloudServer::s3() else {
        return;
    };
    let bucket = server.bucket();
    let proxy = FaultProxy::before(&server.address);
    let args = r#"{"ServerSideEncryption": "AES256", "RequestPayer": "requester", "ACL": "private",
        "Tagging": "team=ml", "Metadata": {"Owner": "me"}, "StorageClass": "STANDARD_IA"}"#;
    let scene = s3_scene(Scene::new(), server)
        .env("MLFLOW_S3_ENDPOINT_URL", &proxy.url())
        .env("MLFLOW_S3_EXPECTED_BUCKET_OWNER", "123456789012")
        .env("MLFLOW_S3_UPLOAD_EXTRA_ARGS", args);
    let id = run_in(&scene, &format!("s3://{bucket}"));
    for (name, length) in [("small", 10), ("large", 9_000_000)] {
        scene.write(name, vec![7; length]);
        mlflow!(scene, "artifacts log-artifact --run-id {id} -l {name}").success();
    }
    mlflow!(scene, "artifacts download --run-id {id} -d out").success();
    let of_files = [
        "x-amz-server-side-encryption: AES256",
        "x-amz-acl: private",
        "x-amz-tagging: team=ml",
        "x-amz-meta-owner: me",
        "x-amz-storage-class: STANDARD_IA",
    ];
    let of_all = [
        "x-amz-request-payer: requester",
        "x-amz-expected-bucket-owner: 123456789012",
    ];
    let has = |head: &str, header: &str| head.lines().any(|line| line == header);
    let mut begun = 0;
    for method in ["PUT", "POST", "GET", "HEAD"] {
        for head in proxy.heads(method) {
            let line = head.lines().next().unwrap_or_default();
            let begins =
                line.contains("?uploads") || method == "PUT" && !line.contains("partNumber");
            begun += usize::from(begins);
            for header in of_files {
                assert_eq!(has(&head, header), begins, "{header}: {head}");
            }
            for header in of_all {
                assert!(has(&head, header), "{header}: {head}");
            }
            let signed = head.split("SignedHeaders=").nth(1).expect("a signature");
            let signed = signed.split(',').next().expect("a list");
            assert!(signed.contains("x-amz-request-payer"), "{head}");
            assert_eq!(signed.contains("x-amz-tagging"), begins, "{head}");
        }
    }
    assert_eq!(begun, 2);
}

/// The places in which credentials are looked for, each alone.
#[test]
fn credentials_are_found_where_awss_tools_find_them() {
    let Some(server) = CloudServer::s3() else {
        return;
    };
    let bucket = server.bucket();
    let proxy = FaultProxy::before(&server.address);
    let scene = Scene::new()
        .env("AWS_EC2_METADATA_DISABLED", "true")
        .env("AWS_ENDPOINT_URL", &proxy.url());
    let line = format!("artifacts download -u s3://{bucket} -d out");
    let none = mlflow!(scene, "{line}").code(1).stderr();
    for place in [
        "no credentials found",
        "AWS_ACCESS_KEY_ID",
        "~/.aws/credentials",
    ] {
        assert!(none.contains(place), "{place}: {none}");
    }
    scene.write(
        ".aws/credentials",
        "[default]\naws_access_key_id = FROMDEFAULT\naws_secret_access_key = x\n",
    );
    let giver = "printf '{\"Version\": 1, \"AccessKeyId\": \"FROMPROCESS\", \
                 \"SecretAccessKey\": \"x\"}'";
    scene.write("give.sh", giver);
    let config = format!(
        "[profile team]\nregion = eu-west-2\nrole_arn = arn:aws:iam::123456789012:role/team\n\
         source_profile = default\n[profile giver]\ncredential_process = sh \"{}\"\n",
        scene.path("give.sh").display()
    );
    scene.write(".aws/config", config);
    let last_key = || {
        let head = proxy.heads("GET").pop().expect("a request");
        let (_, credential) = head.split_once("Credential=").expect("a signature");
        credential.split(',').next().expect("a scope").to_owned()
    };
    for (variable, value, expected) in [
        ("AWS_PROFILE", "default", "FROMDEFAULT/"),
        ("AWS_PROFILE", "giver", "FROMPROCESS/"),
        // Temporary keys of the token service, which the key of the default profile asked.
        ("AWS_PROFILE", "team", "ASIA"),
    ] {
        let mut command = scene.command(crate::support::words(&line));
        command.env(variable, value);
        let _ = crate::support::Outcome::of(&mut command).success();
        assert!(last_key().starts_with(expected), "{value}: {}", last_key());
    }
    assert!(last_key().contains("/eu-west-2/"), "{}", last_key());
}
