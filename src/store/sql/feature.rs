//! What a schema of MLflow can keep, and since which release.
//!
//! One table for everybody who asks: `mlflow db status` shows it, and a store refuses by it what
//! its schema cannot keep.

/// What the schemas have from some release on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Feature {
    MetricSteps,
    NotANumber,
    ExperimentTags,
    RegisteredModels,
    KilledRuns,
    RegistryTags,
    RunLinks,
    VersionsWithoutRun,
    RunDeletionTimes,
    ExperimentTimes,
    RegisteredModelAliases,
    Datasets,
    StorageLocations,
    LongParams,
    Traces,
    LongTags,
    LoggedModels,
    InputSteps,
    Assessments,
    Webhooks,
    EvaluationDatasets,
    Jobs,
    Endpoints,
    Workspaces,
    Issues,
    ReviewQueues,
    Skills,
}

/// What shows that a schema has a feature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mark {
    Table(&'static str),
    Column(&'static str, &'static str),
    /// The column may be NULL.
    Optional(&'static str, &'static str),
    /// The column is declared for texts of at least so many characters.
    Length(&'static str, &'static str, usize),
    /// Each condition on the column allows the word; a column without one takes any text.
    Allows(&'static str, &'static str, &'static str),
}

/// What a database tells of its tables, whatever the engine.
pub(super) trait Catalog {
    fn has_table(&self, table: &str) -> bool;

    /// `None` if the table has no such column.
    fn column(&self, table: &str, column: &str) -> Option<Declaration>;

    /// What each row of a table must fulfil: a text in SQL for each condition.
    fn checks(&self, table: &str) -> Vec<&str>;
}

/// How a column is declared.
#[derive(Clone, Copy, Debug)]
pub(super) struct Declaration {
    /// Whether it may be NULL.
    pub(super) is_optional: bool,
    /// The most characters that a text in it may have; `None` for any number.
    pub(super) length: Option<usize>,
}

impl Mark {
    /// Whether a database shows the mark.
    fn is_in(self, catalog: &dyn Catalog) -> bool {
        match self {
            Self::Table(table) => catalog.has_table(table),
            Self::Column(table, column) => catalog.column(table, column).is_some(),
            Self::Optional(table, column) => catalog
                .column(table, column)
                .is_some_and(|found| found.is_optional),
            Self::Length(table, column, length) => catalog
                .column(table, column)
                .is_some_and(|found| found.length.is_none_or(|most| most >= length)),
            Self::Allows(table, column, word) => {
                let checks = catalog.checks(table).into_iter();
                let mut checks = checks.filter(|check| check.contains(column));
                catalog.column(table, column).is_some() && checks.all(|check| check.contains(word))
            }
        }
    }
}

/// A row of the table.
#[derive(Clone, Copy, Debug)]
pub(super) struct Definition {
    /// Its name in the plural, as a sentence begins with it.
    pub(super) name: &'static str,
    /// The first release that has it, as `2.4`.
    pub(super) since: &'static str,
    pub(super) mark: Mark,
}

impl Feature {
    /// All of them, the oldest first.
    pub(super) const ALL: [Self; 27] = [
        Self::MetricSteps,
        Self::NotANumber,
        Self::ExperimentTags,
        Self::RegisteredModels,
        Self::KilledRuns,
        Self::RegistryTags,
        Self::RunLinks,
        Self::VersionsWithoutRun,
        Self::RunDeletionTimes,
        Self::ExperimentTimes,
        Self::RegisteredModelAliases,
        Self::Datasets,
        Self::StorageLocations,
        Self::LongParams,
        Self::Traces,
        Self::LongTags,
        Self::LoggedModels,
        Self::InputSteps,
        Self::Assessments,
        Self::Webhooks,
        Self::EvaluationDatasets,
        Self::Jobs,
        Self::Endpoints,
        Self::Workspaces,
        Self::Issues,
        Self::ReviewQueues,
        Self::Skills,
    ];

    /// Those that a database has.
    pub(super) fn of(catalog: &dyn Catalog) -> Vec<Self> {
        let has = |feature: &Self| feature.definition().mark.is_in(catalog);
        Self::ALL.into_iter().filter(has).collect()
    }

    /// Its row of the table.
    pub(super) const fn definition(self) -> Definition {
        use Mark::{Allows, Column, Length, Optional, Table};
        let (name, since, mark) = match self {
            Self::MetricSteps => ("steps of metrics", "1.0", Column("metrics", "step")),
            Self::NotANumber => (
                "metrics that are not finite",
                "1.1",
                Column("metrics", "is_nan"),
            ),
            Self::ExperimentTags => ("tags of experiments", "1.2", Table("experiment_tags")),
            Self::RegisteredModels => ("registered models", "1.4", Table("registered_models")),
            Self::KilledRuns => ("killed runs", "1.5", Allows("runs", "status", "KILLED")),
            Self::RegistryTags => (
                "tags of registered models and versions",
                "1.10",
                // Those of registered models came one revision earlier.
                Table("model_version_tags"),
            ),
            Self::RunLinks => (
                "links to runs of model versions",
                "1.11",
                Column("model_versions", "run_link"),
            ),
            Self::VersionsWithoutRun => (
                "model versions without a run",
                "1.13",
                Optional("model_versions", "run_id"),
            ),
            Self::RunDeletionTimes => (
                "deletion times of runs",
                "1.28",
                Column("runs", "deleted_time"),
            ),
            Self::ExperimentTimes => (
                "times of experiments",
                "1.29",
                Column("experiments", "creation_time"),
            ),
            Self::RegisteredModelAliases => (
                "aliases of registered models",
                "2.3",
                Table("registered_model_aliases"),
            ),
            Self::Datasets => ("data sets", "2.4", Table("datasets")),
            Self::StorageLocations => (
                "storage locations of model versions",
                "2.8",
                Column("model_versions", "storage_location"),
            ),
            Self::LongParams => (
                "params of more than 500 characters",
                "2.8",
                Length("params", "value", 8_000),
            ),
            Self::Traces => ("traces", "2.13", Table("trace_info")),
            Self::LongTags => (
                "tags of more than 5,000 characters",
                "2.17",
                Length("tags", "value", 8_000),
            ),
            Self::LoggedModels => ("logged models", "3.0", Table("logged_models")),
            Self::InputSteps => ("steps of inputs", "3.0", Column("inputs", "step")),
            Self::Assessments => ("assessments", "3.2", Table("assessments")),
            Self::Webhooks => ("webhooks", "3.3", Table("webhooks")),
            Self::EvaluationDatasets => {
                ("evaluation data sets", "3.4", Table("evaluation_datasets"))
            }
            Self::Jobs => ("jobs", "3.5", Table("jobs")),
            Self::Endpoints => ("endpoints", "3.8", Table("endpoints")),
            Self::Workspaces => ("workspaces", "3.10", Table("workspaces")),
            Self::Issues => ("issues", "3.11", Table("issues")),
            Self::ReviewQueues => ("review queues", "3.14", Table("review_queues")),
            Self::Skills => ("skills", "3.18", Table("skills")),
        };
        Definition { name, since, mark }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table `runs` with a status and such conditions.
    struct Runs(&'static [&'static str]);

    impl Catalog for Runs {
        fn has_table(&self, table: &str) -> bool {
            table == "runs"
        }

        fn column(&self, table: &str, column: &str) -> Option<Declaration> {
            (table == "runs" && column == "status").then_some(Declaration {
                is_optional: true,
                length: Some(20),
            })
        }

        fn checks(&self, table: &str) -> Vec<&str> {
            if table == "runs" {
                self.0.to_vec()
            } else {
                vec!["status IN ('KILLED')"]
            }
        }
    }

    #[test]
    fn a_status_is_kept_where_no_condition_forbids_it() {
        const OLD: &str = "status IN ('RUNNING', 'FAILED')";
        const NEW: &str = "status IN ('RUNNING', 'FAILED', 'KILLED')";
        const OTHER: &str = "lifecycle_stage IN ('active', 'deleted')";
        for (checks, keeps) in [
            (&[NEW, OTHER][..], true),
            (&[OLD, OTHER], false),
            (&[OLD, NEW], false),
            (&[OTHER], true),
            (&[], true),
        ] {
            let found = Feature::of(&Runs(checks));
            assert_eq!(found.contains(&Feature::KilledRuns), keeps, "{checks:?}");
        }
    }
}
