//! Runs: their descriptions, names, stages and listings.

use std::sync::Arc;

use super::cases;
use super::fixture::*;
use crate::entity::{
    LifecycleStage, Run, RunData, RunId, RunInfo, RunInputs, RunOutputs, RunStatus, Tag, ViewType,
    keys,
};
use crate::error::ErrorCode;
use crate::search::{parse_run_filter, parse_run_orders};
use crate::store::{Batch, NewRun, RunQuery, RunUpdate};

cases! {
    fn a_new_run_is_running_and_has_its_name_as_a_tag(store) {
        let id = experiment(store, "x");
        let new = NewRun { tags: vec![Tag::new("a", "1")], ..new_run(&id) };
        let created = store.create_run(&new).unwrap();
        let expected = Run {
            info: RunInfo {
                run_id: given(store, new.run_id.clone(), &created.info.run_id),
                run_name: Some("brisk-heron-1".into()),
                experiment_id: id,
                user_id: "me".into(),
                status: RunStatus::Running,
                start_time: Some(CREATED),
                end_time: None,
                artifact_uri: given(store, "/artifacts/run".into(), &created.info.artifact_uri),
                lifecycle_stage: LifecycleStage::Active,
            },
            data: RunData {
                tags: vec![Tag::new("a", "1"), Tag::new(keys::RUN_NAME, "brisk-heron-1")],
                ..RunData::default()
            },
            inputs: RunInputs::default(),
            outputs: RunOutputs::default(),
        };
        assert_eq!(created, expected);
        assert_eq!(get_run(store, &created.info.run_id), expected);
    }

    fn the_name_among_the_first_tags_is_written_once(store) {
        let id = experiment(store, "x");
        let tags = vec![Tag::new(keys::RUN_NAME, "brisk-heron-1")];
        let run = store.create_run(&NewRun { tags: tags.clone(), ..new_run(&id) }).unwrap();
        assert_eq!(run.data.tags, tags);
    }

    fn awkward_names_users_and_locations_come_back(store) {
        let id = experiment(store, "x");
        for text in AWKWARD {
            let new = NewRun {
                run_name: text.into(),
                user_id: text.into(),
                artifact_uri: format!("/a/{text}"),
                ..new_run(&id)
            };
            let created = store.create_run(&new).unwrap();
            let run = get_run(store, &created.info.run_id);
            assert_eq!(run.info.run_name.as_deref(), Some(text));
            assert_eq!(run.info.user_id, text);
            let location = given(store, format!("/a/{text}"), &created.info.artifact_uri);
            assert_eq!(run.info.artifact_uri, location);
            assert_eq!(run.tag(keys::RUN_NAME), Some(text));
        }
    }

    fn a_run_that_is_not_there_is_none(store) {
        for id in ["0123456789abcdef0123456789abcdef", "../0", "tags", ""] {
            assert_eq!(store.get_run(&id.into()).unwrap(), None, "{id}");
        }
    }

    fn a_run_needs_an_active_experiment(store) {
        let id = experiment(store, "x");
        delete_experiment(store, &id);
        refused(store.create_run(&new_run(&id)), ErrorCode::InvalidState);
        refused(store.create_run(&new_run(&"98765".into())), ErrorCode::ResourceDoesNotExist);
    }

    fn an_update_changes_what_it_names_and_nothing_else(store) {
        let id = run(store);
        store.log_batch(&id, &params(&[("p", "1")])).unwrap();
        let before = get_run(store, &id);

        let end = RunUpdate {
            status: Some(RunStatus::Failed),
            end_time: Some(LATER),
            run_name: None,
        };
        let ended = RunInfo {
            status: RunStatus::Failed,
            end_time: Some(LATER),
            ..before.info.clone()
        };
        assert_eq!(store.update_run(&id, &end).unwrap(), ended);
        assert_eq!(get_run(store, &id), Run { info: ended.clone(), ..before });

        assert_eq!(store.update_run(&id, &RunUpdate::default()).unwrap(), ended);
    }

    fn every_status_comes_back(store) {
        let id = run(store);
        for status in RunStatus::ALL {
            let update = RunUpdate { status: Some(status), ..RunUpdate::default() };
            assert_eq!(store.update_run(&id, &update).unwrap().status, status);
            assert_eq!(get_run(store, &id).info.status, status);
        }
    }

    fn the_name_and_its_tag_are_one_fact(store) {
        let id = run(store);
        let named = |name: &str| {
            let run = get_run(store, &id);
            assert_eq!(run.info.run_name.as_deref(), Some(name));
            assert_eq!(run.tag(keys::RUN_NAME), Some(name));
        };
        let update = RunUpdate { run_name: Some("second".into()), ..RunUpdate::default() };
        let info = store.update_run(&id, &update).unwrap();
        assert_eq!(info.run_name.as_deref(), Some("second"));
        named("second");
        store.log_batch(&id, &tags(&[(keys::RUN_NAME, "third")])).unwrap();
        named("third");
    }

    fn a_run_is_deleted_and_restored(store) {
        let id = run(store);
        let set = |stage| store.set_run_stage(&id, stage, LATER).unwrap();
        let stage = || get_run(store, &id).info.lifecycle_stage;
        for _ in 0..2 {
            set(LifecycleStage::Deleted);
            assert_eq!(stage(), LifecycleStage::Deleted);
        }
        for _ in 0..2 {
            set(LifecycleStage::Active);
            assert_eq!(stage(), LifecycleStage::Active);
        }
    }

    fn a_deleted_run_does_not_change(store) {
        let id = run(store);
        store.log_batch(&id, &tags(&[("k", "v")])).unwrap();
        delete_run(store, &id);
        let before = get_run(store, &id);
        let refuse = |result| refused(result, ErrorCode::InvalidState);
        refuse(store.update_run(&id, &RunUpdate::default()).map(|_| ()));
        refuse(store.log_batch(&id, &tags(&[("k", "w")])));
        refuse(store.log_batch(&id, &Batch::default()));
        refuse(store.delete_run_tag(&id, "k"));
        refuse(store.log_inputs(&id, &[], &[]));
        refuse(store.log_outputs(&id, &[]));
        assert_eq!(get_run(store, &id), before);
    }

    fn a_missing_run_cannot_be_changed(store) {
        let id = RunId::random();
        let refuse = |result| refused(result, ErrorCode::ResourceDoesNotExist);
        refuse(store.update_run(&id, &RunUpdate::default()).map(|_| ()));
        refuse(store.set_run_stage(&id, LifecycleStage::Deleted, LATER));
        refuse(store.log_batch(&id, &Batch::default()));
        refuse(store.delete_run_tag(&id, "k"));
        refuse(store.log_inputs(&id, &[], &[]));
        refuse(store.log_outputs(&id, &[]));
    }

    fn a_listing_has_the_whole_runs_of_its_experiments(store) {
        let (a, b, c) = (experiment(store, "a"), experiment(store, "b"), experiment(store, "c"));
        let run_a = run_in(store, &a, CREATED);
        let run_b = run_in(store, &b, CREATED + 1);
        run_in(store, &c, CREATED + 2);
        store.log_batch(&run_a, &params(&[("p", "1")])).unwrap();
        store.log_batch(&run_a, &metrics([metric("m", 1.0, 1, 1)])).unwrap();

        let page = store.search_runs(&all_runs(&[&a, &b, &"98765".into()])).unwrap();
        assert_eq!(page.items, [&run_b, &run_a].map(|id| get_run(store, id).into()));
        assert_eq!(page.next_page_token, None);
        assert!(store.search_runs(&all_runs(&[])).unwrap().items.is_empty());
    }

    fn a_listing_of_runs_shows_the_stages_that_are_asked_for(store) {
        let id = experiment(store, "x");
        let gone = run_in(store, &id, CREATED);
        let kept = run_in(store, &id, CREATED + 1);
        delete_run(store, &gone);
        let ids = |view| -> Vec<RunId> {
            let query = RunQuery { view, ..all_runs(&[&id]) };
            let page = store.search_runs(&query).unwrap();
            page.items.iter().map(|run| run.info.run_id.clone()).collect()
        };
        let both = [kept, gone];
        assert_eq!(ids(ViewType::ActiveOnly), both[..1]);
        assert_eq!(ids(ViewType::DeletedOnly), both[1..]);
        assert_eq!(ids(ViewType::All), both);
    }

    fn runs_come_in_pages_the_newest_first_and_then_by_id(store) {
        let id = experiment(store, "x");
        let mut same_time: Vec<RunId> = (0..4).map(|_| run_in(store, &id, CREATED)).collect();
        same_time.sort();
        let newest = run_in(store, &id, CREATED + 1);
        let mut query = RunQuery { max_results: 2, ..all_runs(&[&id]) };
        let mut found = Vec::new();
        for expected in [2, 2, 1] {
            let page = store.search_runs(&query).unwrap();
            assert_eq!(page.items.len(), expected);
            found.extend(page.items.iter().map(|run| run.info.run_id.clone()));
            query.page_token = page.next_page_token;
        }
        assert_eq!(found[0], newest);
        assert_eq!(found[1..], same_time);
        assert_eq!(query.page_token, None);
        query.page_token = Some("no token".into());
        refused(store.search_runs(&query), ErrorCode::InvalidParameterValue);
    }

    fn pages_in_the_order_of_a_metric_follow_one_another(store) {
        let id = experiment(store, "x");
        let values = [
            1.0, 2.5, 1.0, -0.0, 0.0, 1.0, f64::NAN, 2.5, f64::INFINITY, 1.0, f64::NEG_INFINITY,
            f64::NAN, -3.0, 1.0,
        ];
        for value in values {
            let run = run_in(store, &id, CREATED);
            store.log_batch(&run, &metrics([metric("m", value, 1, 1)])).unwrap();
        }
        let without = run_in(store, &id, CREATED);
        store.log_batch(&without, &metrics([metric("other", 0.0, 1, 1)])).unwrap();
        let elsewhere = run_in(store, &experiment(store, "y"), CREATED);
        store.log_batch(&elsewhere, &metrics([metric("m", 1.0, 1, 1)])).unwrap();
        let filters = [("metrics.m != 7", 14), ("metrics.m <= 2.5", 11), ("metrics.m > 9", 1), ("", 15)];
        let directions = ["ASC", "DESC"];
        let all = filters.iter().flat_map(|filter| directions.map(|direction| (filter, direction)));
        for ((filter, expected), direction) in all {
            let search = RunQuery {
                filter: parse_run_filter(filter).unwrap(),
                order_by: parse_run_orders(&[format!("metrics.m {direction}")]).unwrap(),
                ..all_runs(&[&id])
            };
            let whole = store.search_runs(&search).unwrap().items;
            assert_eq!(whole.len(), *expected, "{filter}");
            for max_results in 1..6 {
                let mut query = RunQuery { max_results, ..search.clone() };
                let mut found = Vec::new();
                loop {
                    let page = store.search_runs(&query).unwrap();
                    found.extend(page.items);
                    query.page_token = page.next_page_token;
                    if query.page_token.is_none() {
                        break;
                    }
                }
                let ids = |runs: &[Arc<Run>]| -> Vec<RunId> {
                    runs.iter().map(|run| run.info.run_id.clone()).collect()
                };
                assert_eq!(ids(&found), ids(&whole), "{filter}, {direction}, {max_results} a page");
            }
        }
    }

    fn runs_that_start_at_once_are_all_there(store) {
        let id = experiment(store, "x");
        let ids = at_once(8, |_| run_in(store, &id, CREATED));
        let page = store.search_runs(&all_runs(&[&id])).unwrap();
        assert_eq!(page.items.len(), ids.len());
    }

    fn changes_at_once_to_one_run_are_all_there(store) {
        let id = run(store);
        at_once(8, |i| {
            let end = RunUpdate { end_time: Some(LATER), ..RunUpdate::default() };
            let finish = RunUpdate { status: Some(RunStatus::Finished), ..RunUpdate::default() };
            match i % 4 {
                0 => store.update_run(&id, &end).map(|_| ()),
                1 => store.update_run(&id, &finish).map(|_| ()),
                2 => store.log_batch(&id, &tags(&[(keys::RUN_NAME, "last")])),
                _ => store.log_batch(&id, &tags(&[(&format!("t{i}"), "v")])),
            }
            .unwrap();
        });
        let run = get_run(store, &id);
        assert_eq!(run.info.end_time, Some(LATER));
        assert_eq!(run.info.status, RunStatus::Finished);
        assert_eq!(run.info.run_name.as_deref(), Some("last"));
        assert_eq!((run.tag("t3"), run.tag("t7")), (Some("v"), Some("v")));
    }

    fn a_summary_counts_the_active_runs_of_an_experiment(store) {
        let [busy, idle] = ["busy", "idle"].map(|name| experiment(store, name));
        let start = |start_time| {
            let new = NewRun { start_time, ..new_run(&busy) };
            store.create_run(&new).unwrap().info.run_id
        };
        let [first, last, deleted] = [CREATED, CREATED + 5, CREATED + 9].map(start);
        let end = RunUpdate { status: Some(RunStatus::Finished), ..RunUpdate::default() };
        store.update_run(&first, &end).unwrap();
        store.set_run_stage(&deleted, LifecycleStage::Deleted, CREATED).unwrap();
        let found = store.experiment_summaries(&[idle.clone(), busy.clone()]).unwrap();
        let found: Vec<_> = found
            .into_iter()
            .map(|each| (each.experiment_id, each.run_count, each.running_count, each.last_start_time))
            .collect();
        let expected = [
            (idle, Some(0), Some(0), None),
            (busy, Some(2), Some(1), get_run(store, &last).info.start_time),
        ];
        assert_eq!(found, expected);
    }
}
