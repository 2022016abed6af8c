//! Random changes of registered models and searches for them, by which tests compare what is cached
//! with what is kept.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::{
    ModelVersionQuery, NewModelVersion, NewRegisteredModel, RegisteredModelQuery, RegistryStore,
    StageTransition,
};
use crate::entity::{ModelStage, Tag, keys};
use crate::error::Result;
use crate::search::strategies;

/// Names of models.
pub(super) const NAMES: [&str; 3] = ["x", "X", "xx"];

/// One of these names.
pub(super) fn name() -> impl Strategy<Value = &'static str> {
    select(&NAMES[..])
}

/// What somebody does to a registered model or its versions.
#[derive(Clone, Debug)]
pub(super) enum Change {
    Create(Option<&'static str>, Vec<Tag>),
    Move(i64, ModelStage, bool),
    Describe(i64),
    Delete(i64),
    Tag(i64, Tag),
    Untag(i64, String),
    Alias(i64),
    Rename(&'static str),
    DeleteModel,
}

fn tag() -> impl Strategy<Value = Tag> {
    let key = prop_oneof![4 => strategies::key(), 1 => Just(keys::IS_PROMPT.to_owned())];
    let value = prop_oneof![strategies::text(), Just("true".to_owned())];
    (key, value).prop_map(|(key, value)| Tag { key, value })
}

pub(super) fn change() -> impl Strategy<Value = Change> {
    let number = || 1_i64..4;
    prop_oneof![
        (option::of(select(&["x", "X"][..])), vec(tag(), 0..3))
            .prop_map(|(run, tags)| Change::Create(run, tags)),
        (number(), select(&ModelStage::ALL[..]), any::<bool>())
            .prop_map(|(number, stage, archives)| Change::Move(number, stage, archives)),
        number().prop_map(Change::Describe),
        number().prop_map(Change::Delete),
        (number(), tag()).prop_map(|(number, tag)| Change::Tag(number, tag)),
        (number(), strategies::key()).prop_map(|(number, key)| Change::Untag(number, key)),
        number().prop_map(Change::Alias),
        select(&NAMES[..]).prop_map(Change::Rename),
        Just(Change::DeleteModel),
    ]
}

impl Change {
    /// Does it to this model; what is not there does not change.
    pub(super) fn make(&self, registry: &dyn RegistryStore, name: &str, now: i64) -> Result<()> {
        match self.clone() {
            Change::Create(run_id, tags) => {
                let _ = registry.create_registered_model(&NewRegisteredModel {
                    name: name.to_owned(),
                    description: None,
                    tags: Vec::new(),
                    creation_time: now,
                });
                let new = NewModelVersion {
                    name: name.to_owned(),
                    source: "s3://x/x".to_owned(),
                    storage_location: String::new(),
                    run_id: run_id.map(Into::into),
                    run_link: None,
                    model_id: None,
                    description: None,
                    tags,
                    creation_time: now,
                };
                registry.create_model_version(&new).map(drop)
            }
            Change::Move(version, stage, archive_existing) => {
                let transition = StageTransition {
                    name,
                    version,
                    stage,
                    archive_existing,
                    now,
                };
                registry.transition_model_version(&transition).map(drop)
            }
            Change::Describe(version) => {
                let described = registry.describe_model_version(name, version, Some("new"), now);
                described.map(drop)
            }
            Change::Delete(version) => registry.delete_model_version(name, version, now),
            Change::Tag(version, tag) => registry.set_model_version_tag(name, version, &tag),
            Change::Untag(version, key) => registry.delete_model_version_tag(name, version, &key),
            Change::Alias(version) => registry.set_model_alias(name, "a", version),
            Change::Rename(new) => registry.rename_registered_model(name, new, now).map(drop),
            Change::DeleteModel => registry.delete_registered_model(name),
        }
    }
}

/// Asks for a page of versions.
pub(super) fn version_query() -> impl Strategy<Value = ModelVersionQuery> {
    (
        option::of(strategies::model_version_filter()),
        strategies::model_version_orders(),
        1_usize..5,
    )
        .prop_map(|(filter, order_by, max_results)| ModelVersionQuery {
            filter,
            order_by,
            max_results,
            page_token: None,
        })
}

/// Asks for a page of registered models.
pub(super) fn model_query() -> impl Strategy<Value = RegisteredModelQuery> {
    (
        option::of(strategies::registered_model_filter()),
        strategies::registered_model_orders(),
        1_usize..5,
    )
        .prop_map(|(filter, order_by, max_results)| RegisteredModelQuery {
            filter,
            order_by,
            max_results,
            page_token: None,
        })
}
