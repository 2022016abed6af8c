//! Experiments: by what they are filtered and ordered, and whether a filter holds for one.
//!
//! Experiments are ordered by the keys given, then by id, greatest first; without keys by creation,
//! latest first, then by id, least first. Experiments without a value count as least.

use std::borrow::Cow;
use std::fmt::{self, Display, Formatter};

use crate::entity::Experiment;
use crate::error::Result;

use super::eval::{Facts, Value};
use super::filter::{Filter, Operator};
use super::order::{Direction, KeyRank, Order, Ranked, completed};
use super::parse_error::wrong_order;
use super::parser::{parse_filter, parse_order};
use super::quote::quoted_key;
use super::vocabulary::{
    Attribute, ID_OPERATORS, NUMBER_OPERATORS, OPTIONAL_TEXT_OPERATORS, TEXT_OPERATORS,
    UnknownName, ValueType, Vocabulary,
};

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

/// One key of the order of experiments.
pub type ExperimentOrder = Order<ExperimentAttribute>;

/// Reads a filter over experiments; an empty text is no filter.
pub fn parse_experiment_filter(text: &str) -> Result<Option<Filter<ExperimentKey>>> {
    parse_filter(text)
}

/// Reads the keys of an order of experiments.
pub fn parse_experiment_orders(texts: &[String]) -> Result<Vec<ExperimentOrder>> {
    let read = |text: &String| match parse_order(text)? {
        (ExperimentKey::Attribute(key), direction) => Ok(ExperimentOrder { key, direction }),
        (ExperimentKey::Tag(_), _) => {
            let message = "experiments have no order by tags; expected an attribute";
            Err(wrong_order(text, "Invalid order_by entity", message))
        }
    };
    texts.iter().map(read).collect()
}

/// Adds the id, greatest first, unless the order has it. An empty order becomes that by creation,
/// latest first, then by id, least first.
pub(crate) fn complete_experiment_order(given: &[ExperimentOrder]) -> Vec<ExperimentOrder> {
    let id = ExperimentAttribute::ExperimentId;
    if given.is_empty() {
        let creation = (ExperimentAttribute::CreationTime, Direction::Descending);
        return completed(given, [creation, (id, Direction::Ascending)]);
    }
    completed(given, [(id, Direction::Descending)])
}

impl Vocabulary for ExperimentKey {
    fn named(prefix: Option<&str>, key: &str) -> Result<Self, UnknownName> {
        match prefix {
            None | Some("attribute") => ExperimentAttribute::named(key).map(Self::Attribute),
            Some("tag" | "tags") => Ok(Self::Tag(key.to_owned())),
            Some(other) => Err(UnknownName::prefix(other, ["attribute", "tags"])),
        }
    }

    fn value_type(&self) -> ValueType {
        match self {
            Self::Tag(_) | Self::Attribute(ExperimentAttribute::Name) => ValueType::Text,
            Self::Attribute(ExperimentAttribute::ExperimentId) => ValueType::ExperimentId,
            Self::Attribute(
                ExperimentAttribute::CreationTime | ExperimentAttribute::LastUpdateTime,
            ) => ValueType::WholeTime,
        }
    }

    fn operators(&self) -> &'static [Operator] {
        match self {
            Self::Tag(_) => OPTIONAL_TEXT_OPERATORS,
            Self::Attribute(ExperimentAttribute::ExperimentId) => ID_OPERATORS,
            Self::Attribute(ExperimentAttribute::Name) => TEXT_OPERATORS,
            Self::Attribute(
                ExperimentAttribute::CreationTime | ExperimentAttribute::LastUpdateTime,
            ) => NUMBER_OPERATORS,
        }
    }
}

impl Attribute for ExperimentAttribute {
    const ALL: &'static [Self] = &[
        Self::ExperimentId,
        Self::Name,
        Self::CreationTime,
        Self::LastUpdateTime,
    ];
    const OWNERS: &'static str = "experiments";

    fn name(self) -> &'static str {
        match self {
            Self::ExperimentId => "experiment_id",
            Self::Name => "name",
            Self::CreationTime => "creation_time",
            Self::LastUpdateTime => "last_update_time",
        }
    }
}

impl Display for ExperimentKey {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tag(key) => write!(f, "tags.{}", quoted_key(key)),
            Self::Attribute(attribute) => attribute.fmt(f),
        }
    }
}

impl Display for ExperimentAttribute {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Facts<ExperimentKey> for Experiment {
    fn any(&self, field: &ExperimentKey, passes: &dyn Fn(Option<Value>) -> bool) -> bool {
        passes(experiment_value(self, field))
    }
}

fn experiment_value<'a>(experiment: &'a Experiment, key: &ExperimentKey) -> Option<Value<'a>> {
    match key {
        ExperimentKey::Tag(key) => {
            let tag = experiment.tag(key)?;
            Some(Value::Text(Cow::Borrowed(tag)))
        }
        ExperimentKey::Attribute(attribute) => attribute_value(experiment, *attribute),
    }
}

fn attribute_value(experiment: &Experiment, attribute: ExperimentAttribute) -> Option<Value<'_>> {
    let text = match attribute {
        ExperimentAttribute::CreationTime => return experiment.creation_time.map(Value::Integer),
        ExperimentAttribute::LastUpdateTime => {
            return experiment.last_update_time.map(Value::Integer);
        }
        ExperimentAttribute::ExperimentId => experiment.experiment_id.as_str(),
        ExperimentAttribute::Name => &experiment.name,
    };
    Some(Value::Text(Cow::Borrowed(text)))
}

impl Ranked<ExperimentAttribute> for Experiment {
    fn key_rank(&self, key: &ExperimentAttribute, direction: Direction) -> KeyRank {
        match key {
            ExperimentAttribute::ExperimentId => {
                KeyRank::numeric(self.experiment_id.as_str(), direction)
            }
            ExperimentAttribute::Name
            | ExperimentAttribute::CreationTime
            | ExperimentAttribute::LastUpdateTime => {
                KeyRank::missing_least(attribute_value(self, *key), direction)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::entity::{LifecycleStage, Tag};
    use crate::search::strategies;

    #[test]
    fn experiments_have_no_order_by_tags() {
        let error = parse_experiment_orders(&["tags.a".to_owned()]).unwrap_err();
        assert!(error.message().contains("no order by tags"), "{error}");
    }

    #[test]
    fn experiments_are_filtered_by_attributes_and_tags() {
        let experiment = Experiment {
            experiment_id: "12".into(),
            name: "Wine".into(),
            artifact_location: "/a".into(),
            lifecycle_stage: LifecycleStage::Active,
            creation_time: Some(5),
            last_update_time: None,
            tags: vec![Tag::new("a b", "x")],
        };
        for (text, holds) in [
            ("experiment_id = '012'", true),
            ("experiment_id NOT IN ('12', '13')", false),
            ("name ILIKE 'w%' AND creation_time >= 5", true),
            ("last_update_time != 1", false),
            ("tags.`a b` = 'x' OR name = 'y'", true),
            ("tags.other IS NULL", true),
        ] {
            let filter = parse_experiment_filter(text).unwrap().unwrap();
            assert_eq!(filter.matches(&experiment), holds, "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_filter_parses_back(filter in strategies::experiment_filter()) {
            let text = filter.to_string();
            prop_assert_eq!(parse_experiment_filter(&text).unwrap(), Some(filter), "{}", text);
        }

        #[test]
        fn an_order_parses_back(orders in strategies::experiment_orders()) {
            let texts: Vec<String> = orders.iter().map(ToString::to_string).collect();
            prop_assert_eq!(parse_experiment_orders(&texts).unwrap(), orders);
        }
    }
}
