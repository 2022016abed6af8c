//! Logged models.

use serde_json::{Value, json};

use crate::support::{Request, Server};

use super::for_each_store;

fn send(server: &Server, method: &str, path: &str, body: &Value) -> crate::support::Reply {
    let path = format!("/api/2.0/mlflow/logged-models/{path}");
    server.send(&Request::new(method, &path).json(body))
}

#[test]
fn a_model_has_a_life() {
    for_each_store(|_, server| {
        let experiment_id = server.experiment("e");
        let body = json!({
            "experiment_id": experiment_id, "name": "m", "params": [{"key": "p", "value": "1"}],
            "tags": [{"key": "t", "value": "v"}],
        });
        let model = server.ask("logged-models", &body)["model"].clone();
        let id = model["info"]["model_id"].as_str().unwrap();
        assert_eq!(model["info"]["status"], "LOGGED_MODEL_PENDING");
        assert_eq!(
            model["info"]["artifact_uri"],
            format!("mlflow-artifacts:/{experiment_id}/models/{id}/artifacts")
        );
        let status = json!({"model_id": id, "status": "LOGGED_MODEL_READY"});
        let ready = send(server, "PATCH", id, &status).is(200).json();
        assert_eq!(ready["model"]["info"]["status"], "LOGGED_MODEL_READY");
        let tags = json!({"tags": [{"key": "u", "value": "w"}]});
        send(server, "PATCH", &format!("{id}/tags"), &tags).is(200);
        send(server, "DELETE", &format!("{id}/tags/t"), &json!({})).is(200);
        send(server, "DELETE", &format!("{id}/tags/t"), &json!({}))
            .fails(404, "RESOURCE_DOES_NOT_EXIST");
        let params = json!({"model_id": id, "params": [{"key": "q", "value": "2"}]});
        send(server, "POST", &format!("{id}/params"), &params).is(200);
        let found = send(server, "GET", id, &json!({})).is(200).json();
        assert_eq!(found["model"]["info"]["tags"], tags["tags"]);
        assert_eq!(
            found["model"]["data"]["params"].as_array().map(Vec::len),
            Some(2)
        );

        send(server, "DELETE", id, &json!({})).is(200);
        send(server, "GET", id, &json!({})).fails(404, "RESOURCE_DOES_NOT_EXIST");
        send(
            server,
            "GET",
            &format!("{id}?allow_deleted=true"),
            &json!({}),
        )
        .is(200);
    });
}

#[test]
fn models_are_found_by_what_was_measured() {
    for_each_store(|_, server| {
        let experiment_id = server.experiment("e");
        let run_id = server.run(&experiment_id);
        for value in 0..3 {
            let body = json!({"experiment_id": experiment_id, "name": format!("m{value}")});
            let model = server.ask("logged-models", &body);
            let point = json!({
                "run_id": run_id, "key": "acc", "value": value, "timestamp": 1, "step": value,
                "model_id": model["model"]["info"]["model_id"],
            });
            server.ask("runs/log-metric", &point);
        }
        let search = json!({
            "experiment_ids": [experiment_id], "filter": "metrics.acc > 0",
            "order_by": [{"field_name": "metrics.acc", "ascending": false}], "max_results": 1,
        });
        let page = server.ask("logged-models/search", &search);
        assert_eq!(page["models"][0]["info"]["name"], "m2");
        assert_eq!(page["models"][0]["data"]["metrics"][0]["value"], 2.0);
        let mut next = search.clone();
        next["page_token"] = page["next_page_token"].clone();
        let rest = server.ask("logged-models/search", &next);
        assert_eq!(rest["models"][0]["info"]["name"], "m1");
        for wrong in [
            json!({}),
            json!({"experiment_ids": [experiment_id], "filter": "nothing = 1"}),
        ] {
            server
                .post("logged-models/search", &wrong)
                .fails(400, "INVALID_PARAMETER_VALUE");
        }
    });
}

#[test]
fn a_model_has_files() {
    for_each_store(|_, server| {
        let body = json!({"experiment_id": server.experiment("e"), "name": "m"});
        let model = server.ask("logged-models", &body)["model"]["info"].clone();
        let id = model["model_id"].as_str().unwrap();
        let root = model["artifact_uri"].as_str().unwrap();
        let path = root.trim_start_matches("mlflow-artifacts:/");
        let path = format!("/api/2.0/mlflow-artifacts/artifacts/{path}/sub/MLmodel");
        server
            .send(&Request::new("PUT", &path).body("x: 1"))
            .is(200);
        let listed = send(
            server,
            "GET",
            &format!("{id}/artifacts/directories"),
            &json!({}),
        );
        assert_eq!(
            listed.is(200).json(),
            json!({"root_uri": root, "files": [{"path": "sub", "is_dir": true}]})
        );
        let file = |query: &str| {
            server.get(&format!(
                "/ajax-api/2.0/mlflow/logged-models/{id}/artifacts/files{query}"
            ))
        };
        assert_eq!(
            file("?artifact_file_path=sub/MLmodel").is(200).text(),
            "x: 1"
        );
        file("?artifact_file_path=sub").fails(400, "INVALID_PARAMETER_VALUE");
        file("?artifact_file_path=none").fails(404, "RESOURCE_DOES_NOT_EXIST");
        file("").fails(400, "INVALID_PARAMETER_VALUE");
    });
}
