//! `meta.yaml` of a logged model.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_yaml::Value;

use crate::entity::{ExperimentId, LifecycleStage, LoggedModel, LoggedModelStatus, ModelId};
use crate::error::{Error, Result};

use super::yaml::{self, MetaDocument};
use super::{number, same, stage};

/// The description of a logged model as it stands in the file.
#[derive(Debug, Default, Deserialize)]
pub(in crate::store::file) struct LoggedModelMeta {
    artifact_location: Option<String>,
    creation_timestamp: Option<String>,
    experiment_id: Option<String>,
    last_updated_timestamp: Option<String>,
    /// MLflow 3.17.2 drops the line when it changes the status; what has none is active.
    lifecycle_stage: Option<String>,
    model_id: Option<String>,
    model_type: Option<String>,
    name: Option<String>,
    source_run_id: Option<String>,
    status: Option<String>,
    status_message: Option<String>,
    /// What later versions may add.
    #[serde(flatten)]
    others: BTreeMap<String, Value>,
}

impl LoggedModelMeta {
    /// Reads the text of a file.
    pub(in crate::store::file) fn parse(text: &str) -> Result<Self> {
        yaml::read(text)
    }

    /// Takes over what a model's description holds.
    pub(in crate::store::file) fn set(&mut self, model: &LoggedModel) {
        let LoggedModel {
            model_id,
            experiment_id,
            name,
            artifact_location,
            creation_time,
            last_update_time,
            status,
            status_message,
            lifecycle_stage,
            model_type,
            source_run_id,
            tags: _,
            params: _,
            metrics: _,
        } = model;
        self.artifact_location = Some(artifact_location.clone());
        self.creation_timestamp = Some(creation_time.to_string());
        self.experiment_id = Some(experiment_id.to_string());
        self.last_updated_timestamp = Some(last_update_time.to_string());
        self.lifecycle_stage = Some(lifecycle_stage.to_string());
        self.model_id = Some(model_id.to_string());
        self.model_type.clone_from(model_type);
        self.name = Some(name.clone());
        self.source_run_id = source_run_id.as_ref().map(ToString::to_string);
        self.status = Some(status.number().to_string());
        self.status_message.clone_from(status_message);
    }

    /// The model that this describes, given the folder in which it lies, without tags, params and
    /// metrics.
    pub(in crate::store::file) fn model(
        &self,
        experiment_id: &ExperimentId,
        model_id: &ModelId,
    ) -> Result<LoggedModel> {
        same("model", self.model_id.as_ref(), model_id.as_str())?;
        same(
            "experiment",
            self.experiment_id.as_ref(),
            experiment_id.as_str(),
        )?;
        let creation_time = number("creation_timestamp", self.creation_timestamp.as_ref())?;
        let last_update_time = number(
            "last_updated_timestamp",
            self.last_updated_timestamp.as_ref(),
        )?;
        Ok(LoggedModel {
            model_id: model_id.clone(),
            experiment_id: experiment_id.clone(),
            name: self.name.clone().unwrap_or_default(),
            artifact_location: self.artifact_location.clone().unwrap_or_default(),
            creation_time: creation_time.unwrap_or_default(),
            last_update_time: last_update_time.unwrap_or_default(),
            status: self
                .status
                .as_deref()
                .map_or(Ok(LoggedModelStatus::Unspecified), status)?,
            status_message: self.status_message.clone(),
            lifecycle_stage: self
                .lifecycle_stage
                .as_deref()
                .map_or(Ok(LifecycleStage::Active), stage)?,
            model_type: self.model_type.clone(),
            source_run_id: self.source_run_id.clone().map(Into::into),
            tags: Vec::new(),
            params: Vec::new(),
            metrics: Vec::new(),
        })
    }

    /// The text of the file.
    pub(in crate::store::file) fn render(&self) -> Result<String> {
        let Self {
            artifact_location,
            creation_timestamp,
            experiment_id,
            last_updated_timestamp,
            lifecycle_stage,
            model_id,
            model_type,
            name,
            source_run_id,
            status,
            status_message,
            others,
        } = self;
        let mut document = MetaDocument::default();
        for (key, value) in others {
            document.value(key, value)?;
        }
        for (key, text) in [
            ("artifact_location", artifact_location),
            ("experiment_id", experiment_id),
            ("lifecycle_stage", lifecycle_stage),
            ("model_id", model_id),
            ("model_type", model_type),
            ("name", name),
            ("source_run_id", source_run_id),
            ("status_message", status_message),
        ] {
            document.text_or_null(key, text.as_deref());
        }
        for (key, text) in [
            ("creation_timestamp", creation_timestamp),
            ("last_updated_timestamp", last_updated_timestamp),
            ("status", status),
        ] {
            document.number_or_null(key, number(key, text.as_ref())?);
        }
        Ok(document.render())
    }
}

/// Reads a status, which is a number.
fn status(text: &str) -> Result<LoggedModelStatus> {
    let status = text.parse().ok().and_then(LoggedModelStatus::from_number);
    status
        .ok_or_else(|| Error::internal(format!("`status` is `{text}`, which is none of MLflow's")))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From a store of MLflow 3.17.2.
    const WRITTEN: &str = "artifact_location: file:///m/0/models/m-1/artifacts
creation_timestamp: 17
experiment_id: '0'
last_updated_timestamp: 18
lifecycle_stage: active
model_id: m-1
model_type: null
name: wine é
source_run_id: 4ccea767f2f944508c1ba0b609c28186
status: 1
status_message: null
";

    fn read(text: &str) -> Result<LoggedModel> {
        LoggedModelMeta::parse(text)?.model(&"0".into(), &"m-1".into())
    }

    #[test]
    fn a_model_is_written_as_mlflow_3_17_2_writes_it() {
        let model = read(WRITTEN).unwrap();
        assert_eq!(model.status, LoggedModelStatus::Pending);
        assert_eq!((model.creation_time, model.last_update_time), (17, 18));
        let mut meta = LoggedModelMeta::default();
        meta.set(&model);
        assert_eq!(meta.render().unwrap(), WRITTEN);
    }

    #[test]
    fn what_has_no_stage_is_active_and_what_is_new_is_kept() {
        let text = WRITTEN.replace("lifecycle_stage: active\n", "");
        assert!(read(&text).unwrap().lifecycle_stage.is_active());
        let meta = LoggedModelMeta::parse(&format!("{text}future: 'x'\n")).unwrap();
        assert!(meta.render().unwrap().contains("\nfuture: x\n"));
    }

    #[test]
    fn nonsense_is_refused() {
        for (good, bad) in [
            ("status: 1", "status: 9"),
            ("stage: active", "stage: x"),
            ("model_id: m-1", "model_id: m-2"),
            ("experiment_id: '0'", "experiment_id: '1'"),
            ("timestamp: 17", "timestamp: soon"),
        ] {
            assert!(read(&WRITTEN.replace(good, bad)).is_err(), "{bad}");
        }
    }
}
