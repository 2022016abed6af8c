//! Filters and orders of registered models and their versions.

use proptest::prelude::*;
use proptest::sample::select;

use super::super::filter::{Condition, Filter, Test};
use super::super::model_version::{ModelVersionAttribute, ModelVersionField, ModelVersionOrder};
use super::super::registered_model::{
    RegisteredModelAttribute, RegisteredModelField, RegisteredModelOrder,
};
use super::super::vocabulary::Attribute;
use super::{condition, key, list_test, logic, orders, text_test, whole_test};

/// A filter over registered models.
pub(crate) fn registered_model_filter() -> impl Strategy<Value = Filter<RegisteredModelField>> {
    logic(registered_model_condition())
}

/// An order of registered models.
pub(crate) fn registered_model_orders() -> impl Strategy<Value = Vec<RegisteredModelOrder>> {
    orders(select(RegisteredModelAttribute::ALL))
}

/// A filter over versions.
pub(crate) fn model_version_filter() -> impl Strategy<Value = Filter<ModelVersionField>> {
    logic(model_version_condition())
}

/// An order of versions.
pub(crate) fn model_version_orders() -> impl Strategy<Value = Vec<ModelVersionOrder>> {
    orders(select(ModelVersionAttribute::ALL))
}

fn registered_model_condition() -> impl Strategy<Value = Condition<RegisteredModelField>> {
    let field = prop_oneof![
        key().prop_map(RegisteredModelField::Tag),
        select(RegisteredModelAttribute::ALL).prop_map(RegisteredModelField::Attribute),
    ];
    condition(field, |field| match field {
        RegisteredModelField::Tag(_) => present_or_text().boxed(),
        RegisteredModelField::Attribute(RegisteredModelAttribute::Name) => {
            prop_oneof![text_test(), list_test()].boxed()
        }
        RegisteredModelField::Attribute(_) => whole_test().boxed(),
    })
}

fn model_version_condition() -> impl Strategy<Value = Condition<ModelVersionField>> {
    let field = prop_oneof![
        key().prop_map(ModelVersionField::Tag),
        select(ModelVersionAttribute::ALL).prop_map(ModelVersionField::Attribute),
    ];
    condition(field, |field| match field {
        ModelVersionField::Tag(_) | ModelVersionField::Attribute(ModelVersionAttribute::Source) => {
            present_or_text().boxed()
        }
        ModelVersionField::Attribute(
            ModelVersionAttribute::Name
            | ModelVersionAttribute::Stage
            | ModelVersionAttribute::RunId,
        ) => prop_oneof![text_test(), list_test()].boxed(),
        ModelVersionField::Attribute(_) => whole_test().boxed(),
    })
}

fn present_or_text() -> impl Strategy<Value = Test> {
    prop_oneof![text_test(), any::<bool>().prop_map(Test::Present)]
}
