//! In which experiment a run is, which decides who may do what with it. A run stays where it was made, so a
//! server remembers that for as long as it remembers what a user may do, and asks no store meanwhile: a
//! person may have moved the run's folder, or another database.

use std::sync::RwLock;
use std::time::Instant;

use crate::access::RIGHTS;
use crate::entity::{ExperimentId, RunId, RunInfo};
use crate::recent::Recent;
use crate::sync::unpoisoned;

/// Most runs that are remembered.
const MOST: usize = 50_000;

/// The experiments of runs that were asked for a short time ago.
pub(super) struct RunOwners(RwLock<Recent<RunId, ExperimentId>>);

impl Default for RunOwners {
    fn default() -> Self {
        Self(RwLock::new(Recent::new(RIGHTS, MOST)))
    }
}

impl RunOwners {
    /// The experiment of a run, if that is not too long ago.
    pub(super) fn get(&self, run: &RunId) -> Option<ExperimentId> {
        let known = unpoisoned(self.0.read());
        known.get(run, Instant::now()).cloned()
    }

    /// Remembers the experiment of a run, and gives it.
    pub(super) fn learn(&self, run: &RunInfo) -> ExperimentId {
        let (id, experiment) = (run.run_id.clone(), run.experiment_id.clone());
        let mut known = unpoisoned(self.0.write());
        known.learn(id, experiment.clone(), Instant::now());
        experiment
    }
}
