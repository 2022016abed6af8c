//! Flags and environment variables of the server.

use std::net::TcpListener;

use crate::support::{Request, Scene, Server, mlflow};

const EXPERIMENT: &str = "/api/2.0/mlflow/experiments/get?experiment_id=0";
const PROXY: &str = "/api/2.0/mlflow-artifacts/artifacts";

fn location(server: &Server) -> String {
    let experiment = server.get(EXPERIMENT).is(200).json();
    let location = experiment["experiment"]["artifact_location"].as_str();
    location.expect("a location").to_owned()
}

#[test]
fn a_server_may_leave_artifacts_where_they_are() {
    for (store, no) in [("./mlruns", "false"), ("sqlite:///x.db", "No")] {
        let scene = Scene::new().env("MLFLOW_SERVE_ARTIFACTS", no);
        let server = Server::start(&scene, &["--backend-store-uri", store]);
        let location = location(&server);
        assert!(
            location.ends_with("mlruns/0") && !location.contains("mlflow-artifacts"),
            "{location}"
        );
        let refused = server.get(PROXY).fails(503, "TEMPORARILY_UNAVAILABLE");
        assert!(
            refused.text().contains("--no-serve-artifacts"),
            "{}",
            refused.text()
        );
        server
            .send(&Request::new("PUT", &format!("{PROXY}/x")).body("x"))
            .is(503);
        let info = server.get("/api/3.0/mlflow/server-info").json();
        assert_eq!(info["multipart_uploads_enabled"], false);
    }
}

#[test]
fn a_server_may_have_artifacts_only() {
    let scene = Scene::new();
    let server = Server::start(
        &scene,
        &["--artifacts-only", "--artifacts-destination", "./art"],
    );
    server
        .send(&Request::new("PUT", &format!("{PROXY}/x")).body("x"))
        .is(200);
    assert!(scene.path("art/x").is_file());
    let refused = server.get(EXPERIMENT).fails(503, "TEMPORARILY_UNAVAILABLE");
    assert!(
        refused.text().contains("--artifacts-only"),
        "{}",
        refused.text()
    );
    let info = server.get("/api/3.0/mlflow/server-info").is(200).json();
    assert_eq!(info["store_type"], serde_json::Value::Null);
    assert!(!scene.path("mlflow.db").exists());
    let _ = mlflow!(
        scene,
        "server --artifacts-only --backend-store-uri ./mlruns"
    )
    .code(2);
}

#[test]
fn a_root_for_artifacts_can_be_given() {
    let scene = Scene::new();
    let server = Server::start(&scene, &["--default-artifact-root", "./here"]);
    assert_eq!(location(&server), scene.path("here/0").to_str().unwrap());
    let run_id = server.run("0");
    let path = format!("/ajax-api/2.0/mlflow/upload-artifact?run_id={run_id}&path=a");
    server.send(&Request::new("POST", &path).body("x")).is(200);
    assert!(scene.path(format!("here/0/{run_id}/artifacts/a")).is_file());
}

#[test]
fn everything_may_stand_below_a_prefix() {
    let scene = Scene::new();
    let server = Server::start(
        &scene,
        &["--static-prefix", "/pre", "--expose-prometheus", "./counts"],
    );
    for path in [
        "/health",
        "/version",
        "/",
        EXPERIMENT,
        PROXY,
        "/static-files/index.html",
        "/metrics",
    ] {
        server.get(&format!("/pre{path}")).is(200);
    }
    // As in MLflow, whose prefix does not move it.
    server.get("/metrics").is(200);
    assert_eq!(server.get("/pre").is(308).header("location"), "/pre/");
    // As in MLflow 1.23.1, whose clients are told nothing of a prefix.
    server.get(EXPERIMENT).is(200);
    server.get("/health").is(404);
    for prefix in ["pre", "/pre/", "/", "/{x}", "/a b"] {
        let _ = mlflow!(scene, "server --port 0 --static-prefix '{prefix}'").code(2);
    }
}

#[test]
fn flags_without_a_meaning_are_accepted_with_a_note() {
    let scene = Scene::new().env("MLFLOW_WORKERS", "4");
    for flags in [
        ["--gunicorn-opts", "--timeout 5"],
        ["--waitress-opts", "--threads=4"],
        ["--uvicorn-opts", "--reload"],
        ["--secrets-cache-ttl", "60"],
        ["--disable-workspaces", "--dev"],
    ] {
        let server = Server::start(&scene, &flags);
        assert!(
            server.introduction.contains("`--workers` has no effect"),
            "{}",
            server.introduction
        );
        let noted = flags
            .iter()
            .find(|flag| **flag != "--disable-workspaces")
            .unwrap();
        assert!(
            server
                .introduction
                .contains(&format!("`{noted}` has no effect")),
            "{}",
            server.introduction
        );
    }
}

#[test]
fn flags_that_would_mean_something_else_are_refused() {
    let scene = Scene::new();
    for (flags, code) in [
        (vec!["--app-name", "basic-auth"], 1),
        (vec!["--enable-workspaces"], 1),
        (vec!["--gunicorn-opts", "a", "--waitress-opts", "b"], 2),
        (vec!["--dev", "--uvicorn-opts", "b"], 2),
        (vec!["--x-frame-options", "ALLOW"], 2),
        (vec!["--port", "70000"], 2),
        (vec!["--artifacts-destination", "ftp://host/x"], 1),
        (vec!["--default-artifact-root", "ftp://host/x"], 1),
        (vec!["--host", "no.such.host.invalid"], 1),
        (vec!["--backend-store-uri", "mssql+pyodbc://x"], 1),
    ] {
        let mut command = vec!["server", "--port", "0"];
        command.retain(|_| !flags.contains(&"--port"));
        let command = if command.is_empty() {
            vec!["server"]
        } else {
            command
        };
        let outcome = scene.mlflow([command, flags.clone()].concat()).code(code);
        assert_eq!(outcome.stdout(), "", "{flags:?}");
        assert!(
            !outcome.stderr().contains("panicked"),
            "{}",
            outcome.stderr()
        );
    }
}

#[test]
fn a_taken_port_is_one_clear_sentence() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let scene = Scene::new();
    for command in ["server", "ui"] {
        let outcome = mlflow!(scene, "{command} -h 127.0.0.1 -p '{port}'").code(1);
        assert!(
            outcome
                .stderr()
                .starts_with(&format!("error: port {port} on `127.0.0.1` is taken")),
            "{}",
            outcome.stderr()
        );
    }
    assert!(
        !scene.path("mlflow.db").exists(),
        "no store is made for a server that cannot be"
    );
}

#[test]
fn requests_are_counted_for_prometheus() {
    let scene = Scene::new();
    let server = Server::start(&scene, &["--expose-prometheus", "./counts"]);
    server.get(EXPERIMENT).is(200);
    server.get("/api/2.0/mlflow/nothing").is(404);
    server.get("/health").is(200);
    let counts = server.get("/metrics").is(200);
    assert!(
        counts
            .header("content-type")
            .starts_with("text/plain; version=0.0.4")
    );
    for line in [
        "mlflow_http_request_total{method=\"GET\",status=\"200\"} 1",
        "mlflow_http_request_total{method=\"GET\",status=\"404\"} 1",
    ] {
        assert!(
            counts.text().lines().any(|found| found == line),
            "{}",
            counts.text()
        );
    }
}

#[test]
fn the_store_that_was_opened_is_said() {
    let scene = Scene::new().env("MLFLOW_TRACKING_URI", "http://127.0.0.1:1");
    let server = Server::start(&scene, &[]);
    let database = scene.path("mlflow.db");
    let expected = format!("store: SQLite database `{}`", database.display());
    assert!(
        server.introduction.contains(&expected),
        "{}",
        server.introduction
    );
}
