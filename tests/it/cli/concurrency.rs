//! Many processes at once on one store.

use std::collections::HashSet;
use std::process::{Child, Stdio};

use crate::support::{Scene, mlflow};

const PROCESSES: usize = 10;

/// Starts a command without waiting for it.
fn start(scene: &Scene, args: &[&str]) -> Child {
    scene
        .command(args)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts")
}

/// Waits for all of them to succeed and gives what each printed.
#[track_caller]
fn all_succeed(children: Vec<Child>) -> Vec<String> {
    children
        .into_iter()
        .map(|child| {
            let output = child.wait_with_output().expect("the program ends");
            let stderr = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{stderr}");
            String::from_utf8_lossy(&output.stdout)
                .trim_end()
                .to_owned()
        })
        .collect()
}

#[test]
fn ten_first_starts_at_once_make_one_store() {
    for scene in Scene::for_each_store() {
        let start_run = ["runs", "start", "--experiment-name", "shared"];
        let children = (0..PROCESSES).map(|_| start(&scene, &start_run)).collect();
        let ids: HashSet<String> = all_succeed(children).into_iter().collect();
        assert_eq!(ids.len(), PROCESSES);
        assert_eq!(
            mlflow!(scene, "runs search --experiment-name shared --output jsonl")
                .success()
                .stdout()
                .lines()
                .count(),
            PROCESSES
        );
        let experiments = mlflow!(scene, "experiments search --output jsonl").success();
        assert_eq!(
            experiments.stdout().lines().count(),
            2,
            "Default and shared"
        );
    }
}

#[test]
fn ten_writers_at_once_lose_nothing() {
    const POINTS: usize = 200;
    for scene in Scene::for_each_store() {
        let run_id = mlflow!(scene, "runs start").success().line();
        let children = (0..PROCESSES)
            .map(|writer| {
                let line = |step| {
                    format!("{{\"metrics\": {{\"own{writer}\": 1, \"shared\": {writer}}}, \"step\": {step}}}\n")
                };
                let lines = scene.write(&format!("lines{writer}"), (0..POINTS).map(line).collect::<String>());
                scene
                    .command(["runs", "log-batch", "-r", &run_id])
                    .stdin(std::fs::File::open(lines).expect("the lines"))
                    .stdout(Stdio::piped())
                    .stderr(Stdio::piped())
                    .spawn()
                    .expect("the program starts")
            })
            .collect();
        all_succeed(children);
        let history = mlflow!(scene, "runs metrics -r {run_id} --output jsonl");
        assert_eq!(
            history.success().stdout().lines().count(),
            2 * POINTS * PROCESSES
        );
    }
}

#[test]
fn one_of_two_values_of_a_param_wins() {
    for scene in Scene::for_each_store() {
        let run_id = mlflow!(scene, "runs start").success().line();
        let children: Vec<Child> = (0..PROCESSES)
            .map(|n| {
                start(
                    &scene,
                    &["runs", "log-param", "-r", &run_id, "p", &n.to_string()],
                )
            })
            .collect();
        let outcomes: Vec<bool> = children
            .into_iter()
            .map(|child| {
                child
                    .wait_with_output()
                    .expect("the program ends")
                    .status
                    .success()
            })
            .collect();
        assert_eq!(
            outcomes.iter().filter(|won| **won).count(),
            1,
            "{outcomes:?}"
        );
    }
}

#[test]
fn versions_that_processes_create_at_once_are_numbered_without_gaps_and_doubles() {
    for scene in Scene::for_each_store() {
        scene.write("model/MLmodel", "flavors: {}");
        let register = ["models", "register", "-m", "./model", "-n", "fraud"];
        let children = (0..PROCESSES).map(|_| start(&scene, &register)).collect();
        let numbers: HashSet<String> = all_succeed(children).into_iter().collect();
        let expected = (1..=PROCESSES).map(|number| number.to_string());
        assert_eq!(numbers, expected.collect());
    }
}
