//! A connection and its transactions.

use std::sync::Arc;

use super::super::database::Work;
use super::super::session::SqlResult;
use super::super::write_set::Scope;
use super::client::PreparingClient;
use super::legacy::LegacyTables;
use super::remote::{self, Access};
use super::session::PostgresSession;

/// A connection to a database.
pub(super) struct PostgresConnection(PreparingClient);

impl PostgresConnection {
    pub(super) fn new(client: PreparingClient) -> Self {
        Self(client)
    }

    /// From now on queries read these tables instead of those that lack something.
    pub(super) fn set_legacy(&mut self, legacy: Arc<LegacyTables>) {
        self.0.set_legacy(legacy);
    }
}

impl remote::Connection for PostgresConnection {
    /// A transaction that changes whatever runs there are fails if another one changes the same
    /// rows, and is repeated: it decides by what it has read, and must not act on less.
    fn begin(&mut self, access: Access) -> SqlResult<()> {
        let begin = match access {
            Access::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
            Access::Write(Scope::EveryRun) => "BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE",
            Access::Write(Scope::NoRun | Scope::Run(_) | Scope::VersionsOf(_)) => {
                "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE"
            }
        };
        Ok(self.0.run(begin)?)
    }

    fn work(&mut self, work: Work) -> SqlResult<()> {
        work(&PostgresSession::new(&mut self.0))
    }

    fn commit(&mut self) -> SqlResult<()> {
        Ok(self.0.run("COMMIT")?)
    }

    fn roll_back(&mut self) -> SqlResult<()> {
        Ok(self.0.run("ROLLBACK")?)
    }

    fn is_closed(&self) -> bool {
        self.0.is_closed()
    }
}
