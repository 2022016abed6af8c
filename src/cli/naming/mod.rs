//! How users name runs and experiments: by ids, by the beginnings of ids, by names, and by what they
//! are (`@last`, `@best:metrics.acc`). Every command asks here, so that a name means one thing.

mod command;
mod experiment;
mod key;
mod reference;
mod run;

pub(super) use command::meant_command;
pub(super) use experiment::{all_experiments, experiment, experiment_named};
pub(super) use key::{hint_at_keys, keys_of, meant_key};
pub(super) use reference::{Best, is_filter, quoted_filter};
pub(super) use run::{Scope, Stage, best_run, latest_run, matching_runs, run, run_id, short_ids};

use crate::error::Error;

/// What a hint says of the name that was meant.
pub(super) fn did_you_mean(name: &str) -> String {
    format!("did you mean `{name}`?")
}

/// Adds the name that was meant to an error about another one.
fn with_meant(error: Error, meant: Option<&str>) -> Error {
    match meant {
        Some(name) => error.hint(did_you_mean(name)),
        None => error,
    }
}
