//! A connection and its transactions.

use std::sync::Arc;

use super::super::database::Work;
use super::super::session::SqlResult;
use super::super::write_set::Scope;
use super::client::PreparingClient;
use super::limits::Limits;
use super::remote::{self, Access, LegacyTables, NotCommitted};
use super::session::PostgresSession;

/// A connection to a database.
pub(super) struct PostgresConnection {
    client: PreparingClient,
    limits: Arc<Limits>,
    /// Whether the transaction only reads.
    is_reading: bool,
}

impl PostgresConnection {
    pub(super) fn new(client: PreparingClient, limits: Arc<Limits>) -> Self {
        let mut connection = Self {
            client,
            limits: Arc::default(),
            is_reading: false,
        };
        connection.set_limits(limits);
        connection
    }

    /// From now on statements and locks may take no longer than this.
    pub(super) fn set_limits(&mut self, limits: Arc<Limits>) {
        self.client.set_patience(limits.patience);
        self.limits = limits;
    }

    /// From now on queries read these tables instead of those that lack something.
    pub(super) fn set_legacy(&mut self, legacy: Arc<LegacyTables>) {
        self.client.set_legacy(legacy);
    }
}

impl remote::Connection for PostgresConnection {
    /// What reads once needs no transaction: a statement sees one state by itself. A limit on
    /// statements is one of a transaction, though.
    ///
    /// A transaction that changes whatever runs there are fails if another one changes the same
    /// rows, and is repeated: it decides by what it has read, and must not act on less.
    fn begin(&mut self, access: Access) -> SqlResult<()> {
        let Limits {
            reading, writing, ..
        } = &*self.limits;
        let (begin, limits) = match access {
            Access::ReadOnce if reading.is_empty() && self.client.keeps_statements() => {
                return Ok(());
            }
            Access::Read | Access::ReadOnce => {
                ("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", reading)
            }
            Access::Write(Scope::EveryRun) => {
                ("BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE", writing)
            }
            Access::Write(Scope::NoRun | Scope::Run(_) | Scope::VersionsOf(_)) => {
                ("BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE", writing)
            }
        };
        self.is_reading = !matches!(access, Access::Write(_));
        self.client.begin(format!("{begin}{limits}"));
        Ok(())
    }

    fn work(&mut self, work: Work) -> SqlResult<()> {
        work(&PostgresSession::new(&mut self.client))
    }

    fn commit(&mut self) -> Result<(), NotCommitted> {
        if self.is_reading {
            self.client.end_reading();
            return Ok(());
        }
        self.client.commit()
    }

    fn roll_back(&mut self) -> SqlResult<()> {
        self.client.roll_back()
    }

    fn is_closed(&self) -> bool {
        self.client.is_closed()
    }
}
