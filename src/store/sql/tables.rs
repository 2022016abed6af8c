//! The tables and columns that statements name.
//!
//! One list for everybody who asks: a database of an older schema gets views by it
//! ([`super::schema`]), and one of a schema that is not known is used if it has all of them. A test
//! compares the list with the statements.

/// A table that statements name without asking for it first, and its columns that they name.
pub(super) struct Table {
    pub(super) name: &'static str,
    /// Those that it has had since it came.
    pub(super) columns: &'static [&'static str],
    /// Those that came to it later.
    pub(super) later: &'static [LaterColumn],
}

/// A column that came to a table after its first release.
pub(super) struct LaterColumn {
    pub(super) name: &'static str,
    /// What its absence means, in SQL.
    pub(super) default: &'static str,
}

impl Table {
    /// All columns that statements name.
    pub(super) fn all_columns(&self) -> impl Iterator<Item = &'static str> {
        let later = self.later.iter().map(|column| column.name);
        self.columns.iter().copied().chain(later)
    }
}

const fn later(name: &'static str, default: &'static str) -> LaterColumn {
    LaterColumn { name, default }
}

/// The column of the workspace, which came to many tables with MLflow 3.10.
const WORKSPACE: LaterColumn = later("workspace", "'default'");

/// The table of the latest points, which is a view of all points before MLflow 1.3.
pub(super) const LATEST_METRICS: &str = "latest_metrics";

/// All of them, by name.
pub(super) const TABLES: [Table; 22] = [
    Table {
        name: "datasets",
        columns: &[
            "dataset_uuid",
            "experiment_id",
            "name",
            "digest",
            "dataset_source_type",
            "dataset_source",
            "dataset_schema",
            "dataset_profile",
        ],
        later: &[],
    },
    Table {
        name: "experiment_tags",
        columns: &["key", "value", "experiment_id"],
        later: &[],
    },
    Table {
        name: "experiments",
        columns: &[
            "experiment_id",
            "name",
            "artifact_location",
            "lifecycle_stage",
        ],
        later: &[
            later("creation_time", "NULL"),
            later("last_update_time", "NULL"),
            WORKSPACE,
        ],
    },
    Table {
        name: "input_tags",
        columns: &["input_uuid", "name", "value"],
        later: &[],
    },
    Table {
        name: "inputs",
        columns: &[
            "input_uuid",
            "source_type",
            "source_id",
            "destination_type",
            "destination_id",
        ],
        later: &[later("step", "0")],
    },
    Table {
        name: "jobs",
        columns: &["id", "creation_time", "status"],
        later: &[WORKSPACE],
    },
    Table {
        name: LATEST_METRICS,
        columns: &["key", "value", "timestamp", "step", "is_nan", "run_uuid"],
        later: &[],
    },
    Table {
        name: "logged_model_metrics",
        columns: &[
            "model_id",
            "metric_name",
            "metric_timestamp_ms",
            "metric_step",
            "metric_value",
            "experiment_id",
            "run_id",
            "dataset_name",
            "dataset_digest",
        ],
        later: &[],
    },
    Table {
        name: "logged_model_params",
        columns: &["model_id", "experiment_id", "param_key", "param_value"],
        later: &[],
    },
    Table {
        name: "logged_model_tags",
        columns: &["model_id", "experiment_id", "tag_key", "tag_value"],
        later: &[],
    },
    Table {
        name: "logged_models",
        columns: &[
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
        later: &[],
    },
    Table {
        name: "metrics",
        columns: &["key", "value", "timestamp", "run_uuid"],
        later: &[later("step", "0"), later("is_nan", "FALSE")],
    },
    Table {
        name: "model_version_tags",
        columns: &["key", "value", "name", "version"],
        later: &[WORKSPACE],
    },
    Table {
        name: "model_versions",
        columns: &[
            "name",
            "version",
            "creation_time",
            "last_updated_time",
            "description",
            "user_id",
            "current_stage",
            "source",
            "run_id",
            "status",
            "status_message",
        ],
        later: &[
            later("run_link", "NULL"),
            later("storage_location", "NULL"),
            WORKSPACE,
        ],
    },
    Table {
        name: "params",
        columns: &["key", "value", "run_uuid"],
        later: &[],
    },
    Table {
        name: "registered_model_aliases",
        columns: &["alias", "version", "name"],
        later: &[WORKSPACE],
    },
    Table {
        name: "registered_model_tags",
        columns: &["key", "value", "name"],
        later: &[WORKSPACE],
    },
    Table {
        name: "registered_models",
        columns: &["name", "creation_time", "last_updated_time", "description"],
        later: &[WORKSPACE],
    },
    Table {
        name: "runs",
        columns: &[
            "run_uuid",
            "name",
            "source_type",
            "source_name",
            "entry_point_name",
            "source_version",
            "user_id",
            "status",
            "start_time",
            "end_time",
            "lifecycle_stage",
            "artifact_uri",
            "experiment_id",
        ],
        later: &[later("deleted_time", "NULL")],
    },
    Table {
        name: "tags",
        columns: &["key", "value", "run_uuid"],
        later: &[],
    },
    Table {
        name: "webhook_events",
        columns: &["webhook_id", "entity", "action"],
        later: &[],
    },
    Table {
        name: "webhooks",
        columns: &[
            "webhook_id",
            "name",
            "description",
            "url",
            "status",
            "secret",
            "creation_timestamp",
            "last_updated_timestamp",
            "deleted_timestamp",
        ],
        later: &[WORKSPACE],
    },
];
