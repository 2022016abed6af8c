//! Experiments.

use serde_json::json;

use crate::support::{Request, Scene, Server};

use super::for_each_store;

#[test]
fn an_experiment_has_a_life() {
    for_each_store(|_, server| {
        let tags = json!([{"key": "team", "value": "a"}]);
        let body = json!({"name": "größe", "tags": tags});
        let created = server.ask("experiments/create", &body);
        let id = created["experiment_id"].as_str().unwrap();
        let get = |prefix: &str| {
            let path = format!("{prefix}/mlflow/experiments/get?experiment_id={id}");
            server.get(&path).is(200).json()["experiment"].clone()
        };
        let experiment = get("/api/2.0");
        assert_eq!(experiment["name"], "größe");
        assert_eq!(experiment["tags"], tags);
        assert_eq!(experiment["workspace"], "default");
        assert_eq!(
            experiment["artifact_location"],
            format!("mlflow-artifacts:/{id}")
        );
        for prefix in ["/ajax-api/2.0", "/api/2.0/preview", "/ajax-api/2.0/preview"] {
            assert_eq!(get(prefix), experiment);
        }

        let by_id = json!({"experiment_id": id});
        server.ask(
            "experiments/update",
            &json!({"experiment_id": id, "new_name": "b"}),
        );
        server.ask("experiments/delete", &by_id);
        server
            .post("experiments/delete", &by_id)
            .fails(404, "RESOURCE_DOES_NOT_EXIST");
        assert_eq!(get("/api/2.0")["lifecycle_stage"], "deleted");
        server
            .post(
                "experiments/update",
                &json!({"experiment_id": id, "new_name": "c"}),
            )
            .fails(400, "INVALID_PARAMETER_VALUE");
        server
            .post("runs/create", &by_id)
            .fails(400, "INVALID_PARAMETER_VALUE");
        server.ask("experiments/restore", &by_id);
        server
            .post("experiments/restore", &by_id)
            .fails(404, "RESOURCE_DOES_NOT_EXIST");
        let found = server.get("/api/2.0/mlflow/experiments/get-by-name?experiment_name=b");
        assert_eq!(found.is(200).json()["experiment"]["experiment_id"], id);
    });
}

#[test]
fn tags_are_set_and_deleted() {
    for_each_store(|_, server| {
        let id = server.experiment("e");
        let tag = json!({"experiment_id": id, "key": "k"});
        server.ask("experiments/set-experiment-tag", &tag);
        let path = format!("/api/2.0/mlflow/experiments/get?experiment_id={id}");
        let experiment = server.get(&path).json();
        assert_eq!(
            experiment["experiment"]["tags"],
            json!([{"key": "k", "value": ""}])
        );
        server.ask("experiments/delete-experiment-tag", &tag);
        server
            .post("experiments/delete-experiment-tag", &tag)
            .fails(404, "RESOURCE_DOES_NOT_EXIST");
    });
}

#[test]
fn experiments_are_found_by_page() {
    for_each_store(|_, server| {
        for name in ["a", "b", "c"] {
            server.experiment(name);
        }
        let mut names = Vec::new();
        let mut token = json!(null);
        loop {
            let body = json!({"max_results": 2, "order_by": ["name DESC"], "page_token": token});
            let page = server.ask("experiments/search", &body);
            let experiments = page["experiments"].as_array().unwrap();
            names.extend(experiments.iter().map(|found| found["name"].clone()));
            token = page["next_page_token"].clone();
            if token.is_null() {
                break;
            }
        }
        assert_eq!(names, ["c", "b", "a", "Default"]);

        let listed = server
            .get("/api/2.0/preview/mlflow/experiments/list?view_type=ALL&max_results=1")
            .is(200)
            .json();
        assert_eq!(listed["experiments"][0]["name"], "Default");
        assert_eq!(listed["next_page_token"], "eyJvZmZzZXQiOiAxfQ==");
        let none = server.get("/api/2.0/mlflow/experiments/list?view_type=DELETED_ONLY");
        assert_eq!(none.is(200).json(), json!({}));
    });
}

#[test]
fn what_is_wrong_with_an_experiment_is_said() {
    let scene = Scene::new();
    let server = Server::start(&scene, &[]);
    server.experiment("taken");
    let long = "x".repeat(501);
    for (endpoint, body) in [
        ("create", json!({})),
        ("create", json!({"name": ""})),
        ("create", json!({"name": null})),
        ("create", json!({"name": 5})),
        ("create", json!({"name": long})),
        ("create", json!({"name": "a", "artifact_location": "/a#b"})),
        (
            "create",
            json!({"name": "a", "artifact_location": "http://a/b"}),
        ),
        ("delete", json!({"experiment_id": "x"})),
        ("search", json!({})),
        ("search", json!({"max_results": 50001})),
        ("search", json!({"max_results": -1})),
        ("search", json!({"max_results": 1, "page_token": "x"})),
        ("search", json!({"max_results": 1, "filter": "name >"})),
    ] {
        server
            .post(&format!("experiments/{endpoint}"), &body)
            .fails(400, "INVALID_PARAMETER_VALUE");
    }
    server
        .post("experiments/create", &json!({"name": "taken"}))
        .fails(400, "RESOURCE_ALREADY_EXISTS");
    server
        .post("experiments/delete", &json!({"experiment_id": "99"}))
        .fails(404, "RESOURCE_DOES_NOT_EXIST");
    server
        .get("/api/2.0/mlflow/experiments/get")
        .fails(400, "INVALID_PARAMETER_VALUE");
    server
        .get("/api/2.0/mlflow/experiments/get-by-name?experiment_name=none")
        .fails(404, "RESOURCE_DOES_NOT_EXIST");
    let in_body = Request::new("GET", "/api/2.0/mlflow/experiments/get");
    let found = server.send(&in_body.json(&json!({"experiment_id": "0"})));
    assert_eq!(found.is(200).json()["experiment"]["name"], "Default");
}

#[test]
fn summaries_count_active_runs() {
    for_each_store(|_, server| {
        let [busy, idle] = ["busy", "idle"].map(|name| server.experiment(name));
        let [_, ended, deleted] = [0; 3].map(|_| server.run(&busy));
        let end = json!({"run_id": ended, "status": "FAILED", "end_time": 9});
        server.ask("runs/update", &end);
        server.ask("runs/delete", &json!({"run_id": deleted}));
        let body = json!({"experiment_ids": [idle, busy]});
        let found = server.post("experiments/summaries", &body).is(200).json();
        let [first, second] = [0, 1].map(|at| &found["summaries"][at]);
        let counts = json!({"experiment_id": idle, "run_count": 0, "running_count": 0});
        assert_eq!(*first, counts);
        assert_eq!(second["experiment_id"], *busy);
        assert_eq!(
            (&second["run_count"], &second["running_count"]),
            (&json!(2), &json!(1))
        );
        assert!(second["last_start_time"].is_i64(), "{second}");
        let many = json!({"experiment_ids": vec!["1"; 1001]});
        server
            .post("experiments/summaries", &many)
            .fails(400, "INVALID_PARAMETER_VALUE");
    });
}
