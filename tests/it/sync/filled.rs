//! A store with something of everything in it.

use mlflow::artifact::ArtifactPath;
use mlflow::entity::{
    Dataset, DatasetInput, DatasetRef, ExperimentId, LoggedModelStatus, Metric, ModelId,
    ModelInput, ModelMetric, ModelOutput, ModelStage, Param, RunId, RunInfo, RunStatus, Tag, keys,
};
use mlflow::registry::{CreateModelVersion, RegistryHome};
use mlflow::tracking::{Batch, CreateLoggedModel, RunUpdate, StartRun, Tracking};

/// How many points the longest history has: more than any server takes at once.
pub(super) const POINTS: i64 = 2_300;

/// Fills a store.
pub(super) fn fill(tracking: &Tracking) {
    let tags = vec![
        Tag::new("team", "risk é"),
        Tag::new("mlflow.note.content", "# A\nnote"),
    ];
    let fraud = tracking
        .create_experiment("fraud", None, tags)
        .expect("it works");
    let parent = start(tracking, &fraud, "parent", None);
    let child = start(tracking, &fraud, "child", Some(&parent));
    let open = start(tracking, &fraud, "open", None);
    let deleted = start(tracking, &fraud, "deleted", None);
    log_parent(tracking, &parent);
    for run in [&child, &open, &deleted] {
        tracking
            .log_metric(&run.run_id, metric("acc", 0.25, 0))
            .expect("it works");
        tracking
            .log_param(&run.run_id, Param::new("lr", "0.1"))
            .expect("it works");
    }
    log_model(tracking, &fraud, &parent.run_id, &child.run_id);
    end(tracking, &parent.run_id, RunStatus::Finished);
    end(tracking, &child.run_id, RunStatus::Failed);
    end(tracking, &deleted.run_id, RunStatus::Killed);
    tracking.delete_run(&deleted.run_id).expect("it works");

    let gone = tracking
        .create_experiment("gone", None, Vec::new())
        .expect("it works");
    let inside = start(tracking, &gone, "inside", None);
    tracking
        .log_metric(&inside.run_id, metric("m", 1.0, 0))
        .expect("it works");
    end(tracking, &inside.run_id, RunStatus::Finished);
    tracking.delete_experiment(&gone).expect("it works");
}

/// Fills a store with what MLflow 1 knew.
pub(super) fn fill_as_of_1(tracking: &Tracking) {
    let tags = vec![Tag::new("team", "risk")];
    let fraud = tracking
        .create_experiment("fraud", None, tags)
        .expect("it works");
    let parent = start(tracking, &fraud, "parent", None);
    let child = start(tracking, &fraud, "child", Some(&parent));
    let deleted = start(tracking, &fraud, "deleted", None);
    for run in [&parent, &child, &deleted] {
        let points = (0..40).map(|step| metric("loss", f64::from(step) / 8.0, step.into()));
        let batch = Batch {
            metrics: points.collect(),
            params: vec![Param::new("lr", "0.1")],
            tags: vec![Tag::new("k", "v")],
            ..Batch::default()
        };
        tracking.log_batch(&run.run_id, batch).expect("it works");
        end(tracking, &run.run_id, RunStatus::Finished);
    }
    write(tracking, &parent, "notes/a.txt", "a");
    write(tracking, &parent, "model/MLmodel", "flavors: {}\n");
    tracking.delete_run(&deleted.run_id).expect("it works");
    let home = RegistryHome::shared();
    let registry = home.registry(tracking).expect("it works");
    registry
        .create_registered_model("fraud", Some("finds fraud".to_owned()), Vec::new())
        .expect("it works");
    let version = CreateModelVersion {
        name: "fraud".to_owned(),
        source: format!("runs:/{}/model", parent.run_id),
        run_id: Some(parent.run_id),
        tags: vec![Tag::new("v", "1")],
        ..CreateModelVersion::default()
    };
    registry.create_model_version(version).expect("it works");
    registry
        .transition_model_version("fraud", 1, ModelStage::Staging, false)
        .expect("it works");
}

/// Starts a run.
pub(super) fn start(
    tracking: &Tracking,
    experiment: &ExperimentId,
    name: &str,
    parent: Option<&RunInfo>,
) -> RunInfo {
    let parent = parent.map(|parent| Tag::new(keys::PARENT_RUN_ID, parent.run_id.as_str()));
    let run = tracking.start_run(StartRun {
        experiment_id: experiment.clone(),
        run_name: Some(name.to_owned()),
        user_id: "ada".to_owned(),
        start_time: Some(1_000 + i64::try_from(name.len()).expect("it works")),
        tags: parent.into_iter().collect(),
    });
    run.expect("it works").info
}

/// Ends a run.
pub(super) fn end(tracking: &Tracking, id: &RunId, status: RunStatus) {
    let update = RunUpdate {
        status: Some(status),
        end_time: Some(9_000),
        run_name: None,
    };
    tracking.update_run(id, &update).expect("it works");
}

/// A point.
pub(super) fn metric(key: &str, value: f64, step: i64) -> Metric {
    Metric {
        key: key.to_owned(),
        value,
        timestamp: 5_000 + step,
        step,
    }
}

fn log_parent(tracking: &Tracking, parent: &RunInfo) {
    let id = &parent.run_id;
    for first in (0..POINTS).step_by(1_000) {
        let steps = first..(first + 1_000).min(POINTS);
        #[expect(clippy::cast_precision_loss, reason = "steps are small")]
        let points = steps.map(|step| metric("loss", 1.0 / (1.0 + step as f64), step));
        let batch = Batch {
            metrics: points.collect(),
            ..Batch::default()
        };
        tracking.log_batch(id, batch).expect("it works");
    }
    let odd = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e-300];
    let odd = odd
        .into_iter()
        .zip(-2..)
        .map(|(value, step)| metric("odd/é", value, step));
    let params = (0..120).map(|number| Param::new(format!("p{number}"), format!("value {number}")));
    let batch = Batch {
        metrics: odd.collect(),
        params: params.take(90).collect(),
        tags: vec![
            Tag::new("k", "v"),
            Tag::new("mlflow.note.content", "of the *run*"),
        ],
        ..Batch::default()
    };
    tracking.log_batch(id, batch).expect("it works");
    let params = (90..120).map(|number| Param::new(format!("p{number}"), "more"));
    let batch = Batch {
        params: params.collect(),
        ..Batch::default()
    };
    tracking.log_batch(id, batch).expect("it works");
    let input = DatasetInput {
        dataset: Dataset {
            name: "wine".to_owned(),
            digest: "abc123".to_owned(),
            source_type: "local".to_owned(),
            source: r#"{"uri":"/data/wine.csv"}"#.to_owned(),
            schema: Some(r#"{"columns":1}"#.to_owned()),
            profile: Some(r#"{"rows":7}"#.to_owned()),
        },
        tags: vec![Tag::new("mlflow.data.context", "train")],
    };
    tracking.log_inputs(id, &[input], &[]).expect("it works");
    for (path, content) in [
        ("notes/a é.txt", "a"),
        ("notes/deep/b.txt", ""),
        ("model/MLmodel", "flavors: {}\n"),
    ] {
        write(tracking, parent, path, content);
    }
}

/// Writes a file among the artifacts of a run.
pub(super) fn write(tracking: &Tracking, run: &RunInfo, path: &str, content: &str) {
    let path = ArtifactPath::parse(path).expect("it works");
    tracking
        .write_run_artifact(run, &path, content.as_bytes())
        .expect("it works");
}

/// Logs a model by one run, which another run measures; both become versions of a registered model.
fn log_model(tracking: &Tracking, experiment: &ExperimentId, parent: &RunId, child: &RunId) {
    let model = tracking.create_logged_model(CreateLoggedModel {
        experiment_id: experiment.clone(),
        name: Some("net".to_owned()),
        model_type: Some("sk".to_owned()),
        source_run_id: Some(parent.clone()),
        params: vec![Param::new("depth", "3")],
        tags: vec![Tag::new("kind", "tree")],
    });
    let model = model.expect("it works");
    let id = model.model_id.clone();
    let mut file = tracking
        .logged_model_artifacts(&model)
        .expect("it works")
        .create(&ArtifactPath::parse("MLmodel").expect("it works"))
        .expect("it works");
    file.write(b"flavors: {net: 1}\n").expect("it works");
    file.finish().expect("it works");
    measure(tracking, child, &id, 0.5, 0);
    measure(tracking, child, &id, 0.75, 1);
    let model_id = id.clone();
    tracking
        .log_inputs(child, &[], &[ModelInput { model_id }])
        .expect("it works");
    let output = ModelOutput {
        model_id: id.clone(),
        step: 3,
    };
    tracking.log_outputs(parent, &[output]).expect("it works");
    tracking
        .finalize_logged_model(&id, LoggedModelStatus::Ready)
        .expect("it works");
    register(tracking, parent, &id);
}

/// Measures a logged model by a run.
pub(super) fn measure(tracking: &Tracking, run: &RunId, model: &ModelId, value: f64, step: i64) {
    let point = metric("f1", value, step);
    let batch = Batch {
        metrics: vec![point.clone()],
        model_metrics: vec![ModelMetric {
            model_id: model.clone(),
            metric: point,
            dataset: Some(DatasetRef {
                name: "wine".to_owned(),
                digest: "abc123".to_owned(),
            }),
        }],
        ..Batch::default()
    };
    tracking.log_batch(run, batch).expect("it works");
}

/// Registers three versions, of which the second is deleted again, and a prompt.
fn register(tracking: &Tracking, run: &RunId, model: &ModelId) {
    let home = RegistryHome::shared();
    let registry = home.registry(tracking).expect("it works");
    let tags = vec![Tag::new("owner", "risk")];
    let name = "fraud-net";
    registry
        .create_registered_model(name, Some("finds fraud".to_owned()), tags)
        .expect("it works");
    let of_run = || CreateModelVersion {
        name: name.to_owned(),
        source: format!("runs:/{run}/model"),
        run_id: Some(run.clone()),
        description: Some("the first".to_owned()),
        tags: vec![Tag::new("v", "1")],
        ..CreateModelVersion::default()
    };
    registry.create_model_version(of_run()).expect("it works");
    registry.create_model_version(of_run()).expect("it works");
    registry.delete_model_version(name, 2).expect("it works");
    let of_model = CreateModelVersion {
        name: name.to_owned(),
        source: format!("models:/{model}"),
        run_id: Some(run.clone()),
        model_id: Some(model.clone()),
        ..CreateModelVersion::default()
    };
    registry.create_model_version(of_model).expect("it works");
    registry
        .transition_model_version(name, 1, ModelStage::Staging, false)
        .expect("it works");
    registry.set_model_alias(name, "best", 3).expect("it works");
    let tags = vec![
        Tag::new(keys::IS_PROMPT, "true"),
        Tag::new(keys::PROMPT_TYPE, "text"),
    ];
    registry
        .create_registered_model("greeting", None, tags)
        .expect("it works");
    let prompt = CreateModelVersion {
        name: "greeting".to_owned(),
        source: "prompt-template".to_owned(),
        tags: vec![
            Tag::new(keys::IS_PROMPT, "true"),
            Tag::new(keys::PROMPT_TEXT, "Hello, {{ name }}!"),
            Tag::new(keys::PROMPT_TYPE, "text"),
        ],
        ..CreateModelVersion::default()
    };
    registry.create_model_version(prompt).expect("it works");
}
