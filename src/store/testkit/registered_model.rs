//! Registered models, their tags and aliases.

use super::cases;
use super::fixture::*;
use crate::entity::{ModelAlias, ModelVersion, RegisteredModel, Tag};
use crate::error::ErrorCode;
use crate::search::{parse_registered_model_filter, parse_registered_model_orders};
use crate::store::{
    NewModelVersion, NewRegisteredModel, RegisteredModelQuery, RegistryStore, Store, StoreKind,
};

/// The registered models of a store that has some.
pub(super) fn registry(store: &dyn Store) -> &dyn RegistryStore {
    store.registry().expect("a store with a registry")
}

pub(super) fn new_registered_model(name: &str) -> NewRegisteredModel {
    NewRegisteredModel {
        name: name.into(),
        description: None,
        tags: Vec::new(),
        creation_time: CREATED,
    }
}

/// Creates a registered model.
pub(super) fn registered_model(store: &dyn Store, name: &str) -> RegisteredModel {
    let created = registry(store).create_registered_model(&new_registered_model(name));
    created.unwrap()
}

/// A source that a server takes without asking.
pub(super) const SOURCE: &str = "s3://models/wine";

pub(super) fn new_version(name: &str) -> NewModelVersion {
    NewModelVersion {
        name: name.into(),
        source: SOURCE.into(),
        storage_location: SOURCE.into(),
        run_id: None,
        run_link: None,
        model_id: None,
        description: None,
        tags: Vec::new(),
        creation_time: CREATED,
    }
}

/// Creates a version of a registered model.
pub(super) fn version(store: &dyn Store, name: &str) -> ModelVersion {
    registry(store)
        .create_model_version(&new_version(name))
        .unwrap()
}

/// Reads a registered model that must be there.
pub(super) fn get_registered_model(store: &dyn Store, name: &str) -> RegisteredModel {
    registry(store).get_registered_model(name).unwrap().unwrap()
}

pub(super) fn all_registered_models() -> RegisteredModelQuery {
    RegisteredModelQuery {
        filter: None,
        order_by: Vec::new(),
        max_results: 100,
        page_token: None,
    }
}

/// The names of what a query finds on its first page.
fn found(store: &dyn Store, query: &RegisteredModelQuery) -> Vec<String> {
    let page = registry(store).search_registered_models(query).unwrap();
    page.items.into_iter().map(|model| model.name).collect()
}

cases! {
    fn a_new_registered_model_is_as_it_was_stated(store) {
        let new = NewRegisteredModel {
            description: Some("for *wine*".into()),
            tags: vec![Tag::new("t", "old"), Tag::new("größe", "3"), Tag::new("t", "new")],
            ..new_registered_model("wine")
        };
        let created = registry(store).create_registered_model(&new).unwrap();
        let expected = RegisteredModel {
            name: "wine".into(),
            creation_time: given(store, Some(CREATED), &created.creation_time),
            last_update_time: given(store, Some(CREATED), &created.last_update_time),
            description: new.description.clone(),
            latest_versions: Vec::new(),
            tags: vec![Tag::new("größe", "3"), Tag::new("t", "new")],
            aliases: Vec::new(),
            deployment_job_id: None,
            deployment_job_state: None,
        };
        assert_eq!(created, expected);
        assert_eq!(get_registered_model(store, "wine"), expected);
    }

    fn a_name_is_taken_once(store) {
        registered_model(store, "wine");
        let again = registry(store).create_registered_model(&new_registered_model("wine"));
        refused(again, ErrorCode::ResourceAlreadyExists);
        registered_model(store, "Wine");
        let renamed = registry(store).rename_registered_model("Wine", "wine", LATER);
        refused(renamed, ErrorCode::ResourceAlreadyExists);
        assert_eq!(found(store, &all_registered_models()), ["Wine", "wine"]);
    }

    fn of_many_that_create_a_name_at_once_one_succeeds(store) {
        let created = at_once(8, |_| {
            let created = registry(store).create_registered_model(&new_registered_model("wine"));
            created.is_ok()
        });
        assert_eq!(created.iter().filter(|&&is_created| is_created).count(), 1);
    }

    fn a_registered_model_that_is_not_there_is_none_and_does_not_change(store) {
        let registry = registry(store);
        for name in ["nothing", "..", "'", ""] {
            if is_remote(store) && name.len() < 3 {
                continue;
            }
            assert_eq!(registry.get_registered_model(name).unwrap(), None, "{name}");
        }
        let code = ErrorCode::ResourceDoesNotExist;
        refused(registry.rename_registered_model("x", "y", LATER), code);
        refused(registry.describe_registered_model("x", Some("d"), LATER), code);
        refused(registry.delete_registered_model("x"), code);
        refused(registry.set_registered_model_tag("x", &Tag::new("k", "v")), code);
        refused(registry.delete_registered_model_tag("x", "k"), code);
        refused(registry.set_model_alias("x", "a", 1), code);
        refused(registry.delete_model_alias("x", "a"), code);
    }

    fn awkward_texts_of_registered_models_come_back(store) {
        for (n, text) in AWKWARD.iter().enumerate() {
            // What a server and a folder allow in names is less.
            let has_meaning = |c| match store.kind() {
                StoreKind::Server => matches!(c, '/' | ':'),
                StoreKind::Files => c == '%',
                StoreKind::Database => false,
            };
            let name = if text.contains(has_meaning) {
                format!("name {n}")
            } else {
                (*text).to_owned()
            };
            let new = NewRegisteredModel {
                description: Some((*text).into()),
                tags: vec![Tag::new("t", *text)],
                ..new_registered_model(&name)
            };
            let created = registry(store).create_registered_model(&new).unwrap();
            let read = get_registered_model(store, &name);
            assert_eq!(read, created);
            assert_eq!((&read.name, read.description.as_deref()), (&name, Some(*text)));
            assert_eq!(read.tags, [Tag::new("t", *text)]);
        }
    }

    fn a_description_is_replaced(store) {
        registered_model(store, "wine");
        for text in ["one", "two\nlines", ""] {
            let told = registry(store).describe_registered_model("wine", Some(text), LATER).unwrap();
            // To a server of MLflow an empty description is none.
            let description = told.description.clone().unwrap_or_default();
            assert_eq!(description, text);
            assert_eq!(told.last_update_time, given(store, Some(LATER), &told.last_update_time));
            assert_eq!(get_registered_model(store, "wine"), told);
        }
    }

    fn tags_of_a_registered_model_are_set_changed_and_removed(store) {
        let created = registered_model(store, "wine");
        let registry = registry(store);
        for (key, value) in [("b/c", "1"), ("a", "2"), ("b/c", "3")] {
            registry.set_registered_model_tag("wine", &Tag::new(key, value)).unwrap();
        }
        registry.delete_registered_model_tag("wine", "a").unwrap();
        registry.delete_registered_model_tag("wine", "a").unwrap();
        let expected = RegisteredModel { tags: vec![Tag::new("b/c", "3")], ..created };
        assert_eq!(get_registered_model(store, "wine"), expected);
    }

    fn a_renamed_model_keeps_all_that_it_has(store) {
        let new = NewRegisteredModel {
            description: Some("d".into()),
            tags: vec![Tag::new("t", "1")],
            ..new_registered_model("wine")
        };
        registry(store).create_registered_model(&new).unwrap();
        let version = version(store, "wine").version;
        let registry = registry(store);
        registry.set_model_version_tag("wine", version, &Tag::new("v", "2")).unwrap();
        registry.set_model_alias("wine", "champion", version).unwrap();
        let renamed = registry.rename_registered_model("wine", "port", LATER).unwrap();
        assert_eq!(registry.get_registered_model("wine").unwrap(), None);
        assert_eq!(get_registered_model(store, "port"), renamed);
        assert_eq!((&*renamed.name, renamed.description.as_deref()), ("port", Some("d")));
        assert_eq!(renamed.tags, [Tag::new("t", "1")]);
        let alias = ModelAlias { alias: "champion".into(), version };
        assert_eq!(renamed.aliases, [alias]);
        let of_port = registry.get_model_version("port", version).unwrap().unwrap();
        assert_eq!(of_port.tags, [Tag::new("v", "2")]);
        assert_eq!(of_port.last_update_time, given(store, Some(LATER), &of_port.last_update_time));
        assert_eq!(registry.get_model_version("wine", version).unwrap(), None);
        registry.rename_registered_model("port", "port", LATER).unwrap();
    }

    fn a_deleted_model_leaves_nothing(store) {
        registered_model(store, "wine");
        let number = version(store, "wine").version;
        let registry = registry(store);
        registry.set_registered_model_tag("wine", &Tag::new("k", "v")).unwrap();
        registry.set_model_version_tag("wine", number, &Tag::new("k", "v")).unwrap();
        registry.set_model_alias("wine", "champion", number).unwrap();
        registry.delete_registered_model("wine").unwrap();
        assert_eq!(registry.get_registered_model("wine").unwrap(), None);
        assert_eq!(registry.get_model_version("wine", number).unwrap(), None);
        let again = registered_model(store, "wine");
        assert_eq!((again.tags, again.aliases), (vec![], vec![]));
        assert_eq!(version(store, "wine").version, 1);
    }

    fn an_alias_stands_for_one_version_and_goes_with_it(store) {
        registered_model(store, "wine");
        let [one, two] = [0, 1].map(|_| version(store, "wine").version);
        let registry = registry(store);
        registry.set_model_alias("wine", "b", one).unwrap();
        registry.set_model_alias("wine", "a", one).unwrap();
        let aliases = |version| registry.get_model_version("wine", version).unwrap().unwrap().aliases;
        assert_eq!(aliases(one), ["a", "b"]);
        registry.set_model_alias("wine", "b", two).unwrap();
        assert_eq!((aliases(one), aliases(two)), (vec!["a".into()], vec!["b".into()]));
        let model = get_registered_model(store, "wine");
        assert_eq!(model.version_of_alias("b"), Some(two));
        registry.delete_model_version("wine", two, LATER).unwrap();
        registry.delete_model_alias("wine", "a").unwrap();
        registry.delete_model_alias("wine", "a").unwrap();
        assert_eq!(get_registered_model(store, "wine").aliases, []);
        refused(registry.set_model_alias("wine", "c", two), ErrorCode::ResourceDoesNotExist);
    }

    fn registered_models_come_in_pages_by_name(store) {
        let mut names = ["d", "A", "b", "é", "C"];
        for name in names {
            registered_model(store, name);
        }
        names.sort_unstable();
        let mut query = RegisteredModelQuery { max_results: 2, ..all_registered_models() };
        let mut listed = Vec::new();
        for expected in [2, 2, 1] {
            let page = registry(store).search_registered_models(&query).unwrap();
            assert_eq!(page.items.len(), expected);
            listed.extend(page.items.into_iter().map(|model| model.name));
            query.page_token = page.next_page_token;
        }
        assert_eq!(listed, names);
        assert_eq!(query.page_token, None);
        query.page_token = Some("no token".into());
        let wrong = registry(store).search_registered_models(&query);
        refused(wrong, ErrorCode::InvalidParameterValue);
    }

    fn registered_models_are_filtered_and_ordered(store) {
        for (name, tag) in [("wine", "1"), ("beer", "2"), ("Water", "1")] {
            let new = NewRegisteredModel {
                tags: vec![Tag::new("k", tag)],
                ..new_registered_model(name)
            };
            tick(store);
            registry(store).create_registered_model(&new).unwrap();
        }
        tick(store);
        registry(store).describe_registered_model("beer", Some("d"), LATER).unwrap();
        for (filter, expected) in [
            ("name = 'wine'", &["wine"][..]),
            ("name LIKE 'w%'", &["wine"]),
            ("name ILIKE 'w%'", &["Water", "wine"]),
            ("name IN ('wine', 'beer')", &["beer", "wine"]),
            ("name != 'wine' AND tags.k = '1'", &["Water"]),
            ("tags.k != '1'", &["beer"]),
            ("tags.other != '1'", &[]),
        ] {
            let filter = parse_registered_model_filter(filter).unwrap();
            let query = RegisteredModelQuery { filter, ..all_registered_models() };
            assert_eq!(found(store, &query), expected);
        }
        let order_by = parse_registered_model_orders(&["timestamp DESC".into()]).unwrap();
        let query = RegisteredModelQuery { order_by, ..all_registered_models() };
        assert_eq!(found(store, &query)[0], "beer");
        let order_by = parse_registered_model_orders(&["name DESC".into()]).unwrap();
        let query = RegisteredModelQuery { order_by, ..all_registered_models() };
        assert_eq!(found(store, &query), ["wine", "beer", "Water"]);
    }

    fn prompts_are_found_by_those_who_ask_for_them(store) {
        registered_model(store, "wine");
        let new = NewRegisteredModel {
            tags: vec![Tag::new("mlflow.prompt.is_prompt", "true")],
            ..new_registered_model("greeting")
        };
        registry(store).create_registered_model(&new).unwrap();
        assert!(get_registered_model(store, "greeting").is_prompt());
        assert_eq!(found(store, &all_registered_models()), ["wine"]);
        for (filter, expected) in [
            ("tags.`mlflow.prompt.is_prompt` = 'true'", "greeting"),
            ("tags.`mlflow.prompt.is_prompt` != 'true'", "wine"),
            ("tags.`mlflow.prompt.is_prompt` = 'false'", "wine"),
        ] {
            let filter = parse_registered_model_filter(filter).unwrap();
            let query = RegisteredModelQuery { filter, ..all_registered_models() };
            assert_eq!(found(store, &query), [expected]);
        }
        let filter = parse_registered_model_filter("name = 'greeting'").unwrap();
        let query = RegisteredModelQuery { filter, ..all_registered_models() };
        assert_eq!(found(store, &query), [""; 0]);
    }
}
