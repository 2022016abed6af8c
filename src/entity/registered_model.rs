//! A registered model: a name under which the versions of a model are kept, and by which teams
//! promote and deploy them.

use super::{DeploymentJobConnection, ModelVersion, Tag, is_prompt};

/// A named line of model versions.
///
/// A prompt of MLflow 3 is a registered model, too: one with the tag `mlflow.prompt.is_prompt`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RegisteredModel {
    /// Unique in the registry, prompts included.
    pub name: String,
    /// Milliseconds since 1970 (UTC).
    pub creation_time: Option<i64>,
    /// Milliseconds since 1970 (UTC).
    pub last_update_time: Option<i64>,
    /// What it is for, in Markdown.
    pub description: Option<String>,
    /// Of each stage the version with the greatest number, in the order of their numbers. Their
    /// aliases are told by the model alone.
    pub latest_versions: Vec<ModelVersion>,
    /// Sorted by key.
    pub tags: Vec<Tag>,
    /// Sorted by name.
    pub aliases: Vec<ModelAlias>,
    /// The job that deploys its new versions. MLflow's databases keep none.
    pub deployment_job_id: Option<String>,
    /// How it is connected to that job.
    pub deployment_job_state: Option<DeploymentJobConnection>,
}

/// A name that stands for one version of a registered model: `models:/NAME@ALIAS`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct ModelAlias {
    /// Unique within the registered model.
    pub alias: String,
    /// The number of the version.
    pub version: i64,
}

impl RegisteredModel {
    /// The value of one tag.
    pub fn tag(&self, key: &str) -> Option<&str> {
        let tag = self.tags.iter().find(|tag| tag.key == key)?;
        Some(&tag.value)
    }

    /// Whether it is a prompt.
    pub fn is_prompt(&self) -> bool {
        is_prompt(&self.tags)
    }

    /// The number of the version that an alias stands for.
    pub fn version_of_alias(&self, alias: &str) -> Option<i64> {
        let found = self.aliases.iter().find(|known| known.alias == alias)?;
        Some(found.version)
    }
}
