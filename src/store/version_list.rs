//! Versions of registered models that a serving process has in memory, to be searched.

use std::collections::HashSet;
use std::sync::Arc;

use rayon::prelude::*;

use crate::entity::ModelVersion;
use crate::search::{
    Filter, ModelVersionField, ModelVersionOrder, Rank, complete_model_version_order,
};

use super::page::ranked_page;

/// How many are looked at by all cores, where it may be that no more are needed.
const CHUNK: usize = 8_192;

/// Versions in the order in which a search without keys gives them: so a page of most searches is
/// found without a look at what stands behind it.
#[derive(Debug, Default)]
pub(super) struct VersionList(Vec<Arc<ModelVersion>>);

impl VersionList {
    /// These versions, which are in no order.
    pub(super) fn new(versions: impl IntoIterator<Item = Arc<ModelVersion>>) -> Self {
        let mut list = Self(versions.into_iter().collect());
        list.sort();
        list
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.0.len()
    }

    /// Puts these versions in the place of all that the named models have.
    pub(super) fn replace(
        &mut self,
        models: &HashSet<String>,
        versions: impl IntoIterator<Item = Arc<ModelVersion>>,
    ) {
        self.0.retain(|version| !models.contains(&version.name));
        self.0.extend(versions);
        self.sort();
    }

    /// Finds the versions of a page, and one more if there is another page.
    pub(super) fn find(
        &self,
        filter: Option<&Filter<ModelVersionField>>,
        is_shown: impl Fn(&ModelVersion) -> bool + Sync,
        order_by: &[ModelVersionOrder],
        max_results: usize,
        offset: usize,
    ) -> Vec<Arc<ModelVersion>> {
        let is_found = |version: &&Arc<ModelVersion>| {
            is_shown(version) && filter.is_none_or(|filter| filter.matches(&***version))
        };
        let orders = complete_model_version_order(order_by);
        if orders == complete_model_version_order(&[]) {
            let end = offset.saturating_add(max_results).saturating_add(1);
            let mut found: Vec<&Arc<ModelVersion>> = Vec::new();
            let mut chunks = self.0.chunks(CHUNK);
            while found.len() < end
                && let Some(chunk) = chunks.next()
            {
                found.par_extend(chunk.par_iter().filter(is_found));
            }
            found.truncate(end);
            return found.into_iter().skip(offset).cloned().collect();
        }
        let found: Vec<(Rank, &Arc<ModelVersion>)> = (self.0.par_iter().filter(is_found))
            .map(|version| (Rank::new(&**version, &orders), version))
            .collect();
        let page = ranked_page(found, max_results, offset, |(rank, _)| rank);
        page.into_iter()
            .map(|(_, version)| Arc::clone(version))
            .collect()
    }

    /// Sorts by the last change, latest first, by name, and by number, greatest first.
    fn sort(&mut self) {
        self.0.par_sort_by(|a, b| {
            (b.last_update_time.cmp(&a.last_update_time))
                .then_with(|| a.name.cmp(&b.name))
                .then_with(|| b.version.cmp(&a.version))
        });
    }
}
