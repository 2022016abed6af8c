//! Images that serve models: the folder of which one is built, and the calls of docker and podman, which
//! are checked against stand-ins that write down how they are called.

use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::project::stand_in;
use crate::support::{Scene, mlflow, skip, unused_port};

use super::model::{ModelServer, write_model};

const PYTHON_ENV: &str = "python: 3.10.13\nbuild_dependencies: [pip==24.0, wheel]\ndependencies: ['-r requirements.txt']\n";

/// A scene with a model of a run.
fn model() -> Scene {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    scene.write(
        "model/MLmodel",
        "flavors:\n  python_function: {}\nmlflow_version: 3.17.2\n",
    );
    scene.write("model/python_env.yaml", PYTHON_ENV);
    scene.write(
        "model/requirements.txt",
        "mlflow==3.17.2\n# why\nscikit-learn==1.5.0\n",
    );
    scene
}

fn read(scene: &Scene, file: &str) -> String {
    std::fs::read_to_string(scene.path(file)).expect(file)
}

#[test]
fn the_folder_has_all_that_an_image_needs() {
    let scene = model();
    mlflow!(scene, "experiments create -n e").success();
    let run = mlflow!(scene, "runs start --experiment-name e")
        .success()
        .line();
    mlflow!(
        scene,
        "artifacts log-artifacts -r {run} --local-dir model --artifact-path model"
    )
    .success();
    mlflow!(
        scene,
        "models generate-dockerfile -m runs:/{run}/model -d image --install-mlflow"
    )
    .success()
    .stderr_is("...\nGenerated Dockerfile in directory image\n");
    let dockerfile = read(&scene, "image/Dockerfile");
    assert_eq!(dockerfile.matches("FROM python:3.10-slim").count(), 2);
    for part in [
        "COPY model_dir /opt/ml/model\n",
        "USER 10001\n",
        "EXPOSE 8080\n",
        "\nHEALTHCHECK ",
        "ENTRYPOINT [\"/usr/local/bin/mlflow\", \"models\", \"serve\", \"--model-uri\", \"/opt/ml/model\"]",
    ] {
        assert!(dockerfile.contains(part), "{part} in {dockerfile}");
    }
    copies_what_is_there(&scene, &dockerfile);
    let packages = read(&scene, "image/build-requirements.txt");
    assert_eq!(packages, "pip==24.0\nwheel\n");
    let packages = read(&scene, "image/requirements.txt");
    assert_eq!(
        packages,
        "mlflow==3.17.2\nscikit-learn==1.5.0\nmlflow==3.17.2\n"
    );
    assert!(scene.path("image/model_dir/MLmodel").is_file());
    is_this_program(&scene, "image/mlflow");
}

/// Asserts that the files that a Dockerfile copies are beside it.
#[track_caller]
fn copies_what_is_there(scene: &Scene, dockerfile: &str) {
    let copies = dockerfile
        .lines()
        .filter_map(|line| line.strip_prefix("COPY "));
    for line in copies.filter(|line| !line.contains("--from=")) {
        let words: Vec<&str> = line
            .split(' ')
            .filter(|word| !word.starts_with("--"))
            .collect();
        for name in &words[..words.len() - 1] {
            assert!(scene.path("image").join(name).exists(), "{name}");
        }
    }
}

/// Asserts that a file is this program, and runs.
#[track_caller]
fn is_this_program(scene: &Scene, file: &str) {
    let program = scene.path(file);
    let mode = program.metadata().expect("a file").permissions().mode();
    assert_eq!(mode & 0o111, 0o111);
    let version = scene.bare_command(program).arg("--version").output();
    let version = version.expect("it runs").stdout;
    let own = mlflow!(scene, "--version").success().stdout();
    assert_eq!(version, own.into_bytes());
}

#[test]
fn docker_and_podman_are_asked_to_build_the_folder() {
    let script =
        "#!/bin/sh\necho \"$*\" >> \"$OUT/calls\"\n[ \"$1\" != build ] || ls > \"$OUT/files\"\n";
    for (program, call) in [
        ("docker", "build --tag fraud:3 --file Dockerfile ."),
        (
            "podman",
            "build --tag fraud:3 --file Dockerfile --format docker .",
        ),
    ] {
        let scene = model();
        stand_in(&scene, program, script);
        let path = format!("{}:/usr/bin:/bin", scene.path("bin").display());
        let out = scene.folder().display().to_string();
        let scene = scene.env("PATH", &path).env("OUT", &out);
        mlflow!(scene, "models build-docker -m model -n fraud:3")
            .success()
            .stdout_is("fraud:3\n");
        assert_eq!(read(&scene, "calls"), format!("info\n{call}\n"));
        assert_eq!(
            read(&scene, "files"),
            "Dockerfile\nbuild-requirements.txt\nmlflow\nmodel_dir\nrequirements.txt\n"
        );
    }
}

#[test]
fn what_an_image_cannot_have_is_refused_and_nothing_is_written() {
    let scene = model();
    scene.write("bare/MLmodel", "flavors:\n  python_function: {}\n");
    for (flags, part) in [
        (
            "-m model --mlflow-home src",
            "`--mlflow-home` is not supported",
        ),
        (
            "-m model --install-java true",
            "`--install-java true` is not supported",
        ),
        (
            "-m model --env-manager conda",
            "`--env-manager conda` is not supported",
        ),
        ("-m bare", "has no `python_env.yaml`"),
    ] {
        let outcome = mlflow!(scene, "models generate-dockerfile -d image {flags}").code(1);
        assert!(
            outcome.stderr().contains(part),
            "{flags}: {}",
            outcome.stderr()
        );
        assert!(!scene.path("image").exists());
    }
    // Without a model, one is mounted.
    mlflow!(scene, "models generate-dockerfile").success();
    assert!(read(&scene, "mlflow-dockerfile/Dockerfile").contains("MLFLOW_ENV_MANAGER=virtualenv"));
}

/// The folder that stands for the image of a slim Python; `None` where there is none.
#[track_caller]
fn base_image() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/tools/debian");
    if !nix::unistd::geteuid().is_root() {
        skip("only root can execute the steps of an image");
        return None;
    }
    if !folder.join(".complete").exists() {
        skip("target/tools/debian is not there; `.ci/tools` makes it");
        return None;
    }
    Some(folder)
}

/// `tests/it/serving/dockerfile.py`.
fn dockerfile(words: &[&str]) -> Command {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/serving/dockerfile.py");
    let mut command = Command::new("python3");
    command.arg(script).args(words);
    command
}

#[test]
fn the_steps_of_an_image_end_in_a_server_that_answers() {
    let Some(base) = base_image() else {
        return;
    };
    let scene = Scene::new();
    write_model(&scene, "model", 3);
    scene.write(
        "model/python_env.yaml",
        "python: 3.11.2\nbuild_dependencies: [pip]\ndependencies: ['-r requirements.txt']\n",
    );
    scene.write(
        "model/requirements.txt",
        "mlflow-skinny==3.17.2\npandas==2.3.3\n",
    );
    mlflow!(scene, "models generate-dockerfile -m model -d image").success();
    let (context, image) = (scene.path("image"), scene.path("built"));
    let (context, image) = (context.display().to_string(), image.display().to_string());
    let base = base.display().to_string();
    let built = dockerfile(&["build", &context, &base, &image]).output();
    let built = built.expect("Python starts");
    assert!(
        built.status.success(),
        "{}",
        String::from_utf8_lossy(&built.stderr)
    );
    let pandas = scene.path("built/root/opt/environment/lib/python3.11/site-packages/pandas");
    assert!(pandas.join("__init__.py").exists() && !pandas.join("tests").exists());

    let variable = format!("MLFLOW_PORT={}", unused_port());
    let server = ModelServer::spawned(dockerfile(&["run", &image, &variable])).ready();
    let user = std::fs::metadata(format!("/proc/{}", server.pid())).expect("a process");
    assert_eq!(user.uid(), 10001);
    let answer = server.predict(&[("double", 1.0), ("double", 2.5)]);
    assert_eq!(answer, serde_json::json!([3.0, 7.5]));
    let health = dockerfile(&["health", &image, &variable]).status();
    assert!(health.expect("Python starts").success());
    drop(server);
    let health = dockerfile(&["health", &image, &variable]).output();
    assert!(!health.expect("Python starts").status.success());
}
