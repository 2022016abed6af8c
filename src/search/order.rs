//! Which of two runs or experiments comes first.
//!
//! [`complete_run_order`] and [`complete_experiment_order`] add what breaks ties, so that every
//! order is total and both kinds of store sort by the same keys.

use std::cmp::{Ordering, Reverse};

use crate::entity::{Experiment, ExperimentId};

use super::ast::{Direction, ExperimentAttribute, ExperimentOrder, RunAttribute, RunKey, RunOrder};
use super::eval::{RunFacts, Value, run_value};

/// Adds the start, latest first, and the id, unless the order has them.
pub(crate) fn complete_run_order(given: &[RunOrder]) -> Vec<RunOrder> {
    let mut complete = given.to_vec();
    for (attribute, direction) in [
        (RunAttribute::StartTime, Direction::Descending),
        (RunAttribute::RunId, Direction::Ascending),
    ] {
        let key = RunKey::Attribute(attribute);
        if !given.iter().any(|order| order.key == key) {
            complete.push(RunOrder { key, direction });
        }
    }
    complete
}

/// Adds the id, greatest first, unless the order has it. An empty order becomes that by creation,
/// latest first, then by id, least first.
pub(crate) fn complete_experiment_order(given: &[ExperimentOrder]) -> Vec<ExperimentOrder> {
    let order = |key, direction| ExperimentOrder { key, direction };
    let id = ExperimentAttribute::ExperimentId;
    if given.is_empty() {
        return vec![
            order(ExperimentAttribute::CreationTime, Direction::Descending),
            order(id, Direction::Ascending),
        ];
    }
    let mut complete = without_repeats(given, |order| &order.key);
    if !given.iter().any(|order| order.key == id) {
        complete.push(order(id, Direction::Descending));
    }
    complete
}

/// Leaves out the keys that come again in an order: the first of them decides.
pub(super) fn without_repeats<O: Clone, K: PartialEq>(given: &[O], key: fn(&O) -> &K) -> Vec<O> {
    let mut once: Vec<O> = Vec::new();
    for order in given {
        if !once.iter().any(|known| key(known) == key(order)) {
            once.push(order.clone());
        }
    }
    once
}

/// The place of a run in an order; the least comes first. It holds nothing else of the run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct RunRank(Vec<Place>);

impl RunRank {
    /// Ranks a run by all of these keys.
    pub(crate) fn new(run: &impl RunFacts, orders: &[RunOrder]) -> Self {
        let place = |order: &RunOrder| Place::new(run_value(run, &order.key), order.direction);
        Self(orders.iter().map(place).collect())
    }
}

/// The place that one key of an order gives: numbers and texts by their direction, then NaN, then
/// what has no value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Place {
    Ascending(Comparable),
    Descending(Reverse<Comparable>),
    NotANumber,
    Missing,
}

impl Place {
    /// The place of a value in a direction.
    pub(super) fn new(value: Option<Value>, direction: Direction) -> Self {
        let value = match value {
            None => return Self::Missing,
            Some(Value::Float(number)) if number.is_nan() => return Self::NotANumber,
            Some(Value::Float(number)) => Comparable::Float(NotNan(number)),
            Some(Value::Integer(number)) => Comparable::Integer(number),
            Some(Value::Text(text)) => Comparable::Text(text.into_owned()),
        };
        match direction {
            Direction::Ascending => Self::Ascending(value),
            Direction::Descending => Self::Descending(Reverse(value)),
        }
    }
}

/// Compares two values of one key as the [`Place`]s that they give, without making these.
pub(crate) fn compare_values(
    one: Option<&Value>,
    other: Option<&Value>,
    direction: Direction,
) -> Ordering {
    let class = |value: Option<&Value>| match value {
        None => 2,
        Some(Value::Float(number)) if number.is_nan() => 1,
        Some(_) => 0,
    };
    let ordering = match (one, other) {
        (Some(Value::Float(one)), Some(Value::Float(other))) => one.partial_cmp(other),
        (Some(Value::Integer(one)), Some(Value::Integer(other))) => Some(one.cmp(other)),
        (Some(Value::Text(one)), Some(Value::Text(other))) => Some(one.cmp(other)),
        _ => None,
    };
    let directed = match (ordering, direction) {
        (None, _) => Ordering::Equal,
        (Some(ordering), Direction::Ascending) => ordering,
        (Some(ordering), Direction::Descending) => ordering.reverse(),
    };
    class(one).cmp(&class(other)).then(directed)
}

/// A value that can be ordered. All values of one key are of one kind.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Comparable {
    Float(NotNan),
    Integer(i64),
    Text(String),
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct NotNan(f64);

impl Eq for NotNan {}

impl PartialOrd for NotNan {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for NotNan {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0
            .partial_cmp(&other.0)
            .expect("neither of the numbers is NaN")
    }
}

/// The place of an experiment in an order; the least comes first.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct ExperimentRank(Vec<ExperimentPlace>);

impl ExperimentRank {
    /// Ranks an experiment by all of these keys.
    pub(crate) fn new(experiment: &Experiment, orders: &[ExperimentOrder]) -> Self {
        let place = |order: &ExperimentOrder| {
            let value = ExperimentValue::of(experiment, order.key);
            match order.direction {
                Direction::Ascending => ExperimentPlace::Ascending(value),
                Direction::Descending => ExperimentPlace::Descending(Reverse(value)),
            }
        };
        Self(orders.iter().map(place).collect())
    }
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum ExperimentPlace {
    Ascending(ExperimentValue),
    Descending(Reverse<ExperimentValue>),
}

#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum ExperimentValue {
    /// `None`, an unknown time, is the least.
    Time(Option<i64>),
    Name(String),
    /// Ids are compared as numbers.
    Id(Option<i64>, ExperimentId),
}

impl ExperimentValue {
    fn of(experiment: &Experiment, key: ExperimentAttribute) -> Self {
        match key {
            ExperimentAttribute::ExperimentId => {
                let id = &experiment.experiment_id;
                Self::Id(id.as_str().parse().ok(), id.clone())
            }
            ExperimentAttribute::Name => Self::Name(experiment.name.clone()),
            ExperimentAttribute::CreationTime => Self::Time(experiment.creation_time),
            ExperimentAttribute::LastUpdateTime => Self::Time(experiment.last_update_time),
        }
    }
}
