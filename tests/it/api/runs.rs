//! Runs, and what they log.

use serde_json::{Value, json};

use crate::support::{Scene, Server};

use super::for_each_store;

fn get(server: &Server, run_id: &str) -> Value {
    let path = format!("/api/2.0/mlflow/runs/get?run_id={run_id}");
    server.get(&path).is(200).json()["run"].clone()
}

#[test]
fn a_run_has_a_life() {
    for_each_store(|_, server| {
        let experiment_id = server.experiment("e");
        let body = json!({
            "experiment_id": experiment_id, "user_id": "me", "start_time": 1_700_000_000_000_i64,
            "run_name": "first", "tags": [{"key": "a", "value": "1"}],
        });
        let run = server.ask("runs/create", &body)["run"].clone();
        let run_id = run["info"]["run_id"].as_str().unwrap();
        assert_eq!(run["info"]["run_uuid"], run_id);
        assert_eq!(run["info"]["status"], "RUNNING");
        assert_eq!(
            run["info"]["artifact_uri"],
            format!("mlflow-artifacts:/{experiment_id}/{run_id}/artifacts")
        );
        assert_eq!(get(server, run_id), run);

        let update = json!({"run_id": run_id, "status": "FINISHED", "end_time": 5, "run_name": ""});
        let info = server.ask("runs/update", &update)["run_info"].clone();
        assert_eq!(
            (&info["status"], &info["end_time"]),
            (&json!("FINISHED"), &json!(5))
        );
        assert_eq!(info["run_name"], "first");
        let by_id = json!({"run_uuid": run_id});
        for _ in 0..2 {
            server.ask("runs/delete", &by_id);
        }
        assert_eq!(get(server, run_id)["info"]["lifecycle_stage"], "deleted");
        server
            .post(
                "runs/set-tag",
                &json!({"run_id": run_id, "key": "k", "value": "v"}),
            )
            .fails(400, "INVALID_PARAMETER_VALUE");
        for _ in 0..2 {
            server.ask("runs/restore", &by_id);
        }
        server.ask(
            "runs/set-tag",
            &json!({"run_id": run_id, "key": "mlflow.runName", "value": "new"}),
        );
        let no_name = json!({"run_id": run_id, "key": "mlflow.runName", "value": ""});
        server.ask("runs/set-tag", &no_name);
        assert_eq!(get(server, run_id)["info"]["run_name"], "new");
    });
}

#[test]
fn a_run_keeps_what_it_logs() {
    for_each_store(|_, server| {
        let run_id = server.run("0");
        let log = |endpoint: &str, body: Value| {
            let mut body = body;
            body["run_id"] = json!(run_id);
            server.post(endpoint, &body)
        };
        let point = json!({"key": "m", "value": "NaN", "timestamp": "5", "step": 1.0});
        log("runs/log-metric", point).is(200);
        log("runs/log-parameter", json!({"key": "p", "value": "1"})).is(200);
        log("runs/log-parameter", json!({"key": "p", "value": "1"})).is(200);
        log("runs/log-parameter", json!({"key": "p", "value": "2"}))
            .fails(400, "INVALID_PARAMETER_VALUE");
        log("runs/set-tag", json!({"key": "t"})).is(200);
        log("runs/set-tag", json!({"key": "gone", "value": "1"})).is(200);
        log("runs/delete-tag", json!({"key": "gone"})).is(200);
        log("runs/delete-tag", json!({"key": "gone"})).fails(404, "RESOURCE_DOES_NOT_EXIST");
        let batch = json!({
            "metrics": [{"key": "n", "value": 2.5, "timestamp": 7}],
            "params": [{"key": "q", "value": "x"}],
            "tags": [{"key": "u", "value": "y"}],
        });
        log("runs/log-batch", batch).is(200);

        let data = &get(server, &run_id)["data"];
        assert_eq!(
            data["metrics"],
            json!([
                {"key": "m", "value": "NaN", "timestamp": 5, "step": 1},
                {"key": "n", "value": 2.5, "timestamp": 7, "step": 0},
            ])
        );
        assert_eq!(
            data["params"],
            json!([{"key": "p", "value": "1"}, {"key": "q", "value": "x"}])
        );
        let tags = data["tags"].as_array().unwrap();
        assert!(tags.contains(&json!({"key": "t", "value": ""})));
        assert!(tags.contains(&json!({"key": "u", "value": "y"})));
    });
}

/// As in MLflow 3.17.2, whose database asks for names of files only of what is logged later.
#[test]
fn in_a_database_a_run_begins_with_any_tags_and_any_name() {
    let odd = json!([{"key": "a=b, ../c\n", "value": "1"}]);
    let name = "n".repeat(600);
    let body = json!({"experiment_id": "0", "run_name": name, "tags": odd});
    let model = json!({"experiment_id": "0", "name": "m", "tags": odd, "params": odd});
    for_each_store(|scene, server| {
        let is_database = scene.path("mlflow.db").exists();
        let (run, model) = (
            server.post("runs/create", &body),
            server.post("logged-models", &model),
        );
        if !is_database {
            run.fails(400, "INVALID_PARAMETER_VALUE");
            model.fails(400, "INVALID_PARAMETER_VALUE");
            return;
        }
        let run = run.is(200).json()["run"].clone();
        assert_eq!(run["info"]["run_name"], name);
        assert!(run["data"]["tags"].as_array().unwrap().contains(&odd[0]));
        let model = model.is(200).json()["model"].clone();
        assert_eq!(model["data"]["params"], odd);
        let tag = json!({"run_id": run["info"]["run_id"], "key": odd[0]["key"], "value": "2"});
        server
            .post("runs/set-tag", &tag)
            .fails(400, "INVALID_PARAMETER_VALUE");
    });
}

#[test]
fn a_batch_is_kept_whole_or_not_at_all() {
    for_each_store(|_, server| {
        let run_id = server.run("0");
        let metrics: Vec<Value> = (0..1001)
            .map(|step| json!({"key": "m", "value": 1, "timestamp": 1, "step": step}))
            .collect();
        for (batch, part) in [
            (json!({"metrics": metrics}), "at most 1000 metrics"),
            (
                json!({"metrics": metrics[..2], "params": [{"key": "p", "value": "1"}, {"key": "p", "value": "1"}]}),
                "`p` comes twice",
            ),
            (
                json!({"metrics": [metrics[0], {"key": "a", "value": "x", "timestamp": 1}]}),
                "Invalid value \"x\" for parameter 'metrics[1].value'",
            ),
            (
                json!({"metrics": metrics[..2], "tags": [{"key": "a=b"}]}),
                "contains `=`",
            ),
        ] {
            let mut batch = batch;
            batch["run_id"] = json!(run_id);
            let reply = server.post("runs/log-batch", &batch);
            let reply = reply.fails(400, "INVALID_PARAMETER_VALUE");
            assert!(
                reply.text().contains(&part.replace('"', "\\\"")),
                "{}",
                reply.text()
            );
        }
        assert_eq!(get(server, &run_id)["data"]["metrics"], Value::Null);
        let batch = json!({"run_id": run_id, "metrics": metrics[..1000]});
        server.ask("runs/log-batch", &batch);
    });
}

#[test]
fn runs_are_found_by_page() {
    for_each_store(|_, server| {
        let experiment_id = server.experiment("e");
        for value in 0..5 {
            let run_id = server.run(&experiment_id);
            let point = json!({"run_id": run_id, "key": "m", "value": value, "timestamp": 1});
            server.ask("runs/log-metric", &point);
        }
        let mut pages = Vec::new();
        let mut token = json!("");
        while !token.is_null() {
            let search = json!({
                "experiment_ids": [experiment_id], "filter": "metrics.m > 0", "max_results": 3,
                "order_by": ["metrics.m DESC"], "page_token": token, "run_view_type": "ACTIVE_ONLY",
            });
            let page = server.ask("runs/search", &search);
            let runs = page["runs"].as_array().unwrap();
            let value = |run: &Value| run["data"]["metrics"][0]["value"].as_f64().unwrap();
            pages.push(runs.iter().map(value).collect::<Vec<_>>());
            token = page["next_page_token"].clone();
        }
        assert_eq!(pages, [vec![4.0, 3.0, 2.0], vec![1.0]]);
        assert_eq!(server.ask("runs/search", &json!({})), json!({}));
        let path = format!("/api/2.0/preview/mlflow/runs/search?experiment_ids={experiment_id}");
        let runs = server.get(&path).is(200).json();
        assert_eq!(runs["runs"].as_array().map(Vec::len), Some(5));
    });
}

#[test]
fn a_run_notes_what_it_read_and_made() {
    for_each_store(|_, server| {
        let experiment_id = server.experiment("e");
        let run_id = server.run(&experiment_id);
        let model = json!({"experiment_id": experiment_id, "name": "m"});
        let model_id = &server.ask("logged-models", &model)["model"]["info"]["model_id"];
        let dataset =
            json!({"name": "ds", "digest": "abc", "source_type": "local", "source": "{}"});
        let context = json!([{"key": "mlflow.data.context", "value": "train"}]);
        let inputs = json!({
            "run_id": run_id, "datasets": [{"dataset": dataset, "tags": context}],
            "models": [{"model_id": model_id}],
        });
        let outputs = json!({"run_id": run_id, "models": [{"model_id": model_id, "step": 3}]});
        for _ in 0..2 {
            server.ask("runs/log-inputs", &inputs);
            server.ask("runs/outputs", &outputs);
        }
        let run = get(server, &run_id);
        assert_eq!(run["inputs"]["dataset_inputs"][0]["dataset"], dataset);
        assert_eq!(
            run["inputs"]["model_inputs"],
            json!([{"model_id": model_id}])
        );
        assert_eq!(
            run["outputs"]["model_outputs"],
            json!([{"model_id": model_id, "step": 3}])
        );
        let search = json!({"experiment_ids": [experiment_id]});
        assert_eq!(
            server.ask("experiments/search-datasets", &search)["dataset_summaries"],
            json!([{"experiment_id": experiment_id, "name": "ds", "digest": "abc", "context": "train"}])
        );
    });
}

#[test]
fn a_model_is_noted_in_a_tag() {
    for_each_store(|_, server| {
        let run_id = server.run("0");
        let model = json!({
            "run_id": run_id, "artifact_path": "m", "utc_time_created": "2024", "extra": 1,
            "flavors": {"sklearn": {"config": {"a": 1}, "code": "x"}},
        });
        let body = json!({"run_id": run_id, "model_json": model.to_string()});
        server.ask("runs/log-model", &body);
        server.ask("runs/log-model", &body);
        let run = get(server, &run_id);
        let tags = run["data"]["tags"].as_array().unwrap();
        let history = tags
            .iter()
            .find(|tag| tag["key"] == "mlflow.log-model.history");
        let notes: Value =
            serde_json::from_str(history.unwrap()["value"].as_str().unwrap()).unwrap();
        assert_eq!(notes.as_array().map(Vec::len), Some(2));
        assert_eq!(notes[0]["flavors"], json!({"sklearn": {"code": "x"}}));
        assert_eq!(notes[0]["extra"], Value::Null);
        for text in ["[]", "x", "{}"] {
            server
                .post(
                    "runs/log-model",
                    &json!({"run_id": run_id, "model_json": text}),
                )
                .fails(400, "INVALID_PARAMETER_VALUE");
        }
    });
}

#[test]
fn what_is_wrong_with_a_run_is_said() {
    let scene = Scene::new();
    let server = Server::start(&scene, &[]);
    let run_id = server.run("0");
    let contradiction = json!({
        "experiment_id": "0", "run_name": "a", "tags": [{"key": "mlflow.runName", "value": "b"}],
    });
    let point = |timestamp: i64, model_id: &str| {
        json!({
            "run_id": run_id, "key": "a", "value": 1, "timestamp": timestamp, "model_id": model_id,
        })
    };
    let input = |field: &str, length: usize| {
        let mut dataset = json!({"name": "d", "digest": "d", "source_type": "s", "source": "s"});
        dataset[field] = json!("x".repeat(length));
        json!({"run_id": run_id, "datasets": [{"dataset": dataset}]})
    };
    for (endpoint, body) in [
        ("create", json!({})),
        ("create", contradiction),
        ("update", json!({"run_id": run_id, "status": "finished"})),
        ("log-batch", json!({"run_id": "../x"})),
        ("log-metric", json!({"run_id": run_id, "key": "a"})),
        ("log-metric", point(-1, "")),
        ("outputs", json!({"run_id": run_id})),
        ("log-inputs", input("source", 65_536)),
        ("log-inputs", input("digest", 37)),
        ("search", json!({"experiment_ids": ["0"], "max_results": 0})),
        ("search", json!({"experiment_ids": ["x"]})),
    ] {
        server
            .post(&format!("runs/{endpoint}"), &body)
            .fails(400, "INVALID_PARAMETER_VALUE");
    }
    for (endpoint, body) in [
        ("create", json!({"experiment_id": "99"})),
        ("delete", json!({"run_id": "0".repeat(32)})),
        ("log-metric", point(1, "m-1")),
    ] {
        server
            .post(&format!("runs/{endpoint}"), &body)
            .fails(404, "RESOURCE_DOES_NOT_EXIST");
    }
    server
        .get("/api/2.0/mlflow/runs/get")
        .fails(400, "INVALID_PARAMETER_VALUE");
}
