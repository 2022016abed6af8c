//! Files that an address names, for TLS.

use std::fmt::Display;
use std::path::Path;

use crate::error::Error;

/// Says that the file of an option cannot be used.
pub(in crate::store::sql) fn unusable(option: &str, file: &Path, reason: impl Display) -> Error {
    Error::invalid(format!(
        "the file `{}` of `{option}` cannot be used: {reason}",
        file.display()
    ))
}
