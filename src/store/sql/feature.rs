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
    /// The definition of the table has the word.
    Word(&'static str, &'static str),
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

    /// Its row of the table.
    pub(super) const fn definition(self) -> Definition {
        use Mark::{Column, Length, Optional, Table, Word};
        let (name, since, mark) = match self {
            Self::MetricSteps => ("steps of metrics", "1.0", Column("metrics", "step")),
            Self::NotANumber => (
                "metrics that are not finite",
                "1.1",
                Column("metrics", "is_nan"),
            ),
            Self::ExperimentTags => ("tags of experiments", "1.2", Table("experiment_tags")),
            Self::RegisteredModels => ("registered models", "1.4", Table("registered_models")),
            Self::KilledRuns => ("killed runs", "1.5", Word("runs", "KILLED")),
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
