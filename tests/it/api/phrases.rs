//! The words that programs match on: every refusal begins as MLflow 3.17.2's does.
//!
//! The table holds a condition a line: a request, the status, the code and the phrase with which
//! the message begins. It is checked against our server over each kind of store and, where the
//! client is installed, against MLflow's own server over a database.

use serde_json::{Value, json};

use crate::support::clients::Client;
use crate::support::{PythonServer, Reply, Request, Scene, Server};

use super::for_each_store;

const INVALID: &str = "INVALID_PARAMETER_VALUE";
const MISSING: &str = "RESOURCE_DOES_NOT_EXIST";
const EXISTS: &str = "RESOURCE_ALREADY_EXISTS";

/// A condition: method and path below `mlflow/`, the body or query, status, code, phrase. In each
/// text `$E` is an active experiment, `$D` a deleted one, `$R` an active run, `$X` a deleted one
/// and `$M` a logged model.
type Condition = (&'static str, Value, u16, &'static str, &'static str);

fn conditions() -> impl Iterator<Item = Condition> {
    [
        experiments,
        runs,
        logs,
        run_searches,
        histories,
        logged_models,
    ]
    .into_iter()
    .flat_map(|of_noun| of_noun())
}

fn long(length: usize) -> String {
    "x".repeat(length)
}

fn many(length: usize, item: &Value) -> Value {
    Value::from(vec![item.clone(); length])
}

fn point() -> Value {
    json!({"key": "m", "value": 1, "timestamp": 1})
}

/// Experiments.
#[rustfmt::skip]
fn experiments() -> Vec<Condition> {
    vec![
        ("POST experiments/create", json!({}), 400, INVALID, "Missing value for required parameter 'name'"),
        ("POST experiments/create", json!({"name": ""}), 400, INVALID, "Missing value for required parameter 'name'"),
        ("POST experiments/create", json!({"name": 5}), 400, INVALID, "Invalid value 5 for parameter 'name' supplied"),
        ("POST experiments/create", json!({"name": true}), 400, INVALID, "Invalid value true for parameter 'name' supplied"),
        ("POST experiments/create", json!({"name": "n", "tags": "t"}), 400, INVALID, "Invalid value \"t\" for parameter 'tags' supplied"),
        ("POST experiments/create", json!({"name": "active"}), 400, EXISTS, "Experiment(name=active) already exists"),
        ("POST experiments/create", json!({"name": "deleted"}), 400, EXISTS, "Experiment(name=deleted) already exists"),
        ("POST experiments/create", json!({"name": long(501)}), 400, INVALID, "'name' exceeds the maximum length of 500 characters"),
        ("POST experiments/create", json!({"name": "n", "artifact_location": long(3000)}), 400, INVALID, "Invalid artifact path length"),
        ("POST experiments/create", json!({"name": "n", "tags": [{"key": "a//b", "value": ""}]}), 400, INVALID, "Invalid value \"a//b\" for parameter 'key' supplied"),
        ("POST experiments/create", json!({"name": "n", "tags": [{"key": "a=b", "value": ""}]}), 400, INVALID, "Invalid value \"a=b\" for parameter 'key' supplied"),
        ("GET experiments/get", json!({}), 400, INVALID, "Missing value for required parameter 'experiment_id'"),
        ("GET experiments/get", json!({"experiment_id": "99999"}), 404, MISSING, "No Experiment with id=99999 exists"),
        ("GET experiments/get-by-name", json!({"experiment_name": "nope"}), 404, MISSING, "Could not find experiment with name 'nope'"),
        ("GET experiments/get-by-name", json!({"experiment_name": ""}), 400, INVALID, "Missing value for required parameter 'experiment_name'"),
        ("POST experiments/update", json!({"experiment_id": "$E"}), 400, INVALID, "Missing value for required parameter 'new_name'"),
        ("POST experiments/delete", json!({"experiment_id": "99999"}), 404, MISSING, "No Experiment with id=99999 exists"),
        ("POST experiments/delete", json!({"experiment_id": "$D"}), 404, MISSING, "No Experiment with id=$D exists"),
        ("POST experiments/restore", json!({"experiment_id": "$E"}), 404, MISSING, "No Experiment with id=$E exists"),
        ("POST experiments/set-experiment-tag", json!({"experiment_id": "$E", "key": "", "value": "v"}), 400, INVALID, "Missing value for required parameter 'key'"),
        ("POST experiments/set-experiment-tag", json!({"experiment_id": "$E", "key": long(251), "value": "v"}), 400, INVALID, "'key' exceeds the maximum length of 250 characters"),
        ("POST experiments/set-experiment-tag", json!({"experiment_id": "$D", "key": "k", "value": "v"}), 400, INVALID, "The experiment $D must be in the 'active' state"),
        ("POST experiments/delete-experiment-tag", json!({"experiment_id": "$E", "key": "k"}), 404, MISSING, "No tag with name: k in experiment with id $E"),
        ("POST experiments/search", json!({"max_results": 0}), 400, INVALID, "Invalid value 0 for parameter 'max_results' supplied"),
        ("POST experiments/search", json!({"max_results": 50_001}), 400, INVALID, "Invalid value 50001 for parameter 'max_results' supplied"),
        ("POST experiments/search", json!({"max_results": 5, "page_token": "x"}), 400, INVALID, "Invalid page token"),
        ("POST experiments/search", json!({"max_results": 5, "filter": "foo"}), 400, INVALID, "Invalid clause(s) in filter string"),
        ("POST experiments/search", json!({"max_results": 5, "filter": "attribute.foo = 'x'"}), 400, INVALID, "Invalid attribute key 'foo' specified"),
        ("POST experiments/search", json!({"max_results": 5, "filter": "metrics.m = 1"}), 400, INVALID, "Invalid entity type 'metrics'"),
        ("POST experiments/search", json!({"max_results": 5, "filter": "tags.t = 1"}), 400, INVALID, "Expected a quoted string value"),
        ("POST experiments/search", json!({"max_results": 5, "order_by": ["x"]}), 400, INVALID, "Invalid attribute key 'x' specified"),
        ("POST experiments/search", json!({"max_results": 5, "order_by": [""]}), 400, INVALID, "Invalid order_by clause"),
    ]
}

/// Runs themselves.
#[rustfmt::skip]
fn runs() -> Vec<Condition> {
    vec![
        ("POST runs/create", json!({"experiment_id": "99999"}), 404, MISSING, "No Experiment with id=99999 exists"),
        ("POST runs/create", json!({"experiment_id": "$D"}), 400, INVALID, "The experiment $D must be in the 'active' state"),
        ("POST runs/create", json!({"experiment_id": "$E", "start_time": "z"}), 400, INVALID, "Invalid value \"z\" for parameter 'start_time' supplied"),
        ("POST runs/create", json!({"experiment_id": "$E", "run_name": "a", "tags": [{"key": "mlflow.runName", "value": "b"}]}), 400, INVALID, "Both 'run_name' argument and 'mlflow.runName' tag are specified, but with different values"),
        ("GET runs/get", json!({}), 400, INVALID, "Missing value for required parameter 'run_id'"),
        ("GET runs/get", json!({"run_id": "none"}), 404, MISSING, "Run with id=none not found"),
        ("POST runs/update", json!({"run_id": "none"}), 404, MISSING, "Run with id=none not found"),
        ("POST runs/update", json!({"run_id": "$R", "status": -1}), 400, INVALID, "Invalid value -1 for parameter 'status' supplied"),
        ("POST runs/update", json!({"run_id": "$X", "status": "FINISHED"}), 400, INVALID, "The run $X must be in the 'active' state"),
        ("POST runs/delete", json!({"run_id": "none"}), 404, MISSING, "Run with id=none not found"),
        ("POST runs/restore", json!({"run_id": "none"}), 404, MISSING, "Run with id=none not found"),
    ]
}

/// What runs log.
#[rustfmt::skip]
fn logs() -> Vec<Condition> {
    vec![
        ("POST runs/log-metric", json!({"run_id": "none", "key": "m", "value": 1, "timestamp": 1}), 404, MISSING, "Run with id=none not found"),
        ("POST runs/log-metric", json!({"run_id": "$R", "value": 1, "timestamp": 1}), 400, INVALID, "Missing value for required parameter 'key'"),
        ("POST runs/log-metric", json!({"run_id": "$R", "key": "m", "timestamp": 1}), 400, INVALID, "Missing value for required parameter 'value'"),
        ("POST runs/log-metric", json!({"run_id": "$R", "key": "m", "value": 1}), 400, INVALID, "Missing value for required parameter 'timestamp'"),
        ("POST runs/log-metric", json!({"run_id": "$R", "key": "m", "value": 1, "timestamp": null}), 400, INVALID, "Missing value for required parameter 'timestamp'"),
        ("POST runs/log-metric", json!({"run_id": "$R", "key": "m", "value": "z", "timestamp": 1}), 400, INVALID, "Invalid value \"z\" for parameter 'value' supplied"),
        ("POST runs/log-metric", json!({"run_id": "$R", "key": "m", "value": 1, "timestamp": -1}), 400, INVALID, "Invalid value -1 for parameter 'timestamp' supplied"),
        ("POST runs/log-metric", json!({"run_id": "$R", "key": "a//b", "value": 1, "timestamp": 1}), 400, INVALID, "Invalid value \"a//b\" for parameter 'name' supplied"),
        ("POST runs/log-metric", json!({"run_id": "$R", "key": long(251), "value": 1, "timestamp": 1}), 400, INVALID, "'Metric name' exceeds the maximum length of 250 characters"),
        ("POST runs/log-metric", json!({"run_id": "$X", "key": "m", "value": 1, "timestamp": 1}), 400, INVALID, "The run $X must be in the 'active' state"),
        ("POST runs/log-parameter", json!({"run_id": "$R", "key": "", "value": "v"}), 400, INVALID, "Missing value for required parameter 'key'"),
        ("POST runs/log-parameter", json!({"run_id": "$R", "key": "p", "value": "2"}), 400, INVALID, "Changing param values is not allowed"),
        ("POST runs/log-parameter", json!({"run_id": "$R", "key": long(251), "value": "2"}), 400, INVALID, "'Param key' exceeds the maximum length of 250 characters"),
        ("POST runs/log-parameter", json!({"run_id": "$R", "key": "../p", "value": "2"}), 400, INVALID, "Invalid value \"../p\" for parameter 'key' supplied"),
        ("POST runs/set-tag", json!({"run_id": "$X", "key": "t", "value": "2"}), 400, INVALID, "The run $X must be in the 'active' state"),
        ("POST runs/delete-tag", json!({"run_id": "$R", "key": "t"}), 404, MISSING, "No tag with name: t in run with id $R"),
        ("POST runs/delete-tag", json!({"run_id": "$R"}), 400, INVALID, "Missing value for required parameter 'key'"),
        ("POST runs/log-batch", json!({"run_id": "$R", "params": [{"key": "p", "value": "2"}]}), 400, INVALID, "Changing param values is not allowed"),
        ("POST runs/log-batch", json!({"run_id": "$R", "params": [{"key": "n", "value": "1"}, {"key": "n", "value": "2"}]}), 400, INVALID, "Duplicate parameter keys have been submitted"),
        ("POST runs/log-batch", json!({"run_id": "$R", "metrics": many(1001, &point())}), 400, INVALID, "A batch logging request can contain at most 1000 metrics"),
        ("POST runs/log-batch", json!({"run_id": "$R", "params": many(101, &json!({"key": "p", "value": "1"}))}), 400, INVALID, "A batch logging request can contain at most 100 params"),
        ("POST runs/log-batch", json!({"run_id": "$R", "tags": many(101, &json!({"key": "p", "value": "1"}))}), 400, INVALID, "A batch logging request can contain at most 100 tags"),
        ("POST runs/log-batch", json!({"run_id": "$R", "metrics": many(950, &point()), "tags": many(51, &json!({"key": "p", "value": "1"}))}), 400, INVALID, "A batch logging request can contain at most 1000 metrics, params, and tags"),
        ("POST runs/log-batch", json!({"run_id": "$R", "metrics": [{"key": "m", "timestamp": 1}]}), 400, INVALID, "Missing value for required parameter 'metrics[0].value'"),
        ("POST runs/log-batch", json!({"run_id": "a/b", "tags": []}), 400, INVALID, "Invalid value \"a/b\" for parameter 'run_id' supplied"),
        ("POST runs/log-model", json!({"run_id": "$R"}), 400, INVALID, "Missing value for required parameter 'model_json'"),
        ("POST runs/log-model", json!({"run_id": "$R", "model_json": "x"}), 400, INVALID, "Malformed model info"),
        ("POST runs/log-model", json!({"run_id": "$R", "model_json": "{}"}), 400, INVALID, "Model json is missing mandatory fields"),
        ("POST runs/log-inputs", json!({"run_id": "$R", "datasets": [{"dataset": {"name": long(501), "digest": "d", "source_type": "s", "source": "s"}}]}), 400, INVALID, "'name' exceeds the maximum length of 500 characters"),
    ]
}

/// Searches for runs.
#[rustfmt::skip]
fn run_searches() -> Vec<Condition> {
    vec![
        ("POST runs/search", json!({"experiment_ids": ["$E"], "max_results": 0}), 400, INVALID, "Invalid value 0 for parameter 'max_results' supplied"),
        ("POST runs/search", json!({"experiment_ids": ["$E"], "max_results": 50_001}), 400, INVALID, "Invalid value 50001 for parameter 'max_results' supplied"),
        ("POST runs/search", json!({"experiment_ids": ["$E"], "page_token": "x"}), 400, INVALID, "Invalid page token"),
        ("POST runs/search", json!({"experiment_ids": ["$E"], "filter": "metrics.m >"}), 400, INVALID, "Invalid clause(s) in filter string"),
        ("POST runs/search", json!({"experiment_ids": ["$E"], "filter": "metrics.m > 'x'"}), 400, INVALID, "Expected numeric value type"),
        ("POST runs/search", json!({"experiment_ids": ["$E"], "filter": "params.p = 1"}), 400, INVALID, "Expected a quoted string value"),
        ("POST runs/search", json!({"experiment_ids": ["$E"], "filter": "params.p > '1'"}), 400, INVALID, "Invalid comparator '>'"),
        ("POST runs/search", json!({"experiment_ids": ["$E"], "filter": "attribute.foo = 'x'"}), 400, INVALID, "Invalid attribute key 'foo' specified"),
        ("POST runs/search", json!({"experiment_ids": ["$E"], "filter": "foo.bar = 'x'"}), 400, INVALID, "Invalid entity type 'foo'"),
        ("POST runs/search", json!({"experiment_ids": ["$E"], "filter": "datasets.foo = 'x'"}), 400, INVALID, "Invalid dataset key 'foo' specified"),
        ("POST runs/search", json!({"experiment_ids": ["$E"], "order_by": ["foo"]}), 400, INVALID, "Invalid attribute key 'foo' specified"),
        ("POST runs/search", json!({"experiment_ids": ["$E"], "order_by": [""]}), 400, INVALID, "Invalid order_by clause"),
        ("POST runs/search", json!({"experiment_ids": ["$E"], "order_by": ["datasets.name"]}), 400, INVALID, "Invalid identifier type 'dataset'"),
    ]
}

/// Histories of metrics, and data sets.
#[rustfmt::skip]
fn histories() -> Vec<Condition> {
    vec![
        ("GET metrics/get-history", json!({"run_id": "$R"}), 400, INVALID, "Missing value for required parameter 'metric_key'"),
        ("GET metrics/get-history", json!({"run_id": "$R", "metric_key": "m", "max_results": 0}), 400, INVALID, "Invalid value 0 for parameter 'max_results' supplied"),
        ("GET metrics/get-history", json!({"run_id": "$R", "metric_key": "m", "max_results": 5, "page_token": "x"}), 400, INVALID, "Invalid page token"),
        ("GET metrics/get-history-bulk", json!({"metric_key": "m"}), 400, INVALID, "GetMetricHistoryBulk request must specify at least one run_id"),
        ("GET metrics/get-history-bulk", json!({"run_id": "$R"}), 400, INVALID, "GetMetricHistoryBulk request must specify a metric_key"),
        ("GET metrics/get-history-bulk", json!({"run_id": many(101, &json!("$R")), "metric_key": "m"}), 400, INVALID, "GetMetricHistoryBulk request cannot specify more than 100 run_ids"),
        ("GET metrics/get-history-bulk-interval", json!({"metric_key": "m"}), 400, INVALID, "Missing value for required parameter 'run_ids'"),
        ("GET metrics/get-history-bulk-interval", json!({"run_ids": "$R"}), 400, INVALID, "Missing value for required parameter 'metric_key'"),
        ("GET metrics/get-history-bulk-interval", json!({"run_ids": many(101, &json!("$R")), "metric_key": "m"}), 400, INVALID, "GetMetricHistoryBulkInterval request must specify at most 100 run_ids"),
        ("GET metrics/get-history-bulk-interval", json!({"run_ids": "$R", "metric_key": "m", "max_results": 0}), 400, INVALID, "max_results must be between 1 and 2500"),
        ("GET metrics/get-history-bulk-interval", json!({"run_ids": "$R", "metric_key": "m", "start_step": 1}), 400, INVALID, "If either start step or end step are specified, both must be specified"),
        ("GET metrics/get-history-bulk-interval", json!({"run_ids": "$R", "metric_key": "m", "start_step": 2, "end_step": 1}), 400, INVALID, "end_step must be greater than start_step"),
        ("POST experiments/search-datasets", json!({}), 400, INVALID, "SearchDatasets request must specify at least one experiment_id"),
        ("POST experiments/search-datasets", json!({"experiment_ids": many(21, &json!("$E"))}), 400, INVALID, "SearchDatasets request cannot specify more than 20 experiment_ids"),
    ]
}

/// Logged models.
#[rustfmt::skip]
fn logged_models() -> Vec<Condition> {
    vec![
        ("POST logged-models", json!({"experiment_id": "99999"}), 404, MISSING, "No Experiment with id=99999 exists"),
        ("POST logged-models", json!({"experiment_id": "$D"}), 400, INVALID, "The experiment $D must be in the 'active' state"),
        ("POST logged-models", json!({"experiment_id": "$E", "name": "a/b"}), 400, INVALID, "Invalid model name ('a/b') provided"),
        ("GET logged-models/m-none", json!({}), 404, MISSING, "Logged model with ID 'm-none' not found"),
        ("PATCH logged-models/m-none", json!({"model_id": "m-none", "status": "LOGGED_MODEL_READY"}), 404, MISSING, "Logged model with ID 'm-none' not found"),
        ("PATCH logged-models/$M", json!({"status": "LOGGED_MODEL_READY"}), 400, INVALID, "Missing value for required parameter 'model_id'"),
        ("PATCH logged-models/$M", json!({"model_id": "$M"}), 400, INVALID, "Missing value for required parameter 'status'"),
        ("DELETE logged-models/m-none", json!({}), 404, MISSING, "Logged model with ID 'm-none' not found"),
        ("DELETE logged-models/$M/tags/none", json!({}), 404, MISSING, "No tag with key 'none' found for model with ID '$M'"),
        ("POST logged-models/search", json!({"experiment_ids": ["$E"], "datasets": [{"dataset_digest": "d"}]}), 400, INVALID, "`dataset_name` in the `datasets` clause must be specified"),
        ("POST logged-models/search", json!({"experiment_ids": ["$E"], "order_by": [{"field_name": "foo"}]}), 400, INVALID, "Invalid order by field name: foo"),
        ("POST logged-models/search", json!({"experiment_ids": ["$E"], "filter": "foo"}), 400, INVALID, "Invalid filter string"),
        ("POST logged-models/search", json!({"experiment_ids": ["$E"], "filter": "foo.bar = 'x'"}), 400, INVALID, "Invalid entity type: 'foo'"),
        ("POST logged-models/search", json!({"experiment_ids": ["$E"], "filter": "metrics.m LIKE 'x'"}), 400, INVALID, "Invalid comparison operator for metrics.m: 'LIKE'"),
        ("POST logged-models/search", json!({"experiment_ids": ["$E"], "page_token": "e30="}), 400, INVALID, "Experiment IDs in the page token do not match"),
        // `{"experiment_ids": [], "filter_string": "x"}`
        ("POST logged-models/search", json!({"experiment_ids": [], "page_token": "eyJleHBlcmltZW50X2lkcyI6IFtdLCAiZmlsdGVyX3N0cmluZyI6ICJ4In0="}), 400, INVALID, "Filter string in the page token does not match"),
    ]
}

/// What stands for the ids of a server in the conditions.
fn stage(address: &str) -> Vec<(&'static str, String)> {
    let ask = |endpoint: &str, body: Value| {
        let reply = crate::support::send(address, &Request::post(endpoint, &body)).is(200);
        reply.json()
    };
    let text = |value: &Value| value.as_str().expect("an id").to_owned();
    let experiment =
        |name: &str| text(&ask("experiments/create", json!({"name": name}))["experiment_id"]);
    let active = experiment("active");
    let deleted = experiment("deleted");
    ask("experiments/delete", json!({"experiment_id": deleted}));
    let run =
        || text(&ask("runs/create", json!({"experiment_id": active}))["run"]["info"]["run_id"]);
    let (run, deleted_run) = (run(), run());
    ask(
        "runs/log-parameter",
        json!({"run_id": run, "key": "p", "value": "1"}),
    );
    ask("runs/delete", json!({"run_id": deleted_run}));
    let model = ask("logged-models", json!({"experiment_id": active}));
    vec![
        ("$E", active),
        ("$D", deleted),
        ("$R", run),
        ("$X", deleted_run),
        ("$M", text(&model["model"]["info"]["model_id"])),
    ]
}

fn filled_in(text: &str, values: &[(&'static str, String)]) -> String {
    values
        .iter()
        .fold(text.to_owned(), |text, (name, id)| text.replace(name, id))
}

fn send(
    address: &str,
    (endpoint, body, ..): &Condition,
    values: &[(&'static str, String)],
) -> Reply {
    let endpoint = filled_in(endpoint, values);
    let (method, path) = endpoint.split_once(' ').expect("a method and a path");
    let body: Value = serde_json::from_str(&filled_in(&body.to_string(), values)).expect("JSON");
    // What only the page asks has only the page's path in MLflow.
    let path = format!("/ajax-api/2.0/mlflow/{path}");
    let request = match method {
        "GET" => Request::new(method, &format!("{path}?{}", query(&body))),
        _ => Request::new(method, &path).json(&body),
    };
    crate::support::send(address, &request)
}

fn query(body: &Value) -> String {
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in body.as_object().expect("an object") {
        let values = value
            .as_array()
            .map_or(std::slice::from_ref(value), Vec::as_slice);
        for value in values {
            let text = value.as_str().map_or(value.to_string(), str::to_owned);
            query.append_pair(name, &text);
        }
    }
    query.finish()
}

/// Sends every request of the table and lists those whose answer is another.
fn mistakes(address: &str) -> Vec<String> {
    let values = stage(address);
    let mut mistakes = Vec::new();
    for condition in conditions() {
        let (endpoint, body, status, code, phrase) = &condition;
        let reply = send(address, &condition, &values);
        let phrase = filled_in(phrase, &values);
        let found = serde_json::from_slice::<Value>(&reply.body).unwrap_or_default();
        let message = found["message"].as_str().unwrap_or_default();
        if reply.status != *status || found["error_code"] != *code || !message.starts_with(&phrase)
        {
            let body: String = body.to_string().chars().take(100).collect();
            mistakes.push(format!(
                "{endpoint} {body}\n  expected {status} {code} {phrase}\n  found    {} {}",
                reply.status,
                reply.text()
            ));
        }
    }
    mistakes
}

#[test]
fn our_refusals_begin_with_the_phrases_of_mlflow() {
    for_each_store(|_, server| {
        let mistakes = mistakes(&server.address);
        assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
    });
}

#[test]
fn the_phrases_are_those_of_3_17_2() {
    let Some(theirs) = PythonServer::start(Client::V3, &[]) else {
        return;
    };
    let address = theirs.url.strip_prefix("http://").expect("a URL");
    let mistakes = mistakes(address);
    assert!(mistakes.is_empty(), "{}", mistakes.join("\n"));
}

#[test]
fn a_body_that_is_not_said_to_be_json_is_refused_with_the_phrase_of_mlflow() {
    let scene = Scene::new();
    let server = Server::start(&scene, &[]);
    for (kind, phrase) in [
        (None, "Bad Request. Content-Type header is missing"),
        (
            Some("text/plain"),
            "Bad Request. Content-Type must be one of ['application/json']",
        ),
    ] {
        let request = Request::new("POST", "/api/2.0/mlflow/runs/create").body("{}");
        let request = match kind {
            Some(kind) => request.header("Content-Type", kind),
            None => request,
        };
        let reply = server.send(&request).fails(400, INVALID);
        let message = reply.json()["message"]
            .as_str()
            .unwrap_or_default()
            .to_owned();
        assert!(message.starts_with(phrase), "{message}");
    }
}
