//! What the parser needs to know of an entity: the names of its fields, what each field may be
//! compared with, and MLflow's phrases for errors.

use super::filter::{Case, Operator, Relation};
use super::parse_error::one_of;

/// The fields of one entity, as filters and orders name them.
pub(super) trait Vocabulary: Sized {
    /// MLflow's short phrase for a filter that cannot be read.
    const FILTER_PHRASE: &'static str = "Invalid clause(s) in filter string";

    /// The field of this name. A name without a prefix is an attribute.
    fn named(prefix: Option<&str>, key: &str) -> Result<Self, UnknownName>;

    /// The type of the values that the field is compared with.
    fn value_type(&self) -> ValueType;

    /// The operators that the field takes.
    fn operators(&self) -> &'static [Operator];

    /// MLflow's short phrase for a word behind the field that is no operator of it.
    fn wrong_operator_phrase(_field: &str, found: &str) -> String {
        format!("Invalid comparator '{found}'")
    }

    /// MLflow's short phrase for an unknown name in an order, where it has one of its own.
    fn unknown_order_phrase(_name: &str) -> Option<String> {
        None
    }
}

/// What a field is compared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ValueType {
    /// A measured number.
    Metric,
    /// Milliseconds, which may be compared with fractions.
    Time,
    /// Milliseconds, which are compared with whole numbers only.
    WholeTime,
    /// A whole number, which may stand in quotes.
    Whole,
    /// A text.
    Text,
    /// A text, which may stand without quotes where it is a word or a number.
    BareText,
    /// The decimal number of an experiment, written as text.
    ExperimentId,
}

const EQUAL: Operator = Operator::Relation(Relation::Equal);
const NOT_EQUAL: Operator = Operator::Relation(Relation::NotEqual);
const LIKE: Operator = Operator::Like(Case::Sensitive);
const ILIKE: Operator = Operator::Like(Case::Insensitive);

/// Of a number or a time.
pub(super) const NUMBER_OPERATORS: &[Operator] = &[
    EQUAL,
    NOT_EQUAL,
    Operator::Relation(Relation::Greater),
    Operator::Relation(Relation::GreaterOrEqual),
    Operator::Relation(Relation::Less),
    Operator::Relation(Relation::LessOrEqual),
];
/// Of a text that is always there.
pub(super) const TEXT_OPERATORS: &[Operator] = &[EQUAL, NOT_EQUAL, LIKE, ILIKE];
/// Of a text that is always there and may be compared with a list.
pub(super) const LISTED_TEXT_OPERATORS: &[Operator] = &[
    EQUAL,
    NOT_EQUAL,
    LIKE,
    ILIKE,
    Operator::In(true),
    Operator::In(false),
];
/// Of a text that may be missing.
pub(super) const OPTIONAL_TEXT_OPERATORS: &[Operator] = &[
    EQUAL,
    NOT_EQUAL,
    LIKE,
    ILIKE,
    Operator::Present(false),
    Operator::Present(true),
];
/// Of a text that may be missing and may be compared with a list.
pub(super) const OPTIONAL_LISTED_TEXT_OPERATORS: &[Operator] = &[
    EQUAL,
    NOT_EQUAL,
    LIKE,
    ILIKE,
    Operator::In(true),
    Operator::In(false),
    Operator::Present(false),
    Operator::Present(true),
];
/// Of an id that is a number.
pub(super) const ID_OPERATORS: &[Operator] =
    &[EQUAL, NOT_EQUAL, Operator::In(true), Operator::In(false)];

/// The error for a name that is no field, with a hint.
#[derive(Debug)]
pub(super) struct UnknownName {
    /// MLflow's short phrase for it.
    pub(super) phrase: String,
    pub(super) message: String,
    pub(super) hint: Option<String>,
}

impl UnknownName {
    pub(super) fn prefix<'a>(prefix: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            phrase: format!("Invalid entity type '{prefix}'"),
            message: format!(
                "`{prefix}` is not a kind of field; expected {}",
                one_of(known)
            ),
            hint: None,
        }
    }

    fn key<'a>(owners: &str, key: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        Self {
            phrase: format!("Invalid attribute key '{key}' specified"),
            message: format!("{owners} have no `{key}`; expected {}", one_of(known)),
            hint: None,
        }
    }

    /// Says how the names with a prefix are written.
    pub(super) fn hint_at_prefixes(self, key: &str) -> Self {
        self.hint(format!(
            "a metric is written `metrics.{key}`, a param `params.{key}`, a tag `tags.{key}`"
        ))
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }
}

/// Properties that have fixed names.
pub(super) trait Attribute: Copy + 'static {
    /// Every one, in the order in which they are listed.
    const ALL: &'static [Self];

    /// The entities that have these attributes, in plural.
    const OWNERS: &'static str;

    /// The name in filters and orders.
    fn name(self) -> &'static str;

    /// The one of this name.
    fn named(name: &str) -> Result<Self, UnknownName> {
        let all = || Self::ALL.iter().copied();
        all()
            .find(|attribute| attribute.name() == name)
            .ok_or_else(|| UnknownName::key(Self::OWNERS, name, all().map(Self::name)))
    }
}
