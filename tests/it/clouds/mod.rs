//! Artifacts in clouds, on servers of the same protocols.

mod aws_credentials;
mod azure;
mod azure_credentials;
mod commands;
#[cfg(unix)]
mod debris;
mod fault_proxy;
mod faults;
mod gcs;
mod google_credentials;
mod s3;
mod server;
mod stand_in;

use crate::support::clients::{Client, python};
use crate::support::{Outcome, Scene, mlflow};

/// Runs a script with the clouds' own clients, which must succeed, and gives what it printed.
#[track_caller]
fn run_cloud_client(scene: &Scene, script: &str, args: &[&str]) -> Option<String> {
    let python = python(Client::Clouds)?;
    let mut command = scene.bare_command(python);
    command.args(["-c", script]).args(args);
    Some(Outcome::of(&mut command).success().line())
}

/// The paths of all artifacts of a run, with their folders.
#[track_caller]
fn paths_of(scene: &Scene, run_id: &str) -> Vec<String> {
    let listed = mlflow!(scene, "artifacts list --run-id {run_id} --recursive").json();
    let files = listed.as_array().expect("a list").iter();
    let path = |file: &serde_json::Value| file["path"].as_str().expect("a path").to_owned();
    files.map(path).collect()
}

/// The folder with the clouds' own clients, for programs that have none of their own.
#[track_caller]
fn python_packages() -> Option<String> {
    let python = python(Client::Clouds)?;
    let folder = python.parent()?.parent()?.join("lib");
    let version = std::fs::read_dir(folder).ok()?.next()?.ok()?.path();
    Some(version.join("site-packages").to_string_lossy().into_owned())
}
