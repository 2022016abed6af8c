//! Which tables and columns a database has, and what becomes of values that it cannot keep.
//!
//! Statements are written for the newest schema that this layer knows. On a database of an older
//! one:
//!
//! * Inserts and updates leave out the columns that it lacks, and their values with them
//!   ([`Statement`](super::statement::Statement)).
//! * Queries find a view before each [table](super::tables) that lacks something, which has a
//!   column's default for it, or no rows. The engine makes the views.
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

/// Tables and their columns.
pub(super) type Tables = BTreeMap<String, Columns>;

/// The columns of a table, each with the longest text that it is declared for.
pub(super) type Columns = BTreeMap<String, Option<usize>>;

impl Schema {
    /// The schema of a database that lacks something.
    pub(super) fn older(older: OlderSchema) -> Self {
        Self { older: Some(older) }
    }

    pub(super) fn has_table(&self, table: &str) -> bool {
        let older = self.older.as_ref();
        older.is_none_or(|older| older.tables.contains_key(table))
    }

    /// Whether a table has a column. One that is not there itself counts as if it had all: what
    /// needs it is refused before.
    pub(super) fn has_column(&self, table: &str, column: &str) -> bool {
        let older = self.older.as_ref();
        let present = older.and_then(|older| older.tables.get(table));
        present.is_none_or(|present| present.contains_key(column))
    }

    pub(super) fn has(&self, feature: Feature) -> bool {
        let older = self.older.as_ref();
        older.is_none_or(|older| older.features.contains(&feature))
    }

    /// Refuses what the database cannot keep.
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
    fn what_cannot_be_kept_is_refused_by_name() {
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
    fn a_table_has_the_columns_that_it_has() {
        let old = schema(&[]);
        assert!(old.has_column("metrics", "step"));
        assert!(!old.has_column("metrics", "is_nan"));
        assert!(old.has_column("inputs", "step"));
        assert!(Schema::default().has_column("metrics", "is_nan"));
    }
}
