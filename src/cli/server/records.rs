//! Where a server writes its requests down.

use std::fs::OpenOptions;
use std::path::Path;

use crate::cli::printer::Printer;
use crate::error::{Error, Result};
use crate::server::Lines;

use super::super::usage_error::usage_error;
use super::RecordArgs;

/// What stands for stderr.
const STDERR: &str = "-";

impl RecordArgs {
    /// Where each request is written down.
    pub(super) fn access_log(&self, printer: &Printer) -> Result<Option<Lines>> {
        match self.access_log.as_deref() {
            None => Ok(None),
            Some(STDERR) => Ok(Some(Lines::to(printer.stderr_lines()))),
            Some(path) => file(path).map(Some),
        }
    }

    /// Where changes are written down.
    pub(super) fn audit_log(&self, has_users: bool) -> Result<Option<Lines>> {
        let Some(path) = self.audit_log.as_deref() else {
            return Ok(None);
        };
        if !has_users {
            return Err(usage_error(
                "`--audit-log` says which user changed what: expected `--app-name basic-auth`, too",
            ));
        }
        file(path).map(Some)
    }
}

/// Lines at the end of a file.
fn file(path: &str) -> Result<Lines> {
    let opened = OpenOptions::new().create(true).append(true).open(path);
    let file = opened.map_err(|e| Error::io("write", Path::new(path), e))?;
    Ok(Lines::to(file))
}
