//! Random stores and random searches: the file store, `SQLite` and the evaluator in memory find
//! the same in the same order, and so do stores of a process that lives long.

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestCaseResult;

use crate::config::StoreUri;
use crate::entity::{
    Dataset, DatasetInput, Experiment, ExperimentId, LifecycleStage, Metric, Param, Run, RunId,
    RunStatus, Tag, ViewType,
};
use crate::search::{
    ExperimentKey, ExperimentOrder, Filter, Rank, RunField, RunOrder, complete_experiment_order,
    complete_run_order, strategies,
};

use super::{
    ArtifactLocation, Batch, ExperimentQuery, NewExperiment, NewRun, OpenOptions, Pages, RunQuery,
    RunUpdate, Store, open,
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
    runs: Option<Filter<RunField>>,
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

/// A batch in which no two points of a metric are at one step: which of NaN and a number is the
/// latest there is not for searches to say.
fn batch() -> impl Strategy<Value = Batch> {
    let metrics = btree_map((strategies::key(), 0_i64..3), strategies::measured(), 0..4);
    (metrics, pairs(), tags()).prop_map(|(metrics, params, tags)| Batch {
        metrics: metrics
            .into_iter()
            .map(|((key, step), value)| Metric {
                key,
                value,
                timestamp: 1,
                step,
            })
            .collect(),
        params: params
            .into_iter()
            .map(|(key, value)| Param { key, value })
            .collect(),
        tags,
        model_metrics: Vec::new(),
    })
}

fn input() -> impl Strategy<Value = DatasetInput> {
    (
        strategies::text(),
        select(&["d1", "d2"][..]),
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

/// A store and what was recorded in it, as it reads it back.
struct Recorded {
    store: Box<dyn Store>,
    experiments: Vec<Experiment>,
    runs: Vec<Run>,
}

impl Recorded {
    fn new(store: Box<dyn Store>, experiment_tags: &[Vec<Tag>], runs: &[RecordedRun]) -> Self {
        let mut ids = vec![ExperimentId::from("0")];
        for (index, tags) in experiment_tags.iter().enumerate() {
            let new = NewExperiment {
                wanted_id: None,
                name: format!("{}{index}", ["x", "X", "é"][index % 3]),
                artifact_location: ArtifactLocation::Under("/root".to_owned()),
                tags: tags.clone(),
                creation_time: (index / 2).try_into().unwrap(),
            };
            ids.push(store.create_experiment(&new).unwrap());
        }
        for (index, run) in runs.iter().enumerate() {
            record_run(&*store, &ids[run.experiment], index, run);
        }
        store
            .set_experiment_stage(&ids[3], LifecycleStage::Deleted, 9)
            .unwrap();
        let experiment = |id| store.get_experiment(id).unwrap().unwrap();
        let run = |index| store.get_run(&run_id(index)).unwrap().unwrap();
        Self {
            experiments: ids.iter().map(experiment).collect(),
            runs: (0..runs.len()).map(run).collect(),
            store,
        }
    }
}

fn run_id(index: usize) -> RunId {
    RunId::from(format!("{index:032x}"))
}

fn record_run(store: &dyn Store, experiment: &ExperimentId, index: usize, run: &RecordedRun) {
    let id = run_id(index);
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

impl Recorded {
    /// What the evaluator finds.
    fn evaluated_runs(&self, search: &Search) -> Vec<RunId> {
        let orders = complete_run_order(&search.run_orders);
        let filter = search.runs.as_ref();
        let mut found: Vec<&Run> = self
            .runs
            .iter()
            .filter(|run| search.view.shows(run.info.lifecycle_stage))
            .filter(|run| filter.is_none_or(|filter| filter.matches(*run)))
            .collect();
        found.sort_by_key(|run| Rank::new(*run, &orders));
        found.iter().map(|run| run.info.run_id.clone()).collect()
    }

    fn evaluated_experiments(&self, search: &Search) -> Vec<ExperimentId> {
        let orders = complete_experiment_order(&search.experiment_orders);
        let filter = search.experiments.as_ref();
        let mut found: Vec<&Experiment> = self
            .experiments
            .iter()
            .filter(|experiment| search.view.shows(experiment.lifecycle_stage))
            .filter(|experiment| filter.is_none_or(|filter| filter.matches(*experiment)))
            .collect();
        found.sort_by_key(|experiment| Rank::new(*experiment, &orders));
        let ids = found.iter().map(|experiment| &experiment.experiment_id);
        ids.cloned().collect()
    }

    /// What the store finds, page by page.
    fn searched_runs(&self, search: &Search) -> Vec<RunId> {
        let ids = self
            .experiments
            .iter()
            .map(|experiment| &experiment.experiment_id);
        let mut query = RunQuery {
            experiment_ids: ids.cloned().collect(),
            view: search.view,
            filter: search.runs.clone(),
            order_by: search.run_orders.clone(),
            max_results: search.max_results,
            page_token: None,
        };
        let runs = Pages::new(|token, _| {
            query.page_token = token;
            self.store.search_runs(&query)
        });
        runs.map(|run| run.unwrap().info.run_id.clone()).collect()
    }

    fn searched_experiments(&self, search: &Search) -> Vec<ExperimentId> {
        let mut query = ExperimentQuery {
            view: search.view,
            filter: search.experiments.clone(),
            order_by: search.experiment_orders.clone(),
            max_results: search.max_results,
            page_token: None,
        };
        let experiments = Pages::new(|token, _| {
            query.page_token = token;
            self.store.search_experiments(&query)
        });
        experiments
            .map(|experiment| experiment.unwrap().experiment_id)
            .collect()
    }

    /// Compares what the store finds with what the evaluator finds, and gives the runs.
    fn check(&self, search: &Search) -> Result<Vec<RunId>, TestCaseError> {
        let store = self.store.describe();
        let runs = self.searched_runs(search);
        prop_assert_eq!(&runs, &self.evaluated_runs(search), "{}", store);
        let experiments = self.searched_experiments(search);
        prop_assert_eq!(experiments, self.evaluated_experiments(search), "{}", store);
        Ok(runs)
    }
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
    let path = |name: &str| folder.path().join(name).display().to_string();
    let sql = |name| format!("sqlite:///{}", path(name));
    let stores = [
        (path("mlruns"), false),
        (path("served"), true),
        (sql("x.db"), false),
        (sql("served.db"), true),
    ]
    .map(|(uri, is_served)| {
        let mut store = open(&StoreUri::parse(&uri).unwrap(), &options).unwrap();
        if is_served {
            store.serve();
        }
        Recorded::new(store, experiment_tags, runs)
    });
    for search in searches {
        let expected = stores[0].check(search)?;
        for store in &stores[1..] {
            prop_assert_eq!(&store.check(search)?, &expected, "{:?}", search);
        }
    }
    Ok(())
}

proptest! {
    // A case is two stores and many searches of them.
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    fn every_store_finds_what_the_evaluator_finds(
        experiment_tags in vec(tags(), 3),
        runs in vec(run(), 1..25),
        searches in vec(search(), 1..80),
    ) {
        agree(&experiment_tags, &runs, &searches)?;
    }
}
