//! Runs, and what they log besides single metrics and inputs.

use std::borrow::Cow;
use std::sync::Arc;

use serde::de::{Deserializer, Error};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

use crate::entity::{
    ExperimentId, LifecycleStage, Metric, Param, Run, RunData, RunId, RunInfo, RunInputs,
    RunOutputs, RunStatus, Tag, ViewType,
};

use super::LoggedMetrics;
use super::message::{self, Message, is_blank, remote_message, required};

/// A run's information, with its id under both its names: clients from before 1.0 read
/// `run_uuid`, and 3.17.2 still writes it.
#[derive(Serialize, Deserialize)]
struct RunInfoMessage<'a> {
    #[serde(default)]
    run_uuid: Option<Cow<'a, RunId>>,
    experiment_id: Cow<'a, ExperimentId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    run_name: Option<Cow<'a, str>>,
    #[serde(default)]
    user_id: Cow<'a, str>,
    #[serde(with = "message")]
    status: RunStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    start_time: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    end_time: Option<i64>,
    #[serde(default, skip_serializing_if = "str::is_empty")]
    artifact_uri: Cow<'a, str>,
    lifecycle_stage: LifecycleStage,
    #[serde(default)]
    run_id: Option<Cow<'a, RunId>>,
}

impl<'a> From<&'a RunInfo> for RunInfoMessage<'a> {
    fn from(info: &'a RunInfo) -> Self {
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
        Self {
            run_uuid: Some(Cow::Borrowed(run_id)),
            experiment_id: Cow::Borrowed(experiment_id),
            run_name: run_name.as_deref().map(Cow::Borrowed),
            user_id: Cow::Borrowed(user_id),
            status: *status,
            start_time: *start_time,
            end_time: end_time.filter(|&time| time != 0),
            artifact_uri: Cow::Borrowed(artifact_uri),
            lifecycle_stage: *lifecycle_stage,
            run_id: Some(Cow::Borrowed(run_id)),
        }
    }
}

impl RunInfoMessage<'_> {
    fn into_info<E: Error>(self) -> Result<RunInfo, E> {
        let Self {
            run_uuid,
            experiment_id,
            run_name,
            user_id,
            status,
            start_time,
            end_time,
            artifact_uri,
            lifecycle_stage,
            run_id,
        } = self;
        let run_id = run_id.or(run_uuid);
        Ok(RunInfo {
            run_id: run_id
                .ok_or_else(|| E::missing_field("run_id"))?
                .into_owned(),
            run_name: run_name
                .filter(|name| !name.is_empty())
                .map(Cow::into_owned),
            experiment_id: experiment_id.into_owned(),
            user_id: user_id.into_owned(),
            status,
            start_time,
            end_time: end_time.filter(|&time| time != 0),
            artifact_uri: artifact_uri.into_owned(),
            lifecycle_stage,
        })
    }
}

impl Message for RunInfo {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RunInfoMessage::from(self).serialize(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        RunInfoMessage::deserialize(deserializer)?.into_info()
    }
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "RunData")]
struct RunDataMessage {
    #[serde(
        with = "message::list",
        default,
        skip_serializing_if = "<[_]>::is_empty"
    )]
    metrics: Vec<Metric>,
    #[serde(
        with = "message::list",
        default,
        skip_serializing_if = "<[_]>::is_empty"
    )]
    params: Vec<Param>,
    #[serde(
        with = "message::list",
        default,
        skip_serializing_if = "<[_]>::is_empty"
    )]
    tags: Vec<Tag>,
}

remote_message!(RunData, RunDataMessage);

/// A run. The servers of MLflow 1 and early 2 have no inputs and outputs.
#[derive(Serialize, Deserialize)]
#[serde(remote = "Run")]
struct RunMessage {
    #[serde(with = "message")]
    info: RunInfo,
    #[serde(with = "message", default)]
    data: RunData,
    #[serde(with = "message", default)]
    inputs: RunInputs,
    #[serde(with = "message", default)]
    outputs: RunOutputs,
}

remote_message!(Run, RunMessage);

/// `runs/create`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateRun {
    /// The experiment in which to create it.
    #[serde(deserialize_with = "required")]
    pub experiment_id: ExperimentId,
    /// Who starts it.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub user_id: Option<String>,
    /// Its name; MLflow 1 names runs by a tag alone.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub run_name: Option<String>,
    /// When it started, in milliseconds since 1970 (UTC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start_time: Option<i64>,
    /// Its first tags.
    #[serde(
        with = "message::list",
        default,
        skip_serializing_if = "<[_]>::is_empty"
    )]
    pub tags: Vec<Tag>,
}

/// The answer to `runs/create` and `runs/get`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct RunResponse {
    /// The run.
    #[serde(with = "message")]
    pub run: Arc<Run>,
}

/// `runs/get`, `runs/delete`, `runs/restore`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunById {
    /// The run.
    #[serde(deserialize_with = "required")]
    pub run_id: RunId,
}

/// `runs/update`: changes what is given.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateRun {
    /// The run.
    #[serde(deserialize_with = "required")]
    pub run_id: RunId,
    /// Its status.
    #[serde(
        with = "message::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub status: Option<RunStatus>,
    /// When it ended, in milliseconds since 1970 (UTC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_time: Option<i64>,
    /// Its name; an empty one changes nothing.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub run_name: Option<String>,
}

/// The answer to [`UpdateRun`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateRunResponse {
    /// The run's new state.
    #[serde(with = "message")]
    pub run_info: RunInfo,
}

/// `runs/search`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchRuns {
    /// In which experiments.
    #[serde(default)]
    pub experiment_ids: Vec<ExperimentId>,
    /// The filter.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub filter: Option<String>,
    /// Which stages to show.
    #[serde(
        with = "message::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub run_view_type: Option<ViewType>,
    /// Most runs on the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<usize>,
    /// The keys of the order.
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    pub order_by: Vec<String>,
    /// Where the previous page ended.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub page_token: Option<String>,
}

/// The answer to [`SearchRuns`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SearchRunsResponse {
    /// The runs of the page, in order.
    #[serde(
        with = "message::list",
        default,
        skip_serializing_if = "<[_]>::is_empty"
    )]
    pub runs: Vec<Arc<Run>>,
    /// Where the next page begins.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub next_page_token: Option<String>,
}

/// `runs/log-parameter`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogParam {
    /// The run.
    #[serde(deserialize_with = "required")]
    pub run_id: RunId,
    /// The param's key.
    #[serde(deserialize_with = "required")]
    pub key: String,
    /// The param's value.
    #[serde(default)]
    pub value: String,
}

/// `runs/set-tag`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetTag {
    /// The run.
    #[serde(deserialize_with = "required")]
    pub run_id: RunId,
    /// The tag's key.
    #[serde(deserialize_with = "required")]
    pub key: String,
    /// The tag's value.
    #[serde(default)]
    pub value: String,
}

/// `runs/delete-tag`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteTag {
    /// The run.
    #[serde(deserialize_with = "required")]
    pub run_id: RunId,
    /// The tag's key.
    #[serde(deserialize_with = "required")]
    pub key: String,
}

/// `runs/log-batch`: logs all or nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LogBatch {
    /// The run.
    #[serde(deserialize_with = "required")]
    pub run_id: RunId,
    /// Points to be added to histories.
    #[serde(default, skip_serializing_if = "LoggedMetrics::is_empty")]
    pub metrics: LoggedMetrics,
    /// Params.
    #[serde(
        with = "message::list",
        default,
        skip_serializing_if = "<[_]>::is_empty"
    )]
    pub params: Vec<Param>,
    /// Tags.
    #[serde(
        with = "message::list",
        default,
        skip_serializing_if = "<[_]>::is_empty"
    )]
    pub tags: Vec<Tag>,
}

/// `runs/log-model`: notes a model in a tag of the run, as MLflow before 3 does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogModel {
    /// The run.
    #[serde(deserialize_with = "required")]
    pub run_id: RunId,
    /// The content of the model's `MLmodel` file, as JSON.
    #[serde(deserialize_with = "required")]
    pub model_json: String,
}

#[cfg(test)]
mod tests {
    use super::super::{from_json, from_query};
    use super::*;

    /// What MLflow 3.17.2 answers, without its white space.
    const RUN: &str = r#"{"run":{"info":{"run_uuid":"63481fcf","experiment_id":"17","run_name":"stately-snipe-881","user_id":"","status":"FINISHED","start_time":1700000000000,"end_time":1700000005000,"artifact_uri":"/art/17/63481fcf/artifacts","lifecycle_stage":"active","run_id":"63481fcf"},"data":{"metrics":[{"key":"acc","value":"NaN","timestamp":6,"step":2},{"key":"b","value":2.0,"timestamp":2,"step":1}],"params":[{"key":"p","value":"v"}],"tags":[{"key":"mlflow.runName","value":"stately-snipe-881"}]},"inputs":{"dataset_inputs":[{"tags":[{"key":"mlflow.data.context","value":"train"}],"dataset":{"name":"ds","digest":"abc","source_type":"local","source":"{}","schema":"{}","profile":"{}"}}],"model_inputs":[{"model_id":"m-1"}]},"outputs":{"model_outputs":[{"model_id":"m-1","step":5}]}}}"#;

    #[test]
    fn a_run_is_written_and_read_as_mlflow_does() {
        let response: RunResponse = from_json(RUN.as_bytes()).unwrap();
        let run = &response.run;
        assert_eq!(run.info.run_id.as_str(), "63481fcf");
        assert_eq!(run.info.status, RunStatus::Finished);
        assert!(run.metric("acc").unwrap().value.is_nan());
        assert_eq!(run.inputs.model_inputs[0].model_id.as_str(), "m-1");
        assert_eq!(run.outputs.model_outputs[0].step, 5);
        assert_eq!(serde_json::to_string(&response).unwrap(), RUN);
    }

    #[test]
    fn what_a_run_does_not_have_is_left_out() {
        let bare = r#"{"run":{"info":{"run_uuid":"r","experiment_id":"1","user_id":"","status":"RUNNING","start_time":0,"lifecycle_stage":"active","run_id":"r"},"data":{},"inputs":{},"outputs":{}}}"#;
        let response: RunResponse = from_json(bare.as_bytes()).unwrap();
        assert_eq!(response.run.info.end_time, None);
        assert_eq!(serde_json::to_string(&response).unwrap(), bare);
    }

    #[test]
    fn a_run_of_mlflow_1_is_read() {
        let response: SearchRunsResponse = from_json(
            br#"{"runs": [{"info": {"run_uuid": "3f90", "experiment_id": "1", "user_id": "u", "status": "KILLED", "start_time": "5", "end_time": 0, "artifact_uri": "/art", "lifecycle_stage": "deleted", "run_id": "3f90"}, "data": {"params": [{"key": "p", "value": "v"}]}}]}"#,
        )
        .unwrap();
        let run = &response.runs[0];
        assert_eq!((run.info.start_time, run.info.end_time), (Some(5), None));
        assert_eq!(run.info.run_name, None);
        assert_eq!(run.param("p"), Some("v"));
        assert_eq!(response.next_page_token, None);
    }

    #[test]
    fn a_run_is_asked_for_by_either_name() {
        assert_eq!(
            from_query::<RunById>("run_id=r").unwrap().run_id.as_str(),
            "r"
        );
        assert_eq!(
            from_query::<RunById>("run_uuid=r").unwrap().run_id.as_str(),
            "r"
        );
        let error = from_query::<RunById>("").unwrap_err();
        assert_eq!(
            error.message(),
            "Missing value for required parameter 'run_id': expected one that is not empty"
        );
    }

    #[test]
    fn creating_a_run_needs_an_experiment_only() {
        // What mlflow-skinny 2.22 sends.
        let request: CreateRun = from_json(
            br#"{"experiment_id": "16", "user_id": "me", "start_time": 1700000000000, "tags": [{"key": "mlflow.user", "value": "me"}], "run_name": null}"#,
        )
        .unwrap();
        assert_eq!(request.start_time, Some(1_700_000_000_000));
        assert_eq!(request.run_name, None);
        let request: CreateRun =
            from_json(br#"{"experimentId":"16","startTime":5,"runName":"camel"}"#).unwrap();
        assert_eq!(
            serde_json::to_string(&request).unwrap(),
            r#"{"experiment_id":"16","run_name":"camel","start_time":5}"#
        );
    }

    #[test]
    fn updating_tells_what_is_not_given_from_what_is() {
        let update: UpdateRun =
            from_json(br#"{"run_id":"r","run_uuid":"r","status":"RUNNING","end_time":null}"#)
                .unwrap();
        assert_eq!(
            (update.status, update.end_time),
            (Some(RunStatus::Running), None)
        );
        assert_eq!(
            serde_json::to_string(&update).unwrap(),
            r#"{"run_id":"r","status":"RUNNING"}"#
        );
    }

    #[test]
    fn a_batch_may_hold_anything_or_nothing() {
        let batch: LogBatch = from_json(br#"{"run_id":"r"}"#).unwrap();
        assert!(
            batch.metrics.metrics.is_empty() && batch.params.is_empty() && batch.tags.is_empty()
        );
        assert_eq!(serde_json::to_string(&batch).unwrap(), r#"{"run_id":"r"}"#);
        let body = r#"{"run_id":"r","metrics":[{"key":"m","value":1.5,"timestamp":2,"step":3}],"params":[{"key":"p","value":"v"}],"tags":[{"key":"t","value":""}]}"#;
        let batch: LogBatch = from_json(body.as_bytes()).unwrap();
        assert_eq!(serde_json::to_string(&batch).unwrap(), body);
    }

    #[test]
    fn a_wrong_value_in_a_batch_is_named() {
        for (body, expected) in [
            (
                r#"{"metrics":[]}"#,
                "Missing value for required parameter 'run_id': expected one that is not empty",
            ),
            (
                r#"{"run_id":"r","metrics":{}}"#,
                "Invalid value {…} for parameter 'metrics' supplied: expected a list",
            ),
            (
                r#"{"run_id":"r","metrics":[5]}"#,
                "Invalid value 5 for parameter 'metrics[0]' supplied: expected an object",
            ),
            (
                r#"{"run_id":"r","metrics":[null]}"#,
                "Missing value for required parameter 'metrics[0]': expected one that is not empty",
            ),
            (
                r#"{"run_id":"r","metrics":[{"key":"a"}]}"#,
                "Missing value for required parameter 'metrics[0].value': expected one that is not empty",
            ),
            (
                r#"{"run_id":"r","params":[{"key":"x","value":5}]}"#,
                "Invalid value 5 for parameter 'params[0].value' supplied: expected a string",
            ),
            (
                r#"{"run_id":"r","tags":[{"value":"x"}]}"#,
                "Missing value for required parameter 'tags[0].key': expected one that is not empty",
            ),
        ] {
            let error = from_json::<LogBatch>(body.as_bytes()).unwrap_err();
            assert_eq!(error.message(), expected, "{body}");
        }
    }

    #[test]
    fn a_search_is_read_with_what_clients_leave_out() {
        let search: SearchRuns = from_json(
            br#"{"experiment_ids": ["17", "18"], "filter": null, "run_view_type": "ACTIVE_ONLY", "max_results": "100", "order_by": ["metrics.a DESC"]}"#,
        )
        .unwrap();
        assert_eq!(search.experiment_ids, ["17".into(), "18".into()]);
        assert_eq!(search.max_results, Some(100));
        assert_eq!(search.run_view_type, Some(ViewType::ActiveOnly));
        // MLflow 1 has this search as a GET request too.
        let search: SearchRuns = from_query("experiment_ids=1&experiment_ids=0").unwrap();
        assert_eq!(search.experiment_ids, ["1".into(), "0".into()]);
        let error = from_json::<SearchRuns>(br#"{"experiment_ids":[17]}"#).unwrap_err();
        assert_eq!(
            error.message(),
            "Invalid value 17 for parameter 'experiment_ids[0]' supplied: expected a string"
        );
    }
}
