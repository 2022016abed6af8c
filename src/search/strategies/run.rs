//! Filters and orders of runs.

use proptest::prelude::*;
use proptest::sample::select;

use super::super::filter::{Condition, Filter, Test};
use super::super::run::{DatasetField, RunAttribute, RunField, RunKey, RunOrder};
use super::super::vocabulary::Attribute;
use super::{
    condition, fraction_test, key, list_test, logic, measurement_test, orders, text_test,
    whole_test,
};

/// A filter over runs.
pub(crate) fn run_filter() -> impl Strategy<Value = Filter<RunField>> {
    logic(run_condition())
}

/// An order of runs, with each key once.
pub(crate) fn run_orders() -> impl Strategy<Value = Vec<RunOrder>> {
    orders(run_key()).prop_map(|mut orders| {
        let mut seen = Vec::new();
        orders.retain(|order| {
            let is_new = !seen.contains(&order.key);
            seen.push(order.key.clone());
            is_new
        });
        orders
    })
}

fn run_key() -> impl Strategy<Value = RunKey> {
    prop_oneof![
        key().prop_map(RunKey::Metric),
        key().prop_map(RunKey::Param),
        key().prop_map(RunKey::Tag),
        select(RunAttribute::ALL).prop_map(RunKey::Attribute),
    ]
}

fn run_condition() -> impl Strategy<Value = Condition<RunField>> {
    let dataset = select(DatasetField::ALL);
    let field = prop_oneof![
        6 => run_key().prop_map(RunField::Key),
        1 => dataset.prop_map(RunField::Dataset),
    ];
    condition(field, |field| match field {
        RunField::Key(RunKey::Metric(_)) => measurement_test().boxed(),
        RunField::Key(RunKey::Param(_) | RunKey::Tag(_)) => {
            prop_oneof![text_test(), any::<bool>().prop_map(Test::Present)].boxed()
        }
        RunField::Key(RunKey::Attribute(RunAttribute::StartTime | RunAttribute::EndTime)) => {
            prop_oneof![whole_test(), fraction_test()].boxed()
        }
        RunField::Key(RunKey::Attribute(RunAttribute::RunId)) | RunField::Dataset(_) => {
            prop_oneof![text_test(), list_test()].boxed()
        }
        RunField::Key(RunKey::Attribute(RunAttribute::Status)) => prop_oneof![
            text_test(),
            (any::<bool>(), select(&["RUNNING", "FINISHED"][..]))
                .prop_map(|(equal, status)| Test::Equals(equal, status.to_owned())),
        ]
        .boxed(),
        RunField::Key(RunKey::Attribute(_)) => text_test().boxed(),
    })
}
