//! The list of models that MLflow before 3 keeps in a tag of the run that logged them.

use serde_json::{Map, Value};

use crate::entity::{RunId, Tag, keys};
use crate::error::{Error, Result};

use super::Tracking;

/// The fields that every entry has, copied from the model's `MLmodel` file.
const REQUIRED: [&str; 4] = ["run_id", "utc_time_created", "artifact_path", "flavors"];
/// A field that an entry has if the file has it.
const OPTIONAL: &str = "model_uuid";
/// A field of a flavor that entries leave out, because it may be long.
const CONFIG: &str = "config";

impl Tracking {
    /// Adds a model to the list of models in the run's tag `mlflow.log-model.history`. The model is
    /// the content of its `MLmodel` file, as JSON.
    pub fn note_model(&self, id: &RunId, model_json: &str) -> Result<()> {
        let note = note(model_json)?;
        let _turn = self.noting_models.lock();
        let run = self.get_run(id)?;
        let mut notes = run
            .tag(keys::MODEL_HISTORY)
            .and_then(|history| serde_json::from_str::<Vec<Value>>(history).ok())
            .unwrap_or_default();
        notes.push(Value::Object(note));
        let history = Value::Array(notes).to_string();
        self.set_tag(id, Tag::new(keys::MODEL_HISTORY, history))
    }
}

/// The entry of a model.
fn note(model_json: &str) -> Result<Map<String, Value>> {
    let Ok(Value::Object(mut model)) = serde_json::from_str(model_json) else {
        return Err(Error::model_json_malformed());
    };
    let mut note = Map::new();
    for key in REQUIRED {
        let value = model
            .remove(key)
            .ok_or_else(|| Error::model_json_incomplete(key))?;
        note.insert(key.to_owned(), value);
    }
    if let Some(value) = model.remove(OPTIONAL) {
        note.insert(OPTIONAL.to_owned(), value);
    }
    for flavor in flavors(&mut note) {
        flavor.remove(CONFIG);
    }
    Ok(note)
}

fn flavors(note: &mut Map<String, Value>) -> impl Iterator<Item = &mut Map<String, Value>> {
    let flavors = note.get_mut("flavors").and_then(Value::as_object_mut);
    flavors
        .into_iter()
        .flat_map(Map::values_mut)
        .filter_map(Value::as_object_mut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_note_has_what_leads_to_the_model() {
        let note = note(
            r#"{"artifact_path":"m","flavors":{"sklearn":{"pickled_model":"model.pkl","config":{"a":1}}},"model_uuid":"u","run_id":"r","signature":"…","utc_time_created":"2024"}"#,
        )
        .unwrap();
        assert_eq!(
            Value::Object(note).to_string(),
            r#"{"run_id":"r","utc_time_created":"2024","artifact_path":"m","flavors":{"sklearn":{"pickled_model":"model.pkl"}},"model_uuid":"u"}"#
        );
    }

    #[test]
    fn what_is_no_model_is_refused() {
        for text in ["", "x", "[]", "5", "{}", r#"{"run_id":"r"}"#] {
            assert!(note(text).is_err(), "{text}");
        }
    }
}
