//! Uploads in parts that never come to an end, of which no part may stay.

use std::process::{Child, Stdio};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use serde_json::json;

use crate::support::cloud_server::{CloudServer, s3_scene};
use crate::support::{Request, Scene, Server, mlflow, until, words};

use super::fault_proxy::{Fault, FaultProxy};
use super::faults::{Stage, stage};
use super::run_cloud_client;
use super::s3::bucket_state;

/// Begins to upload a large file, of which the third part never arrives, and waits until it is under
/// way.
#[track_caller]
fn upload_in_vain(stage: &Stage) -> Child {
    stage.proxy.plan("PUT", "partNumber=3&", Fault::Hold, 99);
    stage.scene.write("big.bin", vec![1; 30_000_000]);
    let line = format!("artifacts upload big.bin -r {}", stage.run_id);
    let mut command = stage.scene.command(words(&line));
    let child = command.stderr(Stdio::piped()).spawn().expect("a process");
    until("the third part is on its way", || {
        is_asked(&stage.proxy, "partNumber=3&")
    });
    child
}

fn is_asked(proxy: &FaultProxy, part: &str) -> bool {
    proxy.heads("PUT").iter().any(|head| head.contains(part))
}

fn send(child: &Child, signal: Signal) {
    let pid = i32::try_from(child.id()).expect("a process");
    kill(Pid::from_raw(pid), signal).expect("it runs");
}

#[test]
fn a_signal_takes_the_parts_back() {
    for signal in [Signal::SIGINT, Signal::SIGTERM] {
        let Some(stage) = stage() else {
            return;
        };
        let child = upload_in_vain(&stage);
        send(&child, signal);
        let ended = child.wait_with_output().expect("an end");
        let said = String::from_utf8_lossy(&ended.stderr);
        assert_eq!(ended.status.code(), Some(130), "{signal}: {said}");
        assert!(said.contains("cancelled by a signal"), "{said}");
        let Some(seen) = stage.seen() else {
            return;
        };
        assert_eq!(seen, json!({"files": {}, "uploads": 0}), "{signal}");
    }
}

/// The unfinished upload of a bucket, as S3 would list it had it begun long ago.
const OLD: &str = r#"
import boto3, os, sys
s3 = boto3.client("s3", endpoint_url=os.environ["MLFLOW_S3_ENDPOINT_URL"])
upload = s3.list_multipart_uploads(Bucket=sys.argv[1])["Uploads"][0]
print(f"<ListMultipartUploadsResult><IsTruncated>false</IsTruncated><Upload><Key>{upload['Key']}</Key>"
      f"<UploadId>{upload['UploadId']}</UploadId><Initiated>2020-01-01T00:00:00.000Z</Initiated>"
      "</Upload></ListMultipartUploadsResult>")
"#;

/// The parts of an upload with the time of the last one.
fn parts(time: &str) -> String {
    format!(
        "<ListPartsResult><IsTruncated>false</IsTruncated><Part><PartNumber>1</PartNumber>\
         <LastModified>{time}</LastModified></Part></ListPartsResult>"
    )
}

#[test]
fn gc_takes_back_what_a_killed_upload_left_long_ago() {
    let Some(stage) = stage() else {
        return;
    };
    let mut child = upload_in_vain(&stage);
    child.kill().expect("it runs");
    child.wait().expect("an end");
    let Some(listed) = run_cloud_client(&stage.scene, OLD, &[&stage.bucket]) else {
        return;
    };
    let answer = |body: &str| {
        Fault::Answer(
            "200 OK",
            format!("Content-Type: application/xml\r\n\r\n{body}"),
        )
    };
    let uploads = || stage.seen().expect("seen before")["uploads"].clone();
    mlflow!(stage.scene, "gc").success();
    assert_eq!(uploads(), 1, "it is young");
    stage.proxy.plan("GET", "?uploads=", answer(&listed), 1);
    let young = parts("2099-01-01T00:00:00.000Z");
    stage.proxy.plan("GET", "?uploadId=", answer(&young), 1);
    mlflow!(stage.scene, "gc").success();
    assert_eq!(uploads(), 1, "its last part is young");
    stage.proxy.plan("GET", "?uploads=", answer(&listed), 1);
    let old = parts("2020-01-01T00:00:00.000Z");
    stage.proxy.plan("GET", "?uploadId=", answer(&old), 1);
    mlflow!(stage.scene, "gc").success();
    assert_eq!(uploads(), 0);
}

#[test]
fn a_server_takes_back_what_its_clients_gave_up() {
    let Some(cloud) = CloudServer::s3() else {
        return;
    };
    let bucket = cloud.bucket();
    let proxy = FaultProxy::before(&cloud.address);
    proxy.plan("PUT", "partNumber=2&", Fault::Hold, 99);
    let scene = s3_scene(Scene::new(), cloud).env("MLFLOW_S3_ENDPOINT_URL", &proxy.url());
    let destination = format!("s3://{bucket}");
    let server = Server::start(&scene, &["--artifacts-destination", &destination]);
    let path = "/api/2.0/mlflow-artifacts/artifacts/big.bin";
    let request = Request::new("PUT", path).body(vec![1; 30_000_000]);
    let mut bytes = request.bytes("localhost");
    bytes.truncate(25_000_000);
    let mut connection = server.connect();
    std::io::Write::write_all(&mut connection, &bytes).expect("the server reads");
    until("a part is on its way", || is_asked(&proxy, "partNumber=1&"));
    drop(connection);
    until("the parts are taken back", || {
        !proxy.heads("DELETE").is_empty()
    });
    drop(server);
    let Some(state) = bucket_state(&scene, &bucket) else {
        return;
    };
    assert_eq!(state, json!({"files": {}, "uploads": 0}));
}
