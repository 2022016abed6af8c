//! Every group of commands, with the store on a server.

use serde_json::json;

use super::Remote;
use crate::support::{Scene, mlflow};

#[test]
fn experiments_are_kept_on_the_server() {
    let remote = Remote::start(&[]);
    let (scene, server) = (&remote.scene, &remote.server);
    let experiment = |args: &[&str]| scene.mlflow([&["experiments"], args].concat());
    let created = experiment(&["create", "-n", "größe & co", "--output", "json"]).success();
    let id = created.json()["experiment_id"].as_str().unwrap().to_owned();
    let id = id.as_str();
    assert_eq!(
        server
            .get(&format!(
                "/api/2.0/mlflow/experiments/get?experiment_id={id}"
            ))
            .json()["experiment"]["name"],
        "größe & co"
    );

    experiment(&["rename", "-x", id, "--new-name", "new"]).success();
    let taken = experiment(&["create", "-n", "new"]).code(1);
    assert!(
        taken.stderr().contains("already exists"),
        "{}",
        taken.stderr()
    );
    let found = experiment(&[
        "search",
        "--filter",
        "name = 'new' OR name = 'x'",
        "--output",
        "json",
    ]);
    assert_eq!(found.success().json()[0]["experiment_id"], id);
    experiment(&["delete", "-x", id]).success();
    let again = experiment(&["delete", "-x", id]).code(1);
    assert!(
        again
            .stderr()
            .contains("among the active ones: it is deleted"),
        "{}",
        again.stderr()
    );
    experiment(&["restore", "-x", id]).success();
    let missing = experiment(&["get", "-x", "98765"]).code(1);
    assert!(
        missing
            .stderr()
            .contains("No Experiment with id=98765 exists"),
        "{}",
        missing.stderr()
    );
}

#[test]
fn runs_are_kept_on_the_server() {
    let remote = Remote::start(&[]);
    let scene = &remote.scene;
    let runs = |args: &[&str]| scene.mlflow([&["runs"], args].concat());
    let id = runs(&["start", "--experiment-name", "x", "--run-name", "first"])
        .success()
        .line();
    let id = id.as_str();
    runs(&["log-param", "--run-id", id, "solver", "lbfgs"]).success();
    for (step, loss) in [("1", "0.5"), ("2", "NaN"), ("3", "0.1")] {
        runs(&["log-metric", "--run-id", id, "loss", loss, "--step", step]).success();
    }
    runs(&["set-tag", "--run-id", id, "note", "a\nb"]).success();
    let changed = runs(&["log-param", "--run-id", id, "solver", "saga"]).code(1);
    assert!(
        changed.stderr().contains("`solver`"),
        "{}",
        changed.stderr()
    );
    let history = runs(&["metrics", "--run-id", id, "loss", "--output", "json"])
        .success()
        .json();
    let values: Vec<_> = history
        .as_array()
        .unwrap()
        .iter()
        .map(|point| &point["value"])
        .collect();
    assert_eq!(values, [&json!(0.5), &json!("NaN"), &json!(0.1)]);
    runs(&["end", "--run-id", id, "--status", "FAILED"]).success();
    let described = runs(&["describe", "--run-id", id]).success().json();
    assert_eq!(described["info"]["status"], "FAILED");
    assert_eq!(described["info"]["run_name"], "first");
    assert_eq!(described["data"]["params"], json!({"solver": "lbfgs"}));
    assert_eq!(described["data"]["tags"]["note"], "a\nb");
    let filter = "metrics.loss < 0.2 AND NOT params.solver = 'saga'";
    let found = runs(&[
        "search",
        "--experiment-name",
        "x",
        "--filter",
        filter,
        "--output",
        "json",
    ]);
    assert_eq!(found.success().json().as_array().unwrap().len(), 1);
    runs(&["delete", "--run-id", id]).success();
    let deleted = runs(&["set-tag", "--run-id", id, "note", "c"]).code(1);
    assert!(
        deleted.stderr().contains("mlflow runs restore"),
        "{}",
        deleted.stderr()
    );
    runs(&["restore", "--run-id", id]).success();
}

#[cfg(unix)]
#[test]
fn a_project_and_its_steps_log_to_the_server() {
    let remote = Remote::start(&[]);
    let scene = &remote.scene;
    scene.write(
        "project/MLproject",
        "name: p\nentry_points:\n  main:\n    parameters:\n      alpha: {type: float, default: 1}\n    \
         command: \"mlflow runs log-metric m {alpha}\"\n",
    );
    let run = mlflow!(
        scene,
        "run project -P alpha=0.5 --env-manager local \
         --experiment-name x"
    );
    let said = run.success().stderr();
    let id = said
        .split("(ID '")
        .nth(1)
        .unwrap()
        .split('\'')
        .next()
        .unwrap();
    let described = mlflow!(scene, "runs describe --run-id {id}")
        .success()
        .json();
    assert_eq!(described["info"]["status"], "FINISHED");
    assert_eq!(described["data"]["metrics"]["m"], 0.5);
    assert_eq!(described["data"]["params"]["alpha"], "0.5");

    let exec = mlflow!(
        scene,
        "exec --experiment-name x -- sh -c 'echo out; exit 3'"
    );
    let said = exec.code(3).stderr();
    let id = said
        .split("(ID '")
        .nth(1)
        .unwrap()
        .split('\'')
        .next()
        .unwrap();
    let described = mlflow!(scene, "runs describe --run-id {id}")
        .success()
        .json();
    assert_eq!(described["info"]["status"], "FAILED");
    let kept = mlflow!(scene, "artifacts list --run-id {id}")
        .success()
        .stdout();
    assert!(kept.contains("stdout"), "{kept}");
}

#[test]
fn doctor_tells_of_the_server_and_hides_secrets() {
    let remote = Remote::start(&[]);
    let server = &remote.server;
    let address = server.address.clone();
    let scene = Scene::with_store(&format!("http://me:secret@{address}"))
        .env("MLFLOW_TRACKING_TOKEN", "t0ken");
    let report = mlflow!(scene, "doctor").success().stdout();
    let store = format!("MLflow server `http://{address}`, version ");
    assert!(report.contains(&store), "{report}");
    assert!(
        !report.contains("secret") && !report.contains("t0ken"),
        "{report}"
    );
    remote.server.kill();
    let report = mlflow!(scene, "doctor").code(1).stdout();
    assert!(report.contains("not usable: cannot reach"), "{report}");
    assert!(!report.contains("secret"), "{report}");
}

#[test]
fn a_server_may_have_a_prefix() {
    let remote = Remote::start(&["--static-prefix", "/ml/flow"]);
    let server = &remote.server;
    let scene = Scene::with_store(&format!("{}/ml/flow/", server.url()));
    let id = mlflow!(scene, "runs start --experiment-name x")
        .success()
        .line();
    scene.write("a.txt", "a");
    mlflow!(scene, "artifacts log-artifact --run-id {id} -l a.txt").success();
    let listed = mlflow!(scene, "artifacts list --run-id {id}")
        .success()
        .json();
    assert_eq!(listed[0]["path"], "a.txt");
}
