//! `meta.yaml` of a registered model.
//!
//! The name in it is that of the folder, which is what counts: a model gets another name by one
//! rename of its folder, and its files follow.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_yaml::Value;

use crate::entity::{DeploymentJobConnection, ModelAlias, RegisteredModel, Tag};
use crate::error::Result;

use super::number;
use super::yaml::{self, MetaDocument};

/// The workspace that MLflow 3.17.2 notes where there is no other.
pub(super) const WORKSPACE: &str = "default";

/// The description of a registered model as it stands in the file.
#[derive(Debug, Default, Deserialize)]
pub(in crate::store::file) struct RegisteredModelMeta {
    creation_timestamp: Option<String>,
    deployment_job_id: Option<String>,
    deployment_job_state: Option<String>,
    description: Option<String>,
    last_updated_timestamp: Option<String>,
    /// What the folder's name says.
    #[serde(default, rename = "name")]
    _name: IgnoredAny,
    /// What the files of the aliases say.
    #[serde(default, rename = "aliases")]
    _aliases: IgnoredAny,
    /// What this program does not look at, and what later versions may add.
    #[serde(flatten)]
    others: BTreeMap<String, Value>,
}

impl RegisteredModelMeta {
    /// The description of a new registered model.
    pub(in crate::store::file) fn new(description: Option<&str>, creation_time: i64) -> Self {
        Self {
            creation_timestamp: Some(creation_time.to_string()),
            description: description.map(str::to_owned),
            last_updated_timestamp: Some(creation_time.to_string()),
            ..Self::default()
        }
    }

    /// Reads the text of a file.
    pub(in crate::store::file) fn parse(text: &str) -> Result<Self> {
        yaml::read(text)
    }

    /// Notes that the model, or one of its versions, changed.
    pub(in crate::store::file) fn touch(&mut self, now: i64) {
        self.last_updated_timestamp = Some(now.to_string());
    }

    /// Replaces what the model is for.
    pub(in crate::store::file) fn describe(&mut self, description: Option<&str>) {
        self.description = description.map(str::to_owned);
    }

    /// The registered model that this describes, without what is in other files.
    pub(in crate::store::file) fn model(&self, name: &str) -> Result<RegisteredModel> {
        let state = self.deployment_job_state.as_deref();
        Ok(RegisteredModel {
            name: name.to_owned(),
            creation_time: number("creation_timestamp", self.creation_timestamp.as_ref())?,
            last_update_time: number(
                "last_updated_timestamp",
                self.last_updated_timestamp.as_ref(),
            )?,
            description: self.description.clone(),
            latest_versions: Vec::new(),
            tags: Vec::new(),
            aliases: Vec::new(),
            deployment_job_id: self.deployment_job_id.clone(),
            deployment_job_state: state.and_then(DeploymentJobConnection::named),
        })
    }

    /// The text of the file. MLflow writes the aliases into it, too, and does not read them there.
    pub(in crate::store::file) fn render(
        &self,
        name: &str,
        aliases: &[ModelAlias],
    ) -> Result<String> {
        let Self {
            creation_timestamp,
            deployment_job_id,
            deployment_job_state,
            description,
            last_updated_timestamp,
            _name,
            _aliases,
            others,
        } = self;
        let mut document = MetaDocument::default();
        document.text_or_null("deployment_job_id", deployment_job_id.as_deref());
        document.text_or_null("deployment_job_state", deployment_job_state.as_deref());
        document.text("workspace", WORKSPACE);
        for (key, value) in others {
            document.value(key, value)?;
        }
        let aliases: Vec<Tag> = aliases
            .iter()
            .map(|alias| Tag::new(&*alias.alias, alias.version.to_string()))
            .collect();
        document.tags("aliases", &aliases);
        document.text("name", name);
        document.text_or_null("description", description.as_deref());
        for (key, text) in [
            ("creation_timestamp", creation_timestamp),
            ("last_updated_timestamp", last_updated_timestamp),
        ] {
            document.number_or_null(key, number(key, text.as_ref())?);
        }
        Ok(document.render())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From a store of MLflow 3.17.2.
    const WRITTEN: &str = "aliases:
  champ: '1'
creation_timestamp: 17
deployment_job_id: null
deployment_job_state: null
description: for wine
last_updated_timestamp: 18
name: größe 1'x
workspace: default
";

    #[test]
    fn a_registered_model_is_written_as_mlflow_3_17_2_writes_it() {
        let alias = ModelAlias {
            alias: "champ".into(),
            version: 1,
        };
        let mut meta = RegisteredModelMeta::new(Some("for wine"), 17);
        meta.touch(18);
        let text = meta
            .render("größe 1'x", std::slice::from_ref(&alias))
            .unwrap();
        assert_eq!(text, WRITTEN);
        let read = RegisteredModelMeta::parse(WRITTEN).unwrap();
        assert_eq!(read.render("größe 1'x", &[alias]).unwrap(), WRITTEN);
        let model = read.model("wine").unwrap();
        assert_eq!(
            (model.creation_time, model.last_update_time),
            (Some(17), Some(18))
        );
        assert_eq!(
            (&*model.name, model.description.as_deref()),
            ("wine", Some("for wine"))
        );
    }

    #[test]
    fn what_others_noted_of_a_deployment_job_is_told_and_kept() {
        let text = WRITTEN
            .replace("job_id: null", "job_id: '7'")
            .replace("job_state: null", "job_state: CONNECTED");
        let meta = RegisteredModelMeta::parse(&text).unwrap();
        let model = meta.model("wine").unwrap();
        assert_eq!(model.deployment_job_id.as_deref(), Some("7"));
        let state = model.deployment_job_state;
        assert_eq!(state, Some(DeploymentJobConnection::Connected));
        let rendered = meta.render("wine", &[]).unwrap();
        assert!(rendered.contains("deployment_job_id: '7'\ndeployment_job_state: CONNECTED"));
    }

    #[test]
    fn what_is_new_is_kept_and_what_2_22_4_leaves_out_is_added() {
        let text = "aliases: {}\ncreation_timestamp: 17\ndescription: ''\nfuture: [1]\n\
                    last_updated_timestamp: 18\nname: wine\nworkspace: mine\n";
        let meta = RegisteredModelMeta::parse(text).unwrap();
        let text = meta.render("port", &[]).unwrap();
        for line in [
            "aliases: {}",
            "future: [1]",
            "name: port",
            "workspace: mine",
            "deployment_job_id: null",
        ] {
            assert!(text.lines().any(|known| known == line), "{line}: {text}");
        }
        assert!(
            RegisteredModelMeta::parse("creation_timestamp: soon\n")
                .unwrap()
                .model("x")
                .is_err()
        );
    }
}
