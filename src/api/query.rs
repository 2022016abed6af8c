//! Query strings that are read as JSON would be: `experiment_ids=1&experiment_ids=2&max_results=5`.
//!
//! Every value is a text, which protobuf's rules turn into what the field is. Where a field that
//! is no list comes several times, the first counts, as in MLflow 3.17.2.

use std::borrow::Cow;

use serde::de::value::{Error, MapDeserializer, SeqDeserializer};
use serde::de::{Deserializer, IntoDeserializer, Visitor};
use serde::{Serialize, forward_to_deserialize_any};
use serde_json::Value;

use crate::error::{self, Result};

/// The parameters of a query string, each name with its values in order.
pub(super) struct Query<'q>(Vec<(Cow<'q, str>, QueryValues<'q>)>);

impl<'q> Query<'q> {
    /// Reads a query string. There is no malformed one: what cannot be decoded is taken as it is.
    pub(super) fn parse(query: &'q str) -> Self {
        let mut parameters: Vec<(Cow<'q, str>, QueryValues<'q>)> = Vec::new();
        for (name, value) in form_urlencoded::parse(query.as_bytes()) {
            match parameters.iter_mut().find(|(known, _)| *known == name) {
                Some((_, values)) => values.0.push(value),
                None => parameters.push((name, QueryValues(vec![value]))),
            }
        }
        Self(parameters)
    }
}

impl<'de> Deserializer<'de> for Query<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_map(MapDeserializer::new(self.0.into_iter()))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier
        ignored_any
    }
}

/// The values of one parameter: at least one.
struct QueryValues<'q>(Vec<Cow<'q, str>>);

impl<'de> Deserializer<'de> for QueryValues<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let first = self.0.into_iter().next();
        visitor.visit_str(&first.expect("a parameter has a value"))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_some(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        visitor.visit_seq(SeqDeserializer::new(self.0.into_iter()))
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct newtype_struct tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<'de> IntoDeserializer<'de, Error> for QueryValues<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

/// Writes a request as a query string. Only requests of scalars and lists of scalars have this
/// form; what else a field holds is left out.
pub fn to_query<T: Serialize>(request: &T) -> Result<String> {
    let request = serde_json::to_value(request)
        .map_err(|error| error::Error::internal("cannot write a request").caused_by(error))?;
    let mut query = form_urlencoded::Serializer::new(String::new());
    for (name, value) in request.as_object().into_iter().flatten() {
        match value {
            Value::Array(items) => query.extend_pairs(
                items
                    .iter()
                    .filter_map(|item| Some((name, scalar_text(item)?))),
            ),
            _ => query.extend_pairs(scalar_text(value).map(|text| (name, text))),
        };
    }
    Ok(query.finish())
}

fn scalar_text(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(Cow::from(text)),
        Value::Number(_) | Value::Bool(_) => Some(Cow::from(value.to_string())),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::super::from_query;
    use super::*;

    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Sample {
        name: String,
        #[serde(default)]
        ids: Vec<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        max_results: Option<usize>,
        #[serde(skip_serializing_if = "Option::is_none")]
        deep: Option<bool>,
    }

    #[test]
    fn a_request_becomes_a_query_and_back() {
        let sample = Sample {
            name: "a b&c=ü/é+%".into(),
            ids: vec!["1".into(), "2".into()],
            max_results: Some(5),
            deep: Some(true),
        };
        let query = to_query(&sample).unwrap();
        assert_eq!(
            query,
            "name=a+b%26c%3D%C3%BC%2F%C3%A9%2B%25&ids=1&ids=2&max_results=5&deep=true"
        );
        assert_eq!(from_query::<Sample>(&query).unwrap(), sample);
    }

    #[test]
    fn a_list_may_have_one_value_and_a_scalar_takes_the_first() {
        let sample: Sample = from_query("name=x&ids=1&name=y&other=z").unwrap();
        assert_eq!(
            (sample.name.as_str(), &sample.ids[..]),
            ("x", &["1".to_owned()][..])
        );
    }

    #[test]
    fn a_mistake_names_its_field() {
        let error = from_query::<Sample>("name=x&max_results=y").unwrap_err();
        assert_eq!(
            error.message(),
            "Invalid value \"y\" for parameter 'max_results' supplied: expected a whole number that is not negative"
        );
        let error = from_query::<Sample>("").unwrap_err();
        assert_eq!(
            error.message(),
            "Missing value for required parameter 'name': expected one that is not empty"
        );
    }
}
