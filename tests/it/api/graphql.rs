//! GraphQL over the stores, as MLflow's own page asks it. The language itself is tried by unit tests, and
//! the answers are compared with those of Python's server in `client/answers`.

use serde_json::{Value, json};

use super::for_each_store;
use crate::support::{Request, Scene, Server};

/// A run with everything that has a place of its own in the schema.
const RUN: &str =
    "info { runId status startTime } experiment { name } modelVersions { name version }
    data { metrics { key value } } inputs { datasetInputs { dataset { name } } }";

#[track_caller]
fn ask(server: &Server, query: &str, data: &Value) -> Value {
    let body = json!({"query": query, "variables": {"data": data}});
    let request = Request::new("POST", "/graphql").json(&body);
    let answer = server.send(&request).is(200).json();
    assert_eq!(answer["errors"], Value::Null, "{answer}");
    answer["data"].clone()
}

fn log_versions(server: &Server, runs: &[&str]) {
    server.ask("registered-models/create", &json!({"name": "m"}));
    for run in runs {
        let body = json!({"name": "m", "source": format!("runs:/{run}/model"), "run_id": run});
        server.ask("model-versions/create", &body);
    }
}

#[test]
fn a_run_comes_with_its_experiment_and_its_versions() {
    for_each_store(|_, server| {
        let experiment = server.experiment("wine");
        let [one, two] = [server.run(&experiment), server.run(&experiment)];
        let metrics = json!([
            {"key": "a", "value": 0.5, "timestamp": 1}, {"key": "n", "value": "NaN", "timestamp": 1},
        ]);
        server.ask(
            "runs/log-batch",
            &json!({"run_id": one, "metrics": metrics}),
        );
        let dataset = json!({"name": "d", "digest": "1", "source_type": "local", "source": "s"});
        let inputs = json!({"run_id": one, "datasets": [{"dataset": dataset}]});
        server.ask("runs/log-inputs", &inputs);
        log_versions(server, &[&one, &two, &one]);
        let query = format!(
            "query x($data: MlflowGetRunInput!) {{ mlflowGetRun(input: $data) {{ run {{ {RUN} }} }} }}"
        );
        let found = ask(server, &query, &json!({"runId": one}));
        let expected = json!({
            "info": {"runId": one, "status": "RUNNING", "startTime": "1"},
            "experiment": {"name": "wine"},
            "modelVersions": [{"name": "m", "version": "3"}, {"name": "m", "version": "1"}],
            "data": {"metrics": [{"key": "a", "value": 0.5}, {"key": "n", "value": null}]},
            "inputs": {"datasetInputs": [{"dataset": {"name": "d"}}]},
        });
        assert_eq!(found["mlflowGetRun"]["run"], expected);
        let query = "query x($data: MlflowSearchRunsInput!) { mlflowSearchRuns(input: $data) {
            runs { info { runId } modelVersions { version } experiment { experimentId } } } }";
        let data = json!({"experimentIds": [experiment], "orderBy": ["metrics.a DESC"]});
        let found = ask(server, query, &data);
        let versions = |run: usize| found["mlflowSearchRuns"]["runs"][run]["modelVersions"].clone();
        assert_eq!(versions(0), json!([{"version": "3"}, {"version": "1"}]));
        assert_eq!(versions(1), json!([{"version": "2"}]));
    });
}

/// MLflow 3.17.2 looks for these in the address of the request, where its page does not put them.
#[test]
fn a_history_heeds_the_steps_that_are_asked_for() {
    for_each_store(|_, server| {
        let run = server.run("0");
        let metrics: Vec<Value> = (0..50)
            .map(|step| json!({"key": "m", "value": step, "timestamp": 1, "step": step}))
            .collect();
        server.ask(
            "runs/log-batch",
            &json!({"run_id": run, "metrics": metrics}),
        );
        let query = "query x($data: MlflowGetMetricHistoryBulkIntervalInput!) {
            mlflowGetMetricHistoryBulkInterval(input: $data) { metrics { step runId } } }";
        let steps = |data: Value| {
            let found = ask(server, query, &data);
            let points = found["mlflowGetMetricHistoryBulkInterval"]["metrics"].as_array();
            let points = points.expect("a list").iter();
            points
                .map(|point| point["step"].as_str().expect("a text").to_owned())
                .collect::<Vec<_>>()
        };
        assert_eq!(steps(json!({"runIds": [run], "metricKey": "m"})).len(), 50);
        let some =
            steps(json!({"runIds": [run], "metricKey": "m", "startStep": 10, "endStep": 12}));
        assert_eq!(some, ["10", "11", "12"]);
        let few = steps(json!({"runIds": [run], "metricKey": "m", "maxResults": 5}));
        assert!(few.len() < 10, "{few:?}");
    });
}

#[test]
fn what_is_no_graphql_is_an_error_and_what_is_wrong_in_it_an_answer() {
    let scene = Scene::new();
    let server = Server::start(&scene, &[]);
    let post = |body: &Value| server.send(&Request::new("POST", "/graphql").json(body));
    for body in [
        json!({}),
        json!({"query": "{"}),
        json!({"query": 5}),
        json!({"query": "{ a }", "variables": [1]}),
        json!({"query": "{ a".repeat(500)}),
    ] {
        post(&body).fails(400, "INVALID_PARAMETER_VALUE");
    }
    let form = Request::new("POST", "/graphql").body("query=%7B__typename%7D");
    server.send(&form).fails(400, "INVALID_PARAMETER_VALUE");
    let answer = post(&json!({"query": "{ nothing }"})).is(200).json();
    assert_eq!(answer["data"], Value::Null);
    assert!(
        answer["errors"][0]
            .as_str()
            .expect("a text")
            .starts_with("Cannot query field 'nothing'")
    );
    let answer = server.get("/graphql?query=%7B__typename%7D").is(200).json();
    assert_eq!(
        answer,
        json!({"data": {"__typename": "Query"}, "errors": null})
    );
}

#[test]
fn limits_are_those_of_the_environment() {
    let scene = Scene::new()
        .env("MLFLOW_SERVER_GRAPHQL_MAX_ROOT_FIELDS", "2")
        .env("MLFLOW_SERVER_GRAPHQL_MAX_ALIASES", "1");
    let server = Server::start(&scene, &[]);
    let first_error = |query: &str| {
        let request = Request::new("POST", "/graphql").json(&json!({ "query": query }));
        server.send(&request).is(200).json()["errors"][0].clone()
    };
    assert_eq!(first_error("{ a: __typename __typename }"), Value::Null);
    for (query, phrase) in [
        (
            "{ a: __typename b: __typename }",
            "should have at most 1 aliases, got 2 aliases",
        ),
        (
            "{ a: __typename __typename b: __typename }",
            "should have at most 2 root fields, got 3",
        ),
    ] {
        let error = first_error(query);
        assert!(error.as_str().expect("a text").contains(phrase), "{error}");
    }
    let scene = Scene::new().env("MLFLOW_SERVER_GRAPHQL_MAX_ALIASES", "many");
    let refused = crate::support::mlflow!(scene, "server --port 0");
    refused
        .code(1)
        .says("`MLFLOW_SERVER_GRAPHQL_MAX_ALIASES` is `many`; expected a whole number");
}
