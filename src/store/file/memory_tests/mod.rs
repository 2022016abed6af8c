//! A store that remembers answers like one that was opened just now, whatever others do to its
//! folder in between.

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

use super::FileStore;
use super::known_run::KnownRun;
use super::memory::Memory;
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

/// A folder of runs, the store that remembers it and one that stands for another process.
struct Fixture {
    folder: TempDir,
    remembering: FileStore,
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
            name: "second".into(),
            artifact_location: ArtifactLocation::Under("/m".into()),
            tags: Vec::new(),
            creation_time: 1,
        };
        let second = other.create_experiment(&new).unwrap();
        let mut remembering = FileStore::open(&root, &options()).unwrap();
        let watcher = Watcher::with_limit(limit).unwrap();
        remembering.memory = Some(Memory::with_watcher(watcher));
        let fixture = Self {
            folder,
            remembering,
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

    fn known_runs(&self) -> Vec<Arc<KnownRun>> {
        let experiment = self.remembering.find_experiment(&"0".into()).unwrap();
        let mut runs = self.remembering.known_runs(&experiment).unwrap();
        runs.sort_by(|a, b| a.path().cmp(b.path()));
        runs
    }

    /// What both stores say to a search and of each run.
    fn check(&self, search: &Search) -> TestCaseResult {
        let query = search.query(&self.experiments);
        let fresh = FileStore::open(&self.folder.path().join("mlruns"), &options()).unwrap();
        let found = |store: &FileStore| said(store.search_runs(&query));
        prop_assert_eq!(found(&self.remembering), found(&fresh), "{:?}", search);
        for run in 0..=RUNS {
            let got = |store: &FileStore| said(store.get_run(&run_id(run)));
            prop_assert_eq!(got(&self.remembering), got(&fresh));
        }
        Ok(())
    }

    fn watcher(&self) -> &Watcher {
        self.remembering.memory.as_ref().unwrap().watcher()
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

/// Where a value lies in a run's folder.
fn section() -> impl Strategy<Value = &'static str> {
    prop::sample::select(&["metrics", "params", "tags"][..])
}

/// What somebody does to a store or its folder. Numbers are those of runs.
#[derive(Clone, Debug)]
enum Change {
    Log(usize, Batch),
    LogOneself(usize, Batch),
    Input(usize, String),
    Output(usize),
    Rename(usize, String),
    Stage(usize, bool),
    Create(usize),
    /// Lines are added to a file, as MLflow does it.
    Append(usize, &'static str, String, String),
    /// A file is written in its place, as MLflow does it with tags.
    Overwrite(usize, &'static str, String, String),
    /// A file gets the place of another.
    Replace(usize, &'static str, String, String),
    /// A link gets the place of a file.
    Link(usize, &'static str, String),
    /// A second name of a file.
    HardLink(usize, &'static str, String),
    /// What those links lead to is written.
    Target(String),
    Remove(usize, &'static str, String),
    RemoveSection(usize, &'static str),
    RemoveRun(usize),
    /// A folder leaves the store, or comes back.
    Move(usize),
    MoveSection(usize, &'static str),
    MoveDatasets,
    MoveExperiment,
    MoveRoot,
    /// A run's folder is another's now.
    Swap(usize, usize),
    LinkRun(usize),
    /// What that link leads to leaves, or comes back.
    MoveLinked,
    Meta(usize, &'static str),
    ExperimentStage(bool),
    Overflow,
}

fn change() -> impl Strategy<Value = Change> {
    let run = || 0..RUNS;
    let text = || {
        prop_oneof![
            strategies::text(),
            prop::sample::select(&["1 0.5 0\n", "2 1.5 1\n", "x\n"][..]).prop_map(str::to_owned)
        ]
    };
    let place = || (run(), section(), strategies::key());
    let metas = ["", "status: 3\n", "run_uuid: other\n", "tags: []\n"];
    prop_oneof![
        3 => (run(), batch()).prop_map(|(run, batch)| Change::Log(run, batch)),
        2 => (run(), batch()).prop_map(|(run, batch)| Change::LogOneself(run, batch)),
        2 => (run(), strategies::text()).prop_map(|(run, name)| Change::Input(run, name)),
        1 => run().prop_map(Change::Output),
        1 => (run(), strategies::text()).prop_map(|(run, name)| Change::Rename(run, name)),
        1 => (run(), any::<bool>()).prop_map(|(run, active)| Change::Stage(run, active)),
        2 => (0..=RUNS).prop_map(Change::Create),
        3 => (place(), text()).prop_map(|((r, s, k), text)| Change::Append(r, s, k, text)),
        3 => (place(), text()).prop_map(|((r, s, k), text)| Change::Overwrite(r, s, k, text)),
        2 => (place(), text()).prop_map(|((r, s, k), text)| Change::Replace(r, s, k, text)),
        1 => place().prop_map(|(r, s, k)| Change::Link(r, s, k)),
        1 => place().prop_map(|(r, s, k)| Change::HardLink(r, s, k)),
        2 => text().prop_map(Change::Target),
        1 => place().prop_map(|(r, s, k)| Change::Remove(r, s, k)),
        1 => (run(), section()).prop_map(|(run, section)| Change::RemoveSection(run, section)),
        1 => run().prop_map(Change::RemoveRun),
        2 => run().prop_map(Change::Move),
        2 => (run(), section()).prop_map(|(run, section)| Change::MoveSection(run, section)),
        1 => Just(Change::MoveDatasets),
        1 => Just(Change::MoveExperiment),
        1 => Just(Change::MoveRoot),
        1 => (run(), run()).prop_map(|(one, other)| Change::Swap(one, other)),
        1 => run().prop_map(Change::LinkRun),
        1 => Just(Change::MoveLinked),
        1 => (run(), prop::sample::select(metas.to_vec())).prop_map(|(r, m)| Change::Meta(r, m)),
        1 => any::<bool>().prop_map(Change::ExperimentStage),
        1 => Just(Change::Overflow),
    ]
}

fn batch() -> impl Strategy<Value = Batch> {
    (
        strategies::key(),
        strategies::measured(),
        strategies::text(),
    )
        .prop_map(|(key, value, text)| Batch {
            metrics: vec![Metric {
                key: key.clone(),
                value,
                timestamp: 1,
                step: 0,
            }],
            params: vec![Param::new(&*key, "x")],
            tags: vec![Tag::new(key, text)],
            ..Batch::default()
        })
}

impl Change {
    /// Does it, as far as it is possible: what is refused changes nothing.
    #[expect(clippy::too_many_lines, reason = "an arm for each kind of change")]
    fn apply(&self, fixture: &Fixture) {
        let file = |run: usize, section: &str, key: &str| {
            let path = fixture.run_path(run).join(section).join(key);
            let _ = fs::create_dir_all(path.parent().unwrap());
            path
        };
        let target = fixture.outside("target");
        match self {
            Self::Log(run, batch) => drop(fixture.other.log_batch(&run_id(*run), batch)),
            Self::LogOneself(run, batch) => {
                drop(fixture.remembering.log_batch(&run_id(*run), batch));
            }
            Self::Input(run, name) => {
                drop(fixture.other.log_inputs(&run_id(*run), &[input(name)], &[]));
            }
            Self::Output(run) => {
                let output = ModelOutput {
                    model_id: "m-1".into(),
                    step: 0,
                };
                drop(fixture.other.log_outputs(&run_id(*run), &[output]));
            }
            Self::Rename(run, name) => {
                let update = RunUpdate {
                    run_name: Some(name.clone()),
                    ..RunUpdate::default()
                };
                drop(fixture.other.update_run(&run_id(*run), &update));
            }
            Self::Stage(run, active) => {
                drop(
                    fixture
                        .other
                        .set_run_stage(&run_id(*run), stage(*active), 3),
                );
            }
            Self::Create(run) => drop(fixture.create_run(*run)),
            Self::Append(run, section, key, text) => {
                let opened = fs::OpenOptions::new()
                    .append(true)
                    .create(true)
                    .open(file(*run, section, key));
                drop(opened.map(|mut file| file.write_all(text.as_bytes())));
            }
            Self::Overwrite(run, section, key, text) => {
                drop(fs::write(file(*run, section, key), text));
            }
            Self::Replace(run, section, key, text) => {
                fs::write(fixture.outside("new"), text).unwrap();
                drop(fs::rename(fixture.outside("new"), file(*run, section, key)));
            }
            Self::Link(run, section, key) => {
                let path = file(*run, section, key);
                drop(fs::remove_file(&path));
                drop(std::os::unix::fs::symlink(&target, path));
            }
            Self::HardLink(run, section, key) => {
                let path = file(*run, section, key);
                drop(fs::remove_file(&path));
                drop(fs::hard_link(&target, path));
            }
            Self::Target(text) => fs::write(&target, text).unwrap(),
            Self::Remove(run, section, key) => drop(fs::remove_file(file(*run, section, key))),
            Self::RemoveSection(run, section) => {
                drop(fs::remove_dir_all(fixture.run_path(*run).join(section)));
            }
            Self::RemoveRun(run) => drop(fs::remove_dir_all(fixture.run_path(*run))),
            Self::Move(run) => toggle(&fixture.run_path(*run), &fixture.outside(&run.to_string())),
            Self::MoveSection(run, section) => {
                let away = fixture.outside(&format!("{run}-{section}"));
                toggle(&fixture.run_path(*run).join(section), &away);
            }
            Self::MoveDatasets => {
                let path = fixture.experiment_path().join("datasets");
                toggle(&path, &fixture.outside("datasets"));
            }
            Self::MoveExperiment => {
                toggle(&fixture.experiment_path(), &fixture.outside("experiment"));
            }
            Self::MoveRoot => toggle(&fixture.outside("mlruns"), &fixture.outside("elsewhere")),
            Self::Swap(one, other) => {
                let [one, other] = [one, other].map(|run| fixture.run_path(*run));
                let aside = fixture.outside("aside");
                drop(fs::rename(&one, &aside));
                drop(fs::rename(&other, &one));
                drop(fs::rename(&aside, &other));
            }
            Self::LinkRun(run) => {
                let (path, away) = (fixture.run_path(*run), fixture.outside("linked"));
                if fs::rename(&path, &away).is_ok() {
                    std::os::unix::fs::symlink(&away, path).unwrap();
                }
            }
            Self::MoveLinked => toggle(&fixture.outside("linked"), &fixture.outside("unlinked")),
            Self::Meta(run, text) => {
                drop(fs::write(fixture.run_path(*run).join("meta.yaml"), text));
            }
            Self::ExperimentStage(active) => {
                let second = &fixture.experiments[1];
                drop(
                    fixture
                        .other
                        .set_experiment_stage(second, stage(*active), 3),
                );
            }
            Self::Overflow => fixture.watcher().overflow(),
        }
    }
}

fn stage(is_active: bool) -> LifecycleStage {
    if is_active {
        LifecycleStage::Active
    } else {
        LifecycleStage::Deleted
    }
}

fn input(name: &str) -> DatasetInput {
    DatasetInput {
        dataset: Dataset {
            name: name.to_owned(),
            digest: "d1".to_owned(),
            source_type: "local".to_owned(),
            source: "{}".to_owned(),
            schema: None,
            profile: None,
        },
        tags: Vec::new(),
    }
}

/// Moves a folder from one place to the other or back.
fn toggle(here: &Path, away: &Path) {
    if fs::rename(here, away).is_err() {
        let _ = fs::rename(away, here);
    }
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
            .remembering
            .search_runs(&Search::all().query(&fixture.experiments))
    };
    page().unwrap();
    let before = fixture.known_runs();
    fixture
        .other
        .log_batch(&run_id(2), &batch_of("m", 1))
        .unwrap();
    let after = fixture.known_runs();
    let is_kept = |(one, other): (&Arc<KnownRun>, &Arc<KnownRun>)| Arc::ptr_eq(one, other);
    let kept: Vec<bool> = before.iter().zip(&after).map(is_kept).collect();
    assert_eq!(kept, [true, true, false, true, true]);

    fixture.create_run(RUNS).unwrap();
    let kept = before
        .iter()
        .zip(&fixture.known_runs())
        .filter(|pair| is_kept(*pair))
        .count();
    assert_eq!(kept, RUNS - 1);
}

#[test]
fn a_link_to_a_run_is_followed_to_where_it_leads_today() {
    let fixture = Fixture::new(ENOUGH);
    let runs = || {
        let query = Search::all().query(&fixture.experiments);
        fixture.remembering.search_runs(&query).unwrap().items.len()
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
        fixture.remembering.search_runs(&query).unwrap();
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
            .remembering
            .search_runs(&search.query(&fixture.experiments))
            .unwrap();
    }
    assert!(
        fixture
            .known_runs()
            .iter()
            .all(|run| run.value_count() < 40)
    );
}

#[test]
fn what_was_logged_before_a_search_is_found_by_it() {
    let fixture = Fixture::new(ENOUGH);
    let logged = AtomicI64::new(0);
    let found = || {
        let run = fixture.remembering.get_run(&run_id(0)).unwrap().unwrap();
        run.metric("m").map_or(0, |metric| metric.step)
    };
    std::thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                while logged.load(Ordering::SeqCst) < 300 {
                    let before = logged.load(Ordering::SeqCst);
                    let query = Search::all().query(&fixture.experiments);
                    fixture.remembering.search_runs(&query).unwrap();
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
