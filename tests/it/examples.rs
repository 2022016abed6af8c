//! The projects under `examples/`, run as the README says, through their own environments.

use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::support::clients::{Client, python};
use crate::support::{Outcome, Scene, mlflow};

/// How the variables begin that tell pip and uv where packages are and whom to trust.
const PACKAGE_SETTINGS: [&str; 7] = [
    "PIP_",
    "UV_",
    "SSL_CERT_",
    "REQUESTS_CA_BUNDLE",
    "HTTP_",
    "HTTPS_",
    "NO_PROXY",
];

/// A scene whose environments are kept between tests (they are all the same one), and which can
/// install packages as its user can.
fn scene() -> Scene {
    let environments = Path::new(env!("CARGO_TARGET_TMPDIR")).join("environments");
    let settings = std::env::home_dir().expect("a home").join(".config");
    let text = |path: &Path| path.to_str().expect("a UTF-8 path").to_owned();
    let scene = Scene::new()
        .env("MLFLOW_ENV_ROOT", &text(&environments))
        .env("XDG_CONFIG_HOME", &text(&settings));
    std::env::vars()
        .filter(|(name, _)| {
            PACKAGE_SETTINGS
                .iter()
                .any(|prefix| name.starts_with(prefix))
        })
        .fold(scene, |scene, (name, value)| scene.env(&name, &value))
}

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("examples")
        .join(name)
}

/// Runs an example and gives its run, and those nested under it.
#[track_caller]
fn run(scene: &Scene, name: &str, args: &[&str]) -> (Value, Vec<Value>) {
    let project = example(name);
    let project = project.to_str().expect("a UTF-8 path");
    let command = ["run", project, "--experiment-name", name];
    let outcome = scene.mlflow(command.iter().chain(args)).success();
    let run_id = run_id_in(&outcome);
    let described = mlflow!(scene, "runs describe -r {run_id}").success().json();
    let filter = format!("tags.`mlflow.parentRunId` = '{run_id}'");
    let children = mlflow!(
        scene,
        "runs search --experiment-name {name} -f \"{filter}\" --output json"
    )
    .success()
    .json();
    (described, children.as_array().expect("a list").clone())
}

/// Cuts the run's id out of the last notice, as scripts do; those of its steps come before.
fn run_id_in(outcome: &Outcome) -> String {
    let stderr = outcome.stderr();
    let notices = stderr.rsplit_once("(ID '");
    let (_, rest) = notices.unwrap_or_else(|| panic!("no id in {stderr}"));
    rest.split('\'').next().expect("a first part").to_owned()
}

/// Whether the packages of the examples can be installed here; the clients come from the same index.
fn packages_can_be_had() -> bool {
    python(Client::V3).is_some()
}

#[test]
fn logistic_regression_logs_by_hand() {
    if !packages_can_be_had() {
        return;
    }
    let scene = scene();
    let (run, _) = run(&scene, "logistic_regression", &["-P", "C=0.5"]);
    let data = &run["data"];
    assert_eq!(run["info"]["status"], "FINISHED");
    assert_eq!(data["params"]["C"], "0.5");
    assert_eq!(data["params"]["train_rows"], "90");
    assert!(
        data["metrics"]["accuracy"]
            .as_f64()
            .is_some_and(|accuracy| accuracy > 0.8)
    );
    assert_eq!(data["tags"]["mlflow.source.type"], "PROJECT");
    assert_eq!(
        run["outputs"]["model_outputs"].as_array().map(Vec::len),
        Some(1)
    );

    let run_id = run["info"]["run_id"].as_str().expect("an id");
    let artifacts = mlflow!(scene, "artifacts list -r {run_id}")
        .success()
        .stdout();
    assert!(artifacts.contains("model.txt"), "{artifacts}");
    // MLflow 3.18.0, whose schema a new database has, opens the store, and the model in it.
    let Some(python) = python(Client::V3Newest) else {
        return;
    };
    let script = format!(
        "import mlflow; run = mlflow.get_run('{run_id}'); model = run.outputs.model_outputs[0]; \
         print(type(mlflow.sklearn.load_model('models:/' + model.model_id)).__name__)"
    );
    let mut command = scene.bare_command(python);
    command
        .args(["-c", &script])
        .env("MLFLOW_TRACKING_URI", "sqlite:///mlflow.db");
    assert_eq!(
        Outcome::of(&mut command).success().line(),
        "LogisticRegression"
    );
}

#[test]
fn autolog_records_inside_a_run_in_a_file_store() {
    if !packages_can_be_had() {
        return;
    }
    let scene = scene().env("MLFLOW_TRACKING_URI", "./mlruns");
    let (run, _) = run(&scene, "logistic_regression_autolog", &[]);
    assert_eq!(run["data"]["params"]["max_iter"], "200");
    assert!(run["data"]["metrics"]["training_score"].is_f64(), "{run}");
    assert_eq!(run["info"]["status"], "FINISHED");
}

#[test]
fn autolog_takes_the_penalty_from_the_command_line() {
    if !packages_can_be_had() {
        return;
    }
    let scene = scene();
    let parameters = [
        "-P",
        "solver=saga",
        "-P",
        "penalty=elasticnet",
        "-P",
        "l1_ratio=0.2",
    ];
    let (run, _) = run(&scene, "logistic_regression_penalty", &parameters);
    assert_eq!(run["data"]["params"]["l1_ratio"], "0.2");
    assert_eq!(
        run["data"]["params"]["logisticregression__penalty"],
        "elasticnet"
    );
}

#[test]
fn a_grid_search_nests_its_candidates() {
    if !packages_can_be_had() {
        return;
    }
    let (run, children) = run(&scene(), "svm_grid_search", &[]);
    assert!(
        run["data"]["metrics"]["best_accuracy"]
            .as_f64()
            .is_some_and(|best| best > 0.9)
    );
    assert_eq!(children.len(), 6);
    assert!(
        children
            .iter()
            .all(|child| child["data"]["params"]["kernel"].is_string())
    );
}

#[test]
#[cfg(unix)]
fn a_project_of_several_steps_nests_them() {
    for store in ["./mlruns", "sqlite:///mlflow.db"] {
        let scene = Scene::with_store(store);
        let (run, children) = run(
            &scene,
            "multistep",
            &["--env-manager", "local", "-P", "rows=50"],
        );
        assert_eq!(children.len(), 2, "{run}");
        let fit = children
            .iter()
            .find(|child| child["data"]["tags"]["mlflow.project.entryPoint"] == "fit")
            .expect("the second step");
        let slope = fit["data"]["metrics"]["slope"].as_f64().expect("a number");
        assert!((1.9..2.1).contains(&slope), "{slope}");
        assert_eq!(run["data"]["tags"]["fit_run_id"], fit["info"]["run_id"]);
    }
}

#[test]
fn a_project_of_several_steps_in_python_nests_them() {
    if !packages_can_be_had() {
        return;
    }
    let scene = scene();
    let (run, children) = run(&scene, "multistep_python", &["-P", "rows=50"]);
    assert_eq!(children.len(), 2, "{run}");
    let fit = children
        .iter()
        .find(|child| child["data"]["tags"]["mlflow.project.entryPoint"] == "fit")
        .expect("the second step");
    let slope = fit["data"]["metrics"]["slope"].as_f64().expect("a number");
    assert!((1.9..2.1).contains(&slope), "{slope}");
    assert_eq!(run["data"]["tags"]["fit_run_id"], fit["info"]["run_id"]);
}

#[test]
fn every_example_tells_what_it_offers() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    for entry in examples.read_dir().expect("the examples").flatten() {
        let project = entry.path();
        if project.join("MLproject").exists() {
            let scene = Scene::new();
            let args = [
                "run".as_ref(),
                project.as_os_str(),
                "--help-project".as_ref(),
            ];
            let offered = scene.mlflow(args).success().stdout();
            assert!(offered.contains("Entry point main"), "{offered}");
        }
    }
}

#[test]
#[cfg(unix)]
fn shell_projects_run_where_pythons_mlflow_comes_first() {
    let Some(python) = python(Client::V3) else {
        return;
    };
    let active = python.parent().expect("a folder").display().to_string();
    let path = format!("{active}:{}", std::env::var("PATH").expect("a PATH"));
    let scene = Scene::new().env("PATH", &path);
    let arguments = ["--env-manager", "local"];
    let (_, children) = run(&scene, "multistep", &arguments);
    assert_eq!(children.len(), 2);
    let (quick, children) = run(&scene, "quickstart", &arguments);
    assert_eq!(quick["data"]["params"]["steps"], "10");
    assert!(quick["data"]["metrics"]["loss"].is_number(), "{quick}");
    assert_eq!(children.len(), 0, "it logs to the run of the project");
}

/// Those that need no packages; the others have tests of their own above.
#[test]
#[cfg(unix)]
fn the_commands_of_their_readme_run() {
    let readme = std::fs::read_to_string(example("README.md")).expect("a README");
    let local: Vec<&str> = readme
        .lines()
        .filter(|line| line.starts_with("mlflow run ") && line.contains("--env-manager local"))
        .collect();
    assert!(local.len() >= 3, "the README has other commands");
    let scene = Scene::new();
    let store = format!("sqlite:///{}", scene.path("mlflow.db").display());
    let scene = scene.env("MLFLOW_TRACKING_URI", &store);
    let mut command = scene.shell(&local.join("\n"));
    Outcome::of(command.current_dir(env!("CARGO_MANIFEST_DIR"))).success();
}

#[test]
#[cfg(unix)]
fn the_quick_start_needs_only_a_shell() {
    for scene in Scene::for_each_store() {
        let script =
            std::fs::read_to_string(example("quickstart/quickstart.sh")).expect("a script");
        let outcome = Outcome::of(&mut scene.shell(&script)).success();
        outcome.says("has ended with status FINISHED");
        let stdout = outcome.stdout();
        assert!(
            stdout.contains("params.learning_rate") && stdout.contains("0.2"),
            "{stdout}"
        );
    }
}
