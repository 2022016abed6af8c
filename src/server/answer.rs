//! What the handlers of the API give.

use super::error::Failure;

pub(super) use super::json::{Json, text};

/// An answer in JSON, or why there is none.
pub(super) type Answer = Result<Json, Failure>;
