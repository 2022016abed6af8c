//! The revisions that MLflow 1.0 to 2.22 shipped.

use super::super::Work::{Fill, Reshape, Run};
use super::super::{Step, fill};

/// The first leads from the tables of MLflow 0.9, with which each release begins a new database.
pub(super) const STEPS: &[Step] = &[
    Step {
        revision: "451aebb31d03",
        releases: "",
        brings: "steps of metrics",
        work: &[
            Run("ALTER TABLE metrics ADD COLUMN step BIGINT DEFAULT '0' NOT NULL"),
            Reshape("metrics", |t| {
                t.primary_key(
                    "metric_pk",
                    &["key", "timestamp", "step", "run_uuid", "value"],
                );
            }),
        ],
    },
    Step {
        revision: "90e64c465722",
        releases: "1.0.0",
        brings: "users as tags",
        work: &[Fill(fill::user_tags)],
    },
    Step {
        revision: "181f10493468",
        releases: "1.1.0",
        brings: "metrics that are not a number",
        work: &[Reshape("metrics", |t| {
            t.retype("value", "FLOAT")
                .add("is_nan", "BOOLEAN", Some("'0'"))
                .primary_key(
                    "metric_pk",
                    &["key", "timestamp", "step", "run_uuid", "value", "is_nan"],
                );
        })],
    },
    Step {
        revision: "df50e92ffc5e",
        releases: "",
        brings: "tags of experiments",
        work: &[Run(include_str!("../df50e92ffc5e.sql"))],
    },
    Step {
        revision: "7ac759974ad8",
        releases: "1.2.0",
        brings: "longer tags",
        work: &[Reshape("tags", |t| {
            t.retype("value", "VARCHAR(5000)");
        })],
    },
    Step {
        revision: "89d4b8295536",
        releases: "1.3.0",
        brings: "latest metrics",
        work: &[
            Run(include_str!("../89d4b8295536.sql")),
            Fill(fill::latest_metrics),
        ],
    },
    Step {
        revision: "2b4d017a5e9b",
        releases: "1.4.0",
        brings: "model registry",
        work: &[Run(include_str!("../2b4d017a5e9b.sql"))],
    },
    Step {
        revision: "cfd24bdc0731",
        releases: "1.5.0",
        brings: "killed runs",
        work: &[Reshape("runs", |t| {
            t.drop_check("status")
                .retype("status", "VARCHAR(9)")
                .check("status IN ('SCHEDULED', 'FAILED', 'FINISHED', 'RUNNING', 'KILLED')");
        })],
    },
    Step {
        revision: "0a8213491aaa",
        releases: "1.6.0 to 1.9.1",
        brings: "nothing in SQLite",
        work: &[],
    },
    Step {
        revision: "728d730b5ebd",
        releases: "",
        brings: "tags of registered models",
        work: &[Run(include_str!("../728d730b5ebd.sql"))],
    },
    Step {
        revision: "27a6a02d2cf1",
        releases: "1.10.0",
        brings: "tags of model versions",
        work: &[Run(include_str!("../27a6a02d2cf1.sql"))],
    },
    Step {
        revision: "84291f40a231",
        releases: "1.11.0 to 1.12.1",
        brings: "links to runs of model versions",
        work: &[Run(
            "ALTER TABLE model_versions ADD COLUMN run_link VARCHAR(500)",
        )],
    },
    Step {
        revision: "a8c4a736bde6",
        releases: "1.13 to 1.14.1",
        brings: "model versions without a run",
        work: &[Reshape("model_versions", |t| {
            t.require("run_id", false);
        })],
    },
    Step {
        revision: "39d1c3be5f05",
        releases: "1.15.0",
        brings: "checks of `is_nan`",
        work: &[
            Reshape("latest_metrics", |t| {
                t.require("is_nan", true).check("is_nan IN (0, 1)");
            }),
            Reshape("metrics", |t| {
                t.require("is_nan", true).check("is_nan IN (0, 1)");
            }),
        ],
    },
    Step {
        revision: "c48cb773bb87",
        releases: "1.16.0 to 1.24.0",
        brings: "nothing in SQLite",
        work: &[],
    },
    Step {
        revision: "bd07f7e963c5",
        releases: "1.25.0 to 1.27.0",
        brings: "indexes by run",
        work: &[Run(include_str!("../bd07f7e963c5.sql"))],
    },
    Step {
        revision: "0c779009ac13",
        releases: "",
        brings: "deletion times of runs",
        work: &[Run("ALTER TABLE runs ADD COLUMN deleted_time BIGINT")],
    },
    Step {
        revision: "cc1f77228345",
        releases: "1.28.0",
        brings: "longer params",
        work: &[Reshape("params", |t| {
            t.retype("value", "VARCHAR(500)").require("value", true);
        })],
    },
    Step {
        revision: "97727af70f4d",
        releases: "1.29.0 to 2.2.2",
        brings: "times of experiments",
        work: &[
            Run("ALTER TABLE experiments ADD COLUMN creation_time BIGINT"),
            Run("ALTER TABLE experiments ADD COLUMN last_update_time BIGINT"),
        ],
    },
    Step {
        revision: "3500859a5d39",
        releases: "2.3.0 to 2.3.2",
        brings: "aliases of registered models",
        work: &[Run(include_str!("../3500859a5d39.sql"))],
    },
    Step {
        revision: "7f2a7d5fae7d",
        releases: "2.4.0 to 2.7.1",
        brings: "data sets and inputs",
        work: &[Run(include_str!("../7f2a7d5fae7d.sql"))],
    },
    Step {
        revision: "2d6e25af4d3e",
        releases: "",
        brings: "longer params",
        work: &[Reshape("params", |t| {
            t.retype("value", "VARCHAR(8000)");
        })],
    },
    Step {
        revision: "acf3f17fdcc7",
        releases: "2.8.0 to 2.12.2",
        brings: "storage locations of model versions",
        work: &[Run(
            "ALTER TABLE model_versions ADD COLUMN storage_location VARCHAR(500)",
        )],
    },
    Step {
        revision: "867495a8f9d4",
        releases: "2.13.0",
        brings: "traces",
        work: &[Run(include_str!("../867495a8f9d4.sql"))],
    },
    Step {
        revision: "5b0e9adcef9c",
        releases: "2.13.1 to 2.14.3",
        brings: "deletion of traces with what is theirs",
        work: &[
            Reshape("trace_tags", |t| {
                t.drop_references("trace_info").reference(
                    "fk_trace_tags_request_id",
                    &["request_id"],
                    ("trace_info", &["request_id"]),
                    "ON DELETE CASCADE",
                );
            }),
            Reshape("trace_request_metadata", |t| {
                t.drop_references("trace_info").reference(
                    "fk_trace_request_metadata_request_id",
                    &["request_id"],
                    ("trace_info", &["request_id"]),
                    "ON DELETE CASCADE",
                );
            }),
        ],
    },
    Step {
        revision: "4465047574b1",
        releases: "2.15.0 to 2.16.2",
        brings: "nothing in SQLite",
        work: &[],
    },
    Step {
        revision: "f5a4f2784254",
        releases: "2.17.0 to 2.17.2",
        brings: "longer tags",
        work: &[Reshape("tags", |t| {
            t.retype("value", "VARCHAR(8000)");
        })],
    },
    Step {
        revision: "0584bdc529eb",
        releases: "2.18.0 to 2.22.5",
        brings: "deletion of data sets with their experiment",
        work: &[Reshape("datasets", |t| {
            t.drop_references("experiments").reference(
                "fk_datasets_experiment_id_experiments",
                &["experiment_id"],
                ("experiments", &["experiment_id"]),
                "ON DELETE CASCADE",
            );
        })],
    },
];
