//! Revision 1b5f0d9ad7c1: everything that has a name has it within a workspace.

use super::Work::{self, Reshape, Run};

/// The work of the step.
pub(super) const WORK: &[Work] = &[
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
];
