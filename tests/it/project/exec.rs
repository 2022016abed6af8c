//! Plain commands as runs.

use std::time::{Duration, Instant};

use serde_json::json;

use super::{project, run_id, run_of};
use crate::support::{Outcome, Scene, mlflow, words};

#[test]
fn a_command_becomes_a_run() {
    for scene in Scene::for_each_store() {
        let script = "echo out; echo err >&2; cat; echo $MLFLOW_RUN_ID; exit 3";
        let args = [
            "exec",
            "--run-name",
            "r",
            "-t",
            "team=a=b",
            "-P",
            "p=1",
            "--",
            "sh",
            "-c",
            script,
        ];
        let outcome = scene.mlflow_with_stdin(args, "from stdin\n").code(3);
        let run = run_of(&scene, &outcome);
        let id = run_id(&outcome);
        let printed = format!("out\nfrom stdin\n{id}\n");
        assert_eq!(outcome.stdout(), printed);
        assert!(
            outcome.stderr().lines().any(|line| line == "err"),
            "{}",
            outcome.stderr()
        );
        assert_eq!(
            (&run["info"]["status"], &run["info"]["run_name"]),
            (&json!("FAILED"), &json!("r"))
        );
        assert_eq!(run["data"]["params"], json!({"p": "1"}));
        assert_eq!(run["data"]["tags"]["team"], "a=b");
        assert_eq!(
            run["data"]["tags"]["exec.command"],
            format!("sh -c '{script}'")
        );

        let metrics = &run["data"]["metrics"];
        assert_eq!(metrics["exec.exit_code"], 3.0);
        for name in [
            "wall_time_seconds",
            "user_cpu_seconds",
            "system_cpu_seconds",
            "peak_memory_bytes",
        ] {
            assert!(
                metrics[format!("exec.{name}")]
                    .as_f64()
                    .is_some_and(|value| value >= 0.0),
                "{name}: {metrics}"
            );
        }
        for (name, expected) in [("stdout.txt", printed.as_str()), ("stderr.txt", "err\n")] {
            mlflow!(scene, "artifacts download -r {id} -a {name} -d .").success();
            assert_eq!(std::fs::read_to_string(scene.path(name)).unwrap(), expected);
        }
    }
}

#[test]
fn time_and_memory_are_those_of_the_command() {
    let scene = Scene::with_store("./mlruns");
    // `head` reads 64 MB at once, so the shell's children need about that much.
    let busy = "sleep 0.2; x=$(head -c 64000000 /dev/zero | tr '\\0' a); i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done";
    let run = run_of(
        &scene,
        &scene.mlflow(["exec", "--", "sh", "-c", busy]).success(),
    );
    let metric = |name: &str| run["data"]["metrics"][name].as_f64().unwrap();
    assert!(metric("exec.wall_time_seconds") >= 0.2);
    assert!(metric("exec.user_cpu_seconds") > 0.005);
    assert!(metric("exec.peak_memory_bytes") > 64_000_000.0);
}

#[test]
fn output_comes_as_it_is_written() {
    use std::io::{BufRead, BufReader, Write};
    use std::process::Stdio;
    let scene = Scene::with_store("./mlruns");
    let mut command = scene.command(words(
        "exec -- sh -c 'echo first; read line; echo \"got $line\"'",
    ));
    let mut child = command
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    // The command waits for us now: only a line that was passed on at once can be read here.
    assert_eq!(lines.next().unwrap().unwrap(), "first");
    child.stdin.take().unwrap().write_all(b"it\n").unwrap();
    assert_eq!(lines.next().unwrap().unwrap(), "got it");
    assert!(child.wait().unwrap().success());
}

#[test]
fn what_cannot_be_started_has_the_exit_code_of_a_shell() {
    let scene = Scene::with_store("./mlruns");
    scene.write("no-program", "");
    for (program, code) in [("gone-program", 127), ("./no-program", 126)] {
        let outcome = mlflow!(scene, "exec -- '{program}'").code(code);
        assert!(
            outcome
                .stderr()
                .contains(&format!("cannot start `{program}`"))
        );
        assert_eq!(run_of(&scene, &outcome)["info"]["status"], "FAILED");
    }
    mlflow!(scene, "exec --").code(2);
}

#[test]
fn commands_within_log_to_the_run() {
    let scene = Scene::with_store("sqlite:///mlflow.db").env("MLFLOW_RUN_NAME", "outer");
    let script = "cd / && $MLFLOW runs log-metric loss=0.5 && $MLFLOW runs log-param lr=1";
    let mut exec = scene.command(["exec", "--", "sh", "-c", script]);
    exec.env("MLFLOW", env!("CARGO_BIN_EXE_mlflow"));
    let run = run_of(&scene, &Outcome::of(&mut exec).success());
    assert_eq!(run["data"]["metrics"]["loss"], 0.5);
    assert_eq!(run["data"]["params"], json!({"lr": "1"}));
    assert_eq!(run["info"]["run_name"], "outer");
}

#[test]
fn a_reader_that_leaves_early_costs_no_output() {
    let scene = Scene::with_store("./mlruns");
    let mlflow = env!("CARGO_BIN_EXE_mlflow");
    let line = format!("'{mlflow}' exec -- seq 1 100000 | head -n 1");
    let mut shell = scene.bare_command("sh");
    assert_eq!(Outcome::of(shell.args(["-c", &line])).success().line(), "1");
    let runs = mlflow!(scene, "runs search --output json").success().json();
    assert_eq!(runs[0]["info"]["status"], "FINISHED");
    let id = runs[0]["info"]["run_id"].as_str().unwrap();
    mlflow!(scene, "artifacts download -r {id} -a stdout.txt -d .").success();
    let kept = std::fs::read_to_string(scene.path("stdout.txt")).unwrap();
    assert!(kept.ends_with("\n100000\n"), "all of it is kept");
}

/// What a run kept under this name.
fn kept(scene: &Scene, outcome: &Outcome, name: &str) -> String {
    let id = run_id(outcome);
    mlflow!(scene, "artifacts download -r {id} -a {name} -d .").success();
    std::fs::read_to_string(scene.path(name)).expect("the artifact")
}

/// A scene whose temporary files are in its folder `tmp`.
fn scene_with_temporary_folder() -> Scene {
    let scene = Scene::with_store("./mlruns").env("TMPDIR", "tmp");
    std::fs::create_dir(scene.path("tmp")).expect("a new folder");
    scene
}

#[test]
#[cfg(unix)]
fn a_process_that_is_left_behind_is_not_waited_for() {
    let scene = scene_with_temporary_folder();
    let began = Instant::now();
    let script = "sleep 60 & echo $! > pid; echo done";
    let outcome = mlflow!(scene, "exec -- sh -c '{script}'").success();
    assert!(began.elapsed() < Duration::from_secs(20));
    assert!(outcome.stderr().contains("holds its output open"));
    assert_eq!(run_of(&scene, &outcome)["info"]["status"], "FINISHED");
    assert_eq!(kept(&scene, &outcome, "stdout.txt"), "done\n");
    assert_eq!(scene.path("tmp").read_dir().unwrap().count(), 0);
    let _ = scene.shell("kill $(cat pid)").status();
}

#[test]
#[cfg(unix)]
fn output_that_is_read_slowly_is_all_passed_on() {
    let scene = Scene::with_store("./mlruns");
    let mlflow = env!("CARGO_BIN_EXE_mlflow");
    // About 140 KB: what two pipes of 64 KB and our own hands hold, so the command is over at once.
    let line = format!("'{mlflow}' exec -- seq 1 25000 | (sleep 1; tail -n 1)");
    let mut shell = scene.bare_command("sh");
    let outcome = Outcome::of(shell.args(["-c", &line])).success();
    assert_eq!(outcome.line(), "25000");
    assert!(!outcome.stderr().contains("warning"));
}

#[test]
#[cfg(target_os = "linux")]
fn output_that_cannot_be_passed_on_is_an_error() {
    let scene = Scene::with_store("./mlruns");
    let full = || {
        std::fs::File::options()
            .write(true)
            .open("/dev/full")
            .unwrap()
    };
    let mut exec = scene.command(["exec", "--", "echo", "x"]);
    let child = exec
        .stdout(full())
        .stderr(std::process::Stdio::piped())
        .spawn();
    let output = child.unwrap().wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(
        stderr.contains("cannot pass the command's output on to stdout"),
        "{stderr}"
    );
}

#[test]
#[cfg(unix)]
fn output_that_cannot_be_an_artifact_is_not_lost() {
    let scene = scene_with_temporary_folder();
    let script = "echo precious; cd mlruns/0/$MLFLOW_RUN_ID && rmdir artifacts && touch artifacts";
    let outcome = mlflow!(scene, "exec -- sh -c '{script}'").code(1);
    assert_eq!(run_of(&scene, &outcome)["info"]["status"], "FINISHED");
    let stderr = outcome.stderr();
    let (_, named) = stderr
        .split_once("is kept in `")
        .unwrap_or_else(|| panic!("{stderr}"));
    let file = scene.path(named.split('`').next().unwrap());
    assert_eq!(std::fs::read_to_string(file).unwrap(), "precious\n");
}

#[test]
#[cfg(unix)]
fn a_limit_on_the_size_of_files_does_not_end_us() {
    let scene = scene_with_temporary_folder();
    let mut exec = scene.shell("ulimit -f 100; mlflow exec -- head -c 3000000 /dev/zero");
    let outcome = Outcome::of(&mut exec);
    let outcome = outcome.code(1);
    assert!(
        outcome.stderr().contains("is not kept"),
        "{}",
        outcome.stderr()
    );
    assert_eq!(outcome.stdout().len(), 3_000_000);
    assert_eq!(run_of(&scene, &outcome)["info"]["status"], "FINISHED");
}

#[test]
fn a_misspelt_flag_is_no_command() {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    let stderr = mlflow!(scene, "exec --experimnt-name x -- true")
        .code(2)
        .stderr();
    let tip = "a similar argument exists: '--experiment-name'";
    assert!(stderr.contains(tip), "{stderr}");
    assert!(!scene.path("mlflow.db").exists(), "no run is made");
    // The command has its own flags, and may begin like one.
    assert_eq!(
        mlflow!(scene, "exec sh -c 'echo $0 $1' --run-name x")
            .success()
            .line(),
        "--run-name x"
    );
    mlflow!(scene, "exec -- --no-such").code(127);
}

#[test]
fn a_command_line_is_recorded_without_its_secrets() {
    let scene = Scene::with_store("./mlruns");
    let command = ["true", "--password", "hush-1", "--token=hush-2", "KEY=3"];
    let exec = ["exec", "-P", "n=1", "--"].iter().chain(&command);
    let outcome = scene.mlflow(exec).success();
    let recorded = run_of(&scene, &outcome)["data"]["tags"]["exec.command"].clone();
    assert_eq!(recorded, "true --password *** --token=*** KEY=3");
    let exec = ["exec", "--no-arguments", "--"].iter().chain(&command);
    let outcome = scene.mlflow(exec).success();
    let tags = run_of(&scene, &outcome)["data"]["tags"].clone();
    assert_eq!(tags["exec.command"], json!(null));
    assert_eq!(tags["mlflow.source.name"], "true");
    // A project's command is told and never stored.
    project(&scene, "echo done --api-key hush-4 https://me:hush-5@host/");
    let outcome = mlflow!(scene, "run p").success();
    let told = "=== Running command 'echo done --api-key *** https://me:***@host/' in run";
    assert!(outcome.stderr().contains(told), "{}", outcome.stderr());
    for entry in walkdir::WalkDir::new(scene.path("mlruns"))
        .into_iter()
        .flatten()
    {
        let text = std::fs::read(entry.path()).unwrap_or_default();
        let text = String::from_utf8_lossy(&text).into_owned();
        assert!(!text.contains("hush"), "{}: {text}", entry.path().display());
    }
}

/// A store that is gone, as one on a full disk, takes no record of the end.
#[test]
fn a_run_that_cannot_be_ended_keeps_its_exit_code_and_says_how_to_end_it() {
    for (script, code, status) in [
        ("rm -r mlruns; exit 3", 3, "FAILED"),
        ("rm -r mlruns; echo made", 1, "FINISHED"),
    ] {
        let scene = Scene::with_store("./mlruns");
        let outcome = mlflow!(scene, "exec -- sh -c '{script}'").code(code);
        let stderr = outcome.stderr();
        let (_, how) = stderr
            .split_once("`mlflow runs end --run-id ")
            .unwrap_or_else(|| panic!("{stderr}"));
        let end = format!(" --status {status}` ends it");
        assert!(how[32..].starts_with(&end), "{stderr}");
        let kept = stderr.split_once("is kept in `");
        assert_eq!(kept.is_some(), outcome.stdout() == "made\n", "{stderr}");
        if let Some((_, path)) = kept {
            let path = path.split('`').next().expect("a path");
            let kept = std::path::Path::new(path);
            assert_eq!(std::fs::read_to_string(kept).expect("a file"), "made\n");
            std::fs::remove_dir_all(kept.parent().expect("a folder")).expect("ours");
        }
    }
}
