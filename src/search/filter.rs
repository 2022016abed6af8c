//! What a filter is made of, and its text.
//!
//! A [`Filter`] is a tree of conditions on the fields `F` of an entity. Only the parser makes
//! conditions, and it pairs each field with tests that fit it, so those who evaluate or translate
//! need no checks of their own. A filter's text parses back to the same filter.

use std::fmt::{self, Display, Formatter};

use super::quote::{quoted, quoted_in_list};

/// A condition over an entity with the fields `F`.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter<F> {
    /// All of these hold.
    And(Vec<Filter<F>>),
    /// At least one of these holds.
    Or(Vec<Filter<F>>),
    /// This does not hold.
    Not(Box<Filter<F>>),
    /// The value of one field passes a test.
    Is(Condition<F>),
}

impl<F> Filter<F> {
    /// Whether one of the fields that the filter looks at is of a kind.
    pub(crate) fn has_field(&self, is_of_kind: &impl Fn(&F) -> bool) -> bool {
        match self {
            Self::And(all) | Self::Or(all) => all.iter().any(|part| part.has_field(is_of_kind)),
            Self::Not(negated) => negated.has_field(is_of_kind),
            Self::Is(condition) => is_of_kind(&condition.field),
        }
    }

    /// The fields that the filter looks at, in its order.
    pub(crate) fn fields(&self) -> Vec<&F> {
        match self {
            Self::And(all) | Self::Or(all) => all.iter().flat_map(Self::fields).collect(),
            Self::Not(negated) => negated.fields(),
            Self::Is(condition) => vec![&condition.field],
        }
    }

    /// The same filter as a file store means it: `ILIKE` is for all letters, and not for those of
    /// ASCII alone.
    pub(crate) fn ignoring_case_beyond_ascii(&self) -> Self
    where
        F: Clone,
    {
        let all = |parts: &[Self]| parts.iter().map(Self::ignoring_case_beyond_ascii).collect();
        match self {
            Self::And(parts) => Self::And(all(parts)),
            Self::Or(parts) => Self::Or(all(parts)),
            Self::Not(negated) => Self::Not(Box::new(negated.ignoring_case_beyond_ascii())),
            Self::Is(Condition { field, test }) => Self::Is(Condition {
                field: field.clone(),
                test: match test {
                    Test::Like(Case::Insensitive, pattern) => {
                        Test::Like(Case::InsensitiveBeyondAscii, pattern.clone())
                    }
                    other => other.clone(),
                },
            }),
        }
    }

    /// The same filter over fields that are made of these.
    pub(crate) fn map<'a, G>(&'a self, field: &impl Fn(&'a F) -> G) -> Filter<G> {
        let map_all = |all: &'a [Self]| all.iter().map(|part| part.map(field)).collect();
        match self {
            Self::And(all) => Filter::And(map_all(all)),
            Self::Or(all) => Filter::Or(map_all(all)),
            Self::Not(negated) => Filter::Not(Box::new(negated.map(field))),
            Self::Is(condition) => Filter::Is(Condition {
                field: field(&condition.field),
                test: condition.test.clone(),
            }),
        }
    }
}

/// A test of one field. A field that has no value fails every test but
/// [`Test::Present`]`(false)`, so `!=` does not hold for a missing key, as in MLflow.
#[derive(Clone, Debug, PartialEq)]
pub struct Condition<F> {
    /// What is looked at.
    pub field: F,
    /// What must be true of it.
    pub test: Test,
}

/// What must be true of a field's value.
#[derive(Clone, Debug, PartialEq)]
pub enum Test {
    /// The value compares to a number in this way. NaN is unequal to every number, and all other
    /// comparisons with it are false.
    Number(Relation, Number),
    /// The value is equal to this text (`true`) or unequal (`false`), case included.
    Equals(bool, String),
    /// The value has the form of this pattern: `%` stands for any text, `_` for one character.
    Like(Case, String),
    /// The value is one of these texts (`true`), or has another one (`false`).
    OneOf(bool, Vec<String>),
    /// There is a value (`true`), or there is none (`false`).
    Present(bool),
}

/// A relation between numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Relation {
    /// `=`
    Equal,
    /// `!=`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Relation {
    /// Every relation.
    pub(super) const ALL: [Self; 6] = [
        Self::Equal,
        Self::NotEqual,
        Self::Less,
        Self::LessOrEqual,
        Self::Greater,
        Self::GreaterOrEqual,
    ];

    /// The relation as filters and SQL spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }
}

/// Whether upper and lower case differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// They differ: `LIKE`.
    Sensitive,
    /// They are alike for ASCII letters, as in MLflow's SQLite store: `ILIKE`.
    Insensitive,
    /// They are alike for all letters: what `ILIKE` means in MLflow's file store.
    InsensitiveBeyondAscii,
}

/// The operator between a field and a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Relation(Relation),
    Like(Case),
    /// `IN` (`true`) or `NOT IN` (`false`).
    In(bool),
    /// `IS NOT NULL` (`true`) or `IS NULL` (`false`).
    Present(bool),
}

impl Operator {
    pub(super) fn as_str(self) -> &'static str {
        match self {
            Self::Relation(relation) => relation.as_str(),
            Self::Like(Case::Sensitive) => "LIKE",
            Self::Like(Case::Insensitive | Case::InsensitiveBeyondAscii) => "ILIKE",
            Self::In(true) => "IN",
            Self::In(false) => "NOT IN",
            Self::Present(true) => "IS NOT NULL",
            Self::Present(false) => "IS NULL",
        }
    }
}

/// A number in a filter; never NaN. Whole numbers are kept apart because times are compared
/// exactly, beyond the precision of `f64`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// A whole number without exponent.
    Integer(i64),
    /// Any other number, and every number that a metric is compared with.
    Float(f64),
}

impl<F: Display> Display for Filter<F> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::And(all) => joined(f, all, " AND "),
            Self::Or(all) => joined(f, all, " OR "),
            Self::Not(negated) => {
                f.write_str("NOT ")?;
                operand(f, negated)
            }
            Self::Is(condition) => condition.fmt(f),
        }
    }
}

fn joined<F: Display>(f: &mut Formatter<'_>, all: &[Filter<F>], word: &str) -> fmt::Result {
    for (index, filter) in all.iter().enumerate() {
        if index > 0 {
            f.write_str(word)?;
        }
        operand(f, filter)?;
    }
    Ok(())
}

/// A part of a larger filter, in parentheses where it has parts itself.
fn operand<F: Display>(f: &mut Formatter<'_>, filter: &Filter<F>) -> fmt::Result {
    match filter {
        Filter::And(_) | Filter::Or(_) => write!(f, "({filter})"),
        Filter::Not(_) | Filter::Is(_) => filter.fmt(f),
    }
}

impl<F: Display> Display for Condition<F> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { field, test } = self;
        match test {
            Test::Number(relation, number) => write!(f, "{field} {} {number}", relation.as_str()),
            Test::Equals(true, text) => write!(f, "{field} = {}", quoted(text)),
            Test::Equals(false, text) => write!(f, "{field} != {}", quoted(text)),
            Test::Like(case, pattern) => {
                let like = Operator::Like(*case).as_str();
                write!(f, "{field} {like} {}", quoted(pattern))
            }
            Test::OneOf(among, texts) => {
                let list: Vec<_> = texts.iter().map(|text| quoted_in_list(text)).collect();
                let operator = Operator::In(*among).as_str();
                write!(f, "{field} {operator} ({})", list.join(", "))
            }
            Test::Present(present) => {
                write!(f, "{field} {}", Operator::Present(*present).as_str())
            }
        }
    }
}

impl Display for Number {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(number) => write!(f, "{number}"),
            // Greater than any finite number, so that it reads as infinite again.
            Self::Float(f64::INFINITY) => f.write_str("1e999"),
            Self::Float(f64::NEG_INFINITY) => f.write_str("-1e999"),
            Self::Float(number) => write!(f, "{number:?}"),
        }
    }
}
