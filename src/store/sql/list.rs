//! A list of values that goes into a statement as one.

use serde::Serialize;

use super::session::{ToValue, Value};

/// A list of texts or numbers, as JSON. A statement reads it as a table by the words of its
/// [`Dialect`](super::dialect::Dialect).
#[derive(Debug)]
pub(super) struct List(String);

impl List {
    pub(super) fn new(items: &[impl Serialize]) -> Self {
        Self(serde_json::to_string(items).expect("texts and numbers are JSON"))
    }

    /// The list as JSON.
    pub(super) fn into_json(self) -> String {
        self.0
    }
}

impl ToValue for List {
    fn to_value(&self) -> Value<'_> {
        Value::Text(&self.0)
    }
}
