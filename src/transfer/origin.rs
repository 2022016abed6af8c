//! By which name a thing is known in every store to which it was copied.
//!
//! A run or a logged model has an id that is unique everywhere. Where it cannot be kept, the copy bears
//! it in the tag `mlflow.sync.origin`; a copy of the copy bears the same. Experiments and versions of
//! registered models are numbered anew in every store, so that theirs is the number with the time of
//! creation.

use crate::entity::{Experiment, LoggedModel, ModelVersion, Run, Tag, keys};

/// A filter for all that bears an origin. Every release of MLflow understands it.
pub(super) const HAS_ORIGIN: &str = "tags.`mlflow.sync.origin` LIKE '%'";

/// The origin of a version of nothing. Those of others name what they come from.
pub(super) const NOTHING: &str = "nothing";

/// The tag that names an origin.
pub(super) fn tag(origin: impl Into<String>) -> Tag {
    Tag::new(keys::SYNC_ORIGIN, origin)
}

/// Whether a tag is one that is copied with its owner.
pub(super) fn is_copied(tag: &Tag) -> bool {
    !matches!(tag.key.as_str(), keys::SYNC_LEASE | keys::SYNC_VERSIONS)
}

/// The origin that a run bears.
pub(super) fn of_run(run: &Run) -> Option<&str> {
    run.tag(keys::SYNC_ORIGIN)
}

/// The origin that a logged model bears.
pub(super) fn of_logged_model(model: &LoggedModel) -> Option<&str> {
    of_tags(&model.tags)
}

/// The origin of an experiment: what it bears, or its own id and time; `None` where it has no time, as
/// those of old stores.
pub(super) fn of_experiment(experiment: &Experiment) -> Option<String> {
    of_tags(&experiment.tags).map(str::to_owned).or_else(|| {
        let time = experiment.creation_time?;
        Some(format!("{}@{time}", experiment.experiment_id))
    })
}

/// The origin of a version: what it bears, or its own name, number and time.
pub(super) fn of_version(version: &ModelVersion) -> String {
    version.tag(keys::SYNC_ORIGIN).map_or_else(
        || {
            let ModelVersion {
                name,
                version,
                creation_time,
                ..
            } = version;
            format!("{name}/{version}@{creation_time}")
        },
        str::to_owned,
    )
}

/// Whether a version only uses up its number, until the sync that made it deletes it, or the next one.
pub(super) fn is_nothing(version: &ModelVersion) -> bool {
    version.tag(keys::SYNC_ORIGIN) == Some(NOTHING)
}

fn of_tags(tags: &[Tag]) -> Option<&str> {
    let found = tags.iter().find(|tag| tag.key == keys::SYNC_ORIGIN)?;
    Some(&found.value)
}

/// The filter for what bears this origin.
pub(super) fn filter(origin: &str) -> String {
    format!("tags.`{}` = '{origin}'", keys::SYNC_ORIGIN)
}
