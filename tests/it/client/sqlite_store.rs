//! One SQLite file, used by Python's MLflow and by this program in turn.

use mlflow::config::StoreUri;
use mlflow::entity::{
    Dataset, DatasetInput, ExperimentId, Metric, ModelOutput, Param, RunId, RunStatus, Tag,
};
use mlflow::store::{
    self, ArtifactLocation, Batch, NewExperiment, NewRun, OpenOptions, RunUpdate, Store,
};

use crate::support::clients::{Client, python};
use crate::support::{Outcome, Scene, mlflow};

const RUN: &str = "0123456789abcdef0123456789abcdef";

fn open(scene: &Scene) -> Box<dyn Store> {
    let uri = StoreUri::of_sqlite(&scene.path("x.db")).expect("an address");
    let artifact_root = scene.path("mlruns").display().to_string();
    store::open(
        &uri,
        &OpenOptions {
            artifact_root,
            now: 1,
        },
    )
    .expect("a store")
}

/// Reads everything that [`write_a_run`] wrote, continues the run, and deletes and restores.
const PYTHON_GOES_ON: &str = r#"
import logging, math, sqlite3, sys
import mlflow
from mlflow import MlflowClient
messages = []
class Keep(logging.Handler):
    def emit(self, record): messages.append(record.getMessage())
logging.getLogger("mlflow").addHandler(Keep())
head = lambda: sqlite3.connect("x.db").execute("SELECT version_num FROM alembic_version").fetchall()
before = head()
mlflow.set_tracking_uri("sqlite:///x.db")
client = MlflowClient()
experiment = client.get_experiment_by_name("exp é")
assert (experiment.experiment_id, experiment.tags) == ("1", {"k": "v"}), experiment
run = client.get_run(sys.argv[1])
assert run.info.run_name == "first" and run.info.status == "FINISHED" and run.info.end_time == 50, run
assert run.data.params == {"p/ä": "a\nb"}, run
assert run.data.tags == {"mlflow.runName": "first", "t": "it's"}, run
assert run.data.metrics.keys() == {"loss", "nan", "inf"}, run
assert run.data.metrics["loss"] == 0.25 and math.isnan(run.data.metrics["nan"]), run
assert run.data.metrics["inf"] == 1.7976931348623157e308, run
history = [(m.step, m.value, m.timestamp) for m in client.get_metric_history(sys.argv[1], "loss")]
assert history == [(0, 0.5, 31), (1, 0.25, 32)], history
[data] = run.inputs.dataset_inputs
assert (data.dataset.name, data.dataset.digest, data.dataset.source) == ("d", "abc", "{}"), data
assert [(t.key, t.value) for t in data.tags] == [("mlflow.data.context", "train")], data
assert [(m.model_id, m.step) for m in run.outputs.model_outputs] == [("m-1", 3)], run.outputs
found = client.search_runs(["1"], "metrics.loss < 0.3 and params.`p/ä` LIKE 'a%' and tags.t = \"it's\"")
assert [r.info.run_id for r in found] == [sys.argv[1]], found
with mlflow.start_run(run_id=sys.argv[1]):
    mlflow.log_metric("loss", 0.125, step=2)
    mlflow.set_tag("mlflow.runName", "second")
with mlflow.start_run(experiment_id="1") as other:
    mlflow.log_param("p", 1)
client.delete_run(other.info.run_id)
client.delete_experiment("1")
client.restore_experiment("1")
assert head() == before and not any("Updating database" in m for m in messages), messages
print(other.info.run_id)
"#;

#[test]
fn python_reads_searches_continues_and_deletes_what_we_write() {
    python_goes_on(Client::V3Newest, None);
}

#[test]
fn python_3_17_2_goes_on_in_a_database_of_its_schema() {
    python_goes_on(Client::V3, Some("3.17.2"));
}

/// In a new database, or in one with the schema of a release.
fn python_goes_on(client: Client, schema: Option<&str>) {
    let Some(python) = python(client) else {
        return;
    };
    let scene = Scene::new();
    if let Some(release) = schema {
        mlflow!(scene, "db create x.db --schema {release}").success();
    }
    let ours = open(&scene);
    write_a_run(&*ours);
    // Ours stays open meanwhile: both use the file at once.
    let other = Outcome::of(scene.bare_command(python).args(["-c", PYTHON_GOES_ON, RUN]))
        .success()
        .line();
    let run = ours
        .get_run(&RunId::from(RUN))
        .expect("a read")
        .expect("the run");
    assert_eq!(run.info.run_name.as_deref(), Some("second"));
    assert_eq!(run.metric("loss").map(|metric| metric.value), Some(0.125));
    let other = ours
        .get_run(&RunId::from(other))
        .expect("a read")
        .expect("Python's run");
    assert_eq!(other.param("p"), Some("1"));
    // Restoring the experiment has restored it too.
    assert!(other.info.lifecycle_stage.is_active());
}

fn write_a_run(store: &dyn Store) {
    let experiment = store
        .create_experiment(&NewExperiment {
            wanted_id: None,
            name: "exp é".to_owned(),
            artifact_location: ArtifactLocation::Under("/artifacts".to_owned()),
            tags: vec![Tag::new("k", "v")],
            creation_time: 20,
        })
        .expect("a write");
    assert_eq!(experiment, ExperimentId::from("1"));
    let id = RunId::from(RUN);
    store
        .create_run(&NewRun {
            run_id: id.clone(),
            experiment_id: experiment,
            run_name: "first".to_owned(),
            user_id: "tester".to_owned(),
            start_time: 30,
            artifact_uri: format!("/artifacts/1/{RUN}/artifacts"),
            tags: vec![Tag::new("t", "it's")],
        })
        .expect("a write");
    let metric = |key: &str, value, timestamp, step| Metric {
        key: key.to_owned(),
        value,
        timestamp,
        step,
    };
    let batch = Batch {
        metrics: vec![
            metric("loss", 0.25, 32, 1),
            metric("loss", 0.5, 31, 0),
            metric("nan", f64::NAN, 33, 0),
            metric("inf", f64::INFINITY, 34, 0),
        ],
        params: vec![Param::new("p/ä", "a\nb")],
        ..Batch::default()
    };
    store.log_batch(&id, &batch).expect("a write");
    log_what_goes_in_and_out(store, &id);
    let update = RunUpdate {
        status: Some(RunStatus::Finished),
        end_time: Some(50),
        run_name: None,
    };
    store.update_run(&id, &update).expect("a write");
}

fn log_what_goes_in_and_out(store: &dyn Store, id: &RunId) {
    let dataset = Dataset {
        name: "d".to_owned(),
        digest: "abc".to_owned(),
        source_type: "code".to_owned(),
        source: "{}".to_owned(),
        schema: None,
        profile: None,
    };
    let tags = vec![Tag::new("mlflow.data.context", "train")];
    store
        .log_inputs(id, &[DatasetInput { dataset, tags }], &[])
        .expect("a write");
    let model = ModelOutput {
        model_id: "m-1".into(),
        step: 3,
    };
    store.log_outputs(id, &[model]).expect("a write");
}

/// Writes what [`what_python_writes_we_read`] reads.
const PYTHON_WRITES: &str = r#"
import mlflow, numpy
from mlflow.data.numpy_dataset import from_numpy
mlflow.set_tracking_uri("sqlite:///x.db")
mlflow.create_experiment("é", tags={"b": "2", "a": "1"})
with mlflow.start_run(experiment_id="1", run_name="name") as run:
    mlflow.log_param("p", "a\nb")
    for step, value in enumerate([1.5, float("nan"), float("-inf")]):
        mlflow.log_metric("m", value, step=step)
    mlflow.log_input(from_numpy(numpy.zeros((2, 2)), name="ds"), context="train", tags={"k": "v"})
print(run.info.run_id)
"#;

#[test]
fn what_python_writes_we_read() {
    let Some(python) = python(Client::V3Newest) else {
        return;
    };
    let scene = Scene::new();
    let id = Outcome::of(scene.bare_command(python).args(["-c", PYTHON_WRITES]))
        .success()
        .line();
    let store = open(&scene);
    let experiment = store
        .get_experiment_by_name("é")
        .unwrap()
        .expect("the experiment");
    assert_eq!(experiment.tags, [Tag::new("a", "1"), Tag::new("b", "2")]);
    let run = store.get_run(&RunId::from(id)).unwrap().expect("the run");
    assert_eq!(run.info.experiment_id, experiment.experiment_id);
    assert_eq!(run.info.status, RunStatus::Finished);
    assert_eq!(run.info.run_name.as_deref(), Some("name"));
    assert_eq!(run.param("p"), Some("a\nb"));
    assert_eq!(run.metric("m").map(|metric| metric.value), Some(-f64::MAX));
    let history = store
        .metric_history(&run.info.run_id, "m", 10, None)
        .unwrap()
        .items;
    assert_eq!(history.len(), 3);
    assert!(history[1].value.is_nan());
    let [input] = &run.inputs.dataset_inputs[..] else {
        panic!("{run:?}")
    };
    assert_eq!(input.dataset.name, "ds");
    let tags = [Tag::new("k", "v"), Tag::new("mlflow.data.context", "train")];
    assert_eq!(input.tags, tags);
}
