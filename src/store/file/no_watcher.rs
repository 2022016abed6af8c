//! The watcher on systems other than Linux, which watches nothing. Those systems report changes late,
//! so that a search could miss what its caller has just written. There the file store caches nothing
//! and reads the runs for each search.

use std::path::Path;
use std::sync::Arc;

/// The identity of a folder, which is not used here.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Identity;

impl Identity {
    /// The identity of a folder.
    pub(super) fn of(_folder: &Path) -> Option<Self> {
        None
    }
}

/// Whether every change of a file is one of its folder.
pub(super) fn is_plain_or_missing(_file: &Path) -> bool {
    false
}

/// Whether the system sees every change in a folder.
pub(super) fn is_local(_folder: &Path) -> bool {
    false
}

/// Is always set, so that nothing is cached.
#[derive(Debug, Default)]
pub(super) struct StaleFlag;

impl StaleFlag {
    /// Whether something has changed.
    #[expect(clippy::unused_self, reason = "as on Linux")]
    pub(super) fn is_stale(&self) -> bool {
        true
    }
}

/// The result of watching a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(dead_code, reason = "as on Linux")]
pub(super) enum Watched {
    /// It is watched.
    Yes,
    /// There is no folder.
    Missing,
    /// It is not watched.
    No,
}

/// What a folder is watched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Priority {
    /// More than others.
    High,
    /// Less than some.
    Middle,
    /// Less than others.
    Low,
}

/// There is none.
#[derive(Debug)]
pub(super) enum Watcher {}

impl Watcher {
    /// Makes none.
    pub(super) fn new() -> Option<Self> {
        None
    }

    /// Makes everything stale in which something has changed until now.
    pub(super) fn catch_up(&self) {
        match *self {}
    }

    /// Watches a folder.
    pub(super) fn watch(&self, _flag: &Arc<StaleFlag>, _folder: &Path) -> Watched {
        match *self {}
    }

    /// Watches a folder, as long as its priority allows it.
    pub(super) fn watch_for(
        &self,
        _priority: Priority,
        _flag: &Arc<StaleFlag>,
        _folder: &Path,
    ) -> Watched {
        match *self {}
    }

    /// Gives back the watches of something.
    pub(super) fn release(&self, _flag: &Arc<StaleFlag>) {
        match *self {}
    }
}
