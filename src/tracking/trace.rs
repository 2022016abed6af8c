//! Traces, which other programs keep in a store and this one does not show.

use crate::entity::ExperimentId;
use crate::error::{Error, Result};

use super::Tracking;

impl Tracking {
    /// Refuses to list the traces of some experiments, or any, where the list would not be empty.
    pub fn check_no_traces(&self, experiment_ids: &[ExperimentId]) -> Result<()> {
        if self.store.has_traces(experiment_ids)? {
            return Err(Error::traces_not_shown(&self.store.describe()));
        }
        Ok(())
    }
}
