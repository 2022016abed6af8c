//! What an engine tells of its connections, and of what their failures mean.

use crate::error::Error;

use super::super::database::Work;
use super::super::session::{SqlError, SqlResult};
use super::super::write_set::Scope;

/// What makes connections to one database.
pub(in crate::store::sql) trait Connector: Send + Sync {
    type Connection: Connection;

    /// Makes a connection, ready for a transaction.
    fn connect(&self) -> SqlResult<Self::Connection>;

    /// Why something failed.
    fn cause(&self, failure: &SqlError) -> Cause;

    /// What it is and where, for people: ``MySQL database `mlflow` on `db:3306` ``.
    fn describe(&self) -> String;

    /// What the driver said of a failure, for people. It has no password.
    fn reason(&self, failure: &SqlError) -> String;

    /// Turns a failure into the error that the user sees.
    fn explain(&self, failure: SqlError) -> Error;
}

/// A connection to a database.
pub(in crate::store::sql) trait Connection: Send {
    /// Begins a transaction.
    fn begin(&mut self, access: Access) -> SqlResult<()>;

    /// Does work within the transaction.
    fn work(&mut self, work: Work) -> SqlResult<()>;

    /// Makes the transaction durable.
    fn commit(&mut self) -> Result<(), NotCommitted>;

    /// Takes the transaction back.
    fn roll_back(&mut self) -> SqlResult<()>;

    /// Whether the driver knows that the connection has ended. Asks nobody.
    fn is_closed(&self) -> bool;
}

/// Why a transaction was not seen to become durable.
#[derive(Debug)]
pub(in crate::store::sql) struct NotCommitted {
    pub(in crate::store::sql) failure: SqlError,
    /// Whether it may be durable, if the connection was lost.
    pub(in crate::store::sql) may_be: bool,
}

impl From<NotCommitted> for SqlError {
    fn from(NotCommitted { failure, .. }: NotCommitted) -> Self {
        failure
    }
}

/// What a transaction does.
#[derive(Clone, Copy, Debug)]
pub(in crate::store::sql) enum Access<'a> {
    /// It reads, and several queries see the same state.
    Read,
    /// It reads by one query, or by several of one call.
    ReadOnce,
    /// It writes, to so much.
    Write(Scope<'a>),
}

/// Why something failed, as far as it matters for what comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::store::sql) enum Cause {
    /// Transactions were in each other's way, and this one has been taken back.
    Conflict,
    /// What it looked for was not there, and then somebody else had made it, or the other way
    /// round. Repeated, it sees that.
    Race,
    /// The connection is gone, or the server cannot be reached now.
    Lost,
    /// Nothing that another try would change.
    Other,
}
