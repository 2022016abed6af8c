//! Waiting for a lock that another program holds: every wait has a limit and, where it takes long,
//! a notice that says what is waited for.

use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::duration;

use super::locked;

/// How long a lock is waited for.
pub(super) const LIMIT: Duration = Duration::from_secs(60);

/// From when on a wait is told of. Ordinary ones take milliseconds.
const NOTICE_AFTER: Duration = Duration::from_secs(2);

/// The shortest time between two notices of a process: many threads may wait for one lock.
const NOTICE_PAUSE: Duration = Duration::from_secs(10);

/// When the last notice was given.
static LAST_NOTICE: Mutex<Option<Instant>> = Mutex::new(None);

/// One wait.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wait {
    start: Instant,
    limit: Duration,
    is_told: bool,
}

impl Wait {
    /// Begins to wait, for [`LIMIT`] at most.
    pub(super) fn begin() -> Self {
        Self::at_most(LIMIT)
    }

    /// Begins to wait, for so long at most.
    pub(super) fn at_most(limit: Duration) -> Self {
        Self {
            start: Instant::now(),
            limit,
            is_told: false,
        }
    }

    /// How much of the limit is left; `None` once it is reached.
    pub(super) fn left(&self) -> Option<Duration> {
        let left = self.limit.checked_sub(self.start.elapsed())?;
        (!left.is_zero()).then_some(left)
    }

    /// Says what is waited for if the wait is long by now. `what` follows "waiting for".
    pub(super) fn notice(&mut self, what: impl FnOnce() -> String) {
        if self.is_told || self.start.elapsed() < NOTICE_AFTER {
            return;
        }
        self.is_told = true;
        let mut last = locked(&LAST_NOTICE);
        if last.is_none_or(|last| last.elapsed() >= NOTICE_PAUSE) {
            *last = Some(Instant::now());
            let rest = self.limit.saturating_sub(self.start.elapsed()).as_secs();
            let rest = duration::text(Duration::from_secs(rest));
            tracing::warn!("waiting for {}, for {rest} more at most", what());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wait_ends_at_its_limit() {
        assert!(Wait::at_most(LIMIT).left().is_some());
        assert_eq!(Wait::at_most(Duration::ZERO).left(), None);
    }
}
