//! One database, used by Python's MLflow and by this program at the same time.

use std::path::Path;

use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::support::clients::{Client, python};
use crate::support::database_server::{DatabaseServer, Kind, shared};
use crate::support::{Outcome, Scene, Server, mlflow};

use super::KINDS;

/// Makes the database of a new store in the way that MLflow itself does.
const CREATE: &str = "
import sys
from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore
SqlAlchemyStore(sys.argv[1], './mlruns')
";

/// Reads what ours wrote, goes on with it, and writes of its own.
const GO_ON: &str = r#"
import json, math, sys
import mlflow
from mlflow import MlflowClient
address, experiment, run_id = sys.argv[1:]
mlflow.set_tracking_uri(address)
client = MlflowClient()
found = client.get_experiment(experiment)
assert (found.name, found.tags) == ("ours é 😀", {"k": "v"}), found
run = client.get_run(run_id)
assert run.data.params == {"p/ä": "a\\b"}, run
assert run.data.tags["t"] == "it's", run
assert run.data.metrics.keys() == {"loss", "nan", "inf"}, run
assert run.data.metrics["loss"] == 0.25 and math.isnan(run.data.metrics["nan"]), run
history = [(m.step, m.value, m.timestamp) for m in client.get_metric_history(run_id, "loss")]
assert history == [(0, 0.5, 31), (1, 0.25, 32)], history
text = "metrics.loss < 0.3 and params.`p/ä` LIKE 'a%' and tags.t = \"it's\""
assert [r.info.run_id for r in client.search_runs([experiment], text)] == [run_id]
client.log_metric(run_id, "loss", 0.125, step=2, timestamp=33)
client.set_tag(run_id, "mlflow.runName", "second")
other = client.create_run(experiment)
client.log_param(other.info.run_id, "p", 1)
client.delete_run(other.info.run_id)
client.create_registered_model("theirs")
version = client.create_model_version("theirs", run.info.artifact_uri + "/model", run_id)
theirs = client.create_experiment("theirs")
print(json.dumps({"other": other.info.run_id, "theirs": theirs, "version": int(version.version)}))
"#;

#[test]
fn a_database_has_the_schema_of_mlflow_3_18_0_new_or_upgraded() {
    let Some(python) = python(Client::V3NewestDatabases) else {
        return;
    };
    for &kind in KINDS {
        let Some(database) = shared(kind) else {
            continue;
        };
        let theirs = database.database();
        let (new, upgraded) = (database.database(), database.database());
        let scene = Scene::with_store(&new);
        let _ = Outcome::of(scene.bare_command(python).args(["-c", CREATE, &theirs])).success();
        let _ = mlflow!(scene, "experiments create -n x").success();
        let _ = mlflow!(scene, "db create {upgraded} --schema 1.23.1").success();
        let _ = mlflow!(scene, "db upgrade {upgraded}").success();
        let theirs = database.schema(&theirs);
        assert!(theirs.len() > 800, "{}", theirs.len());
        for ours in [new, upgraded] {
            assert_eq!(database.schema(&ours), theirs);
        }
    }
}

/// Values of params and tags, and names of runs; each run has one.
const TEXTS: [&str; 8] = ["ä", "Ä", "ä ", "a", "A", "É1", "é1", "E1"];

/// Filters of runs, experiments and registered models, in which letters and blanks matter.
const FILTERS: [(&str, &[&str]); 3] = [
    (
        "runs",
        &[
            "params.p = 'ä'",
            "params.p != 'ä'",
            "params.p = 'a'",
            "params.P = 'a'",
            "params.p LIKE 'É%'",
            "params.p LIKE 'ä%'",
            "tags.t = 'ä '",
            "tags.t ILIKE 'É1'",
            "tags.t ILIKE 'ä%'",
            "tags.T LIKE 'a'",
            "attributes.run_name = 'é1'",
            "attributes.run_name ILIKE 'É_'",
            "attributes.run_name != 'A'",
        ],
    ),
    (
        "experiments",
        &[
            "name = 'äpfel'",
            "name = 'Äpfel'",
            "name = 'Äpfel '",
            "name LIKE 'Äp%'",
            "name ILIKE 'äP%'",
        ],
    ),
    (
        "registered-models",
        &[
            "name = 'äpfel'",
            "name = 'Äpfel'",
            "name = 'Äpfel '",
            "name LIKE 'äp%'",
            "name ILIKE 'äP%'",
        ],
    ),
];

/// What Python's MLflow finds.
const FIND: &str = r#"
import json, sys
from mlflow import MlflowClient
address, experiment, filters = sys.argv[1:]
client = MlflowClient(address)
find = {
    "runs": lambda text: [r.info.run_name for r in client.search_runs([experiment], text)],
    "experiments": lambda text: [e.name for e in client.search_experiments(filter_string=text)],
    "registered-models": lambda text: [m.name for m in client.search_registered_models(text)],
}
print(json.dumps([[what, text, sorted(find[what](text))]
                  for what, texts in json.loads(filters) for text in texts]))
"#;

#[test]
fn searches_find_what_python_3_17_2_finds_whatever_the_letters() {
    let Some(python) = python(Client::V3Databases) else {
        return;
    };
    for &kind in KINDS {
        let Some(database) = shared(kind) else {
            continue;
        };
        let address = database.database();
        let scene = Scene::new();
        let _ = Outcome::of(scene.bare_command(python).args(["-c", CREATE, &address])).success();
        let server = Server::start(&scene, &["--backend-store-uri", &address]);
        let experiment = server.experiment("Äpfel");
        server.ask("registered-models/create", &json!({"name": "Äpfel"}));
        for text in TEXTS {
            let new = json!({"experiment_id": experiment, "run_name": text, "start_time": 1});
            let run = server.ask("runs/create", &new);
            let batch = json!({
                "run_id": run["run"]["info"]["run_id"],
                "params": [{"key": "p", "value": text}],
                "tags": [{"key": "t", "value": text}],
            });
            server.ask("runs/log-batch", &batch);
        }
        let filters = json!(FILTERS).to_string();
        let mut command = scene.bare_command(python);
        command.args(["-c", FIND, &address, &experiment, &filters]);
        let theirs = Outcome::of(&mut command).success().json();
        let mut ours = Vec::new();
        for (what, filters) in FILTERS {
            for filter in filters {
                let found = find(&server, what, filter, &experiment);
                ours.push(json!([what, filter, found]));
            }
        }
        let mut theirs = theirs.as_array().expect("a list").clone();
        if kind == Kind::MariaDb {
            // The collation decides there which letters are alike, with accents or without.
            for found in [&mut ours, &mut theirs] {
                found.retain(|one| {
                    !one[1]
                        .as_str()
                        .is_some_and(|filter| filter.contains(" ILIKE "))
                });
            }
        }
        assert_eq!(ours, theirs, "{kind:?}");
    }
}

/// The names of what our server finds.
fn find(server: &Server, what: &str, filter: &str, experiment: &str) -> Vec<String> {
    let mut names: Vec<String> = match what {
        "registered-models" => {
            let filter = utf8_percent_encode(filter, NON_ALPHANUMERIC);
            let path = format!("/api/2.0/mlflow/registered-models/search?filter={filter}");
            let found = server.get(&path).is(200).json();
            names_in(&found["registered_models"], |model| &model["name"])
        }
        "runs" => {
            let search = json!({"experiment_ids": [experiment], "filter": filter});
            let found = server.ask("runs/search", &search);
            names_in(&found["runs"], |run| &run["info"]["run_name"])
        }
        what => {
            let search = json!({"filter": filter, "max_results": 100});
            let found = server.ask(&format!("{what}/search"), &search);
            names_in(&found[what], |experiment| &experiment["name"])
        }
    };
    names.sort();
    names
}

fn names_in(found: &Value, name: impl Fn(&Value) -> &Value) -> Vec<String> {
    let found = found.as_array().map(Vec::as_slice).unwrap_or_default();
    let names = found.iter().map(|one| name(one).as_str().expect("a name"));
    names.map(str::to_owned).collect()
}

#[test]
fn python_3_17_2_and_ours_use_one_database() {
    let Some(python) = python(Client::V3Databases) else {
        return;
    };
    for &kind in KINDS {
        if let Some(database) = shared(kind) {
            use_both(python, database);
        }
    }
}

fn use_both(python: &Path, database: &DatabaseServer) {
    let address = database.database();
    let scene = Scene::new();
    let _ = Outcome::of(scene.bare_command(python).args(["-c", CREATE, &address])).success();
    let server = Server::start(&scene, &["--backend-store-uri", &address]);
    let tags = json!([{"key": "k", "value": "v"}]);
    let created = json!({"name": "ours é 😀", "tags": tags});
    let experiment = server.ask("experiments/create", &created);
    let experiment = experiment["experiment_id"].as_str().expect("an id");
    let run = server.run(experiment);
    let metric = |key: &str, value: Value, timestamp: i64, step: i64| json!({"key": key, "value": value, "timestamp": timestamp, "step": step});
    let batch = json!({
        "run_id": run,
        "metrics": [
            metric("loss", json!(0.5), 31, 0),
            metric("loss", json!(0.25), 32, 1),
            metric("nan", json!("NaN"), 33, 0),
            metric("inf", json!("Infinity"), 34, 0),
        ],
        "params": [{"key": "p/ä", "value": "a\\b"}],
        "tags": [{"key": "t", "value": "it's"}],
    });
    server.ask("runs/log-batch", &batch);
    let mut command = scene.bare_command(python);
    command.args(["-c", GO_ON, &address, experiment, &run]);
    let went_on = Outcome::of(&mut command).success().json();

    let found = server
        .get(&format!("/api/2.0/mlflow/runs/get?run_id={run}"))
        .is(200)
        .json();
    assert_eq!(found["run"]["info"]["run_name"], "second");
    let history = format!("/api/2.0/mlflow/metrics/get-history?run_id={run}&metric_key=loss");
    let history = server.get(&history).is(200).json();
    assert_eq!(history["metrics"].as_array().map(Vec::len), Some(3));
    let theirs = went_on["theirs"].as_str().expect("an id");
    let next = server.experiment("the next");
    let number = |id: &str| id.parse::<u64>().expect("a number");
    assert_eq!(number(&next), number(theirs) + 1);
    let source = found["run"]["info"]["artifact_uri"]
        .as_str()
        .expect("a URI");
    let source = format!("{source}/model");
    let version = json!({"name": "theirs", "source": source, "run_id": run});
    let version = server.ask("model-versions/create", &version);
    assert_eq!(version["model_version"]["version"], "2");
    assert_eq!(went_on["version"], 1);
}
