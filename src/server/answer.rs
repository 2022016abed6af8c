//! The results of the API's handlers.

use super::error::ErrorResponse;

pub(super) use super::json::{Json, text};

/// An answer in JSON, or why there is none.
pub(super) type HandlerResult = Result<Json, ErrorResponse>;
