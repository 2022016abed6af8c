//! `mlflow migrate-filestore`, as MLflow 3 has it.

use serde_json::Value;

use super::filled::fill;
use super::story::{assert_same, runs, story};
use super::{Kind, Place, copied};
use crate::support::clients::{Client, python};
use crate::support::{Outcome, Scene, mlflow};

/// Both programs make the same database of a folder: what one says of it, the other says, too.
fn as_python_does(client: Client) {
    let Some(python) = python(client) else {
        return;
    };
    let from = Place::new(Kind::Files);
    fill(&from.open());
    let source = from.scene.folder().display().to_string();
    let (ours, theirs) = (Scene::new(), Scene::new());
    let mut command = theirs.bare_command(python);
    command
        .args([
            "-c",
            "from mlflow.cli import cli; cli()",
            "migrate-filestore",
            "--no-progress",
        ])
        .args(["--source", &source, "--target", "sqlite:///x.db"])
        .env("MLFLOW_ALLOW_FILE_STORE", "true");
    let _ = Outcome::of(&mut command).success();
    let line = format!("migrate-filestore --source {source} --target sqlite:///x.db --no-progress");
    let _ = mlflow!(ours, "{line}").success();
    let open = |scene: Scene| {
        let address = format!("sqlite:///{}", scene.path("x.db").display());
        Place::at(scene, address)
    };
    let (ours, theirs) = (open(ours), open(theirs));
    let told = story(&ours.open());
    let expected = story(&theirs.open());
    assert_same(&told, &expected, "a copy");
    let uris = |place: &Place| {
        let runs = runs(&place.open()).into_iter().map(|run| run.info);
        let of =
            |info: mlflow::entity::RunInfo| (info.run_id, info.artifact_uri, info.experiment_id);
        runs.map(of).collect::<Vec<_>>()
    };
    assert_eq!(uris(&ours), uris(&theirs));
    // What Python has migrated lacks nothing.
    let line = format!(
        "migrate-filestore --source {source} --target {}",
        theirs.address
    );
    let report = mlflow!(from.scene, "{line} --output json").success().json();
    assert_eq!(copied(&report), [], "{report:#}");
}

#[test]
fn a_folder_becomes_the_database_that_3_17_2_makes() {
    as_python_does(Client::V3);
}

#[test]
fn a_folder_becomes_the_database_that_3_18_0_makes() {
    as_python_does(Client::V3Newest);
}

#[test]
fn a_folder_is_migrated_again_and_again() {
    let from = Place::new(Kind::Files);
    fill(&from.open());
    let line = "migrate-filestore --target sqlite:///new.db --output json --source";
    let report = mlflow!(from.scene, "{line} .").success().json();
    assert_eq!(report["runs"]["created"], 5, "{report:#}");
    assert_eq!(report["artifacts"]["files"], 0, "they stay where they are");
    let again: Value = mlflow!(from.scene, "{line} mlruns").success().json();
    assert_eq!(copied(&again), [], "{again:#}");
}

#[test]
fn wrong_sources_and_targets_are_refused() {
    let scene = Scene::new();
    let line = "migrate-filestore --target sqlite:///x.db --source";
    mlflow!(scene, "{line} nosuch")
        .code(2)
        .says("Invalid value for '--source'");
    std::fs::create_dir(scene.path("empty")).expect("it works");
    mlflow!(scene, "{line} empty")
        .code(1)
        .says("there is no store in `empty`");
    assert!(!scene.path("x.db").exists());
    std::fs::create_dir_all(scene.path("mlruns/0")).expect("it works");
    let line = "migrate-filestore --source . --target";
    for target in ["./other", "http://127.0.0.1:5000"] {
        mlflow!(scene, "{line} {target}")
            .code(2)
            .says("is not a database");
    }
    mlflow!(scene, "migrate-filestore --source .")
        .code(2)
        .says("--target");
}
