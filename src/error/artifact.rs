//! Wordings about artifacts.

use std::fmt::Display;

use super::{Error, ErrorCode};

impl Error {
    /// There is no artifact at this path. `root` is where it was looked for, if the user may know.
    pub fn artifact_not_found(path: impl Display, root: Option<&str>) -> Self {
        let root = root.map_or_else(String::new, |root| format!(" in `{root}`"));
        Self::new(
            ErrorCode::ResourceDoesNotExist,
            format!("No such artifact: '{path}'{root}"),
        )
    }

    /// There are no artifacts at all, because their folder is missing.
    pub fn artifacts_missing(root: &str) -> Self {
        Self::new(
            ErrorCode::ResourceDoesNotExist,
            format!("No such artifact: '': there are none, because `{root}` is missing"),
        )
    }

    /// The text cannot be the path of an artifact.
    pub fn artifact_path_invalid(path: &str) -> Self {
        Self::invalid(unusable("artifact path", path))
    }

    /// The text that a client sent cannot be the path of an artifact.
    pub fn foreign_path_invalid(path: &str) -> Self {
        Self::invalid(unusable("path", path))
    }

    /// A folder lies where a file is wanted.
    pub fn artifact_not_a_file(path: impl Display) -> Self {
        Self::invalid(format!(
            "Artifact path refers to a directory, not a file: '{path}'"
        ))
    }

    /// The path of a file that is uploaded ends in `/`.
    pub fn artifact_nameless() -> Self {
        Self::invalid(
            "Artifact path must include a filename: the path ends in `/`; expected that of a file",
        )
    }

    /// An upload lacks a parameter or its content.
    pub fn upload_lacks(what: &str) -> Self {
        Self::invalid(format!(
            "Request must specify {what}: expected `run_uuid` and `path` in the query, and the \
             content of a file in the body"
        ))
    }
}

fn unusable(what: &str, path: &str) -> String {
    format!(
        "Invalid {what}: '{}': expected a relative path such as `model/MLmodel`, without `..`",
        path.escape_debug()
    )
}
