//! A connection and its transactions.

use std::sync::Arc;

use super::super::database::Work;
use super::super::session::SqlResult;
use super::super::write_set::Scope;
use super::client::PreparingClient;
use super::limits::Limits;
use super::remote::LegacyTables;
use super::remote::{self, Access};
use super::session::PostgresSession;

/// A connection to a database.
pub(super) struct PostgresConnection {
    client: PreparingClient,
    limits: Arc<Limits>,
}

impl PostgresConnection {
    pub(super) fn new(client: PreparingClient, limits: Arc<Limits>) -> Self {
        Self { client, limits }
    }

    /// From now on statements and locks may take no longer than this.
    pub(super) fn set_limits(&mut self, limits: Arc<Limits>) {
        self.limits = limits;
    }

    /// From now on queries read these tables instead of those that lack something.
    pub(super) fn set_legacy(&mut self, legacy: Arc<LegacyTables>) {
        self.client.set_legacy(legacy);
    }
}

impl remote::Connection for PostgresConnection {
    /// A transaction that changes whatever runs there are fails if another one changes the same
    /// rows, and is repeated: it decides by what it has read, and must not act on less.
    fn begin(&mut self, access: Access) -> SqlResult<()> {
        let Limits { reading, writing } = &*self.limits;
        let (begin, limits) = match access {
            Access::Read => ("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", reading),
            Access::Write(Scope::EveryRun) => {
                ("BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE", writing)
            }
            Access::Write(Scope::NoRun | Scope::Run(_) | Scope::VersionsOf(_)) => {
                ("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", writing)
            }
        };
        if limits.is_empty() {
            return Ok(self.client.run(begin)?);
        }
        Ok(self.client.run(&format!("{begin}{limits}"))?)
    }

    fn work(&mut self, work: Work) -> SqlResult<()> {
        work(&PostgresSession::new(&mut self.client))
    }

    fn commit(&mut self) -> SqlResult<()> {
        Ok(self.client.run("COMMIT")?)
    }

    fn roll_back(&mut self) -> SqlResult<()> {
        Ok(self.client.run("ROLLBACK")?)
    }

    fn is_closed(&self) -> bool {
        self.client.is_closed()
    }
}
