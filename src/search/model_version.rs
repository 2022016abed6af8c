//! Versions of registered models: by what they are filtered and ordered, and whether a filter holds
//! for one.
//!
//! Versions are ordered by the keys given, then by name, then by number, greatest first; without
//! keys by their last change, latest first, before that. Versions without a value count as least.
//! MLflow 3.18.0 filters by name, number, run, source and tags; here the times and the stage can be
//! asked for, too.

use std::borrow::Cow;
use std::fmt::{self, Display, Formatter};

use crate::entity::ModelVersion;
use crate::error::Result;

use super::eval::{Facts, Value};
use super::filter::{Filter, Operator};
use super::order::{Direction, KeyRank, Order, Ranked, completed};
use super::parse_error::wrong_order;
use super::parser::{asks_for, parse_filter, parse_order};
use super::prompt::Tagged;
use super::quote::quoted_key;
use super::registered_model::tag_value;
use super::vocabulary::{
    Attribute, LISTED_TEXT_OPERATORS, NUMBER_OPERATORS, OPTIONAL_LISTED_TEXT_OPERATORS,
    OPTIONAL_TEXT_OPERATORS, UnknownName, ValueType, Vocabulary,
};

/// What a filter over versions looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModelVersionField {
    /// The value of a tag.
    Tag(String),
    /// A property of the version itself.
    Attribute(ModelVersionAttribute),
}

/// A property of a version itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ModelVersionAttribute {
    /// The name of its registered model.
    Name,
    /// Its number.
    Version,
    /// The run that made it.
    RunId,
    /// Where it came from.
    Source,
    /// Its stage, as MLflow spells it.
    Stage,
    /// When it was created.
    CreationTime,
    /// When it last changed.
    LastUpdateTime,
}

/// One key of the order of versions.
pub type ModelVersionOrder = Order<ModelVersionAttribute>;

/// Reads a filter over versions; an empty text is no filter.
pub fn parse_model_version_filter(text: &str) -> Result<Option<Filter<ModelVersionField>>> {
    parse_filter(text)
}

/// Whether a filter over versions asks for the run that made them.
pub(crate) fn asks_for_run_of_version(text: &str) -> Result<bool> {
    asks_for(
        text,
        &ModelVersionField::Attribute(ModelVersionAttribute::RunId),
    )
}

/// Reads the keys of an order of versions.
pub fn parse_model_version_orders(texts: &[String]) -> Result<Vec<ModelVersionOrder>> {
    let read = |text: &String| match parse_order(text)? {
        (ModelVersionField::Attribute(key), direction) => Ok(ModelVersionOrder { key, direction }),
        (ModelVersionField::Tag(key), _) => {
            let phrase = format!("Invalid order by key '{key}' specified");
            let message = "versions have no order by tags; expected an attribute";
            Err(wrong_order(text, &phrase, message))
        }
    };
    texts.iter().map(read).collect()
}

/// Adds the name and the number, unless the order has them. An empty order becomes that by the
/// last change, latest first.
pub(crate) fn complete_model_version_order(given: &[ModelVersionOrder]) -> Vec<ModelVersionOrder> {
    let name = (ModelVersionAttribute::Name, Direction::Ascending);
    let version = (ModelVersionAttribute::Version, Direction::Descending);
    if given.is_empty() {
        let changed = (ModelVersionAttribute::LastUpdateTime, Direction::Descending);
        return completed(given, [changed, name, version]);
    }
    completed(given, [name, version])
}

impl Tagged for ModelVersionField {
    fn tag_key(&self) -> Option<&str> {
        match self {
            Self::Tag(key) => Some(key),
            Self::Attribute(_) => None,
        }
    }
}

impl Vocabulary for ModelVersionField {
    fn named(prefix: Option<&str>, key: &str) -> Result<Self, UnknownName> {
        match prefix {
            None | Some("attribute" | "attributes") => {
                ModelVersionAttribute::named(key).map(Self::Attribute)
            }
            Some("tag" | "tags") => Ok(Self::Tag(key.to_owned())),
            Some(other) => Err(UnknownName::prefix(other, ["attribute", "tags"])),
        }
    }

    fn value_type(&self) -> ValueType {
        match self {
            Self::Attribute(ModelVersionAttribute::Version) => ValueType::Whole,
            Self::Attribute(
                ModelVersionAttribute::CreationTime | ModelVersionAttribute::LastUpdateTime,
            ) => ValueType::WholeTime,
            Self::Tag(_) | Self::Attribute(_) => ValueType::Text,
        }
    }

    fn operators(&self) -> &'static [Operator] {
        let Self::Attribute(attribute) = self else {
            return OPTIONAL_TEXT_OPERATORS;
        };
        match attribute {
            ModelVersionAttribute::Name | ModelVersionAttribute::Stage => LISTED_TEXT_OPERATORS,
            ModelVersionAttribute::RunId => OPTIONAL_LISTED_TEXT_OPERATORS,
            ModelVersionAttribute::Source => OPTIONAL_TEXT_OPERATORS,
            ModelVersionAttribute::Version
            | ModelVersionAttribute::CreationTime
            | ModelVersionAttribute::LastUpdateTime => NUMBER_OPERATORS,
        }
    }
}

impl Attribute for ModelVersionAttribute {
    const ALL: &'static [Self] = &[
        Self::Name,
        Self::Version,
        Self::RunId,
        Self::Source,
        Self::Stage,
        Self::CreationTime,
        Self::LastUpdateTime,
    ];
    const OWNERS: &'static str = "versions";

    fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Version => "version_number",
            Self::RunId => "run_id",
            Self::Source => "source_path",
            Self::Stage => "stage",
            Self::CreationTime => "creation_timestamp",
            Self::LastUpdateTime => "last_updated_timestamp",
        }
    }
}

impl Display for ModelVersionField {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tag(key) => write!(f, "tags.{}", quoted_key(key)),
            Self::Attribute(attribute) => attribute.fmt(f),
        }
    }
}

impl Display for ModelVersionAttribute {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Facts<ModelVersionField> for ModelVersion {
    fn any(&self, field: &ModelVersionField, passes: &dyn Fn(Option<Value>) -> bool) -> bool {
        passes(match field {
            ModelVersionField::Tag(key) => tag_value(self.tag(key), field),
            ModelVersionField::Attribute(attribute) => attribute_value(self, *attribute),
        })
    }
}

fn attribute_value(version: &ModelVersion, attribute: ModelVersionAttribute) -> Option<Value<'_>> {
    let text = match attribute {
        ModelVersionAttribute::Version => return Some(Value::Integer(version.version)),
        ModelVersionAttribute::CreationTime => return Some(Value::Integer(version.creation_time)),
        ModelVersionAttribute::LastUpdateTime => {
            return version.last_update_time.map(Value::Integer);
        }
        ModelVersionAttribute::Name => &version.name,
        ModelVersionAttribute::RunId => version.run_id.as_ref()?.as_str(),
        ModelVersionAttribute::Source => version.source.as_deref()?,
        ModelVersionAttribute::Stage => version.stage.as_str(),
    };
    Some(Value::Text(Cow::Borrowed(text)))
}

impl Ranked<ModelVersionAttribute> for ModelVersion {
    fn key_rank(&self, key: &ModelVersionAttribute, direction: Direction) -> KeyRank {
        KeyRank::missing_least(attribute_value(self, *key), direction)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::entity::{ModelStage, ModelVersionStatus, Tag};
    use crate::search::strategies;

    #[test]
    fn versions_are_filtered_by_attributes_and_tags() {
        let version = ModelVersion {
            name: "wine".into(),
            version: 12,
            creation_time: 5,
            last_update_time: Some(6),
            description: None,
            user_id: None,
            stage: ModelStage::Staging,
            source: Some("/a/model".into()),
            run_id: None,
            run_link: None,
            status: ModelVersionStatus::Ready,
            status_message: None,
            tags: vec![Tag::new("k", "v")],
            aliases: Vec::new(),
            model_id: None,
            deployment_job_state: None,
        };
        for (text, holds) in [
            ("name = 'wine' AND version_number = 12", true),
            ("version_number = '12'", true),
            ("version_number > 12", false),
            ("source_path LIKE '%/model'", true),
            ("run_id != 'x'", false),
            ("run_id IS NULL", true),
            ("stage IN ('Staging', 'Production')", true),
            ("creation_timestamp < 6", true),
            (
                "tags.k = 'v' AND tags.`mlflow.prompt.is_prompt` = 'false'",
                true,
            ),
        ] {
            let filter = parse_model_version_filter(text).unwrap().unwrap();
            assert_eq!(filter.matches(&version), holds, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_begins_with_the_phrase_of_mlflow() {
        for (text, phrase) in [
            ("source = 'x'", "Invalid attribute key 'source'"),
            (
                "version_number = 1.5",
                "Invalid value for numeric attribute",
            ),
            (
                "version_number = 'x'",
                "Invalid value for numeric attribute",
            ),
            ("version_number LIKE '1'", "Invalid comparator 'LIKE'"),
        ] {
            let error = parse_model_version_filter(text).unwrap_err();
            assert!(error.message().starts_with(phrase), "{text}: {error}");
        }
        for (order, phrase) in [
            ("version", "Invalid attribute key 'version' specified"),
            ("tags.a", "Invalid order by key 'a' specified"),
        ] {
            let error = parse_model_version_orders(&[order.to_owned()]).unwrap_err();
            assert!(error.message().starts_with(phrase), "{order}: {error}");
        }
    }

    proptest! {
        #[test]
        fn a_filter_parses_back(filter in strategies::model_version_filter()) {
            let text = filter.to_string();
            prop_assert_eq!(parse_model_version_filter(&text).unwrap(), Some(filter), "{}", text);
        }

        #[test]
        fn an_order_parses_back(orders in strategies::model_version_orders()) {
            let texts: Vec<String> = orders.iter().map(ToString::to_string).collect();
            prop_assert_eq!(parse_model_version_orders(&texts).unwrap(), orders);
        }
    }
}
