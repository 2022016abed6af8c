//! What the files of a store mean: `meta.yaml` and metric lines to entities and back. Pure.
//!
//! Read is whatever MLflow ever wrote; written is what 3.17.2 writes and 1.23.1 understands.

mod experiment;
mod flat;
mod input;
mod logged_model;
mod metric;
mod run;
mod yaml;

pub(super) use experiment::ExperimentMeta;
pub(super) use input::{DatasetMeta, InputMeta, OutputMeta, Source, dataset_id, input_id};
pub(super) use logged_model::LoggedModelMeta;
pub(super) use metric::{
    MetricFile, fits_in_line, line as metric_line, model_line as model_metric_line,
    parse_line as parse_metric_line, parse_model_line as parse_model_metric_line,
};
pub(super) use run::RunMeta;

use crate::entity::LifecycleStage;
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

fn stage(text: &str) -> Result<LifecycleStage> {
    text.parse().map_err(|()| {
        Error::internal(format!(
            "`lifecycle_stage` is `{text}`; expected `active` or `deleted`"
        ))
    })
}

/// Refuses the description of something else, as a copied folder has it.
fn same(what: &str, recorded: Option<&String>, folder: &str) -> Result<()> {
    match recorded {
        Some(recorded) if recorded != folder => Err(Error::internal(format!(
            "it describes something of the {what} `{recorded}` and lies in the folder of `{folder}`"
        ))),
        _ => Ok(()),
    }
}
