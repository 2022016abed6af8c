//! How long statements and locks may take.

use std::time::Duration;

use crate::config::STATEMENT_TIMEOUT;
use crate::error::{Error, ErrorCode};

/// How long a statement waits for rows that another transaction has locked.
pub(in crate::store::sql) const LOCK_PATIENCE: Duration = Duration::from_secs(20);

/// Says that the server has ended a statement for the time that it took. `database` is the database
/// for people, `reason` the server's words.
pub(in crate::store::sql) fn took_too_long(database: &str, reason: &str) -> Error {
    Error::new(
        ErrorCode::TemporarilyUnavailable,
        format!(
            "the {database} ended a statement that took too long ({reason}); ask for less at once \
             (a narrower filter, smaller pages), or allow more time by {STATEMENT_TIMEOUT}"
        ),
    )
}
