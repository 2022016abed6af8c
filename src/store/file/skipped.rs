//! Broken files and folders of a store: each is reported once on stderr and skipped, so that it never
//! stops a listing.

use std::collections::BTreeSet;
use std::error::Error as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::error::Error;
use crate::sync::unpoisoned;

/// What this process has reported.
static NAMED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Reports a file or folder that is skipped, unless it was reported before.
pub(super) fn report(path: &Path, reason: &Error) {
    let is_new = unpoisoned(NAMED.lock()).insert(path.to_owned());
    if !is_new {
        return;
    }
    let cause = reason.source().map(|cause| format!(": {cause}"));
    tracing::warn!(
        "skipping `{}`: {reason}{}",
        path.display(),
        cause.unwrap_or_default()
    );
}

/// Whether a file or folder was reported.
#[cfg(test)]
pub(super) fn is_reported(path: &Path) -> bool {
    unpoisoned(NAMED.lock()).contains(path)
}

/// Returns the value, or reports what could not be read.
pub(super) fn or_report<T>(path: &Path, read: Result<T, Error>) -> Option<T> {
    read.inspect_err(|reason| report(path, reason)).ok()
}
