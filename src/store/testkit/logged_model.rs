//! Logged models, and what runs measure of them.

use std::cmp::Reverse;

use super::cases;
use super::fixture::*;
use crate::entity::{
    DatasetRef, ExperimentId, LifecycleStage, LoggedModel, LoggedModelMetric, LoggedModelStatus,
    Metric, ModelId, ModelMetric, Param, RunId, Tag,
};
use crate::error::ErrorCode;
use crate::search::{DatasetSelector, Direction, ModelOrder, parse_model_filter, parse_model_key};
use crate::store::{Batch, LoggedModelQuery, NewLoggedModel, Store};

fn new_model(experiment_id: &ExperimentId) -> NewLoggedModel {
    NewLoggedModel {
        model_id: ModelId::random(),
        experiment_id: experiment_id.clone(),
        name: "wine".into(),
        artifact_location: "/artifacts/models/m/artifacts".into(),
        creation_time: CREATED,
        model_type: None,
        source_run_id: None,
        params: Vec::new(),
        tags: Vec::new(),
    }
}

/// Creates a model in an experiment.
pub(super) fn model_in(store: &dyn Store, id: &ExperimentId) -> ModelId {
    store.create_logged_model(&new_model(id)).unwrap().model_id
}

/// Creates a model in a new experiment.
fn model(store: &dyn Store) -> ModelId {
    let id = experiment(store, &format!("of {}", RunId::random()));
    model_in(store, &id)
}

fn get_model(store: &dyn Store, id: &ModelId) -> LoggedModel {
    store.get_logged_model(id).unwrap().unwrap()
}

fn on(name: &str, digest: &str) -> DatasetRef {
    DatasetRef {
        name: name.into(),
        digest: digest.into(),
    }
}

/// A batch with points that are a run's and a model's.
pub(super) fn measured(model: &ModelId, points: &[(Metric, Option<DatasetRef>)]) -> Batch {
    Batch {
        metrics: points.iter().map(|(metric, _)| metric.clone()).collect(),
        model_metrics: points
            .iter()
            .map(|(metric, dataset)| ModelMetric {
                model_id: model.clone(),
                metric: metric.clone(),
                dataset: dataset.clone(),
            })
            .collect(),
        ..Batch::default()
    }
}

fn of_run(run: &RunId, points: &[(Metric, Option<DatasetRef>)]) -> Vec<LoggedModelMetric> {
    let of_run = |(metric, dataset): &(Metric, Option<DatasetRef>)| LoggedModelMetric {
        run_id: run.clone(),
        metric: metric.clone(),
        dataset: dataset.clone(),
    };
    points.iter().map(of_run).collect()
}

fn all_models(experiment_ids: &[&ExperimentId]) -> LoggedModelQuery {
    LoggedModelQuery {
        experiment_ids: experiment_ids.iter().map(|&id| id.clone()).collect(),
        filter: None,
        datasets: Vec::new(),
        order_by: Vec::new(),
        max_results: 100,
        page_token: None,
    }
}

fn found(store: &dyn Store, query: &LoggedModelQuery) -> Vec<ModelId> {
    let page = store.search_logged_models(query).unwrap();
    page.items.into_iter().map(|model| model.model_id).collect()
}

cases! {
    fn a_new_model_is_pending_and_has_what_it_was_given(store) {
        let id = experiment(store, "x");
        let new = NewLoggedModel {
            model_type: Some("sklearn".into()),
            source_run_id: Some("0123456789abcdef0123456789abcdef".into()),
            params: vec![Param::new("b", "2"), Param::new("a/x", "1")],
            tags: vec![Tag::new("t", "old"), Tag::new("größe", "3"), Tag::new("t", "new")],
            ..new_model(&id)
        };
        let created = store.create_logged_model(&new).unwrap();
        let expected = LoggedModel {
            model_id: given(store, new.model_id.clone(), &created.model_id),
            experiment_id: id,
            name: "wine".into(),
            artifact_location: given(store, new.artifact_location, &created.artifact_location),
            creation_time: given(store, CREATED, &created.creation_time),
            last_update_time: given(store, CREATED, &created.last_update_time),
            status: LoggedModelStatus::Pending,
            status_message: None,
            lifecycle_stage: LifecycleStage::Active,
            model_type: Some("sklearn".into()),
            source_run_id: new.source_run_id.clone(),
            tags: vec![Tag::new("größe", "3"), Tag::new("t", "new")],
            params: vec![Param::new("a/x", "1"), Param::new("b", "2")],
            metrics: Vec::new(),
        };
        assert_eq!(created, expected);
        assert_eq!(get_model(store, &created.model_id), expected);
    }

    fn a_model_needs_an_active_experiment(store) {
        let id = experiment(store, "x");
        delete_experiment(store, &id);
        refused(store.create_logged_model(&new_model(&id)), ErrorCode::InvalidState);
        let missing = store.create_logged_model(&new_model(&"98765".into()));
        refused(missing, ErrorCode::ResourceDoesNotExist);
    }

    fn a_model_that_is_not_there_is_none_and_does_not_change(store) {
        for id in ["m-0123456789abcdef0123456789abcdef", "../0", "models", ""] {
            assert_eq!(store.get_logged_model(&id.into()).unwrap(), None, "{id}");
        }
        let id = ModelId::random();
        let refuse = |result| refused(result, ErrorCode::ResourceDoesNotExist);
        let status = store.set_logged_model_status(&id, LoggedModelStatus::Ready, LATER);
        refuse(status.map(|_| ()));
        refuse(store.set_logged_model_stage(&id, LifecycleStage::Deleted, LATER));
        refuse(store.set_logged_model_tags(&id, &[Tag::new("k", "v")]));
        refuse(store.delete_logged_model_tag(&id, "k"));
        refuse(store.log_logged_model_params(&id, &[Param::new("k", "v")]));
        let run = run(store);
        let batch = measured(&id, &[(metric("m", 1.0, 1, 0), None)]);
        refuse(store.log_batch(&run, &batch));
        assert!(get_run(store, &run).data.metrics.is_empty());
    }

    fn awkward_texts_of_models_come_back(store) {
        let id = experiment(store, "x");
        for text in AWKWARD {
            // A server allows in names what has no meaning in a URI.
            let name = if is_remote(store) { "name" } else { text };
            let new = NewLoggedModel {
                name: name.into(),
                model_type: Some(text.into()),
                artifact_location: format!("/a/{text}"),
                params: vec![Param::new("p", text)],
                tags: vec![Tag::new("t", text)],
                ..new_model(&id)
            };
            let created = store.create_logged_model(&new).unwrap();
            let read = get_model(store, &created.model_id);
            assert_eq!(read, created);
            assert_eq!((&*read.name, read.model_type.as_deref()), (name, Some(text)));
            let location = given(store, new.artifact_location, &created.artifact_location);
            assert_eq!(read.artifact_location, location);
            assert_eq!((&*read.params[0].value, &*read.tags[0].value), (text, text));
        }
    }

    fn a_status_is_set(store) {
        let id = model(store);
        let before = get_model(store, &id);
        for status in LoggedModelStatus::ALL {
            let after = store.set_logged_model_status(&id, status, LATER).unwrap();
            let last_update_time = given(store, LATER, &after.last_update_time);
            assert_eq!(after, LoggedModel { last_update_time, status, ..before.clone() });
            assert_eq!(get_model(store, &id), after);
        }
    }

    fn a_deleted_model_is_still_read_but_not_found(store) {
        let experiment_id = experiment(store, "x");
        let id = model_in(store, &experiment_id);
        let delete = |now| store.set_logged_model_stage(&id, LifecycleStage::Deleted, now).unwrap();
        delete(LATER);
        let deleted = get_model(store, &id);
        assert_eq!(deleted.lifecycle_stage, LifecycleStage::Deleted);
        assert_eq!(deleted.last_update_time, given(store, LATER, &deleted.last_update_time));
        tick(store);
        delete(LATER + 1);
        assert_eq!(get_model(store, &id), deleted);
        assert!(found(store, &all_models(&[&experiment_id])).is_empty());
        store.set_logged_model_tags(&id, &[Tag::new("k", "v")]).unwrap();
        assert_eq!(get_model(store, &id).tags, [Tag::new("k", "v")]);
    }

    /// MLflow's servers have no request for it.
    fn a_deleted_model_is_restored(store) {
        let experiment_id = experiment(store, "x");
        let id = model_in(store, &experiment_id);
        let set = |stage, now| store.set_logged_model_stage(&id, stage, now);
        set(LifecycleStage::Deleted, LATER).unwrap();
        let restored = set(LifecycleStage::Active, LATER + 1);
        if is_remote(store) {
            return refused(restored, ErrorCode::NotImplemented);
        }
        restored.unwrap();
        let model = get_model(store, &id);
        assert_eq!(model.lifecycle_stage, LifecycleStage::Active);
        assert_eq!(model.last_update_time, LATER + 1);
        assert_eq!(found(store, &all_models(&[&experiment_id])), [id]);
    }

    fn a_model_stays_in_its_experiment_when_that_is_deleted(store) {
        let experiment_id = experiment(store, "x");
        let id = model_in(store, &experiment_id);
        delete_experiment(store, &experiment_id);
        assert!(get_model(store, &id).lifecycle_stage.is_active());
        store.set_logged_model_tags(&id, &[Tag::new("k", "v")]).unwrap();
        assert_eq!(found(store, &all_models(&[&experiment_id])), [id]);
    }

    fn tags_of_a_model_are_set_changed_and_removed(store) {
        let id = model(store);
        let set = |tags: &[Tag]| store.set_logged_model_tags(&id, tags).unwrap();
        set(&[Tag::new("b/c", "1"), Tag::new("a", "2")]);
        set(&[Tag::new("b/c", "3"), Tag::new("b/c", "4")]);
        assert_eq!(get_model(store, &id).tags, [Tag::new("a", "2"), Tag::new("b/c", "4")]);
        store.delete_logged_model_tag(&id, "a").unwrap();
        for missing in ["a", "b", "b/c/d"] {
            let deleted = store.delete_logged_model_tag(&id, missing);
            refused(deleted, ErrorCode::ResourceDoesNotExist);
        }
        assert_eq!(get_model(store, &id).tags, [Tag::new("b/c", "4")]);
    }

    fn params_of_a_model_are_logged_once(store) {
        let id = model(store);
        let log = |params: &[Param]| store.log_logged_model_params(&id, params);
        for _ in 0..2 {
            log(&[Param::new("p", "1"), Param::new("empty", "")]).unwrap();
        }
        let changed = log(&[Param::new("a", "new"), Param::new("p", "2")]);
        refused(changed, ErrorCode::InvalidParameterValue);
        let expected = [Param::new("empty", ""), Param::new("p", "1")];
        assert_eq!(get_model(store, &id).params, expected);
    }

    fn what_a_run_measures_of_a_model_is_in_both_histories(store) {
        let (id, run) = (model(store), run(store));
        let points = [
            (metric("acc", 0.5, 10, 1), None),
            (metric("acc", 0.7, 11, 1), Some(on("train", "d1"))),
            (metric("val/loss", -1e-7, 10, 1), Some(on("größe", "d2"))),
        ];
        store.log_batch(&run, &measured(&id, &points)).unwrap();
        assert_eq!(get_model(store, &id).metrics, of_run(&run, &points));
        assert_eq!(get_run(store, &run).metric("acc"), Some(&points[1].0));
        let history = store.metric_history(&run, "acc", 9, None).unwrap().items;
        assert_eq!(history, [points[0].0.clone(), points[1].0.clone()]);
    }

    /// From a database every point comes, from files the latest on each data set.
    fn of_several_points_on_a_data_set_the_latest_comes(store) {
        let (id, run) = (model(store), run(store));
        let points = [
            (metric("acc", 0.1, 10, 1), None),
            (metric("acc", 0.2, 11, 1), Some(on("train", "d1"))),
            (metric("acc", 0.3, 12, 0), Some(on("train", "d1"))),
            (metric("acc", 0.4, 13, 5), Some(on("train", "d2"))),
            (metric("acc", 0.5, 14, 2), None),
        ];
        for point in &points {
            store.log_batch(&run, &measured(&id, std::slice::from_ref(point))).unwrap();
        }
        let metrics = get_model(store, &id).metrics;
        let latest = [4, 1, 3].map(|at| points[at].clone());
        if metrics.len() > latest.len() {
            assert_eq!(metrics, of_run(&run, &points));
        } else {
            assert_eq!(metrics, of_run(&run, &latest));
        }
    }

    fn several_runs_measure_a_model_at_once(store) {
        let experiment_id = experiment(store, "x");
        let id = model_in(store, &experiment_id);
        at_once(8, |i| {
            let run = run_in(store, &experiment_id, CREATED);
            let time = i64::try_from(i).unwrap();
            for step in 0..5 {
                let dataset = Some(on(&format!("d{i}"), "x"));
                let points = [(metric("acc", 0.5, time, step), dataset)];
                store.log_batch(&run, &measured(&id, &points)).unwrap();
            }
        });
        let metrics = get_model(store, &id).metrics;
        let last_steps = metrics.iter().filter(|measured| measured.metric.step == 4);
        assert_eq!(last_steps.count(), 8);
    }

    fn one_batch_measures_several_models(store) {
        let (a, b, run) = (model(store), model(store), run(store));
        let point = [(metric("acc", 0.5, 1, 0), None)];
        let mut batch = measured(&a, &point);
        batch.model_metrics.extend(measured(&b, &point).model_metrics);
        batch.params = vec![Param::new("p", "1")];
        store.log_batch(&run, &batch).unwrap();
        for id in [&a, &b] {
            assert_eq!(get_model(store, id).metrics, of_run(&run, &point));
        }
        batch.params = vec![Param::new("p", "2")];
        batch.model_metrics[0].metric.step = 1;
        refused(store.log_batch(&run, &batch), ErrorCode::InvalidParameterValue);
        assert_eq!(get_model(store, &a).metrics, of_run(&run, &point));
    }

    fn models_come_in_pages_the_newest_first_and_then_by_id(store) {
        let id = experiment(store, "x");
        let other = experiment(store, "other");
        model_in(store, &other);
        let mut models: Vec<LoggedModel> = [0, 0, 1, 0, 0]
            .map(|later| NewLoggedModel { creation_time: CREATED + later, ..new_model(&id) })
            .map(|new| store.create_logged_model(&new).unwrap())
            .into();
        models.sort_by_key(|model| (Reverse(model.creation_time), model.model_id.clone()));
        let mut query = LoggedModelQuery {
            max_results: 2,
            ..all_models(&[&id, &"98765".into()])
        };
        let mut ids = Vec::new();
        for expected in [2, 2, 1] {
            let page = store.search_logged_models(&query).unwrap();
            assert_eq!(page.items.len(), expected);
            ids.extend(page.items.into_iter().map(|model| model.model_id));
            query.page_token = page.next_page_token;
        }
        let expected: Vec<ModelId> = models.into_iter().map(|model| model.model_id).collect();
        assert_eq!(ids, expected);
        assert_eq!(query.page_token, None);
        query.page_token = Some("no token".into());
        refused(store.search_logged_models(&query), ErrorCode::InvalidParameterValue);
    }

    fn models_are_filtered_and_ordered(store) {
        let id = experiment(store, "x");
        let run = run_in(store, &id, CREATED);
        let models: Vec<ModelId> = (0..3)
            .map(|i| {
                let new = NewLoggedModel {
                    creation_time: CREATED + i,
                    params: vec![Param::new("i", i.to_string())],
                    ..new_model(&id)
                };
                tick(store);
                store.create_logged_model(&new).unwrap().model_id
            })
            .collect();
        let oldest = get_model(store, &models[0]).creation_time;
        let ready_or_oldest = format!("status = 'READY' OR creation_timestamp <= {oldest}");
        let on_train = Some(on("train", "d1"));
        let points = [(metric("acc", 0.9, 1, 0), on_train), (metric("acc", 0.1, 2, 0), None)];
        store.log_batch(&run, &measured(&models[0], &points)).unwrap();
        store.log_batch(&run, &measured(&models[1], &[(metric("acc", 0.5, 3, 0), None)])).unwrap();
        store.set_logged_model_status(&models[2], LoggedModelStatus::Ready, LATER).unwrap();
        let pick = |at: &[usize]| -> Vec<ModelId> { at.iter().map(|&at| models[at].clone()).collect() };

        for (filter, expected) in [
            ("metrics.acc >= 0.5", &[1, 0][..]),
            ("metrics.acc < 0.5", &[0]),
            ("params.i IN ('0', '2')", &[2, 0]),
            (&ready_or_oldest, &[2, 0]),
            ("NOT metrics.acc > 0", &[2]),
        ] {
            let filter = parse_model_filter(filter).unwrap();
            assert_eq!(found(store, &LoggedModelQuery { filter, ..all_models(&[&id]) }), pick(expected));
        }
        let train = DatasetSelector { name: Some("train".into()), digest: None };
        let query = LoggedModelQuery { datasets: vec![train.clone()], ..all_models(&[&id]) };
        assert_eq!(found(store, &query), pick(&[0]));
        for (dataset, expected) in [(None, [1, 0, 2]), (Some(train), [0, 2, 1])] {
            let order = ModelOrder {
                key: parse_model_key("metrics.acc", dataset).unwrap(),
                direction: Direction::Descending,
            };
            let query = LoggedModelQuery { order_by: vec![order], ..all_models(&[&id]) };
            assert_eq!(found(store, &query), pick(&expected));
        }
    }
}
