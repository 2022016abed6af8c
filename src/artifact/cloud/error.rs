//! From OpenDAL's errors to ours.

use std::error::Error as _;

use opendal::ErrorKind;

use crate::error::{Error, ErrorCode};

use super::ending::Cancelled;
use super::failure::Refusal;

/// The error of a request about a file. `action` is what was tried: `read`, `list`; `address` names
/// the file with its bucket.
pub(super) fn failed(action: &str, address: &str, error: &opendal::Error) -> Error {
    let what = format!("cannot {action} `{address}`");
    if let Some(cancelled) = cause::<Cancelled>(error) {
        return Error::new(ErrorCode::Cancelled, format!("{what}: {cancelled}"));
    }
    if let Some(refusal) = refusal(error) {
        return refusal.error(&what);
    }
    let words = in_words(error);
    let lacks_credentials = words.contains("no credentials found");
    let code = match error.kind() {
        _ if lacks_credentials => ErrorCode::PermissionDenied,
        ErrorKind::NotFound => ErrorCode::ResourceDoesNotExist,
        ErrorKind::PermissionDenied => ErrorCode::PermissionDenied,
        ErrorKind::ConfigInvalid => ErrorCode::InvalidParameterValue,
        ErrorKind::Unsupported => ErrorCode::NotImplemented,
        _ if error.is_temporary() => ErrorCode::TemporarilyUnavailable,
        _ => ErrorCode::InternalError,
    };
    let is_changed = error.kind() == ErrorKind::ConditionNotMatch;
    let words = if is_changed {
        "the file was changed while it was read"
    } else {
        &words
    };
    let failed = Error::new(code, format!("{what}: {words}"));
    if lacks_credentials {
        return failed.hint("docs/artifacts.md says which credentials each cloud takes");
    }
    failed
}

/// The error for settings with which no connection can be made.
pub(super) fn unusable(bucket: &str, error: &opendal::Error) -> Error {
    Error::invalid(format!("cannot use `{bucket}`: {}", in_words(error)))
}

/// What the service said.
pub(super) fn refusal(error: &opendal::Error) -> Option<&Refusal> {
    cause(error)
}

/// A cause of an error by its kind.
fn cause<C: std::error::Error + 'static>(error: &opendal::Error) -> Option<&C> {
    let mut source = error.source();
    while let Some(cause) = source {
        if let Some(found) = cause.downcast_ref() {
            return Some(found);
        }
        source = cause.source();
    }
    None
}

/// The innermost cause, which says what happened: `connection refused`, and not how that came up.
pub(super) fn in_words(error: &opendal::Error) -> String {
    let mut words = error.message().to_owned();
    let mut source = error.source();
    while let Some(cause) = source {
        let text = cause.to_string();
        if !text.is_empty() {
            words = text;
        }
        source = cause.source();
    }
    let words = words.split(" (os error").next().unwrap_or_default();
    words.lines().next().unwrap_or_default().to_owned()
}
