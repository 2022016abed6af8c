//! Random filters and orders, for the tests of everything that reads them.

use proptest::collection::vec;
use proptest::option;
use proptest::prelude::*;
use proptest::sample::select;

use super::ast::{
    Case, Condition, DatasetField, Direction, ExperimentAttribute, ExperimentKey, ExperimentOrder,
    Filter, Number, Relation, RunAttribute, RunField, RunKey, RunOrder, Test,
};
use super::logged_model::{DatasetSelector, ModelAttribute, ModelField, ModelKey, ModelOrder};

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

/// A filter over runs.
pub(crate) fn run_filter() -> impl Strategy<Value = Filter<RunField>> {
    logic(run_condition())
}

/// A filter over experiments.
pub(crate) fn experiment_filter() -> impl Strategy<Value = Filter<ExperimentKey>> {
    logic(experiment_condition())
}

/// A filter over logged models.
pub(crate) fn model_filter() -> impl Strategy<Value = Filter<ModelField>> {
    logic(model_condition())
}

/// An order of logged models.
pub(crate) fn model_orders() -> impl Strategy<Value = Vec<ModelOrder>> {
    let model_key = prop_oneof![
        (key(), option::of(dataset_selector()))
            .prop_map(|(key, dataset)| ModelKey::Metric(key, dataset)),
        select(&ModelAttribute::ALL[..]).prop_map(ModelKey::Attribute),
    ];
    let order = (model_key, direction());
    vec(
        order.prop_map(|(key, direction)| ModelOrder { key, direction }),
        0..4,
    )
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

/// An order of runs.
pub(crate) fn run_orders() -> impl Strategy<Value = Vec<RunOrder>> {
    let order = (run_key(), direction()).prop_map(|(key, direction)| RunOrder { key, direction });
    vec(order, 0..4).prop_map(|mut orders| {
        let mut seen = Vec::new();
        orders.retain(|order| {
            let is_new = !seen.contains(&order.key);
            seen.push(order.key.clone());
            is_new
        });
        orders
    })
}

/// An order of experiments.
pub(crate) fn experiment_orders() -> impl Strategy<Value = Vec<ExperimentOrder>> {
    let order = (experiment_attribute(), direction());
    vec(
        order.prop_map(|(key, direction)| ExperimentOrder { key, direction }),
        0..3,
    )
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

fn run_key() -> impl Strategy<Value = RunKey> {
    prop_oneof![
        key().prop_map(RunKey::Metric),
        key().prop_map(RunKey::Param),
        key().prop_map(RunKey::Tag),
        select(
            &[
                RunAttribute::RunId,
                RunAttribute::RunName,
                RunAttribute::UserId,
                RunAttribute::Status,
                RunAttribute::ArtifactUri,
                RunAttribute::StartTime,
                RunAttribute::EndTime,
            ][..]
        )
        .prop_map(RunKey::Attribute),
    ]
}

fn run_condition() -> impl Strategy<Value = Condition<RunField>> {
    let dataset = select(
        &[
            DatasetField::Name,
            DatasetField::Digest,
            DatasetField::Context,
        ][..],
    );
    let field = prop_oneof![
        6 => run_key().prop_map(RunField::Key),
        1 => dataset.prop_map(RunField::Dataset),
    ];
    field.prop_flat_map(|field| {
        let test = match &field {
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
        };
        test.prop_map(move |test| Condition {
            field: field.clone(),
            test,
        })
    })
}

fn experiment_attribute() -> impl Strategy<Value = ExperimentAttribute> {
    select(
        &[
            ExperimentAttribute::ExperimentId,
            ExperimentAttribute::Name,
            ExperimentAttribute::CreationTime,
            ExperimentAttribute::LastUpdateTime,
        ][..],
    )
}

fn experiment_condition() -> impl Strategy<Value = Condition<ExperimentKey>> {
    let field = prop_oneof![
        key().prop_map(ExperimentKey::Tag),
        experiment_attribute().prop_map(ExperimentKey::Attribute),
    ];
    field.prop_flat_map(|field| {
        let test = match &field {
            ExperimentKey::Tag(_) => {
                prop_oneof![text_test(), any::<bool>().prop_map(Test::Present)].boxed()
            }
            ExperimentKey::Attribute(ExperimentAttribute::Name) => text_test().boxed(),
            ExperimentKey::Attribute(ExperimentAttribute::ExperimentId) => id_test().boxed(),
            ExperimentKey::Attribute(_) => whole_test().boxed(),
        };
        test.prop_map(move |test| Condition {
            field: field.clone(),
            test,
        })
    })
}

fn model_condition() -> impl Strategy<Value = Condition<ModelField>> {
    let field = prop_oneof![
        key().prop_map(ModelField::Metric),
        key().prop_map(ModelField::Param),
        key().prop_map(ModelField::Tag),
        select(&ModelAttribute::ALL[..]).prop_map(ModelField::Attribute),
    ];
    field.prop_flat_map(|field| {
        let test = match &field {
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
            ModelField::Attribute(
                ModelAttribute::CreationTime | ModelAttribute::LastUpdateTime,
            ) => prop_oneof![whole_test(), fraction_test()].boxed(),
            ModelField::Attribute(ModelAttribute::Status) => prop_oneof![
                text_test(),
                (any::<bool>(), select(&["PENDING", "READY"][..]))
                    .prop_map(|(equal, status)| Test::Equals(equal, status.to_owned())),
            ]
            .boxed(),
            ModelField::Attribute(_) => prop_oneof![text_test(), list_test()].boxed(),
        };
        test.prop_map(move |test| Condition {
            field: field.clone(),
            test,
        })
    })
}

fn direction() -> impl Strategy<Value = Direction> {
    select(&[Direction::Ascending, Direction::Descending][..])
}

fn relation() -> impl Strategy<Value = Relation> {
    select(
        &[
            Relation::Equal,
            Relation::NotEqual,
            Relation::Less,
            Relation::LessOrEqual,
            Relation::Greater,
            Relation::GreaterOrEqual,
        ][..],
    )
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
