//! Wordings about requests: fields that are missing, wrong or too long.

use std::fmt::Display;

use super::Error;

/// How many characters of a long value a message shows.
const SHOWN_LENGTH: usize = 60;

impl Error {
    /// A required field is missing or empty.
    pub fn missing_value(field: &str) -> Self {
        Self::invalid(format!(
            "Missing value for required parameter '{field}': expected one that is not empty"
        ))
    }

    /// A field has a value of the wrong type or out of bounds. `value` is spelt as in JSON.
    pub fn invalid_value(field: &str, value: impl Display, expected: &str) -> Self {
        Self::invalid_for(field, value, &format!("expected {expected}"))
    }

    /// A field has a value that cannot be used; `reason` says why.
    pub fn invalid_for(field: &str, value: impl Display, reason: &str) -> Self {
        Self::invalid(format!(
            "Invalid value {value} for parameter '{field}' supplied: {reason}"
        ))
    }

    /// A text is longer than its field. `what` is what the text is, for people.
    pub fn too_long(field: &str, what: &str, text: &str, limit: usize) -> Self {
        let found = text.chars().count();
        Self::invalid(format!(
            "'{field}' exceeds the maximum length of {limit} characters: the {what} `{}` has \
             {found}",
            shortened(text)
        ))
    }

    /// An artifact location is longer than the store allows.
    pub fn artifact_location_too_long(location: &str, limit: usize) -> Self {
        let found = location.chars().count();
        Self::invalid(format!(
            "Invalid artifact path length: the artifact location `{}` has {found} characters; \
             expected at most {limit}",
            shortened(location)
        ))
    }

    /// The text is not a page token.
    pub fn page_token_invalid(token: &str) -> Self {
        Self::invalid(format!(
            "Invalid page token `{}`: expected the one that the previous page gave",
            shortened(token)
        ))
    }

    /// A request names neither a run nor a logged model, or both.
    pub fn one_of_run_and_model() -> Self {
        Self::invalid("Exactly one of run_id and model_id must be provided: expected one of them")
    }

    /// The body of a request is not said to be JSON.
    pub fn content_type_missing() -> Self {
        Self::invalid("Bad Request. Content-Type header is missing: expected `application/json`")
    }

    /// The body of a request is said to be something else than JSON.
    pub fn content_type_invalid(found: &str) -> Self {
        Self::invalid(format!(
            "Bad Request. Content-Type must be one of ['application/json']: found `{}`",
            found.escape_debug()
        ))
    }
}

/// A text as a message shows it: cut where it is long.
pub(crate) fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN_LENGTH) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
