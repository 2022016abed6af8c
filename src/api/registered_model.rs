//! Registered models, their tags and aliases.

use std::borrow::Cow;

use serde::de::Deserializer;
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

use crate::entity::{DeploymentJobConnection, ModelAlias, ModelVersion, RegisteredModel, Tag};

use super::message::{self, Message, is_blank, required};

#[derive(Serialize, Deserialize)]
struct RegisteredModelMessage<'a> {
    name: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    creation_timestamp: Option<i64>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_updated_timestamp: Option<i64>,
    #[serde(default, skip_serializing_if = "is_blank")]
    description: Option<Cow<'a, str>>,
    #[serde(
        with = "message::list",
        default,
        skip_serializing_if = "<[_]>::is_empty"
    )]
    latest_versions: Cow<'a, [ModelVersion]>,
    #[serde(
        with = "message::list",
        default,
        skip_serializing_if = "<[_]>::is_empty"
    )]
    tags: Cow<'a, [Tag]>,
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    aliases: Vec<AliasMessage<'a>>,
    #[serde(default, skip_serializing_if = "is_blank")]
    deployment_job_id: Option<Cow<'a, str>>,
    #[serde(
        with = "message::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    deployment_job_state: Option<DeploymentJobConnection>,
}

#[derive(Serialize, Deserialize)]
struct AliasMessage<'a> {
    alias: Cow<'a, str>,
    #[serde(with = "number_as_text")]
    version: i64,
}

/// The number of a version, which is a text on the wire.
pub(super) mod number_as_text {
    use serde::de::{Deserializer, Error};
    use serde::ser::Serializer;
    use serde::{Deserialize, Serialize};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde passes fields so")]
    pub(in crate::api) fn serialize<S: Serializer>(
        number: &i64,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        number.to_string().serialize(serializer)
    }

    pub(in crate::api) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<i64, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(D::Error::custom)
    }
}

impl<'a> From<&'a RegisteredModel> for RegisteredModelMessage<'a> {
    fn from(model: &'a RegisteredModel) -> Self {
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
        let alias = |alias: &'a ModelAlias| AliasMessage {
            alias: Cow::Borrowed(&alias.alias),
            version: alias.version,
        };
        Self {
            name: Cow::Borrowed(name),
            creation_timestamp: *creation_time,
            last_updated_timestamp: *last_update_time,
            description: description.as_deref().map(Cow::Borrowed),
            latest_versions: Cow::Borrowed(latest_versions),
            tags: Cow::Borrowed(tags),
            aliases: aliases.iter().map(alias).collect(),
            deployment_job_id: deployment_job_id.as_deref().map(Cow::Borrowed),
            deployment_job_state: *deployment_job_state,
        }
    }
}

impl From<RegisteredModelMessage<'_>> for RegisteredModel {
    fn from(message: RegisteredModelMessage<'_>) -> Self {
        let RegisteredModelMessage {
            name,
            creation_timestamp,
            last_updated_timestamp,
            description,
            latest_versions,
            tags,
            aliases,
            deployment_job_id,
            deployment_job_state,
        } = message;
        let alias = |message: AliasMessage| ModelAlias {
            alias: message.alias.into_owned(),
            version: message.version,
        };
        let mut model = Self {
            name: name.into_owned(),
            creation_time: creation_timestamp,
            last_update_time: last_updated_timestamp,
            description: description.map(Cow::into_owned),
            latest_versions: latest_versions.into_owned(),
            tags: tags.into_owned(),
            aliases: aliases.into_iter().map(alias).collect(),
            deployment_job_id: deployment_job_id.map(Cow::into_owned),
            deployment_job_state,
        };
        model.tags.sort_by(|a, b| a.key.cmp(&b.key));
        model.aliases.sort();
        model.latest_versions.sort_by_key(|version| version.version);
        model
    }
}

impl Message for RegisteredModel {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        RegisteredModelMessage::from(self).serialize(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        RegisteredModelMessage::deserialize(deserializer).map(Self::from)
    }
}

/// `registered-models/create`. MLflow 3.18.0 takes a `deployment_job_id` too, and its own stores
/// forget it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateRegisteredModel {
    /// Its name.
    #[serde(deserialize_with = "required")]
    pub name: String,
    /// Its first tags.
    #[serde(
        with = "message::list",
        default,
        skip_serializing_if = "<[_]>::is_empty"
    )]
    pub tags: Vec<Tag>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub description: Option<String>,
}

/// The answer to creating, getting, renaming and updating a registered model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisteredModelResponse {
    /// The registered model.
    #[serde(with = "message")]
    pub registered_model: RegisteredModel,
}

/// `registered-models/get`, `registered-models/delete`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegisteredModelByName {
    /// The registered model.
    #[serde(deserialize_with = "required")]
    pub name: String,
}

/// `registered-models/update`: replaces the description.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateRegisteredModel {
    /// The registered model.
    #[serde(deserialize_with = "required")]
    pub name: String,
    /// Its new description; not given is an empty one.
    #[serde(default)]
    pub description: String,
}

/// `registered-models/rename`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RenameRegisteredModel {
    /// The registered model.
    #[serde(deserialize_with = "required")]
    pub name: String,
    /// Its new name.
    #[serde(deserialize_with = "required")]
    pub new_name: String,
}

/// `registered-models/search` and `model-versions/search`; `registered-models/list` of MLflow 1 has
/// the same without filter and order.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchRegistry {
    /// What must hold.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub filter: Option<String>,
    /// Most results on the page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<usize>,
    /// In which order.
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    pub order_by: Vec<String>,
    /// Where the previous page ended.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub page_token: Option<String>,
}

/// The answer to a search for registered models.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct SearchRegisteredModelsResponse {
    /// The registered models of the page, in order.
    #[serde(
        with = "message::list",
        default,
        skip_serializing_if = "<[_]>::is_empty"
    )]
    pub registered_models: Vec<RegisteredModel>,
    /// Where the next page begins.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub next_page_token: Option<String>,
}

/// `registered-models/set-tag`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetRegisteredModelTag {
    /// The registered model.
    #[serde(deserialize_with = "required")]
    pub name: String,
    /// The tag's key.
    #[serde(deserialize_with = "required")]
    pub key: String,
    /// The tag's value.
    #[serde(default)]
    pub value: String,
}

/// `registered-models/delete-tag`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeleteRegisteredModelTag {
    /// The registered model.
    #[serde(deserialize_with = "required")]
    pub name: String,
    /// The tag's key.
    #[serde(deserialize_with = "required")]
    pub key: String,
}

/// `POST registered-models/alias`: lets an alias stand for a version.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetModelAlias {
    /// The registered model.
    #[serde(deserialize_with = "required")]
    pub name: String,
    /// The alias.
    #[serde(deserialize_with = "required")]
    pub alias: String,
    /// The number of the version.
    #[serde(deserialize_with = "required")]
    pub version: String,
}

/// `GET` and `DELETE registered-models/alias`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelAliasByName {
    /// The registered model.
    #[serde(deserialize_with = "required")]
    pub name: String,
    /// The alias.
    #[serde(deserialize_with = "required")]
    pub alias: String,
}

/// `registered-models/get-latest-versions`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GetLatestVersions {
    /// The registered model.
    #[serde(deserialize_with = "required")]
    pub name: String,
    /// Of which stages; none means all.
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    pub stages: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::super::{from_json, from_query};
    use super::*;
    use crate::entity::ModelStage;

    /// What MLflow 3.18.0 answers, without its white space.
    const MODEL: &str = r#"{"registered_model":{"name":"wine","creation_timestamp":1795424529357,"last_updated_timestamp":1795424530669,"description":"d","latest_versions":[{"name":"wine","version":"1","creation_timestamp":1795424530669,"last_updated_timestamp":1795424530669,"current_stage":"Production","description":"","source":"s3://b/m","run_id":"","status":"READY","run_link":""}],"tags":[{"key":"t","value":"1"}],"aliases":[{"alias":"best","version":"1"}]}}"#;

    #[test]
    fn a_registered_model_is_written_and_read_as_mlflow_does() {
        let response: RegisteredModelResponse = from_json(MODEL.as_bytes()).unwrap();
        let model = &response.registered_model;
        assert_eq!(model.version_of_alias("best"), Some(1));
        assert_eq!(model.latest_versions[0].stage, ModelStage::Production);
        assert_eq!(serde_json::to_string(&response).unwrap(), MODEL);
    }

    #[test]
    fn a_deployment_job_is_written_and_read() {
        let told = r#"{"registered_model":{"name":"wine","deployment_job_id":"7","deployment_job_state":"CONNECTED"}}"#;
        let response: RegisteredModelResponse = from_json(told.as_bytes()).unwrap();
        let state = response.registered_model.deployment_job_state;
        assert_eq!(state, Some(DeploymentJobConnection::Connected));
        assert_eq!(serde_json::to_string(&response).unwrap(), told);
    }

    #[test]
    fn a_bare_registered_model_is_written_and_read() {
        let bare = r#"{"registered_model":{"name":"wine","creation_timestamp":1}}"#;
        let response: RegisteredModelResponse = from_json(bare.as_bytes()).unwrap();
        assert_eq!(serde_json::to_string(&response).unwrap(), bare);
    }

    #[test]
    fn requests_are_read() {
        let search: SearchRegistry =
            from_query("filter=name%3D'x'&max_results=5&order_by=name+DESC&order_by=timestamp")
                .unwrap();
        assert_eq!((search.max_results, search.order_by.len()), (Some(5), 2));
        let latest: GetLatestVersions = from_query("name=x&stages=None&stages=Staging").unwrap();
        assert_eq!(latest.stages, ["None", "Staging"]);
        let update: UpdateRegisteredModel = from_json(br#"{"name":"x"}"#).unwrap();
        assert_eq!(update.description, "");
        let error = from_json::<SetModelAlias>(br#"{"name":"x","alias":"a"}"#).unwrap_err();
        let phrase = "Missing value for required parameter 'version'";
        assert!(error.message().starts_with(phrase), "{error}");
    }
}
