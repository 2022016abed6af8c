//! `meta.yaml` of a run.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_yaml::Value;

use crate::entity::{ExperimentId, LifecycleStage, RunId, RunInfo, RunStatus};
use crate::error::{Error, Result};

use super::yaml::{self, MetaDocument};
use super::{number, same, stage};

/// MLflow's number for a run that was started by a program on this machine; 3.17.2 writes it
/// into every file, because versions before 0.9 read it.
const SOURCE_TYPE_LOCAL: &str = "4";

/// The description of a run as it stands in the file.
#[derive(Debug, Default, Deserialize)]
pub(in crate::store::file) struct RunMeta {
    artifact_uri: Option<String>,
    deleted_time: Option<String>,
    end_time: Option<String>,
    entry_point_name: Option<String>,
    experiment_id: Option<String>,
    lifecycle_stage: Option<String>,
    /// The run's name before MLflow 0.9; empty in later versions, gone in 3.17.2.
    name: Option<String>,
    run_id: Option<String>,
    /// The run's name since MLflow 1.30.
    run_name: Option<String>,
    /// The older name of `run_id`: MLflow 1.23.1 cannot do without it.
    run_uuid: Option<String>,
    source_name: Option<String>,
    source_type: Option<String>,
    source_version: Option<String>,
    start_time: Option<String>,
    status: Option<String>,
    user_id: Option<String>,
    /// `tags`, always an empty list, and what later versions may add.
    #[serde(flatten)]
    others: BTreeMap<String, Value>,
}

impl RunMeta {
    /// Reads the text of a file.
    pub(in crate::store::file) fn parse(text: &str) -> Result<Self> {
        yaml::read(text)
    }

    /// Describes a new run.
    pub(in crate::store::file) fn new(info: &RunInfo) -> Self {
        let empty = || Some(String::new());
        let mut meta = Self {
            entry_point_name: empty(),
            source_name: empty(),
            source_type: Some(SOURCE_TYPE_LOCAL.to_owned()),
            source_version: empty(),
            others: BTreeMap::from([
                ("deleted_time".to_owned(), Value::Null),
                ("tags".to_owned(), Value::Sequence(Vec::new())),
            ]),
            ..Self::default()
        };
        meta.set_info(info);
        meta
    }

    /// Takes over what a run's description holds.
    pub(in crate::store::file) fn set_info(&mut self, info: &RunInfo) {
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
        self.run_id = Some(run_id.to_string());
        self.run_uuid = Some(run_id.to_string());
        self.run_name.clone_from(run_name);
        self.experiment_id = Some(experiment_id.to_string());
        self.user_id = Some(user_id.clone());
        self.status = Some(status_number(*status).to_string());
        self.start_time = start_time.map(|time| time.to_string());
        self.end_time = end_time.map(|time| time.to_string());
        self.artifact_uri = Some(artifact_uri.clone());
        self.lifecycle_stage = Some(lifecycle_stage.to_string());
    }

    /// Notes when the run was deleted. MLflow 3.17.2 has no such line for a run that was brought
    /// back, and takes a null in a deleted run for an error.
    pub(in crate::store::file) fn set_deleted_time(&mut self, time: Option<i64>) {
        self.deleted_time = time.map(|time| time.to_string());
    }

    /// When the run was deleted, where that is known: MLflow notes it since 1.29.
    pub(in crate::store::file) fn deleted_time(&self) -> Result<Option<i64>> {
        number("deleted_time", self.deleted_time.as_ref())
    }

    /// Whether the name is here. Otherwise the run's tag may have one.
    pub(in crate::store::file) fn has_name(&self) -> bool {
        self.name().is_some()
    }

    fn name(&self) -> Option<&String> {
        let names = [&self.run_name, &self.name].into_iter().flatten();
        names.into_iter().find(|name| !name.is_empty())
    }

    /// The run that this describes, given the folder in which it lies.
    ///
    /// The name is that of the file alone: where it is `None`, the run's tag may have one.
    pub(in crate::store::file) fn info(
        &self,
        experiment_id: &ExperimentId,
        run_id: &RunId,
    ) -> Result<RunInfo> {
        let recorded = self.run_id.as_ref().or(self.run_uuid.as_ref());
        same("run", recorded, run_id.as_str())?;
        same(
            "experiment",
            self.experiment_id.as_ref(),
            experiment_id.as_str(),
        )?;
        let name = self.name();
        Ok(RunInfo {
            run_id: run_id.clone(),
            run_name: name.cloned(),
            experiment_id: experiment_id.clone(),
            user_id: self.user_id.clone().unwrap_or_default(),
            status: self
                .status
                .as_deref()
                .map_or(Ok(RunStatus::Running), status)?,
            start_time: number("start_time", self.start_time.as_ref())?,
            end_time: number("end_time", self.end_time.as_ref())?,
            artifact_uri: self.artifact_uri.clone().unwrap_or_default(),
            lifecycle_stage: self
                .lifecycle_stage
                .as_deref()
                .map_or(Ok(LifecycleStage::Active), stage)?,
        })
    }

    /// The text of the file.
    pub(in crate::store::file) fn render(&self) -> Result<String> {
        let mut document = MetaDocument::default();
        for (key, value) in &self.others {
            document.value(key, value)?;
        }
        for (key, text) in self.texts() {
            if let Some(text) = text {
                document.text(key, text);
            }
        }
        for (key, text) in self.numbers() {
            if let Some(value) = number(key, text.as_ref())? {
                document.number(key, value);
            }
        }
        if self.end_time.is_none() {
            document.text_or_null("end_time", None);
        }
        Ok(document.render())
    }

    fn texts(&self) -> [(&'static str, &Option<String>); 11] {
        [
            ("artifact_uri", &self.artifact_uri),
            ("entry_point_name", &self.entry_point_name),
            ("experiment_id", &self.experiment_id),
            ("lifecycle_stage", &self.lifecycle_stage),
            ("name", &self.name),
            ("run_id", &self.run_id),
            ("run_name", &self.run_name),
            ("run_uuid", &self.run_uuid),
            ("source_name", &self.source_name),
            ("source_version", &self.source_version),
            ("user_id", &self.user_id),
        ]
    }

    fn numbers(&self) -> [(&'static str, &Option<String>); 5] {
        [
            ("deleted_time", &self.deleted_time),
            ("end_time", &self.end_time),
            ("source_type", &self.source_type),
            ("start_time", &self.start_time),
            ("status", &self.status),
        ]
    }
}

/// MLflow's numbers for the statuses, which the file holds.
fn status_number(status: RunStatus) -> i64 {
    match status {
        RunStatus::Running => 1,
        RunStatus::Scheduled => 2,
        RunStatus::Finished => 3,
        RunStatus::Failed => 4,
        RunStatus::Killed => 5,
    }
}

/// Reads a status, which is a number or a name.
fn status(text: &str) -> Result<RunStatus> {
    RunStatus::ALL
        .into_iter()
        .find(|status| status.as_str() == text || status_number(*status).to_string() == text)
        .ok_or_else(|| Error::internal(format!("`status` is `{text}`, which is none of MLflow's")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn info() -> RunInfo {
        RunInfo {
            run_id: "4ccea767f2f944508c1ba0b609c28186".into(),
            run_name: Some("masked-mule-798".into()),
            experiment_id: "7".into(),
            user_id: "root".into(),
            status: RunStatus::Finished,
            start_time: Some(12),
            end_time: None,
            artifact_uri: "file:///m/7/4cc/artifacts".into(),
            lifecycle_stage: LifecycleStage::Active,
        }
    }

    #[test]
    fn a_new_run_is_written_as_mlflow_3_17_2_writes_it_and_with_the_id_that_1_23_1_needs() {
        let text = "artifact_uri: file:///m/7/4cc/artifacts
deleted_time: null
end_time: null
entry_point_name: ''
experiment_id: '7'
lifecycle_stage: active
run_id: 4ccea767f2f944508c1ba0b609c28186
run_name: masked-mule-798
run_uuid: 4ccea767f2f944508c1ba0b609c28186
source_name: ''
source_type: 4
source_version: ''
start_time: 12
status: 3
tags: []
user_id: root
";
        let meta = RunMeta::new(&info());
        assert_eq!(meta.render().unwrap(), text);
        let read = RunMeta::parse(text).unwrap();
        assert_eq!(read.info(&"7".into(), &info().run_id).unwrap(), info());
        // As in 3.17.2, the line about the deletion of a run that is not deleted goes.
        let changed = text.replace("deleted_time: null\n", "");
        assert_eq!(read.render().unwrap(), changed);
    }

    #[test]
    fn the_old_form_is_understood_and_kept() {
        let old = "experiment_id: 0\nrun_uuid: ab\nname: first\nsource_type: 4\nsource_name: t.py\nsource_version: 12345e67\nstatus: FAILED\nstart_time: 5\nend_time: 6\nuser_id: me\ntags: []\n";
        let mut meta = RunMeta::parse(old).unwrap();
        let mut info = meta.info(&"0".into(), &"ab".into()).unwrap();
        assert_eq!(info.run_name.as_deref(), Some("first"));
        assert_eq!(info.status, RunStatus::Failed);
        assert_eq!(info.lifecycle_stage, LifecycleStage::Active);

        info.lifecycle_stage = LifecycleStage::Deleted;
        meta.set_info(&info);
        meta.set_deleted_time(Some(9));
        let text = meta.render().unwrap();
        for line in [
            "deleted_time: 9\n",
            "source_name: t.py\n",
            "source_version: 12345e67\n",
        ] {
            assert!(text.contains(line), "{text}");
        }
    }

    #[test]
    fn nonsense_is_refused() {
        for bad in [
            "status: 9",
            "lifecycle_stage: x",
            "start_time: soon",
            "run_id: other",
        ] {
            let meta = RunMeta::parse(bad).unwrap();
            assert!(meta.info(&"0".into(), &"ab".into()).is_err(), "{bad}");
        }
    }
}
