//! The versions of registered models: SQL has no index by which it finds the last changed ones, or
//! those of a run. Of 100,000 versions it reads every row for such a page, in 90 ms.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Instant;

use crate::entity::ModelVersion;
use crate::search::asks_for_prompts;
use crate::store::ModelVersionQuery;
use crate::store::version_list::VersionList;

use super::super::session::SqlResult;
use super::super::statement::Transaction;
use super::super::{model_version, registry_search};

/// Of more versions than these none is cached: they take some 800 bytes each.
const MAX_VERSIONS: usize = 200_000;

/// How many are read by one statement, so that reading takes little memory beside them.
const READ_AT_ONCE: usize = 4_096;

/// All versions, as far as they are not stale.
#[derive(Default)]
pub(super) struct CachedVersions {
    /// Nothing before the first search.
    list: Option<VersionList>,
    /// The names under which there are versions of prompts.
    prompts: HashSet<String>,
    /// The registered models whose versions are to be read again.
    stale: HashSet<String>,
    /// Until when not everything is read anew.
    pause_ends: Option<Instant>,
}

impl CachedVersions {
    /// Finds the versions of a page, and one more if there is another page; `None` where what is
    /// cached is stale.
    pub(super) fn find(
        &self,
        query: &ModelVersionQuery,
        offset: usize,
    ) -> Option<Vec<Arc<ModelVersion>>> {
        let list = self.list.as_ref().filter(|_| self.stale.is_empty())?;
        let filter = query.filter.as_ref();
        let finds_prompts = asks_for_prompts(filter);
        let is_shown =
            |version: &ModelVersion| finds_prompts || !self.prompts.contains(&version.name);
        Some(list.find(filter, is_shown, &query.order_by, query.max_results, offset))
    }

    /// Notes whose versions have changed; `None` stands for all.
    pub(super) fn forget(&mut self, models: Option<&HashSet<String>>) {
        match models {
            Some(models) => self.stale.extend(models.iter().cloned()),
            None => self.list = None,
        }
    }

    /// Reads what is missing; says whether that could be.
    pub(super) fn load(&mut self, tx: &Transaction, pause_factor: u32) -> SqlResult<bool> {
        let start = Instant::now();
        if self.list.is_none() && self.pause_ends.is_some_and(|end| start < end) {
            return Ok(false);
        }
        let dialect = tx.dialect();
        let stale: Vec<&String> = self.stale.iter().collect();
        let names = self.list.as_ref().map(|_| stale.as_slice());
        let ids = registry_search::versions_of(dialect, names).numbered_names(tx)?;
        if ids.len() > MAX_VERSIONS {
            return Ok(false);
        }
        let mut versions = Vec::with_capacity(ids.len());
        for ids in ids.chunks(READ_AT_ONCE) {
            versions.extend(model_version::load(tx, ids)?.into_iter().map(Arc::new));
        }
        let prompts = registry_search::prompt_versions(dialect).ids(tx)?;
        self.prompts = prompts.into_iter().collect();
        match &mut self.list {
            Some(list) => list.replace(&self.stale, versions),
            list => {
                *list = Some(VersionList::new(versions));
                self.pause_ends = Some(Instant::now() + start.elapsed() * pause_factor);
            }
        }
        self.stale.clear();
        Ok(true)
    }
}

#[cfg(test)]
mod tests {
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::super::super::tests::Scratch;
    use super::super::tests::serving;
    use crate::store::registry_change::{self, Change, change, version_query};
    use crate::store::{ModelVersionQuery, ModelVersionStore, Store};

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn the_cache_finds_what_the_database_finds_whoever_changes_it(
            steps in vec((any::<bool>(), registry_change::name(), change(), version_query()), 1..24),
        ) {
            let scratch = Scratch::new();
            let others = scratch.open().unwrap();
            let ours = serving(&scratch, 0);
            for (now, (by_us, name, change, query)) in (1..).zip(steps) {
                let store = if by_us { &ours } else { &others };
                let _ = change.make(store.registry().unwrap(), name, now / 2);
                let (cache, freshness) = ours.cache().unwrap();
                let cached = cache.find_versions(freshness, &query, 0).unwrap();
                let mut cached: Vec<_> = cached.unwrap().iter().map(|v| (**v).clone()).collect();
                cached.truncate(query.max_results);
                let found = others.search_model_versions(&query).unwrap().items;
                prop_assert_eq!(cached, found, "{:?}", change);
            }
        }
    }

    #[test]
    fn where_others_write_often_sql_answers() {
        let scratch = Scratch::new();
        let others = scratch.open().unwrap();
        let ours = serving(&scratch, 1_000_000_000);
        let create = Change::Create(None, Vec::new());
        let query = ModelVersionQuery {
            filter: None,
            order_by: Vec::new(),
            max_results: 9,
            page_token: None,
        };
        for count in 1..4 {
            create.make(others.registry().unwrap(), "x", count).unwrap();
            let found = ours.search_model_versions(&query).unwrap().items;
            assert_eq!(i64::try_from(found.len()).unwrap(), count);
        }
        let (cache, freshness) = ours.cache().unwrap();
        assert!(cache.find_versions(freshness, &query, 0).unwrap().is_none());
    }
}
