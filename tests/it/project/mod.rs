//! `mlflow run` and `mlflow exec`: small projects written for the tests, most of them plain shell.

#[cfg(unix)]
#[cfg(feature = "kubernetes")]
mod cluster;
mod container;
mod environment;
mod exec;
#[cfg(unix)]
#[cfg(feature = "kubernetes")]
mod kubernetes;
mod params;
mod parity;
mod python;
mod record;
mod result;
mod run_server;
mod signals;
mod source;
mod workflow;

use serde_json::Value;

use crate::support::{Outcome, Scene, mlflow};

/// Cuts the run's id out of the notices, as scripts do.
#[track_caller]
fn run_id(outcome: &Outcome) -> String {
    let stderr = outcome.stderr();
    let (_, rest) = stderr
        .split_once("ID '")
        .unwrap_or_else(|| panic!("no run in {stderr}"));
    rest.split('\'').next().expect("a first part").to_owned()
}

/// The run that a command tells of.
#[track_caller]
fn run_of(scene: &Scene, outcome: &Outcome) -> Value {
    let id = run_id(outcome);
    mlflow!(scene, "runs describe --run-id {id}")
        .success()
        .json()
}

/// Writes a project whose `main` is this command.
fn project(scene: &Scene, command: &str) {
    let command = serde_json::to_string(command).expect("a text");
    scene.write(
        "p/MLproject",
        format!("entry_points: {{main: {{command: {command}}}}}"),
    );
}

/// Puts a program of our own before those on the `PATH` of a scene that has `bin` on it.
#[cfg(unix)]
pub(crate) fn stand_in(scene: &Scene, name: &str, script: &str) {
    use std::os::unix::fs::PermissionsExt;
    let path = scene.write(&format!("bin/{name}"), script);
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).expect("a mode");
}
