//! The cache gives what the database would give, whoever writes.

use std::sync::Arc;
use std::thread;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::super::SqlStore;
use super::super::tests::{Scratch, new_experiment, new_run};
use super::*;
use crate::entity::{
    Dataset, DatasetInput, ExperimentId, LifecycleStage, Metric, ModelOutput, Param, RunStatus,
    Tag, ViewType,
};
use crate::search::{Filter, RunField, RunOrder, parse_run_filter, parse_run_orders, strategies};
use crate::store::{Batch, ExperimentStore, RunQuery, RunStore, RunUpdate, Store};

/// A store that caches, and reads anew without a pause.
pub(super) fn serving(scratch: &Scratch, pause_factor: u32) -> SqlStore {
    let mut store = scratch.open().unwrap();
    store.serve();
    store.cache.as_mut().unwrap().pause_factor = pause_factor;
    store
}

fn query(filter: &str, orders: &[&str]) -> RunQuery {
    let orders: Vec<String> = orders.iter().map(ToString::to_string).collect();
    RunQuery {
        experiment_ids: vec![ExperimentId::from("1"), ExperimentId::from("0")],
        view: ViewType::ActiveOnly,
        filter: parse_run_filter(filter).unwrap(),
        order_by: parse_run_orders(&orders).unwrap(),
        max_results: 100,
        page_token: None,
    }
}

fn tagged(key: &str, value: &str) -> Batch {
    Batch {
        tags: vec![Tag::new(key, value)],
        ..Batch::default()
    }
}

/// What is found in the cache; `None` if that does not answer.
pub(in super::super) fn cached(store: &SqlStore, query: &RunQuery) -> Option<Vec<Arc<Run>>> {
    let (cache, freshness) = store.cache()?;
    let search = RunSearch::new(query).unwrap();
    let page = cache.find_runs(freshness, &search).unwrap();
    page.map(|page| page.items)
}

/// Who does something.
#[derive(Clone, Copy, Debug)]
enum Who {
    /// The store that caches.
    Us,
    /// A store with connections of its own, as another process has it.
    Others,
}

/// Something that is done to one of a few runs.
#[derive(Clone, Debug)]
enum Deed {
    Create,
    Log(Batch),
    Update(RunUpdate),
    Stage(LifecycleStage),
    StageOfAll(LifecycleStage),
    DeleteTag(String),
    ReadDataset,
    MakeModel,
}

/// A search that the deeds are followed by.
#[derive(Clone, Debug)]
struct Search {
    filter: Option<Filter<RunField>>,
    orders: Vec<RunOrder>,
    view: ViewType,
    max_results: usize,
}

fn batch() -> impl Strategy<Value = Batch> {
    let metric =
        (strategies::key(), strategies::measured(), 0_i64..3).prop_map(|(key, value, step)| {
            Metric {
                key,
                value,
                timestamp: 1,
                step,
            }
        });
    let tag_key = prop_oneof![3 => strategies::key(), 1 => Just("mlflow.runName".to_owned())];
    (
        vec(metric, 0..3),
        vec((strategies::key(), strategies::text()), 0..2),
        vec((tag_key, strategies::text()), 0..3),
    )
        .prop_map(|(metrics, params, tags)| Batch {
            metrics,
            params: params.into_iter().map(|(k, v)| Param::new(k, v)).collect(),
            tags: tags.into_iter().map(|(k, v)| Tag::new(k, v)).collect(),
            model_metrics: Vec::new(),
        })
}

fn deed() -> impl Strategy<Value = Deed> {
    let stages = [LifecycleStage::Active, LifecycleStage::Deleted];
    let update = (
        option::of(strategies::time()),
        option::of(strategies::text()),
    )
        .prop_map(|(end_time, run_name)| RunUpdate {
            status: end_time.map(|_| RunStatus::Finished),
            end_time,
            run_name,
        });
    prop_oneof![
        3 => Just(Deed::Create),
        8 => batch().prop_map(Deed::Log),
        2 => update.prop_map(Deed::Update),
        1 => select(stages.to_vec()).prop_map(Deed::Stage),
        1 => select(stages.to_vec()).prop_map(Deed::StageOfAll),
        1 => strategies::key().prop_map(Deed::DeleteTag),
        1 => Just(Deed::ReadDataset),
        1 => Just(Deed::MakeModel),
    ]
}

fn search() -> impl Strategy<Value = Search> {
    let views = [ViewType::ActiveOnly, ViewType::DeletedOnly, ViewType::All];
    (
        option::weighted(0.7, strategies::run_filter()),
        strategies::run_orders(),
        select(views.to_vec()),
        1_usize..5,
    )
        .prop_map(|(filter, orders, view, max_results)| Search {
            filter,
            orders,
            view,
            max_results,
        })
}

/// Does it, or finds that it cannot be done.
fn act(store: &SqlStore, run: usize, deed: &Deed) {
    let id = RunId::from(format!("r{run}"));
    let experiment = ExperimentId::from((run % 2).to_string());
    let dataset = DatasetInput {
        dataset: Dataset {
            name: "d".to_owned(),
            digest: "1".to_owned(),
            source_type: "local".to_owned(),
            source: "{}".to_owned(),
            schema: None,
            profile: None,
        },
        tags: Vec::new(),
    };
    let model = ModelOutput {
        model_id: "m-1".into(),
        step: 0,
    };
    let done = match deed {
        Deed::Create => {
            let mut new = new_run(id.as_str());
            new.experiment_id = experiment;
            store.create_run(&new).map(drop)
        }
        Deed::Log(batch) => store.log_batch(&id, batch),
        Deed::Update(update) => store.update_run(&id, update).map(drop),
        Deed::Stage(stage) => store.set_run_stage(&id, *stage, 9),
        Deed::StageOfAll(stage) => store.set_experiment_stage(&experiment, *stage, 9),
        Deed::DeleteTag(key) => store.delete_run_tag(&id, key),
        Deed::ReadDataset => store.log_inputs(&id, &[dataset], &[]),
        Deed::MakeModel => store.log_outputs(&id, &[model]),
    };
    // That a run is not there, or a param would change, is part of the game.
    drop(done);
}

/// The runs of every page of a search. The tokens between the pages may differ: the database's say where
/// a page begins in the order of a metric, which does not help who has all values at hand.
fn pages(store: &SqlStore, search: &Search) -> Vec<Vec<Arc<Run>>> {
    let mut query = query("", &[]);
    query.filter.clone_from(&search.filter);
    query.order_by.clone_from(&search.orders);
    query.view = search.view;
    query.max_results = search.max_results;
    let mut pages = Vec::new();
    loop {
        let page = store.search_runs(&query).unwrap();
        query.page_token.clone_from(&page.next_page_token);
        pages.push(page.items);
        if query.page_token.is_none() {
            return pages;
        }
    }
}

proptest! {
    // A case is a database and many searches of it.
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn what_is_cached_is_what_the_database_holds(
        deeds in vec((any::<bool>(), 0_usize..6, deed(), option::weighted(0.7, search())), 1..60),
    ) {
        let scratch = Scratch::new();
        let us = serving(&scratch, 0);
        let others = scratch.open().unwrap();
        us.create_experiment(&new_experiment("e")).unwrap();
        for (is_ours, run, deed, search) in &deeds {
            let who = if *is_ours { Who::Us } else { Who::Others };
            match who {
                Who::Us => act(&us, *run, deed),
                Who::Others => act(&others, *run, deed),
            }
            if let Some(search) = search {
                prop_assert_eq!(pages(&us, search), pages(&others, search), "{:?} {:?}", who, deed);
            }
            let id = RunId::from(format!("r{run}"));
            for _ in 0..2 {
                prop_assert_eq!(us.get_run(&id).unwrap(), others.get_run(&id).unwrap());
            }
        }
    }
}

#[test]
fn only_what_others_write_is_forgotten() {
    let scratch = Scratch::new();
    let us = serving(&scratch, u32::from(u16::MAX));
    let others = scratch.open().unwrap();
    us.create_run(&new_run("r")).unwrap();
    let found = query("tags.a = 'x'", &[]);
    assert_eq!(cached(&us, &found).unwrap().len(), 0);
    for value in ["x", "y", "x"] {
        us.log_batch(&RunId::from("r"), &tagged("a", value))
            .unwrap();
        us.log_batch(&RunId::from("none"), &tagged("a", value))
            .unwrap_err();
        let count = cached(&us, &found)
            .expect("our own commits are followed")
            .len();
        assert_eq!(count, usize::from(value == "x"));
    }
    others
        .log_batch(&RunId::from("r"), &tagged("a", "y"))
        .unwrap();
    assert!(cached(&us, &found).is_none(), "now is the pause");
    assert_eq!(us.search_runs(&found).unwrap().items.len(), 0);
}

#[test]
fn what_only_sql_can_compare_is_left_to_it() {
    let (scratch, _, database) = Scratch::store();
    let us = serving(&scratch, 0);
    us.create_run(&new_run("r")).unwrap();
    assert!(cached(&us, &query("tags.a != 'x'", &[])).is_some());
    assert!(cached(&us, &query("datasets.name = 'x'", &[])).is_none());
    let null = "UPDATE tags SET value = NULL WHERE key = 'a'";
    database.execute_batch(null).unwrap();
    assert!(cached(&us, &query("tags.a != 'x'", &[])).is_none());
    assert_eq!(
        us.search_runs(&query("tags.a != 'x'", &[]))
            .unwrap()
            .items
            .len(),
        0
    );
    assert_eq!(
        us.search_runs(&query("tags.a IS NOT NULL", &[]))
            .unwrap()
            .items
            .len(),
        1
    );
}

#[test]
fn whoever_has_written_finds_it() {
    let scratch = Scratch::new();
    let us = serving(&scratch, 0);
    let others = scratch.open().unwrap();
    let run = us.create_run(&new_run("r")).unwrap().info.run_id;
    thread::scope(|scope| {
        for thread in 0..6 {
            let (us, others, run) = (&us, &others, &run);
            scope.spawn(move || {
                let writer = if thread % 3 == 0 { others } else { us };
                for n in 0..40 {
                    let (key, value) = (format!("k{thread}"), n.to_string());
                    writer.log_batch(run, &tagged(&key, &value)).unwrap();
                    let found = query(&format!("tags.{key} = '{value}'"), &["tags.k1"]);
                    let found = us.search_runs(&found).unwrap().items;
                    assert_eq!(found.len(), 1, "thread {thread} does not find {n}");
                    let read = us.get_run(run).unwrap().unwrap();
                    for run in [&found[0], &read] {
                        assert_eq!(run.tag(&key), Some(&*value), "thread {thread}");
                    }
                }
            });
        }
    });
    assert_eq!(us.get_run(&run).unwrap(), others.get_run(&run).unwrap());
}

#[test]
fn the_runs_that_are_cached_are_bounded() {
    let mut runs = RecentRuns::default();
    let (_scratch, store, _) = Scratch::store();
    let mut run = store.create_run(&new_run("r")).unwrap();
    run.data.tags.push(Tag::new("long", "x".repeat(1 << 20)));
    for n in 0..100 {
        run.info.run_id = RunId::from(n.to_string());
        runs.keep(Arc::new(run.clone()));
        assert!(runs.get("0").is_some(), "it is asked for often");
    }
    let count = (0..100)
        .filter(|n| runs.get(&n.to_string()).is_some())
        .count();
    assert!((20..60).contains(&count), "{count}");
    runs.forget("0");
    assert!(runs.get("0").is_none());
}
