//! In which experiment a run is, which decides who may do what with it. A run stays where it was made, so a
//! server remembers that for as long as it remembers what a user may do, and asks no store meanwhile.

use std::collections::HashMap;
use std::sync::RwLock;
use std::time::{Duration, Instant};

use crate::entity::{ExperimentId, RunId};
use crate::sync::unpoisoned;

/// For how long it is remembered. A person may have moved the run's folder, or another database.
const FRESH: Duration = Duration::from_secs(5);
/// Most runs that are remembered.
const MOST: usize = 50_000;

/// The experiments of runs that were asked for a short time ago.
#[derive(Default)]
pub(super) struct RunOwners {
    known: RwLock<HashMap<RunId, Owner>>,
}

struct Owner {
    experiment_id: ExperimentId,
    since: Instant,
}

impl RunOwners {
    /// The experiment of a run, if that is not too long ago.
    pub(super) fn get(&self, run: &RunId, now: Instant) -> Option<ExperimentId> {
        let known = unpoisoned(self.known.read());
        let owner = known.get(run)?;
        (now.saturating_duration_since(owner.since) < FRESH).then(|| owner.experiment_id.clone())
    }

    /// Remembers the experiment of a run.
    pub(super) fn learn(&self, run: &RunId, experiment_id: ExperimentId, now: Instant) {
        let mut known = unpoisoned(self.known.write());
        if known.len() >= MOST {
            known.clear();
        }
        let owner = Owner {
            experiment_id,
            since: now,
        };
        known.insert(run.clone(), owner);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_is_remembered_for_a_short_time() {
        let owners = RunOwners::default();
        let (run, now) = (RunId::from("r"), Instant::now());
        assert_eq!(owners.get(&run, now), None);
        owners.learn(&run, ExperimentId::from("1"), now);
        assert_eq!(owners.get(&run, now), Some(ExperimentId::from("1")));
        assert_eq!(owners.get(&run, now + FRESH), None);
        owners.learn(&run, ExperimentId::from("2"), now + FRESH);
        assert_eq!(owners.get(&run, now + FRESH), Some(ExperimentId::from("2")));
    }

    #[test]
    fn no_more_are_remembered_than_fit() {
        let owners = RunOwners::default();
        let now = Instant::now();
        for number in 0..=MOST {
            let run = RunId::from(number.to_string());
            owners.learn(&run, ExperimentId::from("1"), now);
        }
        assert_eq!(owners.known.read().unwrap().len(), 1);
    }
}
