//! Versions of registered models.

use std::borrow::Cow;

use serde::de::Deserializer;
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

use crate::entity::{
    ModelId, ModelStage, ModelVersion, ModelVersionStatus, RunId, Tag, VersionDeployment,
};

use super::message::{self, Message, is_blank, required};
use super::registered_model::number_as_text;

#[derive(Serialize, Deserialize)]
struct ModelVersionMessage<'a> {
    name: Cow<'a, str>,
    #[serde(with = "number_as_text")]
    version: i64,
    #[serde(default)]
    creation_timestamp: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_updated_timestamp: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    user_id: Option<Cow<'a, str>>,
    #[serde(default)]
    current_stage: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    description: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    source: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    run_id: Option<Cow<'a, RunId>>,
    #[serde(default)]
    status: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "is_blank")]
    status_message: Option<Cow<'a, str>>,
    #[serde(
        with = "message::list",
        default,
        skip_serializing_if = "<[_]>::is_empty"
    )]
    tags: Cow<'a, [Tag]>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    run_link: Option<Cow<'a, str>>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    aliases: Cow<'a, [String]>,
    /// Other registries than MLflow 3.18.0's tell it.
    #[serde(default, skip_serializing)]
    model_id: Option<ModelId>,
    #[serde(
        with = "message::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    deployment_job_state: Option<VersionDeployment>,
}

impl<'a> From<&'a ModelVersion> for ModelVersionMessage<'a> {
    fn from(version: &'a ModelVersion) -> Self {
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
            model_id: _,
            deployment_job_state,
        } = version;
        Self {
            name: Cow::Borrowed(name),
            version: *version,
            creation_timestamp: *creation_time,
            last_updated_timestamp: *last_update_time,
            user_id: user_id.as_deref().map(Cow::Borrowed),
            current_stage: Cow::Borrowed(stage.as_str()),
            description: description.as_deref().map(Cow::Borrowed),
            source: source.as_deref().map(Cow::Borrowed),
            run_id: run_id.as_ref().map(Cow::Borrowed),
            status: Cow::Borrowed(status.as_str()),
            status_message: status_message.as_deref().map(Cow::Borrowed),
            tags: Cow::Borrowed(tags),
            run_link: run_link.as_deref().map(Cow::Borrowed),
            aliases: Cow::Borrowed(aliases),
            model_id: None,
            deployment_job_state: deployment_job_state.clone(),
        }
    }
}

/// A stage or a status that is none counts as what a new version has.
impl From<ModelVersionMessage<'_>> for ModelVersion {
    fn from(message: ModelVersionMessage<'_>) -> Self {
        let ModelVersionMessage {
            name,
            version,
            creation_timestamp,
            last_updated_timestamp,
            user_id,
            current_stage,
            description,
            source,
            run_id,
            status,
            status_message,
            tags,
            run_link,
            aliases,
            model_id,
            deployment_job_state,
        } = message;
        let owned = |text: Option<Cow<str>>| text.map(Cow::into_owned);
        let mut version = Self {
            name: name.into_owned(),
            version,
            creation_time: creation_timestamp,
            last_update_time: last_updated_timestamp,
            description: owned(description),
            user_id: owned(user_id),
            stage: ModelStage::named(&current_stage).unwrap_or_default(),
            source: owned(source),
            run_id: run_id.map(Cow::into_owned),
            run_link: owned(run_link),
            status: ModelVersionStatus::named(&status).unwrap_or_default(),
            status_message: owned(status_message),
            tags: tags.into_owned(),
            aliases: aliases.into_owned(),
            model_id: model_id.filter(|id| !id.as_str().is_empty()),
            deployment_job_state,
        };
        version.tags.sort_by(|a, b| a.key.cmp(&b.key));
        version.aliases.sort();
        version
    }
}

impl Message for ModelVersion {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        ModelVersionMessage::from(self).serialize(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        ModelVersionMessage::deserialize(deserializer).map(Self::from)
    }
}

/// `model-versions/create`. What is not given is not the same as an empty text where the source
/// is another version: it is taken from there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateModelVersion {
    /// The registered model.
    #[serde(deserialize_with = "required")]
    pub name: String,
    /// Where it comes from.
    #[serde(deserialize_with = "required")]
    pub source: String,
    /// The run that made it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub run_id: Option<RunId>,
    /// Its first tags.
    #[serde(
        with = "message::list",
        default,
        skip_serializing_if = "<[_]>::is_empty"
    )]
    pub tags: Vec<Tag>,
    /// An address of the run on another server.
    #[serde(default)]
    pub run_link: String,
    /// What is to be known of it.
    #[serde(default)]
    pub description: String,
    /// The logged model that becomes a version.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub model_id: Option<ModelId>,
}

/// The answer to creating, getting, updating and moving a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelVersionResponse {
    /// The version.
    #[serde(with = "message")]
    pub model_version: ModelVersion,
}

/// `model-versions/get`, `model-versions/delete`, `model-versions/get-download-uri`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelVersionByNumber {
    /// The registered model.
    #[serde(deserialize_with = "required")]
    pub name: String,
    /// The number of the version.
    #[serde(deserialize_with = "required")]
    pub version: String,
}

/// `model-versions/update`: replaces the description.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateModelVersion {
    /// The registered model.
    #[serde(deserialize_with = "required")]
    pub name: String,
    /// The number of the version.
    #[serde(deserialize_with = "required")]
    pub version: String,
    /// Its new description; not given is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// `model-versions/transition-stage`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TransitionModelVersion {
    /// The registered model.
    #[serde(deserialize_with = "required")]
    pub name: String,
    /// The number of the version.
    #[serde(deserialize_with = "required")]
    pub version: String,
    /// Where it goes, in letters of any case.
    #[serde(deserialize_with = "required")]
    pub stage: String,
    /// Whether the versions that are there go to the archive.
    #[serde(default)]
    pub archive_existing_versions: bool,
}

/// The answer to a search for versions and for the latest ones.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelVersionsResponse {
    /// The versions of the page, in order.
    #[serde(
        with = "message::list",
        default,
        skip_serializing_if = "<[_]>::is_empty"
    )]
    pub model_versions: Vec<ModelVersion>,
    /// Where the next page begins.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub next_page_token: Option<String>,
}

/// The answer to `model-versions/get-download-uri`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DownloadUriResponse {
    /// Where the files of the version are.
    pub artifact_uri: String,
}

/// `model-versions/set-tag`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetModelVersionTag {
    /// The registered model.
    #[serde(deserialize_with = "required")]
    pub name: String,
    /// The number of the version.
    #[serde(deserialize_with = "required")]
    pub version: String,
    /// The tag's key.
    #[serde(deserialize_with = "required")]
    pub key: String,
    /// The tag's value.
    #[serde(default)]
    pub value: String,
}

/// `model-versions/delete-tag`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteModelVersionTag {
    /// The registered model.
    #[serde(deserialize_with = "required")]
    pub name: String,
    /// The number of the version.
    #[serde(deserialize_with = "required")]
    pub version: String,
    /// The tag's key.
    #[serde(deserialize_with = "required")]
    pub key: String,
}

#[cfg(test)]
mod tests {
    use super::super::from_json;
    use super::*;

    /// What MLflow 3.18.0 answers, without its white space.
    const VERSION: &str = r#"{"model_version":{"name":"wine","version":"12","creation_timestamp":1795424530669,"last_updated_timestamp":1795424530670,"current_stage":"None","description":"","source":"models:/m-1","run_id":"r","status":"READY","tags":[{"key":"t","value":"1"}],"run_link":"","aliases":["a","b"]}}"#;

    #[test]
    fn a_version_is_written_and_read_as_mlflow_does() {
        let response: ModelVersionResponse = from_json(VERSION.as_bytes()).unwrap();
        let version = &response.model_version;
        assert_eq!((version.version, version.stage), (12, ModelStage::None));
        assert_eq!(version.aliases, ["a", "b"]);
        assert_eq!(serde_json::to_string(&response).unwrap(), VERSION);
    }

    #[test]
    fn a_deployment_is_passed_on_and_a_logged_model_is_only_read() {
        let deployment = r#""deployment_job_state":{"job_id":"7","run_id":"8","job_state":"CONNECTED","run_state":"RUNNING","current_task_name":"t"}"#;
        let told = VERSION.replace("]}}", &format!(r"],{deployment}}}}}"));
        let with_model = told.replace("\"deployment", "\"model_id\":\"m-1\",\"deployment");
        let response: ModelVersionResponse = from_json(with_model.as_bytes()).unwrap();
        let model_id = response.model_version.model_id.as_ref();
        assert_eq!(model_id.map(ModelId::as_str), Some("m-1"));
        assert_eq!(serde_json::to_string(&response).unwrap(), told);
    }

    #[test]
    fn creating_a_version_needs_a_name_and_a_source() {
        let request: CreateModelVersion =
            from_json(br#"{"name":"x","source":"s3://b/m"}"#).unwrap();
        assert_eq!((request.run_id, &*request.run_link), (None, ""));
        let error = from_json::<CreateModelVersion>(br#"{"name":"x"}"#).unwrap_err();
        let phrase = "Missing value for required parameter 'source'";
        assert!(error.message().starts_with(phrase), "{error}");
    }

    #[test]
    fn a_transition_archives_nothing_unless_it_says_so() {
        let body = br#"{"name":"x","version":"1","stage":"staging"}"#;
        let request: TransitionModelVersion = from_json(body).unwrap();
        assert!(!request.archive_existing_versions);
    }
}
