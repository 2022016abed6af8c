//! Logged models in a file store and in SQLite, written by Python's MLflow 3.17.2 and read by this
//! program, and the other way round.

use serde_json::{Map, Value, json};

use mlflow::config::{StoreUri, TrackingSettings};
use mlflow::entity::{
    DatasetRef, ExperimentId, LoggedModel, LoggedModelMetric, LoggedModelStatus, Metric, ModelId,
    ModelInput, ModelMetric, ModelOutput, Param, RunId, Tag,
};
use mlflow::error::{ErrorCode, Result};
use mlflow::search::{DatasetSelector, Direction};
use mlflow::tracking::{
    Batch, CreateLoggedModel, HistorySample, LoggedModelOrder, LoggedModelSearch, StartRun,
    Tracking,
};

use super::run_python;
use crate::support::Scene;
use crate::support::clients::Client;

const WRITE: &str = include_str!("models_write.py");
const READ: &str = include_str!("models_read.py");

/// A search as Python takes it: filter, data sets, order.
type Search = (
    Option<&'static str>,
    &'static [(&'static str, Option<&'static str>)],
    &'static [(&'static str, bool, Option<&'static str>)],
);

/// Searches, answered by both of our stores as MLflow answers them on SQLite.
const SEARCHES: &[Search] = &[
    (None, &[], &[]),
    (Some("name = 'wine é'"), &[], &[]),
    (Some("name LIKE '%e%' AND model_type = 'sk'"), &[], &[]),
    (Some("attributes.name ILIKE 'T%'"), &[], &[]),
    (Some("model_type != 'x'"), &[], &[]),
    (Some("params.lr = '0.1'"), &[], &[]),
    (Some("params.lr != '0.1'"), &[], &[]),
    (Some("tags.stage LIKE 'it%'"), &[], &[]),
    (Some("creation_timestamp > 5"), &[], &[]),
    (Some("last_updated_timestamp <= 5"), &[], &[]),
    (Some("metrics.acc >= 0.6 AND params.lr = '1'"), &[], &[]),
    (Some("metrics.acc > 0.8"), &[("train", None)], &[]),
    (Some("metrics.acc > 0.8"), &[("test", None)], &[]),
    (Some("metrics.acc > 0.6"), &[("test", Some("d2"))], &[]),
    (None, &[("test", Some("d2"))], &[]),
    (None, &[("test", Some("d1")), ("none", None)], &[]),
    (None, &[], &[("name", true, None)]),
    (None, &[], &[("model_type", false, None)]),
    (None, &[], &[("status", false, None)]),
    (None, &[], &[("creation_time", true, None)]),
    (None, &[], &[("metrics.acc", true, None)]),
    (None, &[], &[("metrics.acc", false, None)]),
    (
        None,
        &[],
        &[("metrics.acc", false, Some("train")), ("name", true, None)],
    ),
    (Some("nothing = 'x'"), &[], &[]),
    (Some("metrics.acc > 'x'"), &[], &[]),
    (Some("datasets.name = 'x'"), &[], &[]),
    (None, &[], &[("params.lr", true, None)]),
];

fn as_python_takes_it((filter, datasets, order): &Search) -> Value {
    let dataset = |(name, digest): &(&str, Option<&str>)| {
        let mut dataset = Map::from_iter([("dataset_name".to_owned(), json!(name))]);
        dataset.extend(digest.map(|digest| ("dataset_digest".to_owned(), json!(digest))));
        Value::from(dataset)
    };
    let datasets: Vec<Value> = datasets.iter().map(dataset).collect();
    let order_by: Vec<Value> = order
        .iter()
        .map(|(field, ascending, dataset)| {
            json!({"field_name": field, "ascending": ascending, "dataset_name": dataset})
        })
        .collect();
    json!({"filter_string": filter, "datasets": datasets, "order_by": order_by})
}

fn open(uri: &str) -> Tracking {
    Tracking::open(TrackingSettings {
        tracking_uri: StoreUri::parse(uri).expect("an address"),
        artifact_root: "/art".to_owned(),
    })
    .expect("a store")
}

fn stores(scene: &Scene) -> [String; 2] {
    [
        scene.path("mlruns").display().to_string(),
        format!("sqlite:///{}", scene.path("x.db").display()),
    ]
}

/// What this program finds, by name.
fn found(tracking: &Tracking, experiment_id: &str, search: &Search) -> Value {
    match find(tracking, experiment_id, search) {
        Ok(models) => models.into_iter().map(|model| model.name).collect(),
        Err(error) => {
            assert_eq!(error.code(), ErrorCode::InvalidParameterValue, "{error}");
            json!("refused")
        }
    }
}

fn find(
    tracking: &Tracking,
    experiment_id: &str,
    (filter, datasets, order): &Search,
) -> Result<Vec<LoggedModel>> {
    let datasets = datasets.iter().map(|(name, digest)| DatasetSelector {
        name: Some((*name).to_owned()),
        digest: digest.map(str::to_owned),
    });
    let order_by = order
        .iter()
        .map(|&(field, ascending, dataset_name)| LoggedModelOrder {
            field,
            direction: if ascending {
                Direction::Ascending
            } else {
                Direction::Descending
            },
            dataset: DatasetSelector {
                name: dataset_name.map(str::to_owned),
                digest: None,
            },
        });
    let search = LoggedModelSearch {
        experiment_ids: vec![ExperimentId::from(experiment_id)],
        filter: *filter,
        datasets: datasets.collect(),
        order_by: order_by.collect(),
        max_results: 10,
        page_token: None,
    };
    Ok(tracking.search_logged_models(&search)?.items)
}

/// A model as the scripts show it.
fn shown(model: &LoggedModel) -> Value {
    let tags = model.tags.iter().map(|tag| (&tag.key, &tag.value));
    let params = model.params.iter().map(|param| (&param.key, &param.value));
    let mut metrics: Vec<Value> = model.metrics.iter().map(shown_metric).collect();
    metrics.sort_by_key(|metric| metric.to_string().replace('"', "'"));
    json!({
        "model_id": model.model_id.as_str(),
        "experiment_id": model.experiment_id.as_str(),
        "name": model.name,
        "artifact_location": model.artifact_location,
        "creation_time": model.creation_time,
        "last_update_time": model.last_update_time,
        "status": model.status.as_str(),
        "status_message": model.status_message,
        "model_type": model.model_type,
        "source_run_id": model.source_run_id.as_ref().map(RunId::as_str),
        "tags": tags.collect::<std::collections::BTreeMap<_, _>>(),
        "params": params.collect::<std::collections::BTreeMap<_, _>>(),
        "metrics": metrics,
    })
}

fn shown_metric(measured: &LoggedModelMetric) -> Value {
    let LoggedModelMetric {
        run_id,
        metric,
        dataset,
    } = measured;
    json!([
        metric.key,
        metric.value,
        metric.timestamp,
        metric.step,
        run_id.as_str(),
        dataset.as_ref().map(|dataset| &dataset.name),
        dataset.as_ref().map(|dataset| &dataset.digest),
    ])
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value[key].as_str().expect("a text")
}

#[test]
fn we_read_and_search_what_python_wrote() {
    let scene = Scene::new();
    let searches: Vec<Value> = SEARCHES.iter().map(as_python_takes_it).collect();
    let searches = Value::from(searches).to_string();
    let [file, sqlite] = stores(&scene);
    let Some(written) = run_python(&scene, Client::V3, WRITE, &[&searches, &file, &sqlite]) else {
        return;
    };
    let on_sqlite = &written[1];
    for wrote in written.as_array().expect("a list of stores") {
        let (tracking, experiment_id) = (open(text(wrote, "uri")), text(wrote, "experiment_id"));
        for name in ["wine", "tree"] {
            let id = ModelId::from(text(&wrote[name], "model_id"));
            let model = tracking.get_logged_model(&id).unwrap();
            assert_eq!(shown(&model), wrote[name]);
        }
        let gone = ModelId::from(text(wrote, "gone"));
        let error = tracking.get_logged_model(&gone).unwrap_err();
        assert_eq!(error.code(), ErrorCode::ResourceDoesNotExist);
        assert!(tracking.get_logged_model_in_any_stage(&gone).is_ok());

        for (index, search) in SEARCHES.iter().enumerate() {
            let ours = found(&tracking, experiment_id, search);
            assert_eq!(ours, on_sqlite["found"][index], "{search:?}");
        }
        let summaries = tracking.search_datasets(&[experiment_id.into()]).unwrap();
        let summaries: Vec<Value> = summaries
            .iter()
            .map(|found| json!([found.name, found.digest, found.context]))
            .collect();
        assert_eq!(Value::from(summaries), wrote["datasets"]);

        let sample = HistorySample {
            max_results: 5,
            start_step: Some(3),
            end_step: Some(20),
        };
        let run = RunId::from(text(wrote, "run_id"));
        let [(_, points)] = &tracking
            .sampled_metric_histories(&[run], "long", sample)
            .unwrap()[..]
        else {
            panic!("one run was asked for");
        };
        let steps: Vec<i64> = points.iter().map(|point| point.step).collect();
        assert_eq!(json!(steps), on_sqlite["sampled_steps"]);
    }
}

/// Writes a model and what a run measures of it, and gives what Python is to read.
fn write(tracking: &Tracking) -> Result<(ModelId, RunId, Value)> {
    let experiment_id = tracking.create_experiment("ours", None, Vec::new())?;
    let run = tracking.start_run(StartRun {
        experiment_id: experiment_id.clone(),
        run_name: None,
        user_id: "me".to_owned(),
        start_time: None,
        tags: Vec::new(),
    })?;
    let run_id = run.info.run_id;
    let model = tracking.create_logged_model(CreateLoggedModel {
        experiment_id,
        name: Some("wine é".to_owned()),
        model_type: Some("yes".to_owned()),
        source_run_id: Some(run_id.clone()),
        params: vec![Param::new("p", "a: b"), Param::new("q/é", "1e3")],
        tags: vec![Tag::new("t", "null"), Tag::new("u", "it's\n")],
    })?;
    let id = model.model_id;
    let point = |value, step, dataset: Option<&str>| ModelMetric {
        model_id: id.clone(),
        metric: Metric {
            key: "acc".to_owned(),
            value,
            timestamp: 10 + step,
            step,
        },
        dataset: dataset.map(|name| DatasetRef {
            name: name.to_owned(),
            digest: "d1".to_owned(),
        }),
    };
    let model_metrics = vec![point(0.5, 0, None), point(0.75, 1, Some("größe"))];
    let metrics = model_metrics.iter().map(|measured| measured.metric.clone());
    let batch = Batch {
        metrics: metrics.collect(),
        model_metrics: model_metrics.clone(),
        ..Batch::default()
    };
    tracking.log_batch(&run_id, batch)?;
    let model_id = id.clone();
    tracking.log_inputs(&run_id, &[], &[ModelInput { model_id }])?;
    let model_id = id.clone();
    tracking.log_outputs(&run_id, &[ModelOutput { model_id, step: 7 }])?;
    let model = tracking.finalize_logged_model(&id, LoggedModelStatus::Failed)?;
    let mut expected = shown(&model);
    for field in [
        "model_id",
        "experiment_id",
        "last_update_time",
        "status_message",
    ] {
        expected.as_object_mut().expect("an object").remove(field);
    }
    expected["inputs"] = json!([id.as_str()]);
    expected["outputs"] = json!([[id.as_str(), 7]]);
    expected["run_metrics"] = json!({"acc": 0.75});
    Ok((id, run_id, expected))
}

#[test]
fn python_reads_and_changes_what_we_write() {
    let scene = Scene::new();
    let written = stores(&scene).map(|uri| {
        let tracking = open(&uri);
        let (model, run, expected) = write(&tracking).unwrap();
        (uri, tracking, model, run, expected)
    });
    let asked: Vec<Value> = written
        .iter()
        .map(|(uri, _, model, run, _)| json!([uri, model.as_str(), run.as_str()]))
        .collect();
    let asked = Value::from(asked).to_string();
    let Some(read) = run_python(&scene, Client::V3Newest, READ, &[&asked]) else {
        return;
    };
    for (index, (uri, tracking, model, _, expected)) in written.iter().enumerate() {
        assert_eq!(read[index], *expected, "{uri}");
        let model = tracking.get_logged_model(model).unwrap();
        assert_eq!(model.status, LoggedModelStatus::Ready);
        let tags = [Tag::new("python", "was here"), Tag::new("u", "it's\n")];
        assert_eq!(model.tags, tags);
        let is_new = |measured: &LoggedModelMetric| measured.metric.step == 9;
        assert!(model.metrics.iter().any(is_new), "{model:?}");
    }
}
