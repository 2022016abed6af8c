//! Experiments.

use std::collections::HashSet;

use super::cases;
use super::fixture::*;
use crate::entity::{DEFAULT_EXPERIMENT_ID, ExperimentId, LifecycleStage, Tag, ViewType};
use crate::error::ErrorCode;
use crate::store::{ArtifactLocation, ExperimentQuery, NewExperiment, Store};

/// Checks a time that a store was given; a remote one has taken its own, which is later.
#[track_caller]
fn is_time(store: &dyn Store, found: Option<i64>, given: i64) {
    if is_remote(store) {
        assert!(found > Some(given), "{found:?}");
    } else {
        assert_eq!(found, Some(given));
    }
}

cases! {
    fn a_new_store_has_the_default_experiment(store) {
        let default = get_experiment(store, &DEFAULT_EXPERIMENT_ID.into());
        assert_eq!(default.name, "Default");
        assert_eq!(default.artifact_location, "/artifacts/0");
        assert_eq!(default.lifecycle_stage, LifecycleStage::Active);
        assert_eq!(default.creation_time, Some(OPENED));
    }

    fn an_experiment_is_found_by_id_and_by_name(store) {
        let id = store
            .create_experiment(&NewExperiment {wanted_id: None,
                tags: vec![Tag::new("b", "2"), Tag::new("a", "1")],
                ..new_experiment("x")
            })
            .unwrap();
        let experiment = get_experiment(store, &id);
        assert_eq!(experiment.experiment_id, id);
        assert_eq!(experiment.name, "x");
        assert_eq!(experiment.artifact_location, format!("/artifacts/{id}"));
        assert_eq!(experiment.lifecycle_stage, LifecycleStage::Active);
        is_time(store, experiment.creation_time, CREATED);
        is_time(store, experiment.last_update_time, CREATED);
        assert_eq!(experiment.tags, [Tag::new("a", "1"), Tag::new("b", "2")]);
        assert_eq!(store.get_experiment_by_name("x").unwrap(), Some(experiment));
    }

    fn an_experiment_that_is_not_there_is_none(store) {
        assert_eq!(store.get_experiment(&"12345".into()).unwrap(), None);
        assert_eq!(store.get_experiment_by_name("no such").unwrap(), None);
    }

    /// MLflow's database refuses an id that is no number.
    fn an_id_that_no_experiment_can_have_finds_nothing(store) {
        for id in ["no-such", "../0", ".trash", ""] {
            match store.get_experiment(&id.into()) {
                Err(error) => assert_eq!(error.code(), ErrorCode::InvalidParameterValue, "{id}"),
                Ok(found) => assert_eq!(found, None, "{id}"),
            }
        }
    }

    fn a_given_artifact_location_is_kept_to_the_letter(store) {
        let location = "s3://bucket/a b?x=1";
        let id = store
            .create_experiment(&NewExperiment {wanted_id: None,
                artifact_location: ArtifactLocation::At(location.into()),
                ..new_experiment("x")
            })
            .unwrap();
        assert_eq!(get_experiment(store, &id).artifact_location, location);
    }

    fn awkward_experiment_names_and_tags_come_back(store) {
        for name in AWKWARD {
            let id = experiment(store, name);
            store.set_experiment_tag(&id, &Tag::new("k", name), LATER).unwrap();
            let found = store.get_experiment_by_name(name).unwrap().unwrap();
            assert_eq!(found.experiment_id, id, "{name:?}");
            assert_eq!(found.name, name);
            assert_eq!(found.tag("k"), Some(name));
        }
    }

    fn names_differ_by_letter_case(store) {
        assert_ne!(experiment(store, "name"), experiment(store, "Name"));
    }

    fn a_taken_name_is_refused_also_when_its_owner_is_deleted(store) {
        let id = experiment(store, "x");
        refused(store.create_experiment(&new_experiment("x")), ErrorCode::ResourceAlreadyExists);
        delete_experiment(store, &id);
        refused(store.create_experiment(&new_experiment("x")), ErrorCode::ResourceAlreadyExists);
    }

    fn of_many_who_create_a_name_at_once_one_wins(store) {
        let created = at_once(8, |_| store.create_experiment(&new_experiment("x")));
        let (won, lost): (Vec<_>, Vec<_>) = created.into_iter().partition(Result::is_ok);
        assert_eq!(won.len(), 1);
        for result in lost {
            refused(result, ErrorCode::ResourceAlreadyExists);
        }
    }

    fn experiments_created_at_once_have_ids_of_their_own(store) {
        let ids: HashSet<ExperimentId> =
            at_once(8, |i| experiment(store, &i.to_string())).into_iter().collect();
        assert_eq!(ids.len(), 8);
        assert!(ids.iter().all(|id| id.as_str().bytes().all(|byte| byte.is_ascii_digit())));
    }

    fn a_renamed_experiment_has_its_new_name_only(store) {
        let id = experiment(store, "old");
        store.rename_experiment(&id, "new", LATER).unwrap();
        let renamed = get_experiment(store, &id);
        assert_eq!(renamed.name, "new");
        is_time(store, renamed.creation_time, CREATED);
        is_time(store, renamed.last_update_time, LATER);
        assert_eq!(store.get_experiment_by_name("old").unwrap(), None);
        experiment(store, "old");
    }

    fn only_an_active_experiment_gets_a_free_name(store) {
        let id = experiment(store, "x");
        experiment(store, "taken");
        let renamed = store.rename_experiment(&id, "taken", LATER);
        refused(renamed, ErrorCode::ResourceAlreadyExists);
        delete_experiment(store, &id);
        refused(store.rename_experiment(&id, "free", LATER), ErrorCode::InvalidState);
        let renamed = store.rename_experiment(&"98765".into(), "free", LATER);
        refused(renamed, ErrorCode::ResourceDoesNotExist);
    }

    fn a_deleted_experiment_takes_its_runs_along_and_brings_them_back(store) {
        let id = experiment(store, "x");
        store.set_experiment_tag(&id, &Tag::new("k", "v"), LATER).unwrap();
        let run = run_in(store, &id, CREATED);
        store.log_batch(&run, &params(&[("p", "1")])).unwrap();

        delete_experiment(store, &id);
        let deleted = get_experiment(store, &id);
        assert_eq!(deleted.lifecycle_stage, LifecycleStage::Deleted);
        is_time(store, deleted.last_update_time, LATER);
        assert_eq!(deleted.tag("k"), Some("v"));
        let deleted_run = get_run(store, &run);
        assert_eq!(deleted_run.info.lifecycle_stage, LifecycleStage::Deleted);
        assert_eq!(deleted_run.param("p"), Some("1"));

        store.set_experiment_stage(&id, LifecycleStage::Active, LATER + 1).unwrap();
        let restored = get_experiment(store, &id);
        assert_eq!(restored.lifecycle_stage, LifecycleStage::Active);
        is_time(store, restored.last_update_time, LATER + 1);
        assert_eq!(get_run(store, &run).info.lifecycle_stage, LifecycleStage::Active);
    }

    fn an_experiment_is_deleted_once_and_restored_once(store) {
        let id = experiment(store, "x");
        let set = |stage| store.set_experiment_stage(&id, stage, LATER);
        refused(set(LifecycleStage::Active), ErrorCode::InvalidState);
        set(LifecycleStage::Deleted).unwrap();
        refused(set(LifecycleStage::Deleted), ErrorCode::InvalidState);
        for stage in [LifecycleStage::Active, LifecycleStage::Deleted] {
            let result = store.set_experiment_stage(&"98765".into(), stage, LATER);
            refused(result, ErrorCode::ResourceDoesNotExist);
        }
    }

    fn a_tag_of_an_experiment_is_set_changed_and_removed(store) {
        let id = experiment(store, "x");
        for (key, value) in [("b/c", "1"), ("a", "2"), ("b/c", "3")] {
            store.set_experiment_tag(&id, &Tag::new(key, value), LATER).unwrap();
        }
        let tags = get_experiment(store, &id).tags;
        assert_eq!(tags, [Tag::new("a", "2"), Tag::new("b/c", "3")]);
        store.delete_experiment_tag(&id, "a", LATER).unwrap();
        assert_eq!(get_experiment(store, &id).tags, [Tag::new("b/c", "3")]);
        let again = store.delete_experiment_tag(&id, "a", LATER);
        refused(again, ErrorCode::ResourceDoesNotExist);
    }

    fn tags_of_a_deleted_or_missing_experiment_do_not_change(store) {
        let id = experiment(store, "x");
        let tag = Tag::new("k", "v");
        store.set_experiment_tag(&id, &tag, LATER).unwrap();
        delete_experiment(store, &id);
        refused(store.set_experiment_tag(&id, &tag, LATER), ErrorCode::InvalidState);
        refused(store.delete_experiment_tag(&id, "k", LATER), ErrorCode::InvalidState);
        let missing = "98765".into();
        refused(store.set_experiment_tag(&missing, &tag, LATER), ErrorCode::ResourceDoesNotExist);
        let deleted = store.delete_experiment_tag(&missing, "k", LATER);
        refused(deleted, ErrorCode::ResourceDoesNotExist);
    }

    fn a_listing_shows_the_stages_that_are_asked_for(store) {
        let names = |view| {
            let page = store.search_experiments(&all_experiments(view)).unwrap();
            let mut names: Vec<_> = page.items.into_iter().map(|found| found.name).collect();
            names.sort();
            names
        };
        experiment(store, "kept");
        let gone = experiment(store, "gone");
        delete_experiment(store, &gone);
        assert_eq!(names(ViewType::ActiveOnly), ["Default", "kept"]);
        assert_eq!(names(ViewType::DeletedOnly), ["gone"]);
        assert_eq!(names(ViewType::All), ["Default", "gone", "kept"]);
    }

    fn experiments_come_in_pages_the_newest_first(store) {
        for i in 0..5 {
            let creation_time = CREATED + i;
            let name = format!("e{i}");
            store
                .create_experiment(&NewExperiment { creation_time, ..new_experiment(&name) })
                .unwrap();
            tick(store);
        }
        let mut names = Vec::new();
        let mut query = ExperimentQuery { max_results: 2, ..all_experiments(ViewType::All) };
        for expected in [2, 2, 2] {
            let page = store.search_experiments(&query).unwrap();
            assert_eq!(page.items.len(), expected);
            names.extend(page.items.into_iter().map(|experiment| experiment.name));
            query.page_token = page.next_page_token;
        }
        assert_eq!(names, ["e4", "e3", "e2", "e1", "e0", "Default"]);
        assert_eq!(query.page_token, None);
        query.page_token = Some("no token".into());
        refused(store.search_experiments(&query), ErrorCode::InvalidParameterValue);
    }
}
