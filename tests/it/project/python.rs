//! Python's clients inside our runs, and Python's own `mlflow run` beside ours.

use std::process::Command;

use serde_json::{Value, json};

use super::{run_id, run_of};
use crate::support::clients::{Client, python};
use crate::support::{Outcome, Scene};

/// A program as MLflow's tutorials have it.
const TRAIN: &str = r#"
import mlflow, sys
with mlflow.start_run() as run:
    mlflow.log_metric("loss", 0.25)
    mlflow.log_param("own", "1")
    mlflow.log_text("text", "notes/a.txt")
    print(run.info.run_id)
    if sys.argv[1:] == ["fail"]:
        raise ValueError("no")
"#;

/// Puts the folder of an interpreter before the `PATH`.
fn with_python(mut command: Command, python: &std::path::Path) -> Command {
    let folder = python.parent().expect("an interpreter is in a folder");
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::iter::once(folder.to_owned()).chain(std::env::split_paths(&path));
    command.env(
        "PATH",
        std::env::join_paths(folders).expect("the same folders"),
    );
    command
}

#[test]
fn a_python_client_logs_to_our_run() {
    for (client, store) in [
        (Client::V3, "./mlruns"),
        (Client::V3, "sqlite:///mlflow.db"),
        (Client::V1, "./mlruns"),
    ] {
        let Some(python) = python(client) else {
            return;
        };
        let scene = Scene::with_store(store);
        scene.write("p/train.py", TRAIN);
        let run = scene.command(["run", "p", "-e", "train.py", "--experiment-name", "x"]);
        let outcome = Outcome::of(&mut with_python(run, python)).success();
        assert_eq!(
            outcome.line(),
            run_id(&outcome),
            "the client continues our run"
        );
        let run = run_of(&scene, &outcome);
        assert_eq!(run["data"]["metrics"], json!({"loss": 0.25}));
        assert_eq!(run["data"]["params"], json!({"own": "1"}));
        assert_eq!(run["info"]["status"], "FINISHED");
        assert!(
            outcome
                .stderr()
                .contains("1 param, 1 metric, 0 tags, 1 artifact, 0 models")
        );

        let args = [
            "exec",
            "--experiment-name",
            "x",
            "--",
            "python",
            "p/train.py",
            "fail",
        ];
        let outcome = Outcome::of(&mut with_python(scene.command(args), python)).code(1);
        let run = run_of(&scene, &outcome);
        assert_eq!(run["info"]["status"], "FAILED");
        assert_eq!(run["data"]["metrics"]["loss"], 0.25);
    }
}

/// What both programs do with the same project, in a git repository and outside.
#[test]
fn our_runs_record_what_those_of_python_record() {
    let Some(python) = python(Client::V3) else {
        return;
    };
    let scene = Scene::with_store("sqlite:///mlflow.db");
    scene.write(
        "plain/MLproject",
        "name: x
entry_points:
  main:
    parameters:
      a: {type: float, default: 0.10}
      b: {type: string, default: 1.0e-5}
      c: {type: float, default: 1e-3}
      t: {default: true}
      d: string
      p: {type: path, default: .}
    command: 'bash show.sh {a} {b} {c} {t} {d} {p} {{x}}'",
    );
    scene.write("plain/show.sh", "printf '[%s]' \"$@\"");
    let make_repository = "cp -r plain repo && cd repo && git init -q && git add -A \
        && git -c user.name=t -c user.email=t@e commit -qm x && git remote add o https://u:p@h/r.git";
    Outcome::of(scene.bare_command("sh").args(["-c", make_repository])).success();

    for project in ["plain", "./repo", "."] {
        let (folder, uri) = if project == "." {
            ("repo", ".")
        } else {
            ("", project)
        };
        let args = [
            "run",
            uri,
            "--env-manager",
            "local",
            "-P",
            "d=it's $x",
            "-P",
            "z=a b",
            "--run-name",
            "r",
        ];
        let store = format!("sqlite:///{}", scene.path("mlflow.db").display());
        let shared = |mut command: Command| {
            command
                .current_dir(scene.path(folder))
                .env("MLFLOW_TRACKING_URI", &store);
            Outcome::of(&mut command).success()
        };
        let ours = shared(scene.command(args));
        let mut theirs = scene.bare_command(python);
        theirs.args(["-m", "mlflow"]).args(args);
        let theirs = shared(theirs);
        assert_eq!(ours.stdout(), theirs.stdout(), "{project}");
        let (ours, theirs) = (recorded(&scene, &ours), recorded(&scene, &theirs));
        assert_eq!(ours, theirs, "{project}");
    }
}

/// What a run recorded, without what differs from run to run and without the one tag that only
/// 1.23.1 wrote.
fn recorded(scene: &Scene, outcome: &Outcome) -> (Value, Value, Value) {
    let mut run = run_of(scene, outcome);
    let tags = run["data"]["tags"].as_object_mut().expect("tags");
    tags.remove("mlflow.gitRepoURL");
    (
        run["data"]["tags"].clone(),
        run["data"]["params"].clone(),
        run["info"]["status"].clone(),
    )
}
