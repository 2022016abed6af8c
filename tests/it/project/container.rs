//! Projects in Docker containers, with a stand-in for `docker` that writes down how it is called.
#![cfg(unix)]

use std::io::Write;

use super::{run_of, stand_in};
use crate::support::{Outcome, Scene, mlflow};

/// Knows the image `known`, gets others by pulling them, and runs nothing.
pub(super) const DOCKER: &str = r#"#!/bin/sh
if [ "$1" = run ]; then
    printf '[%s]' "$@" > "${OUT:-.}/docker-run"
    exit "${DOCKER_EXIT:-0}"
fi
echo "$*" >> "${OUT:-.}/docker-calls"
case "$1 $5" in
"info "*) exit "${DOCKER_INFO:-0}" ;;
"image known") echo 'sha256:0123 ["known:latest"]' ;;
"image built"*) echo "sha256:4567 [\"$5\"]" ;;
"image wanted")
    if grep -q '^pull wanted' "${OUT:-.}/docker-calls"; then
        echo 'sha256:89ab ["wanted:1"]'
    else
        exit 1
    fi
    ;;
"build "*) shift 5; cat "$1" > "${OUT:-.}/Dockerfile" ;;
esac
"#;

/// A scene with a project in a container of this image.
fn scene(image: &str) -> Scene {
    let scene = Scene::with_store("./mlruns");
    stand_in(&scene, "docker", DOCKER);
    let path = std::env::var("PATH").expect("a PATH");
    let path = format!("{}:{path}", scene.path("bin").display());
    let scene = scene.env("PATH", &path);
    scene.write(
        "p/MLproject",
        format!(
            "name: built
docker_env:
  image: {image}
  volumes: ['/data:/data:ro']
  environment: [[NEW, 'a b'], HOME_GROWN]
entry_points: {{main: {{parameters: {{a: {{default: 1}}}}, command: 'python train.py {{a}}'}}}}"
        ),
    );
    scene.env("HOME_GROWN", "$x 'y'")
}

fn read(scene: &Scene, file: &str) -> String {
    std::fs::read_to_string(scene.path(file)).expect("what docker was told")
}

#[test]
fn the_container_gets_the_run_the_store_and_the_projects_settings() {
    let scene = scene("known");
    let run = ["run", "p", "-A", "t", "-A", "gpus=all", "-P", "a=it's"];
    let outcome = scene.mlflow(run).success();
    let run = run_of(&scene, &outcome);
    let tags = &run["data"]["tags"];
    assert_eq!(tags["mlflow.project.env"], "docker");
    assert_eq!(tags["mlflow.docker.image.uri"], "known");
    assert_eq!(tags["mlflow.docker.image.id"], "sha256:0123");
    let (id, store) = (
        run["info"]["run_id"].as_str().unwrap(),
        scene.path("mlruns"),
    );
    let store = store.canonicalize().unwrap();
    let store = store.display();
    let expected = format!(
        "[run][--rm][--label][mlflow.run_id={id}][-t][--gpus][all][-v][{store}:/mlflow/tmp/mlruns]\
         [-v][{store}/0/{id}/artifacts:{store}/0/{id}/artifacts][-v][/data:/data:ro]\
         [-e][MLFLOW_RUN_ID={id}][-e][MLFLOW_TRACKING_URI=file:///mlflow/tmp/mlruns]\
         [-e][MLFLOW_EXPERIMENT_ID=0][-e][NEW=a b][-e][HOME_GROWN]\
         [known:latest][python][train.py][it's]"
    );
    assert_eq!(read(&scene, "p/docker-run"), expected);
}

#[test]
fn what_the_project_wrote_is_expanded_by_its_shell() {
    let scene = scene("known");
    scene.write(
        "p/MLproject",
        "name: built
docker_env:
  image: known
  volumes: ['${PLACE}/data:/data', '$(pwd):/code:ro', '~/cache:/cache']
  environment: [[FROM, '$PLACE and more'], HOME_GROWN]
entry_points: {main: {command: 'true'}}",
    );
    let scene = scene.env("PLACE", "/a b");
    let outcome = mlflow!(scene, "run p").success();
    let told = read(&scene, "p/docker-run");
    let folder = scene.path("p").canonicalize().expect("a folder");
    let home = scene.folder().display().to_string();
    for expected in [
        "[-v][/a b/data:/data]".to_owned(),
        format!("[-v][{}:/code:ro]", folder.display()),
        "[-e][FROM=/a b and more]".to_owned(),
        "[-e][HOME_GROWN]".to_owned(),
    ] {
        assert!(told.contains(&expected), "{expected} is not in {told}");
    }
    assert!(
        told.contains("/cache:/cache]") && !told.contains('~'),
        "{told} of {home}"
    );
    let stderr = outcome.stderr();
    assert!(stderr.contains("-e FROM=*** -e HOME_GROWN=***"), "{stderr}");
}

#[test]
fn no_secret_is_in_the_line_that_is_shown() {
    let scene = scene("known");
    let mut command = scene.command(["run", "p", "-A", "e=GIVEN=s3cret", "-A", "env=X=s3cret"]);
    let outcome = Outcome::of(command.env("HOME_GROWN", "s3cret")).success();
    assert!(!outcome.stderr().contains("s3cret"), "{}", outcome.stderr());
    let told = read(&scene, "p/docker-run");
    assert!(
        told.contains("[-e][GIVEN=s3cret][--env][X=s3cret]"),
        "{told}"
    );
    assert!(told.contains("[-e][HOME_GROWN]["), "{told}");
}

#[test]
fn an_image_that_is_not_here_is_pulled() {
    let scene = scene("wanted");
    let outcome = mlflow!(scene, "run p").success();
    assert!(read(&scene, "p/docker-run").contains("[wanted:1][python]"));
    let tags = run_of(&scene, &outcome)["data"]["tags"].clone();
    assert_eq!(tags["mlflow.docker.image.uri"], "wanted");
    assert_eq!(tags["mlflow.docker.image.id"], "sha256:89ab");
}

#[test]
fn an_image_with_the_projects_files_is_built() {
    let scene = scene("known");
    let outcome = mlflow!(scene, "run p --build-image").success();
    let dockerfile = read(&scene, "p/Dockerfile");
    let expected = "FROM known\nCOPY . /mlflow/projects/code/\nWORKDIR /mlflow/projects/code/\n";
    assert_eq!(dockerfile, expected);
    assert!(read(&scene, "p/docker-run").contains("[built][python]"));
    let tags = run_of(&scene, &outcome)["data"]["tags"].clone();
    assert_eq!(tags["mlflow.docker.image.uri"], "built");
}

#[test]
fn the_exit_code_is_that_of_the_container() {
    let scene = scene("known").env("DOCKER_EXIT", "3");
    let outcome = mlflow!(scene, "run p").code(1);
    assert!(
        outcome.stderr().contains("ended with exit code 3"),
        "{}",
        outcome.stderr()
    );
    assert_eq!(run_of(&scene, &outcome)["info"]["status"], "FAILED");
}

#[test]
fn what_a_container_lacks_is_said() {
    let scene = scene("known");
    let mut command = scene.command(["run", "p"]);
    let stderr = Outcome::of(command.env_remove("HOME_GROWN"))
        .code(1)
        .stderr();
    assert!(
        stderr.contains("expects the HOME_GROWN environment variables to be set"),
        "{stderr}"
    );
    stand_in(&scene, "podman", "#!/bin/sh\nexit 1");
    let mut command = scene.command(["run", "p"]);
    let stderr = Outcome::of(command.env("DOCKER_INFO", "1"))
        .code(1)
        .stderr();
    assert!(
        stderr.contains("Ran `docker info` to ensure docker daemon is running but it failed"),
        "{stderr}"
    );
    let twice = mlflow!(scene, "run p -A t -A t").code(2);
    assert!(
        twice.stderr().contains("Repeated parameter: 't'"),
        "{}",
        twice.stderr()
    );
    scene.write(
        "p/MLproject",
        "docker_env: {image: x}\nentry_points: {main: {command: 'true'}}",
    );
    let stderr = mlflow!(scene, "run p").code(1).stderr();
    assert!(
        stderr.contains("Project name in MLProject must be specified"),
        "{stderr}"
    );
}

#[test]
fn of_a_database_the_folder_is_mounted() {
    let scene = scene("known").env("MLFLOW_TRACKING_URI", "sqlite:///mlflow.db");
    mlflow!(scene, "run p").success();
    let folder = scene.folder().canonicalize().unwrap();
    let expected = format!("[-v][{}:/mlflow/tmp/mlruns]", folder.display());
    let told = read(&scene, "p/docker-run");
    assert!(told.contains(&expected), "{told}");
    let uri = "[-e][MLFLOW_TRACKING_URI=sqlite:////mlflow/tmp/mlruns/mlflow.db]";
    assert!(told.contains(uri), "{told}");
    // Docker would make the folder as its own user's, and podman would not make it.
    let mounted = told.split("[-v][").nth(2).expect("artifacts");
    let (artifacts, _) = mounted
        .split_once(':')
        .expect("a folder here and one there");
    assert!(std::path::Path::new(artifacts).is_dir(), "{told}");
}

#[test]
fn podman_is_taken_where_no_docker_answers() {
    let scene = scene("known");
    stand_in(&scene, "docker", "#!/bin/sh\necho no daemon >&2; exit 1");
    stand_in(&scene, "podman", DOCKER);
    let outcome = mlflow!(scene, "run p").success();
    let command = "=== Running command 'podman run --rm";
    assert!(outcome.stderr().contains(command), "{}", outcome.stderr());
}

/// What lets podman run containers within containers, where its defaults do not.
const PODMAN_SETTINGS: &str = "[containers]
default_ulimits = ['nofile=1024:4096', 'nproc=1000:1000']
[engine]
runtime = 'runc'
";
const IMAGE: &str = "localhost/mlflow-test:1";

/// Makes an image of a shell alone. A scene in which it runs; `None` where podman cannot run any,
/// which no preparation of a CI machine can promise.
fn podman_scene() -> Option<Scene> {
    let make_image = format!(
        "mkdir -p root/bin && cp \"$(command -v busybox)\" root/bin/busybox
         for name in sh env cat; do ln -sf busybox root/bin/$name; done
         tar -C root -c . | podman import - {IMAGE}
         podman run --rm {IMAGE} /bin/sh -c true"
    );
    let works = |scene: &Scene| {
        let made = scene.shell(&make_image).output();
        made.is_ok_and(|made| made.status.success())
    };
    let scenes = [false, true].into_iter().map(|with_settings| {
        let scene = Scene::with_store("sqlite:///mlflow.db");
        stand_in(&scene, "docker", "#!/bin/sh\nexit 1");
        let path = std::env::var("PATH").expect("a PATH");
        let path = format!("{}:{path}", scene.path("bin").display());
        let scene = scene.env("PATH", &path);
        if !with_settings {
            return scene;
        }
        let settings = scene.write("containers.conf", PODMAN_SETTINGS);
        scene.env("CONTAINERS_CONF", settings.to_str().expect("UTF-8"))
    });
    scenes.into_iter().find(works)
}

#[test]
fn a_real_container_reaches_the_store_and_keeps_artifacts() {
    let Some(scene) = podman_scene() else {
        let skipped = "skipped: podman cannot run a container of busybox here";
        let _ = writeln!(std::io::stderr(), "{skipped}");
        return;
    };
    let shown = scene.path("shown");
    std::fs::create_dir(&shown).expect("a folder");
    scene.write("shown/data", "of this machine");
    scene.write(
        "p/MLproject",
        format!(
            "name: built
docker_env:
  image: {IMAGE}
  volumes: ['{}:/shown:ro']
  environment: [[NEW, 'a b'], HOME_GROWN]
entry_points: {{main: {{parameters: {{a: string}}, command: '/bin/sh train.sh {{a}}'}}}}",
            shown.display()
        ),
    );
    scene.write(
        "p/train.sh",
        "set -e
test -s ${MLFLOW_TRACKING_URI#sqlite:///}
echo \"[$1][$NEW][$HOME_GROWN][$(cat /shown/data)]\"
echo kept > $ARTIFACTS/$MLFLOW_EXPERIMENT_ID/$MLFLOW_RUN_ID/artifacts/kept.txt",
    );
    let mlruns = scene
        .folder()
        .canonicalize()
        .expect("a folder")
        .join("mlruns");
    let artifacts = format!("e=ARTIFACTS={}", mlruns.display());
    let folder = "workdir=/mlflow/projects/code";
    let run = [
        "run",
        "p",
        "--build-image",
        "-A",
        &artifacts,
        "-A",
        folder,
        "-P",
        "a=it's $x",
    ];
    let mut command = scene.command(run);
    let outcome = Outcome::of(command.env("HOME_GROWN", "'")).success();
    assert_eq!(outcome.stdout(), "[it's $x][a b]['][of this machine]\n");
    let run = run_of(&scene, &outcome);
    assert_eq!(run["info"]["status"], "FINISHED");
    let id = run["info"]["run_id"].as_str().expect("an id");
    let listed = mlflow!(scene, "artifacts list -r {id}").success();
    assert!(listed.stdout().contains("kept.txt"), "{}", listed.stdout());
    let images = format!("podman rmi --force {IMAGE} built");
    let _ = scene.shell(&images).output();
}
