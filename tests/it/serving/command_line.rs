//! Wrong command lines and models that cannot be served: one sentence, and the right exit code.

use crate::support::{Scene, mlflow};

use super::model::{scene, write_model};
use crate::support::clients::Client;

#[track_caller]
fn refuses(scene: &Scene, line: &str, code: i32, part: &str) {
    let outcome = mlflow!(scene, "{line}").code(code);
    assert!(
        outcome.stderr().contains(part),
        "{line}: {}",
        outcome.stderr()
    );
    assert_eq!(outcome.stdout(), "");
}

#[test]
fn a_model_that_is_none_is_refused_at_the_start() {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    scene.write("empty/file", "");
    scene.write("other/MLmodel", "flavors:\n  sklearn: {}\n");
    scene.write("fine/MLmodel", "flavors:\n  python_function: {}\n");
    let serve = "models serve --port 0 -m";
    for (line, code, part) in [
        ("models serve", 2, "Missing option '--model-uri'"),
        (&format!("{serve} nowhere"), 1, "there is no such folder"),
        (
            &format!("{serve} empty"),
            1,
            "Could not find an \"MLmodel\" configuration file",
        ),
        (
            &format!("{serve} other"),
            1,
            "Model does not have the \"python_function\" flavor",
        ),
        (&format!("{serve} models:/none/1"), 1, "not found"),
        (
            &format!("{serve} runs:/none/model"),
            1,
            "Run with id=none not found",
        ),
        (&format!("{serve} fine --workers 0"), 2, "--workers"),
        (&format!("{serve} fine --max-body much"), 2, "is no size"),
    ] {
        refuses(&scene, line, code, part);
    }
}

#[test]
fn wrong_questions_and_changes_are_refused() {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    scene.write("empty/file", "");
    scene.write("fine/MLmodel", "flavors:\n  python_function: {}\n");
    for (line, code, part) in [
        (
            "models predict -m fine -i nowhere.csv",
            1,
            "there is no file `nowhere.csv`",
        ),
        ("models predict -m fine --env A", 2, "expected name=value"),
        ("models predict -m fine -t xml", 2, "xml"),
        (
            "models update-pip-requirements -m fine add 'a b'",
            1,
            "Found invalid requirements: `a b`",
        ),
        (
            "models update-pip-requirements -m models:/a/1 add a",
            1,
            "Failed to set requirements on \"models:/a/1\"",
        ),
        (
            "models update-pip-requirements -m empty add a",
            1,
            "has neither a `requirements.txt` nor a `conda.yaml`",
        ),
        (
            "deployments run-local -t sagemaker --name x -m fine",
            1,
            "the target `sagemaker` is not supported",
        ),
        (
            "deployments run-local -t local --name x -m fine -C port",
            2,
            "has no `=`",
        ),
        (
            "deployments run-local -t local --name x -m fine -C prot=1",
            2,
            "--prot",
        ),
    ] {
        refuses(&scene, line, code, part);
    }
}

#[test]
fn a_python_that_cannot_load_the_model_is_named() {
    let scene = Scene::new();
    write_model(&scene, "model", 1);
    let serve = "models serve --env-manager local --port 0 -m model";
    // A Python without MLflow.
    let outcome = mlflow!(scene, "{serve}").code(1);
    assert!(
        outcome.stderr().contains("the model cannot be loaded: `")
            && outcome.stderr().contains("cannot import MLflow"),
        "{}",
        outcome.stderr()
    );
    let bare = Scene::new().env("PATH", "/nowhere");
    write_model(&bare, "model", 1);
    refuses(&bare, serve, 1, "there is no program `python` or `python3`");
}

#[test]
fn a_deployment_is_the_same_server() {
    let Some(scene) = scene(Client::V3) else {
        return;
    };
    scene.write(
        "model/MLmodel",
        "flavors:\n  python_function:\n    loader_module: none_such\n",
    );
    let outcome = mlflow!(
        scene,
        "deployments run-local -t local --name x -m model -C port=0 -C env_manager=local -C no_fork=true"
    )
    .code(1);
    assert!(
        outcome
            .stderr()
            .contains("ModuleNotFoundError: No module named 'none_such'"),
        "{}",
        outcome.stderr()
    );
}
