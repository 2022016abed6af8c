//! The requests that share a transaction.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Condvar, Mutex};

use crate::sync::unpoisoned;

use super::super::driver::SqlResult;
use super::super::failure::CommitFailure;
use super::super::lock;

/// Most requests in one transaction, so that the first does not wait for ever for the last.
const MAX_GROUP: usize = 64;

/// The requests of one transaction, and how it ended.
#[derive(Default)]
pub(super) struct Group {
    members: AtomicUsize,
    changes: AtomicUsize,
    outcome: Mutex<Option<Result<(), CommitFailure>>>,
    ended: Condvar,
}

impl Group {
    /// Counts a request, and whether it did what it was to do.
    pub(super) fn count(&self, succeeded: bool) {
        self.members.fetch_add(1, Ordering::Relaxed);
        self.changes.fetch_add(succeeded.into(), Ordering::Relaxed);
    }

    /// Whether no more requests are to join.
    pub(super) fn is_full(&self) -> bool {
        self.members.load(Ordering::Relaxed) >= MAX_GROUP
    }

    /// Whether there is something to commit.
    pub(super) fn has_changes(&self) -> bool {
        self.changes.load(Ordering::Relaxed) > 0
    }

    /// Tells all of them how the transaction ended.
    pub(super) fn end(&self, outcome: Result<(), CommitFailure>) {
        *lock(&self.outcome) = Some(outcome);
        self.ended.notify_all();
    }

    /// Waits for the end.
    pub(super) fn wait(&self) -> SqlResult<()> {
        let mut outcome = lock(&self.outcome);
        loop {
            if let Some(outcome) = &*outcome {
                return Ok(outcome.clone()?);
            }
            outcome = unpoisoned(self.ended.wait(outcome));
        }
    }
}
