//! Whether what is cached of a database is stale, which its engine tells.

use std::collections::HashSet;

use crate::entity::RunId;

use super::session::{Session, SqlResult};

/// Says whether a cache of a database is stale.
pub(super) trait Freshness {
    /// Makes sure that the database is still the one that was opened. Called while no lock of the
    /// cache is held.
    fn check(&self) -> SqlResult<()>;

    /// Whether the database is still the one that was opened, as far as that can be said without
    /// waiting for anybody.
    fn is_same(&self) -> bool;

    /// The version of the newest state. As long as it stays the same, nobody has committed.
    fn version(&self) -> SqlResult<Version>;

    /// Takes a snapshot of the newest state and passes it on. Not to be called by `work`.
    fn snapshot(&self, work: &mut dyn FnMut(&Snapshot) -> SqlResult<()>) -> SqlResult<()>;
}

/// The version of a state of a database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Version {
    /// Changes when another database replaces the one that was opened.
    pub(super) database: u64,
    /// Changes with every commit.
    pub(super) data: i64,
}

/// One state of a database, to be read.
pub(super) struct Snapshot<'a> {
    pub(super) session: &'a dyn Session,
    pub(super) version: Version,
    /// The runs that were written to since the last snapshot; `None` if that is not known.
    pub(super) runs: Option<HashSet<RunId>>,
    /// The registered models whose versions were; `None` if that is not known.
    pub(super) models: Option<HashSet<String>>,
}
