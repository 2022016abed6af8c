//! Ctrl-C and SIGTERM: the child ends with us, and the run says so.
#![cfg(unix)]

use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{project, stand_in};
use crate::support::clients::{Client, python};
use crate::support::{Outcome, Scene, mlflow};

/// Starts the program and waits until its command has written the file `started`.
fn start(scene: &Scene, args: &[&str]) -> Child {
    let mut command = scene.command(args);
    let child = command
        .stderr(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("a child");
    wait_until(|| scene.path("started").exists() || scene.path("p/started").exists());
    child
}

#[track_caller]
fn wait_until(mut done: impl FnMut() -> bool) {
    let deadline = Instant::now() + Duration::from_secs(20);
    while !done() {
        assert!(Instant::now() < deadline, "waited in vain");
        thread::sleep(Duration::from_millis(10));
    }
}

fn send(signal: &str, pid: u32) {
    let sent = Command::new("kill")
        .args([signal, &pid.to_string()])
        .status();
    assert!(sent.is_ok_and(|status| status.success()));
}

fn is_alive(pid: &str) -> bool {
    let state = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    // A zombie has ended; whether somebody has noticed is not our concern.
    !state.is_empty() && !state.contains(") Z ")
}

#[track_caller]
fn status(scene: &Scene) -> String {
    let runs = mlflow!(scene, "runs search --output json").success().json();
    runs[0]["info"]["status"]
        .as_str()
        .expect("a status")
        .to_owned()
}

/// Whether these tests run under `nohup`, which their children inherit.
fn ignores_hangup() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|set| u64::from_str_radix(set.trim(), 16).ok());
    ignored.is_some_and(|set| set & 1 == 1)
}

/// A scene with a script, and a project of it, whose child has a child: all of them must end.
fn with_grandchild(store: &str) -> Scene {
    let scene = Scene::with_store(store);
    scene.write(
        "p/main.sh",
        "sh -c 'echo $$ > pid; touch started; exec sleep 100'; exit 0",
    );
    project(&scene, "exec sh main.sh");
    scene
}

/// The process of that child's child.
fn grandchild(scene: &Scene) -> String {
    let pid = ["p/pid", "pid"]
        .iter()
        .find_map(|file| std::fs::read_to_string(scene.path(file)).ok());
    pid.expect("its number").trim().to_owned()
}

#[test]
fn a_signal_ends_the_child_and_marks_the_run() {
    let hangup = (!ignores_hangup()).then_some("-HUP");
    for signal in ["-INT", "-TERM"].into_iter().chain(hangup) {
        for (store, args) in [
            ("./mlruns", &["run", "p"][..]),
            ("sqlite:///mlflow.db", &["exec", "--", "sh", "p/main.sh"]),
        ] {
            let scene = with_grandchild(store);
            let mut child = start(&scene, args);
            send(signal, child.id());
            assert_eq!(child.wait().unwrap().code(), Some(130), "{signal} {args:?}");
            assert_eq!(status(&scene), "KILLED");
            assert!(!is_alive(&grandchild(&scene)), "the grandchild lives on");
        }
    }
}

#[test]
fn the_child_gets_the_same_signal_and_may_clean_up() {
    let scene = Scene::with_store("./mlruns");
    project(
        &scene,
        "trap 'echo cleaned up; exit 0' INT; touch started; while :; do sleep 0.05; done",
    );
    let child = start(&scene, &["run", "p"]);
    send("-INT", child.id());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    assert_eq!(String::from_utf8_lossy(&output.stdout), "cleaned up\n");
    assert!(String::from_utf8_lossy(&output.stderr).contains("') interrupted ==="));
    assert_eq!(status(&scene), "KILLED");
}

#[test]
fn a_child_that_does_not_listen_is_killed() {
    let scene = Scene::with_store("./mlruns");
    project(
        &scene,
        "trap '' TERM; touch started; while :; do sleep 0.05; done",
    );
    let mut child = start(&scene, &["run", "p"]);
    let began = Instant::now();
    send("-TERM", child.id());
    // One more, after the time within which signals count as the same one.
    thread::sleep(Duration::from_millis(1200));
    send("-TERM", child.id());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(
        began.elapsed() < Duration::from_secs(4),
        "the second signal kills at once"
    );
    assert_eq!(status(&scene), "KILLED");
}

#[test]
fn what_is_left_of_the_child_has_time_to_save_its_work() {
    let scene = Scene::with_store("./mlruns");
    // The shell ends at once, and the worker that it started takes its time.
    project(
        &scene,
        "(trap 'sleep 3; touch saved; exit' TERM; touch started; while :; do sleep 0.05; done) & wait",
    );
    let child = start(&scene, &["run", "p"]);
    send("-TERM", child.id());
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(130));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(
        stderr.contains("a second Ctrl-C or signal kills it"),
        "{stderr}"
    );
    assert!(stderr.contains("see it with: mlflow runs"), "{stderr}");
    assert!(scene.path("p/saved").exists());
    assert_eq!(status(&scene), "KILLED");
}

#[test]
fn a_second_signal_ends_what_is_left_of_the_child() {
    let scene = Scene::with_store("./mlruns");
    project(
        &scene,
        "(trap '' TERM; touch started; while :; do sleep 0.05; done) & wait",
    );
    let mut child = start(&scene, &["run", "p"]);
    let began = Instant::now();
    send("-TERM", child.id());
    thread::sleep(Duration::from_millis(1200));
    send("-TERM", child.id());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    assert!(began.elapsed() < Duration::from_secs(10));
}

#[test]
fn a_signal_after_the_commands_end_ends_the_waiting_alone() {
    let scene = Scene::with_store("./mlruns");
    let script = "(while :; do echo x; sleep 0.05; done) & echo started > started";
    let child = start(&scene, &["exec", "--", "sh", "-c", script]);
    wait_until(|| status(&scene) == "FINISHED");
    let began = Instant::now();
    send("-TERM", child.id());
    let output = child.wait_with_output().unwrap();
    assert!(began.elapsed() < Duration::from_secs(3));
    assert_eq!(output.status.code(), Some(0));
    assert_eq!(status(&scene), "FINISHED");
}

#[test]
fn a_hangup_under_nohup_is_nothing() {
    let scene = Scene::with_store("./mlruns");
    project(&scene, "touch started; sleep 0.5; echo done");
    let mut nohup = scene.bare_command("nohup");
    nohup.arg(env!("CARGO_BIN_EXE_mlflow")).args(["run", "p"]);
    let child = nohup
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    wait_until(|| scene.path("p/started").exists());
    send("-HUP", child.id());
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stdout), "done\n");
    assert_eq!(status(&scene), "FINISHED");
}

#[test]
fn a_build_can_be_cancelled() {
    let scene = Scene::with_store("./mlruns").env("MLFLOW_ENV_ROOT", "envs");
    project(&scene, "true");
    scene.write("p/python_env.yaml", "dependencies: [-e ./pkg]");
    // A package whose build says that it has begun, and never ends.
    scene.write(
        "p/pkg/setup.py",
        "import time, pathlib\npathlib.Path('../started').touch()\ntime.sleep(100)\n",
    );
    scene.write(
        "p/pkg/pyproject.toml",
        "[build-system]\nrequires = []\nbackend-path = ['.']\nbuild-backend = 'setup'\n",
    );
    let child = start(&scene, &["run", "p"]);
    send("-TERM", child.id());
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{stderr}");
    assert_eq!(status(&scene), "KILLED");
    // What was half built is gone, and the next run does not take it for an environment.
    let left: Vec<_> = scene
        .path("envs")
        .read_dir()
        .unwrap()
        .flatten()
        .map(|entry| entry.file_name())
        .collect();
    assert!(
        left.iter()
            .all(|name| name.to_string_lossy().ends_with(".lock")),
        "{left:?}"
    );
    scene.write("p/pkg/setup.py", "raise SystemExit('broken')");
    let outcome: Outcome = mlflow!(scene, "run p").code(1);
    assert!(
        outcome.stderr().contains("building the environment"),
        "{}",
        outcome.stderr()
    );
    assert!(
        outcome.stderr().contains("broken"),
        "the whole log is shown: {}",
        outcome.stderr()
    );
}

#[test]
fn a_server_that_does_not_answer_holds_nobody() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    let scene = Scene::new();
    let child = scene
        .command(["run", &format!("http://{address}/p.zip")])
        .stderr(Stdio::piped())
        .spawn()
        .expect("a child");
    let _silent = listener.accept().expect("a request");
    send("-INT", child.id());
    let output = child.wait_with_output().expect("its end");
    assert_eq!(output.status.code(), Some(130));
}

/// A program that is killed can do nothing any more: its watchdog ends what it started.
#[cfg(target_os = "linux")]
#[test]
fn nothing_is_left_when_the_program_is_killed() {
    for (store, args) in [
        ("./mlruns", &["run", "p"][..]),
        ("sqlite:///mlflow.db", &["exec", "--", "sh", "p/main.sh"]),
    ] {
        let scene = with_grandchild(store);
        let mut child = start(&scene, args);
        send("-KILL", child.id());
        child.wait().unwrap();
        let pid = grandchild(&scene);
        wait_until(|| !is_alive(&pid));
        wait_until(|| status(&scene) == "KILLED");
    }
}

/// A script that started runs and is ended cannot end them any more.
#[test]
fn runs_that_the_command_started_end_with_it() {
    for scene in Scene::for_each_store() {
        scene.write(
            "p/main.sh",
            r#"child=$("$MLFLOW" runs start --parent-run-id "$MLFLOW_RUN_ID")
"$MLFLOW" runs start --parent-run-id "$child"
done=$("$MLFLOW" runs start --parent-run-id "$MLFLOW_RUN_ID")
"$MLFLOW" runs end --run-id "$done"
touch started
exec sleep 100
"#,
        );
        project(&scene, "exec sh main.sh");
        let other = mlflow!(scene, "runs start").success().line();
        let mut run = scene.command(["run", "p"]);
        run.env("MLFLOW", env!("CARGO_BIN_EXE_mlflow"));
        run.stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = run.spawn().unwrap();
        wait_until(|| scene.path("p/started").exists());
        send("-TERM", child.id());
        assert_eq!(child.wait().unwrap().code(), Some(130));
        assert_eq!(
            statuses(&scene),
            ["FINISHED", "KILLED", "KILLED", "KILLED", "RUNNING"]
        );
        mlflow!(scene, "runs end --run-id {other}").success();
    }
}

/// The statuses of all runs, sorted.
fn statuses(scene: &Scene) -> Vec<String> {
    let search = ["runs", "search", "--output", "json"];
    let runs = scene.mlflow(search).success().json();
    let runs = runs.as_array().expect("a list").iter();
    let status = |run: &Value| run["info"]["status"].as_str().expect("a status").to_owned();
    let mut statuses: Vec<String> = runs.map(status).collect();
    statuses.sort();
    statuses
}

/// What a Python client leaves running: a nested run, and one beside the run.
const NESTED: &str = r#"
import mlflow, time
with mlflow.start_run():
    mlflow.start_run(nested=True)
    mlflow.tracking.MlflowClient().create_run("0") if SERVED else None
    open("started", "w").close()
    time.sleep(100)
"#;

#[test]
fn runs_that_a_python_client_started_end_with_it() {
    for (client, store, started) in [
        (Client::V1, "./mlruns", 2),
        (Client::V3, "sqlite:///mlflow.db", 3),
    ] {
        let Some(python) = python(client) else {
            return;
        };
        let scene = Scene::with_store(store);
        let is_served = if started == 3 { "True" } else { "False" };
        scene.write("train.py", NESTED.replace("SERVED", is_served));
        let python = python.to_str().expect("UTF-8");
        let mut child = start(&scene, &["exec", "--", python, "train.py"]);
        send("-TERM", child.id());
        assert_eq!(child.wait().unwrap().code(), Some(130));
        assert_eq!(statuses(&scene), vec!["KILLED"; started]);
    }
}

/// Docker's client passes a signal on, and the container need not heed it.
#[test]
fn a_container_that_ignores_signals_is_killed() {
    let scene = Scene::with_store("./mlruns");
    let docker = r#"#!/bin/sh
echo "$*" >> docker-calls
case "$1" in
run) trap '' TERM; touch started; while :; do sleep 0.05; done ;;
image) echo 'sha256:0123 ["known:latest"]' ;;
ps) echo c0ffee ;;
esac
"#;
    stand_in(&scene, "docker", docker);
    let path = std::env::var("PATH").expect("a PATH");
    let path = format!("{}:{path}", scene.path("bin").display());
    let scene = scene.env("PATH", &path);
    scene.write(
        "p/MLproject",
        "{name: x, docker_env: {image: known}, entry_points: {main: {command: 'true'}}}",
    );
    let mut child = start(&scene, &["run", "p"]);
    send("-TERM", child.id());
    // One more, after the time within which signals count as the same one.
    thread::sleep(Duration::from_millis(1200));
    send("-TERM", child.id());
    assert_eq!(child.wait().unwrap().code(), Some(130));
    let calls = ["docker-calls", "p/docker-calls"]
        .map(|file| std::fs::read_to_string(scene.path(file)).unwrap_or_default())
        .concat();
    assert!(
        calls.contains("ps --quiet --filter label=mlflow.run_id="),
        "{calls}"
    );
    assert!(
        calls.ends_with("kill c0ffee\n") || calls.contains("\nkill c0ffee\n"),
        "{calls}"
    );
}
