//! What filters and orders are made of.
//!
//! A [`Filter`] is a tree of conditions on fields of type `F`: [`RunField`] or
//! [`ExperimentKey`]. Only the parser makes conditions, and it pairs each field with tests that
//! fit it, so those who evaluate or translate need no checks of their own.

/// A condition over runs (by default) or experiments.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter<F = RunField> {
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
    /// The value stands in this relation to a number. NaN is unequal to all, and otherwise in no
    /// relation to anything.
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

/// A number in a filter; never NaN. Whole numbers are kept apart because times are compared
/// exactly, beyond the precision of `f64`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Number {
    /// A whole number without exponent.
    Integer(i64),
    /// Any other number, and every number that a metric is compared with.
    Float(f64),
}

/// What a filter over runs looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RunField {
    /// What a run has at most one of.
    Key(RunKey),
    /// What a run has one of for each of its input data sets; a test passes when one passes.
    Dataset(DatasetField),
}

/// A property of a run, by which runs are filtered and ordered.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum RunKey {
    /// The latest value of a metric.
    Metric(String),
    /// The value of a parameter.
    Param(String),
    /// The value of a tag.
    Tag(String),
    /// A property that every run has.
    Attribute(RunAttribute),
}

/// A property that every run has (though the times may be unknown).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum RunAttribute {
    /// The id.
    RunId,
    /// The name.
    RunName,
    /// Who started it.
    UserId,
    /// How far it is, in upper case.
    Status,
    /// Where its artifacts are.
    ArtifactUri,
    /// When it started.
    StartTime,
    /// When it ended.
    EndTime,
}

/// A property of the use of a data set by a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DatasetField {
    /// The data set's name.
    Name,
    /// The data set's digest.
    Digest,
    /// What the run used it for: the input's tag `mlflow.data.context`.
    Context,
}

/// A property of an experiment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExperimentKey {
    /// The value of a tag.
    Tag(String),
    /// A property that every experiment has.
    Attribute(ExperimentAttribute),
}

/// A property that every experiment has (though the times may be unknown).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExperimentAttribute {
    /// The id, a decimal number without leading zeros.
    ExperimentId,
    /// The name.
    Name,
    /// When it was created.
    CreationTime,
    /// When it last changed.
    LastUpdateTime,
}

/// One key of the order of runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunOrder {
    /// By what.
    pub key: RunKey,
    /// In which direction.
    pub direction: Direction,
}

/// One key of the order of experiments.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ExperimentOrder {
    /// By what.
    pub key: ExperimentAttribute,
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
