//! Servers that are busy, broken, gone, or something else.

use std::fs;

use serde_json::json;

use super::script::{Script, experiment, reply};
use crate::support::{Outcome, Scene, mlflow, unused_port};

const GET: [&str; 4] = ["experiments", "get", "-x", "7"];

/// A scene whose commands go to this address, and try again without a pause.
fn scene(address: &str) -> Scene {
    Scene::with_store(&format!("http://{address}"))
        .env("MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", "0")
        .env("MLFLOW_HTTP_REQUEST_BACKOFF_JITTER", "0")
        .env("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "3")
}

/// What the program says when it is answered so.
#[track_caller]
fn complaint(answer: String) -> String {
    let script = Script::play([answer]);
    let outcome: Outcome = scene(&script.address).mlflow(GET).code(1);
    outcome.stderr().replace(&script.address, "HOST")
}

#[test]
fn a_busy_server_is_asked_again() {
    for status in [
        "503 Busy",
        "429 Slow down",
        "500 Oops",
        "502 Bad",
        "504 Late",
        "408 Slow",
    ] {
        let script = Script::play([reply(status, "text/html", "<h1>"), experiment()]);
        let got = scene(&script.address).mlflow(GET).success().stdout();
        assert!(got.contains("seven"), "{status}: {got}");
        script.requests();
    }
}

#[test]
fn a_server_says_how_long_to_wait() {
    let busy = "HTTP/1.1 429 Slow down\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let said = |respects: &str| {
        let script = Script::play([busy.to_owned(), experiment()]);
        let scene = scene(&script.address).env("MLFLOW_HTTP_RESPECT_RETRY_AFTER_HEADER", respects);
        scene.mlflow(GET).success().stderr()
    };
    assert!(said("true").contains("trying again in 1 s (1 of 3)"));
    // Left to itself, the program tries again at once the first time.
    assert_eq!(said("false"), "");
}

#[test]
fn a_silent_server_is_not_waited_for_for_ever() {
    // The system accepts the connection, and nobody reads what comes.
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let scene = scene(&listener.local_addr().unwrap().to_string())
        .env("MLFLOW_HTTP_REQUEST_TIMEOUT", "1")
        .env("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "0");
    let said = scene.mlflow(GET).code(1).stderr();
    assert!(said.contains("it does not answer in time"), "{said}");
}

#[test]
fn a_dropped_connection_is_made_again() {
    let script = Script::play([String::new(), experiment()]);
    scene(&script.address).mlflow(GET).success();
    script.requests();
}

#[test]
fn a_state_that_forbids_is_not_asked_about_again() {
    let body = r#"{"error_code": "INVALID_STATE", "message": "it is deleted"}"#;
    let said = complaint(reply("500 Oops", "application/json", body));
    assert_eq!(said, "error: it is deleted\n");
}

#[test]
fn a_server_that_is_gone_is_told_of_at_once_and_without_its_password() {
    let address = format!("127.0.0.1:{}", unused_port());
    let scene = Scene::with_store(&format!("http://me:secret@{address}"))
        .env("MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR", "0")
        .env("MLFLOW_HTTP_REQUEST_BACKOFF_JITTER", "0.01")
        .env("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "2");
    let said = scene.mlflow(GET).code(1).stderr();
    let reason = format!(
        "cannot reach `http://{address}/api/2.0/mlflow/experiments/get`: connection refused"
    );
    assert!(
        said.starts_with(&format!(
            "warning: {reason}; trying again in 1 s (2 of 2); is the server running, and is \
             MLFLOW_TRACKING_URI right?\n"
        )),
        "{said}"
    );
    assert!(said.contains(&format!("error: {reason}\nhint: ")), "{said}");
    assert!(!said.contains("secret"), "{said}");
}

#[test]
fn who_only_reads_is_told_at_once_that_nobody_listens() {
    let address = format!("127.0.0.1:{}", unused_port());
    for host in [address.as_str(), "no-such-host.invalid"] {
        let scene = Scene::with_store(&format!("http://{host}"));
        let said = scene.mlflow(GET).code(1).stderr();
        assert!(said.starts_with("error: cannot reach `"), "{said}");
        assert!(said.contains("hint: is the server running"), "{said}");
        let url = format!("http://{host}/api/2.0/mlflow-artifacts/artifacts/x");
        let said = mlflow!(scene, "artifacts download -u {url}")
            .code(1)
            .stderr();
        assert!(
            said.contains("error: ") && said.contains("cannot reach `"),
            "{said}"
        );
        assert!(!said.contains("trying again"), "{said}");
    }
}

#[test]
fn a_server_that_refuses_or_fails_is_named() {
    let body = |code: &str| format!(r#"{{"error_code": "{code}", "message": "no"}}"#);
    let said = complaint(reply(
        "403 No",
        "application/json",
        &body("PERMISSION_DENIED"),
    ));
    assert!(
        said.starts_with("error: no\nhint: so says `http://HOST/"),
        "{said}"
    );
    assert!(said.contains("`mlflow whoami`"), "{said}");
    let said = complaint(reply("403 No", "text/plain", "Invalid Host header"));
    assert!(said.contains("`--allowed-hosts`"), "{said}");
    let said = complaint(reply("501 No", "application/json", &body("INTERNAL_ERROR")));
    assert!(
        said.contains("with the status 501; its log may say more"),
        "{said}"
    );
}

#[test]
fn what_is_no_mlflow_server_is_told() {
    let said = complaint(reply("200 OK", "text/html", "<html>"));
    assert!(
        said.contains("`http://HOST/api/2.0/mlflow/experiments/get` answers with text/html"),
        "{said}"
    );
    let said = complaint(reply("404 Not Found", "text/html", "<html>"));
    assert!(
        said.contains("answers with the status 404\nhint: is it an MLflow server"),
        "{said}"
    );
    let said = complaint(reply("401 Unauthorized", "text/plain", "who are you"));
    assert!(
        said.contains("status 401: who are you\nhint: it wants to know who asks"),
        "{said}"
    );
    let said = complaint("SSH-2.0-OpenSSH_9.6\r\n".to_owned());
    assert!(said.contains("cannot reach `http://HOST/"), "{said}");
}

#[test]
fn what_is_sent_is_not_sent_on() {
    let moved = "HTTP/1.1 308 Moved\r\nLocation: http://elsewhere/x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    let script = Script::play([moved.to_owned()]);
    let said = scene(&script.address)
        .mlflow(["experiments", "create", "-n", "x"])
        .code(1)
        .stderr();
    assert!(
        said.contains("sends requests on to `http://elsewhere/x`"),
        "{said}"
    );
}

#[test]
fn the_server_is_told_who_asks() {
    for (userinfo, variables, expected) in [
        ("", &[][..], None),
        (
            "a:b@",
            &[("MLFLOW_TRACKING_TOKEN", "T")],
            Some("basic ytpi"),
        ),
        ("", &[("MLFLOW_TRACKING_TOKEN", "T")], Some("bearer t")),
        (
            "",
            &[
                ("MLFLOW_TRACKING_USERNAME", "a"),
                ("MLFLOW_TRACKING_PASSWORD", "b"),
                ("MLFLOW_TRACKING_TOKEN", "T"),
            ],
            Some("basic ytpi"),
        ),
    ] {
        let script = Script::play([experiment()]);
        let mut scene = Scene::with_store(&format!("http://{userinfo}{}", script.address));
        for (name, value) in variables {
            scene = scene.env(name, value);
        }
        scene.mlflow(GET).success();
        let head = script.requests().remove(0);
        let authorization = head
            .lines()
            .find_map(|line| line.strip_prefix("authorization: "));
        assert_eq!(authorization, expected);
    }
}

#[test]
fn credentials_may_be_kept_in_a_file() {
    let script = Script::play([experiment()]);
    let scene = scene(&script.address);
    scene.write(
        ".mlflow/credentials",
        "[mlflow]\nmlflow_tracking_username = a\nmlflow_tracking_password = b\n",
    );
    scene.mlflow(GET).success();
    assert!(script.requests()[0].contains("authorization: basic ytpi\r\n"));
}

/// A file of ten bytes, of which the connection carries these.
fn part(status: &str, headers: &str, length: usize, sent: &str) -> String {
    format!(
        "HTTP/1.1 {status}\r\n{headers}Content-Length: {length}\r\nConnection: close\r\n\r\n{sent}"
    )
}

/// Downloads a file from a scripted server and gives the requests for it, without those for lists.
fn download(answers: Vec<String>, expected: &str) -> Vec<String> {
    let list = reply("200 OK", "application/json", "{}");
    let script = Script::play([vec![list], answers].concat());
    let scene = scene(&script.address);
    mlflow!(
        scene,
        "artifacts download -u mlflow-artifacts:/x/f.bin -d out"
    )
    .success();
    assert_eq!(
        fs::read_to_string(scene.path("out/f.bin")).expect("the file"),
        expected
    );
    assert_eq!(
        fs::read_dir(scene.path("out")).expect("a folder").count(),
        1
    );
    script.requests().split_off(1)
}

#[test]
fn a_download_that_breaks_goes_on_where_it_was() {
    let requests = download(
        vec![
            part("200 OK", "ETag: \"m\"\r\n", 10, "0123"),
            part(
                "206 Partial",
                "ETag: \"m\"\r\nContent-Range: bytes 4-9/10\r\n",
                6,
                "45",
            ),
            part(
                "206 Partial",
                "ETag: \"m\"\r\nContent-Range: bytes 6-9/10\r\n",
                4,
                "6789",
            ),
        ],
        "0123456789",
    );
    assert!(!requests[0].contains("range:"));
    assert!(
        requests[1].contains("range: bytes=4-\r\n") && requests[1].contains("if-range: \"m\"\r\n")
    );
    assert!(requests[2].contains("range: bytes=6-\r\n"));
}

#[test]
fn a_download_begins_again_when_another_part_comes() {
    let wrong_part = "ETag: \"m\"\r\nContent-Range: bytes 0-3/10\r\n";
    let requests = download(
        vec![
            part("200 OK", "ETag: \"m\"\r\n", 10, "0123"),
            part("206 Partial", wrong_part, 4, "0123"),
            part("200 OK", "ETag: \"m\"\r\n", 10, "0123456789"),
        ],
        "0123456789",
    );
    assert!(!requests[2].contains("range:"));
}

#[test]
fn a_file_that_changed_meanwhile_is_fetched_whole() {
    let requests = download(
        vec![
            part("200 OK", "ETag: \"m\"\r\n", 10, "0123"),
            part("200 OK", "ETag: \"n\"\r\n", 3, "new"),
        ],
        "new",
    );
    assert!(requests[1].contains("if-range: \"m\"\r\n"));
    let requests = download(
        vec![
            part("200 OK", "", 10, "0123"),
            part("200 OK", "", 10, "0123456789"),
        ],
        "0123456789",
    );
    assert!(
        !requests[1].contains("range:"),
        "without a mark nobody could tell"
    );
}

/// The answer to `runs/get`, for a run whose artifacts go through the server.
fn run_with_artifacts_on_the_server() -> String {
    let info = json!({
        "run_id": "r", "run_uuid": "r", "experiment_id": "0", "user_id": "me",
        "status": "RUNNING", "start_time": 1, "artifact_uri": "mlflow-artifacts:/0/r/artifacts",
        "lifecycle_stage": "active",
    });
    let run = json!({"run": {"info": info, "data": {}}});
    reply("200 OK", "application/json", &run.to_string())
}

#[test]
fn a_part_that_fails_is_sent_again_alone() {
    let part_is_there = || {
        "HTTP/1.1 200 OK\r\nETag: \"e\"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            .to_owned()
    };
    let script = Script::play_at(|address| {
        let part_url = |part| {
            let url = format!("http://{address}/part/{part}");
            json!({"url": url, "part_number": part, "headers": {}})
        };
        let created =
            json!({"upload_id": "u", "credentials": [part_url(1), part_url(2), part_url(3)]});
        vec![
            run_with_artifacts_on_the_server(),
            reply("200 OK", "application/json", &created.to_string()),
            reply("503 Busy", "text/plain", ""),
            part_is_there(),
            part_is_there(),
            part_is_there(),
            reply("200 OK", "application/json", "{}"),
        ]
    });
    let scene = scene(&script.address)
        .env("MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD", "true")
        .env("MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE", "10")
        .env("MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE", "4");
    scene.write("f.bin", "0123456789");
    mlflow!(scene, "artifacts log-artifact --run-id r -l f.bin").success();
    let requests = script.requests();
    let sent = |part: u32| {
        let start = format!("put /part/{part} ");
        requests
            .iter()
            .filter(|head| head.starts_with(&start))
            .count()
    };
    let mut times = [sent(1), sent(2), sent(3)];
    times.sort_unstable();
    assert_eq!(times, [1, 1, 2], "{requests:#?}");
    assert!(requests[6].starts_with("post /api/2.0/mlflow-artifacts/mpu/complete/"));
}
