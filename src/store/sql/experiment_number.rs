//! The ids of experiments, which are numbers in a database.

use crate::entity::ExperimentId;
use crate::error::{Error, Result};

/// The number that an experiment's id is in a database.
pub(super) fn number_of(id: &ExperimentId) -> Result<i64> {
    id.as_str()
        .parse()
        .map_err(|_| Error::experiment_id_invalid(id))
}

/// The numbers that the ids of some experiments are in a database.
pub(super) fn numbers_of(ids: &[ExperimentId]) -> Result<Vec<i64>> {
    ids.iter().map(number_of).collect()
}

/// The id of the experiment with this number.
pub(super) fn id_of(number: i64) -> ExperimentId {
    ExperimentId::from(number.to_string())
}
