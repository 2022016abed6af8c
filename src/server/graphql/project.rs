//! From an answer of the REST API to what a plan wants of it.

use serde_json::{Map, Value as Json};

use super::plan::{Plan, What};
use super::schema::Kind;

impl Plan {
    /// What is wanted of an answer. What the answer does not say is as protobuf has it.
    pub(super) fn project(&self, answer: &Json) -> Json {
        let mut object = Map::with_capacity(self.entries.len());
        for entry in &self.entries {
            let value = match &entry.what {
                What::TypeName => Json::from(self.object.name),
                What::Field(field, plan) => {
                    value(&field.kind, answer.get(field.key), plan.as_ref())
                }
            };
            object.insert(entry.name.clone(), value);
        }
        Json::Object(object)
    }
}

/// A number; `null` for NaN and the infinities, which are texts in an answer and no numbers in JSON.
fn number(said: &Json) -> Json {
    if said.is_number() {
        said.clone()
    } else {
        Json::Null
    }
}

fn value(kind: &Kind, said: Option<&Json>, plan: Option<&Plan>) -> Json {
    match (kind, said) {
        (Kind::Never(_), _) | (_, Some(Json::Null)) => Json::Null,
        (Kind::List(item), Some(Json::Array(items))) => {
            let items = items.iter().map(|said| value(item, Some(said), plan));
            Json::Array(items.collect())
        }
        (Kind::List(_), _) => Json::Array(Vec::new()),
        (Kind::Object(_), said) => {
            plan.map_or(Json::Null, |plan| plan.project(said.unwrap_or(&Json::Null)))
        }
        (Kind::Long, Some(Json::Number(number))) => Json::from(number.to_string()),
        (Kind::Long, _) => Json::from("0"),
        (Kind::Number, Some(said)) => number(said),
        (Kind::Number, None) => Json::from(0.0),
        (Kind::Text | Kind::Name(_), Some(text @ Json::String(_))) => text.clone(),
        (Kind::Text, _) => Json::from(""),
        (Kind::Name(names), _) => Json::from(names[0]),
        (Kind::Flag, said) => Json::from(said == Some(&Json::Bool(true))),
    }
}
