//! Random logged models and random searches: the file store, `SQLite` and the evaluator in memory
//! find the same in the same order.

use proptest::collection::{btree_map, vec};
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::TestCaseResult;

use crate::config::StoreUri;
use crate::entity::{
    DatasetRef, ExperimentId, LifecycleStage, LoggedModel, LoggedModelMetric, LoggedModelStatus,
    Metric, ModelId, ModelMetric, Param, RunId, Tag,
};
use crate::search::{
    DatasetSelector, Filter, ModelField, ModelOrder, Rank, complete_model_order, finds_model,
    strategies,
};

use super::{Batch, LoggedModelQuery, NewLoggedModel, NewRun, OpenOptions, Pages, Store, open};

/// A model to be recorded in every store.
#[derive(Clone, Debug)]
struct RecordedModel {
    name: String,
    creation_time: i64,
    model_type: Option<String>,
    status: LoggedModelStatus,
    is_deleted: bool,
    params: Vec<Param>,
    tags: Vec<Tag>,
    points: Vec<(Metric, Option<DatasetRef>)>,
}

#[derive(Clone, Debug)]
struct Search {
    filter: Option<Filter<ModelField>>,
    datasets: Vec<DatasetSelector>,
    order_by: Vec<ModelOrder>,
    max_results: usize,
}

fn pairs<T: std::fmt::Debug>(pair: impl Fn(String, String) -> T) -> impl Strategy<Value = Vec<T>> {
    btree_map(strategies::key(), strategies::text(), 0..4).prop_map(move |map| {
        map.into_iter()
            .map(|(key, value)| pair(key, value))
            .collect()
    })
}

/// Points of which no two of a metric are at one time and step: a database keeps only one of them.
fn points() -> impl Strategy<Value = Vec<(Metric, Option<DatasetRef>)>> {
    let dataset = (select(&["x", "y"][..]), select(&["d1", "d2"][..]));
    let dataset = option::of(dataset.prop_map(|(name, digest)| DatasetRef {
        name: name.to_owned(),
        digest: digest.to_owned(),
    }));
    let keys = (strategies::key(), 0_i64..3, 0_i64..2);
    btree_map(keys, (strategies::measured(), dataset), 0..6).prop_map(|points| {
        let point = |((key, timestamp, step), (value, dataset))| {
            let metric = Metric {
                key,
                value,
                timestamp,
                step,
            };
            (metric, dataset)
        };
        points.into_iter().map(point).collect()
    })
}

fn model() -> impl Strategy<Value = RecordedModel> {
    (
        (strategies::text(), strategies::time()),
        option::of(strategies::text()),
        (
            select(&LoggedModelStatus::ALL[..]),
            prop::bool::weighted(0.1),
        ),
        pairs(Param::new),
        pairs(Tag::new),
        points(),
    )
        .prop_map(
            |((name, creation_time), model_type, (status, is_deleted), params, tags, points)| {
                RecordedModel {
                    name,
                    creation_time,
                    model_type,
                    status,
                    is_deleted,
                    params,
                    tags,
                    points,
                }
            },
        )
}

fn search() -> impl Strategy<Value = Search> {
    (
        option::weighted(0.9, strategies::model_filter()),
        prop_oneof![
            2 => Just(Vec::new()),
            1 => vec(strategies::dataset_selector(), 1..3),
        ],
        strategies::model_orders(),
        1_usize..8,
    )
        .prop_map(|(filter, datasets, order_by, max_results)| Search {
            filter,
            datasets,
            order_by,
            max_results,
        })
}

fn model_id(index: usize) -> ModelId {
    ModelId::from(format!("m-{index:032x}"))
}

/// Records a model and gives it with its whole history.
fn record(store: &dyn Store, run_id: &RunId, index: usize, model: &RecordedModel) -> LoggedModel {
    let id = model_id(index);
    let new = NewLoggedModel {
        model_id: id.clone(),
        experiment_id: ExperimentId::from("0"),
        name: model.name.clone(),
        artifact_location: format!("/root/{index}"),
        creation_time: model.creation_time,
        model_type: model.model_type.clone(),
        source_run_id: None,
        params: model.params.clone(),
        tags: model.tags.clone(),
    };
    store.create_logged_model(&new).unwrap();
    let of_model = |(metric, dataset): &(Metric, Option<DatasetRef>)| ModelMetric {
        model_id: id.clone(),
        metric: metric.clone(),
        dataset: dataset.clone(),
    };
    let batch = Batch {
        model_metrics: model.points.iter().map(of_model).collect(),
        ..Batch::default()
    };
    store.log_batch(run_id, &batch).unwrap();
    store
        .set_logged_model_status(&id, model.status, model.creation_time + 1)
        .unwrap();
    if model.is_deleted {
        store
            .set_logged_model_stage(&id, LifecycleStage::Deleted, 9)
            .unwrap();
    }
    let of_run = |(metric, dataset): &(Metric, Option<DatasetRef>)| LoggedModelMetric {
        run_id: run_id.clone(),
        metric: metric.clone(),
        dataset: dataset.clone(),
    };
    LoggedModel {
        metrics: model.points.iter().map(of_run).collect(),
        ..store.get_logged_model(&id).unwrap().unwrap()
    }
}

fn record_all(store: &dyn Store, models: &[RecordedModel]) -> Vec<LoggedModel> {
    let run_id = RunId::from("0123456789abcdef0123456789abcdef");
    let new = NewRun {
        run_id: run_id.clone(),
        experiment_id: ExperimentId::from("0"),
        run_name: "brisk-heron-1".to_owned(),
        user_id: "me".to_owned(),
        start_time: 1,
        artifact_uri: "/root/run".to_owned(),
        tags: Vec::new(),
    };
    store.create_run(&new).unwrap();
    let models = models.iter().enumerate();
    models
        .map(|(index, model)| record(store, &run_id, index, model))
        .collect()
}

/// What the evaluator finds.
fn evaluated(models: &[LoggedModel], search: &Search) -> Vec<ModelId> {
    let orders = complete_model_order(&search.order_by);
    let mut found: Vec<&LoggedModel> = models
        .iter()
        .filter(|model| model.lifecycle_stage.is_active())
        .filter(|model| finds_model(search.filter.as_ref(), &search.datasets, model))
        .collect();
    found.sort_by_key(|model| Rank::new(*model, &orders));
    found.iter().map(|model| model.model_id.clone()).collect()
}

/// What the store finds, page by page.
fn searched(store: &dyn Store, search: &Search) -> Vec<ModelId> {
    let mut query = LoggedModelQuery {
        experiment_ids: vec![ExperimentId::from("0")],
        filter: search.filter.clone(),
        datasets: search.datasets.clone(),
        order_by: search.order_by.clone(),
        max_results: search.max_results,
        page_token: None,
    };
    let models = Pages::new(|token, _| {
        query.page_token = token;
        store.search_logged_models(&query)
    });
    models.map(|model| model.unwrap().model_id).collect()
}

fn agree(models: &[RecordedModel], searches: &[Search]) -> TestCaseResult {
    let folder = tempfile::tempdir().unwrap();
    let options = OpenOptions {
        artifact_root: "/root".to_owned(),
        now: 1,
    };
    let [file, sql] = ["mlruns", "x.db"].map(|name| folder.path().join(name));
    let sql = format!("sqlite:///{}", sql.display());
    for uri in [&file.display().to_string(), &sql] {
        let store = open(&StoreUri::parse(uri).unwrap(), &options).unwrap();
        let models = record_all(&*store, models);
        for search in searches {
            let found = searched(&*store, search);
            prop_assert_eq!(found, evaluated(&models, search), "{} {:?}", uri, search);
        }
    }
    Ok(())
}

proptest! {
    // A case is two stores and many searches of them.
    #![proptest_config(ProptestConfig { cases: 6, ..ProptestConfig::default() })]

    #[test]
    fn every_store_finds_the_models_that_the_evaluator_finds(
        models in vec(model(), 1..20),
        searches in vec(search(), 1..80),
    ) {
        agree(&models, &searches)?;
    }
}
