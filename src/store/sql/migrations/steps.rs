//! Every revision that a release from 1.0 to 3.17.2 shipped, and how to get there from the one before.

use super::Work::{Fill, Reshape, Run};
use super::{Step, fill, traces};

/// The steps, in the order in which they are taken. The first leads from the tables of MLflow 0.9,
/// with which each release begins a new database.
pub(in super::super) const STEPS: &[Step] = &[
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
        work: &[Run(include_str!("df50e92ffc5e.sql"))],
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
            Run(include_str!("89d4b8295536.sql")),
            Fill(fill::latest_metrics),
        ],
    },
    Step {
        revision: "2b4d017a5e9b",
        releases: "1.4.0",
        brings: "model registry",
        work: &[Run(include_str!("2b4d017a5e9b.sql"))],
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
        work: &[Run(include_str!("728d730b5ebd.sql"))],
    },
    Step {
        revision: "27a6a02d2cf1",
        releases: "1.10.0",
        brings: "tags of model versions",
        work: &[Run(include_str!("27a6a02d2cf1.sql"))],
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
        work: &[Run(include_str!("bd07f7e963c5.sql"))],
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
        work: &[Run(include_str!("3500859a5d39.sql"))],
    },
    Step {
        revision: "7f2a7d5fae7d",
        releases: "2.4.0 to 2.7.1",
        brings: "data sets and inputs",
        work: &[Run(include_str!("7f2a7d5fae7d.sql"))],
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
        work: &[Run(include_str!("867495a8f9d4.sql"))],
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
    Step {
        revision: "400f98739977",
        releases: "",
        brings: "logged models",
        work: &[Run(include_str!("400f98739977.sql"))],
    },
    Step {
        revision: "6953534de441",
        releases: "3.0.0 and 3.1.0",
        brings: "steps of inputs",
        work: &[Run(
            "ALTER TABLE inputs ADD COLUMN step BIGINT DEFAULT '0' NOT NULL",
        )],
    },
    Step {
        revision: "bda7b8c39065",
        releases: "3.0.1 and 3.1.1 to 3.1.4",
        brings: "longer tags of model versions",
        work: &[Reshape("model_version_tags", |t| {
            t.retype("value", "TEXT");
        })],
    },
    Step {
        revision: "cbc13b556ace",
        releases: "",
        brings: "previews of traces",
        work: &[Run(include_str!("cbc13b556ace.sql"))],
    },
    Step {
        revision: "770bee3ae1dd",
        releases: "3.2.0",
        brings: "assessments",
        work: &[Run(include_str!("770bee3ae1dd.sql"))],
    },
    Step {
        revision: "a1b2c3d4e5f6",
        releases: "",
        brings: "spans",
        work: &[Run(include_str!("a1b2c3d4e5f6.sql"))],
    },
    Step {
        revision: "de4033877273",
        releases: "",
        brings: "associations of entities",
        work: &[Run(include_str!("de4033877273.sql"))],
    },
    Step {
        revision: "1a0cddfcaa16",
        releases: "3.3.0 to 3.3.2",
        brings: "webhooks",
        work: &[Run(include_str!("1a0cddfcaa16.sql"))],
    },
    Step {
        revision: "534353b11cbc",
        releases: "",
        brings: "scorers",
        work: &[Run(include_str!("534353b11cbc.sql"))],
    },
    Step {
        revision: "71994744cf8e",
        releases: "3.4.0",
        brings: "evaluation data sets",
        work: &[Run(include_str!("71994744cf8e.sql"))],
    },
    Step {
        revision: "3da73c924c2f",
        releases: "",
        brings: "outputs of evaluation records",
        work: &[Run(
            "ALTER TABLE evaluation_dataset_records ADD COLUMN outputs JSON",
        )],
    },
    Step {
        revision: "bf29a5ff90ea",
        releases: "3.5.0 to 3.7.0",
        brings: "jobs",
        work: &[Run(include_str!("bf29a5ff90ea.sql"))],
    },
    Step {
        revision: "1bd49d398cd23",
        releases: "3.8.0 to 3.8.1",
        brings: "secrets and endpoints",
        work: &[Run(include_str!("1bd49d398cd23.sql"))],
    },
    Step {
        revision: "b7c8d9e0f1a2",
        releases: "",
        brings: "metrics of traces",
        work: &[Run(include_str!("b7c8d9e0f1a2.sql"))],
    },
    Step {
        revision: "5d2d30f0abce",
        releases: "",
        brings: "names of jobs",
        work: &[
            Run("DROP INDEX index_jobs_function_status_creation_time"),
            Reshape("jobs", |t| {
                t.rename("function_fullname", "job_name");
            }),
            Run(
                "CREATE INDEX index_jobs_name_status_creation_time ON jobs (job_name, status, creation_time)",
            ),
        ],
    },
    Step {
        revision: "c9d4e5f6a7b8",
        releases: "",
        brings: "routing of endpoints",
        work: &[Run(include_str!("c9d4e5f6a7b8.sql"))],
    },
    Step {
        revision: "2c33131f4dae",
        releases: "",
        brings: "scoring while traces come in",
        work: &[Run(include_str!("2c33131f4dae.sql"))],
    },
    Step {
        revision: "d3e4f5a6b7c8",
        releases: "3.9.0",
        brings: "names of endpoint bindings",
        work: &[Run(
            "ALTER TABLE endpoint_bindings ADD COLUMN display_name VARCHAR(255)",
        )],
    },
    Step {
        revision: "d0e1f2a3b4c5",
        releases: "",
        brings: "experiments of endpoints",
        work: &[Reshape("endpoints", |t| {
            t.add("experiment_id", "INTEGER", None)
                .add("usage_tracking", "BOOLEAN", Some("'0'"))
                .reference(
                    "fk_endpoints_experiment_id",
                    &["experiment_id"],
                    ("experiments", &["experiment_id"]),
                    "ON DELETE SET NULL",
                );
        })],
    },
    Step {
        revision: "c8d9e0f1a2b3",
        releases: "",
        brings: "metrics of spans",
        work: &[Run(include_str!("c8d9e0f1a2b3.sql"))],
    },
    Step {
        revision: "1b5f0d9ad7c1",
        releases: "3.10.0 to 3.10.1",
        brings: "workspaces",
        work: &[
            Reshape("experiments", |t| {
                t.drop_unique("name");
                t.add("workspace", "VARCHAR(63)", Some("'default'"))
                    .unique("uq_experiments_workspace_name", &["workspace", "name"]);
            }),
            Reshape("registered_models", |t| {
                t.drop_unique("name");
                t.add("workspace", "VARCHAR(63)", Some("'default'"))
                    .primary_key("registered_model_pk", &["workspace", "name"]);
            }),
            Reshape("model_versions", |t| {
                t.add("workspace", "VARCHAR(63)", Some("'default'"))
                    .drop_references("registered_models")
                    .primary_key("model_version_pk", &["workspace", "name", "version"])
                    .reference(
                        "fk_model_versions_registered_models",
                        &["workspace", "name"],
                        ("registered_models", &["workspace", "name"]),
                        "ON UPDATE CASCADE",
                    );
            }),
            Reshape("registered_model_tags", |t| {
                t.add("workspace", "VARCHAR(63)", Some("'default'"))
                    .drop_references("registered_models")
                    .primary_key("registered_model_tag_pk", &["workspace", "key", "name"])
                    .reference(
                        "fk_registered_model_tags_registered_models",
                        &["workspace", "name"],
                        ("registered_models", &["workspace", "name"]),
                        "ON UPDATE CASCADE",
                    );
            }),
            Reshape("model_version_tags", |t| {
                t.add("workspace", "VARCHAR(63)", Some("'default'"))
                    .drop_references("model_versions")
                    .primary_key(
                        "model_version_tag_pk",
                        &["workspace", "key", "name", "version"],
                    )
                    .reference(
                        "fk_model_version_tags_model_versions",
                        &["workspace", "name", "version"],
                        ("model_versions", &["workspace", "name", "version"]),
                        "ON UPDATE CASCADE",
                    );
            }),
            Reshape("registered_model_aliases", |t| {
                t.add("workspace", "VARCHAR(63)", Some("'default'"))
                    .drop_references("registered_models")
                    .primary_key("registered_model_alias_pk", &["workspace", "name", "alias"])
                    .reference(
                        "fk_registered_model_aliases_registered_models",
                        &["workspace", "name"],
                        ("registered_models", &["workspace", "name"]),
                        "ON DELETE CASCADE ON UPDATE CASCADE",
                    );
            }),
            Reshape("evaluation_datasets", |t| {
                t.add("workspace", "VARCHAR(63)", Some("'default'"));
            }),
            Reshape("webhooks", |t| {
                t.add("workspace", "VARCHAR(63)", Some("'default'"));
            }),
            Run("DROP INDEX IF EXISTS unique_secret_name"),
            Reshape("secrets", |t| {
                t.add("workspace", "VARCHAR(63)", Some("'default'")).unique(
                    "uq_secrets_workspace_secret_name",
                    &["workspace", "secret_name"],
                );
            }),
            Run("DROP INDEX IF EXISTS unique_endpoint_name"),
            Reshape("endpoints", |t| {
                t.add("workspace", "VARCHAR(63)", Some("'default'"))
                    .unique("uq_endpoints_workspace_name", &["workspace", "name"]);
            }),
            Run("DROP INDEX IF EXISTS unique_model_definition_name"),
            Reshape("model_definitions", |t| {
                t.add("workspace", "VARCHAR(63)", Some("'default'")).unique(
                    "uq_model_definitions_workspace_name",
                    &["workspace", "name"],
                );
            }),
            Run("DROP INDEX index_jobs_name_status_creation_time"),
            Reshape("jobs", |t| {
                t.add("workspace", "VARCHAR(63)", Some("'default'"));
            }),
            Run(
                "CREATE INDEX index_jobs_name_status_creation_time ON jobs (job_name, workspace, status, creation_time)",
            ),
            Run(include_str!("1b5f0d9ad7c1.sql")),
        ],
    },
    Step {
        revision: "e1f2a3b4c5d6",
        releases: "",
        brings: "budgets",
        work: &[Run(include_str!("e1f2a3b4c5d6.sql"))],
    },
    Step {
        revision: "76601a5f987d",
        releases: "",
        brings: "issues",
        work: &[Run(include_str!("76601a5f987d.sql"))],
    },
    Step {
        revision: "c3d6457b6d8a",
        releases: "3.11.1",
        brings: "details of jobs",
        work: &[Run("ALTER TABLE jobs ADD COLUMN status_details JSON")],
    },
    Step {
        revision: "a5b4c3d2e1f0",
        releases: "",
        brings: "index of metrics by step",
        work: &[Run(
            "CREATE INDEX index_metrics_run_uuid_key_step ON metrics (run_uuid, \"key\", step)",
        )],
    },
    Step {
        revision: "ae8bbe7743c9",
        releases: "",
        brings: "guardrails",
        work: &[Run(include_str!("ae8bbe7743c9.sql"))],
    },
    Step {
        revision: "7d34483879f0",
        releases: "3.12.0",
        brings: "indexes of tags by workspace",
        work: &[
            Run(
                "CREATE INDEX idx_model_version_tags_workspace_name_version ON model_version_tags (workspace, name, version)",
            ),
            Run(
                "CREATE INDEX idx_registered_model_tags_workspace_name ON registered_model_tags (workspace, name)",
            ),
        ],
    },
    Step {
        revision: "da6fb0208061",
        releases: "3.13.0",
        brings: "archives of traces",
        work: &[Run(include_str!("da6fb0208061.sql"))],
    },
    Step {
        revision: "89d3d66ed43f",
        releases: "",
        brings: "label schemas",
        work: &[Run(include_str!("89d3d66ed43f.sql"))],
    },
    Step {
        revision: "b7e4c1a90f23",
        releases: "3.14.0",
        brings: "review queues",
        work: &[Run(include_str!("b7e4c1a90f23.sql"))],
    },
    Step {
        revision: "a8b9c0d1e2f3",
        releases: "",
        brings: "MCP servers",
        work: &[Run(include_str!("a8b9c0d1e2f3.sql"))],
    },
    Step {
        revision: "c1d2e3f4a5b6",
        releases: "",
        brings: "index of spans by time",
        work: &[
            Run("DROP INDEX index_spans_experiment_id"),
            Run(
                "CREATE INDEX index_spans_experiment_id_start_time ON spans (experiment_id, start_time_unix_nano)",
            ),
        ],
    },
    Step {
        revision: "c3d9e7f1a2b4",
        releases: "",
        brings: "targets of budgets",
        work: &[
            Run("ALTER TABLE budget_policies ADD COLUMN target_value VARCHAR(255)"),
            Run("CREATE INDEX idx_budget_policies_target_value ON budget_policies (target_value)"),
        ],
    },
    Step {
        revision: "6f8d9c3b2a1e",
        releases: "3.15.0 to 3.15.2",
        brings: "deletion of traces with their experiment",
        work: &[Reshape("trace_info", |t| {
            t.drop_references("experiments").reference(
                "fk_trace_info_experiment_id",
                &["experiment_id"],
                ("experiments", &["experiment_id"]),
                "ON DELETE CASCADE",
            );
        })],
    },
    Step {
        revision: "1971f2d9a75b",
        releases: "",
        brings: "index of traces by time",
        work: &[Run(
            "CREATE INDEX index_trace_info_timestamp_ms_request_id ON trace_info (timestamp_ms, request_id)",
        )],
    },
    Step {
        revision: "17e22815139b",
        releases: "",
        brings: "longer tags of experiments",
        work: &[Reshape("experiment_tags", |t| {
            t.retype("value", "TEXT");
        })],
    },
    Step {
        revision: "b7e2c1a4d9f3",
        releases: "3.16.0 to 3.16.1",
        brings: "creators of jobs",
        work: &[Run("ALTER TABLE jobs ADD COLUMN creator VARCHAR(255)")],
    },
    Step {
        revision: "75868b020152",
        releases: "",
        brings: "columns for names, tokens and costs of traces",
        work: &[
            Fill(traces::add_columns),
            Fill(traces::fill),
            Reshape("assessments", |t| {
                t.require("is_numeric_value", true);
            }),
            Reshape("spans", |t| {
                t.drop_column("dimension_attributes")
                    .drop_references("trace_info")
                    .drop_references("experiments")
                    .reference(
                        "fk_spans_experiment_id",
                        &["experiment_id"],
                        ("experiments", &["experiment_id"]),
                        "",
                    )
                    .reference(
                        "fk_spans_trace_id",
                        &["trace_id"],
                        ("trace_info", &["request_id"]),
                        "ON DELETE CASCADE",
                    );
            }),
            Run(include_str!("75868b020152_rollups.sql")),
        ],
    },
    Step {
        revision: "dc11669786a5",
        releases: "3.17.0 to 3.17.2",
        brings: "leases and locks of jobs",
        work: &[
            Run(include_str!("dc11669786a5.sql")),
            Fill(fill::cancel_jobs),
        ],
    },
];
