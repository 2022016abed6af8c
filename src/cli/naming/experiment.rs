//! Finding the experiment that a user names.

use crate::entity::{Experiment, ExperimentId, ViewType};
use crate::error::{Error, ErrorCode, Result};
use crate::similar;
use crate::tracking::Tracking;

use super::with_meant;

/// The shortest beginning of an id that is looked up; the ids of databases are short themselves.
const SHORTEST_BEGINNING: usize = 4;

/// The experiment with this id, this name, or an id that alone begins so.
pub(in crate::cli) fn experiment(text: &str, tracking: &Tracking) -> Result<Experiment> {
    let not_found = match tracking.get_experiment(&ExperimentId::from(text)) {
        Ok(experiment) => return Ok(experiment),
        Err(error) => error,
    };
    let is_absence = matches!(
        not_found.code(),
        ErrorCode::ResourceDoesNotExist | ErrorCode::InvalidParameterValue
    );
    if !is_absence {
        return Err(not_found);
    }
    if let Some(experiment) = tracking.find_experiment(text)? {
        return Ok(experiment);
    }
    let is_number = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let known = all_experiments(tracking)?;
    if is_number && text.len() >= SHORTEST_BEGINNING {
        let begins = |known: &&Experiment| known.experiment_id.as_str().starts_with(text);
        let found: Vec<&Experiment> = known.iter().filter(begins).collect();
        if let [one] = found.as_slice() {
            return Ok((*one).clone());
        }
    }
    let error = if is_number {
        not_found
    } else {
        Error::experiment_name_not_found(text)
    };
    Err(with_similar(error, text, &known))
}

/// The experiment of this name.
pub(in crate::cli) fn experiment_named(name: &str, tracking: &Tracking) -> Result<Experiment> {
    if let Some(experiment) = tracking.find_experiment(name)? {
        return Ok(experiment);
    }
    let known = all_experiments(tracking).unwrap_or_default();
    Err(with_similar(
        Error::experiment_name_not_found(name),
        name,
        &known,
    ))
}

fn with_similar(error: Error, text: &str, known: &[Experiment]) -> Error {
    let names = known.iter().map(|experiment| experiment.name.as_str());
    with_meant(error, similar::closest(text, names))
}

/// Every experiment, in any stage.
pub(in crate::cli) fn all_experiments(tracking: &Tracking) -> Result<Vec<Experiment>> {
    tracking.all_experiments(ViewType::All, None, None)
}
