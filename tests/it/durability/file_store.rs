//! The files of a file store: killed in the midst of a batch, locked by others, removed.

use std::fs::{self, File};
use std::io::{Read, Write};

use serde_json::{Value, json};

use crate::support::{Fault, Outcome, Request, Scene, Server, mlflow, until, words};

use super::faulty;

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
fn a_batch_is_whole_or_not_there_whichever_sync_failed() {
    let scene = Scene::with_store("./mlruns");
    let mut refused = 0;
    for syncs in 0.. {
        let fault = Fault::of("fsync", "/mlruns/").after(syncs).times(1);
        let Some(env) = fault.env() else { return };
        let run = mlflow!(scene, "runs start").success().line();
        mlflow!(scene, "runs log-metric --run-id {run} old=1").success();
        mlflow!(scene, "runs set-tag --run-id {run} t=old").success();
        let before = logged(&scene, &run);
        let line = json!({
            "metrics": {"old": 2, "new": 2}, "params": {"p": "1"}, "tags": {"t": "new"}, "step": 2
        });
        let input = File::open(scene.write("batch", line.to_string())).unwrap();
        let mut log = scene.command(["--quiet", "runs", "log-batch", "--run-id", &run]);
        let outcome = Outcome::of(log.envs(env).stdin(input));
        let after = logged(&scene, &run);
        if outcome.exit_code() == 0 {
            assert_eq!(
                after,
                ["metrics new", "metrics old", "params p", "tag \"new\""],
                "{syncs}"
            );
        } else {
            assert_eq!(after, before, "{syncs}: {}", outcome.stderr());
            refused += 1;
        }
        let history = mlflow!(scene, "runs metrics --run-id {run} old --output json");
        let points = history.success().json().as_array().map_or(0, Vec::len);
        assert_eq!(points == 2, outcome.exit_code() == 0, "{syncs}");
        if syncs > 4 && outcome.stderr().is_empty() {
            break;
        }
    }
    assert!(refused >= 5, "{refused}");
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
    let in_experiment = scene.write("mlruns/0/.unfinished-1", "half");
    let upload = "mlruns/0/r/artifacts/a/.artifact.uploading.locked-1";
    let (upload, whole) = (
        scene.write(upload, "half"),
        scene.write("mlruns/0/r/artifacts/a/whole", ""),
    );
    let _server = Server::start(&scene, &[]);
    let left = [left.parent().unwrap(), &in_experiment, &upload];
    until("what was left is gone", || {
        left.iter().all(|left| !left.exists())
    });
    assert!(used.is_dir() && whole.is_file());
    // What is collected takes such files along.
    fs::write(&upload, "half").unwrap();
    fs::create_dir(left[0]).unwrap();
    mlflow!(scene, "gc").success();
    assert!(!upload.exists() && !left[0].exists());
    assert!(used.is_dir() && whole.is_file());
}

/// The link leads to another disk, as a failing rename tells.
#[cfg(unix)]
#[test]
fn experiments_lie_behind_links() {
    use std::os::unix::fs::symlink;
    let scene = Scene::with_store("./link");
    fs::create_dir(scene.path("real")).unwrap();
    symlink("real", scene.path("link")).unwrap();
    mlflow!(scene, "experiments create -n e").success();
    let found = mlflow!(scene, "experiments search --output json")
        .success()
        .json();
    let id = found[0]["experiment_id"].as_str().unwrap().to_owned();
    fs::rename(scene.path(format!("real/{id}")), scene.path("elsewhere")).unwrap();
    symlink("../elsewhere", scene.path(format!("real/{id}"))).unwrap();
    let fault = Fault::of("rename", "/real/").with_error(18).times(1);
    let Some(env) = fault.env() else { return };
    let env = || env.iter().map(|(name, value)| (*name, value.clone()));
    let mut start = scene.command(["runs", "start", "--experiment-name", "e"]);
    let run = Outcome::of(start.envs(env())).success().line();
    scene.write("a.txt", "a");
    for line in [
        "runs log-metric --run-id RUN loss=1",
        "runs log-param --run-id RUN lr=1",
        "artifacts log-artifact --run-id RUN -l a.txt",
        "experiments delete -x EXPERIMENT",
        "experiments restore -x EXPERIMENT",
    ] {
        let line = line.replace("RUN", &run).replace("EXPERIMENT", &id);
        scene.mlflow(words(&line)).success();
    }
    let found = mlflow!(scene, "runs describe --run-id {run}")
        .success()
        .json();
    assert_eq!(found["data"]["metrics"]["loss"], 1.0);
    let listed = mlflow!(scene, "artifacts list --run-id {run}")
        .success()
        .stdout();
    assert!(listed.contains("a.txt"), "{listed}");
    mlflow!(scene, "runs delete --run-id {run}").success();
    mlflow!(scene, "gc").success();
    assert!(!scene.path(format!("elsewhere/{run}")).exists());
}

#[cfg(unix)]
#[test]
fn deleted_experiments_lie_on_another_disk() {
    let scene = Scene::with_store("./mlruns");
    let other = mlflow!(scene, "runs start --experiment-name f")
        .success()
        .line();
    mlflow!(scene, "runs set-tag --run-id {other} k=v").success();
    let found = mlflow!(scene, "experiments search -f \"name = 'f'\" --output json");
    let found = found.success().json()[0]["experiment_id"].clone();
    let fault = Fault::of("rename", "/.trash/").with_error(18).times(1);
    let Some(env) = fault.env() else { return };
    let mut delete = scene.command(["experiments", "delete", "-x", found.as_str().unwrap()]);
    Outcome::of(delete.envs(env)).success();
    let deleted = mlflow!(
        scene,
        "experiments search --view deleted_only --output json"
    );
    assert_eq!(deleted.success().json()[0]["experiment_id"], found);
    mlflow!(scene, "experiments restore -x {}", found.as_str().unwrap()).success();
    let found = mlflow!(scene, "runs describe --run-id {other}")
        .success()
        .json();
    assert_eq!(found["data"]["tags"]["k"], "v");
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
