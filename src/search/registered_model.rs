//! Registered models: by what they are filtered and ordered, and whether a filter holds for one.
//!
//! Registered models are ordered by the keys given, then by name. Those without a value count as
//! least. MLflow 3.18.0 filters by name and tags alone; here the times can be asked for, too.

use std::borrow::Cow;
use std::fmt::{self, Display, Formatter};

use crate::entity::RegisteredModel;
use crate::error::Result;

use super::eval::{Facts, Value};
use super::filter::{Filter, Operator};
use super::order::{Direction, KeyRank, Order, Ranked, completed};
use super::parse_error::wrong_order;
use super::parser::{parse_filter, parse_order};
use super::prompt::{NO_PROMPT, Tagged};
use super::quote::quoted_key;
use super::vocabulary::{
    Attribute, LISTED_TEXT_OPERATORS, NUMBER_OPERATORS, OPTIONAL_TEXT_OPERATORS, UnknownName,
    ValueType, Vocabulary,
};

/// What a filter over registered models looks at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RegisteredModelField {
    /// The value of a tag.
    Tag(String),
    /// A property of the registered model itself.
    Attribute(RegisteredModelAttribute),
}

/// A property of a registered model itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegisteredModelAttribute {
    /// The name.
    Name,
    /// When it was created.
    CreationTime,
    /// When it, or one of its versions, last changed.
    LastUpdateTime,
}

/// One key of the order of registered models.
pub type RegisteredModelOrder = Order<RegisteredModelAttribute>;

/// Reads a filter over registered models; an empty text is no filter.
pub fn parse_registered_model_filter(text: &str) -> Result<Option<Filter<RegisteredModelField>>> {
    parse_filter(text)
}

/// Reads the keys of an order of registered models.
pub fn parse_registered_model_orders(texts: &[String]) -> Result<Vec<RegisteredModelOrder>> {
    let read = |text: &String| match parse_order(text)? {
        (RegisteredModelField::Attribute(key), direction) => {
            Ok(RegisteredModelOrder { key, direction })
        }
        (RegisteredModelField::Tag(key), _) => {
            let phrase = format!("Invalid order by key 'tags.{key}' specified");
            let message = "registered models have no order by tags; expected an attribute";
            Err(wrong_order(text, &phrase, message))
        }
    };
    texts.iter().map(read).collect()
}

/// Adds the name, unless the order has it.
pub(crate) fn complete_registered_model_order(
    given: &[RegisteredModelOrder],
) -> Vec<RegisteredModelOrder> {
    let name = (RegisteredModelAttribute::Name, Direction::Ascending);
    completed(given, [name])
}

impl Tagged for RegisteredModelField {
    fn tag_key(&self) -> Option<&str> {
        match self {
            Self::Tag(key) => Some(key),
            Self::Attribute(_) => None,
        }
    }
}

impl Vocabulary for RegisteredModelField {
    fn named(prefix: Option<&str>, key: &str) -> Result<Self, UnknownName> {
        match prefix {
            None | Some("attribute" | "attributes") => attribute(key).map(Self::Attribute),
            Some("tag" | "tags") => Ok(Self::Tag(key.to_owned())),
            Some(other) => Err(UnknownName::prefix(other, ["attribute", "tags"])),
        }
    }

    fn value_type(&self) -> ValueType {
        match self {
            Self::Tag(_) | Self::Attribute(RegisteredModelAttribute::Name) => ValueType::Text,
            Self::Attribute(
                RegisteredModelAttribute::CreationTime | RegisteredModelAttribute::LastUpdateTime,
            ) => ValueType::WholeTime,
        }
    }

    fn operators(&self) -> &'static [Operator] {
        match self {
            Self::Tag(_) => OPTIONAL_TEXT_OPERATORS,
            Self::Attribute(RegisteredModelAttribute::Name) => LISTED_TEXT_OPERATORS,
            Self::Attribute(
                RegisteredModelAttribute::CreationTime | RegisteredModelAttribute::LastUpdateTime,
            ) => NUMBER_OPERATORS,
        }
    }

    fn unknown_order_phrase(key: &str) -> Option<String> {
        Some(format!("Invalid order by key '{key}' specified"))
    }
}

/// `timestamp` is MLflow's older name for the last change.
fn attribute(name: &str) -> Result<RegisteredModelAttribute, UnknownName> {
    match name {
        "timestamp" => Ok(RegisteredModelAttribute::LastUpdateTime),
        _ => RegisteredModelAttribute::named(name),
    }
}

impl Attribute for RegisteredModelAttribute {
    const ALL: &'static [Self] = &[Self::Name, Self::CreationTime, Self::LastUpdateTime];
    const OWNERS: &'static str = "registered models";

    fn name(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::CreationTime => "creation_timestamp",
            Self::LastUpdateTime => "last_updated_timestamp",
        }
    }
}

impl Display for RegisteredModelField {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tag(key) => write!(f, "tags.{}", quoted_key(key)),
            Self::Attribute(attribute) => attribute.fmt(f),
        }
    }
}

impl Display for RegisteredModelAttribute {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl Facts<RegisteredModelField> for RegisteredModel {
    fn any(&self, field: &RegisteredModelField, passes: &dyn Fn(Option<Value>) -> bool) -> bool {
        passes(match field {
            RegisteredModelField::Tag(key) => tag_value(self.tag(key), field),
            RegisteredModelField::Attribute(attribute) => attribute_value(self, *attribute),
        })
    }
}

/// The value of a tag as a filter finds it.
pub(super) fn tag_value<'a>(value: Option<&'a str>, field: &impl Tagged) -> Option<Value<'a>> {
    let value = value.or_else(|| field.marks_prompts().then_some(NO_PROMPT))?;
    Some(Value::Text(Cow::Borrowed(value)))
}

fn attribute_value(
    model: &RegisteredModel,
    attribute: RegisteredModelAttribute,
) -> Option<Value<'_>> {
    match attribute {
        RegisteredModelAttribute::Name => Some(Value::Text(Cow::Borrowed(&model.name))),
        RegisteredModelAttribute::CreationTime => model.creation_time.map(Value::Integer),
        RegisteredModelAttribute::LastUpdateTime => model.last_update_time.map(Value::Integer),
    }
}

impl Ranked<RegisteredModelAttribute> for RegisteredModel {
    fn key_rank(&self, key: &RegisteredModelAttribute, direction: Direction) -> KeyRank {
        KeyRank::missing_least(attribute_value(self, *key), direction)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::entity::{Tag, keys};
    use crate::search::strategies;

    fn model() -> RegisteredModel {
        RegisteredModel {
            name: "Wine".into(),
            creation_time: Some(5),
            last_update_time: None,
            description: None,
            latest_versions: Vec::new(),
            tags: vec![Tag::new("a b", "x")],
            aliases: Vec::new(),
            deployment_job_id: None,
            deployment_job_state: None,
        }
    }

    #[test]
    fn registered_models_are_filtered_by_attributes_and_tags() {
        for (text, holds) in [
            ("name = 'Wine'", true),
            ("name IN ('Wine', 'x')", true),
            (
                "attribute.name ILIKE 'w%' AND creation_timestamp >= 5",
                true,
            ),
            ("last_updated_timestamp != 1", false),
            ("tag.`a b` = 'x'", true),
            ("tags.other != 'x'", false),
            ("tags.`mlflow.prompt.is_prompt` != 'true'", true),
            ("tags.`mlflow.prompt.is_prompt` = 'false'", true),
            ("tags.`mlflow.prompt.is_prompt` = 'true'", false),
        ] {
            let filter = parse_registered_model_filter(text).unwrap().unwrap();
            assert_eq!(filter.matches(&model()), holds, "{text}");
        }
    }

    #[test]
    fn a_prompt_is_none_of_the_models() {
        let mut prompt = model();
        prompt.tags = vec![Tag::new(keys::IS_PROMPT, "true")];
        for (text, holds) in [
            ("tags.`mlflow.prompt.is_prompt` != 'true'", false),
            ("tags.`mlflow.prompt.is_prompt` = 'true'", true),
        ] {
            let filter = parse_registered_model_filter(text).unwrap().unwrap();
            assert_eq!(filter.matches(&prompt), holds, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_begins_with_the_phrase_of_mlflow() {
        for (text, phrase) in [
            ("description = 'x'", "Invalid attribute key 'description'"),
            ("params.a = 'x'", "Invalid entity type 'params'"),
            ("name > 'x'", "Invalid comparator '>'"),
            ("name", "Invalid clause(s) in filter string"),
        ] {
            let error = parse_registered_model_filter(text).unwrap_err();
            assert!(error.message().starts_with(phrase), "{text}: {error}");
        }
        for order in ["description", "tags.a DESC"] {
            let error = parse_registered_model_orders(&[order.to_owned()]).unwrap_err();
            let phrase = "Invalid order by key '";
            assert!(error.message().starts_with(phrase), "{order}: {error}");
        }
        let orders = parse_registered_model_orders(&["timestamp DESC".to_owned()]).unwrap();
        assert_eq!(orders[0].to_string(), "last_updated_timestamp DESC");
    }

    proptest! {
        #[test]
        fn a_filter_parses_back(filter in strategies::registered_model_filter()) {
            let text = filter.to_string();
            prop_assert_eq!(parse_registered_model_filter(&text).unwrap(), Some(filter), "{}", text);
        }

        #[test]
        fn an_order_parses_back(orders in strategies::registered_model_orders()) {
            let texts: Vec<String> = orders.iter().map(ToString::to_string).collect();
            prop_assert_eq!(parse_registered_model_orders(&texts).unwrap(), orders);
        }
    }
}
