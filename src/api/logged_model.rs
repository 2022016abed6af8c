//! Logged models.

use std::borrow::Cow;

use serde::de::{Deserializer, Error};
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

use crate::entity::{
    ExperimentId, LifecycleStage, LoggedModel, LoggedModelMetric, LoggedModelStatus, ModelId,
    Param, RunId, Tag,
};

use super::message::{self, Message, is_blank, required};
use super::metric::MetricMessage;

#[derive(Serialize, Deserialize)]
struct LoggedModelMessage<'a> {
    info: LoggedModelInfoMessage<'a>,
    #[serde(default)]
    data: LoggedModelDataMessage<'a>,
}

#[derive(Serialize, Deserialize)]
struct LoggedModelInfoMessage<'a> {
    model_id: Cow<'a, ModelId>,
    experiment_id: Cow<'a, ExperimentId>,
    #[serde(default)]
    name: Cow<'a, str>,
    creation_timestamp_ms: i64,
    last_updated_timestamp_ms: i64,
    #[serde(default)]
    artifact_uri: Cow<'a, str>,
    #[serde(with = "message")]
    status: LoggedModelStatus,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    model_type: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source_run_id: Option<Cow<'a, RunId>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    status_message: Option<Cow<'a, str>>,
    #[serde(
        with = "message::list",
        default,
        skip_serializing_if = "<[_]>::is_empty"
    )]
    tags: Cow<'a, [Tag]>,
}

#[derive(Default, Serialize, Deserialize)]
struct LoggedModelDataMessage<'a> {
    #[serde(
        with = "message::list",
        default,
        skip_serializing_if = "<[_]>::is_empty"
    )]
    params: Cow<'a, [Param]>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    metrics: Vec<MetricMessage<'a>>,
}

impl<'a> From<&'a LoggedModel> for LoggedModelMessage<'a> {
    fn from(model: &'a LoggedModel) -> Self {
        let LoggedModel {
            model_id,
            experiment_id,
            name,
            artifact_location,
            creation_time,
            last_update_time,
            status,
            status_message,
            lifecycle_stage: _,
            model_type,
            source_run_id,
            tags,
            params,
            metrics,
        } = model;
        let of_model = |metric| MetricMessage::of_logged_model(metric, model_id);
        Self {
            info: LoggedModelInfoMessage {
                model_id: Cow::Borrowed(model_id),
                experiment_id: Cow::Borrowed(experiment_id),
                name: Cow::Borrowed(name),
                creation_timestamp_ms: *creation_time,
                last_updated_timestamp_ms: *last_update_time,
                artifact_uri: Cow::Borrowed(artifact_location),
                status: *status,
                model_type: model_type.as_deref().map(Cow::Borrowed),
                source_run_id: source_run_id.as_ref().map(Cow::Borrowed),
                status_message: status_message.as_deref().map(Cow::Borrowed),
                tags: Cow::Borrowed(tags),
            },
            data: LoggedModelDataMessage {
                params: Cow::Borrowed(params),
                metrics: metrics.iter().map(of_model).collect(),
            },
        }
    }
}

impl LoggedModelMessage<'_> {
    fn into_model<E: Error>(self) -> Result<LoggedModel, E> {
        let Self { info, data } = self;
        let LoggedModelInfoMessage {
            model_id,
            experiment_id,
            name,
            creation_timestamp_ms,
            last_updated_timestamp_ms,
            artifact_uri,
            status,
            model_type,
            source_run_id,
            status_message,
            tags,
        } = info;
        let LoggedModelDataMessage { params, metrics } = data;
        Ok(LoggedModel {
            model_id: model_id.into_owned(),
            experiment_id: experiment_id.into_owned(),
            name: name.into_owned(),
            artifact_location: artifact_uri.into_owned(),
            creation_time: creation_timestamp_ms,
            last_update_time: last_updated_timestamp_ms,
            status,
            status_message: status_message.map(Cow::into_owned),
            // The stage is not sent; most requests do not return deleted models.
            lifecycle_stage: LifecycleStage::Active,
            model_type: model_type.map(Cow::into_owned),
            source_run_id: source_run_id.map(Cow::into_owned),
            tags: tags.into_owned(),
            params: params.into_owned(),
            metrics: metrics
                .into_iter()
                .map(MetricMessage::into_logged_model_metric)
                .collect::<Result<Vec<LoggedModelMetric>, E>>()?,
        })
    }
}

impl Message for LoggedModel {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        LoggedModelMessage::from(self).serialize(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        LoggedModelMessage::deserialize(deserializer)?.into_model()
    }
}

/// `POST logged-models`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateLoggedModel {
    /// The experiment in which to create it.
    #[serde(deserialize_with = "required")]
    pub experiment_id: ExperimentId,
    /// Its name; without it, a random one.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub name: Option<String>,
    /// What kind of model it is. MLflow 3.17.2 keeps what is not given as an empty text.
    #[serde(default)]
    pub model_type: String,
    /// The run that makes it. MLflow 3.17.2 keeps what is not given as an empty text.
    #[serde(default)]
    pub source_run_id: String,
    /// Its params.
    #[serde(
        with = "message::list",
        default,
        skip_serializing_if = "<[_]>::is_empty"
    )]
    pub params: Vec<Param>,
    /// Its first tags.
    #[serde(
        with = "message::list",
        default,
        skip_serializing_if = "<[_]>::is_empty"
    )]
    pub tags: Vec<Tag>,
}

/// The answer to creating, getting and finalizing a model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct LoggedModelResponse {
    /// The model.
    #[serde(with = "message")]
    pub model: LoggedModel,
}

/// The query of `GET logged-models/{model_id}`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetLoggedModel {
    /// Whether a deleted model is returned, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allow_deleted: Option<bool>,
}

/// `PATCH logged-models/{model_id}`: says how the upload ended.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FinalizeLoggedModel {
    /// The model; the path names it too, but MLflow's server reads this.
    #[serde(deserialize_with = "required")]
    pub model_id: ModelId,
    /// How it ended.
    #[serde(with = "message")]
    pub status: LoggedModelStatus,
}

/// `PATCH logged-models/{model_id}/tags`: sets tags.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetLoggedModelTags {
    /// The tags.
    #[serde(
        with = "message::list",
        default,
        skip_serializing_if = "<[_]>::is_empty"
    )]
    pub tags: Vec<Tag>,
}

/// `POST logged-models/{model_id}/params`: adds params.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLoggedModelParams {
    /// The model; MLflow's server asks for this, but reads the one in the path.
    #[serde(deserialize_with = "required")]
    pub model_id: ModelId,
    /// The params.
    #[serde(
        with = "message::list",
        default,
        skip_serializing_if = "<[_]>::is_empty"
    )]
    pub params: Vec<Param>,
}

/// `POST logged-models/search`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchLoggedModels {
    /// In which experiments.
    pub experiment_ids: Vec<ExperimentId>,
    /// The filter.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub filter: Option<String>,
    /// On which data sets the metrics of the filter were measured.
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    pub datasets: Vec<ModelDataset>,
    /// Most models on the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<usize>,
    /// The keys of the order.
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    pub order_by: Vec<ModelOrder>,
    /// Where the previous page ended.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub page_token: Option<String>,
}

/// A data set in a search for models.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelDataset {
    /// Its name.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub dataset_name: Option<String>,
    /// Its digest; without it, any.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub dataset_digest: Option<String>,
}

/// A key of the order of models.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelOrder {
    /// A field, or `metrics.` and a key.
    pub field_name: String,
    /// Whether the least comes first; not said means it does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ascending: Option<bool>,
    /// The data set on which the metric was measured; without it, any.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub dataset_name: Option<String>,
    /// The data set's digest.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub dataset_digest: Option<String>,
}

/// The answer to [`SearchLoggedModels`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SearchLoggedModelsResponse {
    /// The models of the page, in order.
    #[serde(
        with = "message::list",
        default,
        skip_serializing_if = "<[_]>::is_empty"
    )]
    pub models: Vec<LoggedModel>,
    /// Where the next page begins.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub next_page_token: Option<String>,
}

/// The query of `GET logged-models/{model_id}/artifacts/directories`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListLoggedModelArtifacts {
    /// The folder, relative to the model's; without it, that one.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub artifact_directory_path: Option<String>,
    /// Where the previous page ended. MLflow 3.17.2 has one page only.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub page_token: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::super::{from_json, from_query};
    use super::*;

    /// What MLflow 3.17.2 answers, without its white space.
    const MODEL: &str = r#"{"model":{"info":{"model_id":"m-eafd","experiment_id":"19","name":"mod","creation_timestamp_ms":1795424529357,"last_updated_timestamp_ms":1795424530669,"artifact_uri":"/art/19/models/m-eafd/artifacts","status":"LOGGED_MODEL_READY","model_type":"sk","source_run_id":"f68d","tags":[{"key":"t","value":"new"}]},"data":{"params":[{"key":"p","value":"1"}],"metrics":[{"key":"acc","value":0.5,"timestamp":5,"step":1,"dataset_name":"ds","dataset_digest":"dd","model_id":"m-eafd","run_id":"f68d"},{"key":"b","value":1.0,"timestamp":1,"step":0,"model_id":"m-eafd","run_id":"f68d"}]}}}"#;

    #[test]
    fn a_model_is_written_and_read_as_mlflow_does() {
        let response: LoggedModelResponse = from_json(MODEL.as_bytes()).unwrap();
        let model = &response.model;
        assert_eq!(model.status, LoggedModelStatus::Ready);
        assert_eq!(model.source_run_id, Some("f68d".into()));
        assert_eq!(model.metrics[0].dataset.as_ref().unwrap().name, "ds");
        assert_eq!(model.metrics[1].dataset, None);
        assert_eq!(serde_json::to_string(&response).unwrap(), MODEL);
    }

    #[test]
    fn a_bare_model_is_written_and_read() {
        let bare = r#"{"model":{"info":{"model_id":"m-61b7","experiment_id":"19","name":"adaptable-yak-705","creation_timestamp_ms":1795424529473,"last_updated_timestamp_ms":1795424529473,"artifact_uri":"/art","status":"LOGGED_MODEL_PENDING","model_type":"","source_run_id":""},"data":{}}}"#;
        let response: LoggedModelResponse = from_json(bare.as_bytes()).unwrap();
        assert_eq!(serde_json::to_string(&response).unwrap(), bare);
    }

    #[test]
    fn creating_a_model_needs_an_experiment_only() {
        let request: CreateLoggedModel = from_json(br#"{"experiment_id":"19","name":""}"#).unwrap();
        assert_eq!(request.model_type, "");
        let error = from_json::<CreateLoggedModel>(br#"{"name":"x"}"#).unwrap_err();
        assert_eq!(
            error.message(),
            "Missing value for required parameter 'experiment_id': expected one that is not empty"
        );
    }

    #[test]
    fn finalizing_needs_a_status() {
        let request: FinalizeLoggedModel =
            from_json(br#"{"model_id":"m-1","status":"LOGGED_MODEL_UPLOAD_FAILED"}"#).unwrap();
        assert_eq!(request.status, LoggedModelStatus::Failed);
        let error = from_json::<FinalizeLoggedModel>(br#"{"model_id":"m-1"}"#).unwrap_err();
        assert_eq!(
            error.message(),
            "Missing value for required parameter 'status': expected one that is not empty"
        );
    }

    #[test]
    fn a_search_is_read_and_written() {
        let body = r#"{"experiment_ids":["19"],"filter":"metrics.acc > 0.1","datasets":[{"dataset_name":"ds"}],"max_results":1,"order_by":[{"field_name":"metrics.acc","ascending":false,"dataset_name":"ds","dataset_digest":"dd"}],"page_token":"x"}"#;
        let request: SearchLoggedModels = from_json(body.as_bytes()).unwrap();
        assert_eq!(request.order_by[0].ascending, Some(false));
        assert_eq!(serde_json::to_string(&request).unwrap(), body);
        for (body, expected) in [
            (
                "{}",
                "Missing value for required parameter 'experiment_ids': expected one that is not empty",
            ),
            (
                r#"{"experiment_ids":["1"],"order_by":["name"]}"#,
                "Invalid value \"name\" for parameter 'order_by[0]' supplied: expected an object",
            ),
        ] {
            let error = from_json::<SearchLoggedModels>(body.as_bytes()).unwrap_err();
            assert_eq!(error.message(), expected, "{body}");
        }
    }

    #[test]
    fn queries_of_models_are_read() {
        let query: GetLoggedModel = from_query("allow_deleted=True").unwrap();
        assert_eq!(query.allow_deleted, Some(true));
        let query: ListLoggedModelArtifacts = from_query("artifact_directory_path=a%2Fb").unwrap();
        assert_eq!(query.artifact_directory_path.as_deref(), Some("a/b"));
    }
}
