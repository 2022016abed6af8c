//! Wordings about experiments.

use crate::entity::{Experiment, ExperimentId};

use super::{Error, ErrorCode};

impl Error {
    /// No experiment has this id.
    pub fn experiment_not_found(id: &ExperimentId) -> Self {
        Self::new(
            ErrorCode::ResourceDoesNotExist,
            format!("No Experiment with id={id} exists in this store"),
        )
        .hint("`mlflow experiments search --view all` lists the experiments of this store")
    }

    /// No experiment has this name.
    pub fn experiment_name_not_found(name: &str) -> Self {
        Self::new(
            ErrorCode::ResourceDoesNotExist,
            format!("Could not find experiment with name '{name}' in this store"),
        )
        .hint("`mlflow experiments search --view all` lists the experiments of this store")
    }

    /// The text cannot be the id of an experiment in a database.
    pub fn experiment_id_invalid(id: &ExperimentId) -> Self {
        Self::invalid(format!(
            "Invalid experiment ID '{id}': expected a whole number, because a database numbers \
             its experiments"
        ))
    }

    /// The name belongs to another experiment, which may be a deleted one.
    pub fn experiment_exists(existing: &Experiment) -> Self {
        let Experiment {
            experiment_id,
            name,
            lifecycle_stage,
            ..
        } = existing;
        let error = Self::new(
            ErrorCode::ResourceAlreadyExists,
            format!(
                "Experiment(name={name}) already exists: it has the id `{experiment_id}` and is \
                 {lifecycle_stage}"
            ),
        );
        if lifecycle_stage.is_active() {
            return error;
        }
        error.hint(format!(
            "choose another name, or bring it back with `mlflow experiments restore --experiment-id {experiment_id}`"
        ))
    }

    /// The experiment is deleted; the request changes active ones only.
    pub fn experiment_deleted(id: &ExperimentId) -> Self {
        Self::new(
            ErrorCode::InvalidState,
            format!("The experiment {id} must be in the 'active' state: it is deleted"),
        )
        .hint(format!(
            "bring it back with `mlflow experiments restore --experiment-id {id}`"
        ))
    }

    /// The experiment that is to be deleted is deleted already.
    pub fn experiment_deleted_already(id: &ExperimentId) -> Self {
        Self::new(
            ErrorCode::InvalidState,
            format!("No Experiment with id={id} exists among the active ones: it is deleted"),
        )
    }

    /// The experiment is active, and the request (restoring it) needs a deleted one.
    pub fn experiment_active(id: &ExperimentId) -> Self {
        Self::new(
            ErrorCode::InvalidState,
            format!("No Experiment with id={id} exists among the deleted ones: it is active"),
        )
    }

    /// The experiment has no tag of this key.
    pub fn experiment_tag_not_found(id: &ExperimentId, key: &str) -> Self {
        Self::new(
            ErrorCode::ResourceDoesNotExist,
            format!("No tag with name: {key} in experiment with id {id}"),
        )
    }

    /// A list of experiments has none or too many. `request` is MLflow's name of the request.
    pub fn experiment_count(request: &str, count: usize, limit: usize) -> Self {
        let phrase = if count == 0 {
            "must specify at least one experiment_id".to_owned()
        } else {
            format!("cannot specify more than {limit} experiment_ids")
        };
        Self::invalid(format!("{request} request {phrase}: found {count}"))
    }
}
