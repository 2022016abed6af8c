//! Environments: built once, shared, never half.

use std::path::Path;
use std::process::Stdio;

use super::{project, run_of};
use crate::support::{Outcome, Scene};

/// A package that needs no index: its build backend writes the wheel itself.
const BACKEND: &str = r#"
import zipfile
def build_wheel(directory, config_settings=None, metadata_directory=None):
    name = "tinypkg-1.0-py3-none-any.whl"
    with zipfile.ZipFile(f"{directory}/{name}", "w") as wheel:
        wheel.writestr("tinypkg.py", "answer = 42\n")
        info = "tinypkg-1.0.dist-info"
        wheel.writestr(f"{info}/METADATA", "Metadata-Version: 2.1\nName: tinypkg\nVersion: 1.0\n")
        wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nGenerator: t\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        wheel.writestr(f"{info}/RECORD", "")
    return name
"#;

/// A scene with a project that imports a package of its environment.
fn scene() -> Scene {
    let scene = Scene::with_store("./mlruns").env("MLFLOW_ENV_ROOT", "envs");
    project(
        &scene,
        "python -c 'import sys, tinypkg; print(tinypkg.answer, sys.prefix != sys.base_prefix)'",
    );
    scene.write("p/python_env.yaml", "dependencies: [-r requirements.txt]");
    scene.write("p/requirements.txt", "./pkg\n");
    scene.write("p/pkg/backend.py", BACKEND);
    scene.write(
        "p/pkg/pyproject.toml",
        "[project]\nname = 'tinypkg'\nversion = '1.0'\n[build-system]\nrequires = []\nbackend-path = ['.']\nbuild-backend = 'backend'\n",
    );
    scene
}

/// The `PATH` without the folders that hold this program.
fn path_without(program: &str) -> String {
    let path = std::env::var("PATH").expect("a PATH");
    let folders = std::env::split_paths(&path).filter(|folder| !folder.join(program).exists());
    std::env::join_paths(folders)
        .expect("the same folders")
        .into_string()
        .expect("UTF-8")
}

fn builds(outcome: &Outcome) -> usize {
    outcome.stderr().matches("building the environment").count()
}

/// The environments that are there: folders, not locks.
fn environments(root: &Path) -> usize {
    root.read_dir()
        .expect("the folder of all")
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .count()
}

#[test]
fn an_environment_is_built_once() {
    let scene = scene();
    let first = scene.mlflow(["run", "p"]).success();
    assert_eq!(
        (first.stdout().as_str(), builds(&first)),
        ("42 True\n", 1),
        "{}",
        first.stderr()
    );
    assert_eq!(
        run_of(&scene, &first)["data"]["tags"]["mlflow.project.env"],
        "virtualenv"
    );
    let second = scene.mlflow(["run", "p"]).success();
    assert_eq!(
        (second.stdout().as_str(), builds(&second)),
        ("42 True\n", 0)
    );
    // Other requirements are another environment.
    scene.write("p/requirements.txt", "# nothing");
    scene.mlflow(["run", "p"]).code(1);
    assert_eq!(environments(&scene.path("envs")), 2);
}

#[test]
fn without_uv_venv_and_pip_build_it() {
    let scene = scene().env("PATH", &path_without("uv"));
    let outcome = scene.mlflow(["run", "p"]).success();
    assert_eq!(outcome.stdout(), "42 True\n");
    assert!(
        outcome.stderr().contains("with venv and pip"),
        "{}",
        outcome.stderr()
    );
    let uv = scene.mlflow(["run", "p", "--env-manager", "uv"]);
    uv.success(); // The environment is there, so nothing is missing.
    scene.write("p/requirements.txt", "# nothing");
    let stderr = scene
        .mlflow(["run", "p", "--env-manager", "uv"])
        .code(1)
        .stderr();
    assert!(
        stderr.contains("there is no program `uv` on the PATH"),
        "{stderr}"
    );
}

#[test]
fn two_runs_at_once_build_one_environment() {
    let scene = scene();
    let start = || {
        let mut command = scene.command(["run", "p"]);
        command
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("a child")
    };
    let children = [start(), start(), start()];
    let mut built = 0;
    for child in children {
        let output = child.wait_with_output().expect("its output");
        let stderr = String::from_utf8_lossy(&output.stderr);
        assert_eq!(
            String::from_utf8_lossy(&output.stdout),
            "42 True\n",
            "{stderr}"
        );
        built += stderr.matches("building the environment").count();
    }
    assert_eq!(built, 1);
}

#[test]
fn a_folder_without_the_marker_is_built_again() {
    let scene = scene();
    scene.mlflow(["run", "p"]).success();
    let root = scene.path("envs");
    let folder = root
        .read_dir()
        .unwrap()
        .flatten()
        .map(|entry| entry.path())
        .find(|path| path.is_dir());
    let folder = folder.expect("the environment");
    std::fs::remove_file(folder.join("mlflow-environment-complete")).unwrap();
    std::fs::write(folder.join("half"), "").unwrap();
    let again = scene.mlflow(["run", "p"]).success();
    assert_eq!((again.stdout().as_str(), builds(&again)), ("42 True\n", 1));
    assert!(!folder.join("half").exists());
}

#[test]
fn a_build_that_fails_shows_its_log_and_fails_the_run() {
    let scene = scene();
    scene.write("p/pkg/backend.py", "raise RuntimeError('no luck today')");
    let outcome = scene.mlflow(["run", "p"]).code(1);
    let stderr = outcome.stderr();
    assert!(stderr.contains("no luck today"), "{stderr}");
    let (_, program) = stderr
        .split_once("the project's environment cannot be built: `")
        .unwrap_or_else(|| panic!("{stderr}"));
    assert!(
        program.starts_with("uv`") || program.starts_with("python`"),
        "{stderr}"
    );
    let runs = scene
        .mlflow(["runs", "search", "--output", "json"])
        .success()
        .json();
    assert_eq!(runs[0]["info"]["status"], "FAILED");
    assert_eq!(environments(&scene.path("envs")), 0);
}

#[test]
fn a_python_that_nobody_has_is_named() {
    let scene = scene().env("PATH", &path_without("uv"));
    scene.write("p/python_env.yaml", "python: '3.4'");
    let stderr = scene.mlflow(["run", "p"]).code(1).stderr();
    assert!(
        stderr.contains("there is no Python 3.4 on this machine"),
        "{stderr}"
    );
    assert!(stderr.contains("hint: install that version"), "{stderr}");
}

#[test]
fn the_pip_part_of_a_conda_file_can_be_used() {
    let scene = scene();
    std::fs::remove_file(scene.path("p/python_env.yaml")).unwrap();
    scene.write(
        "p/conda.yaml",
        "dependencies: [python>=3, cmake, {pip: [./pkg]}]",
    );
    let outcome = scene
        .mlflow(["run", "p", "--env-manager", "virtualenv"])
        .success();
    assert_eq!(outcome.stdout(), "42 True\n");
    assert!(
        outcome.stderr().contains("left out: cmake"),
        "{}",
        outcome.stderr()
    );
    // Without a word the project would need Conda.
    scene.mlflow(["run", "p"]).code(1);
    scene
        .mlflow(["run", "p", "--no-conda", "-e", "pkg/backend.py"])
        .success();
}
