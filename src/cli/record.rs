//! Entities as JSON: the field names are those of MLflow's REST API and of `mlflow runs describe`.
//! Locations of artifacts have no passwords.

use serde_json::{Map, Value, json};

use crate::entity::{
    DatasetInput, DeploymentJobConnection, DeploymentJobRunState, Experiment, Metric, ModelVersion,
    RegisteredModel, Run, RunInfo, Tag, VersionDeployment, Webhook,
};
use crate::uri;

/// An experiment, as `mlflow experiments get --output json` shows it.
pub(crate) fn experiment(experiment: &Experiment) -> Value {
    let Experiment {
        experiment_id,
        name,
        artifact_location,
        lifecycle_stage,
        creation_time,
        last_update_time,
        tags,
    } = experiment;
    json!({
        "artifact_location": uri::masked(artifact_location),
        "creation_time": creation_time,
        "experiment_id": experiment_id,
        "last_update_time": last_update_time,
        "lifecycle_stage": lifecycle_stage,
        "name": name,
        "tags": tags_by_key(tags),
    })
}

/// A run, as `mlflow runs describe` shows it.
pub(crate) fn run(run: &Run) -> Value {
    let Run {
        info,
        data,
        inputs,
        outputs,
    } = run;
    let metrics: Map<String, Value> = data
        .metrics
        .iter()
        .map(|metric| (metric.key.clone(), number(metric.value)))
        .collect();
    let params: Map<String, Value> = data
        .params
        .iter()
        .map(|param| (param.key.clone(), json!(param.value)))
        .collect();
    let dataset_inputs: Vec<Value> = inputs.dataset_inputs.iter().map(dataset_input).collect();
    let model_inputs: Vec<Value> = inputs
        .model_inputs
        .iter()
        .map(|input| json!({"model_id": input.model_id}))
        .collect();
    let model_outputs: Vec<Value> = outputs
        .model_outputs
        .iter()
        .map(|output| json!({"model_id": output.model_id, "step": output.step}))
        .collect();
    json!({
        "info": run_info(info),
        "data": {"metrics": metrics, "params": params, "tags": tags_by_key(&data.tags)},
        "inputs": {"model_inputs": model_inputs, "dataset_inputs": dataset_inputs},
        "outputs": {"model_outputs": model_outputs},
    })
}

/// The run without metrics, params and tags.
pub(crate) fn run_info(info: &RunInfo) -> Value {
    let RunInfo {
        run_id,
        run_name,
        experiment_id,
        user_id,
        status,
        start_time,
        end_time,
        artifact_uri,
        lifecycle_stage,
    } = info;
    json!({
        "artifact_uri": uri::masked(artifact_uri),
        "end_time": end_time,
        "experiment_id": experiment_id,
        "lifecycle_stage": lifecycle_stage,
        "run_id": run_id,
        "run_name": run_name,
        "start_time": start_time,
        "status": status.as_str(),
        "user_id": user_id,
    })
}

/// A registered model, with tags and aliases by their names.
pub(crate) fn registered_model(model: &RegisteredModel) -> Value {
    let RegisteredModel {
        name,
        creation_time,
        last_update_time,
        description,
        latest_versions,
        tags,
        aliases,
        deployment_job_id,
        deployment_job_state,
    } = model;
    let aliases: Map<String, Value> = aliases
        .iter()
        .map(|alias| (alias.alias.clone(), json!(alias.version.to_string())))
        .collect();
    json!({
        "name": name,
        "creation_timestamp": creation_time,
        "last_updated_timestamp": last_update_time,
        "description": description,
        "latest_versions": latest_versions.iter().map(model_version).collect::<Vec<_>>(),
        "tags": tags_by_key(tags),
        "aliases": aliases,
        "deployment_job_id": deployment_job_id,
        "deployment_job_state": deployment_job_state.map(DeploymentJobConnection::as_str),
    })
}

/// A version of a registered model.
pub(crate) fn model_version(version: &ModelVersion) -> Value {
    let ModelVersion {
        name,
        version,
        creation_time,
        last_update_time,
        description,
        user_id,
        stage,
        source,
        run_id,
        run_link,
        status,
        status_message,
        tags,
        aliases,
        model_id,
        deployment_job_state,
    } = version;
    json!({
        "name": name,
        "version": version.to_string(),
        "creation_timestamp": creation_time,
        "last_updated_timestamp": last_update_time,
        "description": description,
        "user_id": user_id,
        "current_stage": stage.as_str(),
        "source": source.as_deref().map(uri::masked),
        "run_id": run_id,
        "run_link": run_link,
        "status": status.as_str(),
        "status_message": status_message,
        "tags": tags_by_key(tags),
        "aliases": aliases,
        "model_id": model_id,
        "deployment_job_state": deployment_job_state.as_ref().map(deployment),
    })
}

/// How far the deployment of a version is.
fn deployment(deployment: &VersionDeployment) -> Value {
    let VersionDeployment {
        job_id,
        run_id,
        job_state,
        run_state,
        current_task_name,
    } = deployment;
    json!({
        "job_id": job_id,
        "run_id": run_id,
        "job_state": job_state.map(DeploymentJobConnection::as_str),
        "run_state": run_state.map(DeploymentJobRunState::as_str),
        "current_task_name": current_task_name,
    })
}

/// A webhook, without its secret and a password of its address.
pub(crate) fn webhook(webhook: &Webhook) -> Value {
    let Webhook {
        webhook_id,
        name,
        description,
        url,
        events,
        status,
        secret: _,
        creation_time,
        last_update_time,
    } = webhook;
    let events: Vec<String> = events.iter().map(ToString::to_string).collect();
    json!({
        "webhook_id": webhook_id,
        "name": name,
        "description": description,
        "url": uri::masked(url),
        "events": events,
        "status": status.as_str(),
        "creation_timestamp": creation_time,
        "last_updated_timestamp": last_update_time,
    })
}

/// A point of a metric's history.
pub(crate) fn metric(metric: &Metric) -> Value {
    let Metric {
        key,
        value,
        timestamp,
        step,
    } = metric;
    json!({"key": key, "value": number(*value), "timestamp": timestamp, "step": step})
}

/// A number; JSON has none for NaN and the infinities, which become the strings that protobuf's
/// JSON has for them.
pub(crate) fn number(value: f64) -> Value {
    if value.is_nan() {
        json!("NaN")
    } else if value.is_infinite() {
        json!(if value > 0.0 { "Infinity" } else { "-Infinity" })
    } else {
        json!(value)
    }
}

/// A number as text, short whatever its size: `1e-300`, `NaN`, `Infinity`.
pub(crate) fn number_text(value: f64) -> String {
    match number(value) {
        Value::String(name) => name,
        number => number.to_string(),
    }
}

/// A number as MLflow's spreadsheets have it: NaN is an empty cell.
pub(crate) fn number_cell(value: f64) -> String {
    if value.is_nan() {
        String::new()
    } else if value.is_infinite() {
        value.to_string()
    } else {
        number_text(value)
    }
}

fn dataset_input(input: &DatasetInput) -> Value {
    let DatasetInput { dataset, tags } = input;
    json!({
        "dataset": {
            "name": dataset.name,
            "digest": dataset.digest,
            "source_type": dataset.source_type,
            "source": dataset.source,
            "schema": dataset.schema,
            "profile": dataset.profile,
        },
        "tags": tags_by_key(tags),
    })
}

fn tags_by_key(tags: &[Tag]) -> Map<String, Value> {
    tags.iter()
        .map(|tag| (tag.key.clone(), json!(tag.value)))
        .collect()
}
