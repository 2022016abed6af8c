//! A store that caches registered models answers like one that was opened just now, whatever others do
//! to its folder in between.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestCaseResult;
use tempfile::TempDir;

use super::super::FileStore;
use super::super::watcher::Watcher;
use super::RegistryCache;
use super::cache::MAX_TREES_AT_ONCE;
use crate::entity::Tag;
use crate::search::parse_model_version_filter;
use crate::store::registry_change::{Change, NAMES, change, model_query, name, version_query};
use crate::store::{
    ModelVersionQuery, ModelVersionStore, OpenOptions, RegisteredModelQuery, RegisteredModelStore,
};

/// More watches than the tests need.
const ENOUGH: usize = 10_000;

/// A folder, the store that caches it and one that stands for another process.
struct Fixture {
    folder: TempDir,
    watcher: Arc<Watcher>,
    caching: FileStore,
    other: FileStore,
}

impl Fixture {
    fn new(limit: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let other = open(&folder);
        let mut caching = open(&folder);
        let watcher = Arc::new(Watcher::with_limit(limit).unwrap());
        caching.registry_cache = Some(RegistryCache::new(&watcher));
        Self {
            folder,
            watcher,
            caching,
            other,
        }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    fn model(&self, name: &str) -> PathBuf {
        self.path("mlruns/models").join(name)
    }

    fn version(&self, name: &str, number: i64) -> PathBuf {
        self.model(name).join(format!("version-{number}"))
    }

    /// Compares what both stores say to these searches.
    fn check(&self, versions: &ModelVersionQuery, models: &RegisteredModelQuery) -> TestCaseResult {
        let fresh = open(&self.folder);
        let found = |store: &FileStore| said(store.search_model_versions(versions));
        prop_assert_eq!(found(&self.caching), found(&fresh), "{:?}", versions);
        let found = |store: &FileStore| said(store.search_registered_models(models));
        prop_assert_eq!(found(&self.caching), found(&fresh), "{:?}", models);
        Ok(())
    }
}

fn open(folder: &TempDir) -> FileStore {
    let options = OpenOptions {
        artifact_root: "/m".into(),
        now: 1,
    };
    FileStore::open(&folder.path().join("mlruns"), &options).unwrap()
}

fn said<T: std::fmt::Debug>(answer: crate::error::Result<T>) -> String {
    match answer {
        Ok(value) => format!("{value:?}"),
        Err(error) => error.message().to_owned(),
    }
}

fn all_versions() -> ModelVersionQuery {
    ModelVersionQuery {
        filter: None,
        order_by: Vec::new(),
        max_results: 100,
        page_token: None,
    }
}

fn all_models() -> RegisteredModelQuery {
    RegisteredModelQuery {
        filter: None,
        order_by: Vec::new(),
        max_results: 100,
        page_token: None,
    }
}

/// What somebody does to a store, or to its folder without a store. Numbers are those of versions.
#[derive(Clone, Debug)]
enum Step {
    Make(&'static str, Change),
    MakeOneself(&'static str, Change),
    /// A description is written over in place, as MLflow does it where `/tmp` is another disk.
    Describe(&'static str, Option<i64>, String),
    /// A description is renamed over the other one.
    ReplaceDescription(&'static str, i64, String),
    Tag(&'static str, Option<i64>, String),
    RemoveTags(&'static str, Option<i64>),
    HardLink(&'static str, i64),
    /// What that file and these links lead to is written.
    Target(i64),
    RemoveVersion(&'static str, i64),
    /// Folders leave the store, or come back.
    MoveVersion(&'static str, i64),
    MoveModel(&'static str),
    MoveModels,
    MoveRoot,
    LinkVersion(&'static str, i64),
    LinkModel(&'static str),
    MoveLinked,
    Overflow,
}

fn step() -> impl Strategy<Value = Step> {
    let number = || 1_i64..4;
    let owner = || prop::option::of(1_i64..4);
    let text = || select(&["a", "b", "true"][..]).prop_map(str::to_owned);
    prop_oneof![
        12 => (name(), change()).prop_map(|(name, change)| Step::Make(name, change)),
        4 => (name(), change()).prop_map(|(name, change)| Step::MakeOneself(name, change)),
        2 => (name(), owner(), text()).prop_map(|(n, v, text)| Step::Describe(n, v, text)),
        2 => (name(), number(), text()).prop_map(|(n, v, text)| Step::ReplaceDescription(n, v, text)),
        3 => (name(), owner(), text()).prop_map(|(n, v, text)| Step::Tag(n, v, text)),
        1 => (name(), owner()).prop_map(|(name, version)| Step::RemoveTags(name, version)),
        1 => (name(), number()).prop_map(|(name, version)| Step::HardLink(name, version)),
        1 => number().prop_map(Step::Target),
        1 => (name(), number()).prop_map(|(name, version)| Step::RemoveVersion(name, version)),
        1 => (name(), number()).prop_map(|(name, version)| Step::MoveVersion(name, version)),
        1 => name().prop_map(Step::MoveModel),
        1 => Just(Step::MoveModels),
        1 => Just(Step::MoveRoot),
        1 => (name(), number()).prop_map(|(name, version)| Step::LinkVersion(name, version)),
        1 => name().prop_map(Step::LinkModel),
        1 => Just(Step::MoveLinked),
        1 => Just(Step::Overflow),
    ]
}

impl Step {
    /// Does it, as far as it is possible: what is refused changes nothing.
    fn make(&self, fixture: &Fixture, now: i64) {
        let owner = |name: &str, version: Option<i64>| match version {
            Some(version) => fixture.version(name, version),
            None => fixture.model(name),
        };
        match self {
            Self::Make(name, change) => drop(change.make(&fixture.other, name, now)),
            Self::MakeOneself(name, change) => drop(change.make(&fixture.caching, name, now)),
            Self::Describe(name, version, text) => {
                let file = owner(name, *version).join("meta.yaml");
                drop(described(&file, text).map(|text| fs::write(&file, text)));
            }
            Self::ReplaceDescription(name, version, text) => {
                let file = fixture.version(name, *version).join("meta.yaml");
                if let Some(text) = described(&file, text) {
                    fs::write(fixture.path("new"), text).unwrap();
                    fs::rename(fixture.path("new"), file).unwrap();
                }
            }
            Self::Tag(name, version, text) => {
                let tags = owner(name, *version).join("tags");
                drop(fs::create_dir(&tags));
                drop(fs::write(tags.join("k"), text));
            }
            Self::RemoveTags(name, version) => {
                drop(fs::remove_dir_all(owner(name, *version).join("tags")));
            }
            Self::HardLink(name, version) => {
                let file = fixture.version(name, *version).join("meta.yaml");
                if fs::rename(&file, fixture.path("target")).is_ok() {
                    fs::hard_link(fixture.path("target"), file).unwrap();
                }
            }
            Self::Target(number) => {
                let text = described(&fixture.path("target"), &number.to_string());
                drop(text.map(|text| fs::write(fixture.path("target"), text)));
            }
            Self::RemoveVersion(name, version) => {
                drop(fs::remove_dir_all(fixture.version(name, *version)));
            }
            Self::MoveVersion(name, version) => {
                let away = fixture.path(&format!("{name}-{version}"));
                toggle(&fixture.version(name, *version), &away);
            }
            Self::MoveModel(name) => toggle(&fixture.model(name), &fixture.path(name)),
            Self::MoveModels => toggle(&fixture.model(""), &fixture.path("away")),
            Self::MoveRoot => toggle(&fixture.path("mlruns"), &fixture.path("elsewhere")),
            Self::LinkVersion(name, version) => link(fixture, &fixture.version(name, *version)),
            Self::LinkModel(name) => link(fixture, &fixture.model(name)),
            Self::MoveLinked => toggle(&fixture.path("linked"), &fixture.path("unlinked")),
            Self::Overflow => fixture.watcher.overflow(),
        }
    }
}

/// What is in `meta.yaml`, with another description; `None` where there is no such file.
fn described(file: &Path, description: &str) -> Option<String> {
    let text = fs::read_to_string(file).ok()?;
    let lines = text.lines().map(|line| match line.split_once(": ") {
        Some(("description", _)) => format!("description: {description}\n"),
        _ => format!("{line}\n"),
    });
    Some(lines.collect())
}

fn toggle(here: &Path, away: &Path) {
    if fs::rename(here, away).is_err() {
        let _ = fs::rename(away, here);
    }
}

/// Moves a folder away and lets a link lead to it.
fn link(fixture: &Fixture, folder: &Path) {
    let away = fixture.path("linked");
    if fs::rename(folder, &away).is_ok() {
        std::os::unix::fs::symlink(&away, folder).unwrap();
    }
}

fn agree(
    limit: usize,
    steps: &[(Step, ModelVersionQuery, RegisteredModelQuery)],
) -> TestCaseResult {
    let fixture = Fixture::new(limit);
    for (now, (step, versions, models)) in (1..).zip(steps) {
        step.make(&fixture, now / 2);
        fixture.check(versions, models)?;
        fixture.check(&all_versions(), &all_models())?;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn whatever_others_do_is_seen(
        steps in vec((step(), version_query(), model_query()), 1..40),
    ) {
        agree(ENOUGH, &steps)?;
    }

    #[test]
    fn what_cannot_be_watched_is_compared(
        limit in 0_usize..24,
        steps in vec((step(), version_query(), model_query()), 1..30),
    ) {
        agree(limit, &steps)?;
    }
}

/// A model with a version that has a tag.
fn create(store: &FileStore, name: &str) {
    let create = Change::Create(None, vec![Tag::new("k", "a")]);
    create.make(store, name, 1).unwrap();
}

#[test]
fn only_a_model_that_has_changed_is_read_again() {
    let fixture = Fixture::new(ENOUGH);
    for name in NAMES {
        create(&fixture.other, name);
    }
    let models = || {
        fixture
            .caching
            .search_model_versions(&all_versions())
            .unwrap();
        fixture
            .caching
            .search_registered_models(&all_models())
            .unwrap();
        fixture.caching.cached_models(|_| true).unwrap()
    };
    let before = models();
    let tag = Tag::new("k", "b");
    fixture.other.set_model_version_tag("x", 1, &tag).unwrap();
    let kept = before
        .iter()
        .zip(models())
        .map(|(one, other)| Arc::ptr_eq(one, &other));
    // In the order of their names: X, x, xx.
    assert_eq!(kept.collect::<Vec<_>>(), [true, false, true]);
}

#[test]
fn of_a_few_named_models_no_others_are_read() {
    let fixture = Fixture::new(ENOUGH);
    for name in NAMES {
        create(&fixture.other, name);
    }
    let query = ModelVersionQuery {
        filter: parse_model_version_filter("name = 'x'").unwrap(),
        ..all_versions()
    };
    fixture.caching.search_model_versions(&query).unwrap();
    // The folder of all models, that of one, that of its version and that of the version's tags.
    assert_eq!(fixture.watcher.watch_count(), 4);
    fs::remove_dir_all(fixture.model("x")).unwrap();
    fixture.caching.search_model_versions(&query).unwrap();
    assert_eq!(fixture.watcher.watch_count(), 1);
}

#[test]
fn tags_that_are_set_are_seen_however_many_cannot_be_watched() {
    let fixture = Fixture::new(0);
    let filter = parse_model_version_filter("tags.k = 'b'").unwrap();
    let query = ModelVersionQuery {
        filter,
        ..all_versions()
    };
    create(&fixture.other, "x");
    let first = fs::read_to_string(fixture.version("x", 1).join("meta.yaml")).unwrap();
    for number in (2..).take(MAX_TREES_AT_ONCE) {
        let folder = fixture.version("x", number);
        fs::create_dir_all(folder.join("tags")).unwrap();
        let text = first.replace("version: 1", &format!("version: {number}"));
        fs::write(folder.join("meta.yaml"), text).unwrap();
        fs::write(folder.join("tags/k"), "a").unwrap();
    }
    let found = || {
        fixture
            .caching
            .search_model_versions(&query)
            .unwrap()
            .items
            .len()
    };
    assert_eq!(found(), 0);
    for (count, number) in (1..).zip([1, 77, 500]) {
        let tag = Tag::new("k", "b");
        fixture
            .other
            .set_model_version_tag("x", number, &tag)
            .unwrap();
        assert_eq!(found(), count);
    }
    fixture
        .other
        .delete_model_version_tag("x", 77, "k")
        .unwrap();
    assert_eq!(found(), 2);
}
