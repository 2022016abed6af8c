//! What a server writes down of its requests.

use serde_json::{Value, json};

use super::{ADMIN, of, scene};
use crate::support::{Request, Scene, Server};

#[test]
fn requests_are_written_down_without_secrets() {
    let scene = scene();
    let flags = "--app-name basic-auth --backend-store-uri sqlite:///mlflow.db \
                 --access-log=access.log --audit-log audit.jsonl --behind-proxy 127.0.0.1";
    let flags: Vec<&str> = flags.split_whitespace().collect();
    let server = Server::start(&scene, &flags);
    let body = json!({"username": "ann", "password": "the password of ann"});
    let create = of(Request::post("users/create", &body), "admin", ADMIN)
        .header("X-Request-Id", "first-1")
        .header("X-Forwarded-For", "203.0.113.9");
    assert_eq!(
        server.send(&create).is(200).header("x-request-id"),
        "first-1"
    );
    let body = json!({"experiment_id": "0"});
    let delete = Request::post("experiments/delete", &body);
    server
        .send(&of(delete.clone(), "ann", "the password of ann"))
        .is(403);
    server.send(&of(delete, "ann", "a wrong password")).is(401);
    let look = Request::new("GET", "/api/2.0/mlflow/experiments/get?experiment_id=0");
    let looked = server.send(&of(look, "ann", "the password of ann")).is(200);
    assert_eq!(looked.header("x-request-id").len(), 16);
    the_access_log_has_every_request(&scene);
    the_audit_log_has_what_changes_something(&scene);
}

/// What a log has, which is nothing secret.
fn written(scene: &Scene, name: &str) -> String {
    let text = std::fs::read_to_string(scene.path(name)).expect("a file");
    for secret in [ADMIN, "the password of ann", "a wrong password"] {
        assert!(!text.contains(secret), "{text}");
    }
    text
}

fn the_access_log_has_every_request(scene: &Scene) {
    let access = written(scene, "access.log");
    let lines: Vec<&str> = access.lines().collect();
    assert_eq!(lines.len(), 4, "{access}");
    assert!(lines[0].starts_with("203.0.113.9 - admin ["), "{access}");
    let part = "\"POST /api/2.0/mlflow/users/create HTTP/1.1\" 200 ";
    assert!(
        lines[0].contains(part) && lines[0].ends_with(" first-1"),
        "{access}"
    );
    assert!(lines[2].contains("127.0.0.1 - - ["), "{access}");
}

fn the_audit_log_has_what_changes_something(scene: &Scene) {
    let audit = written(scene, "audit.jsonl");
    let deeds: Vec<Value> = audit
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let told = |deed: &Value| {
        let names = ["user", "from", "endpoint", "subject", "status", "outcome"];
        Value::from(names.map(|name| deed[name].clone()).to_vec())
    };
    let told: Vec<Value> = deeds.iter().map(told).collect();
    let experiments = "/mlflow/experiments/delete";
    assert_eq!(
        json!(told),
        json!([
            [
                "admin",
                "203.0.113.9",
                "/mlflow/users/create",
                "user ann",
                200,
                "done"
            ],
            [
                "ann",
                "127.0.0.1",
                experiments,
                "experiment 0",
                403,
                "denied"
            ],
            [null, "127.0.0.1", experiments, null, 401, "denied"],
        ])
    );
}
