//! Requests that are not quite what they should be, and what there is besides handlers.

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
        "/graphql",
        "/health/",
        "/metrics",
        "/static-files/../ui.rs",
        "//api/2.0/mlflow/runs/get",
    ] {
        server.get(path).fails(404, "ENDPOINT_NOT_FOUND");
    }
    let registry = Request::post("registered-models/create", &json!({"name": "m"}));
    let registry = server.send(&registry).fails(404, "ENDPOINT_NOT_FOUND");
    assert!(
        registry.text().contains("the model registry"),
        "{}",
        registry.text()
    );
    assert_eq!(
        server
            .get("/api/2.0/mlflow/model-versions/search?max_results=1")
            .is(200)
            .json(),
        json!({})
    );

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
