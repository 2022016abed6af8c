//! Random filters and orders, for the tests of everything that reads them: what they share, and
//! one file for each entity.

mod experiment;
mod logged_model;
mod registry;
mod run;

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::filter::{Case, Condition, Filter, Number, Relation, Test};
use super::order::{Direction, Order};

pub(crate) use experiment::{experiment_filter, experiment_orders};
pub(crate) use logged_model::{dataset_selector, model_filter, model_orders};
pub(crate) use registry::{
    model_version_filter, model_version_orders, registered_model_filter, registered_model_orders,
};
pub(crate) use run::{run_filter, run_orders};

/// Few keys and values, so that filters find something.
const KEYS: &[&str] = &["a", "b", "val/loss", "x y", "größe"];
const TEXTS: &[&str] = &[
    "",
    "x",
    "X",
    "xy",
    "it's",
    "a\"b",
    "it's \"b\"",
    "50%",
    "a_b",
    "é",
    "\\",
];

/// A key that runs are given and filters look for.
pub(crate) fn key() -> impl Strategy<Value = String> {
    select(KEYS).prop_map(str::to_owned)
}

/// A text that runs are given and filters look for.
pub(crate) fn text() -> impl Strategy<Value = String> {
    prop_oneof![4 => select(TEXTS).prop_map(str::to_owned), 1 => "[xX*?%_\\[\\]'\"\\\\ ]{0,4}"]
}

/// A value of a metric that runs are given.
pub(crate) fn measured() -> impl Strategy<Value = f64> {
    let special = [
        0.0,
        -0.0,
        1.0,
        1.5,
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::MAX,
    ];
    prop_oneof![4 => select(special.to_vec()), 1 => -2.0..2.0]
}

/// A time that runs are given and filters look for.
pub(crate) fn time() -> impl Strategy<Value = i64> {
    0_i64..5
}

fn logic<F>(
    condition: impl Strategy<Value = Condition<F>> + 'static,
) -> impl Strategy<Value = Filter<F>>
where
    F: Clone + std::fmt::Debug + 'static,
{
    condition
        .prop_map(Filter::Is)
        .prop_recursive(3, 12, 3, |inner| {
            prop_oneof![
                vec(inner.clone(), 2..4).prop_map(Filter::And),
                vec(inner.clone(), 2..4).prop_map(Filter::Or),
                inner.prop_map(|filter| Filter::Not(Box::new(filter))),
            ]
        })
}

/// An order by keys of one entity.
fn orders<K: std::fmt::Debug + Clone>(
    key: impl Strategy<Value = K>,
) -> impl Strategy<Value = Vec<Order<K>>> {
    let order = (key, direction()).prop_map(|(key, direction)| Order { key, direction });
    vec(order, 0..4)
}

/// A condition on one of these fields, with a test that fits it.
fn condition<F, T>(
    field: impl Strategy<Value = F>,
    test_of: impl Fn(&F) -> T,
) -> impl Strategy<Value = Condition<F>>
where
    F: Clone + std::fmt::Debug,
    T: Strategy<Value = Test>,
{
    field.prop_flat_map(move |field| {
        test_of(&field).prop_map(move |test| Condition {
            field: field.clone(),
            test,
        })
    })
}

fn direction() -> impl Strategy<Value = Direction> {
    select(&[Direction::Ascending, Direction::Descending][..])
}

fn relation() -> impl Strategy<Value = Relation> {
    select(&Relation::ALL[..])
}

/// A comparison of a metric; a filter cannot name NaN.
fn measurement_test() -> impl Strategy<Value = Test> {
    (
        relation(),
        measured().prop_filter("a number", |number| !number.is_nan()),
    )
        .prop_map(|(relation, number)| Test::Number(relation, Number::Float(number)))
}

fn whole_test() -> impl Strategy<Value = Test> {
    (relation(), prop_oneof![time(), any::<i64>()])
        .prop_map(|(relation, time)| Test::Number(relation, Number::Integer(time)))
}

fn fraction_test() -> impl Strategy<Value = Test> {
    (relation(), -1.0..5.0).prop_map(|(relation, time)| Test::Number(relation, Number::Float(time)))
}

fn text_test() -> impl Strategy<Value = Test> {
    let case = select(&[Case::Sensitive, Case::Insensitive][..]);
    prop_oneof![
        (any::<bool>(), text()).prop_map(|(equal, text)| Test::Equals(equal, text)),
        (case, text(), option::of(select(&["%", "_"][..]))).prop_map(|(case, text, wildcard)| {
            Test::Like(case, text + wildcard.unwrap_or_default())
        }),
    ]
}

/// A comparison of an experiment's id.
fn id_test() -> impl Strategy<Value = Test> {
    let id = || (0_i64..6).prop_map(|id| id.to_string());
    prop_oneof![
        (any::<bool>(), id()).prop_map(|(equal, id)| Test::Equals(equal, id)),
        (any::<bool>(), vec(id(), 1..3)).prop_map(|(among, ids)| Test::OneOf(among, ids)),
    ]
}

fn list_test() -> impl Strategy<Value = Test> {
    (any::<bool>(), vec(text(), 1..3)).prop_map(|(among, texts)| Test::OneOf(among, texts))
}
