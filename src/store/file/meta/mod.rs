//! What the files of a store mean: `meta.yaml` and metric lines to entities and back. Pure.
//!
//! Read is whatever MLflow ever wrote; written is what 3.17.2 writes and 1.23.1 understands.

mod experiment;
mod flat;
mod input;
mod logged_model;
mod metric;
mod model_version;
mod registered_model;
mod run;
mod scalar;
mod yaml;

pub(super) use experiment::ExperimentMeta;
pub(super) use input::{DatasetMeta, InputMeta, OutputMeta, RunInput, dataset_id, input_id};
pub(super) use logged_model::LoggedModelMeta;
pub(super) use metric::{
    MetricFile, fits_in_line, line as metric_line, model_line as model_metric_line,
    parse_line as parse_metric_line, parse_model_line as parse_model_metric_line,
};
pub(super) use model_version::ModelVersionMeta;
pub(super) use registered_model::RegisteredModelMeta;
pub(super) use run::RunMeta;

use crate::entity::LifecycleStage;
use crate::error::{Error, Result};

/// What editors on Windows put before a text.
const BYTE_ORDER_MARK: char = '\u{feff}';

/// Reads a whole number that may have been written as text.
fn number(key: &str, text: Option<&String>) -> Result<Option<i64>> {
    let Some(text) = text else {
        return Ok(None);
    };
    match whole(text) {
        Some(number) => Ok(Some(number)),
        None => Err(Error::internal(format!(
            "`{key}` is `{text}`; expected a whole number"
        ))),
    }
}

/// A whole number, or one with a fraction, which does not count: programs that write files
/// themselves write `time.time() * 1000` as it is.
fn whole(text: &str) -> Option<i64> {
    if let Ok(number) = text.parse() {
        return Some(number);
    }
    let number: f64 = text.parse().ok()?;
    #[expect(clippy::cast_precision_loss, reason = "the bounds are powers of two")]
    let is_in_range = (i64::MIN as f64..i64::MAX as f64).contains(&number);
    #[expect(clippy::cast_possible_truncation, reason = "it is in the range")]
    is_in_range.then_some(number as i64)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fraction_does_not_count() {
        for (text, number) in [
            ("1700000000000", Some(1_700_000_000_000)),
            ("1700000000000.5", Some(1_700_000_000_000)),
            ("49.0", Some(49)),
            ("-0.9", Some(0)),
            ("1.7e12", Some(1_700_000_000_000)),
            ("9223372036854775807", Some(i64::MAX)),
            ("9223372036854775808", None),
            ("nan", None),
            ("inf", None),
            ("", None),
            ("soon", None),
        ] {
            assert_eq!(whole(text), number, "{text}");
        }
    }
}
