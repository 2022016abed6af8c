//! Python's own `mlflow run` beside ours.

use std::process::Command;

use serde_json::Value;

use super::run_of;
use crate::support::clients::{Client, python};
use crate::support::{Outcome, Scene, mlflow};

/// What both programs do with the same project, in a git repository and outside.
#[test]
fn our_runs_record_what_those_of_python_record() {
    let Some(python) = python(Client::V3) else {
        return;
    };
    let scene = Scene::with_store("sqlite:///mlflow.db");
    mlflow!(scene, "db create mlflow.db --schema 3.17.2").success();
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
