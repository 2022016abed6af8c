//! The files of `deploy/`, as the tools see them that read them.
#![cfg(unix)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::root;
use crate::support::{Outcome, Scene, skip};

/// The overlays of `deploy/kubernetes`, and how many objects each has.
const OVERLAYS: [(&str, usize); 2] = [("postgres-s3", 9), ("gcs-cloudsql", 9)];

/// A tool that `.ci/tools` installs; `None` where it has not, which is said.
#[track_caller]
fn tool(name: &str) -> Option<PathBuf> {
    let target = Path::new(env!("CARGO_BIN_EXE_mlflow")).ancestors().nth(2)?;
    let path = target.join("tools/lint/bin").join(name);
    if !path.exists() {
        skip(&format!("{name} is not installed; `.ci/tools` does that"));
        return None;
    }
    Some(path)
}

/// Whether a program of the system is there, which is said where it is not.
#[track_caller]
fn has(name: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let is_there = std::env::split_paths(&path).any(|folder| folder.join(name).exists());
    if !is_there {
        skip(&format!("{name} is not installed"));
    }
    is_there
}

fn run(scene: &Scene, program: impl AsRef<Path>, args: &[&str]) -> Outcome {
    let mut command: Command = scene.bare_command(program.as_ref());
    Outcome::of(command.args(args)).success()
}

#[test]
fn hadolint_finds_nothing_in_the_dockerfile() {
    let Some(hadolint) = tool("hadolint") else {
        return;
    };
    let dockerfile = root().join("deploy/Dockerfile");
    let dockerfile = dockerfile.to_str().expect("a UTF-8 path");
    let said = run(&Scene::new(), hadolint, &[dockerfile]).stdout();
    assert_eq!(said, "");
}

#[test]
fn every_overlay_makes_objects_that_the_schemas_of_kubernetes_take() {
    let Some(validate) = tool("kubernetes-validate") else {
        return;
    };
    if !has("kubectl") {
        return;
    }
    let scene = Scene::new();
    for (overlay, count) in OVERLAYS {
        let folder = root().join("deploy/kubernetes/overlays").join(overlay);
        let folder = folder.to_str().expect("a UTF-8 path");
        let made = run(&scene, "kubectl", &["kustomize", folder]).stdout();
        assert_eq!(made.split("\n---\n").count(), count, "{overlay}");
        let file = scene.write(&format!("{overlay}.yaml"), made);
        let file = file.to_str().expect("a UTF-8 path");
        let _ = run(&scene, &validate, &["--strict", "--quiet", file]);
    }
}

#[test]
fn systemd_takes_the_unit() {
    if !has("systemd-analyze") {
        return;
    }
    let unit = fs::read_to_string(root().join("deploy/systemd/mlflow.service")).expect("the unit");
    let installed = "ExecStart=/usr/local/bin/mlflow ";
    assert!(unit.contains(installed));
    let here = format!("ExecStart={} ", env!("CARGO_BIN_EXE_mlflow"));
    let scene = Scene::new();
    let unit = scene.write("mlflow.service", unit.replace(installed, &here));
    let unit = unit.to_str().expect("a UTF-8 path");
    let said = run(&scene, "systemd-analyze", &["verify", unit]);
    said.stderr_is("");
}

#[test]
fn the_wheel_installs_manual_pages_and_completions_beside_the_program() {
    if !has("python3") {
        return;
    }
    let scene = Scene::new();
    let mut command = scene.bare_command("python3");
    command
        .arg(root().join("tests/it/deploy/wheel.py"))
        .arg(env!("CARGO_BIN_EXE_mlflow"))
        .arg(root().join("deploy/wheel/backend.py"))
        .arg(scene.folder());
    let said = Outcome::of(&mut command).success().stdout();
    for line in [
        "share/bash-completion/completions/mlflow",
        "share/fish/vendor_completions.d/mlflow.fish",
        "share/zsh/site-functions/_mlflow",
        "share/man/man1/mlflow.1",
        "share/man/man1/mlflow-server.1",
    ] {
        assert!(said.lines().any(|each| each == line), "{line} in {said}");
    }
    assert!(
        said.contains(concat!("mlflow, version ", env!("CARGO_PKG_VERSION"))),
        "{said}"
    );
}
