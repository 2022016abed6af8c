//! What is to be uploaded: a file with a name, or a folder.

use std::fs::{self, Metadata};
use std::path::Path;

use crate::error::{Error, Result};

/// The name of a local file.
pub(super) fn file_name(local: &Path) -> Result<&str> {
    if metadata(local)?.is_dir() {
        return Err(Error::invalid(format!(
            "`{}` is a folder; expected a file",
            local.display()
        )));
    }
    local
        .file_name()
        .and_then(|name| name.to_str())
        .ok_or_else(|| Error::invalid(format!("`{}` has no usable name", local.display())))
}

/// Passes a local folder.
pub(super) fn check_folder(local: &Path) -> Result<()> {
    if metadata(local)?.is_dir() {
        return Ok(());
    }
    Err(Error::invalid(format!(
        "`{}` is a file; expected a folder",
        local.display()
    )))
}

fn metadata(local: &Path) -> Result<Metadata> {
    fs::metadata(local).map_err(|e| Error::io("read", local, e))
}
