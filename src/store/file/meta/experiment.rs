//! `meta.yaml` of an experiment.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_yaml::Value;

use crate::entity::{Experiment, ExperimentId, LifecycleStage, Tag};
use crate::error::{Error, Result};

use super::number;
use super::yaml::{self, MetaDocument};

/// The description of an experiment as it stands in the file.
#[derive(Debug, Default, Deserialize)]
pub(in crate::store::file) struct ExperimentMeta {
    artifact_location: Option<String>,
    /// Unknown before MLflow 1.29.
    creation_time: Option<String>,
    effective_trace_archival_retention: Option<String>,
    experiment_id: Option<String>,
    last_update_time: Option<String>,
    name: Option<String>,
    workspace: Option<String>,
    /// What later versions may add: kept when the file is written anew. The stage is not taken
    /// from here: MLflow 1.23.1 deletes by moving the folder, without changing the file.
    #[serde(flatten)]
    others: BTreeMap<String, Value>,
}

impl ExperimentMeta {
    /// Reads the text of a file.
    pub(in crate::store::file) fn parse(text: &str) -> Result<Self> {
        yaml::read(text)
    }

    /// Describes a new experiment.
    pub(in crate::store::file) fn new(
        id: &ExperimentId,
        name: &str,
        artifact_location: &str,
        creation_time: i64,
    ) -> Self {
        let time = creation_time.to_string();
        Self {
            artifact_location: Some(artifact_location.to_owned()),
            creation_time: Some(time.clone()),
            experiment_id: Some(id.to_string()),
            last_update_time: Some(time),
            name: Some(name.to_owned()),
            // The workspace of every store that has none, as MLflow 3.17.2 writes it.
            workspace: Some("default".to_owned()),
            effective_trace_archival_retention: None,
            others: BTreeMap::from([("trace_location".to_owned(), Value::Null)]),
        }
    }

    /// The name, which every version writes.
    pub(in crate::store::file) fn name(&self) -> Result<&str> {
        self.name
            .as_deref()
            .ok_or_else(|| Error::internal("the experiment has no `name`"))
    }

    /// Changes the name.
    pub(in crate::store::file) fn rename(&mut self, name: &str, now: i64) {
        self.name = Some(name.to_owned());
        self.touch(now);
    }

    /// Notes that the experiment changed.
    pub(in crate::store::file) fn touch(&mut self, now: i64) {
        self.last_update_time = Some(now.to_string());
    }

    /// The experiment that this describes. Its id and stage come from the path of its folder.
    pub(in crate::store::file) fn experiment(
        &self,
        folder_id: &ExperimentId,
        lifecycle_stage: LifecycleStage,
        tags: Vec<Tag>,
    ) -> Result<Experiment> {
        self.check_id(folder_id)?;
        Ok(Experiment {
            experiment_id: folder_id.clone(),
            name: self.name()?.to_owned(),
            artifact_location: self.artifact_location.clone().unwrap_or_default(),
            lifecycle_stage,
            creation_time: number("creation_time", self.creation_time.as_ref())?,
            last_update_time: number("last_update_time", self.last_update_time.as_ref())?,
            tags,
        })
    }

    /// Refuses the description of another experiment, as a copied folder has it.
    pub(in crate::store::file) fn check_id(&self, folder_id: &ExperimentId) -> Result<()> {
        match &self.experiment_id {
            Some(id) if id != folder_id.as_str() => Err(Error::internal(format!(
                "it describes the experiment `{id}` and lies in the folder of `{folder_id}`"
            ))),
            _ => Ok(()),
        }
    }

    /// The text of the file. MLflow 3.17.2 repeats the tags in it from the first change on.
    pub(in crate::store::file) fn render(
        &self,
        stage: LifecycleStage,
        tags: Option<&[Tag]>,
    ) -> Result<String> {
        let Self {
            artifact_location,
            creation_time,
            effective_trace_archival_retention,
            experiment_id,
            last_update_time,
            name,
            workspace,
            others,
        } = self;
        let mut document = MetaDocument::default();
        for (key, value) in others {
            document.value(key, value)?;
        }
        document.text_or_null("artifact_location", artifact_location.as_deref());
        document.number_or_null(
            "creation_time",
            number("creation_time", creation_time.as_ref())?,
        );
        document.text_or_null(
            "effective_trace_archival_retention",
            effective_trace_archival_retention.as_deref(),
        );
        document.text_or_null("experiment_id", experiment_id.as_deref());
        document.number_or_null(
            "last_update_time",
            number("last_update_time", last_update_time.as_ref())?,
        );
        document.text("lifecycle_stage", stage.as_str());
        document.text_or_null("name", name.as_deref());
        document.text_or_null("workspace", workspace.as_deref());
        if let Some(tags) = tags {
            document.tags("tags", tags);
        }
        Ok(document.render())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_experiment_is_written_as_mlflow_3_17_2_writes_it() {
        let meta = ExperimentMeta::new(&"730707702353045361".into(), "exp é/1", "/tmp/m/7", 17);
        let text = "artifact_location: /tmp/m/7
creation_time: 17
effective_trace_archival_retention: null
experiment_id: '730707702353045361'
last_update_time: 17
lifecycle_stage: active
name: exp é/1
trace_location: null
workspace: default
";
        assert_eq!(meta.render(LifecycleStage::Active, None).unwrap(), text);
    }

    #[test]
    fn an_old_description_has_no_times_and_a_number_for_an_id() {
        let old = "artifact_location: mlruns/3\nexperiment_id: 3\nname: 1e3\n";
        let experiment = ExperimentMeta::parse(old)
            .unwrap()
            .experiment(&"3".into(), LifecycleStage::Active, Vec::new())
            .unwrap();
        assert_eq!(experiment.name, "1e3");
        assert_eq!(experiment.creation_time, None);
    }

    #[test]
    fn what_a_later_version_adds_survives_a_change() {
        let mut meta =
            ExperimentMeta::parse("name: a\nfuture: {x: [1, 'b']}\ntags: {old: x}\n").unwrap();
        meta.rename("b", 5);
        let text = meta
            .render(LifecycleStage::Deleted, Some(&[Tag::new("k", "v: w")]))
            .unwrap();
        assert!(text.contains("future: {\"x\":[1,\"b\"]}\n"), "{text}");
        assert!(
            text.contains("lifecycle_stage: deleted\nname: b\ntags:\n  k: 'v: w'\n"),
            "{text}"
        );
    }

    #[test]
    fn a_description_in_a_foreign_folder_is_refused() {
        let meta = ExperimentMeta::parse("name: a\nexperiment_id: '4'\n").unwrap();
        assert!(
            meta.experiment(&"5".into(), LifecycleStage::Active, Vec::new())
                .is_err()
        );
        assert!(ExperimentMeta::parse(" \n").is_err());
        assert!(ExperimentMeta::parse("- a\n").is_err());
    }
}
