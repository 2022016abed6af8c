//! Requests that are not quite what they should be, and what there is besides handlers.

use std::io::Read as _;

use serde_json::json;

use crate::support::{Request, Scene, Server};

#[test]
fn paths_and_methods_that_are_not_there_are_said_to_be_so() {
    let scene = Scene::new();
    let server = Server::start(&scene, &[]);
    for path in [
        "/api/2.0/mlflow/nothing",
        "/api/2.0/mlflow/runs/get/",
        "/api/3.0/mlflow/runs/get",
        "/api/2.0/preview/mlflow/experiments/get-by-name/x",
        "/graphql/",
        "/health/",
        "/metrics",
        "/static-files/../ui.rs",
        "//api/2.0/mlflow/runs/get",
    ] {
        server.get(path).fails(404, "ENDPOINT_NOT_FOUND");
    }
    let wrong = server.send(&Request::new("DELETE", "/api/2.0/mlflow/runs/create"));
    assert_eq!(wrong.clone().is(405).header("allow"), "POST");
    let asked = server.send(&Request::new("OPTIONS", "/api/2.0/mlflow/runs/search"));
    assert_eq!(asked.clone().is(204).header("allow"), "GET,HEAD,POST");
    let head = Request::new("HEAD", "/api/2.0/mlflow/experiments/get?experiment_id=0");
    let head = server.send(&head).is(200);
    assert!(head.body.is_empty() && head.header("content-length") != "0");
}

#[test]
fn a_posted_body_is_json_and_says_so() {
    let scene = Scene::new();
    let server = Server::start(&scene, &[]);
    let search = |kind: Option<&str>, body: &str| {
        let request = Request::new("POST", "/api/2.0/mlflow/experiments/search");
        let request = match kind {
            Some(kind) => request.header("Content-Type", kind),
            None => request,
        };
        server.send(&request.body(body)).status
    };
    let body = r#"{"max_results": 5}"#;
    assert_eq!(search(Some("application/json"), body), 200);
    assert_eq!(search(Some("Application/JSON; charset=utf-8"), body), 200);
    assert_eq!(
        search(Some("application/json"), r#""{\"max_results\": 5}""#),
        200
    );
    assert_eq!(search(Some("text/plain"), body), 400);
    assert_eq!(search(None, body), 400);
    for body in ["", "{", "[]", "5", "null", "{'max_results': 5}", "\u{0}"] {
        assert_eq!(search(Some("application/json"), body), 400, "{body}");
    }
}

#[test]
fn a_body_may_be_in_pieces_but_not_endless() {
    let scene = Scene::new();
    let server = Server::start(&scene, &[]);
    let chunked = Request::new("POST", "/api/2.0/mlflow/experiments/create")
        .header("Content-Type", "application/json")
        .header("Transfer-Encoding", "chunked")
        .body("8\r\n{\"name\":\r\n4\r\n\"a\"}\r\n0\r\n\r\n");
    server.send(&chunked).is(200);
    let huge = Request::new("POST", "/api/2.0/mlflow/experiments/create")
        .header("Content-Type", "application/json")
        .body(vec![b' '; (64 << 20) + 1]);
    server.send(&huge).fails(413, "INVALID_PARAMETER_VALUE");
    server.get("/health").is(200);
}

#[test]
fn large_answers_are_compressed_for_who_can_read_it() {
    let scene = Scene::new();
    let server = Server::start(&scene, &[]);
    let run = server.run("0");
    for key in ["a", "b", "c"] {
        let tag = json!({"run_id": run, "key": key, "value": key.repeat(4000)});
        server.ask("runs/set-tag", &tag);
    }
    let path = format!("/api/2.0/mlflow/runs/get?run_id={run}");
    let asked = |coding: &str| Request::new("GET", &path).header("Accept-Encoding", coding);
    let plain = server.send(&asked("gzip;q=0, br")).is(200);
    assert_eq!(plain.header("content-encoding"), "");
    assert_eq!(plain.header("vary"), "Accept-Encoding");
    let packed = server.send(&asked("deflate, gzip")).is(200);
    assert_eq!(packed.header("content-encoding"), "gzip");
    assert_eq!(packed.header("vary"), "Accept-Encoding");
    assert!(packed.body.len() < plain.body.len() / 10);
    let mut unpacked = Vec::new();
    flate2::read::GzDecoder::new(packed.body.as_slice())
        .read_to_end(&mut unpacked)
        .expect("gzip");
    assert_eq!(unpacked, plain.body);
    let small = Request::new("GET", "/api/2.0/mlflow/experiments/get?experiment_id=0");
    let small = server
        .send(&small.header("Accept-Encoding", "gzip"))
        .is(200);
    assert_eq!(small.header("content-encoding"), "");
    assert_eq!(small.header("vary"), "");
}

#[test]
fn who_is_refused_reads_why_whatever_is_still_on_its_way() {
    let scene = Scene::new();
    let server = Server::start(&scene, &[]);
    let refused = |path: &str, host: &str, length: usize| {
        Request::new("PUT", path)
            .header("Host", host)
            .header("Content-Type", "application/json")
            .body(vec![b'x'; length])
    };
    for length in [1 << 10, 1 << 20, 100 << 20] {
        for (path, host, status) in [
            ("/api/2.0/mlflow-artifacts/artifacts/../x", "localhost", 400),
            ("/api/2.0/mlflow-artifacts/artifacts/x", "evil.com", 403),
            ("/api/2.0/nothing", "localhost", 404),
        ] {
            let reply = server.send(&refused(path, host, length)).is(status);
            let connection = reply.header("connection");
            assert_eq!(connection, "close", "{path} {length}");
            assert!(!reply.body.is_empty());
        }
    }
    let chunk = format!("100000\r\n{}\r\n", "x".repeat(1 << 20));
    let chunked = Request::new("POST", "/api/2.0/nothing")
        .header("Transfer-Encoding", "chunked")
        .body(format!("{}0\r\n\r\n", chunk.repeat(10)));
    server.send(&chunked).fails(404, "ENDPOINT_NOT_FOUND");
    let huge = Request::post("runs/log-batch", &json!({})).body(vec![b' '; 100 << 20]);
    server.send(&huge).fails(413, "INVALID_PARAMETER_VALUE");
}

#[test]
fn a_short_body_that_nobody_reads_does_not_cost_the_connection() {
    let scene = Scene::new();
    let server = Server::start(&scene, &[]);
    let mut line = server.line();
    for length in [0, 10, 60_000] {
        let request = Request::new("POST", "/api/2.0/nothing").body(vec![b'x'; length]);
        let reply = line.send(&request).is(404);
        assert_eq!(reply.header("connection"), "", "{length}");
    }
    let long = Request::new("POST", "/api/2.0/nothing").body(vec![b'x'; 200_000]);
    assert_eq!(line.send(&long).is(404).header("connection"), "close");
}

#[test]
fn a_server_says_what_it_is() {
    let scene = Scene::new();
    let server = Server::start(&scene, &["--backend-store-uri", "./mlruns"]);
    assert_eq!(server.get("/health").is(200).text(), "OK");
    assert_eq!(server.get("/version").is(200).text(), "3.17.2");
    for path in [
        "/api/3.0/mlflow/server-info",
        "/ajax-api/3.0/mlflow/server-info",
    ] {
        let info = server.get(path).is(200).json();
        assert_eq!(info["store_type"], "FileStore");
        assert_eq!(info["multipart_uploads_enabled"], true);
        assert_eq!(info["workspaces_enabled"], false);
    }
    let telemetry = server
        .get("/ajax-api/3.0/mlflow/ui-telemetry")
        .is(200)
        .json();
    assert_eq!(telemetry["disable_ui_telemetry"], true);
    let gateway = server
        .get("/ajax-api/2.0/mlflow/gateway-proxy")
        .is(200)
        .json();
    assert_eq!(gateway, json!({"endpoints": []}));
}

#[test]
fn what_the_page_of_mlflow_3_asks_first_is_answered() {
    let scene = Scene::new();
    let server = Server::start(&scene, &[]);
    // The answers of MLflow 3.17.2 where nothing is set up.
    for (path, expected) in [
        (
            "assistant/config",
            json!({"providers": {}, "projects": {}, "remote_access_allowed": false}),
        ),
        ("assistant/providers", json!({"providers": []})),
        ("gateway/endpoints/list", json!({})),
        ("scorers/list", json!({})),
        ("datasets/search", json!({})),
        (
            "mcp-servers",
            json!({"mcp_servers": [], "next_page_token": null}),
        ),
    ] {
        let reply = server.get(&format!("/ajax-api/3.0/mlflow/{path}")).is(200);
        assert_eq!(reply.json(), expected, "{path}");
    }
    let traces = Request::new("POST", "/ajax-api/3.0/mlflow/traces/search").json(&json!({}));
    assert_eq!(server.send(&traces).is(200).json(), json!({}));
    let workspaces = server.get("/ajax-api/3.0/mlflow/workspaces");
    workspaces.fails(404, "ENDPOINT_NOT_FOUND");
}

#[test]
fn the_page_comes_from_the_program() {
    let scene = Scene::new();
    let server = Server::start(&scene, &[]);
    let page = server.get("/").is(200);
    assert!(
        page.text().starts_with("<!doctype html>"),
        "{}",
        page.text()
    );
    assert!(
        page.header("content-security-policy")
            .contains("default-src 'none'")
    );
    let mark = page.header("etag");
    let again = Request::new("GET", "/").header("If-None-Match", mark);
    assert!(server.send(&again).is(304).body.is_empty());
    let packed = Request::new("GET", "/").header("Accept-Encoding", "gzip");
    let packed = server.send(&packed).is(200);
    assert!(packed.header("content-encoding") != "gzip" || packed.body.starts_with(&[0x1f, 0x8b]));
}
