//! What `run` and `exec` tell other programs of their run, and `exec` without a run.

use serde_json::json;

use super::project;
use crate::support::clients::{Client, python};
use crate::support::{Outcome, Scene, mlflow, words};

fn read(scene: &Scene, file: &str) -> String {
    std::fs::read_to_string(scene.path(file)).expect("a file")
}

/// How many runs there are.
fn count(scene: &Scene) -> usize {
    let runs = mlflow!(scene, "runs search --json").success().json();
    runs.as_array().expect("a list").len()
}

#[test]
fn the_id_is_in_a_file_as_soon_as_there_is_a_run() {
    for scene in Scene::for_each_store() {
        project(&scene, "cat ../id");
        for line in [
            "exec --run-id-file id -- cat id",
            "run p --run-id-file id",
            "run p --run-id-file id --needed",
        ] {
            let outcome = mlflow!(scene, "{line}").success();
            let id = read(&scene, "id");
            assert!(outcome.stdout().starts_with(&id), "{line}");
            assert_eq!(id.trim_end().len(), 32, "{id}");
            assert!(outcome.stderr().contains(id.trim_end()));
        }
        let known = read(&scene, "id");
        let again = mlflow!(scene, "run p --run-id-file again --needed").success();
        again.stdout_is(known.clone());
        assert_eq!(read(&scene, "again"), known);

        let runs = count(&scene);
        for line in [
            "exec --run-id-file no/id -- true",
            "run p --run-id-file no/id",
        ] {
            mlflow!(scene, "{line}").code(1).says("no/id");
        }
        assert_eq!(count(&scene), runs, "nothing is started whose ID is lost");
    }
}

#[test]
fn a_run_is_printed_for_programs() {
    for scene in Scene::for_each_store() {
        project(&scene, "echo said");
        for line in [
            "exec --json -P a=1 -- echo said",
            "exec --json -P a=1 -- sh -c 'echo said; exit 3'",
            "run p -P a=1 --output json",
        ] {
            let code = if line.contains("exit 3") { 3 } else { 0 };
            let outcome = mlflow!(scene, "{line}").code(code);
            let run = outcome.json();
            assert_eq!(run["data"]["params"], json!({"a": "1"}), "{line}");
            let status = if code == 0 { "FINISHED" } else { "FAILED" };
            assert_eq!(run["info"]["status"], status);
            outcome.says("said");
        }
        let trials = mlflow!(scene, "run p --grid -P a=1,2 --json")
            .success()
            .json();
        let values = |at: usize| trials[at]["run"]["data"]["params"]["a"].clone();
        assert_eq!([values(0), values(1)], ["1", "2"]);
        let needed = mlflow!(scene, "run p --needed --json").success().json();
        let found = mlflow!(scene, "run p --needed --json").success().json();
        assert_eq!(needed["info"]["run_id"], found["info"]["run_id"]);
    }
}

#[test]
fn the_best_child_is_named_at_the_end() {
    for scene in Scene::for_each_store() {
        let mut run = scene.command(words("run p --grid -P depth=3,1,2 --objective loss:min"));
        scene.write(
            "p/MLproject",
            "entry_points: {main: {parameters: {depth: float}, command: '$MLFLOW runs log-metric loss={depth}'}}",
        );
        run.env("MLFLOW", env!("CARGO_BIN_EXE_mlflow"));
        let outcome = Outcome::of(&mut run).success();
        outcome.says("  3 child runs; the smallest loss: 1 of depth=1 (");
        outcome.says("  metrics: loss 1\n");
    }
}

#[test]
fn a_command_without_a_run_finds_the_store() {
    for scene in Scene::for_each_store() {
        let script = "test -z \"${MLFLOW_RUN_ID:-}\"; \
                      MLFLOW_RUN_ID=$(mlflow runs start --name a) mlflow runs log-metric m=1; \
                      mlflow runs start --name b; exit 3";
        let line = format!("mlflow exec --no-run --experiment-name x -- sh -ec '{script}'");
        let outcome = Outcome::of(&mut scene.shell(&line)).code(3);
        assert_eq!(
            outcome.stdout().lines().count(),
            1,
            "it prints as it would alone"
        );
        assert_eq!(count(&scene), 2, "those that it started");
        let logged = mlflow!(scene, "runs describe a").success().json();
        assert_eq!(logged["data"]["metrics"]["m"], 1.0);
        let x = mlflow!(scene, "experiments get x --json").success().json();
        assert_eq!(logged["info"]["experiment_id"], x["experiment_id"]);
        mlflow!(scene, "exec --no-run -- no-such-program").code(127);
        mlflow!(scene, "exec --no-run --run-name a -- true").code(2);
        mlflow!(scene, "exec --no-run --json -- true").code(2);
        assert_eq!(count(&scene), 2);
    }
}

/// Sets an experiment of its own and starts two runs, one after the other.
const SWEEP: &str = "\
import mlflow
mlflow.set_experiment('own')
for depth in (1, 2):
    with mlflow.start_run():
        mlflow.log_param('depth', depth)
";

fn sweeps(client: Client) {
    let Some(python) = python(client) else {
        return;
    };
    let python = python.display();
    for scene in Scene::for_each_store() {
        scene.write("sweep.py", SWEEP);
        let failed = mlflow!(scene, "exec -- '{python}' sweep.py").code(1);
        failed.says("hint: the command sets another experiment than the one of its run");
        mlflow!(scene, "exec --no-run -- '{python}' sweep.py").success();
        let own = mlflow!(scene, "runs search --experiment own --json")
            .success()
            .json();
        assert_eq!(own.as_array().map(Vec::len), Some(2));
        // Within a run of the same experiment, the second one is beside it.
        mlflow!(
            scene,
            "exec --experiment-name own --name first -- '{python}' sweep.py"
        )
        .success();
        let search = "runs search --experiment own -f \"tags.`mlflow.parentRunId` IS NULL\" --json";
        let own = mlflow!(scene, "{search}").success().json();
        assert_eq!(own.as_array().map(Vec::len), Some(4));
    }
}

#[test]
fn a_client_of_2022_sweeps_by_itself() {
    sweeps(Client::V1);
}

#[test]
fn a_client_of_today_sweeps_by_itself() {
    sweeps(Client::V3);
}

#[test]
fn what_is_no_command_makes_no_run() {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    for (line, says) in [
        (
            "exec 'ls | wc'",
            "a line for a shell goes to one: `mlflow exec -- sh -c 'ls | wc'`",
        ),
        (
            "exec 'echo a'",
            "leave the quotes out: `mlflow exec -- echo a`",
        ),
        (
            "exec --experiment-nam x -- true",
            "No such option '--experiment-nam'",
        ),
        (
            "exec --experiment-nam=x true",
            "No such option '--experiment-nam'",
        ),
        ("exec -q true", "No such option '-q'"),
        ("exec", "Missing argument 'COMMAND'"),
        ("exec --", "Missing argument 'COMMAND'"),
    ] {
        mlflow!(scene, "{line}").code(2).says(says);
    }
    assert!(!scene.path("mlflow.db").exists(), "no store is made for it");
}
