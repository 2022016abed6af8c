//! Environments: built once, shared, never half.

use std::fs::File;
use std::path::Path;
use std::process::Stdio;

use super::{project, run_of};
use crate::support::{Outcome, Scene, mlflow};

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
    let first = mlflow!(scene, "run p").success();
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
    let second = mlflow!(scene, "run p").success();
    assert_eq!(
        (second.stdout().as_str(), builds(&second)),
        ("42 True\n", 0)
    );
    // Other requirements are another environment.
    scene.write("p/requirements.txt", "# nothing");
    mlflow!(scene, "run p").code(1);
    assert_eq!(environments(&scene.path("envs")), 2);
}

#[test]
fn without_uv_venv_and_pip_build_it() {
    let scene = scene().env("PATH", &path_without("uv"));
    let outcome = mlflow!(scene, "run p").success();
    assert_eq!(outcome.stdout(), "42 True\n");
    assert!(
        outcome.stderr().contains("with venv and pip"),
        "{}",
        outcome.stderr()
    );
    let uv = mlflow!(scene, "run p --env-manager uv");
    uv.success(); // The environment is there, so nothing is missing.
    scene.write("p/requirements.txt", "# nothing");
    let stderr = mlflow!(scene, "run p --env-manager uv").code(1).stderr();
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
    mlflow!(scene, "run p").success();
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
    let again = mlflow!(scene, "run p").success();
    assert_eq!((again.stdout().as_str(), builds(&again)), ("42 True\n", 1));
    assert!(!folder.join("half").exists());
}

/// A stand-in for uv that makes an environment after somebody writes to `go`.
#[cfg(unix)]
const SLOW_UV: &str = r#"#!/bin/sh
[ "$1" = venv ] || exit 0
for folder; do :; done
mkdir -p "$folder/bin"
echo true > "$folder/bin/activate"
: > "$folder/bin/python"
echo "Downloading something (1 MB)"
touch "$HERE/started"
[ -e "$HERE/go" ] && read -r _ < "$HERE/go"
touch "$folder/late"
"#;

#[test]
#[cfg(target_os = "linux")]
fn a_killed_build_is_taken_over() {
    let scene = Scene::with_store("./mlruns").env("MLFLOW_ENV_ROOT", "envs");
    super::stand_in(&scene, "uv", SLOW_UV);
    let path = std::env::var("PATH").expect("a PATH");
    let path = format!("{}:{path}", scene.path("bin").display());
    let here = scene.folder().to_str().expect("UTF-8").to_owned();
    let scene = scene.env("PATH", &path).env("HERE", &here);
    project(&scene, "echo done");
    scene.write("p/requirements.txt", "six");
    let go = scene.path("go");
    Outcome::of(scene.bare_command("mkfifo").arg(&go)).success();
    let mut first = scene.command(["run", "p"]);
    let mut first = first.stderr(Stdio::null()).spawn().expect("a child");
    while !scene.path("started").exists() {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    first.kill().expect("a child to kill");
    first.wait().expect("its end");
    // Whether the builder goes on or has ended with it: the next one takes its place.
    let mut second = scene.command(["run", "p"]);
    let second = second
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("a child");
    std::fs::rename(&go, scene.path("gone")).expect("a pipe");
    let waiting = File::options()
        .read(true)
        .write(true)
        .open(scene.path("gone"));
    std::io::Write::write_all(&mut waiting.expect("a pipe"), b"\n").expect("a word");
    let output = second.wait_with_output().expect("its output");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "done\n",
        "{stderr}"
    );
    assert_eq!(environments(&scene.path("envs")), 1);
}

#[test]
fn a_build_that_fails_shows_its_log_and_fails_the_run() {
    let scene = scene();
    scene.write("p/pkg/backend.py", "raise RuntimeError('no luck today')");
    let outcome = mlflow!(scene, "run p").code(1);
    let stderr = outcome.stderr();
    assert!(stderr.contains("no luck today"), "{stderr}");
    let (_, program) = stderr
        .split_once("the project's environment cannot be built: `")
        .unwrap_or_else(|| panic!("{stderr}"));
    assert!(
        program.starts_with("uv`") || program.starts_with("python`"),
        "{stderr}"
    );
    let runs = mlflow!(scene, "runs search --output json").success().json();
    assert_eq!(runs[0]["info"]["status"], "FAILED");
    assert_eq!(environments(&scene.path("envs")), 0);
}

#[test]
fn a_python_that_nobody_has_is_named() {
    let scene = scene().env("PATH", &path_without("uv"));
    scene.write("p/python_env.yaml", "python: '3.4'");
    let stderr = mlflow!(scene, "run p").code(1).stderr();
    assert!(
        stderr.contains("Could not find python version that matches 3.4"),
        "{stderr}"
    );
    let ways = ["hint: install that version", "hint: `pyenv install 3.4`"];
    assert!(ways.iter().any(|way| stderr.contains(way)), "{stderr}");
}

/// A stand-in for a Python of another version: answers who it is, and makes an environment with
/// nothing in it.
#[cfg(unix)]
const PYTHON: &str = r#"#!/bin/sh
case "$1" in
-I) echo VERSION; echo "$0" ;;
-m) mkdir -p "$3/bin"; echo 'export ENTERED=VERSION' > "$3/bin/activate"; cp "$0" "$3/bin/python" ;;
esac
"#;

#[test]
#[cfg(unix)]
fn the_wanted_python_is_found_where_it_is() {
    let scene = Scene::with_store("./mlruns").env("MLFLOW_ENV_ROOT", "envs");
    let path = format!("{}:{}", scene.path("bin").display(), path_without("uv"));
    let scene = scene.env("PATH", &path);
    project(&scene, "echo $ENTERED");
    let executable = |name: &str, version: &str| {
        super::stand_in(&scene, name, &PYTHON.replace("VERSION", version));
        scene.path("bin").join(name)
    };
    // On the PATH under its own name, and where pyenv keeps it.
    executable("python3.4", "3.4.2");
    let kept = scene.path("pyenv/versions/3.5.1/bin/python");
    std::fs::create_dir_all(kept.parent().unwrap()).unwrap();
    std::fs::rename(executable("aside", "3.5.1"), kept).unwrap();
    for (wanted, expected) in [("3.4", "3.4.2"), ("3.5.1", "3.5.1"), ("3.5", "3.5.1")] {
        scene.write("p/python_env.yaml", format!("python: '{wanted}'"));
        let mut run = scene.command(["run", "p"]);
        let outcome = Outcome::of(run.env("PYENV_ROOT", scene.path("pyenv"))).success();
        assert_eq!(outcome.line(), expected, "{}", outcome.stderr());
    }
}

#[test]
fn the_pip_part_of_a_conda_file_can_be_used() {
    let scene = scene();
    std::fs::remove_file(scene.path("p/python_env.yaml")).unwrap();
    scene.write(
        "p/conda.yaml",
        "dependencies: [python>=3, cmake, {pip: [./pkg]}]",
    );
    let outcome = mlflow!(scene, "run p --env-manager virtualenv").success();
    assert_eq!(outcome.stdout(), "42 True\n");
    assert!(
        outcome.stderr().contains("left out: cmake"),
        "{}",
        outcome.stderr()
    );
    mlflow!(scene, "run p --no-conda -e pkg/backend.py").success();
}

#[test]
fn files_of_windows_editors_are_read() {
    let scene = scene();
    let marked = |text: &str| format!("\u{feff}{}", text.replace('\n', "\r\n"));
    let utf_16 = |text: &str| -> Vec<u8> {
        let units = format!("\u{feff}{text}");
        units.encode_utf16().flat_map(u16::to_le_bytes).collect()
    };
    let command = "python -c 'import tinypkg; print(tinypkg.answer)'";
    scene.write(
        "p/MLproject",
        marked(&format!("name: x\nentry_points:\n  main:\n    parameters: {{a: {{default: 1}}}}\n    command: |\n      true\n      {command} {{a}}\n")),
    );
    scene.write(
        "p/python_env.yaml",
        marked("dependencies:\n  - -r requirements.txt\n"),
    );
    scene.write("p/requirements.txt", marked("-r more.txt\n"));
    scene.write("p/more.txt", utf_16("./pkg\r\n"));
    assert_eq!(mlflow!(scene, "run p").success().stdout(), "42\n");
    std::fs::remove_file(scene.path("p/python_env.yaml")).expect("a file");
    scene.write(
        "p/conda.yaml",
        marked("dependencies:\n  - python>=3\n  - pip:\n    - ./pkg\n"),
    );
    mlflow!(scene, "run p --env-manager virtualenv").success();
    scene.write("trials.csv", marked("a\n1\n"));
    mlflow!(scene, "run p --env-manager virtualenv -P file:trials.csv").success();
}

/// A stand-in for a Conda program: writes down how it is called, makes an environment, and hands
/// its shell the hook that enters one.
#[cfg(unix)]
const CONDA: &str = r#"#!/bin/sh
name=$(basename "$0")
case "$*" in
*hook*) echo "$name() { export ENTERED=\"$name \$*\"; echo entering; }"; exit ;;
esac
echo "$name $*" >> "$RECORD"
while [ "$1" != --prefix ]; do shift; done
mkdir -p "$2"
"#;

/// A scene with a Conda project and these programs.
#[cfg(unix)]
fn conda_scene(programs: &[&str]) -> Scene {
    let scene = Scene::with_store("./mlruns").env("MLFLOW_ENV_ROOT", "envs");
    project(&scene, "echo \"$ENTERED\"");
    scene.write("p/conda.yaml", "dependencies: [python=3.11, r-base]");
    for program in programs {
        super::stand_in(&scene, program, CONDA);
    }
    let path = std::env::var("PATH").expect("a PATH");
    let path = format!("{}:{path}", scene.path("bin").display());
    let record = scene.path("record");
    let record = record.to_str().expect("UTF-8");
    scene.env("PATH", &path).env("RECORD", record)
}

#[test]
#[cfg(unix)]
fn whichever_conda_is_there_makes_the_environment() {
    for (programs, created, entered) in [
        (
            &["micromamba"][..],
            "micromamba create --yes --prefix [..] --file [..]/p/conda.yaml\n",
            "micromamba",
        ),
        (
            &["mamba", "micromamba"],
            "mamba env create --prefix [..] --file [..]/p/conda.yaml\n",
            "mamba",
        ),
        (
            &["conda", "mamba"],
            "conda env create --prefix [..] --file [..]/p/conda.yaml\n",
            "conda",
        ),
    ] {
        let scene = conda_scene(programs);
        let first = mlflow!(scene, "run p").success();
        let root = scene.path("envs").canonicalize().unwrap();
        let expected = format!("{entered} activate {}/mlflow-[..]\n", root.display());
        let tags = run_of(&scene, &first)["data"]["tags"].clone();
        assert_eq!(tags["mlflow.project.env"], "conda");
        assert!(
            first.stderr().contains("entering"),
            "it is no output of the project"
        );
        let first = first.stdout_is(expected);
        // The same content is the same environment, wherever the file is.
        scene.write("q/MLproject", "entry_points: {main: {command: 'true'}}");
        std::fs::copy(scene.path("p/conda.yaml"), scene.path("q/conda.yaml")).unwrap();
        mlflow!(scene, "run q").success();
        let record = std::fs::read_to_string(scene.path("record")).unwrap();
        snapbox::assert_data_eq!(record, created);
        assert_eq!(builds(&first), 1);
    }
}

#[test]
#[cfg(unix)]
fn conda_is_found_where_mlflow_looks() {
    let scene = conda_scene(&["conda", "mamba"]);
    let home = scene.write("home/bin/conda", CONDA);
    std::fs::set_permissions(&home, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let mut run = scene.command(["run", "p"]);
    run.env("MLFLOW_CONDA_HOME", scene.path("home"));
    let outcome = Outcome::of(&mut run).success();
    assert!(
        outcome.stderr().contains("/home/bin/conda shell.bash hook"),
        "{}",
        outcome.stderr()
    );
    // Another program may make the environment.
    let mut run = scene.command(["run", "p", "--env-manager", "conda", "-P", "x=1"]);
    scene.write("p/conda.yaml", "dependencies: [python=3.12]");
    Outcome::of(run.env("MLFLOW_CONDA_CREATE_ENV_CMD", "mamba")).success();
    let record = std::fs::read_to_string(scene.path("record")).unwrap();
    assert!(record.contains("\nmamba env create"), "{record}");
}

#[test]
fn without_conda_there_are_other_ways() {
    let scene = Scene::with_store("./mlruns").env("PATH", &path_without("conda"));
    project(&scene, "true");
    scene.write("p/conda.yaml", "dependencies: [python=3.11]");
    let stderr = mlflow!(scene, "run p").code(1).stderr();
    assert!(
        stderr.contains("no program of `conda`, `mamba` and `micromamba`"),
        "{stderr}"
    );
    assert!(
        stderr.contains("hint: `--env-manager virtualenv`"),
        "{stderr}"
    );
    assert!(
        !scene.path("mlruns").exists(),
        "no store is opened for what cannot run"
    );
    mlflow!(scene, "run p --env-manager local").success();
}

#[test]
fn a_requirements_file_is_an_environment() {
    let scene = scene();
    std::fs::remove_file(scene.path("p/python_env.yaml")).unwrap();
    let outcome = mlflow!(scene, "run p").success();
    assert_eq!(outcome.stdout(), "42 True\n");
    let tags = run_of(&scene, &outcome)["data"]["tags"].clone();
    assert_eq!(tags["mlflow.project.env"], "virtualenv");
}

#[test]
fn a_locked_project_is_installed_as_it_is_locked() {
    let scene = scene();
    std::fs::remove_file(scene.path("p/python_env.yaml")).unwrap();
    scene.write(
        "p/pyproject.toml",
        "[project]\nname = 'p'\nversion = '1'\nrequires-python = '>=3.9'\ndependencies = ['tinypkg']\n\
         [tool.uv.sources]\ntinypkg = { path = 'pkg' }\n",
    );
    let mut lock = scene.bare_command("uv");
    lock.args(["lock", "--offline", "--quiet"])
        .current_dir(scene.path("p"));
    if !lock.status().is_ok_and(|status| status.success()) {
        return crate::support::skip("`uv` is not here, or is too old");
    }
    let first = mlflow!(scene, "run p").success();
    assert_eq!((first.stdout().as_str(), builds(&first)), ("42 True\n", 1));
    let tags = run_of(&scene, &first)["data"]["tags"].clone();
    assert_eq!(tags["mlflow.project.env"], "uv");
    assert_eq!(builds(&mlflow!(scene, "run p").success()), 0);
    assert!(
        !scene.path("p/.venv").exists(),
        "the environment is in the cache"
    );
}

#[test]
fn what_a_project_runs_inherits_its_manager() {
    let scene = scene();
    scene.write("p/inner.sh", "\"$MLFLOW\" run . -e show.sh");
    scene.write("p/show.sh", "echo ${MLFLOW_ENV_MANAGER-none}");
    let program = env!("CARGO_BIN_EXE_mlflow");
    let run = |args: &[&str]| {
        let mut command = scene.command(["run", "p", "-e", "inner.sh"].iter().chain(args));
        Outcome::of(command.env("MLFLOW", program)).success()
    };
    let outcome = run(&["--env-manager", "local"]);
    assert_eq!((outcome.line().as_str(), builds(&outcome)), ("local", 0));
    assert_eq!(
        run(&[]).line(),
        "none",
        "the project's own choice is none of the user's"
    );
    let mut wrong = scene.command(["run", "p"]);
    let stderr = Outcome::of(wrong.env("MLFLOW_ENV_MANAGER", "pip"))
        .code(1)
        .stderr();
    assert!(
        stderr.contains("`MLFLOW_ENV_MANAGER` is `pip`; expected"),
        "{stderr}"
    );
}

#[test]
fn environments_are_listed_and_pruned() {
    let scene = scene();
    let list = || mlflow!(scene, "env list --output json").success().json();
    assert_eq!(list(), serde_json::json!([]));
    mlflow!(scene, "run p").success();
    let listed = list();
    let name = listed[0]["name"].as_str().unwrap().to_owned();
    assert_eq!(listed[0]["state"], "ready");
    assert_eq!(listed[0]["env_manager"], "virtualenv");
    assert!(
        listed[0]["made_of"]
            .as_str()
            .unwrap()
            .starts_with("Python 3"),
        "{listed}"
    );
    assert!(listed[0]["size_bytes"].as_u64().unwrap() > 0);
    assert_eq!(listed.as_array().unwrap().len(), 1);

    // What was used just now stays, also while a run uses it.
    mlflow!(scene, "env prune").success().stdout_is("");
    let mut running = scene.command(["run", "p", "-e", "wait.sh"]);
    scene.write(
        "p/wait.sh",
        "touch started; while [ ! -e done ]; do sleep 0.02; done",
    );
    let mut running = running.stderr(Stdio::null()).spawn().expect("a child");
    while !scene.path("p/started").exists() {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert_eq!(list()[0]["state"], "in use");
    mlflow!(scene, "env prune --all").success().stdout_is("");
    scene.write("p/done", "");
    assert!(running.wait().expect("its end").success());

    // What a killed build left goes, and what Python's MLflow keeps beside stays.
    let half = "mlflow-0123456789abcdef0123456789abcdef";
    scene.write(&format!("envs/{half}/bin/python"), "");
    let foreign = "envs/mlflow-0123456789abcdef0123456789abcdef01234567";
    scene.write(&format!("{foreign}/bin/python"), "");
    let prune = mlflow!(scene, "env prune --dry-run").success();
    assert_eq!(prune.stdout(), format!("{half}\n"));
    mlflow!(scene, "env prune")
        .success()
        .stdout_is(format!("{half}\n"));
    mlflow!(scene, "env prune --all")
        .success()
        .stdout_is(format!("{name}\n"));
    assert!(scene.path(foreign).exists());
    assert_eq!(list(), serde_json::json!([]));
    assert_eq!(builds(&mlflow!(scene, "run p").success()), 1);
}
