//! Filters and orders of experiments.

use proptest::prelude::*;
use proptest::sample::select;

use super::super::experiment::{ExperimentAttribute, ExperimentKey, ExperimentOrder};
use super::super::filter::{Condition, Filter, Test};
use super::super::vocabulary::Attribute;
use super::{condition, id_test, key, logic, orders, text_test, whole_test};

/// A filter over experiments.
pub(crate) fn experiment_filter() -> impl Strategy<Value = Filter<ExperimentKey>> {
    logic(experiment_condition())
}

/// An order of experiments.
pub(crate) fn experiment_orders() -> impl Strategy<Value = Vec<ExperimentOrder>> {
    orders(experiment_attribute())
}

fn experiment_attribute() -> impl Strategy<Value = ExperimentAttribute> {
    select(ExperimentAttribute::ALL)
}

fn experiment_condition() -> impl Strategy<Value = Condition<ExperimentKey>> {
    let field = prop_oneof![
        key().prop_map(ExperimentKey::Tag),
        experiment_attribute().prop_map(ExperimentKey::Attribute),
    ];
    condition(field, |field| match field {
        ExperimentKey::Tag(_) => {
            prop_oneof![text_test(), any::<bool>().prop_map(Test::Present)].boxed()
        }
        ExperimentKey::Attribute(ExperimentAttribute::Name) => text_test().boxed(),
        ExperimentKey::Attribute(ExperimentAttribute::ExperimentId) => id_test().boxed(),
        ExperimentKey::Attribute(_) => whole_test().boxed(),
    })
}
