//! Filters as people type them.

use crate::error::Error;
use crate::search;

/// Reads a filter, for clap. It has to be finished, of which MLflow's own language is not sure; all else
/// is checked when it is known what is searched.
pub(super) fn typed(text: &str) -> Result<String, Error> {
    search::check_joined(text)?;
    Ok(text.to_owned())
}
