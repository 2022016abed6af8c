//! Waiting for a database that is not there yet: containers start in any order.

use std::thread;
use std::time::{Duration, Instant};

use crate::duration;

use super::super::session::SqlResult;
use super::connection::{Cause, Connector};

/// The longest pause between two tries.
const LONGEST_PAUSE: Duration = Duration::from_secs(2);

/// Makes the first connection to a database. While the database cannot be reached, that is tried
/// again until the limit, and said once. A database that refuses us is not waited for.
pub(in crate::store::sql) fn connect_patiently<C: Connector>(
    connector: &C,
    limit: Duration,
) -> SqlResult<C::Connection> {
    let begin = Instant::now();
    let mut pause = Duration::from_millis(100);
    let mut is_told = false;
    loop {
        let failure = match connector.connect() {
            Ok(connection) => return Ok(connection),
            Err(failure) => failure,
        };
        let left = limit.saturating_sub(begin.elapsed());
        if connector.cause(&failure) != Cause::Lost || left.is_zero() {
            return Err(failure);
        }
        if !is_told {
            is_told = true;
            let most = Duration::from_secs(left.as_secs().max(1));
            tracing::warn!(
                "the {} cannot be reached yet: {}; waiting for {} at most",
                connector.describe(),
                connector.reason(&failure),
                duration::text(most)
            );
        }
        thread::sleep(pause.min(left));
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}
