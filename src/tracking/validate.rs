//! The checks that everything passes before a store sees it: forms, lengths and counts, as
//! MLflow 3.17.2 has them (`mlflow.utils.validation`).
//!
//! Values over their limit are cut, with `MLFLOW_TRUNCATE_LONG_VALUES=false` refused; keys and
//! names over their limit are refused always.

use std::collections::HashSet;

use crate::config;
use crate::entity::limits::{
    MAX_ARTIFACT_LOCATION_LENGTH, MAX_DATASET_DIGEST_LENGTH, MAX_DATASET_NAME_LENGTH,
    MAX_DATASET_PROFILE_LENGTH, MAX_DATASET_SCHEMA_LENGTH, MAX_DATASET_SOURCE_LENGTH,
    MAX_ENTITIES_PER_BATCH, MAX_EXPERIMENT_NAME_LENGTH, MAX_EXPERIMENT_TAG_KEY_LENGTH,
    MAX_EXPERIMENT_TAG_VALUE_LENGTH, MAX_INPUT_TAG_KEY_LENGTH, MAX_INPUT_TAG_VALUE_LENGTH,
    MAX_KEY_LENGTH, MAX_METRICS_PER_BATCH, MAX_MODEL_NAME_LENGTH, MAX_PARAM_VALUE_LENGTH,
    MAX_PARAMS_TAGS_PER_BATCH, MAX_RESULTS_PER_PAGE, MAX_RUN_NAME_LENGTH, MAX_TAG_VALUE_LENGTH,
};
use crate::entity::{
    Dataset, DatasetInput, DatasetRef, Metric, ModelMetric, Param, RunId, Tag, keys,
};
use crate::error::{Error, Result};
use crate::store::Batch;

/// What the keys may be that a run or a logged model is created with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FirstKeys {
    /// The names of files, as everywhere else.
    Names,
    /// Any text: MLflow's database asks nothing of these, and so neither do its clients.
    Texts,
}

impl FirstKeys {
    fn check(self, kind: &str, text: &str) -> Result<()> {
        match self {
            Self::Names => key(kind, text, MAX_KEY_LENGTH),
            Self::Texts => some_key(kind, text, MAX_KEY_LENGTH),
        }
    }
}

/// How much of a long value an error shows.
const SHOWN_LENGTH: usize = 60;

pub(super) fn experiment_name(name: &str) -> Result<()> {
    if name.is_empty() {
        return Err(Error::invalid(
            "an experiment's name is empty; expected at least one character",
        ));
    }
    length("experiment name", name, MAX_EXPERIMENT_NAME_LENGTH)
}

pub(super) fn artifact_location(location: &str) -> Result<()> {
    let limit = config::count(
        config::ARTIFACT_LOCATION_MAX_LENGTH,
        MAX_ARTIFACT_LOCATION_LENGTH,
    )?;
    length("artifact location", location, limit)
}

pub(super) fn experiment_tag(tag: &Tag) -> Result<()> {
    key("tag", &tag.key, MAX_EXPERIMENT_TAG_KEY_LENGTH)?;
    length("tag value", &tag.value, MAX_EXPERIMENT_TAG_VALUE_LENGTH)
}

pub(super) fn run_id(id: &RunId) -> Result<()> {
    if id.is_well_formed() {
        return Ok(());
    }
    Err(Error::invalid(format!(
        "`{id}` is not a run id; expected letters, digits, `_` and `-`, up to 256 of them"
    )))
}

pub(super) fn run_name(name: &str) -> Result<()> {
    length("run name", name, MAX_RUN_NAME_LENGTH)
}

/// Checks a tag that is set.
pub(super) fn run_tag(tag: Tag) -> Result<Tag> {
    key("tag", &tag.key, MAX_KEY_LENGTH)?;
    cut_tag(tag)
}

/// Checks a tag with which a run is created.
pub(super) fn first_run_tag(tag: Tag, keys: FirstKeys) -> Result<Tag> {
    keys.check("tag", &tag.key)?;
    cut_tag(tag)
}

fn cut_tag(tag: Tag) -> Result<Tag> {
    let value = cut(
        &format!("tag `{}`", tag.key),
        tag.value,
        MAX_TAG_VALUE_LENGTH,
    )?;
    Ok(Tag {
        key: tag.key,
        value,
    })
}

fn param(param: Param) -> Result<Param> {
    key("param", &param.key, MAX_KEY_LENGTH)?;
    let value = cut(
        &format!("param `{}`", param.key),
        param.value,
        MAX_PARAM_VALUE_LENGTH,
    )?;
    Ok(Param {
        key: param.key,
        value,
    })
}

fn metric(metric: &Metric) -> Result<()> {
    key("metric", &metric.key, MAX_KEY_LENGTH)?;
    if metric.timestamp < 0 {
        return Err(Error::invalid(format!(
            "metric `{}` has the timestamp {}; expected milliseconds since 1970, not negative",
            metric.key, metric.timestamp
        )));
    }
    Ok(())
}

/// The names of a data set are as long as the ones that are recorded as a run's inputs.
fn model_metric(measured: &ModelMetric) -> Result<()> {
    metric(&measured.metric)?;
    let Some(DatasetRef { name, digest }) = &measured.dataset else {
        return Ok(());
    };
    length("dataset name", name, MAX_DATASET_NAME_LENGTH)?;
    length("dataset digest", digest, MAX_DATASET_DIGEST_LENGTH)
}

/// Checks the name of a logged model, in which MLflow 3.17.2 forbids what has a meaning in a
/// `models:` URI.
pub(super) fn model_name(name: &str) -> Result<()> {
    let bad = name.chars().find(|c| "/:.%\"'".contains(*c));
    match bad {
        Some(bad) => Err(Error::invalid(format!(
            "the name `{}` of a logged model contains `{bad}`; expected none of `/`, `:`, `.`, `%` \
             and quotes",
            shortened(name)
        ))),
        None if name.is_empty() => Err(Error::invalid(
            "the name of a logged model is empty; expected at least one character",
        )),
        None => length("logged model name", name, MAX_MODEL_NAME_LENGTH),
    }
}

/// Checks the keys of a logged model's params. Values have no limit: the database's column has
/// none, and a model's params are those of whole pipelines.
pub(super) fn model_params(params: &[Param], keys: FirstKeys) -> Result<()> {
    let mut names = params.iter().map(|param| &param.key);
    names.try_for_each(|name| keys.check("param", name))
}

/// Checks the keys of a logged model's tags.
pub(super) fn model_tags(tags: &[Tag], keys: FirstKeys) -> Result<()> {
    let mut names = tags.iter().map(|tag| &tag.key);
    names.try_for_each(|name| keys.check("tag", name))
}

/// Checks a data set that a run read, and what is said of its use.
pub(super) fn dataset_input(input: &DatasetInput) -> Result<()> {
    let DatasetInput { dataset, tags } = input;
    let Dataset {
        name,
        digest,
        source_type: _,
        source,
        schema,
        profile,
    } = dataset;
    length("dataset name", name, MAX_DATASET_NAME_LENGTH)?;
    length("dataset digest", digest, MAX_DATASET_DIGEST_LENGTH)?;
    length("dataset source", source, MAX_DATASET_SOURCE_LENGTH)?;
    for (what, text, limit) in [
        ("dataset schema", schema, MAX_DATASET_SCHEMA_LENGTH),
        ("dataset profile", profile, MAX_DATASET_PROFILE_LENGTH),
    ] {
        length(what, text.as_deref().unwrap_or_default(), limit)?;
    }
    for tag in tags {
        length("dataset tag key", &tag.key, MAX_INPUT_TAG_KEY_LENGTH)?;
        length("dataset tag value", &tag.value, MAX_INPUT_TAG_VALUE_LENGTH)?;
    }
    Ok(())
}

pub(super) fn max_results(max_results: usize) -> Result<()> {
    if (1..=MAX_RESULTS_PER_PAGE).contains(&max_results) {
        return Ok(());
    }
    Err(Error::invalid(format!(
        "max_results is {max_results}; expected a number from 1 to {MAX_RESULTS_PER_PAGE}"
    )))
}

/// Checks a batch: its size, its keys and values, and that no parameter comes twice.
pub(super) fn batch(batch: Batch) -> Result<Batch> {
    let Batch {
        metrics,
        params,
        tags,
        model_metrics,
    } = batch;
    at_most("metrics", metrics.len(), MAX_METRICS_PER_BATCH)?;
    at_most(
        "metrics of logged models",
        model_metrics.len(),
        MAX_METRICS_PER_BATCH,
    )?;
    at_most("params", params.len(), MAX_PARAMS_TAGS_PER_BATCH)?;
    at_most("tags", tags.len(), MAX_PARAMS_TAGS_PER_BATCH)?;
    let entities = metrics.len() + params.len() + tags.len();
    at_most(
        "metrics, params and tags together",
        entities,
        MAX_ENTITIES_PER_BATCH,
    )?;

    metrics.iter().try_for_each(metric)?;
    model_metrics.iter().try_for_each(model_metric)?;
    let params: Vec<Param> = params.into_iter().map(param).collect::<Result<_>>()?;
    let tags = tags
        .into_iter()
        .filter(|tag| !is_no_name(tag))
        .map(run_tag)
        .collect::<Result<_>>()?;

    let mut keys = HashSet::new();
    if let Some(twice) = params.iter().find(|param| !keys.insert(&param.key)) {
        return Err(Error::invalid(format!(
            "param `{}` comes twice in one batch; expected each key once",
            twice.key
        )));
    }
    Ok(Batch {
        metrics,
        params,
        tags,
        model_metrics,
    })
}

/// Whether a tag names a run by nothing, which in MLflow changes nothing.
fn is_no_name(tag: &Tag) -> bool {
    tag.key == keys::RUN_NAME && tag.value.is_empty()
}

fn at_most(what: &str, count: usize, limit: usize) -> Result<()> {
    if count <= limit {
        return Ok(());
    }
    Err(Error::invalid(format!(
        "a batch holds at most {limit} {what}, and this one has {count}"
    ))
    .hint("split it into several batches"))
}

/// Checks the key of a metric, param or tag: it must be a clean relative path of ordinary
/// characters, because the file store keeps each in a file of that name.
fn key(kind: &str, key: &str, limit: usize) -> Result<()> {
    some_key(kind, key, limit)?;
    if let Some(bad) = key.chars().find(|&c| !is_key_character(c)) {
        return Err(Error::invalid(format!(
            "the {kind} key `{}` contains `{}`; expected letters, digits, `_`, `-`, `.`, `:`, `/` and spaces",
            shortened(key),
            bad.escape_default()
        )));
    }
    if !is_normalized(key) {
        return Err(Error::invalid(format!(
            "the {kind} key `{}` is not a clean path; expected no leading, trailing or double `/` and no `.` or `..` between them",
            shortened(key)
        )));
    }
    Ok(())
}

/// Checks that there is a key, and how long it is.
fn some_key(kind: &str, key: &str, limit: usize) -> Result<()> {
    if key.is_empty() {
        return Err(Error::invalid(format!(
            "a {kind} has an empty key; expected a name"
        )));
    }
    length(&format!("{kind} key"), key, limit)
}

/// MLflow allows `:` except on Windows, where it cannot be in a file's name.
fn is_key_character(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ' | '/') || (c == ':' && !cfg!(windows))
}

fn is_normalized(key: &str) -> bool {
    !key.starts_with("..") && key.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

fn length(what: &str, text: &str, limit: usize) -> Result<()> {
    let found = text.chars().count();
    if found <= limit {
        return Ok(());
    }
    Err(Error::invalid(format!(
        "{what} `{}` has {found} characters; expected at most {limit}",
        shortened(text)
    )))
}

/// Cuts a value at its limit, or refuses it where the environment says so.
fn cut(what: &str, value: String, limit: usize) -> Result<String> {
    let Some((end, _)) = value.char_indices().nth(limit) else {
        return Ok(value);
    };
    if config::flag(config::TRUNCATE_LONG_VALUES, true)? {
        tracing::warn!("the value of {what} is longer than {limit} characters and is cut there");
        return Ok(value[..end].to_owned());
    }
    length(&format!("the value of {what}"), &value, limit).map(|()| value)
}

fn shortened(text: &str) -> String {
    match text.char_indices().nth(SHOWN_LENGTH) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_clean_paths_of_ordinary_characters() {
        for good in ["loss", "val/loss", "größe", "a b", "a.b-c_d:e", "a/..b"] {
            assert!(key("metric", good, 250).is_ok(), "{good}");
        }
        for bad in [
            "", "/a", "a/", "a//b", "./a", "a/../b", "a\nb", "a=b", ".", "..", "..a",
        ] {
            assert!(key("metric", bad, 250).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_value_is_cut_between_characters() {
        let cut = cut("tag `t`", "é".repeat(10), 3).unwrap();
        assert_eq!(cut, "ééé");
    }

    #[test]
    fn a_model_has_a_name_that_fits_into_a_uri() {
        for good in ["wine", "größe 1", "a_b-c(d)"] {
            assert!(model_name(good).is_ok(), "{good}");
        }
        let long = "x".repeat(501);
        for bad in ["", "a/b", "a:b", "v1.0", "5%", "\"q\"", "it's", &long] {
            assert!(model_name(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_batch_holds_each_param_once() {
        let params = vec![Param::new("a", "1"), Param::new("a", "1")];
        let error = batch(Batch {
            params,
            ..Batch::default()
        })
        .unwrap_err();
        assert!(error.message().contains("`a` comes twice"), "{error}");
    }
}
