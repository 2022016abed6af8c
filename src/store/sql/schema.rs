//! Which tables and columns a database has, and what becomes of values that it has no place for.
//!
//! Statements are written for the newest schema that this layer knows. On a database of an older
//! one:
//!
//! * Inserts and updates leave out the columns that it lacks, and their values with them
//!   ([`Statement`](super::statement::Statement)).
//! * Queries find a view in the place of each table that lacks something, which has a column's
//!   [default](LATER_COLUMNS) for it, or no rows ([`LATER_TABLES`]). The engine makes the views.
//! * What a user would miss is refused, by the name of the [`Feature`].
//! * A few rules differ, because the release that the schema belongs to has others. Each is a
//!   question to [`Schema`].

use std::collections::BTreeMap;

use crate::error::{Error, ErrorCode, Result};

use super::feature::{Definition, Feature};

/// Which tables and columns a database has.
#[derive(Debug, Default)]
pub(super) struct Schema {
    /// `None` if it has everything that statements name.
    older: Option<OlderSchema>,
}

/// A schema that lacks something.
#[derive(Debug)]
pub(super) struct OlderSchema {
    pub(super) tables: Tables,
    pub(super) features: Vec<Feature>,
    /// Whose schema it is and how to upgrade it, as the end of a sentence: "… need a schema of
    /// MLflow 3.0 or later; ".
    pub(super) way_out: String,
}

/// Tables and their columns, each with the longest text that it is declared for.
pub(super) type Tables = BTreeMap<String, BTreeMap<String, Option<usize>>>;

/// A column that came to a table after its first release.
pub(super) struct LaterColumn {
    pub(super) table: &'static str,
    pub(super) column: &'static str,
    /// What its absence means, in SQL.
    pub(super) default: &'static str,
}

const fn later(table: &'static str, column: &'static str, default: &'static str) -> LaterColumn {
    LaterColumn {
        table,
        column,
        default,
    }
}

/// The columns that came later, of those that queries name.
pub(super) const LATER_COLUMNS: [LaterColumn; 8] = [
    later("metrics", "step", "0"),
    later("metrics", "is_nan", "FALSE"),
    later("runs", "deleted_time", "NULL"),
    later("experiments", "creation_time", "NULL"),
    later("experiments", "last_update_time", "NULL"),
    later("inputs", "step", "0"),
    later("experiments", "workspace", "'default'"),
    later("jobs", "workspace", "'default'"),
];

/// The table of the latest points, which is a view of all points before MLflow 1.3.
pub(super) const LATEST_METRICS: &str = "latest_metrics";

/// The other tables that came later, of those that queries name without asking for them first,
/// with their columns.
pub(super) const LATER_TABLES: [(&str, &[&str]); 8] = [
    ("experiment_tags", &["key", "value", "experiment_id"]),
    (
        "datasets",
        &[
            "dataset_uuid",
            "experiment_id",
            "name",
            "digest",
            "dataset_source_type",
            "dataset_source",
            "dataset_schema",
            "dataset_profile",
        ],
    ),
    (
        "inputs",
        &[
            "input_uuid",
            "source_type",
            "source_id",
            "destination_type",
            "destination_id",
            "step",
        ],
    ),
    ("input_tags", &["input_uuid", "name", "value"]),
    (
        "logged_models",
        &[
            "model_id",
            "experiment_id",
            "name",
            "artifact_location",
            "creation_timestamp_ms",
            "last_updated_timestamp_ms",
            "status",
            "lifecycle_stage",
            "model_type",
            "source_run_id",
            "status_message",
        ],
    ),
    (
        "logged_model_metrics",
        &[
            "model_id",
            "metric_name",
            "metric_timestamp_ms",
            "metric_step",
            "metric_value",
            "experiment_id",
            "run_id",
            "dataset_uuid",
            "dataset_name",
            "dataset_digest",
        ],
    ),
    (
        "logged_model_params",
        &["model_id", "experiment_id", "param_key", "param_value"],
    ),
    (
        "logged_model_tags",
        &["model_id", "experiment_id", "tag_key", "tag_value"],
    ),
];

impl Schema {
    /// The schema of a database that lacks something.
    pub(super) fn older(older: OlderSchema) -> Self {
        Self { older: Some(older) }
    }

    pub(super) fn has_table(&self, table: &str) -> bool {
        let older = self.older.as_ref();
        older.is_none_or(|older| older.tables.contains_key(table))
    }

    /// The places of those columns that a table has; `None` if it has all, or is not there itself.
    pub(super) fn present(&self, table: &str, columns: &[&str]) -> Option<Vec<usize>> {
        let present = self.older.as_ref()?.tables.get(table)?;
        let places = (0..columns.len()).filter(|at| present.contains_key(columns[*at]));
        let places: Vec<usize> = places.collect();
        (places.len() < columns.len()).then_some(places)
    }

    pub(super) fn has(&self, feature: Feature) -> bool {
        let older = self.older.as_ref();
        older.is_none_or(|older| older.features.contains(&feature))
    }

    /// Refuses what there is no place for.
    pub(super) fn require(&self, feature: Feature) -> Result<()> {
        match &self.older {
            Some(older) if !self.has(feature) => {
                let Definition { name, since, .. } = feature.definition();
                let reason = format!("{name} need a schema of MLflow {since} or later");
                Err(older.refusal(&reason))
            }
            _ => Ok(()),
        }
    }

    /// Refuses a text that is longer than the column is declared for, as the release checked that
    /// this schema belongs to. SQLite would take it.
    pub(super) fn require_length(
        &self,
        table: &str,
        what: &str,
        key: &str,
        value: &str,
    ) -> Result<()> {
        let Some(older) = &self.older else {
            return Ok(());
        };
        let most = older.tables.get(table).and_then(|table| table.get("value"));
        let Some(most) = most.copied().flatten() else {
            return Ok(());
        };
        let length = value.chars().count();
        if length <= most {
            return Ok(());
        }
        Err(older.refusal(&format!(
            "the value of the {what} `{key}` has {length} characters, and {most} are the most that \
             this schema keeps"
        )))
    }

    /// Whether the column `runs.name` has the name of a run. Up to MLflow 1.29 it is empty, and
    /// the name is in the tag `mlflow.runName` alone.
    pub(super) fn has_run_names(&self) -> bool {
        self.has(Feature::ExperimentTimes)
    }

    /// Whether the runs of an experiment are deleted and restored with it. Up to MLflow 1.26 they
    /// keep their stage, and a restored experiment has its active runs again.
    pub(super) fn deletes_runs_with_experiment(&self) -> bool {
        self.has(Feature::RunDeletionTimes)
    }

    /// Whether the status `KILLED` can be written. Up to MLflow 1.4 the table refuses it.
    pub(super) fn can_be_killed(&self) -> bool {
        self.has(Feature::KilledRuns)
    }
}

impl OlderSchema {
    fn refusal(&self, reason: &str) -> Error {
        Error::new(
            ErrorCode::InvalidState,
            format!("{reason}; {}", self.way_out),
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema(features: &[Feature]) -> Schema {
        let metrics = ["key", "value", "step"].map(|column| (column.to_owned(), None));
        Schema::older(OlderSchema {
            tables: [("metrics".to_owned(), metrics.into())].into(),
            features: features.to_vec(),
            way_out: "this one is of 0.9".to_owned(),
        })
    }

    #[test]
    fn what_there_is_no_place_for_is_refused_by_name() {
        let old = schema(&[Feature::MetricSteps]);
        old.require(Feature::MetricSteps).unwrap();
        let error = old.require(Feature::LoggedModels).unwrap_err();
        assert_eq!(
            error.message(),
            "logged models need a schema of MLflow 3.0 or later; this one is of 0.9"
        );
        Schema::default().require(Feature::LoggedModels).unwrap();
    }

    #[test]
    fn the_columns_that_a_table_has_are_found_by_their_places() {
        let old = schema(&[]);
        assert_eq!(
            old.present("metrics", &["key", "is_nan", "step"]),
            Some(vec![0, 2])
        );
        assert_eq!(old.present("metrics", &["step", "key"]), None);
        assert_eq!(old.present("inputs", &["step"]), None);
        assert_eq!(Schema::default().present("metrics", &["x"]), None);
    }
}
