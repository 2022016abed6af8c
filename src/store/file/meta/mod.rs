//! What the files of a store mean: `meta.yaml` and metric lines to entities and back. Pure.
//!
//! Read is whatever MLflow ever wrote; written is what 3.17.2 writes and 1.23.1 understands.

mod experiment;
mod flat;
mod input;
mod metric;
mod run;
mod yaml;

pub(super) use experiment::ExperimentMeta;
pub(super) use input::{DatasetMeta, InputMeta, OutputMeta, Source, dataset_id, input_id};
pub(super) use metric::{MetricFile, line as metric_line, parse_line as parse_metric_line};
pub(super) use run::RunMeta;

use crate::error::{Error, Result};

/// Reads a whole number that may have been written as text.
fn number(key: &str, text: Option<&String>) -> Result<Option<i64>> {
    let Some(text) = text else {
        return Ok(None);
    };
    text.parse()
        .map(Some)
        .map_err(|_| Error::internal(format!("`{key}` is `{text}`; expected a whole number")))
}
