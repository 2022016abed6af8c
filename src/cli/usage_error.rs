//! The usage errors that clap cannot find: a command sees them in what it was given.

use std::error::Error as _;
use std::fmt;

use crate::error::Error;

/// A usage error that is seen after clap has read the command line.
pub(super) fn usage_error(message: impl Into<String>) -> Error {
    let message = message.into();
    Error::invalid(&message).caused_by(UsageError(message))
}

/// Marks an error of what was typed as a usage error: MLflow's rules refuse it, whatever the store holds.
pub(super) fn of_argument(error: Error) -> Error {
    let message = error.message().to_owned();
    error.caused_by(UsageError(message))
}

/// Whether an error is a usage error.
pub(super) fn is_usage_error(error: &Error) -> bool {
    error
        .source()
        .is_some_and(<dyn std::error::Error>::is::<UsageError>)
}

/// Says of an error that the command line is wrong.
#[derive(Debug)]
struct UsageError(String);

impl fmt::Display for UsageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for UsageError {}
