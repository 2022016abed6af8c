//! Random stores and random searches: the file store, `SQLite` and the evaluator in memory find
//! the same in the same order.

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestCaseResult;

use crate::entity::{
    Dataset, DatasetInput, Experiment, ExperimentId, LifecycleStage, Metric, Param, Run, RunId,
    RunStatus, Tag, ViewType,
};
use crate::search::{
    ExperimentKey, ExperimentOrder, ExperimentRank, Filter, RunOrder, RunRank,
    complete_experiment_order, complete_run_order, strategies,
};

use super::file::FileStore;
use super::sql::SqlStore;
use super::{
    ArtifactLocation, Batch, ExperimentQuery, NewExperiment, NewRun, OpenOptions, RunQuery,
    RunUpdate, Store,
};

/// A run to be recorded in every store.
#[derive(Clone, Debug)]
struct RecordedRun {
    experiment: usize,
    run_name: String,
    user_id: String,
    start_time: i64,
    end: Option<i64>,
    is_deleted: bool,
    batch: Batch,
    inputs: Vec<DatasetInput>,
}

/// A search, of runs and of experiments.
#[derive(Clone, Debug)]
struct Search {
    view: ViewType,
    runs: Option<Filter>,
    run_orders: Vec<RunOrder>,
    experiments: Option<Filter<ExperimentKey>>,
    experiment_orders: Vec<ExperimentOrder>,
    max_results: usize,
}

fn pairs() -> impl Strategy<Value = Vec<(String, String)>> {
    btree_map(strategies::key(), strategies::text(), 0..4).prop_map(|map| map.into_iter().collect())
}

fn tags() -> impl Strategy<Value = Vec<Tag>> {
    pairs().prop_map(|pairs| {
        pairs
            .into_iter()
            .map(|(key, value)| Tag { key, value })
            .collect()
    })
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
    (vec(metric, 0..4), pairs(), tags()).prop_map(|(metrics, params, tags)| Batch {
        metrics,
        params: params
            .into_iter()
            .map(|(key, value)| Param { key, value })
            .collect(),
        tags,
    })
}

fn input() -> impl Strategy<Value = DatasetInput> {
    (
        strategies::text(),
        select(&["", "x"][..]),
        strategies::text(),
    )
        .prop_map(|(name, digest, context)| DatasetInput {
            dataset: Dataset {
                name,
                digest: digest.to_owned(),
                source_type: "local".to_owned(),
                source: "{}".to_owned(),
                schema: None,
                profile: None,
            },
            tags: vec![Tag::new("mlflow.data.context", context)],
        })
}

fn run() -> impl Strategy<Value = RecordedRun> {
    (
        (
            0_usize..3,
            "[xX]{1,2}",
            strategies::text(),
            strategies::time(),
        ),
        (option::of(strategies::time()), prop::bool::weighted(0.1)),
        batch(),
        vec(input(), 0..3),
    )
        .prop_map(
            |((experiment, run_name, user_id, start_time), (end, is_deleted), batch, inputs)| {
                RecordedRun {
                    experiment,
                    run_name,
                    user_id,
                    start_time,
                    end,
                    is_deleted,
                    batch,
                    inputs,
                }
            },
        )
}

fn search() -> impl Strategy<Value = Search> {
    let views = [ViewType::ActiveOnly, ViewType::DeletedOnly, ViewType::All];
    (
        select(views.to_vec()),
        (
            option::weighted(0.9, strategies::run_filter()),
            strategies::run_orders(),
        ),
        (
            option::weighted(0.9, strategies::experiment_filter()),
            strategies::experiment_orders(),
        ),
        1_usize..8,
    )
        .prop_map(
            |(view, (runs, run_orders), (experiments, experiment_orders), max_results)| Search {
                view,
                runs,
                run_orders,
                experiments,
                experiment_orders,
                max_results,
            },
        )
}

/// Records everything in a store and gives the ids of its experiments.
fn record(
    store: &dyn Store,
    experiment_tags: &[Vec<Tag>],
    runs: &[RecordedRun],
) -> Vec<ExperimentId> {
    let experiments: Vec<ExperimentId> = experiment_tags
        .iter()
        .enumerate()
        .map(|(index, tags)| {
            let new = NewExperiment {
                name: format!("{}{index}", ["x", "X", "é"][index % 3]),
                artifact_location: ArtifactLocation::Under("/root".to_owned()),
                tags: tags.clone(),
                creation_time: (index / 2).try_into().unwrap(),
            };
            store.create_experiment(&new).unwrap()
        })
        .collect();
    for (index, run) in runs.iter().enumerate() {
        record_run(store, &experiments[run.experiment], index, run);
    }
    store
        .set_experiment_stage(&experiments[2], LifecycleStage::Deleted, 9)
        .unwrap();
    experiments
}

fn record_run(store: &dyn Store, experiment: &ExperimentId, index: usize, run: &RecordedRun) {
    let id = RunId::from(format!("{index:032x}"));
    let new = NewRun {
        run_id: id.clone(),
        experiment_id: experiment.clone(),
        run_name: run.run_name.clone(),
        user_id: run.user_id.clone(),
        start_time: run.start_time,
        artifact_uri: format!("/root/{index}"),
        tags: Vec::new(),
    };
    store.create_run(&new).unwrap();
    store.log_batch(&id, &run.batch).unwrap();
    store.log_inputs(&id, &run.inputs, &[]).unwrap();
    let update = RunUpdate {
        status: run.end.map(|_| RunStatus::Finished),
        end_time: run.end,
        run_name: None,
    };
    store.update_run(&id, &update).unwrap();
    if run.is_deleted {
        store
            .set_run_stage(&id, LifecycleStage::Deleted, 9)
            .unwrap();
    }
}

/// What the evaluator finds among all runs.
fn evaluated_runs(all: &[Run], search: &Search) -> Vec<RunId> {
    let orders = complete_run_order(&search.run_orders);
    let mut found: Vec<&Run> = all
        .iter()
        .filter(|run| search.view.shows(run.info.lifecycle_stage))
        .filter(|run| {
            search
                .runs
                .as_ref()
                .is_none_or(|filter| filter.matches(*run))
        })
        .collect();
    found.sort_by_key(|run| RunRank::new(*run, &orders));
    found.iter().map(|run| run.info.run_id.clone()).collect()
}

fn evaluated_experiments(all: &[Experiment], search: &Search) -> Vec<ExperimentId> {
    let orders = complete_experiment_order(&search.experiment_orders);
    let mut found: Vec<&Experiment> = all
        .iter()
        .filter(|experiment| search.view.shows(experiment.lifecycle_stage))
        .filter(|experiment| {
            search
                .experiments
                .as_ref()
                .is_none_or(|filter| filter.matches(*experiment))
        })
        .collect();
    found.sort_by_key(|experiment| ExperimentRank::new(experiment, &orders));
    found
        .iter()
        .map(|experiment| experiment.experiment_id.clone())
        .collect()
}

/// What a store finds, page by page.
fn searched_runs(store: &dyn Store, experiments: &[ExperimentId], search: &Search) -> Vec<RunId> {
    let mut query = RunQuery {
        experiment_ids: experiments.to_vec(),
        view: search.view,
        filter: search.runs.clone(),
        order_by: search.run_orders.clone(),
        max_results: search.max_results,
        page_token: None,
    };
    let mut found = Vec::new();
    loop {
        let page = store.search_runs(&query).unwrap();
        assert!(page.items.len() <= search.max_results);
        found.extend(page.items.into_iter().map(|run| run.info.run_id));
        query.page_token = page.next_page_token;
        if query.page_token.is_none() {
            return found;
        }
    }
}

fn searched_experiments(store: &dyn Store, search: &Search) -> Vec<ExperimentId> {
    let mut query = ExperimentQuery {
        view: search.view,
        filter: search.experiments.clone(),
        order_by: search.experiment_orders.clone(),
        max_results: search.max_results,
        page_token: None,
    };
    let mut found = Vec::new();
    loop {
        let page = store.search_experiments(&query).unwrap();
        found.extend(
            page.items
                .into_iter()
                .map(|experiment| experiment.experiment_id),
        );
        query.page_token = page.next_page_token;
        if query.page_token.is_none() {
            return found;
        }
    }
}

/// Compares what a store finds with what the evaluator finds, and gives the runs.
fn check(
    store: &dyn Store,
    recorded: &[ExperimentId],
    count: usize,
    search: &Search,
) -> Result<Vec<RunId>, TestCaseError> {
    let runs: Vec<Run> = (0..count)
        .map(|index| RunId::from(format!("{index:032x}")))
        .map(|id| store.get_run(&id).unwrap().unwrap())
        .collect();
    let default = ExperimentId::from("0");
    let experiments: Vec<Experiment> = recorded
        .iter()
        .chain([&default])
        .map(|id| store.get_experiment(id).unwrap().unwrap())
        .collect();
    let found = searched_runs(store, recorded, search);
    prop_assert_eq!(
        &found,
        &evaluated_runs(&runs, search),
        "{}",
        store.describe()
    );
    let found_experiments = searched_experiments(store, search);
    let expected = evaluated_experiments(&experiments, search);
    prop_assert_eq!(found_experiments, expected, "{}", store.describe());
    Ok(found)
}

fn agree(
    experiment_tags: &[Vec<Tag>],
    runs: &[RecordedRun],
    searches: &[Search],
) -> TestCaseResult {
    let folder = tempfile::tempdir().unwrap();
    let options = OpenOptions {
        artifact_root: "/root".to_owned(),
        now: 1,
    };
    let file = FileStore::open(&folder.path().join("mlruns"), &options).unwrap();
    let database = format!("sqlite:///{}", folder.path().join("x.db").display());
    let sql = SqlStore::open(&database, &options).unwrap();
    let in_file = record(&file, experiment_tags, runs);
    let in_sql = record(&sql, experiment_tags, runs);
    for search in searches {
        let from_file = check(&file, &in_file, runs.len(), search)?;
        let from_sql = check(&sql, &in_sql, runs.len(), search)?;
        prop_assert_eq!(from_file, from_sql);
    }
    Ok(())
}

proptest! {
    // A case is two stores and many searches of them.
    #![proptest_config(ProptestConfig { cases: 6, max_shrink_iters: 200, ..ProptestConfig::default() })]

    #[test]
    fn every_store_finds_what_the_evaluator_finds(
        experiment_tags in vec(tags(), 3),
        runs in vec(run(), 1..25),
        searches in vec(search(), 60),
    ) {
        agree(&experiment_tags, &runs, &searches)?;
    }
}
