//! Wordings about runs and what they log.

use crate::entity::{RunId, keys};

use super::{Error, ErrorCode};

impl Error {
    /// No run has this id.
    pub fn run_not_found(id: &RunId) -> Self {
        Self::new(
            ErrorCode::ResourceDoesNotExist,
            format!("Run with id={id} not found in this store"),
        )
        .hint("`mlflow runs search --view all` lists the runs of this store")
    }

    /// The text cannot be the id of a run.
    pub fn run_id_invalid(id: &RunId) -> Self {
        // The second phrase is that of MLflow 1.23.1.
        Self::invalid_for(
            "run_id",
            format_args!("{:?}", id.as_str()),
            "Invalid run ID: expected letters, digits, `_` and `-`, up to 256 of them",
        )
    }

    /// The run is deleted; the request changes active ones only.
    pub fn run_deleted(id: &RunId) -> Self {
        Self::new(
            ErrorCode::InvalidState,
            format!("The run {id} must be in the 'active' state: it is deleted"),
        )
        .hint(format!(
            "bring it back with `mlflow runs restore --run-id {id}`"
        ))
    }

    /// The run is active, and the request (restoring it) needs a deleted one.
    pub fn run_active(id: &RunId) -> Self {
        Self::new(
            ErrorCode::InvalidState,
            format!("The run {id} must be in the 'deleted' state: it is active"),
        )
    }

    /// A new run is given one name as an argument and another as a tag.
    pub fn run_names_differ(given: &str, tagged: &str) -> Self {
        Self::invalid(format!(
            "Both 'run_name' argument and '{}' tag are specified, but with different values: \
             `{given}` and `{tagged}`; give one of them",
            keys::RUN_NAME
        ))
    }

    /// A parameter was logged before with another value; parameters never change.
    pub fn param_changed(run: &RunId, key: &str, old: &str, new: &str) -> Self {
        Self::changed(&format!("run `{run}`"), key, old, new)
            .hint("log a value that may change as a tag, or start a new run")
    }

    /// A parameter of `owner` was recorded with another value.
    pub(super) fn changed(owner: &str, key: &str, old: &str, new: &str) -> Self {
        Self::invalid(format!(
            "Changing param values is not allowed: `{key}` of {owner} is `{old}` and cannot \
             become `{new}`, because a param is logged once"
        ))
    }

    /// One batch has a parameter twice.
    pub fn param_twice(key: &str) -> Self {
        Self::invalid(format!(
            "Duplicate parameter keys have been submitted: `{key}` comes twice; expected each key \
             once"
        ))
    }

    /// A batch has more of something than MLflow takes at once.
    pub fn batch_too_large(what: &str, count: usize, limit: usize) -> Self {
        Self::invalid(format!(
            "A batch logging request can contain at most {limit} {what}, and this one has {count}"
        ))
        .hint("split it into several batches")
    }

    /// The run has no tag of this key.
    pub fn run_tag_not_found(id: &RunId, key: &str) -> Self {
        Self::new(
            ErrorCode::ResourceDoesNotExist,
            format!("No tag with name: {key} in run with id {id}"),
        )
    }

    /// The content of an `MLmodel` file is no JSON object.
    pub fn model_json_malformed() -> Self {
        Self::invalid(
            "Malformed model info: `model_json` is not a valid JSON object; expected the content \
             of an `MLmodel` file",
        )
    }

    /// The content of an `MLmodel` file lacks a field that every model has.
    pub fn model_json_incomplete(field: &str) -> Self {
        Self::invalid(format!(
            "Model json is missing mandatory fields: `model_json` has no `{field}`, which every \
             model has"
        ))
    }
}

/// Wordings about reading the histories of metrics.
impl Error {
    /// Whole histories of no run are asked for.
    pub fn history_runs_missing() -> Self {
        Self::invalid("GetMetricHistoryBulk request must specify at least one run_id: found none")
    }

    /// Whole histories of too many runs are asked for.
    pub fn history_runs_too_many(count: usize, limit: usize) -> Self {
        Self::invalid(format!(
            "GetMetricHistoryBulk request cannot specify more than {limit} run_ids: found {count}"
        ))
    }

    /// Whole histories are asked for, but not of which metric.
    pub fn history_key_missing() -> Self {
        Self::invalid("GetMetricHistoryBulk request must specify a metric_key: found none")
    }

    /// Samples of the histories of too many runs are asked for.
    pub fn sample_runs_too_many(count: usize, limit: usize) -> Self {
        Self::invalid(format!(
            "GetMetricHistoryBulkInterval request must specify at most {limit} run_ids: found \
             {count}"
        ))
    }

    /// Summaries of too many metrics are asked for.
    pub fn summary_keys_too_many(count: usize, limit: usize) -> Self {
        Self::invalid(format!(
            "summaries of {count} metrics are asked for: expected at most {limit} `metric_keys` in a \
             request; ask for the others in another"
        ))
    }

    /// Summaries of too many experiments are asked for.
    pub fn summary_experiments_too_many(count: usize, limit: usize) -> Self {
        Self::invalid(format!(
            "summaries of {count} experiments are asked for: expected at most {limit} \
             `experiment_ids` in a request; ask for the others in another"
        ))
    }

    /// The number of points of a sample is out of bounds.
    pub fn sample_size(found: i64, limit: usize) -> Self {
        Self::invalid(format!(
            "max_results must be between 1 and {limit}: found {found}"
        ))
    }

    /// The last step of a range lies before the first.
    pub fn steps_reversed(start: i64, end: i64) -> Self {
        Self::invalid(format!(
            "end_step must be greater than start_step: the steps begin at {start} and end at {end}"
        ))
    }

    /// A range of steps has one end only.
    pub fn steps_incomplete() -> Self {
        Self::invalid(
            "If either start step or end step are specified, both must be specified: expected the \
             first and the last step, or neither",
        )
    }
}
