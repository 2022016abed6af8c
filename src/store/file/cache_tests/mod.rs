//! A store that caches answers like one that was opened just now, whatever others do to its
//! folder in between.

mod change;

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::test_runner::TestCaseResult;
use tempfile::TempDir;

use change::{Change, change};

use super::FileStore;
use super::cache::RunCache;
use super::cached_run::CachedRun;
use super::watcher::Watcher;
use crate::entity::{
    Dataset, DatasetInput, ExperimentId, LifecycleStage, Metric, ModelOutput, Param, RunId, Tag,
    ViewType,
};
use crate::search::{Filter, RunField, RunOrder, strategies};
use crate::store::{
    ArtifactLocation, Batch, ExperimentStore, NewExperiment, NewRun, OpenOptions, RunQuery,
    RunStore, RunUpdate,
};

const RUNS: usize = 5;
/// More watches than the tests need.
const ENOUGH: usize = 1_000;

fn options() -> OpenOptions {
    OpenOptions {
        artifact_root: "/m".into(),
        now: 1,
    }
}

fn run_id(index: usize) -> RunId {
    RunId::from(format!("{index:032x}"))
}

/// A folder of runs, the store that caches it and one that stands for another process.
struct Fixture {
    folder: TempDir,
    caching: FileStore,
    other: FileStore,
    experiments: Vec<ExperimentId>,
}

impl Fixture {
    /// Two experiments, of which the first has the runs.
    fn new(limit: usize) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().join("mlruns");
        let other = FileStore::open(&root, &options()).unwrap();
        let new = NewExperiment {
            wanted_id: None,
            name: "second".into(),
            artifact_location: ArtifactLocation::Under("/m".into()),
            tags: Vec::new(),
            creation_time: 1,
        };
        let second = other.create_experiment(&new).unwrap();
        let mut caching = FileStore::open(&root, &options()).unwrap();
        let watcher = Arc::new(Watcher::with_limit(limit).unwrap());
        caching.cache = Some(RunCache::new(watcher));
        let fixture = Self {
            folder,
            caching,
            other,
            experiments: vec!["0".into(), second],
        };
        (0..RUNS).for_each(|index| fixture.create_run(index).unwrap());
        fixture
    }

    fn create_run(&self, index: usize) -> crate::error::Result<()> {
        let new = NewRun {
            run_id: run_id(index),
            experiment_id: self.experiments[0].clone(),
            run_name: format!("run-{index}"),
            user_id: "me".into(),
            start_time: 2,
            artifact_uri: "/m/0/r/artifacts".into(),
            tags: Vec::new(),
        };
        self.other.create_run(&new).map(drop)
    }

    fn experiment_path(&self) -> PathBuf {
        self.folder.path().join("mlruns/0")
    }

    fn run_path(&self, run: usize) -> PathBuf {
        self.experiment_path().join(run_id(run).as_str())
    }

    fn outside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn cached_runs(&self) -> Vec<Arc<CachedRun>> {
        let experiment = self.caching.find_experiment(&"0".into()).unwrap();
        let mut runs = self.caching.cached_runs(&experiment).unwrap();
        runs.sort_by(|a, b| a.path().cmp(b.path()));
        runs
    }

    /// What both stores say to a search and of each run.
    fn check(&self, search: &Search) -> TestCaseResult {
        let query = search.query(&self.experiments);
        let fresh = FileStore::open(&self.folder.path().join("mlruns"), &options()).unwrap();
        let found = |store: &FileStore| said(store.search_runs(&query));
        prop_assert_eq!(found(&self.caching), found(&fresh), "{:?}", search);
        for run in 0..=RUNS {
            let got = |store: &FileStore| said(store.get_run(&run_id(run)));
            prop_assert_eq!(got(&self.caching), got(&fresh));
        }
        Ok(())
    }

    fn watcher(&self) -> &Watcher {
        self.caching.cache.as_ref().unwrap().watcher()
    }
}

/// An answer as text, in which NaN is equal to itself.
fn said<T: std::fmt::Debug>(answer: crate::error::Result<T>) -> String {
    match answer {
        Ok(value) => format!("{value:?}"),
        Err(error) => error.message().to_owned(),
    }
}

#[derive(Clone, Debug)]
struct Search {
    view: ViewType,
    filter: Option<Filter<RunField>>,
    order_by: Vec<RunOrder>,
    max_results: usize,
}

impl Search {
    fn all() -> Self {
        Self {
            view: ViewType::All,
            filter: None,
            order_by: Vec::new(),
            max_results: 100,
        }
    }

    fn query(&self, experiments: &[ExperimentId]) -> RunQuery {
        RunQuery {
            experiment_ids: experiments.to_vec(),
            view: self.view,
            filter: self.filter.clone(),
            order_by: self.order_by.clone(),
            max_results: self.max_results,
            page_token: None,
        }
    }
}

fn search() -> impl Strategy<Value = Search> {
    let views = [ViewType::ActiveOnly, ViewType::DeletedOnly, ViewType::All];
    (
        prop::sample::select(views.to_vec()),
        option::weighted(0.8, strategies::run_filter()),
        strategies::run_orders(),
        1_usize..8,
    )
        .prop_map(|(view, filter, order_by, max_results)| Search {
            view,
            filter,
            order_by,
            max_results,
        })
}

fn agree(watches: usize, changes: &[(Change, Search)]) -> TestCaseResult {
    let fixture = Fixture::new(watches);
    fs::write(fixture.outside("target"), "1 0.5 0\n").unwrap();
    fixture.check(&Search::all())?;
    for (change, search) in changes {
        change.apply(&fixture);
        fixture.check(search)?;
        fixture.check(&Search::all())?;
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn whatever_others_do_is_seen(changes in vec((change(), search()), 1..40)) {
        agree(ENOUGH, &changes)?;
    }

    #[test]
    fn what_cannot_be_watched_is_read_again(
        watches in 0_usize..20,
        changes in vec((change(), search()), 1..25),
    ) {
        agree(watches, &changes)?;
    }
}

#[test]
fn only_a_run_that_has_changed_is_read_again() {
    let fixture = Fixture::new(ENOUGH);
    let page = || {
        fixture
            .caching
            .search_runs(&Search::all().query(&fixture.experiments))
    };
    page().unwrap();
    let before = fixture.cached_runs();
    fixture
        .other
        .log_batch(&run_id(2), &batch_of("m", 1))
        .unwrap();
    let after = fixture.cached_runs();
    let is_kept = |(one, other): (&Arc<CachedRun>, &Arc<CachedRun>)| Arc::ptr_eq(one, other);
    let kept: Vec<bool> = before.iter().zip(&after).map(is_kept).collect();
    assert_eq!(kept, [true, true, false, true, true]);

    fixture.create_run(RUNS).unwrap();
    let kept = before
        .iter()
        .zip(&fixture.cached_runs())
        .filter(|pair| is_kept(*pair))
        .count();
    assert_eq!(kept, RUNS - 1);
}

#[test]
fn a_link_to_a_run_is_followed_to_where_it_leads_today() {
    let fixture = Fixture::new(ENOUGH);
    let runs = || {
        let query = Search::all().query(&fixture.experiments);
        fixture.caching.search_runs(&query).unwrap().items.len()
    };
    Change::LinkRun(1).apply(&fixture);
    for expected in [RUNS, RUNS - 1, RUNS] {
        assert_eq!(runs(), expected);
        assert_eq!(runs(), expected);
        Change::MoveLinked.apply(&fixture);
    }
}

#[test]
fn watches_go_with_what_was_watched() {
    let fixture = Fixture::new(ENOUGH);
    let look = || {
        let query = Search::all().query(&fixture.experiments);
        fixture.caching.search_runs(&query).unwrap();
        fixture.watcher().watch_count()
    };
    // Both experiments, and of each run its own folder, metrics, params and tags.
    assert_eq!(look(), 2 + RUNS * 4);
    assert_eq!(look(), 2 + RUNS * 4);
    fs::remove_dir_all(fixture.run_path(0)).unwrap();
    fs::rename(fixture.run_path(1), fixture.outside("away")).unwrap();
    assert_eq!(look(), 2 + (RUNS - 2) * 4);
    fixture.watcher().overflow();
    assert_eq!(look(), 2 + (RUNS - 2) * 4);
    fs::rename(fixture.experiment_path(), fixture.outside("experiment")).unwrap();
    assert_eq!(look(), 1);
}

#[test]
fn keys_that_nobody_has_fill_no_memory() {
    let fixture = Fixture::new(ENOUGH);
    for key in 0..100 {
        let filter = crate::search::parse_run_filter(&format!("params.k{key} = 'x'")).unwrap();
        let search = Search {
            filter,
            ..Search::all()
        };
        fixture
            .caching
            .search_runs(&search.query(&fixture.experiments))
            .unwrap();
    }
    assert!(
        fixture
            .cached_runs()
            .iter()
            .all(|run| run.value_count() < 40)
    );
}

#[test]
fn what_was_logged_before_a_search_is_found_by_it() {
    let fixture = Fixture::new(ENOUGH);
    let logged = AtomicI64::new(0);
    let found = || {
        let run = fixture.caching.get_run(&run_id(0)).unwrap().unwrap();
        run.metric("m").map_or(0, |metric| metric.step)
    };
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while logged.load(Ordering::SeqCst) < 300 {
                    let before = logged.load(Ordering::SeqCst);
                    let query = Search::all().query(&fixture.experiments);
                    fixture.caching.search_runs(&query).unwrap();
                    assert!(found() >= before);
                }
            });
        }
        for step in 1..=300 {
            fixture
                .other
                .log_batch(&run_id(0), &batch_of("m", step))
                .unwrap();
            logged.store(step, Ordering::SeqCst);
            assert!(found() >= step);
        }
    });
}

fn batch_of(key: &str, step: i64) -> Batch {
    let metric = Metric {
        key: key.into(),
        value: 0.5,
        timestamp: step,
        step,
    };
    Batch {
        metrics: vec![metric],
        ..Batch::default()
    }
}
