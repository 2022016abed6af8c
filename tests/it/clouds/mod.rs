//! Artifacts in clouds, on servers of the same protocols.

mod azure;
mod commands;
mod fault_proxy;
mod faults;
mod gcs;
mod s3;
mod server;

use crate::support::clients::{Client, python};
use crate::support::{Outcome, Scene};

/// Runs a script with the clouds' own clients, which must succeed, and gives what it printed.
#[track_caller]
fn run_cloud_client(scene: &Scene, script: &str, args: &[&str]) -> Option<String> {
    let python = python(Client::Clouds)?;
    let mut command = scene.bare_command(python);
    command.args(["-c", script]).args(args);
    Some(Outcome::of(&mut command).success().line())
}

/// The folder with the clouds' own clients, for programs that have none of their own.
#[track_caller]
fn python_packages() -> Option<String> {
    let python = python(Client::Clouds)?;
    let folder = python.parent()?.parent()?.join("lib");
    let version = std::fs::read_dir(folder).ok()?.next()?.ok()?.path();
    Some(version.join("site-packages").to_string_lossy().into_owned())
}
