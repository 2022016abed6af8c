//! What networks and busy services do to transfers, and what users hear of it.

use std::fs;

use crate::support::cloud_server::{CloudServer, s3_scene};
use crate::support::{Outcome, Scene, mlflow};

use super::fault_proxy::{Fault, FaultProxy};
use super::s3::{bucket_state, run_in};

/// A run in a bucket that is reached through a proxy.
pub(super) struct Stage {
    pub(super) scene: Scene,
    pub(super) proxy: FaultProxy,
    pub(super) bucket: String,
    pub(super) run_id: String,
}

impl Stage {
    /// Uploads a file of so many bytes to the run, and gives the content.
    #[track_caller]
    fn upload(&self, name: &str, length: u32) -> Vec<u8> {
        let content = content(length);
        self.scene.write(name, &content);
        let run_id = &self.run_id;
        let line = format!("artifacts log-artifact --run-id {run_id} -l {name}");
        mlflow!(self.scene, "{line}").success();
        content
    }

    /// Downloads the run's artifacts to a folder.
    fn download(&self, folder: &str) -> Outcome {
        let run_id = &self.run_id;
        mlflow!(
            self.scene,
            "artifacts download --run-id {run_id} -d {folder}"
        )
    }

    #[track_caller]
    fn has(&self, file: &str, content: &[u8]) {
        let found = fs::read(self.scene.path(file)).expect("a file");
        assert!(found == content, "{file}");
    }

    /// What boto3 sees in the bucket; `None` where it cannot be had.
    #[track_caller]
    pub(super) fn seen(&self) -> Option<serde_json::Value> {
        bucket_state(&self.scene, &self.bucket)
    }
}

#[track_caller]
pub(super) fn stage() -> Option<Stage> {
    let server = CloudServer::s3()?;
    let bucket = server.bucket();
    let proxy = FaultProxy::before(&server.address);
    let scene = s3_scene(Scene::new(), server).env("MLFLOW_S3_ENDPOINT_URL", &proxy.url());
    let run_id = run_in(&scene, &format!("s3://{bucket}"));
    Some(Stage {
        scene,
        proxy,
        bucket,
        run_id,
    })
}

/// An error as S3 answers it: headers, an empty line, a body.
pub(super) fn error(code: &str) -> String {
    format!(
        "Content-Type: application/xml\r\n\r\n<?xml version=\"1.0\"?><Error><Code>{code}</Code>\
         <Message>Said by the test.</Message></Error>"
    )
}

fn content(length: u32) -> Vec<u8> {
    (0..length).map(|n| (n / 11 % 253) as u8).collect()
}

#[test]
fn an_upload_goes_on_through_what_passes() {
    let Some(stage) = stage() else {
        return;
    };
    stage.proxy.plan(
        "PUT",
        "partNumber=1&",
        Fault::Answer("500 Broken", error("InternalError")),
        1,
    );
    stage
        .proxy
        .plan("PUT", "partNumber=2&", Fault::CutBefore, 2);
    stage.proxy.plan(
        "PUT",
        "partNumber=3&",
        Fault::Answer("503 Busy", error("SlowDown")),
        1,
    );
    stage.proxy.plan("POST", "uploadId=", Fault::CutBefore, 1);
    let content = stage.upload("big.bin", 20_000_000);
    stage.download("out").success();
    stage.has("out/big.bin", &content);
    let Some(seen) = stage.seen() else {
        return;
    };
    assert_eq!(seen["uploads"], 0);
    // Three parts, and four that were sent again.
    let parts = stage
        .proxy
        .heads("PUT")
        .into_iter()
        .filter(|head| head.contains("partNumber"));
    assert_eq!(parts.count(), 7);
}

#[test]
fn an_upload_that_fails_leaves_no_parts() {
    let Some(stage) = stage() else {
        return;
    };
    let denied = Fault::Answer("403 No", error("AccessDenied"));
    stage.proxy.plan("PUT", "partNumber=2&", denied, 99);
    stage.scene.write("big.bin", content(30_000_000));
    let (run_id, bucket) = (&stage.run_id, &stage.bucket);
    let line = format!("artifacts log-artifact --run-id {run_id} -l big.bin");
    let said = mlflow!(stage.scene, "{line}").code(1).stderr();
    let key = format!("s3://{bucket}/{run_id}/artifacts/big.bin");
    for part in [
        "access denied",
        "AccessDenied",
        "Said by the test",
        "big.bin",
        key.as_str(),
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let Some(seen) = stage.seen() else {
        return;
    };
    assert_eq!(seen, serde_json::json!({"files": {}, "uploads": 0}));
}

#[test]
fn a_download_goes_on_where_it_was_cut() {
    let Some(stage) = stage() else {
        return;
    };
    for length in [5_000_000, 40_000_000] {
        let content = stage.upload("x.bin", length);
        stage
            .proxy
            .plan("GET", "/x.bin", Fault::CutAfter(1_000_000), 2);
        stage.proxy.plan(
            "GET",
            "/x.bin",
            Fault::Answer("503 Busy", error("SlowDown")),
            1,
        );
        stage.download("out").success();
        stage.has("out/x.bin", &content);
    }
    let gets = stage.proxy.heads("GET");
    let resumed = gets
        .iter()
        .any(|head| head.to_lowercase().contains("\r\nrange: bytes=1000000-"));
    assert!(resumed, "{gets:#?}");
}

#[test]
fn a_download_that_broke_off_is_gone_on_with_by_the_next() {
    let Some(stage) = stage() else {
        return;
    };
    let content = stage.upload("large.bin", 40 << 20);
    // The four ranges that are asked for first come, and then the server is gone for good.
    let file = "/large.bin";
    stage.proxy.plan("GET", file, Fault::CutAfter(12 << 20), 4);
    stage.proxy.plan("GET", file, Fault::CutBefore, 200);
    let outcome = stage.download("out").code(1);
    assert!(
        outcome
            .stderr()
            .contains("the same command goes on from there"),
        "{}",
        outcome.stderr()
    );
    assert!(!stage.scene.path("out/large.bin").exists());
    let asked = stage.proxy.heads("GET").len();

    stage.proxy.clear();
    stage.download("out").success();
    stage.has("out/large.bin", &content);
    let heads = stage.proxy.heads("GET").split_off(asked);
    let ranges = heads.iter().filter(|head| head.contains(file));
    assert!(
        ranges.clone().count() > 0 && ranges.clone().all(|head| !head.contains("bytes=0-")),
        "{heads:#?}"
    );
    assert_eq!(
        fs::read_dir(stage.scene.path("out"))
            .expect("a folder")
            .count(),
        1
    );
}

#[test]
fn what_comes_with_another_checksum_is_asked_for_again() {
    let Some(stage) = stage() else {
        return;
    };
    for length in [100_000, 40_000_000] {
        let content = stage.upload("x.bin", length);
        stage.proxy.plan("GET", "/x.bin", Fault::FlipAnswer, 1);
        stage.download("out").success();
        stage.has("out/x.bin", &content);
    }
    stage.proxy.plan("GET", "/x.bin", Fault::FlipAnswer, 99);
    let said = stage.download("other").code(1).stderr();
    assert!(said.contains("checksum"), "{said}");
    assert!(!stage.scene.path("other/x.bin").exists());
}

#[test]
fn what_a_user_can_mend_is_explained() {
    let Some(stage) = stage() else {
        return;
    };
    let list = format!("artifacts list --run-id {}", stage.run_id);
    let mut skewed = error("RequestTimeTooSkewed");
    skewed.insert_str(0, "Date: Sat, 01 Jan 2000 00:00:00 GMT\r\n");
    for (answer, words) in [
        (skewed, "the clock of this machine is"),
        (error("ExpiredToken"), "the credentials have expired"),
        (error("InvalidAccessKeyId"), "does not know this access key"),
        (
            error("SignatureDoesNotMatch"),
            "does not belong to the access key",
        ),
    ] {
        // Credentials that have expired are looked for again, twice.
        let times = if words.contains("expired") { 3 } else { 1 };
        stage
            .proxy
            .plan("GET", "list-type", Fault::Answer("403 No", answer), times);
        let said = mlflow!(stage.scene, "{list}").code(1).stderr();
        assert!(said.contains(words), "{words}: {said}");
    }
    // A bucket in another region is followed.
    let moved = "x-amz-bucket-region: eu-west-3\r\n".to_owned() + &error("PermanentRedirect");
    stage
        .proxy
        .plan("GET", "list-type", Fault::Answer("301 Moved", moved), 1);
    mlflow!(stage.scene, "{list}").success();
    let signed = stage.proxy.heads("GET").pop().expect("a request");
    assert!(signed.contains("/eu-west-3/s3/aws4_request"), "{signed}");
}
