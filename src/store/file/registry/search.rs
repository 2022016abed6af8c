//! Searching registered models and their versions: no more files are read than the filter and the
//! order ask for.
//!
//! What a filter says of names and numbers is known from the names of folders. So
//! `name = 'wine'` reads the versions of one registered model, and a page in the order of names
//! reads the models of that page alone. Tags are read where the filter asks for them; of all others
//! only those of the page, and the mark of prompts.

use std::sync::Arc;

use rayon::prelude::*;

use crate::entity::{ModelVersion, RegisteredModel};
use crate::error::Result;
use crate::search::{
    Direction, Filter, ModelVersionAttribute, ModelVersionField, Order, Rank,
    RegisteredModelAttribute, RegisteredModelField, RegisteredModelOrder, Tagged, asks_for_prompts,
    complete_model_version_order, complete_registered_model_order,
};
use crate::store::page::ranked_page;
use crate::store::{ModelVersionQuery, RegisteredModelQuery};

use super::super::meta::{ModelVersionMeta, RegisteredModelMeta};
use super::super::{FileStore, journal, skipped};
use super::cached_model::CachedModel;
use super::folder::{RegisteredModelFolder, TagsWanted, VersionFolder};

/// How many registered models are read at once, where it may be that no more are needed.
const CHUNK: usize = 256;

/// Finds the registered models of a page, and one more if there is another page.
pub(super) fn registered_models(
    store: &FileStore,
    query: &RegisteredModelQuery,
    offset: usize,
) -> Result<Vec<RegisteredModel>> {
    let search = ModelSearch::new(query);
    let mut models = store.cached_models(|folder| search.may_find(folder))?;
    let found = match search.orders[0] {
        Order {
            key: RegisteredModelAttribute::Name,
            direction,
        } => {
            sort(&mut models, direction);
            let end = offset.saturating_add(query.max_results).saturating_add(1);
            let mut found = Vec::new();
            for chunk in models.chunks(CHUNK) {
                if found.len() >= end {
                    break;
                }
                found.par_extend(chunk.par_iter().filter_map(|model| search.look(model)));
            }
            found
        }
        _ => models
            .par_iter()
            .filter_map(|model| search.look(model))
            .collect(),
    };
    ranked_page(found, query.max_results, offset, |(rank, _)| rank)
        .into_par_iter()
        .map(|(_, model)| model.whole(search.tags))
        .collect()
}

/// Which tags a search looks at before it knows the page.
fn tags_asked_for<F: Tagged>(filter: Option<&Filter<F>>) -> TagsWanted {
    let is_other = |field: &F| field.tag_key().is_some() && !field.marks_prompts();
    match filter {
        Some(filter) if filter.has_field(&is_other) => TagsWanted::All,
        _ => TagsWanted::PromptMark,
    }
}

fn sort(models: &mut [Arc<CachedModel>], direction: Direction) {
    let by_name = |one: &Arc<CachedModel>, other: &Arc<CachedModel>| {
        one.folder().name().cmp(other.folder().name())
    };
    models.sort_by(|one, other| match direction {
        Direction::Ascending => by_name(one, other),
        Direction::Descending => by_name(other, one),
    });
}

/// A search for registered models.
struct ModelSearch {
    filter: Option<Filter<RegisteredModelField>>,
    orders: Vec<RegisteredModelOrder>,
    finds_prompts: bool,
    tags: TagsWanted,
}

impl ModelSearch {
    fn new(query: &RegisteredModelQuery) -> Self {
        let filter = query.filter.as_ref();
        Self {
            filter: filter.map(Filter::ignoring_case_beyond_ascii),
            orders: complete_registered_model_order(&query.order_by),
            finds_prompts: asks_for_prompts(filter),
            tags: tags_asked_for(filter),
        }
    }

    /// Whether the name alone rules a registered model out.
    fn may_find(&self, folder: &RegisteredModelFolder) -> bool {
        let Some(filter) = &self.filter else {
            return true;
        };
        let is_known = |field: &RegisteredModelField| {
            *field == RegisteredModelField::Attribute(RegisteredModelAttribute::Name)
        };
        let named = RegisteredModelMeta::default().model(folder.name());
        named.is_ok_and(|named| filter.may_match(&named, &is_known))
    }

    /// Returns a registered model with its rank, if it is found.
    fn look<'a>(&self, model: &'a CachedModel) -> Option<(Rank, &'a CachedModel)> {
        let described = model.described(self.tags)?;
        let is_found = (self.finds_prompts || !described.is_prompt())
            && self
                .filter
                .as_ref()
                .is_none_or(|filter| filter.matches(described));
        is_found.then(|| (Rank::new(described, &self.orders), model))
    }
}

/// Finds the versions of a page, and one more if there is another page.
pub(super) fn model_versions(
    store: &FileStore,
    query: &ModelVersionQuery,
    offset: usize,
) -> Result<Vec<ModelVersion>> {
    let search = VersionSearch::new(query);
    if let Some(found) = cached_versions(store, query, &search, offset)? {
        return Ok(found);
    }
    let orders = complete_model_version_order(&query.order_by);
    let found = store
        .registered_models()?
        .into_par_iter()
        .filter(|model| search.may_find(&model.version(0), &is_name))
        .flat_map_iter(|model| {
            journal::recover_to_read(model.path());
            skipped::or_report(model.path(), model.versions()).unwrap_or_default()
        })
        .filter(|folder| search.may_find(folder, &is_name_or_number))
        .filter_map(|folder| search.look(&folder))
        .map(|version| (Rank::new(&version, &orders), version))
        .collect();
    ranked_page(found, query.max_results, offset, |(rank, _)| rank)
        .into_par_iter()
        .map(|(_, version)| {
            let model = RegisteredModelFolder::new(&store.models_path(), version.name.clone());
            model.completed_version(version, search.tags)
        })
        .collect()
}

/// The same from what a serving process has in memory; `None` if that is not everything.
fn cached_versions(
    store: &FileStore,
    query: &ModelVersionQuery,
    search: &VersionSearch,
    offset: usize,
) -> Result<Option<Vec<ModelVersion>>> {
    let Some(cache) = &store.registry_cache else {
        return Ok(None);
    };
    store.check_root()?;
    let (order_by, max_results) = (&query.order_by, query.max_results);
    let filter = search.filter.as_ref();
    let is_shown = |version: &ModelVersion| search.finds_prompts || !version.is_prompt();
    let models = store.models_path();
    let found = cache.with_versions(
        &models,
        |model| search.may_find(&model.version(0), &is_name),
        |versions| versions.find(filter, is_shown, order_by, max_results, offset),
    )?;
    let with_aliases = |version: &Arc<ModelVersion>| {
        let model = RegisteredModelFolder::new(&models, version.name.clone());
        model.with_aliases(ModelVersion::clone(version))
    };
    found
        .map(|found| found.par_iter().map(with_aliases).collect())
        .transpose()
}

fn is_name(field: &ModelVersionField) -> bool {
    *field == ModelVersionField::Attribute(ModelVersionAttribute::Name)
}

fn is_name_or_number(field: &ModelVersionField) -> bool {
    is_name(field) || *field == ModelVersionField::Attribute(ModelVersionAttribute::Version)
}

/// A search for versions.
struct VersionSearch {
    filter: Option<Filter<ModelVersionField>>,
    finds_prompts: bool,
    tags: TagsWanted,
}

impl VersionSearch {
    fn new(query: &ModelVersionQuery) -> Self {
        let filter = query.filter.as_ref();
        Self {
            filter: filter.map(Filter::ignoring_case_beyond_ascii),
            finds_prompts: asks_for_prompts(filter),
            tags: tags_asked_for(filter),
        }
    }

    /// Whether what is known of a version without reading it rules it out.
    fn may_find(
        &self,
        folder: &VersionFolder,
        is_known: &impl Fn(&ModelVersionField) -> bool,
    ) -> bool {
        let Some(filter) = &self.filter else {
            return true;
        };
        let numbered = ModelVersionMeta::default().version(folder.name(), folder.number());
        numbered.is_ok_and(|numbered| filter.may_match(&numbered, is_known))
    }

    /// Reads a version, if it is found.
    fn look(&self, folder: &VersionFolder) -> Option<ModelVersion> {
        let version = folder.read_tagged(self.tags)?;
        let is_found = (self.finds_prompts || !version.is_prompt())
            && self
                .filter
                .as_ref()
                .is_none_or(|filter| filter.matches(&version));
        is_found.then_some(version)
    }
}
