//! Everything that a store holds, told by names and not by ids, so that copies can be compared.

use std::collections::BTreeMap;
use std::io::Read as _;

use serde_json::{Value, json};

use mlflow::artifact::{self, ArtifactStore, WHOLE};
use mlflow::entity::{
    DatasetRef, Experiment, LoggedModel, LoggedModelMetric, Metric, ModelId, ModelVersion, Run,
    RunId, Tag, ViewType, keys,
};
use mlflow::registry::{RegisteredModelSearch, Registry, RegistryHome};
use mlflow::tracking::{ExperimentSearch, LoggedModelSearch, RunSearch, Tracking};

/// The names of runs and logged models by their ids.
struct Names(BTreeMap<String, String>);

impl Names {
    fn of(&self, id: &str) -> String {
        self.0
            .get(id)
            .cloned()
            .unwrap_or_else(|| format!("unknown {id}"))
    }
}

/// All experiments, but a `Default` in which nothing is.
pub(super) fn experiments(tracking: &Tracking) -> Vec<Experiment> {
    let search = ExperimentSearch {
        view: ViewType::All,
        max_results: 100,
        filter: None,
        order_by: &[],
        page_token: None,
    };
    let mut found = tracking
        .search_experiments(&search)
        .expect("it works")
        .items;
    found.sort_by(|a, b| a.name.cmp(&b.name));
    found.retain(|experiment| {
        experiment.name != "Default" || !runs_of(tracking, experiment).is_empty()
    });
    found
}

/// All runs, in every stage, by name.
pub(super) fn runs(tracking: &Tracking) -> Vec<Run> {
    let experiments = experiments(tracking);
    let runs = experiments
        .iter()
        .flat_map(|experiment| runs_of(tracking, experiment));
    runs.collect()
}

fn runs_of(tracking: &Tracking, experiment: &Experiment) -> Vec<Run> {
    let search = RunSearch {
        experiment_ids: vec![experiment.experiment_id.clone()],
        view: ViewType::All,
        max_results: 1000,
        ..RunSearch::default()
    };
    let found = tracking.search_runs(&search).expect("it works").items;
    let mut runs: Vec<Run> = found.iter().map(|run| Run::clone(run)).collect();
    runs.sort_by(|a, b| a.info.run_name.cmp(&b.info.run_name));
    runs
}

/// All logged models, by name.
pub(super) fn models(tracking: &Tracking) -> Vec<LoggedModel> {
    let experiments = experiments(tracking);
    let search = LoggedModelSearch {
        experiment_ids: experiments
            .into_iter()
            .map(|found| found.experiment_id)
            .collect(),
        filter: None,
        datasets: Vec::new(),
        order_by: Vec::new(),
        max_results: 100,
        page_token: None,
    };
    let mut models = tracking
        .search_logged_models(&search)
        .expect("it works")
        .items;
    models.sort_by(|a, b| a.name.cmp(&b.name));
    models
}

/// Everything that a store holds.
pub(super) fn story(tracking: &Tracking) -> Value {
    let runs = runs(tracking);
    let models = models(tracking);
    let run_names = runs.iter().map(|run| {
        let name = run.info.run_name.clone();
        (run.info.run_id.to_string(), name.unwrap_or_default())
    });
    let model_names = models
        .iter()
        .map(|model| (model.model_id.to_string(), model.name.clone()));
    let names = Names(run_names.chain(model_names).collect());
    let experiments = experiments(tracking);
    let experiments = experiments.iter().map(|experiment| {
        let runs = runs_of(tracking, experiment);
        let runs: Vec<Value> = runs.iter().map(|run| told(tracking, &names, run)).collect();
        json!({
            "name": experiment.name,
            "stage": experiment.lifecycle_stage.as_str(),
            "tags": tags(&names, &experiment.tags),
            "runs": runs,
        })
    });
    let models = models
        .iter()
        .map(|model| told_model(tracking, &names, model));
    let home = RegistryHome::shared();
    let registry = home.registry(tracking).expect("it works");
    json!({
        "experiments": experiments.collect::<Vec<_>>(),
        "models": models.collect::<Vec<_>>(),
        "registry": told_registry(&registry, &names),
    })
}

fn told(tracking: &Tracking, names: &Names, run: &Run) -> Value {
    // Not everything is told by a search, on every server.
    let run = &tracking.get_run(&run.info.run_id).expect("it works");
    let params = run
        .data
        .params
        .iter()
        .map(|param| (&param.key, &param.value));
    let histories = run.data.metrics.iter().map(|metric| {
        (
            metric.key.clone(),
            history(tracking, &run.info.run_id, &metric.key),
        )
    });
    let sets = run.inputs.dataset_inputs.iter().map(|input| {
        let set = &input.dataset;
        let told = [&set.name, &set.digest, &set.source_type, &set.source];
        json!([told, set.schema, set.profile, tags(names, &input.tags)])
    });
    let inputs = run.inputs.model_inputs.iter();
    let outputs = run.outputs.model_outputs.iter();
    json!({
        "name": run.info.run_name,
        "status": run.info.status.as_str(),
        "stage": run.info.lifecycle_stage.as_str(),
        "times": [run.info.start_time, run.info.end_time],
        "user": run.info.user_id,
        "params": params.collect::<BTreeMap<_, _>>(),
        "tags": tags(names, &run.data.tags),
        "latest": run.data.metrics.iter().map(point).collect::<Vec<_>>(),
        "histories": histories.collect::<BTreeMap<_, _>>(),
        "data sets": sorted(sets),
        "models read": sorted(inputs.map(|input| json!(names.of(input.model_id.as_str())))),
        "models made": sorted(
            outputs.map(|output| json!([names.of(output.model_id.as_str()), output.step]))
        ),
        "files": files(&*tracking.run_artifacts(&run.info).expect("it works")),
    })
}

/// All points of a history.
pub(super) fn history(tracking: &Tracking, id: &RunId, key: &str) -> Vec<Value> {
    let mut points = Vec::new();
    let mut token = None;
    loop {
        let page = tracking
            .metric_history(id, key, 25_000, token.as_deref())
            .expect("it works");
        points.extend(page.items.iter().map(point));
        token = page.next_page_token;
        if token.is_none() {
            return sorted(points.into_iter());
        }
    }
}

/// A point as every kind of store keeps it: databases have a greatest number for infinity.
fn point(metric: &Metric) -> Value {
    let value = metric.value.clamp(f64::MIN, f64::MAX).to_string();
    json!([metric.step, metric.timestamp, value])
}

fn sorted(values: impl Iterator<Item = Value>) -> Vec<Value> {
    let mut values: Vec<Value> = values.collect();
    values.sort_by_key(Value::to_string);
    values
}

/// Tags, without those of the copying, and without ids.
fn tags(names: &Names, tags: &[Tag]) -> BTreeMap<String, String> {
    let tags = tags
        .iter()
        .filter(|tag| !tag.key.starts_with("mlflow.sync."));
    tags.map(|tag| match tag.key.as_str() {
        keys::PARENT_RUN_ID => (tag.key.clone(), names.of(&tag.value)),
        _ => (tag.key.clone(), tag.value.clone()),
    })
    .collect()
}

fn files(store: &dyn ArtifactStore) -> BTreeMap<String, String> {
    let files = artifact::files_below(store).expect("it works").into_iter();
    files
        .map(|file| {
            let mut content = String::new();
            let mut reader = store
                .open(&file.path)
                .expect("it works")
                .read(WHOLE)
                .expect("it works");
            reader.read_to_string(&mut content).expect("it works");
            (file.path.as_str().to_owned(), content)
        })
        .collect()
}

fn told_model(tracking: &Tracking, names: &Names, model: &LoggedModel) -> Value {
    let model = &tracking
        .get_logged_model(&model.model_id)
        .expect("it works");
    let params = model.params.iter().map(|param| (&param.key, &param.value));
    // A folder shows the latest of each key and data set, a database all.
    let mut points: BTreeMap<_, &LoggedModelMetric> = BTreeMap::new();
    for measured in &model.metrics {
        let dataset = measured.dataset.as_ref();
        let dataset = dataset.map(|DatasetRef { name, digest }| [name, digest]);
        let latest = points
            .entry((&measured.metric.key, dataset))
            .or_insert(measured);
        if latest.metric.cmp_latest(&measured.metric).is_lt() {
            *latest = measured;
        }
    }
    let points = points.into_iter().map(|((key, dataset), measured)| {
        let run = names.of(measured.run_id.as_str());
        json!([key, point(&measured.metric), run, dataset])
    });
    json!({
        "name": model.name,
        "type": model.model_type,
        "status": model.status.as_str(),
        "made by": model.source_run_id.as_ref().map(|run| names.of(run.as_str())),
        "params": params.collect::<BTreeMap<_, _>>(),
        "tags": tags(names, &model.tags),
        "points": sorted(points),
        "files": files(&*tracking.logged_model_artifacts(model).expect("it works")),
    })
}

fn told_registry(registry: &Registry<'_>, names: &Names) -> Vec<Value> {
    let found = [None, Some("tags.`mlflow.prompt.is_prompt` = 'true'")].map(|filter| {
        let search = RegisteredModelSearch {
            filter,
            order_by: &[],
            max_results: 100,
            page_token: None,
        };
        registry
            .search_registered_models(&search)
            .expect("it works")
            .items
    });
    let told = found.into_iter().flatten().map(|model| {
        let aliases = model
            .aliases
            .iter()
            .map(|alias| (&alias.alias, alias.version));
        let versions =
            (1..10).filter_map(|number| registry.get_model_version(&model.name, number).ok());
        let versions = versions.map(|version| told_version(registry, names, &version));
        json!({
            "name": model.name,
            "description": model.description.clone().unwrap_or_default(),
            "tags": tags(names, &model.tags),
            "aliases": aliases.collect::<BTreeMap<_, _>>(),
            "versions": versions.collect::<Vec<_>>(),
        })
    });
    told.collect()
}

fn told_version(registry: &Registry<'_>, names: &Names, version: &ModelVersion) -> Value {
    let location = registry
        .model_version_location(&version.name, version.version)
        .expect("it works");
    let ModelVersion {
        name,
        version: number,
        ..
    } = version;
    let made_by = version
        .run_id
        .as_ref()
        .filter(|run| !run.as_str().is_empty());
    let source = registry.artifacts_at(&format!("models:/{name}/{number}"));
    let files = source
        .ok()
        .and_then(|source| source.list().ok())
        .map(|files| {
            let paths = files.into_iter().map(|file| file.path.as_str().to_owned());
            paths.collect::<Vec<String>>()
        });
    json!({
        "number": number,
        "made by": made_by.map(|run| names.of(run.as_str())),
        "stage": version.stage.as_str(),
        "description": version.description.clone().unwrap_or_default(),
        "tags": tags(names, &version.tags),
        "files": files,
        "is of a model": location.contains("/m-") || location.starts_with("models:/m-"),
    })
}

/// The id of a logged model by its name.
pub(super) fn model_named(tracking: &Tracking, name: &str) -> ModelId {
    let models = models(tracking).into_iter();
    let mut found = models
        .filter(|model| model.name == name)
        .map(|model| model.model_id);
    found.next_back().expect("a model of that name")
}

/// Asserts that two stores hold the same, and says what differs.
#[track_caller]
pub(super) fn assert_same(told: &Value, expected: &Value, what: &str) {
    let mut differences = Vec::new();
    compare("", told, expected, &mut differences);
    assert!(
        differences.is_empty(),
        "{what}:\n{}",
        differences.join("\n")
    );
}

fn compare(path: &str, told: &Value, expected: &Value, differences: &mut Vec<String>) {
    match (told, expected) {
        (Value::Object(told), Value::Object(expected)) => {
            let keys = told.keys().chain(expected.keys());
            for key in keys.collect::<std::collections::BTreeSet<_>>() {
                let of = |object: &serde_json::Map<String, Value>| object.get(key).cloned();
                let (told, expected) = (of(told), of(expected));
                let path = format!("{path}/{key}");
                compare(&path, &json!(told), &json!(expected), differences);
            }
        }
        (Value::Array(told), Value::Array(expected)) if told.len() == expected.len() => {
            for (index, (told, expected)) in told.iter().zip(expected).enumerate() {
                compare(&format!("{path}/{index}"), told, expected, differences);
            }
        }
        _ if told == expected => {}
        _ => differences.push(format!("{path}: {told:.200} instead of {expected:.200}")),
    }
}
