//! What a failure of the server, or of the way to it, means.

use std::io;

use mysql::{DriverError, Error as DriverFailure, MySqlError};

use crate::error::{Error, ErrorCode};

use super::super::remote::{Cause, took_too_long};
use super::super::session::SqlError;

impl From<DriverFailure> for SqlError {
    fn from(error: DriverFailure) -> Self {
        Self::Database(Box::new(error))
    }
}

/// Codes of the servers.
mod code {
    pub(super) const TOO_MANY_CONNECTIONS: u16 = 1040;
    pub(super) const NO_ACCESS_TO_DATABASE: u16 = 1044;
    pub(super) const ACCESS_DENIED: u16 = 1045;
    pub(super) const UNKNOWN_DATABASE: u16 = 1049;
    pub(super) const SHUTTING_DOWN: u16 = 1053;
    pub(super) const DUPLICATE: u16 = 1062;
    pub(super) const NORMAL_SHUTDOWN: u16 = 1077;
    pub(super) const FORBIDDEN_COMMAND: u16 = 1142;
    pub(super) const PACKET_TOO_LARGE: u16 = 1153;
    pub(super) const USER_HAS_TOO_MANY: u16 = 1203;
    pub(super) const LOCK_WAIT: u16 = 1205;
    pub(super) const DEADLOCK: u16 = 1213;
    pub(super) const OUT_OF_RANGE: u16 = 1264;
    pub(super) const READ_ONLY: u16 = 1290;
    pub(super) const WRONG_TEXT: u16 = 1366;
    pub(super) const TOO_LONG: u16 = 1406;
    pub(super) const HAS_CHILDREN: u16 = 1451;
    pub(super) const NO_PARENT: u16 = 1452;
    pub(super) const READ_ONLY_TABLES: u16 = 1836;
    pub(super) const KILLED: u16 = 1927;
    pub(super) const STATEMENT_TIMEOUT: u16 = 1969;
    pub(super) const RECORD_CHANGED: u16 = 1020;
    pub(super) const QUERY_TIMEOUT: u16 = 3024;
    pub(super) const CHECK: u16 = 3819;
    pub(super) const CHECK_OF_MARIADB: u16 = 4025;
    /// What servers say when a connection has been idle for too long.
    pub(super) const IDLE: u16 = 4031;
}

/// Why something failed.
pub(super) fn cause(failure: &SqlError) -> Cause {
    let SqlError::Database(error) = failure else {
        return Cause::Other;
    };
    if error.is::<io::Error>() {
        return Cause::Lost;
    }
    match error.downcast_ref() {
        Some(
            DriverFailure::IoError(_)
            | DriverFailure::CodecError(_)
            | DriverFailure::DriverError(
                DriverError::ConnectTimeout
                | DriverError::CouldNotConnect(_)
                | DriverError::PacketOutOfSync
                | DriverError::UnexpectedPacket
                | DriverError::Timeout,
            ),
        ) => Cause::Lost,
        Some(DriverFailure::MySqlError(error)) => match error.code {
            code::DEADLOCK | code::LOCK_WAIT | code::RECORD_CHANGED => Cause::Conflict,
            code::DUPLICATE | code::NO_PARENT | code::HAS_CHILDREN => Cause::Race,
            code::TOO_MANY_CONNECTIONS
            | code::USER_HAS_TOO_MANY
            | code::SHUTTING_DOWN
            | code::NORMAL_SHUTDOWN
            // After a failover: the server that was asked only follows another now.
            | code::READ_ONLY
            | code::READ_ONLY_TABLES
            | code::KILLED
            | code::IDLE => Cause::Lost,
            _ => Cause::Other,
        },
        _ => Cause::Other,
    }
}

/// Whether the server refuses the password.
pub(super) fn is_refused_user(failure: &SqlError) -> bool {
    server_error(failure).is_some_and(|error| error.code == code::ACCESS_DENIED)
}

/// What the server said.
pub(super) fn server_error(failure: &SqlError) -> Option<&MySqlError> {
    match failure {
        SqlError::Database(error) => match error.downcast_ref()? {
            DriverFailure::MySqlError(error) => Some(error),
            _ => None,
        },
        SqlError::Refused(_) => None,
    }
}

/// What the driver said of a failure. It has no password.
pub(super) fn reason(failure: &SqlError) -> String {
    match failure {
        SqlError::Refused(error) => error.message().to_owned(),
        SqlError::Database(error) => match error.downcast_ref() {
            Some(DriverFailure::MySqlError(error)) => error.message.clone(),
            Some(DriverFailure::IoError(error)) => match error.kind() {
                io::ErrorKind::WouldBlock | io::ErrorKind::TimedOut => {
                    "the server has not answered in time".to_owned()
                }
                _ => error.to_string(),
            },
            Some(DriverFailure::DriverError(DriverError::CouldNotConnect(Some((
                _,
                reason,
                _,
            ))))) => reason.clone(),
            Some(DriverFailure::DriverError(error)) => error.to_string(),
            _ => error.to_string(),
        },
    }
}

/// Turns a failure into the error that the user sees. `database` is the database for people:
/// ``MySQL database `mlflow` on `db:3306` ``.
pub(super) fn explain(failure: SqlError, database: &str) -> Error {
    let reason = reason(&failure);
    let cause = cause(&failure);
    let error = match failure {
        SqlError::Refused(error) => return error,
        SqlError::Database(error) => error,
    };
    let said = match error.downcast_ref() {
        Some(DriverFailure::MySqlError(said)) => said,
        Some(DriverFailure::DriverError(
            DriverError::CleartextPluginDisabled | DriverError::UnknownAuthPlugin(_),
        )) => return unknown_login(database, &reason),
        _ if cause == Cause::Lost => {
            return Error::new(
                ErrorCode::TemporarilyUnavailable,
                format!("cannot reach the {database}: {reason}"),
            );
        }
        _ => return Error::internal(format!("the {database} failed: {reason}")),
    };
    describe(said, cause, database)
}

/// What is said where the server wants the password in another way than we give it.
fn unknown_login(database: &str, reason: &str) -> Error {
    Error::new(
        ErrorCode::PermissionDenied,
        format!("the {database} asks for the password in a way that is not allowed: {reason}"),
    )
    .hint(
        "a password goes in clear text (as tokens of IAM do) only over TLS with a certificate that \
         is verified: expected `ssl_ca` in the address, or `ssl_mode=VERIFY_CA`",
    )
}

fn describe(said: &MySqlError, cause: Cause, database: &str) -> Error {
    let reason = &said.message;
    match said.code {
        code::ACCESS_DENIED => Error::new(
            ErrorCode::PermissionDenied,
            format!("the {database} refuses the user: {reason}"),
        )
        .hint("expected the user and the password in the address (`%40` for an `@`)"),
        code::NO_ACCESS_TO_DATABASE | code::FORBIDDEN_COMMAND => Error::new(
            ErrorCode::PermissionDenied,
            format!("the {database} does not allow that: {reason}"),
        ),
        code::UNKNOWN_DATABASE => Error::new(
            ErrorCode::ResourceDoesNotExist,
            format!("there is no {database}: {reason}"),
        )
        .hint(
            "make it first, by `CREATE DATABASE … CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`; \
             this program makes its tables",
        ),
        code::TOO_LONG
        | code::OUT_OF_RANGE
        | code::WRONG_TEXT
        | code::PACKET_TOO_LARGE
        | code::CHECK
        | code::CHECK_OF_MARIADB => {
            Error::invalid(format!("the {database} has no place for a value: {reason}"))
        }
        code::DUPLICATE => Error::new(
            ErrorCode::ResourceAlreadyExists,
            format!("already exists: the {database} has a row with this key: {reason}"),
        ),
        code::QUERY_TIMEOUT | code::STATEMENT_TIMEOUT => took_too_long(database, reason),
        _ if cause == Cause::Conflict => busy(database, reason),
        _ if cause == Cause::Lost => Error::new(
            ErrorCode::TemporarilyUnavailable,
            format!("the {database} cannot be used now: {reason}"),
        ),
        _ => Error::internal(format!("the {database} failed: {reason}")),
    }
}

fn busy(database: &str, reason: &str) -> Error {
    Error::new(
        ErrorCode::TemporarilyUnavailable,
        format!("the {database} is busy: {reason}"),
    )
    .hint("try again")
}
