//! Runs: by what they are filtered and ordered, and whether a filter holds for one.
//!
//! Runs are ordered by the keys given, then by start, latest first, then by id. Runs without a
//! value come last in either direction, those whose metric is NaN just before them.

use std::borrow::Cow;
use std::fmt::{self, Display, Formatter};

use crate::entity::{DatasetInput, Run, RunInfo, keys};
use crate::error::Result;

use super::eval::{Facts, Value};
use super::filter::{Filter, Operator};
use super::order::{Direction, KeyRank, MAX_ORDER_KEYS, Order, Ranked, completed};
use super::parse_error::wrong_order;
use super::parser::{parse_filter, parse_order};
use super::quote::quoted_key;
use super::vocabulary::{
    Attribute, LISTED_TEXT_OPERATORS, NUMBER_OPERATORS, OPTIONAL_TEXT_OPERATORS, TEXT_OPERATORS,
    UnknownName, ValueType, Vocabulary,
};

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
    /// Its status, in upper case.
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

/// One key of the order of runs.
pub type RunOrder = Order<RunKey>;

/// Reads a filter over runs; an empty text is no filter.
pub fn parse_run_filter(text: &str) -> Result<Option<Filter<RunField>>> {
    parse_filter(text)
}

/// Reads the keys of an order of runs.
pub fn parse_run_orders(texts: &[String]) -> Result<Vec<RunOrder>> {
    let mut orders: Vec<RunOrder> = Vec::new();
    for text in texts {
        let (field, direction) = parse_order(text)?;
        let RunField::Key(key) = field else {
            let message = "runs have no order by data sets; expected an attribute, a metric, \
                           a param or a tag";
            let phrase = "Invalid identifier type 'dataset'";
            return Err(wrong_order(text, phrase, message));
        };
        // As in MLflow's SQL store, which cannot join one thing twice.
        if orders.iter().any(|order| order.key == key) {
            let message = format!("`{key}` comes twice in the order; expected each key once");
            let phrase = "`order_by` contains duplicate fields";
            return Err(wrong_order(text, phrase, message));
        }
        if orders.len() == MAX_ORDER_KEYS {
            let message = format!("an order has at most {MAX_ORDER_KEYS} keys");
            return Err(wrong_order(text, "Invalid order_by clause", message));
        }
        orders.push(RunOrder { key, direction });
    }
    Ok(orders)
}

/// Adds the start, latest first, and the id, unless the order has them.
pub(crate) fn complete_run_order(given: &[RunOrder]) -> Vec<RunOrder> {
    let tie_breakers = [
        (RunAttribute::StartTime, Direction::Descending),
        (RunAttribute::RunId, Direction::Ascending),
    ];
    completed(
        given,
        tie_breakers.map(|(attribute, direction)| (RunKey::Attribute(attribute), direction)),
    )
}

impl Vocabulary for RunField {
    fn named(prefix: Option<&str>, key: &str) -> Result<Self, UnknownName> {
        let key = match prefix {
            None => attribute_without_prefix(key)?,
            Some("metric" | "metrics") => RunKey::Metric(key.to_owned()),
            Some("param" | "params" | "parameter" | "parameters") => RunKey::Param(key.to_owned()),
            Some("tag" | "tags") => RunKey::Tag(key.to_owned()),
            Some("attribute" | "attributes" | "attr" | "run") => RunKey::Attribute(attribute(key)?),
            Some("dataset" | "datasets") => return dataset_field(key).map(Self::Dataset),
            Some(other) => {
                let known = ["metrics", "params", "tags", "attributes", "datasets"];
                return Err(UnknownName::prefix(other, known));
            }
        };
        Ok(Self::Key(key))
    }

    fn value_type(&self) -> ValueType {
        match self {
            Self::Key(RunKey::Metric(_)) => ValueType::Metric,
            Self::Key(RunKey::Attribute(RunAttribute::StartTime | RunAttribute::EndTime)) => {
                ValueType::Time
            }
            Self::Key(_) | Self::Dataset(_) => ValueType::Text,
        }
    }

    fn operators(&self) -> &'static [Operator] {
        match self {
            Self::Key(RunKey::Metric(_)) => NUMBER_OPERATORS,
            Self::Key(RunKey::Param(_) | RunKey::Tag(_)) => OPTIONAL_TEXT_OPERATORS,
            Self::Key(RunKey::Attribute(attribute)) => match attribute {
                RunAttribute::StartTime | RunAttribute::EndTime => NUMBER_OPERATORS,
                RunAttribute::RunId => LISTED_TEXT_OPERATORS,
                RunAttribute::RunName
                | RunAttribute::UserId
                | RunAttribute::Status
                | RunAttribute::ArtifactUri => TEXT_OPERATORS,
            },
            Self::Dataset(_) => LISTED_TEXT_OPERATORS,
        }
    }
}

fn attribute(name: &str) -> Result<RunAttribute, UnknownName> {
    match name {
        "created" | "Created" => Ok(RunAttribute::StartTime),
        "run name" | "Run name" | "Run Name" => Ok(RunAttribute::RunName),
        _ => RunAttribute::named(name),
    }
}

fn attribute_without_prefix(key: &str) -> Result<RunKey, UnknownName> {
    let in_other_case = |known: &&RunAttribute| known.name().eq_ignore_ascii_case(key);
    match attribute(key) {
        Ok(attribute) => Ok(RunKey::Attribute(attribute)),
        Err(unknown) => Err(match RunAttribute::ALL.iter().find(in_other_case) {
            Some(known) => unknown.hint(format!("write `{}`", known.name())),
            None => unknown.hint_at_prefixes(key),
        }),
    }
}

fn dataset_field(name: &str) -> Result<DatasetField, UnknownName> {
    DatasetField::named(name).map_err(|unknown| UnknownName {
        phrase: format!("Invalid dataset key '{name}' specified"),
        ..unknown
    })
}

impl Attribute for RunAttribute {
    const ALL: &'static [Self] = &[
        Self::RunId,
        Self::RunName,
        Self::UserId,
        Self::Status,
        Self::ArtifactUri,
        Self::StartTime,
        Self::EndTime,
    ];
    const OWNERS: &'static str = "runs";

    fn name(self) -> &'static str {
        match self {
            Self::RunId => "run_id",
            Self::RunName => "run_name",
            Self::UserId => "user_id",
            Self::Status => "status",
            Self::ArtifactUri => "artifact_uri",
            Self::StartTime => "start_time",
            Self::EndTime => "end_time",
        }
    }
}

impl Attribute for DatasetField {
    const ALL: &'static [Self] = &[Self::Name, Self::Digest, Self::Context];
    const OWNERS: &'static str = "datasets";

    fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Digest => "digest",
            Self::Context => "context",
        }
    }
}

impl Display for RunField {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => key.fmt(f),
            Self::Dataset(field) => write!(f, "datasets.{}", field.name()),
        }
    }
}

impl Display for RunKey {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Metric(key) => write!(f, "metrics.{}", quoted_key(key)),
            Self::Param(key) => write!(f, "params.{}", quoted_key(key)),
            Self::Tag(key) => write!(f, "tags.{}", quoted_key(key)),
            Self::Attribute(attribute) => f.write_str(attribute.name()),
        }
    }
}

/// What is known of a run, perhaps read only when it is asked for.
pub(crate) trait RunFacts {
    /// Everything but what the run logged.
    fn info(&self) -> &RunInfo;
    /// The latest value of a metric.
    fn metric(&self, key: &str) -> Option<f64>;
    /// The value of a param.
    fn param(&self, key: &str) -> Option<Cow<'_, str>>;
    /// The value of a tag.
    fn tag(&self, key: &str) -> Option<Cow<'_, str>>;
    /// The data sets that the run read.
    fn dataset_inputs(&self) -> Cow<'_, [DatasetInput]>;
}

impl RunFacts for Run {
    fn info(&self) -> &RunInfo {
        &self.info
    }

    fn metric(&self, key: &str) -> Option<f64> {
        Run::metric(self, key).map(|metric| metric.value)
    }

    fn param(&self, key: &str) -> Option<Cow<'_, str>> {
        Run::param(self, key).map(Cow::Borrowed)
    }

    fn tag(&self, key: &str) -> Option<Cow<'_, str>> {
        Run::tag(self, key).map(Cow::Borrowed)
    }

    fn dataset_inputs(&self) -> Cow<'_, [DatasetInput]> {
        Cow::Borrowed(&self.inputs.dataset_inputs)
    }
}

impl<R: RunFacts> Facts<RunField> for R {
    fn any(&self, field: &RunField, passes: &dyn Fn(Option<Value>) -> bool) -> bool {
        match field {
            RunField::Key(key) => passes(run_value(self, key)),
            RunField::Dataset(field) => self
                .dataset_inputs()
                .iter()
                .any(|input| dataset_value(input, *field).is_some_and(|value| passes(Some(value)))),
        }
    }
}

impl<R: RunFacts> Ranked<RunKey> for R {
    fn key_rank(&self, key: &RunKey, direction: Direction) -> KeyRank {
        KeyRank::missing_last(run_value(self, key), direction)
    }
}

/// The value of a run's key.
fn run_value<'a, R: RunFacts>(run: &'a R, key: &RunKey) -> Option<Value<'a>> {
    let attribute = match key {
        RunKey::Metric(key) => return run.metric(key).map(storable).map(Value::Float),
        RunKey::Param(key) => return run.param(key).map(Value::Text),
        RunKey::Tag(key) => return run.tag(key).map(Value::Text),
        RunKey::Attribute(attribute) => attribute,
    };
    let info = run.info();
    let text = match attribute {
        RunAttribute::StartTime => return info.start_time.map(Value::Integer),
        RunAttribute::EndTime => return info.end_time.map(Value::Integer),
        RunAttribute::RunId => info.run_id.as_str(),
        RunAttribute::RunName => info.run_name.as_deref()?,
        RunAttribute::UserId => &info.user_id,
        RunAttribute::Status => info.status.as_str(),
        RunAttribute::ArtifactUri => &info.artifact_uri,
    };
    Some(Value::Text(Cow::Borrowed(text)))
}

/// A metric's value as MLflow keeps it in a database: infinity is the greatest finite number.
fn storable(value: f64) -> f64 {
    value.clamp(f64::MIN, f64::MAX)
}

fn dataset_value(input: &DatasetInput, field: DatasetField) -> Option<Value<'_>> {
    let text = match field {
        DatasetField::Name => &input.dataset.name,
        DatasetField::Digest => &input.dataset.digest,
        DatasetField::Context => {
            let tag = input
                .tags
                .iter()
                .find(|tag| tag.key == keys::DATASET_CONTEXT)?;
            &tag.value
        }
    };
    Some(Value::Text(Cow::Borrowed(text)))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::search::strategies;

    #[test]
    fn an_error_is_shown_in_the_text() {
        let error = parse_run_filter("status = 'x' AND metrics.a => 2").unwrap_err();
        assert_eq!(
            error.message(),
            "Invalid comparator '=>': the filter is wrong at character 28: found `=>`; expected `=`, `!=`, `>`, `>=`, \
             `<` or `<=`\n  \
             status = 'x' AND metrics.a => 2\n                             ^^"
        );
    }

    #[test]
    fn keys_by_which_no_run_is_ordered_are_refused() {
        let refusal = |texts: &[&str]| {
            let texts: Vec<String> = texts.iter().map(ToString::to_string).collect();
            parse_run_orders(&texts).unwrap_err().message().to_owned()
        };
        assert!(refusal(&["dataset.name"]).contains("no order by data sets"));
        assert!(refusal(&["start_time", "created DESC"]).contains("comes twice"));
        assert!(refusal(&["metrics.a up"]).contains("expected `ASC`, `DESC`"));
        let many: Vec<String> = (0..=MAX_ORDER_KEYS).map(|i| format!("tags.t{i}")).collect();
        let many: Vec<&str> = many.iter().map(String::as_str).collect();
        assert!(refusal(&many).contains("at most 50 keys"));
    }

    proptest! {
        #[test]
        fn a_filter_parses_back(filter in strategies::run_filter()) {
            let text = filter.to_string();
            prop_assert_eq!(parse_run_filter(&text).unwrap(), Some(filter), "{}", text);
        }

        #[test]
        fn an_order_parses_back(orders in strategies::run_orders()) {
            let texts: Vec<String> = orders.iter().map(ToString::to_string).collect();
            prop_assert_eq!(parse_run_orders(&texts).unwrap(), orders);
        }

        #[test]
        fn any_text_is_a_filter_or_what_is_wrong_is_shown(text in any::<String>()) {
            if let Err(error) = parse_run_filter(&text) {
                prop_assert!(error.message().contains('^'));
            }
        }

        #[test]
        fn any_words_are_a_filter_or_what_is_wrong_is_shown(words in proptest::collection::vec(
            proptest::sample::select(&[
                "metrics.a", "params.`x y`", "status", "run_id", "AND", "OR", "NOT", "IN", "IS",
                "NULL", "LIKE", "(", ")", ",", "'x'", "\"y\"", "E'z'", "1", "-.5", "=", "!=", "'", "é",
            ][..]), 0..12))
        {
            let text = words.join(" ");
            match parse_run_filter(&text) {
                Ok(Some(filter)) => {
                    let again = parse_run_filter(&filter.to_string()).unwrap();
                    prop_assert_eq!(again, Some(filter));
                }
                Ok(None) => {}
                Err(error) => prop_assert!(error.message().contains('^')),
            }
        }
    }
}
