//! The revisions that MLflow 3 shipped.

use super::super::Work::{Fill, Reshape, Run};
use super::super::{Step, fill, traces, workspaces};

pub(super) const STEPS: &[Step] = &[
    Step {
        revision: "400f98739977",
        releases: "",
        brings: "logged models",
        work: &[Run(include_str!("../400f98739977.sql"))],
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
        work: &[Run(include_str!("../cbc13b556ace.sql"))],
    },
    Step {
        revision: "770bee3ae1dd",
        releases: "3.2.0",
        brings: "assessments",
        work: &[Run(include_str!("../770bee3ae1dd.sql"))],
    },
    Step {
        revision: "a1b2c3d4e5f6",
        releases: "",
        brings: "spans",
        work: &[Run(include_str!("../a1b2c3d4e5f6.sql"))],
    },
    Step {
        revision: "de4033877273",
        releases: "",
        brings: "associations of entities",
        work: &[Run(include_str!("../de4033877273.sql"))],
    },
    Step {
        revision: "1a0cddfcaa16",
        releases: "3.3.0 to 3.3.2",
        brings: "webhooks",
        work: &[Run(include_str!("../1a0cddfcaa16.sql"))],
    },
    Step {
        revision: "534353b11cbc",
        releases: "",
        brings: "scorers",
        work: &[Run(include_str!("../534353b11cbc.sql"))],
    },
    Step {
        revision: "71994744cf8e",
        releases: "3.4.0",
        brings: "evaluation data sets",
        work: &[Run(include_str!("../71994744cf8e.sql"))],
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
        work: &[Run(include_str!("../bf29a5ff90ea.sql"))],
    },
    Step {
        revision: "1bd49d398cd23",
        releases: "3.8.0 to 3.8.1",
        brings: "secrets and endpoints",
        work: &[Run(include_str!("../1bd49d398cd23.sql"))],
    },
    Step {
        revision: "b7c8d9e0f1a2",
        releases: "",
        brings: "metrics of traces",
        work: &[Run(include_str!("../b7c8d9e0f1a2.sql"))],
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
        work: &[Run(include_str!("../c9d4e5f6a7b8.sql"))],
    },
    Step {
        revision: "2c33131f4dae",
        releases: "",
        brings: "scoring while traces come in",
        work: &[Run(include_str!("../2c33131f4dae.sql"))],
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
        work: &[Run(include_str!("../c8d9e0f1a2b3.sql"))],
    },
    Step {
        revision: "1b5f0d9ad7c1",
        releases: "3.10.0 to 3.10.1",
        brings: "workspaces",
        work: workspaces::WORK,
    },
    Step {
        revision: "e1f2a3b4c5d6",
        releases: "",
        brings: "budgets",
        work: &[Run(include_str!("../e1f2a3b4c5d6.sql"))],
    },
    Step {
        revision: "76601a5f987d",
        releases: "",
        brings: "issues",
        work: &[Run(include_str!("../76601a5f987d.sql"))],
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
        work: &[Run(include_str!("../ae8bbe7743c9.sql"))],
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
        work: &[Run(include_str!("../da6fb0208061.sql"))],
    },
    Step {
        revision: "89d3d66ed43f",
        releases: "",
        brings: "label schemas",
        work: &[Run(include_str!("../89d3d66ed43f.sql"))],
    },
    Step {
        revision: "b7e4c1a90f23",
        releases: "3.14.0",
        brings: "review queues",
        work: &[Run(include_str!("../b7e4c1a90f23.sql"))],
    },
    Step {
        revision: "a8b9c0d1e2f3",
        releases: "",
        brings: "MCP servers",
        work: &[Run(include_str!("../a8b9c0d1e2f3.sql"))],
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
            Run(include_str!("../75868b020152_rollups.sql")),
        ],
    },
    Step {
        revision: "dc11669786a5",
        releases: "3.17.0 to 3.17.2",
        brings: "leases and locks of jobs",
        work: &[
            Run(include_str!("../dc11669786a5.sql")),
            Fill(fill::cancel_jobs),
        ],
    },
    Step {
        revision: "e7d1f4b2a9c6",
        releases: "",
        brings: "skills",
        work: &[Run(include_str!("../e7d1f4b2a9c6.sql"))],
    },
    Step {
        revision: "8b6ad64cb8f5",
        releases: "",
        brings: "categories of issues",
        work: &[
            Run(include_str!("../8b6ad64cb8f5.sql")),
            Fill(fill::issue_categories),
        ],
    },
    Step {
        revision: "f4a9b2c7d1e6",
        releases: "3.18.0",
        brings: "nothing in SQLite",
        work: &[],
    },
];
