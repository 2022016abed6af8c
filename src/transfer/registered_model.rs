//! The model registry: registered models with their versions, tags and aliases.

use std::collections::BTreeMap;

use crate::entity::{RegisteredModel, Tag};
use crate::error::{Error, ErrorCode, Result};
use crate::search;
use crate::store::{NewRegisteredModel, Pages, RegisteredModelQuery, RegistryStore, StoreKind};
use crate::tracking::now;

use super::copied_versions::CopiedVersions;
use super::experiment::is_unknown_to;
use super::lease::{self, Bearer};
use super::model_version::{Registries, text};
use super::origin;
use super::report::{Added, number};
use super::session::Transfer;

/// How many registered models are read at once.
const MODELS_PER_PAGE: usize = 100;

/// Searches leave prompts out, unless they are asked for.
const PROMPTS: &str = "tags.`mlflow.prompt.is_prompt` = 'true'";

impl Transfer<'_> {
    /// Copies the registered models, of which the target lacks versions that come from what was copied.
    pub(super) fn registered_models(&self) -> Result<()> {
        let Some(from) = self.from().registry() else {
            return Ok(());
        };
        for filter in [None, Some(PROMPTS)] {
            let models = Pages::new(|page_token, _| {
                let filter = filter
                    .map(search::parse_registered_model_filter)
                    .transpose()?;
                from.search_registered_models(&RegisteredModelQuery {
                    filter: filter.flatten(),
                    order_by: Vec::new(),
                    max_results: MODELS_PER_PAGE,
                    page_token,
                })
            });
            for model in models {
                let model = match model {
                    // A store of a time before there were prompts.
                    Err(error) if filter.is_some() && is_unknown_to(&error) => break,
                    model => self.tolerate("registry", "all", model)?,
                };
                let Some(model) = model else { break };
                let copied = self.registered_model(from, &model);
                self.tolerate("registered model", &model.name, copied)?;
            }
        }
        Ok(())
    }

    fn registered_model(&self, from: &dyn RegistryStore, model: &RegisteredModel) -> Result<()> {
        let versions = self.versions_of(from, &model.name)?;
        if versions.is_empty() && !self.request.is_whole() {
            return Ok(());
        }
        let to = self.to().registry();
        let to = to.ok_or_else(|| Error::no_registry(&self.target.describe_store()))?;
        let found = to.get_registered_model(&model.name)?;
        let is_new = found.is_none();
        let mut added = match &found {
            Some(there) => self.update_registered_model(to, model, there)?,
            None => self.create_registered_model(to, model)?,
        };
        // A folder is locked as a whole.
        let is_shared = self.writes() && self.to().kind() != StoreKind::Files;
        let bearer = is_shared.then_some(Bearer::RegisteredModel(to, &model.name));
        let mut copied = CopiedVersions::of(model, found.as_ref());
        let numbers = lease::with(bearer, |lease| {
            let registries = Registries {
                from,
                to,
                lease,
                copied: &copied,
            };
            self.versions(&registries, &model.name, &versions, &mut added)
        })?;
        if let Some(tag) = copied.add(numbers.keys().copied())
            && self.writes()
        {
            to.set_registered_model_tag(&model.name, &tag)?;
        }
        self.aliases(to, model, found.as_ref(), &numbers, &mut added)?;
        self.count(|report| {
            added.count_in(report);
            match (is_new, added.is_any()) {
                (true, _) => report.registered_models.created += 1,
                (false, true) => report.registered_models.updated += 1,
                (false, false) => report.registered_models.unchanged += 1,
            }
        });
        Ok(())
    }

    fn create_registered_model(
        &self,
        to: &dyn RegistryStore,
        model: &RegisteredModel,
    ) -> Result<Added> {
        let mut tags = model.tags.clone();
        tags.retain(origin::is_copied);
        let count = number(tags.len());
        if self.writes() {
            let created = to.create_registered_model(&NewRegisteredModel {
                name: model.name.clone(),
                description: model.description.clone(),
                tags,
                creation_time: model.creation_time.unwrap_or_else(now),
            });
            // Another sync may have been faster.
            if let Err(error) = created
                && error.code() != ErrorCode::ResourceAlreadyExists
            {
                return Err(error);
            }
        }
        Ok(Added {
            tags: count,
            ..Added::default()
        })
    }

    fn update_registered_model(
        &self,
        to: &dyn RegistryStore,
        model: &RegisteredModel,
        there: &RegisteredModel,
    ) -> Result<Added> {
        let mut added = Added::default();
        if let Some(description) = text(model.description.as_deref())
            && text(there.description.as_deref()).is_none()
        {
            added.others = true;
            if self.writes() {
                to.describe_registered_model(&model.name, Some(description), now())?;
            }
        }
        let tags: Vec<&Tag> = model
            .tags
            .iter()
            .filter(|tag| origin::is_copied(tag) && there.tag(&tag.key) != Some(&tag.value))
            .collect();
        added.tags = number(tags.len());
        if self.writes() {
            for tag in tags {
                to.set_registered_model_tag(&model.name, tag)?;
            }
        }
        Ok(added)
    }

    /// Sets the aliases of the versions that were copied.
    fn aliases(
        &self,
        to: &dyn RegistryStore,
        model: &RegisteredModel,
        there: Option<&RegisteredModel>,
        numbers: &BTreeMap<i64, i64>,
        added: &mut Added,
    ) -> Result<()> {
        for alias in &model.aliases {
            let Some(&version) = numbers.get(&alias.version) else {
                continue;
            };
            let known = there.and_then(|there| there.version_of_alias(&alias.alias));
            if known == Some(version) {
                continue;
            }
            added.others = true;
            if self.writes() {
                to.set_model_alias(&model.name, &alias.alias, version)?;
            }
        }
        Ok(())
    }
}
