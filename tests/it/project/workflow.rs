//! Whether, how often and how long a project runs, and many runs of one project.

use serde_json::{Value, json};

use super::{project, run_id, run_of};
use crate::support::{Outcome, Scene, mlflow};

/// Every run of the default experiment, the latest first.
fn runs(scene: &Scene) -> Vec<Value> {
    let runs = mlflow!(scene, "runs search --output json").success().json();
    runs.as_array().expect("a list").clone()
}

fn statuses(scene: &Scene) -> Vec<String> {
    let status = |run: &Value| run["info"]["status"].as_str().expect("a status").to_owned();
    runs(scene).iter().map(status).collect()
}

#[test]
fn a_run_that_was_the_same_is_not_needed_again() {
    for scene in Scene::for_each_store() {
        scene.write("data.csv", "1");
        scene.write(
            "p/MLproject",
            "entry_points:
  main: {parameters: {a: {default: 1}, d: {type: path, default: data.csv}}, command: 'echo made > out.txt'}
  bad: {command: 'false'}",
        );
        let run = |args: &[&str]| {
            let args = ["run", "p", "--needed"].iter().chain(args);
            scene.mlflow(args).success()
        };
        let outcome = run(&[]);
        let first = run_id(&outcome);
        // The ID is the last line on stdout, whether the run is new or not.
        assert_eq!(outcome.line(), first);
        // The first one wrote into the project, which is no other project for that.
        assert_eq!(run(&[]).line(), first);
        assert_eq!(run(&["-P", "a=1"]).line(), first, "the default, said");
        let second = run_id(&run(&["-P", "a=2"]));
        assert_eq!(run(&["-P", "a=2"]).line(), second);
        assert_eq!(runs(&scene).len(), 2);

        scene.write("data.csv", "2");
        assert_ne!(run_id(&run(&[])), first, "other data");
        scene.write("p/more.py", "");
        run_id(&run(&[]));
        // One that failed does for nothing.
        for _ in 0..2 {
            mlflow!(scene, "run p --needed -e bad").code(1);
        }
        assert_eq!(runs(&scene).len(), 6);
        // Without the flag it runs.
        mlflow!(scene, "run p").success();
        assert_eq!(runs(&scene).len(), 7);
    }
}

#[cfg(unix)]
#[test]
fn what_git_ignores_and_what_links_lead_to_is_input_all_the_same() {
    let scene = Scene::with_store("./mlruns");
    scene.write("r/.gitignore", "data\n");
    scene.write("r/data/x.csv", "1");
    scene.write("real.csv", "1");
    std::os::unix::fs::symlink(scene.path("real.csv"), scene.path("link.csv")).expect("a link");
    scene.write(
        "r/MLproject",
        "entry_points: {main: {parameters: {d: path, l: path}, command: 'true'}}",
    );
    super::source::git(&scene, "r", &["init", "--quiet"]);
    let run = || {
        mlflow!(scene, "run r --needed -P d=r/data -P l=link.csv").success();
        runs(&scene).len()
    };
    assert_eq!((run(), run()), (1, 1));
    scene.write("r/data/x.csv", "2");
    assert_eq!((run(), run()), (2, 2));
    scene.write("real.csv", "2");
    assert_eq!((run(), run()), (3, 3));
}

#[test]
fn a_failing_project_is_tried_again() {
    let scene = Scene::with_store("./mlruns");
    project(&scene, "echo x >> count; test $(grep -c x count) = 3");
    let outcome = mlflow!(scene, "run p --retry 5").success();
    assert!(outcome.stderr().contains("trying again: attempt 2 of 6"));
    assert_eq!(statuses(&scene), ["FINISHED", "FAILED", "FAILED"]);
    let runs = runs(&scene);
    let first = &runs[2]["info"]["run_id"];
    let tags = |index: usize| &runs[index]["data"]["tags"];
    assert_eq!(tags(0)["project.attempt"], "3");
    assert_eq!(&tags(0)["project.retry_of"], first);
    assert_eq!(&tags(1)["project.retry_of"], first);
    assert_eq!(tags(2)["project.attempt"], json!(null));

    project(&scene, "exit 7");
    let outcome = mlflow!(scene, "run p --retry 1").code(1);
    assert!(outcome.stderr().contains("ended with exit code 7"));
}

#[test]
#[cfg(unix)]
fn a_run_that_takes_too_long_is_ended() {
    let scene = Scene::with_store("./mlruns");
    project(
        &scene,
        "trap 'echo saved; exit 0' TERM; while :; do sleep 0.02; done",
    );
    let outcome = mlflow!(scene, "run p --timeout 0.3").code(1);
    assert_eq!(outcome.stdout(), "saved\n", "it can save its work");
    let stderr = outcome.stderr();
    assert!(
        stderr.contains("was ended after 300 ms, its timeout"),
        "{stderr}"
    );
    assert_eq!(statuses(&scene), ["KILLED"]);
    project(&scene, "true");
    mlflow!(scene, "run p --timeout 1h").success();
    mlflow!(scene, "run p --timeout soon").code(2);
}

#[test]
fn a_run_in_the_background_is_waited_for() {
    for scene in Scene::for_each_store() {
        scene.write(
            "p/main.sh",
            "echo \"[$1]\"; while [ ! -e go ]; do sleep 0.02; done; exit $2",
        );
        scene.write(
            "p/MLproject",
            "entry_points: {main: {parameters: {a: string, code: {default: 0}}, command: 'sh main.sh {a} {code}'}}",
        );
        let start = |code: &str| {
            let code = format!("code={code}");
            let run = ["run", "p", "--background", "-P", "a=it's", "-P", &code];
            let outcome = scene.mlflow(run).success();
            let (_, log) = outcome
                .stderr()
                .split_once("goes to ")
                .map(|(a, b)| (a.to_owned(), b.to_owned()))
                .expect("a log");
            (
                outcome.line(),
                log.lines().next().expect("a line").to_owned(),
            )
        };
        let ((good, log), (bad, bad_log)) = (start("0"), start("3"));
        let describe = ["runs", "describe", "-r", &good];
        let run = scene.mlflow(describe).success().json();
        assert_eq!(run["info"]["status"], "RUNNING");
        assert_eq!(run["data"]["tags"]["mlflow.source.type"], "PROJECT");
        let stderr = mlflow!(scene, "runs wait -r '{good}' --timeout 0.1")
            .code(1)
            .stderr();
        assert!(stderr.contains("is still RUNNING"), "{stderr}");
        scene.write("p/go", "");
        let outcome = mlflow!(scene, "runs wait -r '{good}' -r '{bad}'").code(1);
        assert_eq!(outcome.stdout(), format!("{good} FINISHED\n{bad} FAILED\n"));
        assert!(std::fs::read_to_string(&log).unwrap().contains("[it's]"));
        let run = scene.mlflow(describe).success().json();
        assert_eq!(
            run["data"]["params"],
            json!({"a": r#"'it'"'"'s'"#, "code": "0"})
        );
        mlflow!(scene, "runs wait -r '{good}'").success();
        for log in [log, bad_log] {
            #[cfg(unix)]
            {
                use std::os::unix::fs::PermissionsExt;
                let mode = std::fs::metadata(&log).unwrap().permissions().mode();
                assert_eq!(mode & 0o777, 0o600, "what it prints is its user's own");
            }
            std::fs::remove_file(log).unwrap();
        }
    }
}

#[test]
fn a_table_of_values_does_not_go_to_the_background() {
    let scene = Scene::with_store("./mlruns");
    project(&scene, "true");
    scene.write("trials.csv", "a\n1\n2\n");
    let stderr = mlflow!(scene, "run p --background -P file:trials.csv")
        .code(1)
        .stderr();
    assert!(
        stderr.contains("`--background` is for a single run"),
        "{stderr}"
    );
}

#[test]
fn what_fails_in_the_background_is_recorded() {
    let scene = Scene::with_store("./mlruns");
    let id = mlflow!(scene, "runs start").success().line();
    // What the foreground has checked may be gone for the other process.
    mlflow!(scene, "run gone --run-id {id} --detached").code(1);
    assert_eq!(statuses(&scene), ["FAILED"]);
}

/// A project that logs a loss for its parameters.
fn grid_scene(store: &str) -> Scene {
    let scene = Scene::with_store(store);
    scene.write(
        "p/MLproject",
        "entry_points: {main: {parameters: {lr: float, depth: {default: 1}}, command: 'sh main.sh {lr} {depth}'}}",
    );
    scene.write(
        "p/main.sh",
        "echo \"lr is $1\"; test \"$1\" != bad && \"$MLFLOW\" runs log-metric loss=$1",
    );
    scene.env("MLFLOW", env!("CARGO_BIN_EXE_mlflow"))
}

#[test]
fn a_grid_tries_all_combinations() {
    for store in ["./mlruns", "sqlite:///mlflow.db"] {
        let scene = grid_scene(store);
        let outcome = mlflow!(
            scene,
            "run p --grid -P lr=0.3,0.1,0.2 -P depth=1,2 --jobs \
             3 --objective metrics.loss:min --run-name search"
        )
        .success();
        let stdout = outcome.stdout();
        let rows: Vec<&str> = stdout.lines().skip(2).collect();
        assert_eq!(rows.len(), 6, "{stdout}");
        assert!(stdout.starts_with("Run ID"), "{stdout}");
        assert!(
            rows[0].contains("0.1") && rows[5].contains("0.3"),
            "{stdout}"
        );
        assert!(
            rows[0].contains("lr=0.1 depth=") && rows[0].contains("FINISHED"),
            "{stdout}"
        );
        assert!(
            outcome.stderr().contains("[6/6] FINISHED"),
            "{}",
            outcome.stderr()
        );

        let runs = runs(&scene);
        let parent = runs
            .iter()
            .find(|run| run["info"]["run_name"] == "search")
            .expect("a parent");
        assert_eq!(parent["info"]["status"], "FINISHED");
        assert_eq!(parent["data"]["metrics"]["loss"], 0.1);
        assert_eq!(parent["data"]["tags"]["project.trials"], "6");
        assert!(
            rows[0].starts_with(
                parent["data"]["tags"]["project.best_run_id"]
                    .as_str()
                    .unwrap()
            )
        );
        trials_are_whole_runs(&scene, &runs, parent);
    }
}

#[track_caller]
fn trials_are_whole_runs(scene: &Scene, runs: &[Value], parent: &Value) {
    let trials: Vec<&Value> = runs
        .iter()
        .filter(|run| run["data"]["tags"]["mlflow.parentRunId"] == parent["info"]["run_id"])
        .collect();
    assert_eq!(trials.len(), 6);
    let trial = trials
        .iter()
        .find(|run| run["info"]["run_name"] == "lr=0.2 depth=2")
        .expect("a trial");
    assert_eq!(trial["data"]["params"], json!({"lr": "0.2", "depth": "2"}));
    let id = trial["info"]["run_id"].as_str().expect("a text");
    let download = mlflow!(scene, "artifacts download -u runs:/{id}/output.txt -d .");
    let file = scene.path(download.success().line());
    assert_eq!(
        std::fs::read_to_string(file).expect("a file"),
        "lr is 0.2\n"
    );
}

#[test]
fn trials_come_from_a_table_and_by_chance() {
    let scene = grid_scene("./mlruns");
    scene.write("trials.csv", "lr,depth\n0.5,3\n0.4,\"4\"\n");
    let outcome = mlflow!(scene, "run p -P file:trials.csv -P x=a,b").success();
    assert_eq!(outcome.stdout().lines().count(), 4);
    assert!(
        outcome.stdout().contains("lr=0.4 depth=4"),
        "without --grid, a comma is a comma"
    );
    let sampled = || {
        let many = "lr=1,2,3,4,5,6,7,8,9";
        let run = [
            "run", "p", "--grid", "-P", many, "--sample", "3", "--seed", "5",
        ];
        let stdout = scene.mlflow(run).success().stdout();
        let labels: Vec<String> = stdout
            .lines()
            .skip(2)
            .map(|line| {
                line.split_whitespace()
                    .last()
                    .expect("parameters")
                    .to_owned()
            })
            .collect();
        labels
    };
    let first = sampled();
    assert_eq!(first.len(), 3);
    assert_eq!(first, sampled());
    let stderr = mlflow!(scene, "run p -P lr=1 --sample 3").code(1).stderr();
    assert!(
        stderr.contains("`--sample` is for several runs"),
        "{stderr}"
    );
    let stderr = mlflow!(scene, "run p -P lr=1 -P file:trials.csv")
        .code(1)
        .stderr();
    assert!(stderr.contains("`lr` is given both"), "{stderr}");
}

#[test]
fn a_trial_that_fails_fails_the_grid_and_not_the_others() {
    let scene = grid_scene("./mlruns");
    let outcome = mlflow!(scene, "run p --grid -P lr=bad,0.1 --objective loss:max").code(1);
    let stdout = outcome.stdout();
    let rows: Vec<&str> = stdout.lines().skip(2).collect();
    assert!(
        rows[0].contains("0.1") && rows[1].contains("FAILED"),
        "{stdout}"
    );
    let stderr = outcome.stderr();
    assert!(
        stderr.contains("lr is bad") && stderr.contains("1 of 2 trials failed"),
        "{stderr}"
    );
    let parent = &runs(&scene)[2];
    assert_eq!(parent["info"]["status"], "FAILED");
    // A parameter that is missing is missing for all, and nothing starts.
    let stderr = mlflow!(scene, "run p --grid -P depth=1,2").code(1).stderr();
    assert!(
        stderr.contains("No value given for missing parameters: 'lr'"),
        "{stderr}"
    );
    assert_eq!(runs(&scene).len(), 3);
}

#[test]
fn a_grid_runs_only_what_is_needed() {
    let scene = grid_scene("./mlruns");
    let grid = |values: &str| {
        let lr = format!("lr={values}");
        mlflow!(scene, "run p --grid --needed -P '{lr}'").success()
    };
    let _ = grid("0.1,0.2");
    let _ = grid("0.1,0.2,0.3");
    // Two parents and three trials.
    assert_eq!(runs(&scene).len(), 5);
}

#[test]
#[cfg(unix)]
fn a_signal_ends_all_trials() {
    let scene = Scene::with_store("./mlruns");
    project(
        &scene,
        "touch started-$MLFLOW_RUN_ID; exec sh -c 'exec sleep 100'",
    );
    let args = ["run", "p", "--grid", "-P", "a=1,2,3,4", "--jobs", "2"];
    let mut command = scene.command(args);
    let mut child = command
        .stderr(std::process::Stdio::null())
        .stdout(std::process::Stdio::null())
        .spawn()
        .expect("a child");
    let started = || {
        let entries = scene.path("p").read_dir().expect("a folder").flatten();
        entries
            .filter(|entry| entry.file_name().to_string_lossy().starts_with("started"))
            .count()
    };
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(20);
    while started() < 2 {
        assert!(std::time::Instant::now() < deadline, "waited in vain");
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    let mut kill = scene.bare_command("kill");
    let _ = Outcome::of(kill.args(["-INT", &child.id().to_string()])).success();
    assert_eq!(child.wait().expect("its end").code(), Some(130));
    // The two that ran and the parent; the others never started.
    assert_eq!(statuses(&scene), ["KILLED", "KILLED", "KILLED"]);
}

/// Python's `mlflow.projects.run(synchronous=False)` starts a run, gives it to our `mlflow run`,
/// and writes these tags at the same time: it ends where somebody else is quicker.
#[test]
fn whoever_is_given_a_run_writes_nothing_that_its_giver_writes() {
    for scene in Scene::for_each_store() {
        project(&scene, "true");
        for (source, expected) in [("PROJECT", None), ("LOCAL", Some("local"))] {
            let tag = format!("mlflow.source.type={source}");
            let id = mlflow!(scene, "runs start -t '{tag}'").success().line();
            let outcome = mlflow!(scene, "run p --run-id {id}").success();
            let run = run_of(&scene, &outcome);
            assert_eq!(run["info"]["status"], "FINISHED");
            let backend = run["data"]["tags"]["mlflow.project.backend"].as_str();
            assert_eq!(backend, expected, "{source}");
        }
    }
}

#[test]
fn a_continued_run_says_which_it_is() {
    let scene = Scene::with_store("./mlruns");
    project(&scene, "true");
    let id = mlflow!(scene, "runs start").success().line();
    let outcome = mlflow!(scene, "run p --run-id {id} --retry 2 --needed").success();
    assert_eq!(run_of(&scene, &outcome)["info"]["run_id"], json!(id));
}
