//! Filters and orders of logged models.

use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::super::filter::{Condition, Filter, Test};
use super::super::logged_model::{
    DatasetSelector, ModelAttribute, ModelField, ModelKey, ModelOrder,
};
use super::super::vocabulary::Attribute;
use super::{
    condition, fraction_test, id_test, key, list_test, logic, measurement_test, orders, text_test,
    whole_test,
};

/// A filter over logged models.
pub(crate) fn model_filter() -> impl Strategy<Value = Filter<ModelField>> {
    logic(model_condition())
}

/// An order of logged models.
pub(crate) fn model_orders() -> impl Strategy<Value = Vec<ModelOrder>> {
    orders(prop_oneof![
        (key(), option::of(dataset_selector()))
            .prop_map(|(key, dataset)| ModelKey::Metric(key, dataset)),
        select(ModelAttribute::ALL).prop_map(ModelKey::Attribute),
    ])
}

/// A data set that a search for models names, by its name, its digest or both.
pub(crate) fn dataset_selector() -> impl Strategy<Value = DatasetSelector> {
    let name = || select(&["x", "y"][..]).prop_map(str::to_owned);
    let digest = || select(&["d1", "d2"][..]).prop_map(str::to_owned);
    prop_oneof![
        name().prop_map(|name| (Some(name), None)),
        digest().prop_map(|digest| (None, Some(digest))),
        (name(), digest()).prop_map(|(name, digest)| (Some(name), Some(digest))),
    ]
    .prop_map(|(name, digest)| DatasetSelector { name, digest })
}

fn model_condition() -> impl Strategy<Value = Condition<ModelField>> {
    let field = prop_oneof![
        key().prop_map(ModelField::Metric),
        key().prop_map(ModelField::Param),
        key().prop_map(ModelField::Tag),
        select(ModelAttribute::ALL).prop_map(ModelField::Attribute),
    ];
    condition(field, |field| match field {
        ModelField::Metric(_) => measurement_test().boxed(),
        ModelField::Param(_)
        | ModelField::Tag(_)
        | ModelField::Attribute(ModelAttribute::ModelType | ModelAttribute::SourceRunId) => {
            prop_oneof![
                text_test(),
                list_test(),
                any::<bool>().prop_map(Test::Present)
            ]
            .boxed()
        }
        ModelField::Attribute(ModelAttribute::ExperimentId) => id_test().boxed(),
        ModelField::Attribute(ModelAttribute::CreationTime | ModelAttribute::LastUpdateTime) => {
            prop_oneof![whole_test(), fraction_test()].boxed()
        }
        ModelField::Attribute(ModelAttribute::Status) => prop_oneof![
            text_test(),
            (any::<bool>(), select(&["PENDING", "READY"][..]))
                .prop_map(|(equal, status)| Test::Equals(equal, status.to_owned())),
        ]
        .boxed(),
        ModelField::Attribute(_) => prop_oneof![text_test(), list_test()].boxed(),
    })
}
