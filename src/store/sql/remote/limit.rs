//! How long statements and locks may take.

use std::time::Duration;

use crate::config::STATEMENT_TIMEOUT;
use crate::error::{Error, ErrorCode};

/// How long a statement waits for rows that another transaction has locked.
pub(in crate::store::sql) const LOCK_PATIENCE: Duration = Duration::from_secs(20);

/// How long a server may be silent where a statement has no limit. What the system notices of a lost
/// connection by itself takes two minutes; this is for one that is held open by somebody in between.
const LONGEST_SILENCE: Duration = Duration::from_secs(900);

/// How much longer than its limit a statement may take, with its way there and back.
const GRACE: Duration = Duration::from_secs(5);

/// How long a server may be silent before the connection counts as lost. The server itself ends a
/// statement with a limit before that.
pub(in crate::store::sql) fn patience(limit: Option<Duration>) -> Duration {
    limit.map_or(LONGEST_SILENCE, |limit| limit + GRACE)
}

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
