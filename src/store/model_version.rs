//! How a store keeps the versions of registered models.

use crate::entity::{ModelId, ModelStage, ModelVersion, RunId, Tag};
use crate::error::Result;
use crate::search::{Filter, ModelVersionField, ModelVersionOrder};

use super::Page;

/// A version to be created: in no stage, and ready.
#[derive(Clone, Debug)]
pub struct NewModelVersion {
    /// The registered model, which must be there.
    pub name: String,
    /// Where it came from.
    pub source: String,
    /// Where its files are. A store that finds that out itself (a remote server) ignores it.
    pub storage_location: String,
    /// The run that made it.
    pub run_id: Option<RunId>,
    /// An address of that run on another server.
    pub run_link: Option<String>,
    /// The logged model that becomes a version. A remote server wants to know, and the file store
    /// notes it; MLflow's databases keep no trace of it.
    pub model_id: Option<ModelId>,
    /// What is to be known of it.
    pub description: Option<String>,
    /// Its first tags; of several values for a key the last counts.
    pub tags: Vec<Tag>,
    /// Now.
    pub creation_time: i64,
}

/// Which versions to find. Deleted ones are never found.
#[derive(Clone, Debug)]
pub struct ModelVersionQuery {
    /// What must hold; `None` takes all. Unless it asks for prompts, no version of a prompt is
    /// found.
    pub filter: Option<Filter<ModelVersionField>>,
    /// In which order; ties are broken by name and number.
    pub order_by: Vec<ModelVersionOrder>,
    /// Most results on one page.
    pub max_results: usize,
    /// Where the previous page ended.
    pub page_token: Option<String>,
}

/// A version on its way to another stage.
#[derive(Clone, Copy, Debug)]
pub struct StageTransition<'a> {
    /// The registered model.
    pub name: &'a str,
    /// The number of the version.
    pub version: i64,
    /// Where it goes.
    pub stage: ModelStage,
    /// Whether the versions that are in that stage are archived.
    pub archive_existing: bool,
    /// Now.
    pub now: i64,
}

/// Keeps the versions of registered models.
///
/// Whatever changes a version that is not there, or was deleted, is `RESOURCE_DOES_NOT_EXIST`
/// ([`crate::error::Error::model_version_not_found`]).
pub trait ModelVersionStore: Send + Sync {
    /// Creates the version with the next number, that of deleted ones included, and gives it back.
    /// The registered model counts as changed. Any number of processes may create versions of one
    /// model at once: no number is given twice, and none is left out.
    fn create_model_version(&self, new: &NewModelVersion) -> Result<ModelVersion>;

    /// One version.
    fn get_model_version(&self, name: &str, version: i64) -> Result<Option<ModelVersion>>;

    /// The version with the greatest number, in whatever stage; the others are not read for it.
    fn latest_model_version(&self, name: &str) -> Result<Option<ModelVersion>>;

    /// A page of the versions that the query asks for.
    fn search_model_versions(&self, query: &ModelVersionQuery) -> Result<Page<ModelVersion>>;

    /// Where the files of a version are.
    fn model_version_location(&self, name: &str, version: i64) -> Result<Option<String>>;

    /// Replaces the description, by none too, and gives the new state.
    fn describe_model_version(
        &self,
        name: &str,
        version: i64,
        description: Option<&str>,
        now: i64,
    ) -> Result<ModelVersion>;

    /// Moves a version to a stage, and those that are there to the archive if that is wanted, and
    /// gives the new state. The registered model counts as changed.
    fn transition_model_version(&self, transition: &StageTransition) -> Result<ModelVersion>;

    /// Deletes a version: it is not found any more, and no alias stands for it. The registered
    /// model counts as changed. As in MLflow, a database forgets its source and run.
    fn delete_model_version(&self, name: &str, version: i64, now: i64) -> Result<()>;

    /// Sets a tag.
    fn set_model_version_tag(&self, name: &str, version: i64, tag: &Tag) -> Result<()>;

    /// Removes a tag; one that is not there is removed already.
    fn delete_model_version_tag(&self, name: &str, version: i64, key: &str) -> Result<()>;
}
