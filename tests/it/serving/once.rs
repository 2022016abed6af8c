//! Commands around a model that is not served: predictions from a file, requirements, environments.

use crate::support::clients::Client;
use crate::support::{Scene, mlflow};

use super::model::{scene, write_model};

#[test]
fn a_model_predicts_from_a_file_and_from_stdin() {
    for client in [Client::V1, Client::V3] {
        let Some(scene) = scene(client) else {
            return;
        };
        write_model(&scene, "model", 3);
        scene.write("rows.csv", "what,number\ndouble,1.5\ndouble,2\n");
        let expected = if client == Client::V1 {
            "[4.5, 6.0]"
        } else {
            r#"{"predictions": [4.5, 6.0]}"#
        };
        let predict = "models predict -m model --env-manager local";
        mlflow!(scene, "{predict} -i rows.csv -t csv -o out.json").success();
        let written = std::fs::read_to_string(scene.path("out.json")).expect("predictions");
        assert_eq!(written, expected);

        let split = r#"{"columns": ["what", "number"], "data": [["double", 1.5], ["double", 2]]}"#;
        let stdin = if client == Client::V1 {
            split.to_owned()
        } else {
            format!("{{\"dataframe_split\": {split}}}")
        };
        let words = crate::support::words(&format!("{predict} --env SOME=value"));
        let outcome = scene.mlflow_with_stdin(words, &stdin).success();
        // What the model prints is not among the predictions.
        assert_eq!(outcome.stdout(), expected);
    }
}

#[test]
fn a_model_that_fails_leaves_no_output() {
    let Some(scene) = scene(Client::V3) else {
        return;
    };
    write_model(&scene, "model", 3);
    scene.write("rows.csv", "what,number\n");
    let outcome = mlflow!(
        scene,
        "models predict -m model --no-conda -i rows.csv -t csv -o out.json"
    )
    .code(1);
    assert!(outcome.stderr().contains("no rows"), "{}", outcome.stderr());
    assert!(outcome.stderr().contains("the model has predicted nothing"));
    assert!(!scene.path("out.json").exists());
}

const CONDA: &str = "\
channels:
- conda-forge
dependencies:
- python=3.11.7
- pip:
  - mlflow==3.17.2 # kept
  - numpy==1.0
name: mlflow-env
";

#[test]
fn requirements_are_changed_where_the_model_lies() {
    let scene = Scene::with_store("sqlite:///mlflow.db");
    scene.write("model/MLmodel", "flavors: {}\n");
    scene.write("model/conda.yaml", CONDA);
    scene.write("model/requirements.txt", "mlflow==3.17.2\nnumpy==1.0");
    mlflow!(scene, "experiments create -n e").success();
    let run = mlflow!(scene, "runs start --experiment-name e")
        .success()
        .line();
    mlflow!(
        scene,
        "artifacts log-artifacts -r {run} --local-dir model --artifact-path model"
    )
    .success();
    let update = format!("models update-pip-requirements -m runs:/{run}/model");
    mlflow!(scene, "{update} add NumPy==2.1 scipy").success();
    let outcome = mlflow!(scene, "{update} remove mlflow nothing").success();
    assert!(
        outcome
            .stderr()
            .contains("\"nothing\" not found in requirements, ignoring")
    );
    let read = |name: &str| {
        mlflow!(scene, "artifacts cat -r {run} -a model/{name}")
            .success()
            .stdout()
    };
    assert_eq!(read("requirements.txt"), "numpy==2.1\nscipy");
    let expected = CONDA
        .replace("  - mlflow==3.17.2 # kept\n", "")
        .replace("numpy==1.0\n", "numpy==2.1\n  - scipy\n");
    assert_eq!(read("conda.yaml"), expected);
}
