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
    MAX_PARAMS_TAGS_PER_BATCH, MAX_REGISTRY_TAG_KEY_LENGTH, MAX_REGISTRY_TAG_VALUE_LENGTH,
    MAX_RESULTS_PER_PAGE, MAX_RUN_NAME_LENGTH, MAX_TAG_VALUE_LENGTH,
};
use crate::entity::{
    Dataset, DatasetInput, DatasetRef, Metric, ModelMetric, Param, RunId, Tag, keys,
};
use crate::error::request::shortened;
use crate::error::{Error, Result};
use crate::store::Batch;

/// A kind of key, with MLflow's names for it in messages.
#[derive(Clone, Copy, Debug)]
struct KeyKind {
    /// For people.
    noun: &'static str,
    /// Where the characters are wrong.
    field: &'static str,
    /// Where the key is too long.
    long_field: &'static str,
    /// The phrase of MLflow 1.23.1 where the characters are wrong.
    phrase_of_1: &'static str,
}

const METRIC_KEY: KeyKind = KeyKind {
    noun: "metric key",
    field: "name",
    long_field: "Metric name",
    phrase_of_1: "Invalid metric name",
};
const PARAM_KEY: KeyKind = KeyKind {
    noun: "param key",
    field: "key",
    long_field: "Param key",
    phrase_of_1: "Invalid parameter name",
};
const TAG_KEY: KeyKind = KeyKind {
    noun: "tag key",
    field: "key",
    long_field: "key",
    phrase_of_1: "Invalid tag name",
};

/// What the keys may be that a run or a logged model is created with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FirstKeys {
    /// What can be the name of a file, as everywhere else.
    Names,
    /// Any text. MLflow's database store does not check these keys, so its clients send any.
    Texts,
}

impl FirstKeys {
    fn check(self, kind: KeyKind, text: &str) -> Result<()> {
        match self {
            Self::Names => key(kind, text, MAX_KEY_LENGTH),
            Self::Texts => some_key(kind, text, MAX_KEY_LENGTH),
        }
    }
}

pub(super) fn experiment_name(name: &str) -> Result<()> {
    if name.is_empty() {
        return Err(Error::missing_value("name"));
    }
    length("name", "experiment name", name, MAX_EXPERIMENT_NAME_LENGTH)
}

pub(super) fn artifact_location(location: &str) -> Result<()> {
    let limit = config::count(
        config::ARTIFACT_LOCATION_MAX_LENGTH,
        MAX_ARTIFACT_LOCATION_LENGTH,
    )?;
    if location.chars().nth(limit).is_some() {
        return Err(Error::artifact_location_too_long(location, limit));
    }
    Ok(())
}

pub(super) fn experiment_tag(tag: &Tag) -> Result<()> {
    key(TAG_KEY, &tag.key, MAX_EXPERIMENT_TAG_KEY_LENGTH)?;
    length(
        "value",
        "tag value",
        &tag.value,
        MAX_EXPERIMENT_TAG_VALUE_LENGTH,
    )
}

/// Checks a tag of a registered model or of a version of one.
pub(crate) fn check_registry_tag(tag: &Tag) -> Result<()> {
    check_tag_key(&tag.key)?;
    let limit = MAX_REGISTRY_TAG_VALUE_LENGTH;
    if tag.key == keys::PROMPT_TEXT && tag.value.chars().nth(limit).is_some() {
        return Err(Error::invalid(format!(
            "Prompt text exceeds max length of {limit} characters"
        )));
    }
    length("value", "tag value", &tag.value, limit)
}

/// Checks the key of such a tag.
pub(crate) fn check_tag_key(text: &str) -> Result<()> {
    key(TAG_KEY, text, MAX_REGISTRY_TAG_KEY_LENGTH)
}

pub(super) fn run_id(id: &RunId) -> Result<()> {
    if id.as_str().is_empty() {
        return Err(Error::missing_value("run_id"));
    }
    if id.is_well_formed() {
        return Ok(());
    }
    Err(Error::run_id_invalid(id))
}

pub(super) fn run_name(name: &str) -> Result<()> {
    length("run_name", "run name", name, MAX_RUN_NAME_LENGTH)
}

/// Checks a tag that is set.
pub(super) fn run_tag(tag: Tag) -> Result<Tag> {
    key(TAG_KEY, &tag.key, MAX_KEY_LENGTH)?;
    cut_tag(tag)
}

/// Checks a tag with which a run is created.
pub(super) fn first_run_tag(tag: Tag, keys: FirstKeys) -> Result<Tag> {
    keys.check(TAG_KEY, &tag.key)?;
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
    key(PARAM_KEY, &param.key, MAX_KEY_LENGTH)?;
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
    key(METRIC_KEY, &metric.key, MAX_KEY_LENGTH)?;
    if metric.timestamp < 0 {
        return Err(Error::invalid_value(
            "timestamp",
            metric.timestamp,
            &format!(
                "milliseconds since 1970, not negative, for metric `{}`",
                metric.key
            ),
        ));
    }
    Ok(())
}

/// The names of a data set are as long as the ones that are recorded as a run's inputs.
fn model_metric(measured: &ModelMetric) -> Result<()> {
    metric(&measured.metric)?;
    let Some(DatasetRef { name, digest }) = &measured.dataset else {
        return Ok(());
    };
    dataset_names(name, digest)
}

fn dataset_names(name: &str, digest: &str) -> Result<()> {
    length("name", "dataset name", name, MAX_DATASET_NAME_LENGTH)?;
    length(
        "digest",
        "dataset digest",
        digest,
        MAX_DATASET_DIGEST_LENGTH,
    )
}

/// Checks the name of a logged model, in which MLflow 3.17.2 forbids what has a meaning in a
/// `models:` URI.
pub(super) fn model_name(name: &str) -> Result<()> {
    let bad = name.chars().find(|c| "/:.%\"'".contains(*c));
    match bad {
        Some(bad) => Err(Error::model_name_invalid(
            &shortened(name),
            &format!("it contains `{bad}`; expected none of `/`, `:`, `.`, `%` and quotes"),
        )),
        None if name.is_empty() => Err(Error::model_name_invalid(
            name,
            "it is empty; expected at least one character",
        )),
        None => length("name", "logged model name", name, MAX_MODEL_NAME_LENGTH),
    }
}

/// Checks the keys of a logged model's params. Values have no limit: the database's column has
/// none, and a model's params are those of whole pipelines.
pub(super) fn model_params(params: &[Param], keys: FirstKeys) -> Result<()> {
    let mut names = params.iter().map(|param| &param.key);
    names.try_for_each(|name| keys.check(PARAM_KEY, name))
}

/// Checks the keys of a logged model's tags.
pub(super) fn model_tags(tags: &[Tag], keys: FirstKeys) -> Result<()> {
    let mut names = tags.iter().map(|tag| &tag.key);
    names.try_for_each(|name| keys.check(TAG_KEY, name))
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
    dataset_names(name, digest)?;
    for (field, text, limit) in [
        ("source", Some(source), MAX_DATASET_SOURCE_LENGTH),
        ("schema", schema.as_ref(), MAX_DATASET_SCHEMA_LENGTH),
        ("profile", profile.as_ref(), MAX_DATASET_PROFILE_LENGTH),
    ] {
        let text = text.map(String::as_str).unwrap_or_default();
        length(field, &format!("dataset {field}"), text, limit)?;
    }
    for Tag { key, value } in tags {
        length("key", "dataset tag key", key, MAX_INPUT_TAG_KEY_LENGTH)?;
        length(
            "value",
            "dataset tag value",
            value,
            MAX_INPUT_TAG_VALUE_LENGTH,
        )?;
    }
    Ok(())
}

pub(super) fn max_results(max_results: usize) -> Result<()> {
    if (1..=MAX_RESULTS_PER_PAGE).contains(&max_results) {
        return Ok(());
    }
    let expected = format!("a number from 1 to {MAX_RESULTS_PER_PAGE}");
    Err(Error::invalid_value("max_results", max_results, &expected))
}

/// Checks a batch: its size, its keys and values, and that no parameter comes twice.
pub(crate) fn batch(batch: Batch) -> Result<Batch> {
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
        "metrics, params, and tags",
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
        return Err(Error::param_twice(&twice.key));
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
    Err(Error::batch_too_large(what, count, limit))
}

/// Checks the key of a metric, param or tag: it must be a clean relative path of ordinary
/// characters, because the file store keeps each in a file of that name.
fn key(kind: KeyKind, key: &str, limit: usize) -> Result<()> {
    some_key(kind, key, limit)?;
    let refused = |reason: String| {
        let shown = format!("{:?}", shortened(key));
        let reason = format!("{}: {reason}", kind.phrase_of_1);
        Err(Error::invalid_for(kind.field, shown, &reason))
    };
    if let Some(bad) = key.chars().find(|&c| !is_key_character(c)) {
        return refused(format!(
            "the {} contains `{}`; expected letters, digits, `_`, `-`, `.`, `:`, `/` and spaces",
            kind.noun,
            bad.escape_default()
        ));
    }
    if !is_normalized(key) {
        return refused(format!(
            "the {} is not a clean path; expected no leading, trailing or double `/` and no `.` \
             or `..` between them",
            kind.noun
        ));
    }
    Ok(())
}

/// Checks that there is a key, and how long it is.
fn some_key(kind: KeyKind, key: &str, limit: usize) -> Result<()> {
    if key.is_empty() {
        return Err(Error::missing_value("key"));
    }
    length(kind.long_field, kind.noun, key, limit)
}

/// MLflow allows `:` except on Windows, where it cannot be in a file's name.
fn is_key_character(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | ' ' | '/') || (c == ':' && !cfg!(windows))
}

fn is_normalized(key: &str) -> bool {
    !key.starts_with("..") && key.split('/').all(|part| !matches!(part, "" | "." | ".."))
}

fn length(field: &str, what: &str, text: &str, limit: usize) -> Result<()> {
    if text.chars().nth(limit).is_none() {
        return Ok(());
    }
    Err(Error::too_long(field, what, text, limit))
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
    Err(Error::too_long(
        "value",
        &format!("value of {what}"),
        &value,
        limit,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_clean_paths_of_ordinary_characters() {
        for good in ["loss", "val/loss", "größe", "a b", "a.b-c_d:e", "a/..b"] {
            assert!(key(METRIC_KEY, good, 250).is_ok(), "{good}");
        }
        for bad in [
            "", "/a", "a/", "a//b", "./a", "a/../b", "a\nb", "a=b", ".", "..", "..a",
        ] {
            assert!(key(METRIC_KEY, bad, 250).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_wrong_name_has_the_phrases_of_both_releases() {
        let refused = [
            (key(METRIC_KEY, "a=b", 250), "name", "Invalid metric name"),
            (key(PARAM_KEY, "a//b", 250), "key", "Invalid parameter name"),
            (key(TAG_KEY, "a\nb", 250), "key", "Invalid tag name"),
            (run_id(&"a/b".into()), "run_id", "Invalid run ID"),
        ];
        for (refused, field, phrase_of_1) in refused {
            let message = refused.unwrap_err().message().to_owned();
            assert!(message.starts_with("Invalid value \""), "{message}");
            let both = format!("for parameter '{field}' supplied: {phrase_of_1}: ");
            assert!(message.contains(&both), "{message}");
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
        assert!(
            error.message().starts_with("Duplicate parameter keys"),
            "{error}"
        );
    }
}
