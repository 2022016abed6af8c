//! The rules of registered models, their tags and aliases.

use serde_json::json;

use crate::entity::limits::MAX_REGISTERED_MODELS_PER_PAGE;
use crate::entity::{ModelVersion, RegisteredModel, Tag, WebhookAction, is_prompt};
use crate::error::{Error, ErrorCode, Result};
use crate::search;
use crate::store::{NewRegisteredModel, Page, RegisteredModelQuery};
use crate::tracking::{check_registry_tag, check_tag_key, now};

use super::change::{self, tags_by_key};
use super::{Registry, validate};

/// A search for registered models, as a user states it.
#[derive(Clone, Debug, Default)]
pub struct RegisteredModelSearch<'a> {
    /// In the filter language; `None` takes all. Unless it asks for prompts, none is found.
    pub filter: Option<&'a str>,
    /// Keys of the order, each with `ASC` or `DESC` behind it if wanted.
    pub order_by: &'a [String],
    /// Most results on one page.
    pub max_results: usize,
    /// Where the previous page ended.
    pub page_token: Option<String>,
}

impl Registry<'_> {
    /// Creates a registered model.
    pub fn create_registered_model(
        &self,
        name: &str,
        description: Option<String>,
        tags: Vec<Tag>,
    ) -> Result<RegisteredModel> {
        validate::name(name)?;
        tags.iter().try_for_each(check_registry_tag)?;
        let models = self.models()?;
        let is_new_prompt = is_prompt(&tags);
        let new = NewRegisteredModel {
            name: name.to_owned(),
            description,
            tags,
            creation_time: now(),
        };
        match models.create_registered_model(&new) {
            Err(error) if error.code() == ErrorCode::ResourceAlreadyExists && !self.is_remote() => {
                let existing = models.get_registered_model(name)?;
                let is_old_prompt = existing.is_some_and(|existing| existing.is_prompt());
                Err(match (is_new_prompt, is_old_prompt) {
                    (false, false) => error,
                    (true, true) => Error::prompt_exists(name),
                    _ => Error::name_of_another_kind(name, is_new_prompt),
                })
            }
            Err(error) => Err(error),
            Ok(created) => {
                let NewRegisteredModel {
                    description, tags, ..
                } = &new;
                let is_prompt = || Ok(is_new_prompt);
                self.tell(
                    change::MODEL,
                    WebhookAction::Created,
                    is_prompt,
                    |is_prompt| {
                        json!({
                            "name": name, "tags": tags_by_key(tags, is_prompt),
                            "description": description,
                        })
                    },
                );
                Ok(created)
            }
        }
    }

    /// The registered model of that name, created if it is new.
    pub fn get_or_create_registered_model(&self, name: &str) -> Result<RegisteredModel> {
        match self.create_registered_model(name, None, Vec::new()) {
            Err(error) if error.code() == ErrorCode::ResourceAlreadyExists => {
                self.get_registered_model(name)
            }
            created => created,
        }
    }

    /// One registered model with the latest version of each stage.
    pub fn get_registered_model(&self, name: &str) -> Result<RegisteredModel> {
        validate::name(name)?;
        let model = self.models()?.get_registered_model(name)?;
        model.ok_or_else(|| Error::registered_model_not_found(name))
    }

    /// A page of registered models.
    pub fn search_registered_models(
        &self,
        search: &RegisteredModelSearch,
    ) -> Result<Page<RegisteredModel>> {
        check_page_size(search.max_results, MAX_REGISTERED_MODELS_PER_PAGE)?;
        let filter = search.filter.map(search::parse_registered_model_filter);
        let query = RegisteredModelQuery {
            filter: filter.transpose()?.flatten(),
            order_by: search::parse_registered_model_orders(search.order_by)?,
            max_results: search.max_results,
            page_token: search.page_token.clone(),
        };
        // Clients and the page ask for lists before they know what the store has.
        match self.store.registry() {
            Some(models) => models.search_registered_models(&query),
            None => Ok(Page::default()),
        }
    }

    /// Gives a registered model another name.
    pub fn rename_registered_model(&self, name: &str, new_name: &str) -> Result<RegisteredModel> {
        validate::new_name(new_name)?;
        validate::name(name)?;
        self.models()?
            .rename_registered_model(name, new_name, now())
    }

    /// Replaces the description of a registered model.
    pub fn describe_registered_model(
        &self,
        name: &str,
        description: Option<&str>,
    ) -> Result<RegisteredModel> {
        validate::name(name)?;
        self.models()?
            .describe_registered_model(name, description, now())
    }

    /// Removes a registered model with all its versions.
    pub fn delete_registered_model(&self, name: &str) -> Result<()> {
        validate::name(name)?;
        self.models()?.delete_registered_model(name)
    }

    /// Sets a tag of a registered model.
    pub fn set_registered_model_tag(&self, name: &str, tag: &Tag) -> Result<()> {
        validate::name(name)?;
        check_registry_tag(tag)?;
        self.models()?.set_registered_model_tag(name, tag)?;
        let data = json!({"name": name, "key": tag.key, "value": tag.value});
        self.tell_of(name, change::TAG, WebhookAction::Set, data);
        Ok(())
    }

    /// Removes a tag of a registered model.
    pub fn delete_registered_model_tag(&self, name: &str, key: &str) -> Result<()> {
        validate::name(name)?;
        check_tag_key(key)?;
        self.models()?.delete_registered_model_tag(name, key)?;
        let data = json!({"name": name, "key": key});
        self.tell_of(name, change::TAG, WebhookAction::Deleted, data);
        Ok(())
    }

    /// Lets an alias stand for a version.
    pub fn set_model_alias(&self, name: &str, alias: &str, version: i64) -> Result<()> {
        validate::name(name)?;
        validate::new_alias(alias)?;
        self.models()?.set_model_alias(name, alias, version)?;
        let data = json!({"name": name, "alias": alias, "version": version.to_string()});
        self.tell_of(name, change::ALIAS, WebhookAction::Created, data);
        Ok(())
    }

    /// Removes an alias.
    pub fn delete_model_alias(&self, name: &str, alias: &str) -> Result<()> {
        validate::name(name)?;
        validate::alias(alias)?;
        self.models()?.delete_model_alias(name, alias)?;
        let data = json!({"name": name, "alias": alias});
        self.tell_of(name, change::ALIAS, WebhookAction::Deleted, data);
        Ok(())
    }

    /// The version that an alias stands for; `latest` is the one with the greatest number.
    pub fn model_version_by_alias(&self, name: &str, alias: &str) -> Result<ModelVersion> {
        validate::name(name)?;
        validate::alias(alias)?;
        if validate::is_latest(alias) {
            let latest = self.latest_model_version(name)?;
            return latest.ok_or_else(|| Error::latest_version_not_found(name));
        }
        let model = self.get_registered_model(name)?;
        match model.version_of_alias(alias) {
            Some(version) => self.get_model_version(name, version),
            None => Err(Error::alias_not_found(name, alias)),
        }
    }
}

/// Checks how many results a page is to have.
pub(super) fn check_page_size(max_results: usize, limit: usize) -> Result<()> {
    if (1..=limit).contains(&max_results) {
        return Ok(());
    }
    let expected = format!("a number from 1 to {limit}");
    Err(Error::invalid_value("max_results", max_results, &expected))
}
