//! The sizes that MLflow 3.17.2 allows. Lengths are in characters, not bytes.

/// Longest key of a metric, a param or a run's tag.
pub const MAX_KEY_LENGTH: usize = 250;
/// Longest value of a param.
pub const MAX_PARAM_VALUE_LENGTH: usize = 6_000;
/// Longest value of a run's tag.
pub const MAX_TAG_VALUE_LENGTH: usize = 8_000;
/// Longest name of an experiment.
pub const MAX_EXPERIMENT_NAME_LENGTH: usize = 500;
/// Longest artifact location of an experiment: the width of the database's column.
pub const MAX_ARTIFACT_LOCATION_LENGTH: usize = 500;
/// Longest key of an experiment's tag.
pub const MAX_EXPERIMENT_TAG_KEY_LENGTH: usize = 250;
/// Longest value of an experiment's tag.
pub const MAX_EXPERIMENT_TAG_VALUE_LENGTH: usize = 20_000;
/// Longest name of a run: the width of the database's column.
pub const MAX_RUN_NAME_LENGTH: usize = 250;
/// Most metrics in one batch.
pub const MAX_METRICS_PER_BATCH: usize = 1_000;
/// Most params, and most tags, in one batch.
pub const MAX_PARAMS_TAGS_PER_BATCH: usize = 100;
/// Most metrics, params and tags together in one batch.
pub const MAX_ENTITIES_PER_BATCH: usize = 1_000;
/// Most runs or experiments that one page of a search may ask for.
pub const MAX_RESULTS_PER_PAGE: usize = 50_000;
/// Longest name of a dataset.
pub const MAX_DATASET_NAME_LENGTH: usize = 500;
/// Longest digest of a dataset.
pub const MAX_DATASET_DIGEST_LENGTH: usize = 36;
