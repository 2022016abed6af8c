//! What the cases put into a store.

use crate::entity::{
    Experiment, ExperimentId, LifecycleStage, Metric, Param, Run, RunId, Tag, ViewType,
};
use crate::error::{ErrorCode, Result};
use crate::store::{
    ArtifactLocation, Batch, ExperimentQuery, NewExperiment, NewRun, OpenOptions, RunQuery, Store,
};

/// When the cases' stores are made.
pub(super) const OPENED: i64 = 1_000;
/// When their experiments are.
pub(super) const CREATED: i64 = 1_700_000_000_000;
/// When something happens to them.
pub(super) const LATER: i64 = 1_700_000_000_999;

/// Texts that a format may stumble over.
pub(super) const AWKWARD: [&str; 20] = [
    "yes",
    "null",
    "007",
    "1e3",
    "1.5",
    "2020-01-01",
    "12:30",
    "a: b",
    "a #b",
    "- a",
    "{a}",
    "it's \"so\"",
    "back\\slash",
    " spaces around ",
    "tab\tand\r\nlines\n",
    "größe 数据 😀",
    "'; DROP TABLE runs; --",
    "100%_like",
    "~",
    "\u{7f}\u{85}\u{2028}",
];

pub(super) fn options() -> OpenOptions {
    OpenOptions {
        artifact_root: "/artifacts".into(),
        now: OPENED,
    }
}

pub(super) fn new_experiment(name: &str) -> NewExperiment {
    NewExperiment {
        wanted_id: None,
        name: name.into(),
        artifact_location: ArtifactLocation::Under("/artifacts".into()),
        tags: Vec::new(),
        creation_time: CREATED,
    }
}

/// Whether the store is behind a server, which assigns ids, times and artifact locations itself.
pub(super) fn is_remote(store: &dyn Store) -> bool {
    store.assigns_ids()
}

/// What a store was given, which it keeps; or what it assigned instead, where it does that.
pub(super) fn given<T>(store: &dyn Store, given: T, assigned: &T) -> T
where
    T: Clone,
{
    if is_remote(store) {
        assigned.clone()
    } else {
        given
    }
}

/// Lets the clock of a store that has its own go on.
pub(super) fn tick(store: &dyn Store) {
    if is_remote(store) {
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
}

/// Creates an experiment.
pub(super) fn experiment(store: &dyn Store, name: &str) -> ExperimentId {
    store.create_experiment(&new_experiment(name)).unwrap()
}

/// Reads an experiment that must be there.
pub(super) fn get_experiment(store: &dyn Store, id: &ExperimentId) -> Experiment {
    store.get_experiment(id).unwrap().unwrap()
}

pub(super) fn new_run(experiment_id: &ExperimentId) -> NewRun {
    NewRun {
        run_id: RunId::random(),
        experiment_id: experiment_id.clone(),
        run_name: "brisk-heron-1".into(),
        user_id: "me".into(),
        start_time: CREATED,
        artifact_uri: "/artifacts/run".into(),
        tags: Vec::new(),
    }
}

/// Creates a run in a new experiment.
pub(super) fn run(store: &dyn Store) -> RunId {
    let experiment_id = experiment(store, &format!("of {}", RunId::random()));
    run_in(store, &experiment_id, CREATED)
}

/// Creates a run in an experiment.
pub(super) fn run_in(store: &dyn Store, id: &ExperimentId, start_time: i64) -> RunId {
    let new = NewRun {
        start_time,
        ..new_run(id)
    };
    store.create_run(&new).unwrap().info.run_id
}

/// Reads a run that must be there.
pub(super) fn get_run(store: &dyn Store, id: &RunId) -> Run {
    store.get_run(id).unwrap().unwrap()
}

/// A query for everything in some experiments.
pub(super) fn all_runs(experiment_ids: &[&ExperimentId]) -> RunQuery {
    RunQuery {
        experiment_ids: experiment_ids.iter().map(|&id| id.clone()).collect(),
        view: ViewType::ActiveOnly,
        filter: None,
        order_by: Vec::new(),
        max_results: 100,
        page_token: None,
    }
}

/// A query for all experiments of some stages.
pub(super) fn all_experiments(view: ViewType) -> ExperimentQuery {
    ExperimentQuery {
        view,
        filter: None,
        order_by: Vec::new(),
        max_results: 100,
        page_token: None,
    }
}

pub(super) fn metric(key: &str, value: f64, timestamp: i64, step: i64) -> Metric {
    Metric {
        key: key.into(),
        value,
        timestamp,
        step,
    }
}

pub(super) fn metrics(metrics: impl Into<Vec<Metric>>) -> Batch {
    Batch {
        metrics: metrics.into(),
        ..Batch::default()
    }
}

pub(super) fn params(params: &[(&str, &str)]) -> Batch {
    Batch {
        params: params
            .iter()
            .map(|&(key, value)| Param::new(key, value))
            .collect(),
        ..Batch::default()
    }
}

pub(super) fn tags(tags: &[(&str, &str)]) -> Batch {
    Batch {
        tags: tags
            .iter()
            .map(|&(key, value)| Tag::new(key, value))
            .collect(),
        ..Batch::default()
    }
}

pub(super) fn delete_run(store: &dyn Store, id: &RunId) {
    store
        .set_run_stage(id, LifecycleStage::Deleted, LATER)
        .unwrap();
}

pub(super) fn delete_experiment(store: &dyn Store, id: &ExperimentId) {
    store
        .set_experiment_stage(id, LifecycleStage::Deleted, LATER)
        .unwrap();
}

/// Checks that a request was refused for this kind of reason.
#[track_caller]
pub(super) fn refused<T: std::fmt::Debug>(result: Result<T>, code: ErrorCode) {
    let error = result.expect_err("this should be refused");
    assert_eq!(error.code(), code, "{error}");
}

/// Does something in several threads at once and gives what each of them got.
pub(super) fn at_once<T: Send>(threads: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let barrier = std::sync::Barrier::new(threads);
    std::thread::scope(|scope| {
        let handles: Vec<_> = (0..threads)
            .map(|i| {
                let (barrier, work) = (&barrier, &work);
                scope.spawn(move || {
                    barrier.wait();
                    work(i)
                })
            })
            .collect();
        handles
            .into_iter()
            .map(|handle| handle.join().unwrap())
            .collect()
    })
}
