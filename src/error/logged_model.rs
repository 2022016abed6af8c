//! Wordings about logged models.

use crate::entity::ModelId;

use super::{Error, ErrorCode};

impl Error {
    /// No logged model has this id.
    pub fn model_not_found(id: &ModelId) -> Self {
        Self::new(
            ErrorCode::ResourceDoesNotExist,
            format!("Logged model with ID '{id}' not found in this store"),
        )
    }

    /// The text cannot be the name of a logged model; `reason` says why.
    pub fn model_name_invalid(name: &str, reason: &str) -> Self {
        Self::invalid(format!("Invalid model name ('{name}') provided: {reason}"))
    }

    /// A parameter of a logged model was recorded before with another value.
    pub fn model_param_changed(model: &ModelId, key: &str, old: &str, new: &str) -> Self {
        Self::changed(&format!("logged model `{model}`"), key, old, new)
            .hint("record a value that may change as a tag")
    }

    /// The logged model has no tag of this key.
    pub fn model_tag_not_found(id: &ModelId, key: &str) -> Self {
        Self::new(
            ErrorCode::ResourceDoesNotExist,
            format!("No tag with key '{key}' found for model with ID '{id}'"),
        )
    }

    /// A search names a data set by nothing.
    pub fn dataset_name_missing() -> Self {
        Self::invalid(
            "`dataset_name` in the `datasets` clause must be specified: expected one for each \
             data set",
        )
    }

    /// Logged models have no such order; `expected` lists those that they have.
    pub fn model_order_invalid(field: &str, expected: &str) -> Self {
        Self::invalid(format!(
            "Invalid order by field name: {field}; expected {expected}"
        ))
    }

    /// A page token was given for another search. `what` is MLflow's name of what differs.
    pub fn page_token_of_another_search(what: &str) -> Self {
        let (subject, verb) = match what {
            "Experiment IDs" => ("experiment IDs", "do"),
            "Filter string" => ("filter string", "does"),
            _ => ("order by", "does"),
        };
        Self::invalid(format!(
            "{what} in the page token {verb} not match the requested {subject}: expected the \
             search that gave the token, unchanged"
        ))
    }
}
