//! Experiments.

use std::borrow::Cow;

use serde::de::Deserializer;
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

use crate::entity::{Experiment, ExperimentId, ExperimentSummary, LifecycleStage, Tag, ViewType};

use super::message::{self, Message, is_blank, required};

/// The workspace in which MLflow 3.17.2 says everything lies unless it is started with several.
const WORKSPACE: &str = "default";

#[derive(Serialize, Deserialize)]
struct ExperimentMessage<'a> {
    experiment_id: Cow<'a, ExperimentId>,
    name: Cow<'a, str>,
    #[serde(default)]
    artifact_location: Cow<'a, str>,
    lifecycle_stage: LifecycleStage,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_update_time: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    creation_time: Option<i64>,
    #[serde(
        with = "message::list",
        default,
        skip_serializing_if = "<[_]>::is_empty"
    )]
    tags: Cow<'a, [Tag]>,
    #[serde(skip_deserializing)]
    workspace: &'static str,
}

impl<'a> From<&'a Experiment> for ExperimentMessage<'a> {
    fn from(experiment: &'a Experiment) -> Self {
        let Experiment {
            experiment_id,
            name,
            artifact_location,
            lifecycle_stage,
            creation_time,
            last_update_time,
            tags,
        } = experiment;
        Self {
            experiment_id: Cow::Borrowed(experiment_id),
            name: Cow::Borrowed(name),
            artifact_location: Cow::Borrowed(artifact_location),
            lifecycle_stage: *lifecycle_stage,
            last_update_time: *last_update_time,
            creation_time: *creation_time,
            tags: Cow::Borrowed(tags),
            workspace: WORKSPACE,
        }
    }
}

impl From<ExperimentMessage<'_>> for Experiment {
    fn from(message: ExperimentMessage<'_>) -> Self {
        let ExperimentMessage {
            experiment_id,
            name,
            artifact_location,
            lifecycle_stage,
            last_update_time,
            creation_time,
            tags,
            workspace: _,
        } = message;
        Self {
            experiment_id: experiment_id.into_owned(),
            name: name.into_owned(),
            artifact_location: artifact_location.into_owned(),
            lifecycle_stage,
            creation_time,
            last_update_time,
            tags: tags.into_owned(),
        }
    }
}

impl Message for Experiment {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        ExperimentMessage::from(self).serialize(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        ExperimentMessage::deserialize(deserializer).map(Self::from)
    }
}

/// `experiments/create`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateExperiment {
    /// Its name.
    #[serde(deserialize_with = "required")]
    pub name: String,
    /// Where its artifacts go; without it, where the server's go.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub artifact_location: Option<String>,
    /// Its first tags.
    #[serde(
        with = "message::list",
        default,
        skip_serializing_if = "<[_]>::is_empty"
    )]
    pub tags: Vec<Tag>,
}

/// The answer to [`CreateExperiment`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateExperimentResponse {
    /// The id that the store assigned.
    pub experiment_id: ExperimentId,
}

/// `experiments/get`, `experiments/delete`, `experiments/restore`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExperimentById {
    /// The experiment.
    #[serde(deserialize_with = "required")]
    pub experiment_id: ExperimentId,
}

/// `experiments/get-by-name`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExperimentByName {
    /// The experiment's name.
    #[serde(deserialize_with = "required")]
    pub experiment_name: String,
}

/// The answer to `experiments/get` and `experiments/get-by-name`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExperimentResponse {
    /// The experiment.
    #[serde(with = "message")]
    pub experiment: Experiment,
}

/// `experiments/update`: gives an experiment another name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateExperiment {
    /// The experiment.
    #[serde(deserialize_with = "required")]
    pub experiment_id: ExperimentId,
    /// Its new name.
    #[serde(deserialize_with = "required")]
    pub new_name: String,
}

/// `experiments/search`; `experiments/list` of MLflow 1 has the same without filter and order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchExperiments {
    /// Most experiments on the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<usize>,
    /// Where the previous page ended.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub page_token: Option<String>,
    /// The filter.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub filter: Option<String>,
    /// The keys of the order.
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    pub order_by: Vec<String>,
    /// Which stages to show.
    #[serde(
        with = "message::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub view_type: Option<ViewType>,
}

/// The answer to [`SearchExperiments`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchExperimentsResponse {
    /// The experiments of the page, in order.
    #[serde(
        with = "message::list",
        default,
        skip_serializing_if = "<[_]>::is_empty"
    )]
    pub experiments: Vec<Experiment>,
    /// Where the next page begins.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub next_page_token: Option<String>,
}

/// `experiments/set-experiment-tag`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetExperimentTag {
    /// The experiment.
    #[serde(deserialize_with = "required")]
    pub experiment_id: ExperimentId,
    /// The tag's key.
    #[serde(deserialize_with = "required")]
    pub key: String,
    /// The tag's value.
    #[serde(default)]
    pub value: String,
}

/// `experiments/delete-experiment-tag`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteExperimentTag {
    /// The experiment.
    #[serde(deserialize_with = "required")]
    pub experiment_id: ExperimentId,
    /// The tag's key.
    #[serde(deserialize_with = "required")]
    pub key: String,
}

/// `experiments/summaries`, which MLflow does not have: what the runs of some experiments come to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SummariseExperiments {
    /// The experiments.
    #[serde(default)]
    pub experiment_ids: Vec<ExperimentId>,
}

/// The answer to [`SummariseExperiments`].
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct SummariseExperimentsResponse {
    /// In the order of the ids.
    #[serde(with = "message::list", default)]
    pub summaries: Vec<ExperimentSummary>,
}

#[derive(Serialize, Deserialize)]
struct ExperimentSummaryMessage<'a> {
    experiment_id: Cow<'a, ExperimentId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    run_count: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    running_count: Option<u64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_start_time: Option<i64>,
}

impl Message for ExperimentSummary {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self {
            experiment_id,
            run_count,
            running_count,
            last_start_time,
        } = self;
        ExperimentSummaryMessage {
            experiment_id: Cow::Borrowed(experiment_id),
            run_count: *run_count,
            running_count: *running_count,
            last_start_time: *last_start_time,
        }
        .serialize(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let ExperimentSummaryMessage {
            experiment_id,
            run_count,
            running_count,
            last_start_time,
        } = ExperimentSummaryMessage::deserialize(deserializer)?;
        Ok(Self {
            experiment_id: experiment_id.into_owned(),
            run_count,
            running_count,
            last_start_time,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::{from_json, from_query, to_query};
    use super::*;

    /// What MLflow 3.17.2 answers, without its white space.
    const EXPERIMENT: &str = r#"{"experiment":{"experiment_id":"1","name":"e1","artifact_location":"/art/1","lifecycle_stage":"active","last_update_time":1795424313773,"creation_time":1795424313773,"tags":[{"key":"a","value":"b"},{"key":"empty","value":""}],"workspace":"default"}}"#;

    #[test]
    fn an_experiment_is_written_and_read_as_mlflow_does() {
        let response: ExperimentResponse = from_json(EXPERIMENT.as_bytes()).unwrap();
        let experiment = &response.experiment;
        assert_eq!(experiment.experiment_id.as_str(), "1");
        assert_eq!(experiment.creation_time, Some(1_795_424_313_773));
        assert_eq!(experiment.tag("empty"), Some(""));
        assert_eq!(serde_json::to_string(&response).unwrap(), EXPERIMENT);
    }

    #[test]
    fn an_experiment_of_mlflow_1_is_read() {
        let response: SearchExperimentsResponse = from_json(
            br#"{"experiments": [{"experiment_id": "0", "name": "Default", "artifact_location": "/art/0", "lifecycle_stage": "deleted"}], "next_page_token": "eyJvZmZzZXQiOiAxfQ=="}"#,
        )
        .unwrap();
        let experiment = &response.experiments[0];
        assert_eq!(experiment.lifecycle_stage, LifecycleStage::Deleted);
        assert_eq!(experiment.creation_time, None);
        assert_eq!(
            response.next_page_token.as_deref(),
            Some("eyJvZmZzZXQiOiAxfQ==")
        );
    }

    #[test]
    fn an_empty_page_is_an_empty_object() {
        let empty = SearchExperimentsResponse::default();
        assert_eq!(serde_json::to_string(&empty).unwrap(), "{}");
        assert_eq!(
            from_json::<SearchExperimentsResponse>(b"{}").unwrap(),
            empty
        );
    }

    #[test]
    fn creating_needs_a_name_only() {
        let request: CreateExperiment = from_json(
            br#"{"name":"z","artifactLocation":"/zz","tags":[{"key":"k"}],"unknown":{"a":[1]}}"#,
        )
        .unwrap();
        assert_eq!(request.artifact_location.as_deref(), Some("/zz"));
        assert_eq!(request.tags, [Tag::new("k", "")]);
        let request: CreateExperiment = from_json(br#"{"name":"t3","tags":null}"#).unwrap();
        assert_eq!(serde_json::to_string(&request).unwrap(), r#"{"name":"t3"}"#);
    }

    #[test]
    fn a_search_comes_as_json_and_as_a_query() {
        let from_body: SearchExperiments = from_json(
            br#"{"max_results":"2","view_type":"ALL","order_by":["name DESC"],"filter":"name = 'x'","page_token":""}"#,
        )
        .unwrap();
        let from_url: SearchExperiments = from_query(
            "max_results=2&view_type=3&order_by=name+DESC&filter=name%20%3D%20'x'&page_token=",
        )
        .unwrap();
        assert_eq!(from_body, from_url);
        assert_eq!(from_body.max_results, Some(2));
        assert_eq!(
            to_query(&from_body).unwrap(),
            "max_results=2&filter=name+%3D+%27x%27&order_by=name+DESC&view_type=ALL"
        );
        let error = from_json::<SearchExperiments>(br#"{"max_results":-1}"#).unwrap_err();
        assert_eq!(
            error.message(),
            "Invalid value -1 for parameter 'max_results' supplied: expected a whole number that is not negative"
        );
    }

    #[test]
    fn a_tag_without_value_is_empty() {
        for body in [
            &br#"{"experiment_id":"1","key":"k"}"#[..],
            br#"{"experiment_id":"1","key":"k","value":null}"#,
        ] {
            assert_eq!(from_json::<SetExperimentTag>(body).unwrap().value, "");
        }
        let error = from_json::<SetExperimentTag>(br#"{"experiment_id":5,"key":"k"}"#).unwrap_err();
        assert_eq!(
            error.message(),
            "Invalid value 5 for parameter 'experiment_id' supplied: expected a string"
        );
    }
}
