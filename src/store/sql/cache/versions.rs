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
    use proptest::option;
    use proptest::prelude::*;
    use proptest::sample::select;

    use super::super::super::tests::Scratch;
    use super::super::tests::serving;
    use crate::entity::{ModelStage, Tag, keys};
    use crate::error::Result;
    use crate::search::strategies;
    use crate::store::{
        ModelVersionQuery, ModelVersionStore, NewModelVersion, NewRegisteredModel, RegistryStore,
        StageTransition, Store,
    };

    const NAMES: [&str; 3] = ["x", "X", "xx"];

    /// What somebody does to the versions of a model.
    #[derive(Clone, Debug)]
    enum Change {
        Create(Option<&'static str>, Vec<Tag>),
        Move(i64, ModelStage, bool),
        Describe(i64),
        Delete(i64),
        Tag(i64, Tag),
        Untag(i64, String),
        Alias(i64),
        Rename(&'static str),
        DeleteModel,
    }

    fn tag() -> impl Strategy<Value = Tag> {
        let key = prop_oneof![4 => strategies::key(), 1 => Just(keys::IS_PROMPT.to_owned())];
        let value = prop_oneof![strategies::text(), Just("true".to_owned())];
        (key, value).prop_map(|(key, value)| Tag { key, value })
    }

    fn change() -> impl Strategy<Value = Change> {
        let number = || 1_i64..4;
        prop_oneof![
            (option::of(select(&["x", "X"][..])), vec(tag(), 0..3))
                .prop_map(|(run, tags)| Change::Create(run, tags)),
            (number(), select(&ModelStage::ALL[..]), any::<bool>())
                .prop_map(|(number, stage, archives)| Change::Move(number, stage, archives)),
            number().prop_map(Change::Describe),
            number().prop_map(Change::Delete),
            (number(), tag()).prop_map(|(number, tag)| Change::Tag(number, tag)),
            (number(), strategies::key()).prop_map(|(number, key)| Change::Untag(number, key)),
            number().prop_map(Change::Alias),
            select(&NAMES[..]).prop_map(Change::Rename),
            Just(Change::DeleteModel),
        ]
    }

    /// Does it; what is not there does not change.
    fn make(registry: &dyn RegistryStore, name: &str, now: i64, change: &Change) -> Result<()> {
        match change.clone() {
            Change::Create(run_id, tags) => {
                let _ = registry.create_registered_model(&NewRegisteredModel {
                    name: name.to_owned(),
                    description: None,
                    tags: Vec::new(),
                    creation_time: now,
                });
                let new = NewModelVersion {
                    name: name.to_owned(),
                    source: "s3://x/x".to_owned(),
                    storage_location: String::new(),
                    run_id: run_id.map(Into::into),
                    run_link: None,
                    model_id: None,
                    description: None,
                    tags,
                    creation_time: now,
                };
                registry.create_model_version(&new).map(drop)
            }
            Change::Move(version, stage, archive_existing) => {
                let transition = StageTransition {
                    name,
                    version,
                    stage,
                    archive_existing,
                    now,
                };
                registry.transition_model_version(&transition).map(drop)
            }
            Change::Describe(version) => {
                let described = registry.describe_model_version(name, version, Some("new"), now);
                described.map(drop)
            }
            Change::Delete(version) => registry.delete_model_version(name, version, now),
            Change::Tag(version, tag) => registry.set_model_version_tag(name, version, &tag),
            Change::Untag(version, key) => registry.delete_model_version_tag(name, version, &key),
            Change::Alias(version) => registry.set_model_alias(name, "a", version),
            Change::Rename(new) => registry.rename_registered_model(name, new, now).map(drop),
            Change::DeleteModel => registry.delete_registered_model(name),
        }
    }

    fn query() -> impl Strategy<Value = ModelVersionQuery> {
        (
            option::of(strategies::model_version_filter()),
            strategies::model_version_orders(),
            1_usize..5,
        )
            .prop_map(|(filter, order_by, max_results)| ModelVersionQuery {
                filter,
                order_by,
                max_results,
                page_token: None,
            })
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(48))]

        #[test]
        fn the_cache_finds_what_the_database_finds_whoever_changes_it(
            steps in vec((any::<bool>(), select(&NAMES[..]), change(), query()), 1..24),
        ) {
            let scratch = Scratch::new();
            let others = scratch.open().unwrap();
            let ours = serving(&scratch, 0);
            for (now, (by_us, name, change, query)) in (1..).zip(steps) {
                let store = if by_us { &ours } else { &others };
                let _ = make(store.registry().unwrap(), name, now / 2, &change);
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
            make(others.registry().unwrap(), "x", count, &create).unwrap();
            let found = ours.search_model_versions(&query).unwrap().items;
            assert_eq!(i64::try_from(found.len()).unwrap(), count);
        }
        let (cache, freshness) = ours.cache().unwrap();
        assert!(cache.find_versions(freshness, &query, 0).unwrap().is_none());
    }
}
