//! How a store keeps registered models.

use crate::entity::{RegisteredModel, Tag};
use crate::error::Result;
use crate::search::{Filter, RegisteredModelField, RegisteredModelOrder};

use super::{ModelVersionStore, Page};

/// A registered model to be created.
#[derive(Clone, Debug)]
pub struct NewRegisteredModel {
    /// Its name, which none may have yet.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Its first tags; of several values for a key the last counts.
    pub tags: Vec<Tag>,
    /// Now.
    pub creation_time: i64,
}

/// Which registered models to find.
#[derive(Clone, Debug)]
pub struct RegisteredModelQuery {
    /// What must hold; `None` takes all. Unless it asks for prompts, none is found.
    pub filter: Option<Filter<RegisteredModelField>>,
    /// In which order; ties are broken by name.
    pub order_by: Vec<RegisteredModelOrder>,
    /// Most results on one page.
    pub max_results: usize,
    /// Where the previous page ended.
    pub page_token: Option<String>,
}

/// Keeps registered models with their tags and aliases.
///
/// Whatever names a registered model that is not there is `RESOURCE_DOES_NOT_EXIST`
/// ([`crate::error::Error::registered_model_not_found`]).
pub trait RegisteredModelStore: Send + Sync {
    /// Creates a registered model and gives it back. A name that is taken is
    /// `RESOURCE_ALREADY_EXISTS` ([`crate::error::Error::registered_model_exists`]).
    fn create_registered_model(&self, new: &NewRegisteredModel) -> Result<RegisteredModel>;

    /// One registered model with the latest version of each stage.
    fn get_registered_model(&self, name: &str) -> Result<Option<RegisteredModel>>;

    /// A page of the registered models that the query asks for.
    fn search_registered_models(
        &self,
        query: &RegisteredModelQuery,
    ) -> Result<Page<RegisteredModel>>;

    /// Gives a registered model another name, and so each of its versions, which all count as
    /// changed now. A name that another one has is `RESOURCE_ALREADY_EXISTS`.
    fn rename_registered_model(&self, name: &str, new: &str, now: i64) -> Result<RegisteredModel>;

    /// Replaces the description, by none too, and gives the new state.
    fn describe_registered_model(
        &self,
        name: &str,
        description: Option<&str>,
        now: i64,
    ) -> Result<RegisteredModel>;

    /// Removes a registered model with all its versions.
    fn delete_registered_model(&self, name: &str) -> Result<()>;

    /// Sets a tag. The time of the last change stays, here and below.
    fn set_registered_model_tag(&self, name: &str, tag: &Tag) -> Result<()>;

    /// Removes a tag; one that is not there is removed already.
    fn delete_registered_model_tag(&self, name: &str, key: &str) -> Result<()>;

    /// Lets an alias stand for a version, which must be there, and for no other any more.
    fn set_model_alias(&self, name: &str, alias: &str, version: i64) -> Result<()>;

    /// Removes an alias; one that is not there is removed already.
    fn delete_model_alias(&self, name: &str, alias: &str) -> Result<()>;
}

/// A place that keeps registered models and their versions.
pub trait RegistryStore: RegisteredModelStore + ModelVersionStore {}

impl<T: RegisteredModelStore + ModelVersionStore> RegistryStore for T {}
