//! Every statement runs on the schema of every release, or what it does is refused by name.

use rusqlite::Connection;

use super::tests::{Scratch, new_experiment, row};
use super::*;
use crate::entity::{
    Dataset, DatasetInput, ExperimentId, LifecycleStage, LoggedModelStatus, Metric, ModelId,
    ModelInput, ModelMetric, ModelOutput, Param, RunId, RunStatus, Tag, ViewType,
};
use crate::search::{
    parse_experiment_filter, parse_experiment_orders, parse_model_filter, parse_run_filter,
    parse_run_orders,
};
use crate::store::{
    Batch, DatasetStore, Deletion, ExperimentQuery, ExperimentStore, JobQuery, LoggedModelQuery,
    LoggedModelStore, MetricStore, NewLoggedModel, NewRun, Purge, RunQuery, RunStore, RunUpdate,
    Sampling,
};

/// A release, or a revision at which none stopped, wherever a table or a column came that
/// statements name.
const SCHEMAS: [&str; 30] = [
    "451aebb31d03",
    "1.0",
    "1.1",
    "1.2",
    "1.3",
    "1.4",
    "1.5",
    "1.15",
    "1.25",
    "0c779009ac13",
    "1.28",
    "1.29",
    "2.3",
    "2.4",
    "2.8",
    "2.13",
    "2.17",
    "2.18",
    "400f98739977",
    "3.0",
    "3.2",
    "3.3",
    "3.4",
    "3.5",
    "3.8",
    "3.9",
    "3.10",
    "3.12",
    "3.16",
    "3.18",
];

/// A store with the schema of a release.
fn store_of(schema: &str) -> (Scratch, SqlStore, Connection) {
    let scratch = Scratch::new();
    create(&scratch.path, SchemaTarget::parse(schema).unwrap(), 0).unwrap();
    let store = scratch.open().unwrap();
    let database = Connection::open(&scratch.path).unwrap();
    (scratch, store, database)
}

/// What has worked; `None` for what the schema has no place for.
#[track_caller]
fn worked<T>(result: Result<T>) -> Option<T> {
    match result {
        Ok(value) => Some(value),
        Err(error) if error.message().contains(" a schema of MLflow ") => None,
        Err(error) => panic!("{error}"),
    }
}

fn metric(value: f64, step: i64) -> Metric {
    Metric {
        key: "m".to_owned(),
        value,
        timestamp: 1,
        step,
    }
}

fn dataset() -> DatasetInput {
    DatasetInput {
        dataset: Dataset {
            name: "d".to_owned(),
            digest: "1".to_owned(),
            source_type: "code".to_owned(),
            source: "{}".to_owned(),
            schema: None,
            profile: None,
        },
        tags: vec![Tag::new("mlflow.data.context", "train")],
    }
}

#[test]
fn every_statement_runs_on_every_schema() {
    for schema in SCHEMAS {
        let (_scratch, mut store, database) = store_of(schema);
        let experiment = experiments_are_kept(&store);
        runs_are_kept(&store, &experiment);
        inputs_are_kept(&store);
        logged_models_are_kept(&store, &experiment);
        runs_are_found(&store, &experiment, schema);
        store.serve();
        runs_are_found(&store, &experiment, schema);
        everything_is_purged(&store, &experiment);
        let left = "SELECT (SELECT count(*) FROM runs), (SELECT count(*) FROM metrics),
                           (SELECT count(*) FROM experiments)";
        assert_eq!(
            row(&database, left),
            "Integer(0)|Integer(0)|Integer(1)",
            "{schema}"
        );
    }
}

fn experiments_are_kept(store: &SqlStore) -> ExperimentId {
    let mut new = new_experiment("e");
    let id = store.create_experiment(&new).unwrap();
    new.name = "with tags".to_owned();
    new.tags = vec![Tag::new("k", "v")];
    let tagged = worked(store.create_experiment(&new));
    store.rename_experiment(&id, "renamed", 11).unwrap();
    let found = store.get_experiment_by_name("renamed").unwrap().unwrap();
    assert_eq!(found.artifact_location, format!("/root/{id}"));
    for filter in ["name = 'renamed'", "creation_time < 11", "tags.k = 'v'"] {
        for orders in [&[][..], &["last_update_time DESC".to_owned()]] {
            let found = worked(store.search_experiments(&ExperimentQuery {
                view: ViewType::All,
                filter: parse_experiment_filter(filter).unwrap(),
                order_by: parse_experiment_orders(orders).unwrap(),
                max_results: 10,
                page_token: None,
            }));
            assert!(found.is_none_or(|page| !page.items.is_empty()), "{filter}");
        }
    }
    worked(store.set_experiment_tag(&id, &Tag::new("a", "b"), 12));
    worked(store.delete_experiment_tag(&id, "a", 12));
    for stage in [LifecycleStage::Deleted, LifecycleStage::Active] {
        store.set_experiment_stage(&id, stage, 13).unwrap();
    }
    if let Some(tagged) = tagged {
        let deleted = LifecycleStage::Deleted;
        store.set_experiment_stage(&tagged, deleted, 14).unwrap();
        store.purge_experiment(&tagged, Purge::Remove).unwrap();
    }
    id
}

fn runs_are_kept(store: &SqlStore, experiment: &ExperimentId) {
    for id in ["r", "gone"] {
        let run = store.create_run(&NewRun {
            run_id: RunId::from(id),
            experiment_id: experiment.clone(),
            run_name: "n".to_owned(),
            user_id: "me".to_owned(),
            start_time: 20,
            artifact_uri: format!("/root/1/{id}/artifacts"),
            tags: vec![Tag::new("t", "1"), Tag::new("old", "")],
        });
        assert_eq!(run.unwrap().info.run_name.as_deref(), Some("n"));
    }
    let id = RunId::from("r");
    let batch = Batch {
        metrics: vec![metric(1.0, 0), metric(0.5, 0)],
        params: vec![Param::new("p", "x")],
        tags: vec![Tag::new("t", "2")],
        ..Batch::default()
    };
    store.log_batch(&id, &batch).unwrap();
    for metric in [
        metric(2.0, 7),
        metric(f64::INFINITY, 7),
        metric(f64::NAN, 8),
    ] {
        let metrics = vec![metric];
        worked(store.log_batch(
            &id,
            &Batch {
                metrics,
                ..Batch::default()
            },
        ));
    }
    store.delete_run_tag(&id, "old").unwrap();
    let update = RunUpdate {
        status: Some(RunStatus::Finished),
        end_time: Some(30),
        run_name: Some("named".to_owned()),
    };
    let info = store.update_run(&id, &update).unwrap();
    assert_eq!(info.run_name.as_deref(), Some("named"));
    for stage in [LifecycleStage::Deleted, LifecycleStage::Active] {
        store.set_run_stage(&id, stage, 31).unwrap();
    }
    let gone = RunId::from("gone");
    store
        .set_run_stage(&gone, LifecycleStage::Deleted, 32)
        .unwrap();
}

fn inputs_are_kept(store: &SqlStore) {
    let id = RunId::from("r");
    worked(store.log_inputs(&id, &[dataset()], &[]));
    let model_id = ModelId::from("m-1");
    let made = ModelOutput {
        model_id: model_id.clone(),
        step: 1,
    };
    worked(store.log_inputs(&id, &[], &[ModelInput { model_id }]));
    worked(store.log_outputs(&id, &[made]));
    store.log_inputs(&id, &[], &[]).unwrap();
    store.log_outputs(&id, &[]).unwrap();
}

fn logged_models_are_kept(store: &SqlStore, experiment: &ExperimentId) {
    let id = ModelId::from("m-1");
    let created = worked(store.create_logged_model(&NewLoggedModel {
        model_id: id.clone(),
        experiment_id: experiment.clone(),
        name: "wine".to_owned(),
        artifact_location: "/root".to_owned(),
        creation_time: 20,
        model_type: None,
        source_run_id: Some(RunId::from("r")),
        params: vec![Param::new("p", "1")],
        tags: vec![Tag::new("t", "1")],
    }));
    let point = ModelMetric {
        model_id: id.clone(),
        metric: metric(1.0, 0),
        dataset: None,
    };
    let batch = Batch {
        model_metrics: vec![point],
        ..Batch::default()
    };
    worked(store.log_batch(&RunId::from("r"), &batch));
    worked(store.set_logged_model_status(&id, LoggedModelStatus::Ready, 21));
    worked(store.set_logged_model_tags(&id, &[Tag::new("t", "2")]));
    worked(store.delete_logged_model_tag(&id, "t"));
    worked(store.log_logged_model_params(&id, &[Param::new("q", "1")]));
    worked(store.set_logged_model_stage(&id, LifecycleStage::Active, 22));
    let found = store.get_logged_model(&id).unwrap();
    assert_eq!(found.is_some(), created.is_some());
    for filter in ["", "name = 'wine' AND params.p = '1' AND metrics.m > 0"] {
        let found = worked(store.search_logged_models(&LoggedModelQuery {
            experiment_ids: vec![experiment.clone()],
            filter: parse_model_filter(filter).unwrap(),
            datasets: Vec::new(),
            order_by: Vec::new(),
            max_results: 10,
            page_token: None,
        }));
        let found = found.map(|page| page.items.len());
        assert_eq!(found.unwrap_or_default(), usize::from(created.is_some()));
    }
}

#[track_caller]
fn runs_are_found(store: &SqlStore, experiment: &ExperimentId, schema: &str) {
    let id = RunId::from("r");
    let query = |filter: &str| RunQuery {
        experiment_ids: vec![experiment.clone()],
        view: ViewType::ActiveOnly,
        filter: parse_run_filter(filter).unwrap(),
        order_by: parse_run_orders(&["metrics.m".to_owned(), "attributes.run_name".to_owned()])
            .unwrap(),
        max_results: 10,
        page_token: None,
    };
    for filter in [
        "metrics.m > -1 AND params.p = 'x' AND tags.t = '2' AND run_name = 'named'",
        "datasets.name = 'd' AND datasets.context = 'train'",
    ] {
        // The last point of all is NaN where one can be kept.
        let filter = filter.replace("metrics.m > -1", "metrics.m != -1");
        if let Some(page) = worked(store.search_runs(&query(&filter))) {
            assert_eq!(page.items.len(), 1, "{schema}: {filter}");
        }
    }
    let run = store.get_run(&id).unwrap().unwrap();
    assert_eq!(run.info.run_name.as_deref(), Some("named"), "{schema}");
    assert_eq!(run.data.metrics.len(), 1);
    let history = store.metric_history(&id, "m", 10, None).unwrap();
    let histories = store
        .metric_histories(std::slice::from_ref(&id), "m", 10)
        .unwrap();
    let sampled = store
        .sampled_metric_history(
            &id,
            "m",
            &Sampling {
                max_results: 10,
                steps: Some(0..=9),
            },
        )
        .unwrap();
    assert!(history.items.len() > 1, "{schema}");
    for points in [histories[0].1.len(), sampled.len()] {
        assert_eq!(points, history.items.len(), "{schema}");
    }
    store
        .search_datasets(std::slice::from_ref(experiment), 10)
        .unwrap();
}

fn everything_is_purged(store: &SqlStore, experiment: &ExperimentId) {
    let deleted = store.deleted_runs(Deletion::All).unwrap();
    assert_eq!(deleted.len(), 1);
    store.deleted_logged_models(Deletion::All).unwrap();
    worked(store.purge_jobs(JobQuery::default(), Purge::Remove));
    store
        .set_experiment_stage(experiment, LifecycleStage::Deleted, 40)
        .unwrap();
    let runs = store
        .deleted_runs(Deletion::WithExperiment(experiment))
        .unwrap();
    let runs: Vec<RunId> = runs.into_iter().map(|run| run.id).collect();
    let models = store
        .deleted_logged_models(Deletion::WithExperiment(experiment))
        .unwrap();
    let models: Vec<ModelId> = models.into_iter().map(|model| model.id).collect();
    store.trace_files(experiment).unwrap();
    assert_eq!(store.experiment_holder(experiment).unwrap(), None);
    for purge in [Purge::Rehearse, Purge::Remove] {
        store.purge_runs(&runs, purge).unwrap();
        store.purge_logged_models(&models, purge).unwrap();
        store.purge_experiment(experiment, purge).unwrap();
    }
}

/// A table of MLflow 3.18, which the database itself clears with the issue.
#[test]
fn the_categories_of_issues_go_with_their_experiment() {
    let (_scratch, store, database) = store_of("3.18");
    let id = store.create_experiment(&new_experiment("e")).unwrap();
    database
        .execute_batch(
            "INSERT INTO issues (issue_id, experiment_id, name, description, status,
                                 created_timestamp, last_updated_timestamp)
             VALUES ('i', 1, 'n', 'd', 'open', 0, 0);
             INSERT INTO issue_categories (issue_id, category_hash, category)
             VALUES ('i', 'h', 'c')",
        )
        .unwrap();
    store
        .set_experiment_stage(&id, LifecycleStage::Deleted, 30)
        .unwrap();
    store.purge_experiment(&id, Purge::Remove).unwrap();
    let left = row(&database, "SELECT count(*) FROM issue_categories");
    assert_eq!(left, "Integer(0)");
}
