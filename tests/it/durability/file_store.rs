//! The files of a file store: killed in the midst of a batch, locked by others, removed.

use std::fs::{self, File};
use std::io::{Read, Write};

use serde_json::{Value, json};

use crate::support::{Fault, Outcome, Request, Scene, Server};

use super::{faulty, until};

/// Sends a request and waits for the end of the connection, with an answer or without.
fn send_to_the_end(server: &Server, request: &Request) -> bool {
    let mut stream = server.connect();
    stream
        .write_all(&request.bytes(&server.address))
        .expect("a listener");
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    answer.starts_with(b"HTTP/1.1 200")
}

fn batch(run: &str) -> Value {
    let metric =
        |key: &str, step: i64| json!({"key": key, "value": 1.5, "timestamp": 1, "step": step});
    json!({
        "run_id": run,
        "metrics": [metric("old", 2), metric("old", 3), metric("new", 2), metric("a/b", 2)],
        "params": [{"key": "p", "value": "1"}, {"key": "q", "value": "2"}],
        "tags": [{"key": "t", "value": "new"}],
    })
}

/// What a batch is seen by: its metrics' steps, params and tags.
fn logged(scene: &Scene, run: &str) -> Vec<String> {
    let mut describe = scene.command(["runs", "describe", "--run-id", run]);
    let outcome = Outcome::of(describe.env_remove("LD_PRELOAD"));
    let run: Value = serde_json::from_str(&outcome.stdout()).expect("a run");
    let data = &run["data"];
    let mut logged = Vec::new();
    for kind in ["metrics", "params"] {
        let found = data[kind].as_object().expect("a mapping");
        logged.extend(found.keys().map(|key| format!("{kind} {key}")));
    }
    logged.push(format!("tag {}", data["tags"]["t"]));
    logged
}

#[test]
fn a_batch_is_whole_or_not_there_wherever_its_writer_was_killed() {
    let mut kept = 0;
    for renames in 0.. {
        let scene = Scene::with_store("./mlruns");
        let switch = scene.path("armed");
        let fault = Fault::of("rename", "/mlruns/").kills().after(renames);
        let Some(scene) = faulty(scene, &fault.while_there(&switch)) else {
            return;
        };
        let server = Server::start(&scene, &[]);
        let experiment = server.experiment("e");
        let run = server.run(&experiment);
        let first = json!({"run_id": run, "key": "old", "value": 1.0, "timestamp": 1, "step": 1});
        server.ask("runs/log-metric", &first);
        server.ask(
            "runs/set-tag",
            &json!({"run_id": run, "key": "t", "value": "old"}),
        );
        let before = logged(&scene, &run);
        fs::write(&switch, "").unwrap();
        let is_done = send_to_the_end(&server, &Request::post("runs/log-batch", &batch(&run)));
        drop(server);
        let after = logged(&scene, &run);
        let history = scene.path(format!("mlruns/{experiment}/{run}/metrics/old"));
        let points = fs::read_to_string(history).unwrap().lines().count();
        if after == before {
            assert!(!is_done && points == 1, "{renames}: {points}");
        } else {
            let all = [
                "metrics a/b",
                "metrics new",
                "metrics old",
                "params p",
                "params q",
            ];
            assert_eq!(after[..5], all, "{renames}");
            assert!(
                after[5].contains("new") && points == 3,
                "{renames}: {after:?}"
            );
            kept += 1;
        }
        if is_done {
            assert!(renames > 4, "the batch is several files");
            break;
        }
    }
    assert!(kept > 3, "most kills come after the journal");
}

#[test]
fn a_stuck_lock_keeps_nobody_from_reading_or_from_other_runs() {
    let scene = Scene::with_store("./mlruns");
    let server = Server::start(&scene, &[]);
    let experiment = server.experiment("e");
    let (stuck, other) = (server.run(&experiment), server.run(&experiment));
    let lock = scene.path(format!("mlruns/{experiment}/{stuck}/.lock"));
    let lock = File::create(lock).unwrap();
    lock.lock().unwrap();
    let tag = |run: &str| json!({"run_id": run, "key": "k", "value": "v"});
    std::thread::scope(|scope| {
        let writers: Vec<_> = (0..150)
            .map(|_| scope.spawn(|| server.post("runs/set-tag", &tag(&stuck)).status))
            .collect();
        // Most are refused as soon as the lock is known to be stuck.
        until("the queue is short", || {
            writers.iter().filter(|writer| writer.is_finished()).count() > 100
        });
        for _ in 0..3 {
            server.ask("runs/set-tag", &tag(&other));
            let found = format!("/api/2.0/mlflow/runs/get?run_id={stuck}");
            server.get(&found).is(200);
        }
        lock.unlock().unwrap();
        let statuses: Vec<u16> = writers
            .into_iter()
            .map(|writer| writer.join().unwrap())
            .collect();
        assert!(
            statuses.contains(&200) && statuses.contains(&503),
            "{statuses:?}"
        );
        assert!(statuses.iter().all(|status| [200, 503].contains(status)));
    });
}

#[test]
fn a_store_whose_folder_is_gone_is_missed_and_found_again() {
    let scene = Scene::with_store("./mlruns");
    let server = Server::start(&scene, &[]);
    let experiment = server.experiment("e");
    let run = server.run(&experiment);
    let (root, aside) = (scene.path("mlruns"), scene.path("aside"));
    fs::rename(&root, &aside).unwrap();
    for (endpoint, body) in [
        ("experiments/create", json!({"name": "f"})),
        ("runs/create", json!({"experiment_id": experiment})),
        (
            "runs/set-tag",
            json!({"run_id": run, "key": "k", "value": "v"}),
        ),
        ("runs/search", json!({"experiment_ids": [experiment]})),
        ("experiments/search", json!({"max_results": 10})),
    ] {
        let refused = server.post(endpoint, &body).fails(500, "INTERNAL_ERROR");
        assert!(
            refused.text().contains("is gone"),
            "{endpoint}: {}",
            refused.text()
        );
    }
    assert!(!root.exists());
    fs::rename(&aside, &root).unwrap();
    server.ask(
        "runs/set-tag",
        &json!({"run_id": run, "key": "k", "value": "v"}),
    );
}

#[test]
fn what_a_killed_program_left_is_removed_at_the_next_start() {
    let scene = Scene::with_store("./mlruns");
    drop(Server::start(&scene, &[]));
    let left = scene.write(
        "mlruns/.0123456789abcdef0123456789abcdef.trash/meta.yaml",
        "half",
    );
    let used = scene.path("mlruns/.1123456789abcdef0123456789abcdef.trash");
    fs::create_dir(&used).unwrap();
    let used_by = File::open(&used).unwrap();
    used_by.lock().unwrap();
    let _server = Server::start(&scene, &[]);
    assert!(!left.parent().unwrap().exists());
    assert!(used.is_dir());
}

#[test]
fn a_key_that_no_file_can_have_is_refused() {
    let scene = Scene::with_store("./mlruns");
    let server = Server::start(&scene, &[]);
    let experiment = server.experiment("e");
    let run = server.run(&experiment);
    let long = "é".repeat(130);
    let deep = "a/".repeat(2_500) + "a";
    for key in [
        &*long,
        &format!("a/{long}/b"),
        "a/../../b",
        "/a",
        "a//b",
        "a\0b",
        "a\nb\u{1b}[31m",
        &deep,
    ] {
        for (endpoint, body) in [
            (
                "runs/set-tag",
                json!({"run_id": run, "key": key, "value": "v"}),
            ),
            (
                "runs/log-parameter",
                json!({"run_id": run, "key": key, "value": "v"}),
            ),
            (
                "runs/log-metric",
                json!({"run_id": run, "key": key, "value": 1.0, "timestamp": 1}),
            ),
            ("runs/delete-tag", json!({"run_id": run, "key": key})),
            (
                "experiments/set-experiment-tag",
                json!({"experiment_id": experiment, "key": key, "value": "v"}),
            ),
        ] {
            let status = server.post(endpoint, &body).status;
            assert!(status < 500, "{endpoint} {key:?}: {status}");
        }
    }
    server
        .get(&format!("/api/2.0/mlflow/runs/get?run_id={run}"))
        .is(200);
}
