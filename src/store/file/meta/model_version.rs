//! `meta.yaml` of a version of a registered model.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_yaml::Value;

use crate::entity::{
    DeploymentJobConnection, DeploymentJobRunState, ModelId, ModelStage, ModelVersion,
    ModelVersionStatus, VersionDeployment,
};
use crate::error::Result;
use crate::store::NewModelVersion;

use super::registered_model::WORKSPACE;
use super::yaml::{self, MetaDocument};
use super::{number, same};

/// What the stage of a deleted version is.
const DELETED: &str = "Deleted_Internal";

/// The description of a version as it stands in the file.
#[derive(Debug, Default, Deserialize)]
pub(in crate::store::file) struct ModelVersionMeta {
    creation_timestamp: Option<String>,
    current_stage: Option<String>,
    description: Option<String>,
    last_updated_timestamp: Option<String>,
    model_id: Option<String>,
    run_id: Option<String>,
    run_link: Option<String>,
    source: Option<String>,
    status: Option<String>,
    status_message: Option<String>,
    storage_location: Option<String>,
    user_id: Option<String>,
    version: Option<String>,
    /// What the name of the model's folder says.
    #[serde(default, rename = "name")]
    _name: IgnoredAny,
    /// What the files of the model's aliases say; MLflow 2.22.4 writes them here, too.
    #[serde(default, rename = "aliases")]
    _aliases: IgnoredAny,
    /// What this program does not look at, and what later versions may add.
    #[serde(flatten)]
    others: BTreeMap<String, Value>,
}

impl ModelVersionMeta {
    /// The description of a new version.
    pub(in crate::store::file) fn new(new: &NewModelVersion, number: i64) -> Self {
        let NewModelVersion {
            name: _,
            source,
            storage_location,
            run_id,
            run_link,
            model_id,
            description,
            tags: _,
            creation_time,
        } = new;
        Self {
            creation_timestamp: Some(creation_time.to_string()),
            current_stage: Some(ModelStage::None.to_string()),
            description: description.clone(),
            last_updated_timestamp: Some(creation_time.to_string()),
            model_id: model_id.as_ref().map(ToString::to_string),
            run_id: run_id.as_ref().map(ToString::to_string),
            run_link: run_link.clone(),
            source: Some(source.clone()),
            status: Some(ModelVersionStatus::Ready.to_string()),
            storage_location: Some(storage_location.clone()),
            version: Some(number.to_string()),
            ..Self::default()
        }
    }

    /// Reads the text of the file of a version.
    pub(in crate::store::file) fn parse(text: &str, number: i64) -> Result<Self> {
        let meta: Self = yaml::read(text)?;
        same("version", meta.version.as_ref(), &number.to_string())?;
        Ok(meta)
    }

    /// Whether the version was deleted. Its folder stays, so that its number is not used again.
    pub(in crate::store::file) fn is_deleted(&self) -> bool {
        self.current_stage.as_deref() == Some(DELETED)
    }

    /// The stage; one that is none counts as that of a new version.
    pub(in crate::store::file) fn stage(&self) -> ModelStage {
        let stage = self.current_stage.as_deref().and_then(ModelStage::named);
        stage.unwrap_or_default()
    }

    /// Where the files of the version are.
    pub(in crate::store::file) fn location(self) -> Option<String> {
        let location = self
            .storage_location
            .filter(|location| !location.is_empty());
        location.or(self.source)
    }

    /// Notes that the version changed.
    pub(in crate::store::file) fn touch(&mut self, now: i64) {
        self.last_updated_timestamp = Some(now.to_string());
    }

    /// Moves the version to a stage.
    pub(in crate::store::file) fn set_stage(&mut self, stage: ModelStage, now: i64) {
        self.current_stage = Some(stage.to_string());
        self.touch(now);
    }

    /// Deletes the version, of which MLflow's file store forgets nothing.
    pub(in crate::store::file) fn delete(&mut self, now: i64) {
        self.current_stage = Some(DELETED.to_owned());
        self.touch(now);
    }

    /// Replaces what is to be known of the version.
    pub(in crate::store::file) fn describe(&mut self, description: Option<&str>, now: i64) {
        self.description = description.map(str::to_owned);
        self.touch(now);
    }

    /// The version that this describes, without what is in other files.
    pub(in crate::store::file) fn version(self, name: &str, version: i64) -> Result<ModelVersion> {
        let creation_time = number("creation_timestamp", self.creation_timestamp.as_ref())?;
        let last_update_time = number(
            "last_updated_timestamp",
            self.last_updated_timestamp.as_ref(),
        )?;
        let status = self.status.as_deref().and_then(ModelVersionStatus::named);
        let model_id = self.model_id.clone().filter(|id| !id.is_empty());
        Ok(ModelVersion {
            name: name.to_owned(),
            version,
            creation_time: creation_time.unwrap_or_default(),
            last_update_time,
            stage: self.stage(),
            description: self.description,
            user_id: self.user_id,
            source: self.source,
            run_id: self.run_id.map(Into::into),
            run_link: self.run_link,
            status: status.unwrap_or_default(),
            status_message: self.status_message,
            tags: Vec::new(),
            aliases: Vec::new(),
            model_id: model_id.map(ModelId::from),
            deployment_job_state: deployment(self.others.get("deployment_job_state")),
        })
    }

    /// The text of the file.
    pub(in crate::store::file) fn render(&self, name: &str) -> Result<String> {
        let Self {
            creation_timestamp,
            current_stage,
            description,
            last_updated_timestamp,
            model_id,
            run_id,
            run_link,
            source,
            status,
            status_message,
            storage_location,
            user_id,
            version,
            _name,
            _aliases,
            others,
        } = self;
        let mut document = MetaDocument::default();
        document.text_or_null("deployment_job_state", None);
        document.text("workspace", WORKSPACE);
        for (key, value) in others {
            document.value(key, value)?;
        }
        document.text("name", name);
        for (key, text) in [
            ("current_stage", current_stage),
            ("description", description),
            ("model_id", model_id),
            ("run_id", run_id),
            ("run_link", run_link),
            ("source", source),
            ("status", status),
            ("status_message", status_message),
            ("storage_location", storage_location),
            ("user_id", user_id),
        ] {
            document.text_or_null(key, text.as_deref());
        }
        for (key, text) in [
            ("creation_timestamp", creation_timestamp),
            ("last_updated_timestamp", last_updated_timestamp),
            ("version", version),
        ] {
            document.number_or_null(key, number(key, text.as_ref())?);
        }
        Ok(document.render())
    }
}

/// How far the deployment of a version is, if anybody noted that.
fn deployment(noted: Option<&Value>) -> Option<VersionDeployment> {
    let noted = noted?.as_mapping()?;
    let text = |key| noted.get(key).and_then(Value::as_str);
    Some(VersionDeployment {
        job_id: text("job_id").map(str::to_owned),
        run_id: text("run_id").map(str::to_owned),
        job_state: text("job_state").and_then(DeploymentJobConnection::named),
        run_state: text("run_state").and_then(DeploymentJobRunState::named),
        current_task_name: text("current_task_name").map(str::to_owned),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From a store of MLflow 3.17.2.
    const WRITTEN: &str = "creation_timestamp: 17
current_stage: Archived
deployment_job_state: null
description: new
last_updated_timestamp: 18
model_id: null
name: wine
run_id: '0123'
run_link: ''
source: models:/m-1
status: READY
status_message: null
storage_location: s3://b/x
user_id: null
version: 1
workspace: default
";

    #[test]
    fn a_version_is_written_as_mlflow_3_17_2_writes_it() {
        let new = NewModelVersion {
            name: "wine".into(),
            source: "models:/m-1".into(),
            storage_location: "s3://b/x".into(),
            run_id: Some("0123".into()),
            run_link: Some(String::new()),
            model_id: None,
            description: Some("old".into()),
            tags: Vec::new(),
            creation_time: 17,
        };
        let mut meta = ModelVersionMeta::new(&new, 1);
        meta.describe(Some("new"), 17);
        meta.set_stage(ModelStage::Archived, 18);
        assert_eq!(meta.render("wine").unwrap(), WRITTEN);
        let read = ModelVersionMeta::parse(WRITTEN, 1).unwrap();
        assert_eq!(read.render("wine").unwrap(), WRITTEN);
        let version = read.version("wine", 1).unwrap();
        assert_eq!(
            (version.creation_time, version.last_update_time),
            (17, Some(18))
        );
        assert_eq!(version.stage, ModelStage::Archived);
        let read = ModelVersionMeta::parse(WRITTEN, 1).unwrap();
        assert_eq!(read.location().as_deref(), Some("s3://b/x"));
        assert!(ModelVersionMeta::parse(WRITTEN, 2).is_err());
    }

    #[test]
    fn what_others_noted_of_a_logged_model_and_a_deployment_is_told_and_kept() {
        let text = WRITTEN.replace("model_id: null", "model_id: m-1").replace(
            "deployment_job_state: null",
            "deployment_job_state:\n  job_id: '7'\n  job_state: CONNECTED",
        );
        let meta = ModelVersionMeta::parse(&text, 1).unwrap();
        let meta = ModelVersionMeta::parse(&meta.render("wine").unwrap(), 1).unwrap();
        let version = meta.version("wine", 1).unwrap();
        assert_eq!(version.model_id, Some("m-1".into()));
        let deployment = version.deployment_job_state.unwrap();
        assert_eq!(deployment.job_id.as_deref(), Some("7"));
        let state = deployment.job_state;
        assert_eq!(state, Some(DeploymentJobConnection::Connected));
    }

    #[test]
    fn a_deleted_version_keeps_all_but_its_stage() {
        let mut meta = ModelVersionMeta::parse(WRITTEN, 1).unwrap();
        assert!(!meta.is_deleted());
        meta.delete(19);
        assert!(meta.is_deleted());
        let expected = WRITTEN
            .replace("Archived", "Deleted_Internal")
            .replace("18", "19");
        assert_eq!(meta.render("wine").unwrap(), expected);
    }
}
