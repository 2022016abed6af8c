//! What was asked for and is not there: an end of its own among the exit codes, so that a script can
//! tell it from a failure.

use std::error::Error as _;
use std::fmt;

use crate::error::{Error, ErrorCode};

/// The error for a search in which nothing was found.
pub(super) fn nothing_found(message: impl Into<String>) -> Error {
    let message = message.into();
    Error::new(ErrorCode::ResourceDoesNotExist, &message).caused_by(Absence(message))
}

/// Whether an error says that nothing was found.
pub(super) fn is_absence(error: &Error) -> bool {
    error
        .source()
        .is_some_and(<dyn std::error::Error>::is::<Absence>)
}

/// Says of an error that there is nothing of what was asked for.
#[derive(Debug)]
struct Absence(String);

impl fmt::Display for Absence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Absence {}
