//! Data sets, and what runs read and made.

use serde::{Deserialize, Serialize};

use crate::entity::{
    Dataset, DatasetInput, DatasetSummary, ExperimentId, ModelId, ModelInput, ModelOutput, RunId,
    RunInputs, RunOutputs, Tag,
};

use super::message::{self, is_blank, null_as_default, remote_message, required};

#[derive(Serialize, Deserialize)]
#[serde(remote = "Dataset")]
struct DatasetMessage {
    name: String,
    digest: String,
    #[serde(default)]
    source_type: String,
    #[serde(default)]
    source: String,
    #[serde(default, skip_serializing_if = "is_blank")]
    schema: Option<String>,
    #[serde(default, skip_serializing_if = "is_blank")]
    profile: Option<String>,
}

remote_message!(Dataset, DatasetMessage);

#[derive(Serialize, Deserialize)]
#[serde(remote = "DatasetInput")]
struct DatasetInputMessage {
    #[serde(
        with = "message::list",
        default,
        skip_serializing_if = "<[_]>::is_empty"
    )]
    tags: Vec<Tag>,
    #[serde(with = "message")]
    dataset: Dataset,
}

remote_message!(DatasetInput, DatasetInputMessage);

#[derive(Serialize, Deserialize)]
#[serde(remote = "ModelInput")]
struct ModelInputMessage {
    model_id: ModelId,
}

remote_message!(ModelInput, ModelInputMessage);

#[derive(Serialize, Deserialize)]
#[serde(remote = "ModelOutput")]
struct ModelOutputMessage {
    model_id: ModelId,
    #[serde(default, deserialize_with = "null_as_default")]
    step: i64,
}

remote_message!(ModelOutput, ModelOutputMessage);

#[derive(Serialize, Deserialize)]
#[serde(remote = "RunInputs")]
struct RunInputsMessage {
    #[serde(
        with = "message::list",
        default,
        skip_serializing_if = "<[_]>::is_empty"
    )]
    dataset_inputs: Vec<DatasetInput>,
    #[serde(
        with = "message::list",
        default,
        skip_serializing_if = "<[_]>::is_empty"
    )]
    model_inputs: Vec<ModelInput>,
}

remote_message!(RunInputs, RunInputsMessage);

#[derive(Serialize, Deserialize)]
#[serde(remote = "RunOutputs")]
struct RunOutputsMessage {
    #[serde(
        with = "message::list",
        default,
        skip_serializing_if = "<[_]>::is_empty"
    )]
    model_outputs: Vec<ModelOutput>,
}

remote_message!(RunOutputs, RunOutputsMessage);

#[derive(Serialize, Deserialize)]
#[serde(remote = "DatasetSummary")]
struct DatasetSummaryMessage {
    experiment_id: ExperimentId,
    name: String,
    digest: String,
    #[serde(default, skip_serializing_if = "is_blank")]
    context: Option<String>,
}

remote_message!(DatasetSummary, DatasetSummaryMessage);

/// `runs/log-inputs`: records what a run read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogInputs {
    /// The run.
    #[serde(deserialize_with = "required")]
    pub run_id: RunId,
    /// Data sets.
    #[serde(
        with = "message::list",
        default,
        skip_serializing_if = "<[_]>::is_empty"
    )]
    pub datasets: Vec<DatasetInput>,
    /// Logged models.
    #[serde(
        with = "message::list",
        default,
        skip_serializing_if = "<[_]>::is_empty"
    )]
    pub models: Vec<ModelInput>,
}

/// `runs/outputs`: records which logged models a run made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogOutputs {
    /// The run.
    #[serde(deserialize_with = "required")]
    pub run_id: RunId,
    /// Logged models.
    #[serde(with = "message::list")]
    pub models: Vec<ModelOutput>,
}

/// `experiments/search-datasets`: lists the data sets of some experiments.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchDatasets {
    /// The experiments.
    #[serde(default)]
    pub experiment_ids: Vec<ExperimentId>,
}

/// The answer to [`SearchDatasets`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchDatasetsResponse {
    /// Each use of a data set, once.
    #[serde(
        with = "message::list",
        default,
        skip_serializing_if = "<[_]>::is_empty"
    )]
    pub dataset_summaries: Vec<DatasetSummary>,
}

#[cfg(test)]
mod tests {
    use super::super::from_json;
    use super::*;

    #[test]
    fn inputs_are_read_and_written() {
        let body = r#"{"run_id":"r","datasets":[{"tags":[{"key":"mlflow.data.context","value":"train"}],"dataset":{"name":"ds","digest":"abc","source_type":"local","source":"{}","schema":"{}","profile":"{}"}},{"dataset":{"name":"n2","digest":"d2","source_type":"local","source":"s"}}],"models":[{"model_id":"m-1"}]}"#;
        let request: LogInputs = from_json(body.as_bytes()).unwrap();
        assert_eq!(
            request.datasets[0].tags,
            [Tag::new("mlflow.data.context", "train")]
        );
        assert_eq!(request.datasets[1].dataset.schema, None);
        assert_eq!(request.models[0].model_id.as_str(), "m-1");
        assert_eq!(serde_json::to_string(&request).unwrap(), body);

        let request: LogInputs = from_json(br#"{"run_id":"r","datasets":null}"#).unwrap();
        assert!(request.datasets.is_empty() && request.models.is_empty());
    }

    #[test]
    fn an_input_without_a_data_set_is_refused() {
        let error =
            from_json::<LogInputs>(br#"{"run_id":"r","datasets":[{"tags":[]}]}"#).unwrap_err();
        assert_eq!(
            error.message(),
            "Missing value for required parameter 'datasets[0].dataset': expected one that is not empty"
        );
    }

    #[test]
    fn outputs_are_read_and_written() {
        let body =
            r#"{"run_id":"r","models":[{"model_id":"m-1","step":5},{"model_id":"m-2","step":0}]}"#;
        let request: LogOutputs = from_json(body.as_bytes()).unwrap();
        assert_eq!(request.models[0].step, 5);
        assert_eq!(serde_json::to_string(&request).unwrap(), body);
        let error = from_json::<LogOutputs>(br#"{"run_id":"r"}"#).unwrap_err();
        assert_eq!(
            error.message(),
            "Missing value for required parameter 'models': expected one that is not empty"
        );
    }

    #[test]
    fn summaries_are_read_and_written() {
        let body = r#"{"dataset_summaries":[{"experiment_id":"17","name":"ds","digest":"abc","context":"train"},{"experiment_id":"17","name":"n2","digest":"d2"}]}"#;
        let response: SearchDatasetsResponse = from_json(body.as_bytes()).unwrap();
        assert_eq!(response.dataset_summaries[1].context, None);
        assert_eq!(serde_json::to_string(&response).unwrap(), body);
    }
}
