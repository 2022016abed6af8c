//! The one error type of the program.
//!
//! An [`Error`] has a code (MLflow's own name for the kind of failure), a sentence for the
//! person who meets it, hints that say what to do, and the failure below it. It knows neither
//! HTTP nor exit codes: `cli/report.rs` turns it into text and an exit code, the server into a
//! status and a body.
//!
//! Messages are part of MLflow's protocol: programs match on its words. A message about something
//! that MLflow refuses too begins with the short phrase that names the condition in MLflow 3.17.2
//! (`Run with id=… not found`), and goes on in our own words. Each such wording is a named
//! constructor in a file beside this one, so that it exists once; `tests/it/api/phrases.rs` holds
//! the phrases.

mod access;
mod artifact;
mod experiment;
mod logged_model;
mod registry;
pub(crate) mod request;
mod run;
mod trace;
mod webhook;

use std::error::Error as StdError;
use std::fmt;
use std::path::Path;

/// What every fallible function of this crate returns.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// MLflow's names for the kinds of failure, as its REST API sends them in `error_code`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorCode {
    /// An argument is malformed, too long or contradicts what is recorded.
    InvalidParameterValue,
    /// The experiment, run, tag or file asked for is not there.
    ResourceDoesNotExist,
    /// The name or id is taken.
    ResourceAlreadyExists,
    /// The thing is there, but in a state (mostly: deleted) that forbids the request.
    InvalidState,
    /// The operating system or the store refused access.
    PermissionDenied,
    /// Another process holds what is needed; trying again later may help.
    TemporarilyUnavailable,
    /// The request is understood, but this program does not do it.
    NotImplemented,
    /// A command or program that was started on the user's behalf failed.
    ExecutionFailed,
    /// The user or the system ended the work.
    Cancelled,
    /// Anything else: the disk, a corrupt store, a defect.
    InternalError,
}

impl ErrorCode {
    /// Every code.
    pub const ALL: [Self; 10] = [
        Self::InvalidParameterValue,
        Self::ResourceDoesNotExist,
        Self::ResourceAlreadyExists,
        Self::InvalidState,
        Self::PermissionDenied,
        Self::TemporarilyUnavailable,
        Self::NotImplemented,
        Self::ExecutionFailed,
        Self::Cancelled,
        Self::InternalError,
    ];

    /// The code of that name on the wire; `None` for one that this program does not use.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.as_str() == name)
    }

    /// The name on the wire, for example `RESOURCE_DOES_NOT_EXIST`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::InvalidParameterValue => "INVALID_PARAMETER_VALUE",
            Self::ResourceDoesNotExist => "RESOURCE_DOES_NOT_EXIST",
            Self::ResourceAlreadyExists => "RESOURCE_ALREADY_EXISTS",
            Self::InvalidState => "INVALID_STATE",
            Self::PermissionDenied => "PERMISSION_DENIED",
            Self::TemporarilyUnavailable => "TEMPORARILY_UNAVAILABLE",
            Self::NotImplemented => "NOT_IMPLEMENTED",
            Self::ExecutionFailed => "ABORTED",
            Self::Cancelled => "CANCELLED",
            Self::InternalError => "INTERNAL_ERROR",
        }
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A failure: what kind, what to tell the user, what to do about it, and what caused it.
#[derive(Debug)]
pub struct Error {
    code: ErrorCode,
    message: String,
    hints: Vec<String>,
    source: Option<Box<dyn StdError + Send + Sync>>,
}

impl Error {
    /// Makes an error from a code and a sentence: lower case, no final stop, values in backticks.
    pub fn new(code: ErrorCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            hints: Vec::new(),
            source: None,
        }
    }

    /// An argument that cannot be used; the sentence says what was expected.
    pub fn invalid(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::InvalidParameterValue, message)
    }

    /// A failure that the user could not foresee.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::InternalError, message)
    }

    /// Something that MLflow does and this program does not do (yet).
    pub fn not_implemented(message: impl Into<String>) -> Self {
        Self::new(ErrorCode::NotImplemented, message)
    }

    /// Puts MLflow's phrase for the condition before the message, for programs that match on it.
    #[must_use]
    pub fn begin(mut self, phrase: impl fmt::Display) -> Self {
        self.message = format!("{phrase}: {}", self.message);
        self
    }

    /// Adds a hint: a line that says what to do. A hint that the error already has is not repeated.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        let hint = hint.into();
        if !self.hints.contains(&hint) {
            self.hints.push(hint);
        }
        self
    }

    /// Keeps the cause of this error.
    #[must_use]
    pub fn caused_by(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// The kind of failure.
    pub fn code(&self) -> ErrorCode {
        self.code
    }

    /// The sentence for the user, without hints and causes.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// What the user can do about it, a sentence each.
    pub fn hints(&self) -> &[String] {
        &self.hints
    }

    /// Whether the same request may succeed later, without any change.
    pub fn is_temporary(&self) -> bool {
        self.code == ErrorCode::TemporarilyUnavailable
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        let source = self.source.as_deref()?;
        Some(source)
    }
}

/// Whether a file operation failed because the path does not exist. A file where a folder should be
/// counts as missing, too.
pub(crate) fn is_missing(error: &std::io::Error) -> bool {
    use std::io::ErrorKind::{NotADirectory, NotFound};
    matches!(error.kind(), NotFound | NotADirectory)
}

/// Wordings about files, shared by every module that touches a disk.
impl Error {
    /// A file operation failed. `action` reads after "cannot", for example `read` or `create`.
    pub fn io(action: &str, path: &Path, source: std::io::Error) -> Self {
        use std::io::ErrorKind as Kind;
        match source.kind() {
            Kind::InvalidFilename => {
                return Self::name_too_long(action, path).caused_by(source);
            }
            Kind::StorageFull => return Self::no_space(action, path, "there is no space left"),
            Kind::QuotaExceeded => return Self::no_space(action, path, "your quota is used up"),
            _ => {}
        }
        let code = match source.kind() {
            Kind::NotFound => ErrorCode::ResourceDoesNotExist,
            Kind::PermissionDenied | Kind::ReadOnlyFilesystem => ErrorCode::PermissionDenied,
            // A name that is longer than the disk allows: whoever chose it can choose another.
            Kind::InvalidFilename => ErrorCode::InvalidParameterValue,
            _ => ErrorCode::InternalError,
        };
        Self::new(code, format!("cannot {action} `{}`", path.display())).caused_by(source)
    }

    /// The disk of a file is full, for everybody or for this user.
    fn no_space(action: &str, path: &Path, reason: &str) -> Self {
        Self::internal(format!(
            "cannot {action} `{}`: {reason} on its disk",
            path.display()
        ))
        .hint("free some space there and try again")
    }

    /// A name, or a whole path, has more bytes than the file system keeps.
    fn name_too_long(action: &str, path: &Path) -> Self {
        const SHOWN: usize = 80;
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let end: String = name.chars().take(SHOWN).collect();
        let dots = if end.len() < name.len() { "…" } else { "" };
        Self::invalid(format!(
            "cannot {action} `{end}{dots}`: the name or its path is too long; expected at most 255 \
             bytes for a name and 4,095 for a path"
        ))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_file_is_a_missing_resource() {
        let error = Error::io("read", Path::new("x"), std::io::ErrorKind::NotFound.into());
        assert_eq!(error.code(), ErrorCode::ResourceDoesNotExist);
        assert_eq!(error.to_string(), "cannot read `x`");
    }

    #[test]
    fn a_full_disk_is_said_to_be_full() {
        let error = Error::io(
            "write",
            Path::new("x"),
            std::io::ErrorKind::StorageFull.into(),
        );
        assert_eq!(
            error.to_string(),
            "cannot write `x`: there is no space left on its disk"
        );
        assert_eq!(error.hints().len(), 1);
    }
}
