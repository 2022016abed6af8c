//! What a failure of PostgreSQL means.

use std::error::Error as _;
use std::io;

use tokio_postgres::error::{DbError, SqlState};

use crate::error::{Error, ErrorCode};

use super::super::session::SqlError;
use super::remote::{Cause, took_too_long};

/// Why a transaction failed.
pub(super) fn cause(failure: &SqlError) -> Cause {
    match driver_error(failure) {
        Some(error) => cause_of(error),
        None if is_network(failure) => Cause::Lost,
        None => Cause::Other,
    }
}

/// Whether there was no answer at all.
fn is_network(failure: &SqlError) -> bool {
    matches!(failure, SqlError::Database(error) if error.is::<io::Error>())
}

/// Whether the server refuses the password.
pub(super) fn is_refused_user(failure: &SqlError) -> bool {
    let code = driver_error(failure).and_then(tokio_postgres::Error::code);
    code == Some(&SqlState::INVALID_PASSWORD)
        || code == Some(&SqlState::INVALID_AUTHORIZATION_SPECIFICATION)
}

fn cause_of(error: &tokio_postgres::Error) -> Cause {
    let Some(code) = error.code() else {
        let is_network = io_error(error).is_some_and(|error| {
            !matches!(
                error.kind(),
                io::ErrorKind::InvalidData | io::ErrorKind::InvalidInput
            )
        });
        return if error.is_closed() || is_network {
            Cause::Lost
        } else {
            Cause::Other
        };
    };
    match *code {
        SqlState::T_R_SERIALIZATION_FAILURE
        | SqlState::T_R_DEADLOCK_DETECTED
        | SqlState::LOCK_NOT_AVAILABLE => Cause::Conflict,
        SqlState::UNIQUE_VIOLATION | SqlState::FOREIGN_KEY_VIOLATION => Cause::Race,
        SqlState::ADMIN_SHUTDOWN
        | SqlState::CRASH_SHUTDOWN
        | SqlState::CANNOT_CONNECT_NOW
        | SqlState::TOO_MANY_CONNECTIONS
        // After a failover: the server that was asked only follows another now.
        | SqlState::READ_ONLY_SQL_TRANSACTION => Cause::Lost,
        _ if code.code().starts_with("08") => Cause::Lost,
        _ => Cause::Other,
    }
}

/// What the driver said.
pub(super) fn driver_error(failure: &SqlError) -> Option<&tokio_postgres::Error> {
    match failure {
        SqlError::Database(error) => error.downcast_ref(),
        SqlError::Refused(_) => None,
    }
}

fn io_error(error: &tokio_postgres::Error) -> Option<&io::Error> {
    error.source()?.downcast_ref()
}

/// Turns a failure into the error that the user sees. `database` is the database for people:
/// ``PostgreSQL database `mlflow` on `db:5432` ``.
pub(super) fn explain(failure: SqlError, database: &str) -> Error {
    match failure {
        SqlError::Refused(error) => error,
        SqlError::Database(error) => match error.downcast_ref::<tokio_postgres::Error>() {
            Some(error) => describe(error, database),
            None if error.is::<io::Error>() => unreachable(database, &error.to_string()),
            None => Error::internal(error.to_string()),
        },
    }
}

/// What the driver said of a failure. It has no password.
pub(super) fn reason(failure: &SqlError) -> String {
    match driver_error(failure) {
        Some(error) => reason_of(error),
        None => match failure {
            SqlError::Database(error) => error.to_string(),
            SqlError::Refused(error) => error.message().to_owned(),
        },
    }
}

fn reason_of(error: &tokio_postgres::Error) -> String {
    match (error.as_db_error(), error.source()) {
        (Some(said), _) => said.message().to_owned(),
        (None, Some(source)) => source.to_string(),
        (None, None) => error.to_string(),
    }
}

fn unreachable(database: &str, reason: &str) -> Error {
    let code = ErrorCode::TemporarilyUnavailable;
    Error::new(code, format!("cannot reach the {database}: {reason}"))
}

fn describe(error: &tokio_postgres::Error, database: &str) -> Error {
    if let Some(said) = error.as_db_error() {
        return describe_answer(said, database);
    }
    let reason = reason_of(error);
    match cause_of(error) {
        Cause::Lost => unreachable(database, &reason),
        _ => Error::internal(format!("cannot reach the {database}: {reason}")),
    }
}

/// Says what an answer of the server means. Its words never have a password.
fn describe_answer(said: &DbError, database: &str) -> Error {
    let reason = said.message();
    match *said.code() {
        SqlState::INVALID_PASSWORD | SqlState::INVALID_AUTHORIZATION_SPECIFICATION => Error::new(
            ErrorCode::PermissionDenied,
            format!("the {database} refuses the user: {reason}"),
        )
        .hint(
            "expected the user and the password in the address (`%40` for an `@`), in PGPASSWORD \
             or in `~/.pgpass`",
        ),
        SqlState::INVALID_CATALOG_NAME => Error::new(
            ErrorCode::ResourceDoesNotExist,
            format!("there is no {database}: {reason}"),
        )
        .hint("make it first, by `createdb` or `CREATE DATABASE`; this program makes its tables"),
        SqlState::INSUFFICIENT_PRIVILEGE => Error::new(
            ErrorCode::PermissionDenied,
            format!("the {database} does not allow that: {reason}"),
        ),
        SqlState::STRING_DATA_RIGHT_TRUNCATION
        | SqlState::NUMERIC_VALUE_OUT_OF_RANGE
        | SqlState::CHARACTER_NOT_IN_REPERTOIRE
        | SqlState::UNTRANSLATABLE_CHARACTER
        | SqlState::CHECK_VIOLATION => {
            Error::invalid(format!("the {database} has no place for a value: {reason}"))
        }
        SqlState::UNIQUE_VIOLATION => Error::new(
            ErrorCode::ResourceAlreadyExists,
            format!("already exists: the {database} has a row with this key: {reason}"),
        ),
        SqlState::QUERY_CANCELED => took_too_long(database, reason),
        SqlState::T_R_SERIALIZATION_FAILURE
        | SqlState::T_R_DEADLOCK_DETECTED
        | SqlState::LOCK_NOT_AVAILABLE => Error::new(
            ErrorCode::TemporarilyUnavailable,
            format!("the {database} is busy: {reason}"),
        )
        .hint("try again"),
        SqlState::ADMIN_SHUTDOWN
        | SqlState::CRASH_SHUTDOWN
        | SqlState::CANNOT_CONNECT_NOW
        | SqlState::TOO_MANY_CONNECTIONS
        | SqlState::READ_ONLY_SQL_TRANSACTION => Error::new(
            ErrorCode::TemporarilyUnavailable,
            format!("the {database} cannot be used now: {reason}"),
        ),
        _ => Error::internal(format!("the {database} failed: {reason}")),
    }
}
