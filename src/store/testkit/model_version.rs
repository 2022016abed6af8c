//! Versions of registered models, their stages and tags.

use std::collections::BTreeSet;

use super::cases;
use super::fixture::*;
use super::registered_model::{
    SOURCE, get_registered_model, new_version, registered_model, registry, version,
};
use crate::entity::{ModelStage, ModelVersion, ModelVersionStatus, Tag};
use crate::error::ErrorCode;
use crate::search::{parse_model_version_filter, parse_model_version_orders};
use crate::store::{ModelVersionQuery, NewModelVersion, StageTransition, Store};

/// Reads a version that must be there.
fn get_version(store: &dyn Store, name: &str, version: i64) -> ModelVersion {
    registry(store)
        .get_model_version(name, version)
        .unwrap()
        .unwrap()
}

fn all_versions() -> ModelVersionQuery {
    ModelVersionQuery {
        filter: None,
        order_by: Vec::new(),
        max_results: 100,
        page_token: None,
    }
}

/// The names and numbers of what a query finds on its first page.
fn found(store: &dyn Store, query: &ModelVersionQuery) -> Vec<String> {
    let page = registry(store).search_model_versions(query).unwrap();
    let id = |version: ModelVersion| format!("{} {}", version.name, version.version);
    page.items.into_iter().map(id).collect()
}

/// Moves a version to a stage.
fn transition(store: &dyn Store, version: i64, stage: ModelStage, archive_existing: bool) {
    let transition = StageTransition {
        name: "wine",
        version,
        stage,
        archive_existing,
        now: LATER,
    };
    let moved = registry(store)
        .transition_model_version(&transition)
        .unwrap();
    assert_eq!((moved.version, moved.stage), (version, stage));
}

cases! {
    fn a_new_version_is_as_it_was_stated(store) {
        registered_model(store, "wine");
        let new = NewModelVersion {
            run_id: Some("0123456789abcdef0123456789abcdef".into()),
            run_link: Some("https://h/r".into()),
            description: Some("größe\n3".into()),
            tags: vec![Tag::new("t", "old"), Tag::new("a/b", "3"), Tag::new("t", "new")],
            ..new_version("wine")
        };
        let created = registry(store).create_model_version(&new).unwrap();
        let expected = ModelVersion {
            name: "wine".into(),
            version: 1,
            creation_time: given(store, CREATED, &created.creation_time),
            last_update_time: given(store, Some(CREATED), &created.last_update_time),
            description: new.description.clone(),
            user_id: created.user_id.clone(),
            stage: ModelStage::None,
            source: Some(SOURCE.into()),
            run_id: new.run_id.clone(),
            run_link: new.run_link.clone(),
            status: ModelVersionStatus::Ready,
            status_message: created.status_message.clone(),
            tags: vec![Tag::new("a/b", "3"), Tag::new("t", "new")],
            aliases: Vec::new(),
            model_id: None,
            deployment_job_state: None,
        };
        assert_eq!(created, expected);
        assert_eq!(get_version(store, "wine", 1), expected);
        let location = registry(store).model_version_location("wine", 1).unwrap();
        assert_eq!(location.as_deref(), Some(SOURCE));
        assert_eq!(get_registered_model(store, "wine").latest_versions, [expected]);
    }

    fn a_new_version_changes_its_model(store) {
        registered_model(store, "wine");
        let new = NewModelVersion { creation_time: LATER, ..new_version("wine") };
        let created = registry(store).create_model_version(&new).unwrap();
        let changed = get_registered_model(store, "wine").last_update_time;
        assert_eq!(changed, given(store, Some(LATER), &created.last_update_time));
    }

    fn a_version_needs_a_registered_model(store) {
        let created = registry(store).create_model_version(&new_version("nothing"));
        refused(created, ErrorCode::ResourceDoesNotExist);
    }

    fn a_version_that_is_not_there_is_none_and_does_not_change(store) {
        registered_model(store, "wine");
        let registry = registry(store);
        assert_eq!(registry.get_model_version("wine", 1).unwrap(), None);
        assert_eq!(registry.get_model_version("nothing", 1).unwrap(), None);
        assert_eq!(registry.latest_model_version("wine").unwrap(), None);
        assert_eq!(registry.model_version_location("wine", 1).unwrap(), None);
        let code = ErrorCode::ResourceDoesNotExist;
        refused(registry.describe_model_version("wine", 1, Some("d"), LATER), code);
        refused(registry.delete_model_version("wine", 1, LATER), code);
        refused(registry.set_model_version_tag("wine", 1, &Tag::new("k", "v")), code);
        refused(registry.delete_model_version_tag("wine", 1, "k"), code);
        refused(registry.set_model_alias("wine", "a", 1), code);
        let transition = StageTransition {
            name: "wine",
            version: 1,
            stage: ModelStage::Staging,
            archive_existing: false,
            now: LATER,
        };
        refused(registry.transition_model_version(&transition), code);
    }

    fn sixty_four_that_create_versions_at_once_get_a_number_each(store) {
        registered_model(store, "wine");
        let numbers: BTreeSet<i64> = at_once(64, |_| version(store, "wine").version)
            .into_iter()
            .collect();
        assert_eq!(numbers, (1..=64).collect());
        let latest = registry(store).latest_model_version("wine").unwrap().unwrap();
        assert_eq!(latest.version, 64);
    }

    fn the_number_of_a_deleted_version_is_not_used_again(store) {
        registered_model(store, "wine");
        for _ in 0..2 {
            version(store, "wine");
        }
        registry(store).delete_model_version("wine", 2, LATER).unwrap();
        assert_eq!(registry(store).get_model_version("wine", 2).unwrap(), None);
        let latest = registry(store).latest_model_version("wine").unwrap().unwrap();
        assert_eq!(latest.version, 1);
        assert_eq!(version(store, "wine").version, 3);
        assert_eq!(found(store, &all_versions()).len(), 2);
        let again = registry(store).delete_model_version("wine", 2, LATER);
        refused(again, ErrorCode::ResourceDoesNotExist);
    }

    fn a_version_enters_a_stage_alone_or_beside_others(store) {
        registered_model(store, "wine");
        for _ in 0..4 {
            version(store, "wine");
        }
        transition(store, 1, ModelStage::Production, false);
        transition(store, 2, ModelStage::Production, false);
        transition(store, 3, ModelStage::Staging, true);
        let stages = || [1, 2, 3, 4].map(|number| get_version(store, "wine", number).stage);
        assert_eq!(stages(), [ModelStage::Production, ModelStage::Production, ModelStage::Staging, ModelStage::None]);
        transition(store, 2, ModelStage::Production, true);
        assert_eq!(stages(), [ModelStage::Archived, ModelStage::Production, ModelStage::Staging, ModelStage::None]);
        transition(store, 4, ModelStage::Production, true);
        assert_eq!(stages(), [ModelStage::Archived, ModelStage::Archived, ModelStage::Staging, ModelStage::Production]);
        let latest = get_registered_model(store, "wine").latest_versions;
        let latest: Vec<_> = latest.iter().map(|version| (version.version, version.stage)).collect();
        assert_eq!(latest, [(2, ModelStage::Archived), (3, ModelStage::Staging), (4, ModelStage::Production)]);
    }

    fn of_many_that_enter_production_at_once_one_stays(store) {
        registered_model(store, "wine");
        for _ in 0..8 {
            version(store, "wine");
        }
        at_once(8, |n| {
            let number = i64::try_from(n).unwrap() + 1;
            transition(store, number, ModelStage::Production, true);
        });
        let stages = (1..=8).map(|number| get_version(store, "wine", number).stage);
        assert_eq!(stages.filter(|&stage| stage == ModelStage::Production).count(), 1);
    }

    fn a_description_of_a_version_is_replaced(store) {
        registered_model(store, "wine");
        let before = version(store, "wine");
        for text in [Some("one"), Some(""), None] {
            let told = registry(store).describe_model_version("wine", 1, text, LATER).unwrap();
            assert_eq!(told.description.as_deref().unwrap_or_default(), text.unwrap_or_default());
            let last_update_time = given(store, Some(LATER), &told.last_update_time);
            let description = told.description.clone();
            let expected = ModelVersion { last_update_time, description, ..before.clone() };
            assert_eq!(told, expected);
            assert_eq!(get_version(store, "wine", 1), expected);
        }
    }

    fn tags_of_a_version_are_set_changed_and_removed(store) {
        registered_model(store, "wine");
        let before = version(store, "wine");
        version(store, "wine");
        let registry = registry(store);
        for (key, value) in [("b/c", "1"), ("a", "größe"), ("b/c", "3")] {
            registry.set_model_version_tag("wine", 1, &Tag::new(key, value)).unwrap();
        }
        registry.delete_model_version_tag("wine", 1, "a").unwrap();
        registry.delete_model_version_tag("wine", 1, "a").unwrap();
        let expected = ModelVersion { tags: vec![Tag::new("b/c", "3")], ..before };
        assert_eq!(get_version(store, "wine", 1), expected);
        assert_eq!(get_version(store, "wine", 2).tags, []);
    }

    fn awkward_texts_of_versions_come_back(store) {
        registered_model(store, "wine");
        for text in AWKWARD {
            let new = NewModelVersion {
                description: Some(text.into()),
                run_link: Some(text.into()),
                tags: vec![Tag::new("t", text)],
                ..new_version("wine")
            };
            let created = registry(store).create_model_version(&new).unwrap();
            let read = get_version(store, "wine", created.version);
            assert_eq!(read, created);
            assert_eq!(read.description.as_deref(), Some(text));
            assert_eq!(read.run_link.as_deref(), Some(text));
            assert_eq!(read.tags, [Tag::new("t", text)]);
        }
    }

    fn versions_come_in_pages_the_last_changed_first(store) {
        registered_model(store, "a");
        registered_model(store, "b");
        for (name, later) in [("a", 0), ("b", 1), ("a", 1), ("b", 0), ("a", 2)] {
            let new = NewModelVersion { creation_time: CREATED + later, ..new_version(name) };
            tick(store);
            registry(store).create_model_version(&new).unwrap();
        }
        let expected = if is_remote(store) {
            ["a 3", "b 2", "a 2", "b 1", "a 1"]
        } else {
            ["a 3", "a 2", "b 1", "a 1", "b 2"]
        };
        let mut query = ModelVersionQuery { max_results: 2, ..all_versions() };
        let mut listed = Vec::new();
        for count in [2, 2, 1] {
            let page = registry(store).search_model_versions(&query).unwrap();
            assert_eq!(page.items.len(), count);
            listed.extend(page.items.iter().map(|v| format!("{} {}", v.name, v.version)));
            query.page_token = page.next_page_token;
        }
        assert_eq!(listed, expected);
        assert_eq!(query.page_token, None);
    }

    fn versions_are_filtered_and_ordered(store) {
        registered_model(store, "wine");
        registered_model(store, "beer");
        let run_id = "0123456789abcdef0123456789abcdef";
        let of_run = NewModelVersion { run_id: Some(run_id.into()), ..new_version("wine") };
        registry(store).create_model_version(&of_run).unwrap();
        version(store, "wine");
        version(store, "beer");
        registry(store).set_model_version_tag("wine", 2, &Tag::new("k", "v")).unwrap();
        let order_by = ["name".to_owned(), "version_number ASC".to_owned()];
        let order_by = parse_model_version_orders(&order_by).unwrap();
        for (filter, expected) in [
            ("", &["beer 1", "wine 1", "wine 2"][..]),
            ("name = 'wine'", &["wine 1", "wine 2"]),
            ("name IN ('beer', 'x')", &["beer 1"]),
            ("version_number > 1", &["wine 2"]),
            ("name LIKE 'w%' AND version_number = 1", &["wine 1"]),
            (&format!("run_id = '{run_id}'"), &["wine 1"]),
            (&format!("run_id IN ('x', '{run_id}')"), &["wine 1"]),
            ("source_path LIKE '%/wine'", &["beer 1", "wine 1", "wine 2"]),
            ("tags.k = 'v'", &["wine 2"]),
            ("tags.k != 'v'", &[]),
        ] {
            let filter = parse_model_version_filter(filter).unwrap();
            let query = ModelVersionQuery { filter, order_by: order_by.clone(), ..all_versions() };
            assert_eq!(found(store, &query), expected);
        }
        let order_by = parse_model_version_orders(&["version_number DESC".into()]).unwrap();
        let query = ModelVersionQuery { order_by, ..all_versions() };
        assert_eq!(found(store, &query), ["wine 2", "beer 1", "wine 1"]);
    }

    fn versions_of_prompts_are_found_by_those_who_ask_for_them(store) {
        registered_model(store, "wine");
        registered_model(store, "greeting");
        version(store, "wine");
        let new = NewModelVersion {
            tags: vec![Tag::new("mlflow.prompt.is_prompt", "true")],
            source: "dummy-source".into(),
            ..new_version("greeting")
        };
        registry(store).create_model_version(&new).unwrap();
        assert_eq!(found(store, &all_versions()), ["wine 1"]);
        for (filter, expected) in [
            ("tags.`mlflow.prompt.is_prompt` = 'true'", "greeting 1"),
            ("tags.`mlflow.prompt.is_prompt` != 'true'", "wine 1"),
        ] {
            let filter = parse_model_version_filter(filter).unwrap();
            let query = ModelVersionQuery { filter, ..all_versions() };
            assert_eq!(found(store, &query), [expected]);
        }
    }
}
