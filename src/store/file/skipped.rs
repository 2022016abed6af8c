//! What is broken in a store is named once on stderr and passed over: it never stops a listing.

use std::collections::BTreeSet;
use std::error::Error as _;
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use crate::error::Error;
use crate::sync::unpoisoned;

/// What was named by this process.
static NAMED: Mutex<BTreeSet<PathBuf>> = Mutex::new(BTreeSet::new());

/// Names a file or folder that is passed over, unless it was named before.
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

/// Passes a value on, or names what could not be read.
pub(super) fn or_report<T>(path: &Path, read: Result<T, Error>) -> Option<T> {
    read.inspect_err(|reason| report(path, reason)).ok()
}
