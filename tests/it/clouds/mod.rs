//! Artifacts in clouds, on servers of the same protocols.

mod s3;

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
