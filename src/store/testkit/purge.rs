//! Forgetting what is deleted. Only a store on this machine can.

use std::slice;

use super::cases;
use super::fixture::*;
use super::logged_model::{measured, model_in};
use crate::entity::{
    Dataset, DatasetInput, ExperimentId, LifecycleStage, ModelId, ModelOutput, RunId,
};
use crate::error::ErrorCode;
use crate::store::{Deleted, Deletion, Freed, JobQuery, Purge, PurgeStore, Store};

/// Gives the store's way to purge, or ends the case where another machine's store has none.
macro_rules! purge_of {
    ($store:expr) => {
        match $store.purge() {
            Some(purge) => purge,
            None => {
                assert!(is_remote($store), "a store on this machine can purge");
                return;
            }
        }
    };
}

fn sorted<Id: Ord>(mut ids: Vec<Id>) -> Vec<Id> {
    ids.sort();
    ids
}

fn ids_of<Id: Ord>(deleted: Vec<Deleted<Id>>) -> Vec<Id> {
    sorted(deleted.into_iter().map(|deleted| deleted.id).collect())
}

fn deleted_runs(purge: &dyn PurgeStore) -> Vec<RunId> {
    ids_of(purge.deleted_runs(Deletion::All).unwrap())
}

fn delete_model(store: &dyn Store, id: &ModelId) {
    store
        .set_logged_model_stage(id, LifecycleStage::Deleted, LATER)
        .unwrap();
}

/// Fills a run with a thing of every kind.
fn fill(store: &dyn Store, run: &RunId, model: &ModelId) {
    store
        .log_batch(run, &measured(model, &[(metric("loss", 1.0, 1, 1), None)]))
        .unwrap();
    store.log_batch(run, &params(&[("p", "1")])).unwrap();
    store.log_batch(run, &tags(&[("t", "1")])).unwrap();
    let dataset = Dataset {
        name: "d".into(),
        digest: "abc".into(),
        source_type: "local".into(),
        source: "{}".into(),
        schema: None,
        profile: None,
    };
    let input = DatasetInput {
        dataset,
        tags: Vec::new(),
    };
    store.log_inputs(run, &[input], &[]).unwrap();
    let output = ModelOutput {
        model_id: model.clone(),
        step: 0,
    };
    store.log_outputs(run, &[output]).unwrap();
}

fn freed(purge: &dyn PurgeStore, id: &ExperimentId) -> Freed {
    purge.purge_experiment(id, Purge::Remove).unwrap()
}

cases! {
    fn a_deleted_run_is_purged_and_no_other(store) {
        let purge = purge_of!(store);
        let id = experiment(store, "x");
        let [gone, kept, active] = [0, 1, 2].map(|n| run_in(store, &id, CREATED + n));
        let model = model_in(store, &id);
        for run in [&gone, &kept, &active] {
            fill(store, run, &model);
        }
        delete_run(store, &gone);
        delete_run(store, &kept);
        assert_eq!(deleted_runs(purge), sorted(vec![gone.clone(), kept.clone()]));
        let asked = [gone.clone(), active.clone(), "none".into(), RunId::random()];
        let rehearsed = purge.purge_runs(&asked, Purge::Rehearse).unwrap();
        assert_eq!(rehearsed.ids, slice::from_ref(&gone));
        assert!(store.get_run(&gone).unwrap().is_some());
        let purged = purge.purge_runs(&asked, Purge::Remove).unwrap();
        assert_eq!(purged.ids, slice::from_ref(&gone));
        assert_eq!(purged.freed.rows, rehearsed.freed.rows);
        assert!(purged.freed.rows > 0 || purged.freed.size.files > 0);
        assert_eq!(store.get_run(&gone).unwrap(), None);
        assert_eq!(deleted_runs(purge), slice::from_ref(&kept));
        let run = get_run(store, &active);
        assert_eq!((run.data.metrics.len(), run.data.params.len()), (1, 1));
        assert_eq!(run.inputs.dataset_inputs.len(), 1);
        assert_eq!(run.outputs.model_outputs.len(), 1);
        let again = purge.purge_runs(&asked, Purge::Remove).unwrap();
        assert_eq!((again.ids.len(), again.freed), (0, Freed::default()));
        assert!(store.get_logged_model(&model).unwrap().is_some());
    }

    fn what_is_deleted_tells_since_when_and_where_its_files_are(store) {
        let purge = purge_of!(store);
        let id = experiment(store, "x");
        let run = run_in(store, &id, CREATED);
        let model = model_in(store, &id);
        delete_run(store, &run);
        delete_model(store, &model);
        let deleted = purge.deleted_runs(Deletion::All).unwrap();
        let [Deleted { id, stage, deleted_time, artifact_location }] = &deleted[..] else {
            panic!("one run is deleted: {deleted:?}");
        };
        assert_eq!((id, *stage, *deleted_time), (&run, LifecycleStage::Deleted, Some(LATER)));
        // The recorded location does not exist; a file store then looks beside the run itself.
        let recorded = get_run(store, &run).info.artifact_uri;
        let beside = format!("{run}/artifacts");
        assert!(*artifact_location == recorded || artifact_location.ends_with(&beside));
        let deleted = purge.deleted_logged_models(Deletion::All).unwrap();
        assert_eq!((deleted.len(), deleted[0].deleted_time), (1, Some(LATER)));
        assert_eq!(deleted[0].id, model);
        let location = store.get_logged_model(&model).unwrap().unwrap().artifact_location;
        assert_eq!(deleted[0].artifact_location, location);
        store.set_run_stage(&run, LifecycleStage::Deleted, LATER + 1).unwrap();
        let deleted = purge.deleted_runs(Deletion::All).unwrap();
        assert_eq!(deleted[0].deleted_time, Some(LATER + 1));
        store.set_run_stage(&run, LifecycleStage::Active, LATER).unwrap();
        assert_eq!(deleted_runs(purge), [] as [RunId; 0]);
    }

    fn a_deleted_model_is_purged_and_no_other(store) {
        let purge = purge_of!(store);
        let id = experiment(store, "x");
        let [gone, active] = [0, 1].map(|_| model_in(store, &id));
        let run = run_in(store, &id, CREATED);
        fill(store, &run, &gone);
        delete_model(store, &gone);
        let asked = [gone.clone(), active.clone()];
        let purged = purge.purge_logged_models(&asked, Purge::Remove).unwrap();
        assert_eq!(purged.ids, slice::from_ref(&gone));
        assert_eq!(store.get_logged_model(&gone).unwrap(), None);
        assert!(store.get_logged_model(&active).unwrap().is_some());
        assert_eq!(get_run(store, &run).data.metrics.len(), 1);
    }

    fn an_experiment_goes_with_everything_in_it_and_its_name_is_free(store) {
        let purge = purge_of!(store);
        let (id, other) = (experiment(store, "x"), experiment(store, "other"));
        let [deleted, restored] = [0, 1].map(|n| run_in(store, &id, CREATED + n));
        let stays = run_in(store, &other, CREATED);
        let model = model_in(store, &id);
        fill(store, &deleted, &model);
        fill(store, &stays, &model);
        delete_experiment(store, &id);
        store.set_run_stage(&restored, LifecycleStage::Active, LATER).unwrap();
        let of_experiment = purge.deleted_runs(Deletion::WithExperiment(&id)).unwrap();
        let runs = ids_of(of_experiment);
        assert_eq!(runs, sorted(vec![deleted.clone(), restored.clone()]));
        assert_eq!(deleted_runs(purge), [deleted]);
        let models = ids_of(purge.deleted_logged_models(Deletion::WithExperiment(&id)).unwrap());
        assert_eq!(models, [model]);
        assert_eq!(sorted(purge.purge_runs(&runs, Purge::Remove).unwrap().ids), runs);
        assert_eq!(purge.purge_logged_models(&models, Purge::Remove).unwrap().ids, models);
        let rehearsed = purge.purge_experiment(&id, Purge::Rehearse).unwrap();
        assert_eq!(freed(purge, &id), rehearsed);
        assert_eq!(store.get_experiment(&id).unwrap(), None);
        assert_eq!(store.get_experiment_by_name("x").unwrap(), None);
        experiment(store, "x");
        assert_eq!(get_run(store, &stays).data.metrics.len(), 1);
    }

    fn what_is_active_is_not_purged(store) {
        let purge = purge_of!(store);
        let id = experiment(store, "x");
        let (run, model) = (run_in(store, &id, CREATED), model_in(store, &id));
        assert_eq!(purge.purge_runs(slice::from_ref(&run), Purge::Remove).unwrap().ids.len(), 0);
        let models = purge.purge_logged_models(slice::from_ref(&model), Purge::Remove).unwrap();
        assert_eq!(models.ids.len(), 0);
        refused(purge.purge_experiment(&id, Purge::Remove), ErrorCode::InvalidState);
        refused(purge.purge_experiment(&id, Purge::Rehearse), ErrorCode::InvalidState);
        let of_experiment = purge.deleted_runs(Deletion::WithExperiment(&id)).unwrap();
        assert_eq!(of_experiment.len(), 0);
        assert!(store.get_run(&run).unwrap().is_some());
        assert!(store.get_logged_model(&model).unwrap().is_some());
        refused(
            purge.purge_experiment(&"4242".into(), Purge::Remove),
            ErrorCode::ResourceDoesNotExist,
        );
    }

    fn an_experiment_that_has_runs_stays(store) {
        let purge = purge_of!(store);
        let id = experiment(store, "x");
        let run = run_in(store, &id, CREATED);
        delete_experiment(store, &id);
        refused(purge.purge_experiment(&id, Purge::Remove), ErrorCode::InvalidState);
        assert!(store.get_run(&run).unwrap().is_some());
    }

    fn of_two_that_purge_the_same_runs_each_is_counted_once(store) {
        let purge = purge_of!(store);
        let id = experiment(store, "x");
        let runs: Vec<RunId> = (0..20).map(|n| run_in(store, &id, CREATED + n)).collect();
        for run in &runs {
            delete_run(store, run);
        }
        let gone = at_once(2, |_| purge.purge_runs(&runs, Purge::Remove).unwrap().ids);
        assert_eq!(sorted(gone.concat()), sorted(runs));
        assert_eq!(purge.finish_purge().unwrap(), Freed::default());
    }

    fn without_jobs_none_is_purged(store) {
        let purge = purge_of!(store);
        for created_before in [None, Some(0)] {
            let jobs = JobQuery { created_before, ids: None };
            let purged = purge.purge_jobs(jobs, Purge::Remove).unwrap();
            assert_eq!((purged.ids.len(), purged.freed), (0, Freed::default()));
        }
    }
}
