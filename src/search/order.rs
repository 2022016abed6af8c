//! Orders of any entity: which of two results comes first.
//!
//! An entity's file says by which keys it is ordered, what a key contributes ([`Ranked`]) and
//! which keys break ties. With these, every order is total, and all stores sort by the same keys.

use std::cmp::{Ordering, Reverse};
use std::fmt::{self, Display, Formatter};

use super::eval::Value;

/// Most keys in one order. Each may be a table to join, and `SQLite` joins 64.
pub const MAX_ORDER_KEYS: usize = 50;

/// One key of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order<K> {
    /// By what.
    pub key: K,
    /// In which direction.
    pub direction: Direction,
}

/// The direction of an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// From the least to the greatest.
    Ascending,
    /// From the greatest to the least.
    Descending,
}

impl Display for Direction {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ascending => "ASC",
            Self::Descending => "DESC",
        })
    }
}

impl<K: Display> Display for Order<K> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.key, self.direction)
    }
}

/// Adds the keys that break ties, unless the order has them. Of a key that is given again, the
/// first one decides, and the others are left out.
pub(super) fn completed<K, const N: usize>(
    given: &[Order<K>],
    tie_breakers: [(K, Direction); N],
) -> Vec<Order<K>>
where
    K: Clone + PartialEq,
{
    let mut complete: Vec<Order<K>> = Vec::with_capacity(given.len() + N);
    let tie_breakers = tie_breakers.map(|(key, direction)| Order { key, direction });
    for order in given.iter().cloned().chain(tie_breakers) {
        if !complete.iter().any(|known| known.key == order.key) {
            complete.push(order);
        }
    }
    complete
}

/// What is ordered by keys of the type `K`.
pub(crate) trait Ranked<K> {
    /// What one key contributes to the rank.
    fn key_rank(&self, key: &K, direction: Direction) -> KeyRank;
}

/// Where a result stands in an order: the least comes first. It holds nothing else of the result.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Rank(Vec<KeyRank>);

impl Rank {
    /// Ranks a result by all of these keys.
    pub(crate) fn new<K>(result: &impl Ranked<K>, orders: &[Order<K>]) -> Self {
        let key_rank = |order: &Order<K>| result.key_rank(&order.key, order.direction);
        Self(orders.iter().map(key_rank).collect())
    }
}

/// What one key of an order contributes to a rank: numbers and texts by their direction, then NaN,
/// then what has no value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum KeyRank {
    Ascending(Comparable),
    Descending(Reverse<Comparable>),
    NotANumber,
    Missing,
}

impl KeyRank {
    /// The rank of a value; what is missing comes last in either direction.
    pub(super) fn missing_last(value: Option<Value>, direction: Direction) -> Self {
        match value {
            None => Self::Missing,
            Some(Value::Float(number)) if number.is_nan() => Self::NotANumber,
            Some(value) => Self::of(Comparable::from(value), direction),
        }
    }

    /// The rank of a value that is no NaN; what is missing counts as the least.
    pub(super) fn missing_least(value: Option<Value>, direction: Direction) -> Self {
        Self::of(value.map_or(Comparable::Least, Comparable::from), direction)
    }

    /// The rank of a text that is compared as a number; one that is none counts as less.
    pub(super) fn numeric(text: &str, direction: Direction) -> Self {
        let number = text.parse().ok();
        Self::of(Comparable::NumericText(number, text.to_owned()), direction)
    }

    fn of(value: Comparable, direction: Direction) -> Self {
        match direction {
            Direction::Ascending => Self::Ascending(value),
            Direction::Descending => Self::Descending(Reverse(value)),
        }
    }
}

/// Compares two values of one key as [`KeyRank::missing_last`] does, without making ranks.
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
pub(crate) enum Comparable {
    Least,
    Float(NotNan),
    Integer(i64),
    Text(String),
    NumericText(Option<i64>, String),
}

impl From<Value<'_>> for Comparable {
    fn from(value: Value) -> Self {
        match value {
            Value::Float(number) => Self::Float(NotNan(number)),
            Value::Integer(number) => Self::Integer(number),
            Value::Text(text) => Self::Text(text.into_owned()),
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct NotNan(f64);

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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ties_are_broken_by_keys_that_the_order_has_not() {
        let order = |key, direction| Order { key, direction };
        let given = [
            order("a", Direction::Descending),
            order("b", Direction::Ascending),
            order("a", Direction::Ascending),
        ];
        let tie_breakers = [("b", Direction::Descending), ("id", Direction::Ascending)];
        assert_eq!(
            completed(&given, tie_breakers),
            [
                order("a", Direction::Descending),
                order("b", Direction::Ascending),
                order("id", Direction::Ascending),
            ]
        );
    }

    #[test]
    fn texts_that_are_numbers_are_ordered_as_numbers() {
        let rank = |text| KeyRank::numeric(text, Direction::Ascending);
        assert!(rank("9") < rank("10"));
        assert!(rank("x") < rank("1"));
    }
}
