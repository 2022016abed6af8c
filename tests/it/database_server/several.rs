//! Several servers of ours and one of Python's on one database: together they answer as one.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::clients::Client;
use crate::support::database_server::{DatabaseServer, Kind, shared};
use crate::support::{PythonServer, Reply, Request, Scene, Server, mlflow, send};

use super::KINDS;

const WRITERS: usize = 12;
const ROUNDS: usize = 4;
const POINTS: usize = 10;

/// Whoever fails for the sake of others is asked again this many times, as clients do.
const TRIES: usize = 20;

/// Asks until it is done. Python's server lets its clients repeat what deadlocks have undone.
#[track_caller]
fn ask(address: &str, endpoint: &str, body: &Value) -> Value {
    let request = Request::post(endpoint, body);
    done(endpoint, || send(address, &request))
}

#[track_caller]
fn get(address: &str, path: &str) -> Value {
    let request = Request::new("GET", &format!("/api/2.0/mlflow/{path}"));
    done(path, || send(address, &request))
}

#[track_caller]
fn done(what: &str, ask: impl FnMut() -> Reply) -> Value {
    let mut replies = std::iter::repeat_with(ask).take(TRIES);
    let reply = replies.find(|reply| reply.status < 500);
    reply
        .unwrap_or_else(|| panic!("{what} always fails"))
        .is(200)
        .json()
}

/// One writer: each write goes to the next server, and the one after that is asked for it at once.
fn write(servers: &[String], writer: usize, experiment: &str) {
    for round in 0..ROUNDS {
        let at = |step: usize| servers[(writer + round + step) % servers.len()].as_str();
        let create = json!({"experiment_id": experiment, "start_time": 1, "run_name": "r"});
        let created = ask(at(0), "runs/create", &create);
        let run = created["run"]["info"]["run_id"].as_str().expect("an id");
        let metrics: Vec<Value> = (0..POINTS)
            .map(|step| json!({"key": "m", "value": step, "timestamp": step, "step": step}))
            .collect();
        let param = json!({"key": "p", "value": format!("{writer}.{round}")});
        let batch = json!({"run_id": run, "metrics": metrics, "params": [param]});
        ask(at(1), "runs/log-batch", &batch);
        let history = get(
            at(2),
            &format!("metrics/get-history?run_id={run}&metric_key=m"),
        );
        assert_eq!(history["metrics"].as_array().map(Vec::len), Some(POINTS));
        let tag = json!({"run_id": run, "key": "t", "value": "done"});
        ask(at(2), "runs/set-tag", &tag);
        let found = get(at(3), &format!("runs/get?run_id={run}"));
        let data = &found["run"]["data"];
        assert_eq!(data["params"], json!([param]), "{found}");
        assert!(data["tags"].to_string().contains("\"done\""), "{found}");
        let last = &data["metrics"][0];
        assert_eq!(
            (&last["key"], &last["step"]),
            (&json!("m"), &json!(POINTS - 1))
        );
        let source = created["run"]["info"]["artifact_uri"]
            .as_str()
            .expect("a URI");
        let version = json!({"name": "model", "source": format!("{source}/m"), "run_id": run});
        let version = ask(at(3), "model-versions/create", &version);
        let number = version["model_version"]["version"]
            .as_str()
            .expect("a number");
        let found = get(
            at(0),
            &format!("model-versions/get?name=model&version={number}"),
        );
        assert_eq!(found["model_version"]["run_id"], run);
        let filter = format!("params.p = '{writer}.{round}'");
        let search = json!({"experiment_ids": [experiment], "filter": filter});
        let found = ask(at(1), "runs/search", &search);
        assert_eq!(found["runs"][0]["info"]["run_id"], run, "{found}");
    }
}

fn play(kind: Kind, database: &DatabaseServer) {
    let store = database.database();
    let scene = Scene::new();
    // Python's opens the schema of its own release alone.
    let _ = mlflow!(scene, "db create {store} --schema 3.17.2").success();
    let ours: Vec<Server> = (0..3)
        .map(|_| Server::start(&scene, &["--backend-store-uri", &store]))
        .collect();
    let Some(theirs) = PythonServer::start(Client::V3Databases, &["--backend-store-uri", &store])
    else {
        return;
    };
    let mut servers: Vec<String> = ours.iter().map(|server| server.address.clone()).collect();
    servers.push(theirs.url.trim_start_matches("http://").to_owned());
    let experiment = ours[0].experiment("shared");
    ask(
        &servers[1],
        "registered-models/create",
        &json!({"name": "model"}),
    );
    std::thread::scope(|scope| {
        let (servers, experiment) = (&servers, &experiment);
        for writer in 0..WRITERS {
            scope.spawn(move || write(servers, writer, experiment));
        }
        // Names are given once, whoever is asked.
        for name in 0..4 {
            scope.spawn(move || {
                let made = servers.iter().filter(|server| {
                    let create = json!({"name": format!("name {name}")});
                    let request = Request::post("experiments/create", &create);
                    send(server, &request).status == 200
                });
                assert_eq!(made.count(), 1);
            });
        }
    });
    let all = WRITERS * ROUNDS;
    let count = |sql: &str| -> usize {
        let rows = database.sql(&store, sql);
        rows.trim().parse().expect("a number")
    };
    assert_eq!(count("SELECT count(*) FROM runs;"), all, "{kind:?}");
    assert_eq!(count("SELECT count(*) FROM metrics;"), all * POINTS);
    assert_eq!(
        count("SELECT count(*) FROM latest_metrics WHERE step = 9;"),
        all
    );
    assert_eq!(count("SELECT count(DISTINCT value) FROM params;"), all);
    let versions = database.sql(&store, "SELECT version FROM model_versions;");
    let versions: BTreeSet<usize> = versions
        .lines()
        .map(|version| version.parse().expect("a number"))
        .collect();
    assert_eq!(versions, (1..=all).collect());
}

#[test]
fn three_servers_of_ours_and_one_of_python_answer_as_one() {
    std::thread::scope(|scope| {
        for &kind in KINDS {
            if let Some(database) = shared(kind) {
                scope.spawn(move || play(kind, database));
            }
        }
    });
}
