//! Histories of metrics.

use serde_json::{Value, json};

use crate::support::Server;

use super::for_each_store;

fn log_history(server: &Server, run_id: &str, points: i64) {
    let metrics: Vec<Value> = (0..points)
        .map(|step| json!({"key": "m", "value": step, "timestamp": step, "step": step}))
        .collect();
    server.ask(
        "runs/log-batch",
        &json!({"run_id": run_id, "metrics": metrics}),
    );
}

fn steps(answer: &Value) -> Vec<i64> {
    let metrics = answer["metrics"].as_array().into_iter().flatten();
    metrics
        .map(|metric| metric["step"].as_i64().expect("a step"))
        .collect()
}

#[test]
fn a_history_comes_whole_or_by_page() {
    for_each_store(|_, server| {
        let run_id = server.run("0");
        log_history(server, &run_id, 5);
        let get = |query: &str| {
            let path = format!("/api/2.0/mlflow/metrics/get-history?run_id={run_id}&{query}");
            server.get(&path)
        };
        let all = get("metric_key=m").is(200).json();
        assert_eq!(steps(&all), [0, 1, 2, 3, 4]);
        assert_eq!(all["next_page_token"], Value::Null);
        let page = get("metric_key=m&max_results=3").is(200).json();
        assert_eq!(steps(&page), [0, 1, 2]);
        let token = page["next_page_token"].as_str().unwrap();
        let rest = get(&format!("metric_key=m&max_results=3&page_token={token}"));
        let rest = rest.is(200).json();
        assert_eq!(
            (steps(&rest), &rest["next_page_token"]),
            (vec![3, 4], &Value::Null)
        );
        assert_eq!(get("metric_key=none").is(200).json(), json!({}));
        for query in [
            "",
            "metric_key=m&max_results=0",
            "metric_key=m&max_results=-1",
            "metric_key=m&page_token=x",
        ] {
            get(query).fails(400, "INVALID_PARAMETER_VALUE");
        }
    });
}

#[test]
fn histories_of_several_runs_come_at_once() {
    for_each_store(|_, server| {
        let runs = [server.run("0"), server.run("0")];
        for run_id in &runs {
            log_history(server, run_id, 10);
        }
        let get = |endpoint: &str, query: &str| {
            server.get(&format!("/ajax-api/2.0/mlflow/metrics/{endpoint}?{query}"))
        };
        let [a, b] = &runs;
        let query = format!("run_id={a}&run_id={b}&metric_key=m");
        let all = get("get-history-bulk", &query).is(200).json();
        assert_eq!(all["metrics"].as_array().map(Vec::len), Some(20));
        assert!(
            runs.iter()
                .any(|run_id| all["metrics"][0]["run_id"] == **run_id)
        );
        let none = get("get-history-bulk", &format!("run_id={a}&metric_key=none"));
        assert_eq!(none.is(200).json(), json!({"metrics": []}));
        get("get-history-bulk", "metric_key=m").fails(400, "INVALID_PARAMETER_VALUE");

        let sampled = |query: &str| {
            let query = format!("run_ids={a}&metric_key=m&{query}");
            get("get-history-bulk-interval", &query)
        };
        assert_eq!(
            steps(&sampled("max_results=4").is(200).json()),
            [0, 3, 6, 9]
        );
        let query = "start_step=2&end_step=6&max_results=3";
        assert_eq!(steps(&sampled(query).is(200).json()), [2, 4, 6]);
        for query in [
            "max_results=0",
            "max_results=2501",
            "start_step=1",
            "start_step=3&end_step=1",
        ] {
            sampled(query).fails(400, "INVALID_PARAMETER_VALUE");
        }
    });
}

#[test]
fn summaries_tell_what_metrics_came_to() {
    for_each_store(|_, server| {
        let run_id = server.run("0");
        log_history(server, &run_id, 100);
        let ask = |keys: &[&str], max_values: Value| {
            let body = json!({"run_id": run_id, "metric_keys": keys, "max_values": max_values});
            server.post("metrics/summaries", &body)
        };
        let found = ask(&["none", "m"], json!(3)).is(200).json();
        assert_eq!(
            found["summaries"],
            json!([
                {"key": "none", "count": 0, "values": []},
                {"key": "m", "count": 100, "min": 0.0, "max": 99.0, "values": [0.0, 34.0, 99.0]},
            ])
        );
        let usual = ask(&["m"], Value::Null).is(200).json();
        let values = usual["summaries"][0]["values"].as_array();
        assert_eq!(values.map(Vec::len), Some(48));
        ask(&["m"], json!(0)).fails(400, "INVALID_PARAMETER_VALUE");
        ask(&["m"; 101], json!(3)).fails(400, "INVALID_PARAMETER_VALUE");
    });
}
