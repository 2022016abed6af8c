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
        let end = offset.saturating_add(max_results).saturating_add(1);
        if orders == complete_model_version_order(&[]) {
            let found = self.first(end, is_found);
            return found.into_iter().skip(offset).cloned().collect();
        }
        let found = self.0.par_iter().filter(is_found).collect();
        let found = ranked(candidates(found, &orders[..1], end), &orders);
        let page = ranked_page(found, max_results, offset, |(rank, _)| rank);
        page.into_iter()
            .map(|(_, version)| Arc::clone(version))
            .collect()
    }

    /// The first of those that are found, in the order of the list, and no more of them.
    fn first(
        &self,
        end: usize,
        is_found: impl Fn(&&Arc<ModelVersion>) -> bool + Sync,
    ) -> Vec<&Arc<ModelVersion>> {
        let mut found = Vec::new();
        let mut chunks = self.0.chunks(CHUNK);
        while found.len() < end
            && let Some(chunk) = chunks.next()
        {
            found.par_extend(chunk.par_iter().filter(&is_found));
        }
        found.truncate(end);
        found
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

type Ranked<'a> = Vec<(Rank, &'a Arc<ModelVersion>)>;

/// Those that can be among the first of an order, by its first keys alone: a rank by all keys takes
/// several times as long as one by a number.
fn candidates<'a>(
    found: Vec<&'a Arc<ModelVersion>>,
    first_keys: &[ModelVersionOrder],
    end: usize,
) -> Vec<&'a Arc<ModelVersion>> {
    if end >= found.len() {
        return found;
    }
    let mut ranks = ranked(found, first_keys);
    let (_, (last, _), _) = ranks.select_nth_unstable_by(end, |(a, _), (b, _)| a.cmp(b));
    let last = last.clone();
    let candidates = ranks.into_iter().filter(|(rank, _)| *rank <= last);
    candidates.map(|(_, version)| version).collect()
}

fn ranked<'a>(versions: Vec<&'a Arc<ModelVersion>>, orders: &[ModelVersionOrder]) -> Ranked<'a> {
    let rank = |version: &'a Arc<ModelVersion>| (Rank::new(&**version, orders), version);
    versions.into_par_iter().map(rank).collect()
}
