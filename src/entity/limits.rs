//! The sizes that MLflow 3.17.2 allows. Lengths are in characters, not bytes.

/// Longest key of a metric, a param or a run's tag.
pub const MAX_KEY_LENGTH: usize = 250;
/// Longest value of a param.
pub const MAX_PARAM_VALUE_LENGTH: usize = 6_000;
/// Longest value of a run's tag.
pub const MAX_TAG_VALUE_LENGTH: usize = 8_000;
/// Longest name of an experiment.
pub const MAX_EXPERIMENT_NAME_LENGTH: usize = 500;
/// Longest artifact location of an experiment.
pub const MAX_ARTIFACT_LOCATION_LENGTH: usize = 2_048;
/// Longest key of an experiment's tag.
pub const MAX_EXPERIMENT_TAG_KEY_LENGTH: usize = 250;
/// Longest value of an experiment's tag.
pub const MAX_EXPERIMENT_TAG_VALUE_LENGTH: usize = 20_000;
/// Longest name of a run: that of the tag that holds it. MLflow has no limit of its own.
pub const MAX_RUN_NAME_LENGTH: usize = MAX_TAG_VALUE_LENGTH;
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
/// Longest source of a dataset.
pub const MAX_DATASET_SOURCE_LENGTH: usize = 65_535;
/// Longest schema of a dataset.
pub const MAX_DATASET_SCHEMA_LENGTH: usize = 1_048_575;
/// Longest profile of a dataset.
pub const MAX_DATASET_PROFILE_LENGTH: usize = 16_777_215;
/// Longest key of a tag of a dataset's use.
pub const MAX_INPUT_TAG_KEY_LENGTH: usize = 255;
/// Longest value of a tag of a dataset's use.
pub const MAX_INPUT_TAG_VALUE_LENGTH: usize = 500;
/// Longest name of a logged model: the width of the database's column.
pub const MAX_MODEL_NAME_LENGTH: usize = 500;
/// Most runs of which one request may ask for the histories of a metric.
pub const MAX_RUNS_PER_HISTORY_REQUEST: usize = 100;
/// Most points that one request for the histories of several runs gives.
pub const MAX_POINTS_PER_HISTORY_REQUEST: usize = 25_000;
/// Most points of each run that one request for sampled histories gives.
pub const MAX_SAMPLED_POINTS_PER_RUN: usize = 2_500;
/// Most metrics of a run of which one request may ask for summaries.
pub const MAX_METRICS_PER_SUMMARY_REQUEST: usize = 100;
/// Most experiments of which one request may ask for summaries.
pub const MAX_EXPERIMENTS_PER_SUMMARY_REQUEST: usize = 1_000;
/// Most experiments of which one request may ask for the data sets.
pub const MAX_EXPERIMENTS_PER_DATASET_SEARCH: usize = 20;
/// Most uses of data sets that one request gives.
pub const MAX_DATASET_SUMMARIES: usize = 1_000;
/// Longest key of a tag of a registered model or a version of one.
pub const MAX_REGISTRY_TAG_KEY_LENGTH: usize = 250;
/// Longest value of a tag of a registered model or a version of one.
pub const MAX_REGISTRY_TAG_VALUE_LENGTH: usize = 100_000;
/// Longest alias of a version.
pub const MAX_ALIAS_LENGTH: usize = 255;
/// Most registered models that one page of a search may ask for.
pub const MAX_REGISTERED_MODELS_PER_PAGE: usize = 1_000;
/// Most webhooks that one page may ask for.
pub const MAX_WEBHOOKS_PER_PAGE: usize = 1_000;
/// Longest name of a webhook.
pub const MAX_WEBHOOK_NAME_LENGTH: usize = 63;
/// Most versions that one page of a search may ask for.
pub const MAX_MODEL_VERSIONS_PER_PAGE: usize = 200_000;
