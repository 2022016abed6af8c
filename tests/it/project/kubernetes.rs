//! `mlflow run --backend kubernetes`, with a cluster that the tests play.

use std::process::{Command, Stdio};
use std::thread;

use serde_json::{Value, json};

use super::cluster::Cluster;
use super::{run_id, run_of, stand_in};
use crate::support::clients::{Client, python};
use crate::support::{Outcome, Scene, mlflow};

const RUN: [&str; 6] = ["run", "p", "-b", "kubernetes", "-c", "backend.json"];

/// Runs the program while the test plays the cluster.
#[track_caller]
fn with(play: impl FnOnce() + Send, command: &mut Command) -> Outcome {
    thread::scope(|scope| {
        let play = scope.spawn(play);
        let outcome = Outcome::of(command);
        play.join().expect("the cluster's part");
        outcome
    })
}

fn scene() -> (Scene, Cluster) {
    let scene = Scene::with_store("./mlruns").env("KUBE_MLFLOW_TRACKING_URI", "http://store:5000");
    let cluster = Cluster::start(&scene);
    (scene, cluster)
}

#[test]
fn a_job_runs_to_its_end_and_is_heard() {
    let (scene, cluster) = scene();
    cluster.break_streams(1);
    let play = || {
        cluster.next_job();
        cluster.run_pod();
        for line in ["one", "", "three"] {
            cluster.print(line);
        }
        cluster.end_pod(0, "Completed");
        cluster.end_job("Complete", "", "");
    };
    let outcome = with(play, &mut scene.command(RUN)).success();
    assert_eq!(outcome.stdout(), "one\n\nthree\n");
    let run = run_of(&scene, &outcome);
    let (info, tags) = (&run["info"], &run["data"]["tags"]);
    assert_eq!(info["status"], "FINISHED");
    let job = &cluster.created()[0];
    let name = job["metadata"]["name"].as_str().expect("a name");
    for (key, value) in [
        ("mlflow.project.backend", "kubernetes"),
        ("mlflow.project.env", "docker"),
        ("mlflow.docker.image.uri", "h/demo@sha256:0123"),
        ("mlflow.docker.image.id", "sha256:0123"),
        ("project.kubernetes.job", name),
        ("project.kubernetes.namespace", "ml"),
    ] {
        assert_eq!(tags[key], value, "{key}");
    }
    assert!(name.starts_with("demo-20") && name.len() == 31, "{name}");
    let container = json!({
        "name": "demo", "image": "h/demo@sha256:0123",
        "command": ["python", "train.py", "--a", "1"],
        "env": [
            {"name": "A", "value": "1"},
            {"name": "MLFLOW_RUN_ID", "value": info["run_id"]},
            {"name": "MLFLOW_TRACKING_URI", "value": "http://store:5000"},
            {"name": "MLFLOW_EXPERIMENT_ID", "value": "0"},
        ],
        "volumeMounts": [{"name": "v", "mountPath": "/v"}],
    });
    let expected = json!({
        "apiVersion": "batch/v1", "kind": "Job",
        "metadata": {"namespace": "ml", "labels": {"team": "a"}, "name": name},
        "spec": {"backoffLimit": 0, "template": {"spec": {
            "containers": [container],
            "volumes": [{"name": "v", "secret": {"secretName": "s", "defaultMode": 420}}],
            "restartPolicy": "Never",
        }}},
    });
    assert_eq!(*job, expected);
}

#[test]
fn a_container_that_fails_fails_the_run() {
    let (scene, cluster) = scene();
    let play = || {
        cluster.next_job();
        cluster.print("no memory");
        cluster.end_pod(137, "OOMKilled");
        cluster.end_job("Failed", "BackoffLimitExceeded", "too often");
    };
    let outcome = with(play, &mut scene.command(RUN)).code(1);
    assert_eq!(outcome.stdout(), "no memory\n");
    let stderr = outcome.stderr();
    let why = "the job failed: BackoffLimitExceeded: too often; its container ended with exit code 137 (OOMKilled)";
    assert!(stderr.contains(why), "{stderr}");
    assert!(
        stderr.contains("error: the project's command ended with exit code 137"),
        "{stderr}"
    );
    assert_eq!(run_of(&scene, &outcome)["info"]["status"], "FAILED");
}

#[test]
fn a_pod_that_is_evicted_is_told_of() {
    let (scene, cluster) = scene();
    let play = || {
        cluster.next_job();
        let status = json!({"phase": "Failed", "reason": "Evicted", "message": "low on memory"});
        cluster.pod(&status, &Value::Null);
        cluster.end_job("Failed", "BackoffLimitExceeded", "");
    };
    let outcome = with(play, &mut scene.command(RUN)).code(1);
    let stderr = outcome.stderr();
    assert!(
        stderr.contains("the pod `demo-1` was evicted: low on memory"),
        "{stderr}"
    );
    assert_eq!(run_of(&scene, &outcome)["info"]["status"], "FAILED");
}

#[test]
fn a_job_that_the_cluster_lost_is_tried_again() {
    let (scene, cluster) = scene();
    let play = || {
        cluster.next_job();
        cluster.pod(
            &json!({"phase": "Failed", "reason": "Evicted"}),
            &Value::Null,
        );
        cluster.end_job("Failed", "BackoffLimitExceeded", "");
        cluster.wait_for_jobs(2);
        cluster.run_pod();
        cluster.end_pod(0, "Completed");
        cluster.end_job("Complete", "", "");
    };
    let args = RUN.into_iter().chain(["--retry", "1"]);
    let outcome = with(play, &mut scene.command(args)).success();
    assert!(
        outcome.stderr().contains("was evicted"),
        "{}",
        outcome.stderr()
    );
    let runs = mlflow!(scene, "runs search --output json").success().json();
    let statuses = [&runs[0]["info"]["status"], &runs[1]["info"]["status"]];
    assert_eq!(statuses, ["FINISHED", "FAILED"]);
}

#[test]
fn an_image_that_is_built_needs_a_repository() {
    let (scene, _cluster) = scene();
    let config = r#"{"kube-job-template-path": "job.yaml"}"#;
    let outcome = mlflow!(scene, "run p -b kubernetes -c '{config}' --build-image").code(1);
    let expected = "Could not find 'repository-uri' in backend_config";
    assert!(outcome.stderr().contains(expected), "{}", outcome.stderr());
    assert!(!scene.path("mlruns").exists(), "no run for what cannot run");
}

#[test]
fn an_image_that_cannot_be_had_is_not_waited_for() {
    let (scene, cluster) = scene();
    let config = r#"{"kube-job-template-path": "job.yaml", "kube-start-timeout": 0}"#;
    let play = || {
        cluster.next_job();
        cluster.note("Failed", "Failed to pull image: not found");
        let waiting = json!({"waiting": {"reason": "ImagePullBackOff", "message": "Back-off"}});
        cluster.pod(&json!({"phase": "Pending"}), &waiting);
        assert_eq!(cluster.deletion()["propagationPolicy"], "Foreground");
    };
    let args = ["run", "p", "-b", "kubernetes", "-c", config];
    let outcome = with(play, &mut scene.command(args)).code(1);
    let stderr = outcome.stderr();
    let why = "is given up and deleted: the pod `demo-1` cannot start: ImagePullBackOff: Back-off: Failed to pull image: not found";
    assert!(stderr.contains(why), "{stderr}");
    assert_eq!(run_of(&scene, &outcome)["info"]["status"], "FAILED");
}

#[test]
fn a_job_that_others_delete_has_failed() {
    let (scene, cluster) = scene();
    let play = || {
        cluster.next_job();
        cluster.run_pod();
        cluster.vanish();
    };
    let outcome = with(play, &mut scene.command(RUN)).code(1);
    let stderr = outcome.stderr();
    assert!(stderr.contains("was deleted by somebody else"), "{stderr}");
    assert_eq!(run_of(&scene, &outcome)["info"]["status"], "FAILED");
}

#[test]
fn a_job_that_is_tidied_up_at_its_end_has_succeeded() {
    let (scene, cluster) = scene();
    let play = || {
        cluster.next_job();
        cluster.end_and_vanish();
    };
    let outcome = with(play, &mut scene.command(RUN)).success();
    assert_eq!(run_of(&scene, &outcome)["info"]["status"], "FINISHED");
}

#[test]
fn without_a_sight_of_the_pods_the_job_is_watched_all_the_same() {
    let (scene, cluster) = scene();
    cluster.forbid("/pods?");
    cluster.forbid("watch=true");
    let play = || {
        cluster.next_job();
        cluster.end_job("Complete", "", "");
    };
    let outcome = with(play, &mut scene.command(RUN)).success();
    let stderr = outcome.stderr();
    assert!(
        stderr.contains("warning: cannot list the job's pods"),
        "{stderr}"
    );
}

#[test]
fn a_signal_deletes_the_job_and_its_pods() {
    let (scene, cluster) = scene();
    cluster.keep_deleted();
    let mut command = scene.command(RUN);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    let child = command.spawn().expect("a process");
    cluster.next_job();
    cluster.run_pod();
    let pid = child.id().to_string();
    let sent = Command::new("kill").args(["-INT", &pid]).status();
    assert!(sent.is_ok_and(|status| status.success()));
    assert_eq!(cluster.deletion()["propagationPolicy"], "Foreground");
    // It has its time to say goodbye.
    cluster.print("saved");
    cluster.end_pod(143, "Error");
    thread::sleep(std::time::Duration::from_millis(100));
    cluster.vanish();
    let output = child.wait_with_output().expect("its end");
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(130), "{stderr}");
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "saved\n",
        "{stderr}"
    );
    let runs = mlflow!(scene, "runs search --output json").success().json();
    assert_eq!(runs[0]["info"]["status"], "KILLED");
}

#[test]
fn the_timeout_deletes_the_job() {
    let (scene, cluster) = scene();
    let args = RUN.into_iter().chain(["--timeout", "0.2"]);
    let play = || {
        cluster.next_job();
        cluster.deletion();
    };
    let outcome = with(play, &mut scene.command(args)).code(1);
    assert!(
        outcome.stderr().contains("after 200 ms, its timeout"),
        "{}",
        outcome.stderr()
    );
    assert_eq!(run_of(&scene, &outcome)["info"]["status"], "KILLED");
}

#[test]
fn in_the_background_the_job_is_watched_too() {
    let (scene, cluster) = scene();
    let args = RUN.into_iter().chain(["--background"]);
    let id = scene.mlflow(args).success().line();
    cluster.next_job();
    cluster.end_job("Complete", "", "");
    let outcome = mlflow!(scene, "runs wait -r {id}").success();
    assert_eq!(outcome.line(), format!("{id} FINISHED"));
}

#[test]
fn what_is_wrong_is_said_before_there_is_a_run() {
    let (scene, _cluster) = scene();
    scene.write("pod.yaml", "kind: Pod");
    scene.write(
        "plain/MLproject",
        "name: x\nentry_points: {main: {command: 'true'}}",
    );
    let said = |project: &str, config: &str| {
        let outcome = mlflow!(scene, "run '{project}' -b kubernetes -c '{config}'");
        outcome.code(1).stderr()
    };
    for (project, config, expected) in [
        (
            "p",
            "{}",
            "'kube-job-template-path' attribute must be specified",
        ),
        (
            "p",
            r#"{"kube-job-template-path": "x"}"#,
            "Could not find 'kube-job-template-path': x",
        ),
        (
            "p",
            r#"{"kube-job-template-path": "pod.yaml"}"#,
            "is of the kind `Pod`",
        ),
        (
            "p",
            r#"{"kube-job-template-path": "job.yaml", "kube-context": "x"}"#,
            "the kubeconfig has no context `x`\nhint: its contexts are: `here`, `there`",
        ),
        ("plain", "backend.json", "this one has no `docker_env`"),
    ] {
        let stderr = said(project, config);
        assert!(stderr.contains(expected), "{stderr}");
    }
    let none = Outcome::of(scene.command(RUN).env("KUBECONFIG", "/gone")).code(1);
    assert!(
        none.stderr().contains("there is no kubeconfig `/gone`"),
        "{}",
        none.stderr()
    );
    assert_eq!(mlflow!(scene, "run p -b kubernetes").code(2).stdout(), "");
    let runs = mlflow!(scene, "runs search --output json").success().json();
    assert_eq!(runs, json!([]));
}

#[test]
fn a_cluster_that_does_not_let_us_in_or_answer_is_told_of() {
    let (scene, cluster) = scene();
    cluster.forbid("/jobs");
    let outcome = scene.mlflow(RUN).code(1);
    assert!(
        outcome.stderr().contains("jobs is forbidden"),
        "{}",
        outcome.stderr()
    );
    assert_eq!(run_of(&scene, &outcome)["info"]["status"], "FAILED");
    let config = std::fs::read_to_string(scene.path(".kube/config")).expect("a file");
    let port = config
        .split("127.0.0.1:")
        .nth(1)
        .and_then(|rest| rest.split('\'').next());
    scene.write(".kube/config", config.replace(port.expect("a port"), "1"));
    let outcome = scene.mlflow(RUN).code(1);
    let expected = "the cluster `http://127.0.0.1:1/`: it cannot be reached";
    assert!(outcome.stderr().contains(expected), "{}", outcome.stderr());
}

/// Knows the image `h/base`, builds and pushes; of a refused push it says so.
const DOCKER: &str = r#"#!/bin/sh
echo "$*" >> "$OUT"
case "$1 $2" in
"image inspect")
    case "$4" in
    *RepoDigests*) echo '["h/other@sha256:1", "h/base@sha256:old"]' ;;
    *) echo "sha256:4567 [\"a/first:1\",\"$5:latest\"]" ;;
    esac ;;
"push "*)
    [ -z "$REFUSED" ] || { echo denied >&2; exit 1; }
    echo "latest: digest: sha256:new size: 12" ;;
esac
"#;

/// A scene with a project whose image is not pinned.
fn scene_with_docker() -> (Scene, Cluster) {
    let (scene, cluster) = scene();
    stand_in(&scene, "docker", DOCKER);
    let path = std::env::var("PATH").expect("a PATH");
    let path = format!("{}:{path}", scene.path("bin").display());
    let calls = scene.path("calls").display().to_string();
    let scene = scene.env("PATH", &path).env("OUT", &calls);
    let project = "name: demo\ndocker_env: {image: h/base}\nentry_points: {main: {command: 'a b'}}";
    scene.write("p/MLproject", project);
    (scene, cluster)
}

#[test]
fn the_image_is_pushed_and_named_by_its_digest() {
    for (flag, refused, image, uri) in [
        (
            Some("--build-image"),
            "",
            "h/demo:latest@sha256:new",
            "h/demo",
        ),
        (None, "", "h/base:latest@sha256:new", "h/base"),
        (None, "1", "h/base:latest@sha256:old", "h/base"),
    ] {
        let (scene, cluster) = scene_with_docker();
        let play = || {
            cluster.next_job();
            cluster.end_job("Complete", "", "");
        };
        let mut command = scene.command(RUN.into_iter().chain(flag));
        let outcome = with(play, command.env("REFUSED", refused)).success();
        let job = &cluster.created()[0];
        let container = &job["spec"]["template"]["spec"]["containers"][0];
        assert_eq!(container["image"], image);
        let tags = &run_of(&scene, &outcome)["data"]["tags"];
        assert_eq!(tags["mlflow.docker.image.uri"], uri);
        assert_eq!(
            tags["mlflow.docker.image.id"],
            image.split('@').nth(1).expect("a digest")
        );
        let calls = std::fs::read_to_string(scene.path("calls")).expect("calls");
        assert_eq!(calls.contains("build "), flag.is_some(), "{calls}");
    }
}

#[test]
fn a_push_that_fails_fails_the_run() {
    let (scene, cluster) = scene_with_docker();
    let mut command = scene.command(RUN.into_iter().chain(["--build-image"]));
    let outcome = Outcome::of(command.env("REFUSED", "1")).code(1);
    let expected = "Error while pushing to docker registry: `docker push` of the image `h/demo:latest` said: denied";
    assert!(outcome.stderr().contains(expected), "{}", outcome.stderr());
    assert!(cluster.created().is_empty());
    assert_eq!(run_of(&scene, &outcome)["info"]["status"], "FAILED");
}

/// Runs a project as 3.17.2 does, with a stand-in for Docker's daemon alone.
const PYTHON: &str = r#"
from types import SimpleNamespace
import mlflow, mlflow.projects, mlflow.projects.docker as docker, mlflow.projects.kubernetes as kb
image = SimpleNamespace(tags=["h/base:latest"], id="sha256:4567")
images = SimpleNamespace(
    list=lambda name: [image], get=lambda name: image, push=lambda **kwargs: [],
    get_registry_data=lambda name: SimpleNamespace(id="sha256:new"),
)
daemon = SimpleNamespace(from_env=lambda **kwargs: SimpleNamespace(images=images))
docker.docker = kb.docker = daemon
docker.validate_docker_installation = lambda: None
kb.KubernetesSubmittedRun.POLL_STATUS_INTERVAL = 0.05
run = mlflow.projects.run(
    "p", backend="kubernetes", backend_config="backend.json", parameters={"a": "x-1"}
)
print(run.run_id)
"#;

#[test]
fn the_job_is_that_of_mlflow() {
    let Some(python) = python(Client::V3Kubernetes) else {
        return;
    };
    let (scene, cluster) = scene_with_docker();
    let scene = scene.env("MLFLOW_ALLOW_FILE_STORE", "true");
    let command = "python train.py --a {a} --path=/x/y.csv";
    scene.write(
        "p/MLproject",
        format!(
            "name: demo\ndocker_env: {{image: h/base}}\n\
             entry_points: {{main: {{parameters: {{a: string}}, command: '{command}'}}}}"
        ),
    );
    let play = || {
        cluster.next_job();
        cluster.end_job("Complete", "", "done");
    };
    let theirs = with(play, scene.bare_command(python).args(["-c", PYTHON])).success();
    cluster.vanish();
    let args = RUN.into_iter().chain(["-P", "a=x-1"]);
    let ours = with(play, &mut scene.command(args)).success();
    let ids = [theirs.line(), run_id(&ours)];
    let jobs = cluster.created();
    assert_eq!(jobs.len(), 2);
    let settled = |job: &Value, id: &str| {
        let mut job = job.clone();
        let name = job["metadata"]["name"].take();
        let name = name.as_str().expect("a name");
        let shape: String = name
            .chars()
            .map(|c| if c.is_ascii_digit() { '0' } else { c })
            .collect();
        job["metadata"]["name"] = json!(shape);
        serde_json::from_str::<Value>(&job.to_string().replace(id, "ID")).expect("JSON")
    };
    assert_eq!(settled(&jobs[1], &ids[1]), settled(&jobs[0], &ids[0]));
    let tags = |id: &str| {
        let run = mlflow!(scene, "runs describe --run-id {id}")
            .success()
            .json();
        let mut tags = run["data"]["tags"].as_object().expect("tags").clone();
        tags.retain(|key, _| key.starts_with("mlflow.") && key != "mlflow.runName");
        tags
    };
    assert_eq!(tags(&ids[1]), tags(&ids[0]));
}
