//! Files that describe something, as they lie on the disk.

use std::path::Path;

use crate::error::{Error, Result};

use super::meta::MetricFile;
use super::{disk, skipped};

/// Reads a `meta.yaml` that must be there.
pub(super) fn read<T>(path: &Path, parse: impl Fn(&str) -> Result<T>) -> Result<T> {
    let Some(text) = disk::read_text(path)? else {
        return Err(Error::internal(format!(
            "there is no file `{}`",
            path.display()
        )));
    };
    parse(&text).map_err(|e| corrupt(path, e))
}

/// The error for a `meta.yaml` that cannot be understood, with the file in it.
pub(super) fn corrupt(path: &Path, reason: Error) -> Error {
    Error::internal(format!("cannot understand `{}`", path.display())).caused_by(reason)
}

/// Names a metric's file with lines that are no points: the other lines count all the same.
pub(super) fn report_malformed<T>(path: &Path, file: &MetricFile<T>) {
    let lines = file.malformed_lines;
    if lines > 0 {
        let reason = format!("{lines} of its lines are not `TIMESTAMP VALUE STEP`");
        skipped::report(path, &Error::internal(reason));
    }
}
