-- The schemas of MLflow 3, revision by revision; `mod.rs` tells how this is read.

--- 400f98739977
CREATE TABLE logged_models (
    model_id VARCHAR(36) NOT NULL,
    experiment_id INTEGER NOT NULL,
    name VARCHAR(500) NOT NULL,
    artifact_location VARCHAR(1000) NOT NULL,
    creation_timestamp_ms BIGINT NOT NULL,
    last_updated_timestamp_ms BIGINT NOT NULL,
    status INTEGER NOT NULL,
    lifecycle_stage VARCHAR(32),
    model_type VARCHAR(500),
    source_run_id VARCHAR(32),
    status_message VARCHAR(1000),
    CONSTRAINT logged_models_pk PRIMARY KEY (model_id),
    CONSTRAINT logged_models_lifecycle_stage_check CHECK (lifecycle_stage IN ('active', 'deleted')),
    CONSTRAINT fk_logged_models_experiment_id FOREIGN KEY (experiment_id)
        REFERENCES experiments (experiment_id) ON DELETE CASCADE
);
CREATE TABLE logged_model_metrics (
    model_id VARCHAR(36) NOT NULL,
    metric_name VARCHAR(500) NOT NULL,
    metric_timestamp_ms BIGINT NOT NULL,
    metric_step BIGINT NOT NULL,
    metric_value FLOAT(53),
    experiment_id INTEGER NOT NULL,
    run_id VARCHAR(32) NOT NULL,
    dataset_uuid VARCHAR(36),
    dataset_name VARCHAR(500),
    dataset_digest VARCHAR(36),
    CONSTRAINT logged_model_metrics_pk PRIMARY KEY (model_id, metric_name, metric_timestamp_ms, metric_step, run_id),
    CONSTRAINT fk_logged_model_metrics_experiment_id FOREIGN KEY (experiment_id)
        REFERENCES experiments (experiment_id),
    CONSTRAINT fk_logged_model_metrics_model_id FOREIGN KEY (model_id)
        REFERENCES logged_models (model_id) ON DELETE CASCADE,
    CONSTRAINT fk_logged_model_metrics_run_id FOREIGN KEY (run_id)
        REFERENCES runs (run_uuid) ON DELETE CASCADE
);
CREATE INDEX index_logged_model_metrics_model_id ON logged_model_metrics (model_id);
CREATE TABLE logged_model_params (
    model_id VARCHAR(36) NOT NULL,
    experiment_id INTEGER NOT NULL,
    param_key VARCHAR(255) NOT NULL,
    param_value TEXT NOT NULL,
    CONSTRAINT logged_model_params_pk PRIMARY KEY (model_id, param_key),
    CONSTRAINT fk_logged_model_params_experiment_id FOREIGN KEY (experiment_id)
        REFERENCES experiments (experiment_id),
    CONSTRAINT fk_logged_model_params_model_id FOREIGN KEY (model_id)
        REFERENCES logged_models (model_id) ON DELETE CASCADE
);
CREATE TABLE logged_model_tags (
    model_id VARCHAR(36) NOT NULL,
    experiment_id INTEGER NOT NULL,
    tag_key VARCHAR(255) NOT NULL,
    tag_value TEXT NOT NULL,
    CONSTRAINT logged_model_tags_pk PRIMARY KEY (model_id, tag_key),
    CONSTRAINT fk_logged_model_tags_experiment_id FOREIGN KEY (experiment_id)
        REFERENCES experiments (experiment_id),
    CONSTRAINT fk_logged_model_tags_model_id FOREIGN KEY (model_id)
        REFERENCES logged_models (model_id) ON DELETE CASCADE
);

--- 6953534de441
ALTER TABLE inputs ADD COLUMN step BIGINT DEFAULT '0' NOT NULL;

--- bda7b8c39065
ALTER TABLE model_version_tags MODIFY value TEXT NULL;

--- cbc13b556ace
ALTER TABLE trace_info ADD COLUMN client_request_id VARCHAR(50);
ALTER TABLE trace_info ADD COLUMN request_preview VARCHAR(1000);
ALTER TABLE trace_info ADD COLUMN response_preview VARCHAR(1000);

--- 770bee3ae1dd
CREATE TABLE assessments (
    assessment_id VARCHAR(50) NOT NULL,
    trace_id VARCHAR(50) NOT NULL,
    name VARCHAR(250) NOT NULL,
    assessment_type VARCHAR(20) NOT NULL,
    value TEXT NOT NULL,
    error TEXT,
    created_timestamp BIGINT NOT NULL,
    last_updated_timestamp BIGINT NOT NULL,
    source_type VARCHAR(50) NOT NULL,
    source_id VARCHAR(250),
    run_id VARCHAR(32),
    span_id VARCHAR(50),
    rationale TEXT,
    overrides VARCHAR(50),
    valid BOOLEAN NOT NULL,
    assessment_metadata TEXT,
    CONSTRAINT assessments_pk PRIMARY KEY (assessment_id),
    CONSTRAINT fk_assessments_trace_id FOREIGN KEY (trace_id)
        REFERENCES trace_info (request_id) ON DELETE CASCADE
);
CREATE INDEX index_assessments_trace_id_created_timestamp
    ON assessments (trace_id, created_timestamp);
CREATE INDEX index_assessments_run_id_created_timestamp ON assessments (run_id, created_timestamp);
CREATE INDEX index_assessments_last_updated_timestamp ON assessments (last_updated_timestamp);
CREATE INDEX index_assessments_assessment_type ON assessments (assessment_type);

--- a1b2c3d4e5f6
CREATE TABLE spans (
    trace_id VARCHAR(50) NOT NULL,
    experiment_id INTEGER NOT NULL,
    span_id VARCHAR(50) NOT NULL,
    parent_span_id VARCHAR(50),
    name TEXT,
    type VARCHAR(500),
    status VARCHAR(50) NOT NULL,
    start_time_unix_nano BIGINT NOT NULL,
    end_time_unix_nano BIGINT,
    duration_ns BIGINT GENERATED ALWAYS AS (end_time_unix_nano - start_time_unix_nano) STORED,
    content LONGTEXT NOT NULL,
    CONSTRAINT spans_pk PRIMARY KEY (trace_id, span_id),
    CONSTRAINT fk_spans_trace_id FOREIGN KEY (trace_id)
        REFERENCES trace_info (request_id) ON DELETE CASCADE,
    CONSTRAINT fk_spans_experiment_id FOREIGN KEY (experiment_id)
        REFERENCES experiments (experiment_id)
);
CREATE INDEX index_spans_experiment_id ON spans (experiment_id);
CREATE INDEX index_spans_experiment_id_status_type ON spans (experiment_id, status, type);
CREATE INDEX index_spans_experiment_id_type_status ON spans (experiment_id, type, status);
CREATE INDEX index_spans_experiment_id_duration ON spans (experiment_id, duration_ns);

--- de4033877273
CREATE TABLE entity_associations (
    association_id VARCHAR(36) NOT NULL,
    source_type VARCHAR(36) NOT NULL,
    source_id VARCHAR(36) NOT NULL,
    destination_type VARCHAR(36) NOT NULL,
    destination_id VARCHAR(36) NOT NULL,
    created_time BIGINT,
    CONSTRAINT entity_associations_pk PRIMARY KEY (source_type, source_id, destination_type, destination_id)
);
CREATE INDEX index_entity_associations_association_id ON entity_associations (association_id);
CREATE INDEX index_entity_associations_reverse_lookup
    ON entity_associations (destination_type, destination_id, source_type, source_id);

--- 1a0cddfcaa16
CREATE TABLE webhooks (
    webhook_id VARCHAR(256) NOT NULL,
    name VARCHAR(256) NOT NULL,
    description VARCHAR(1000),
    url VARCHAR(500) NOT NULL,
    status VARCHAR(20) DEFAULT 'ACTIVE' NOT NULL,
    secret VARCHAR(1000),
    creation_timestamp BIGINT,
    last_updated_timestamp BIGINT,
    deleted_timestamp BIGINT,
    CONSTRAINT webhook_pk PRIMARY KEY (webhook_id)
);
CREATE INDEX idx_webhooks_status ON webhooks (status);
CREATE INDEX idx_webhooks_name ON webhooks (name);
CREATE TABLE webhook_events (
    webhook_id VARCHAR(256) NOT NULL,
    entity VARCHAR(50) NOT NULL,
    action VARCHAR(50) NOT NULL,
    CONSTRAINT webhook_event_pk PRIMARY KEY (webhook_id, entity, action),
    FOREIGN KEY (webhook_id) REFERENCES webhooks (webhook_id) ON DELETE CASCADE
);
CREATE INDEX idx_webhook_events_entity ON webhook_events (entity);
CREATE INDEX idx_webhook_events_action ON webhook_events (action);
CREATE INDEX idx_webhook_events_entity_action ON webhook_events (entity, action);

--- 534353b11cbc
CREATE TABLE scorers (
    experiment_id INTEGER NOT NULL,
    scorer_name VARCHAR(256) NOT NULL,
    scorer_id VARCHAR(36) NOT NULL,
    CONSTRAINT scorer_pk PRIMARY KEY (scorer_id),
    CONSTRAINT fk_scorers_experiment_id FOREIGN KEY (experiment_id)
        REFERENCES experiments (experiment_id) ON DELETE CASCADE
);
CREATE TABLE scorer_versions (
    scorer_id VARCHAR(36) NOT NULL,
    scorer_version INTEGER NOT NULL,
    serialized_scorer TEXT NOT NULL,
    creation_time BIGINT,
    CONSTRAINT scorer_version_pk PRIMARY KEY (scorer_id, scorer_version),
    CONSTRAINT fk_scorer_versions_scorer_id FOREIGN KEY (scorer_id)
        REFERENCES scorers (scorer_id) ON DELETE CASCADE
);
CREATE UNIQUE INDEX index_scorers_experiment_id_scorer_name ON scorers (experiment_id, scorer_name);
CREATE INDEX index_scorer_versions_scorer_id ON scorer_versions (scorer_id);

--- 71994744cf8e
CREATE TABLE evaluation_datasets (
    dataset_id VARCHAR(36) NOT NULL,
    name VARCHAR(255) NOT NULL,
    "schema" TEXT,
    profile TEXT,
    digest VARCHAR(64),
    created_time BIGINT,
    last_update_time BIGINT,
    created_by VARCHAR(255),
    last_updated_by VARCHAR(255),
    CONSTRAINT evaluation_datasets_pk PRIMARY KEY (dataset_id)
);
CREATE INDEX index_evaluation_datasets_name ON evaluation_datasets (name);
CREATE INDEX index_evaluation_datasets_created_time ON evaluation_datasets (created_time);
CREATE TABLE evaluation_dataset_tags (
    dataset_id VARCHAR(36) NOT NULL,
    "key" VARCHAR(255) NOT NULL,
    value VARCHAR(5000),
    CONSTRAINT evaluation_dataset_tags_pk PRIMARY KEY (dataset_id, "key"),
    CONSTRAINT fk_evaluation_dataset_tags_dataset_id FOREIGN KEY (dataset_id)
        REFERENCES evaluation_datasets (dataset_id) ON DELETE CASCADE
);
CREATE INDEX index_evaluation_dataset_tags_dataset_id ON evaluation_dataset_tags (dataset_id);
CREATE TABLE evaluation_dataset_records (
    dataset_record_id VARCHAR(36) NOT NULL,
    dataset_id VARCHAR(36) NOT NULL,
    inputs JSON NOT NULL,
    expectations JSON,
    tags JSON,
    source JSON,
    source_id VARCHAR(36),
    source_type VARCHAR(255),
    created_time BIGINT,
    last_update_time BIGINT,
    created_by VARCHAR(255),
    last_updated_by VARCHAR(255),
    input_hash VARCHAR(64) NOT NULL,
    CONSTRAINT evaluation_dataset_records_pk PRIMARY KEY (dataset_record_id),
    CONSTRAINT fk_evaluation_dataset_records_dataset_id FOREIGN KEY (dataset_id)
        REFERENCES evaluation_datasets (dataset_id) ON DELETE CASCADE
);
CREATE INDEX index_evaluation_dataset_records_dataset_id ON evaluation_dataset_records (dataset_id);
ALTER TABLE evaluation_dataset_records ADD CONSTRAINT unique_dataset_input
    UNIQUE (dataset_id, input_hash);

--- 3da73c924c2f
ALTER TABLE evaluation_dataset_records ADD COLUMN outputs JSON;

--- bf29a5ff90ea
CREATE TABLE jobs (
    id VARCHAR(36) NOT NULL,
    creation_time BIGINT NOT NULL,
    function_fullname VARCHAR(500) NOT NULL,
    params TEXT NOT NULL,
    timeout FLOAT(53),
    status INTEGER NOT NULL,
    result TEXT,
    retry_count INTEGER NOT NULL,
    last_update_time BIGINT NOT NULL,
    CONSTRAINT jobs_pk PRIMARY KEY (id)
);
CREATE INDEX index_jobs_function_status_creation_time
    ON jobs (function_fullname, status, creation_time);

--- 1bd49d398cd23
CREATE TABLE secrets (
    secret_id VARCHAR(36) NOT NULL,
    secret_name VARCHAR(255) NOT NULL,
    encrypted_value BLOB NOT NULL,
    wrapped_dek BLOB NOT NULL,
    kek_version INTEGER NOT NULL,
    masked_value VARCHAR(500) NOT NULL,
    provider VARCHAR(64),
    auth_config TEXT,
    description TEXT,
    created_by VARCHAR(255),
    created_at BIGINT NOT NULL,
    last_updated_by VARCHAR(255),
    last_updated_at BIGINT NOT NULL,
    CONSTRAINT secrets_pk PRIMARY KEY (secret_id)
);
CREATE UNIQUE INDEX unique_secret_name ON secrets (secret_name);
CREATE TABLE endpoints (
    endpoint_id VARCHAR(36) NOT NULL,
    name VARCHAR(255),
    created_by VARCHAR(255),
    created_at BIGINT NOT NULL,
    last_updated_by VARCHAR(255),
    last_updated_at BIGINT NOT NULL,
    CONSTRAINT endpoints_pk PRIMARY KEY (endpoint_id)
);
CREATE UNIQUE INDEX unique_endpoint_name ON endpoints (name);
CREATE TABLE model_definitions (
    model_definition_id VARCHAR(36) NOT NULL,
    name VARCHAR(255) NOT NULL,
    secret_id VARCHAR(36),
    provider VARCHAR(64) NOT NULL,
    model_name VARCHAR(256) NOT NULL,
    created_by VARCHAR(255),
    created_at BIGINT NOT NULL,
    last_updated_by VARCHAR(255),
    last_updated_at BIGINT NOT NULL,
    CONSTRAINT model_definitions_pk PRIMARY KEY (model_definition_id),
    CONSTRAINT fk_model_definitions_secret_id FOREIGN KEY (secret_id)
        REFERENCES secrets (secret_id) ON DELETE SET NULL
);
CREATE UNIQUE INDEX unique_model_definition_name ON model_definitions (name);
CREATE INDEX index_model_definitions_secret_id ON model_definitions (secret_id);
CREATE INDEX index_model_definitions_provider ON model_definitions (provider);
CREATE TABLE endpoint_model_mappings (
    mapping_id VARCHAR(36) NOT NULL,
    endpoint_id VARCHAR(36) NOT NULL,
    model_definition_id VARCHAR(36) NOT NULL,
    weight FLOAT NOT NULL,
    created_by VARCHAR(255),
    created_at BIGINT NOT NULL,
    CONSTRAINT endpoint_model_mappings_pk PRIMARY KEY (mapping_id),
    CONSTRAINT fk_endpoint_model_mappings_endpoint_id FOREIGN KEY (endpoint_id)
        REFERENCES endpoints (endpoint_id) ON DELETE CASCADE,
    CONSTRAINT fk_endpoint_model_mappings_model_definition_id FOREIGN KEY (model_definition_id)
        REFERENCES model_definitions (model_definition_id)
);
CREATE INDEX index_endpoint_model_mappings_endpoint_id ON endpoint_model_mappings (endpoint_id);
CREATE INDEX index_endpoint_model_mappings_model_definition_id
    ON endpoint_model_mappings (model_definition_id);
CREATE UNIQUE INDEX unique_endpoint_model_mapping
    ON endpoint_model_mappings (endpoint_id, model_definition_id);
CREATE TABLE endpoint_bindings (
    endpoint_id VARCHAR(36) NOT NULL,
    resource_type VARCHAR(50) NOT NULL,
    resource_id VARCHAR(255) NOT NULL,
    created_at BIGINT NOT NULL,
    created_by VARCHAR(255),
    last_updated_at BIGINT NOT NULL,
    last_updated_by VARCHAR(255),
    CONSTRAINT endpoint_bindings_pk PRIMARY KEY (endpoint_id, resource_type, resource_id),
    CONSTRAINT fk_endpoint_bindings_endpoint_id FOREIGN KEY (endpoint_id)
        REFERENCES endpoints (endpoint_id) ON DELETE CASCADE
);
CREATE TABLE endpoint_tags (
    "key" VARCHAR(250) NOT NULL,
    value VARCHAR(5000),
    endpoint_id VARCHAR(36) NOT NULL,
    CONSTRAINT endpoint_tag_pk PRIMARY KEY ("key", endpoint_id),
    CONSTRAINT fk_endpoint_tags_endpoint_id FOREIGN KEY (endpoint_id)
        REFERENCES endpoints (endpoint_id) ON DELETE CASCADE
);
CREATE INDEX index_endpoint_tags_endpoint_id ON endpoint_tags (endpoint_id);
-- on postgres
CREATE OR REPLACE FUNCTION prevent_secrets_aad_mutation() RETURNS TRIGGER AS $$
BEGIN
    IF OLD.secret_id != NEW.secret_id OR OLD.secret_name != NEW.secret_name
    THEN RAISE EXCEPTION 'secret_id and secret_name are immutable (used as AAD in encryption)'; END IF; RETURN NEW; END
$$ LANGUAGE plpgsql;
CREATE TRIGGER prevent_secrets_aad_mutation BEFORE UPDATE ON secrets
FOR EACH ROW EXECUTE FUNCTION prevent_secrets_aad_mutation();
-- on mysql
CREATE TRIGGER prevent_secrets_aad_mutation BEFORE UPDATE ON secrets
FOR EACH ROW
BEGIN
    IF OLD.secret_id != NEW.secret_id OR OLD.secret_name != NEW.secret_name
    THEN SIGNAL SQLSTATE '45000'
    SET MESSAGE_TEXT = 'secret_id and secret_name are immutable (used as AAD in encryption)'; END IF; END;

--- b7c8d9e0f1a2
CREATE TABLE trace_metrics (
    request_id VARCHAR(50) NOT NULL,
    "key" VARCHAR(250) NOT NULL,
    value FLOAT(53),
    CONSTRAINT trace_metrics_pk PRIMARY KEY (request_id, "key"),
    CONSTRAINT fk_trace_metrics_request_id FOREIGN KEY (request_id)
        REFERENCES trace_info (request_id) ON DELETE CASCADE
);
CREATE INDEX index_trace_metrics_request_id ON trace_metrics (request_id);

--- 5d2d30f0abce
DROP INDEX index_jobs_function_status_creation_time ON jobs;
-- on postgres
ALTER TABLE jobs RENAME function_fullname TO job_name;
-- on mysql
ALTER TABLE jobs CHANGE function_fullname job_name VARCHAR(500) NULL;
-- on both
CREATE INDEX index_jobs_name_status_creation_time ON jobs (job_name, status, creation_time);

--- c9d4e5f6a7b8
ALTER TABLE endpoints ADD COLUMN routing_strategy VARCHAR(64);
ALTER TABLE endpoints ADD COLUMN fallback_config_json TEXT;
ALTER TABLE endpoint_model_mappings ADD COLUMN linkage_type VARCHAR(64) DEFAULT 'PRIMARY' NOT NULL;
ALTER TABLE endpoint_model_mappings ADD COLUMN fallback_order INTEGER;
DROP INDEX unique_endpoint_model_mapping ON endpoint_model_mappings;
CREATE UNIQUE INDEX unique_endpoint_model_linkage_mapping
    ON endpoint_model_mappings (endpoint_id, model_definition_id, linkage_type);

--- 2c33131f4dae
CREATE TABLE online_scoring_configs (
    online_scoring_config_id VARCHAR(36) NOT NULL,
    scorer_id VARCHAR(36) NOT NULL,
    sample_rate FLOAT(53) NOT NULL,
    experiment_id INTEGER NOT NULL,
    filter_string TEXT,
    CONSTRAINT online_scoring_config_pk PRIMARY KEY (online_scoring_config_id),
    CONSTRAINT fk_online_scoring_configs_scorer_id FOREIGN KEY (scorer_id)
        REFERENCES scorers (scorer_id) ON DELETE CASCADE,
    CONSTRAINT fk_online_scoring_configs_experiment_id FOREIGN KEY (experiment_id)
        REFERENCES experiments (experiment_id)
);

--- d3e4f5a6b7c8
ALTER TABLE endpoint_bindings ADD COLUMN display_name VARCHAR(255);

--- d0e1f2a3b4c5
ALTER TABLE endpoints ADD COLUMN experiment_id INTEGER;
ALTER TABLE endpoints ADD COLUMN usage_tracking BOOLEAN DEFAULT '0' NOT NULL;
ALTER TABLE endpoints ADD CONSTRAINT fk_endpoints_experiment_id
    FOREIGN KEY (experiment_id) REFERENCES experiments (experiment_id) ON DELETE SET NULL;

--- c8d9e0f1a2b3
CREATE TABLE span_metrics (
    trace_id VARCHAR(50) NOT NULL,
    span_id VARCHAR(50) NOT NULL,
    "key" VARCHAR(250) NOT NULL,
    value FLOAT(53),
    CONSTRAINT span_metrics_pk PRIMARY KEY (trace_id, span_id, "key"),
    CONSTRAINT fk_span_metrics_span FOREIGN KEY (trace_id, span_id)
        REFERENCES spans (trace_id, span_id) ON DELETE CASCADE
);
CREATE INDEX index_span_metrics_trace_id_span_id ON span_metrics (trace_id, span_id);
ALTER TABLE spans ADD COLUMN dimension_attributes JSON;

--- 1b5f0d9ad7c1
-- What an interrupted step may have made keeps it from being taken again.
-- on mysql
ALTER TABLE model_versions DROP FOREIGN KEY fk_model_versions_registered_models;
ALTER TABLE registered_model_tags DROP FOREIGN KEY fk_registered_model_tags_registered_models;
ALTER TABLE model_version_tags DROP FOREIGN KEY fk_model_version_tags_model_versions;
ALTER TABLE registered_model_aliases
    DROP FOREIGN KEY fk_registered_model_aliases_registered_models;
-- on postgres
ALTER TABLE experiments DROP CONSTRAINT experiments_name_key;
-- on mysql
ALTER TABLE experiments DROP INDEX name;
-- on both
ALTER TABLE experiments ADD COLUMN workspace VARCHAR(63) DEFAULT 'default' NOT NULL;
ALTER TABLE experiments ADD CONSTRAINT uq_experiments_workspace_name UNIQUE (workspace, name);
-- on postgres
ALTER TABLE model_versions DROP CONSTRAINT model_versions_name_fkey;
ALTER TABLE registered_model_tags DROP CONSTRAINT registered_model_tags_name_fkey;
ALTER TABLE model_version_tags DROP CONSTRAINT model_version_tags_name_version_fkey;
-- on mysql
ALTER TABLE model_versions DROP FOREIGN KEY model_versions_ibfk_1;
ALTER TABLE registered_model_tags DROP FOREIGN KEY registered_model_tags_ibfk_1;
-- on both
ALTER TABLE registered_model_aliases DROP FOREIGN KEY registered_model_alias_name_fkey;
-- on mysql
ALTER TABLE model_version_tags DROP FOREIGN KEY model_version_tags_ibfk_1;
ALTER TABLE registered_models DROP INDEX name;
-- on both
ALTER TABLE registered_models ADD COLUMN workspace VARCHAR(63) DEFAULT 'default' NOT NULL;
ALTER TABLE registered_models DROP PRIMARY KEY registered_model_pk;
ALTER TABLE registered_models ADD CONSTRAINT registered_model_pk PRIMARY KEY (workspace, name);
ALTER TABLE model_versions ADD COLUMN workspace VARCHAR(63) DEFAULT 'default' NOT NULL;
ALTER TABLE model_versions DROP PRIMARY KEY model_version_pk;
ALTER TABLE model_versions ADD CONSTRAINT model_version_pk PRIMARY KEY (workspace, name, version);
ALTER TABLE model_versions ADD CONSTRAINT fk_model_versions_registered_models
    FOREIGN KEY (workspace, name) REFERENCES registered_models (workspace, name) ON UPDATE CASCADE;
ALTER TABLE registered_model_tags ADD COLUMN workspace VARCHAR(63) DEFAULT 'default' NOT NULL;
ALTER TABLE registered_model_tags DROP PRIMARY KEY registered_model_tag_pk;
ALTER TABLE registered_model_tags ADD CONSTRAINT registered_model_tag_pk
    PRIMARY KEY (workspace, "key", name);
ALTER TABLE registered_model_tags ADD CONSTRAINT fk_registered_model_tags_registered_models
    FOREIGN KEY (workspace, name) REFERENCES registered_models (workspace, name) ON UPDATE CASCADE;
ALTER TABLE model_version_tags ADD COLUMN workspace VARCHAR(63) DEFAULT 'default' NOT NULL;
ALTER TABLE model_version_tags DROP PRIMARY KEY model_version_tag_pk;
ALTER TABLE model_version_tags ADD CONSTRAINT model_version_tag_pk
    PRIMARY KEY (workspace, "key", name, version);
ALTER TABLE model_version_tags ADD CONSTRAINT fk_model_version_tags_model_versions
    FOREIGN KEY (workspace, name, version) REFERENCES model_versions (workspace, name, version) ON UPDATE CASCADE;
ALTER TABLE registered_model_aliases ADD COLUMN workspace VARCHAR(63) DEFAULT 'default' NOT NULL;
ALTER TABLE registered_model_aliases DROP PRIMARY KEY registered_model_alias_pk;
ALTER TABLE registered_model_aliases ADD CONSTRAINT registered_model_alias_pk
    PRIMARY KEY (workspace, name, alias);
ALTER TABLE registered_model_aliases ADD CONSTRAINT fk_registered_model_aliases_registered_models
    FOREIGN KEY (workspace, name) REFERENCES registered_models (workspace, name) ON DELETE CASCADE ON UPDATE CASCADE;
ALTER TABLE evaluation_datasets ADD COLUMN workspace VARCHAR(63) DEFAULT 'default' NOT NULL;
ALTER TABLE webhooks ADD COLUMN workspace VARCHAR(63) DEFAULT 'default' NOT NULL;
DROP INDEX unique_secret_name ON secrets;
ALTER TABLE secrets ADD COLUMN workspace VARCHAR(63) DEFAULT 'default' NOT NULL;
ALTER TABLE secrets ADD CONSTRAINT uq_secrets_workspace_secret_name UNIQUE (workspace, secret_name);
DROP INDEX unique_endpoint_name ON endpoints;
ALTER TABLE endpoints ADD COLUMN workspace VARCHAR(63) DEFAULT 'default' NOT NULL;
ALTER TABLE endpoints ADD CONSTRAINT uq_endpoints_workspace_name UNIQUE (workspace, name);
DROP INDEX unique_model_definition_name ON model_definitions;
ALTER TABLE model_definitions ADD COLUMN workspace VARCHAR(63) DEFAULT 'default' NOT NULL;
ALTER TABLE model_definitions ADD CONSTRAINT uq_model_definitions_workspace_name
    UNIQUE (workspace, name);
DROP INDEX index_jobs_name_status_creation_time ON jobs;
ALTER TABLE jobs ADD COLUMN workspace VARCHAR(63) DEFAULT 'default' NOT NULL;
CREATE INDEX index_jobs_name_status_creation_time
    ON jobs (job_name, workspace, status, creation_time);
CREATE INDEX idx_experiments_workspace ON experiments (workspace);
CREATE INDEX idx_registered_models_workspace ON registered_models (workspace);
CREATE INDEX idx_experiments_workspace_creation_time ON experiments (workspace, creation_time);
CREATE INDEX idx_evaluation_datasets_workspace ON evaluation_datasets (workspace);
CREATE INDEX idx_webhooks_workspace ON webhooks (workspace);
CREATE INDEX idx_secrets_workspace ON secrets (workspace);
CREATE INDEX idx_endpoints_workspace ON endpoints (workspace);
CREATE INDEX idx_model_definitions_workspace ON model_definitions (workspace);
CREATE TABLE workspaces (
    name VARCHAR(63) NOT NULL,
    description TEXT,
    default_artifact_root TEXT,
    CONSTRAINT workspaces_pk PRIMARY KEY (name)
);
DELETE FROM workspaces;
INSERT INTO workspaces (name, description)
VALUES ('default', 'Default workspace for legacy resources');

--- e1f2a3b4c5d6
CREATE TABLE budget_policies (
    budget_policy_id VARCHAR(36) NOT NULL,
    budget_unit VARCHAR(32) NOT NULL,
    budget_amount FLOAT NOT NULL,
    duration_unit VARCHAR(32) NOT NULL,
    duration_value INTEGER NOT NULL,
    target_scope VARCHAR(32) NOT NULL,
    budget_action VARCHAR(32) NOT NULL,
    created_by VARCHAR(255),
    created_at BIGINT NOT NULL,
    last_updated_by VARCHAR(255),
    last_updated_at BIGINT NOT NULL,
    workspace VARCHAR(63) DEFAULT 'default' NOT NULL,
    CONSTRAINT budget_policies_pk PRIMARY KEY (budget_policy_id)
);
CREATE INDEX idx_budget_policies_workspace ON budget_policies (workspace);

--- 76601a5f987d
CREATE TABLE issues (
    issue_id VARCHAR(36) NOT NULL,
    experiment_id INTEGER NOT NULL,
    name VARCHAR(250) NOT NULL,
    description TEXT NOT NULL,
    status VARCHAR(50) NOT NULL,
    severity VARCHAR(50),
    root_causes TEXT,
    source_run_id VARCHAR(32),
    categories TEXT,
    created_timestamp BIGINT NOT NULL,
    last_updated_timestamp BIGINT NOT NULL,
    created_by VARCHAR(255),
    CONSTRAINT issues_pk PRIMARY KEY (issue_id),
    CONSTRAINT fk_issues_experiment_id FOREIGN KEY (experiment_id)
        REFERENCES experiments (experiment_id) ON DELETE CASCADE,
    CONSTRAINT fk_issues_source_run_id FOREIGN KEY (source_run_id)
        REFERENCES runs (run_uuid) ON DELETE SET NULL
);
CREATE INDEX index_issues_experiment_id ON issues (experiment_id);
CREATE INDEX index_issues_source_run_id ON issues (source_run_id);
CREATE INDEX index_issues_status ON issues (status);

--- c3d6457b6d8a
ALTER TABLE jobs ADD COLUMN status_details JSON;

--- a5b4c3d2e1f0
CREATE INDEX index_metrics_run_uuid_key_step ON metrics (run_uuid, "key", step);

--- ae8bbe7743c9
CREATE TABLE guardrails (
    guardrail_id VARCHAR(36) NOT NULL,
    name VARCHAR(255) NOT NULL,
    scorer_id VARCHAR(36) NOT NULL,
    scorer_version INTEGER NOT NULL,
    stage VARCHAR(32) NOT NULL,
    action VARCHAR(32) NOT NULL,
    action_endpoint_id VARCHAR(36),
    created_by VARCHAR(255),
    created_at BIGINT NOT NULL,
    last_updated_by VARCHAR(255),
    last_updated_at BIGINT NOT NULL,
    workspace VARCHAR(63) DEFAULT 'default' NOT NULL,
    CONSTRAINT guardrails_pk PRIMARY KEY (guardrail_id),
    CONSTRAINT fk_guardrails_scorer_version FOREIGN KEY (scorer_id, scorer_version)
        REFERENCES scorer_versions (scorer_id, scorer_version),
    CONSTRAINT fk_guardrails_action_endpoint_id FOREIGN KEY (action_endpoint_id)
        REFERENCES endpoints (endpoint_id) ON DELETE SET NULL
);
CREATE INDEX idx_guardrails_workspace ON guardrails (workspace);
CREATE INDEX idx_guardrails_scorer ON guardrails (scorer_id, scorer_version);
CREATE TABLE guardrail_configs (
    endpoint_id VARCHAR(36) NOT NULL,
    guardrail_id VARCHAR(36) NOT NULL,
    execution_order INTEGER,
    created_by VARCHAR(255),
    created_at BIGINT NOT NULL,
    workspace VARCHAR(63) DEFAULT 'default' NOT NULL,
    CONSTRAINT guardrail_configs_pk PRIMARY KEY (endpoint_id, guardrail_id),
    CONSTRAINT fk_guardrail_configs_endpoint_id FOREIGN KEY (endpoint_id)
        REFERENCES endpoints (endpoint_id) ON DELETE CASCADE,
    CONSTRAINT fk_guardrail_configs_guardrail_id FOREIGN KEY (guardrail_id)
        REFERENCES guardrails (guardrail_id) ON DELETE CASCADE
);
CREATE INDEX idx_guardrail_configs_endpoint_id ON guardrail_configs (endpoint_id);
CREATE INDEX idx_guardrail_configs_guardrail_id ON guardrail_configs (guardrail_id);

--- 7d34483879f0
CREATE INDEX idx_model_version_tags_workspace_name_version
    ON model_version_tags (workspace, name, version);
CREATE INDEX idx_registered_model_tags_workspace_name ON registered_model_tags (workspace, name);

--- da6fb0208061
ALTER TABLE trace_info ADD COLUMN db_payload_generation INTEGER DEFAULT '0' NOT NULL;
ALTER TABLE workspaces ADD COLUMN trace_archival_location TEXT;
ALTER TABLE workspaces ADD COLUMN trace_archival_retention VARCHAR(32);

--- 89d3d66ed43f
CREATE TABLE label_schemas (
    schema_id VARCHAR(36) NOT NULL,
    experiment_id INTEGER NOT NULL,
    name VARCHAR(250) NOT NULL,
    type VARCHAR(16) NOT NULL,
    instruction TEXT,
    enable_comment BOOLEAN DEFAULT '0' NOT NULL,
    input_type VARCHAR(32) NOT NULL,
    input_config TEXT NOT NULL,
    created_by VARCHAR(255),
    created_time BIGINT NOT NULL,
    last_update_time BIGINT NOT NULL,
    is_default BOOLEAN DEFAULT false NOT NULL,
    CONSTRAINT label_schemas_pk PRIMARY KEY (schema_id),
    CONSTRAINT fk_label_schemas_experiment_id FOREIGN KEY (experiment_id)
        REFERENCES experiments (experiment_id) ON DELETE CASCADE,
    CONSTRAINT uq_label_schemas_exp_name UNIQUE (experiment_id, name)
);
CREATE INDEX index_label_schemas_experiment_id ON label_schemas (experiment_id);

--- b7e4c1a90f23
CREATE TABLE review_queues (
    queue_id VARCHAR(36) NOT NULL,
    experiment_id INTEGER NOT NULL,
    name VARCHAR(250) NOT NULL,
    queue_type VARCHAR(16) NOT NULL,
    created_by VARCHAR(255),
    creation_time_ms BIGINT NOT NULL,
    last_update_time_ms BIGINT NOT NULL,
    name_key VARCHAR(250) NOT NULL,
    CONSTRAINT review_queues_pk PRIMARY KEY (queue_id),
    CONSTRAINT fk_review_queues_experiment_id FOREIGN KEY (experiment_id)
        REFERENCES experiments (experiment_id) ON DELETE CASCADE,
    CONSTRAINT uq_review_queues_experiment_name_key UNIQUE (experiment_id, name_key)
);
CREATE INDEX index_review_queues_experiment_id ON review_queues (experiment_id);
CREATE TABLE review_queue_users (
    queue_id VARCHAR(36) NOT NULL,
    user_id VARCHAR(250) NOT NULL,
    CONSTRAINT review_queue_users_pk PRIMARY KEY (queue_id, user_id),
    CONSTRAINT fk_review_queue_users_queue_id FOREIGN KEY (queue_id)
        REFERENCES review_queues (queue_id) ON DELETE CASCADE
);
CREATE INDEX index_review_queue_users_user_id ON review_queue_users (user_id);
CREATE TABLE review_queue_items (
    queue_id VARCHAR(36) NOT NULL,
    item_type VARCHAR(16) NOT NULL,
    item_id VARCHAR(50) NOT NULL,
    status VARCHAR(16) NOT NULL,
    completed_by VARCHAR(250),
    completed_time_ms BIGINT,
    creation_time_ms BIGINT NOT NULL,
    last_update_time_ms BIGINT NOT NULL,
    CONSTRAINT review_queue_items_pk PRIMARY KEY (queue_id, item_id),
    CONSTRAINT fk_review_queue_items_queue_id FOREIGN KEY (queue_id)
        REFERENCES review_queues (queue_id) ON DELETE CASCADE
);
CREATE INDEX index_review_queue_items_queue_id_status ON review_queue_items (queue_id, status);
CREATE INDEX index_review_queue_items_item_id ON review_queue_items (item_id);
CREATE TABLE review_queue_label_schemas (
    queue_id VARCHAR(36) NOT NULL,
    schema_id VARCHAR(36) NOT NULL,
    CONSTRAINT review_queue_label_schemas_pk PRIMARY KEY (queue_id, schema_id),
    CONSTRAINT fk_review_queue_label_schemas_queue_id FOREIGN KEY (queue_id)
        REFERENCES review_queues (queue_id) ON DELETE CASCADE
);
CREATE INDEX index_review_queue_label_schemas_schema_id ON review_queue_label_schemas (schema_id);

--- a8b9c0d1e2f3
CREATE TABLE mcp_servers (
    workspace VARCHAR(63) DEFAULT 'default' NOT NULL,
    name VARCHAR(256) NOT NULL,
    display_name VARCHAR(256),
    description TEXT,
    icons JSON,
    created_by VARCHAR(256),
    last_updated_by VARCHAR(256),
    created_at BIGINT NOT NULL,
    last_updated_at BIGINT NOT NULL,
    CONSTRAINT mcp_servers_pk PRIMARY KEY (workspace, name)
);
CREATE TABLE mcp_server_versions (
    workspace VARCHAR(63) DEFAULT 'default' NOT NULL,
    name VARCHAR(256) NOT NULL,
    version VARCHAR(128) NOT NULL,
    version_major INTEGER NOT NULL,
    version_minor INTEGER NOT NULL,
    version_patch INTEGER NOT NULL,
    version_prerelease_sort_key VARCHAR(512) NOT NULL,
    server_json JSON NOT NULL,
    status VARCHAR(20) DEFAULT 'draft' NOT NULL,
    tools JSON,
    source VARCHAR(512),
    connect_options JSON,
    created_by VARCHAR(256),
    last_updated_by VARCHAR(256),
    created_at BIGINT NOT NULL,
    last_updated_at BIGINT NOT NULL,
    CONSTRAINT mcp_server_versions_pk PRIMARY KEY (workspace, name, version),
    CONSTRAINT mcp_server_versions_server_fkey FOREIGN KEY (workspace, name)
        REFERENCES mcp_servers (workspace, name) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE TABLE mcp_server_tags (
    workspace VARCHAR(63) DEFAULT 'default' NOT NULL,
    name VARCHAR(256) NOT NULL,
    "key" VARCHAR(250) NOT NULL,
    value VARCHAR(5000),
    CONSTRAINT mcp_server_tags_pk PRIMARY KEY (workspace, name, "key"),
    CONSTRAINT mcp_server_tags_server_fkey FOREIGN KEY (workspace, name)
        REFERENCES mcp_servers (workspace, name) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE TABLE mcp_server_version_tags (
    workspace VARCHAR(63) DEFAULT 'default' NOT NULL,
    name VARCHAR(256) NOT NULL,
    version VARCHAR(128) NOT NULL,
    "key" VARCHAR(250) NOT NULL,
    value VARCHAR(5000),
    CONSTRAINT mcp_server_version_tags_pk PRIMARY KEY (workspace, name, version, "key"),
    CONSTRAINT mcp_server_version_tags_version_fkey FOREIGN KEY (workspace, name, version)
        REFERENCES mcp_server_versions (workspace, name, version) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE TABLE mcp_server_aliases (
    workspace VARCHAR(63) DEFAULT 'default' NOT NULL,
    name VARCHAR(256) NOT NULL,
    alias VARCHAR(256) NOT NULL,
    version VARCHAR(128) NOT NULL,
    CONSTRAINT mcp_server_aliases_pk PRIMARY KEY (workspace, name, alias),
    CONSTRAINT mcp_server_aliases_server_fkey FOREIGN KEY (workspace, name)
        REFERENCES mcp_servers (workspace, name) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE TABLE mcp_access_endpoints (
    id VARCHAR(36) NOT NULL,
    workspace VARCHAR(63) DEFAULT 'default' NOT NULL,
    server_name VARCHAR(256) NOT NULL,
    server_version VARCHAR(128),
    server_alias VARCHAR(256),
    url VARCHAR(2048) NOT NULL,
    transport_type VARCHAR(32) DEFAULT 'streamable-http' NOT NULL,
    created_by VARCHAR(256),
    last_updated_by VARCHAR(256),
    created_at BIGINT NOT NULL,
    last_updated_at BIGINT NOT NULL,
    CONSTRAINT mcp_access_endpoints_pk PRIMARY KEY (id),
    CONSTRAINT mcp_access_endpoints_server_fkey FOREIGN KEY (workspace, server_name)
        REFERENCES mcp_servers (workspace, name) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX idx_mcp_server_versions_latest
    ON mcp_server_versions (workspace, name, status, version_major DESC, version_minor DESC, version_patch DESC);
CREATE INDEX ix_mcp_access_endpoints_server_name ON mcp_access_endpoints (workspace, server_name);
CREATE INDEX ix_mcp_access_endpoints_version
    ON mcp_access_endpoints (workspace, server_name, server_version);
CREATE INDEX ix_mcp_access_endpoints_alias
    ON mcp_access_endpoints (workspace, server_name, server_alias);

--- c1d2e3f4a5b6
DROP INDEX index_spans_experiment_id ON spans;
CREATE INDEX index_spans_experiment_id_start_time ON spans (experiment_id, start_time_unix_nano);

--- c3d9e7f1a2b4
ALTER TABLE budget_policies ADD COLUMN target_value VARCHAR(255);
CREATE INDEX idx_budget_policies_target_value ON budget_policies (target_value);

--- 6f8d9c3b2a1e
ALTER TABLE trace_info DROP FOREIGN KEY fk_trace_info_experiment_id;
ALTER TABLE trace_info ADD CONSTRAINT fk_trace_info_experiment_id
    FOREIGN KEY (experiment_id) REFERENCES experiments (experiment_id) ON DELETE CASCADE;

--- 1971f2d9a75b
CREATE INDEX index_trace_info_timestamp_ms_request_id ON trace_info (timestamp_ms, request_id);

--- 17e22815139b
ALTER TABLE experiment_tags MODIFY value MEDIUMTEXT NULL;

--- b7e2c1a4d9f3
ALTER TABLE jobs ADD COLUMN creator VARCHAR(255);

--- 75868b020152
-- fill check traces
ALTER TABLE trace_info ADD COLUMN IF NOT EXISTS trace_name VARCHAR(4096);
ALTER TABLE trace_info ADD COLUMN IF NOT EXISTS session_id VARCHAR(250);
ALTER TABLE trace_info ADD COLUMN IF NOT EXISTS input_tokens BIGINT;
ALTER TABLE trace_info ADD COLUMN IF NOT EXISTS output_tokens BIGINT;
ALTER TABLE trace_info ADD COLUMN IF NOT EXISTS total_tokens BIGINT;
ALTER TABLE trace_info ADD COLUMN IF NOT EXISTS cache_read_input_tokens BIGINT;
ALTER TABLE trace_info ADD COLUMN IF NOT EXISTS cache_creation_input_tokens BIGINT;
ALTER TABLE trace_info ADD COLUMN IF NOT EXISTS cache_creation_input_tokens_above_1hr BIGINT;
ALTER TABLE trace_info ADD COLUMN IF NOT EXISTS input_cost FLOAT(53);
ALTER TABLE trace_info ADD COLUMN IF NOT EXISTS output_cost FLOAT(53);
ALTER TABLE trace_info ADD COLUMN IF NOT EXISTS total_cost FLOAT(53);
ALTER TABLE assessments ADD COLUMN IF NOT EXISTS experiment_id INTEGER;
ALTER TABLE assessments ADD COLUMN IF NOT EXISTS trace_timestamp_ms BIGINT;
ALTER TABLE assessments ADD COLUMN IF NOT EXISTS aggregate_value FLOAT(53);
ALTER TABLE assessments ADD COLUMN IF NOT EXISTS is_numeric_value BOOLEAN DEFAULT false;
ALTER TABLE spans ADD COLUMN IF NOT EXISTS input_cost FLOAT(53);
ALTER TABLE spans ADD COLUMN IF NOT EXISTS output_cost FLOAT(53);
ALTER TABLE spans ADD COLUMN IF NOT EXISTS total_cost FLOAT(53);
ALTER TABLE spans ADD COLUMN IF NOT EXISTS model_name VARCHAR(500);
ALTER TABLE spans ADD COLUMN IF NOT EXISTS model_provider VARCHAR(500);
-- fill traces
ALTER TABLE assessments MODIFY is_numeric_value BOOLEAN DEFAULT false NOT NULL;
CREATE TABLE sql_trace_metric_daily_rollups (
    id BIGINT AUTO_INCREMENT NOT NULL,
    experiment_id INTEGER NOT NULL,
    rollup_day DATE NOT NULL,
    metric_name VARCHAR(250) NOT NULL,
    grouping_set VARCHAR(50) NOT NULL,
    trace_status VARCHAR(50),
    sample_count BIGINT NOT NULL,
    sum_value FLOAT(53),
    min_value FLOAT(53),
    max_value FLOAT(53),
    p50_value FLOAT(53),
    p90_value FLOAT(53),
    p99_value FLOAT(53),
    CONSTRAINT sql_trace_metric_daily_rollups_pk PRIMARY KEY (id)
);
CREATE TABLE sql_span_cost_daily_rollups (
    id BIGINT AUTO_INCREMENT NOT NULL,
    experiment_id INTEGER NOT NULL,
    rollup_day DATE NOT NULL,
    metric_name VARCHAR(250) NOT NULL,
    grouping_set VARCHAR(50) NOT NULL,
    model_name VARCHAR(500),
    model_provider VARCHAR(500),
    sample_count BIGINT NOT NULL,
    sum_value FLOAT(53),
    min_value FLOAT(53),
    max_value FLOAT(53),
    CONSTRAINT sql_span_cost_daily_rollups_pk PRIMARY KEY (id)
);
CREATE TABLE sql_assessment_daily_rollups (
    id BIGINT AUTO_INCREMENT NOT NULL,
    experiment_id INTEGER NOT NULL,
    rollup_day DATE NOT NULL,
    metric_name VARCHAR(250) NOT NULL,
    grouping_set VARCHAR(50) NOT NULL,
    sample_count BIGINT NOT NULL,
    sum_value FLOAT(53),
    min_value FLOAT(53),
    max_value FLOAT(53),
    CONSTRAINT sql_assessment_daily_rollups_pk PRIMARY KEY (id)
);
CREATE TABLE sql_trace_rollup_rebuild_queue (
    experiment_id INTEGER NOT NULL,
    rollup_day DATE NOT NULL,
    rollup_family VARCHAR(50) NOT NULL,
    CONSTRAINT sql_trace_rollup_rebuild_queue_pk PRIMARY KEY (experiment_id, rollup_day, rollup_family)
);
ALTER TABLE spans DROP COLUMN dimension_attributes;
CREATE INDEX index_trace_info_experiment_id_session_id ON trace_info (experiment_id, session_id);
CREATE INDEX idx_trace_rollups_lookup
    ON sql_trace_metric_daily_rollups (experiment_id, rollup_day, metric_name, grouping_set, trace_status);
-- on postgres
CREATE INDEX idx_span_cost_rollups_lookup
    ON sql_span_cost_daily_rollups (experiment_id, rollup_day, metric_name, grouping_set, model_name, model_provider);
-- on mysql
CREATE INDEX idx_span_cost_rollups_lookup
    ON sql_span_cost_daily_rollups (experiment_id, rollup_day, metric_name, grouping_set, model_name(64), model_provider(64));
-- on both
CREATE INDEX idx_assessment_rollups_lookup
    ON sql_assessment_daily_rollups (experiment_id, rollup_day, metric_name, grouping_set);
-- on postgres
CREATE INDEX idx_spans_cost_trace_time_cover
    ON spans (trace_id, start_time_unix_nano)
    INCLUDE (input_cost, output_cost, total_cost, model_name, model_provider)
    WHERE input_cost IS NOT NULL OR output_cost IS NOT NULL OR total_cost IS NOT NULL;
CREATE INDEX idx_spans_cost_exp_time_cover
    ON spans (experiment_id, start_time_unix_nano)
    INCLUDE (input_cost, output_cost, total_cost, model_name, model_provider)
    WHERE input_cost IS NOT NULL OR output_cost IS NOT NULL OR total_cost IS NOT NULL;
-- on mysql
CREATE INDEX idx_spans_cost_trace_time_cover ON spans (trace_id, start_time_unix_nano);
CREATE INDEX idx_spans_cost_exp_time_cover ON spans (experiment_id, start_time_unix_nano);
-- on both
CREATE INDEX idx_assessments_exp_trace_ts ON assessments (experiment_id, trace_timestamp_ms);
CREATE INDEX idx_assessments_exp_trace_ts_name
    ON assessments (experiment_id, trace_timestamp_ms, name);
CREATE INDEX idx_assessments_exp_name_valid ON assessments (experiment_id, name, valid);

--- dc11669786a5
CREATE TABLE scheduler_leases (
    lease_key VARCHAR(255) NOT NULL,
    acquired_at BIGINT NOT NULL,
    ttl_seconds INTEGER NOT NULL,
    CONSTRAINT scheduler_leases_pk PRIMARY KEY (lease_key)
);
CREATE TABLE job_locks (
    lock_key VARCHAR(255) NOT NULL,
    job_id VARCHAR(36) NOT NULL,
    acquired_at BIGINT NOT NULL,
    CONSTRAINT job_locks_pk PRIMARY KEY (lock_key),
    CONSTRAINT fk_job_locks_job_id FOREIGN KEY (job_id) REFERENCES jobs (id) ON DELETE CASCADE
);
CREATE INDEX index_job_locks_job_id ON job_locks (job_id);
ALTER TABLE jobs ADD COLUMN executor_backend VARCHAR(255);
ALTER TABLE jobs ADD COLUMN lease_expires_at BIGINT;
ALTER TABLE jobs ADD COLUMN status_message TEXT;
ALTER TABLE jobs ADD COLUMN progress JSON;
ALTER TABLE jobs ADD COLUMN progress_updated_at BIGINT;
ALTER TABLE jobs ADD COLUMN token_hash VARCHAR(64);
ALTER TABLE jobs ADD COLUMN scoped_permissions JSON;
ALTER TABLE jobs ADD COLUMN next_attempt_at BIGINT;
CREATE INDEX index_jobs_status_lease_expires_at ON jobs (status, lease_expires_at);
UPDATE jobs SET status = 5, last_update_time = {now} WHERE status IN (0, 1);

--- e7d1f4b2a9c6
CREATE TABLE skills (
    workspace VARCHAR(63) DEFAULT 'default' NOT NULL,
    organization VARCHAR(64) DEFAULT '' NOT NULL,
    name VARCHAR(128) NOT NULL,
    description TEXT,
    icons JSON,
    search_text TEXT,
    created_by VARCHAR(256),
    last_updated_by VARCHAR(256),
    created_at BIGINT NOT NULL,
    last_updated_at BIGINT NOT NULL,
    CONSTRAINT skills_pk PRIMARY KEY (workspace, organization, name)
);
CREATE TABLE skill_versions (
    workspace VARCHAR(63) DEFAULT 'default' NOT NULL,
    organization VARCHAR(64) DEFAULT '' NOT NULL,
    name VARCHAR(128) NOT NULL,
    version INTEGER NOT NULL,
    source_type VARCHAR(20),
    source VARCHAR(2048),
    ref VARCHAR(2048),
    subpath VARCHAR(2048),
    digest VARCHAR(64),
    status VARCHAR(20) DEFAULT 'active' NOT NULL,
    created_by VARCHAR(256),
    last_updated_by VARCHAR(256),
    created_at BIGINT NOT NULL,
    last_updated_at BIGINT NOT NULL,
    CONSTRAINT skill_versions_pk PRIMARY KEY (workspace, organization, name, version),
    CONSTRAINT skill_versions_skill_fkey FOREIGN KEY (workspace, organization, name)
        REFERENCES skills (workspace, organization, name) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE TABLE skill_tags (
    workspace VARCHAR(63) DEFAULT 'default' NOT NULL,
    organization VARCHAR(64) DEFAULT '' NOT NULL,
    name VARCHAR(128) NOT NULL,
    "key" VARCHAR(250) COLLATE utf8mb4_bin NOT NULL,
    value MEDIUMTEXT,
    CONSTRAINT skill_tags_pk PRIMARY KEY (workspace, organization, name, "key"),
    CONSTRAINT skill_tags_skill_fkey FOREIGN KEY (workspace, organization, name)
        REFERENCES skills (workspace, organization, name) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE TABLE skill_version_tags (
    workspace VARCHAR(63) DEFAULT 'default' NOT NULL,
    organization VARCHAR(64) DEFAULT '' NOT NULL,
    name VARCHAR(128) NOT NULL,
    version INTEGER NOT NULL,
    "key" VARCHAR(250) COLLATE utf8mb4_bin NOT NULL,
    value MEDIUMTEXT,
    CONSTRAINT skill_version_tags_pk PRIMARY KEY (workspace, organization, name, version, "key"),
    CONSTRAINT skill_version_tags_version_fkey FOREIGN KEY (workspace, organization, name, version)
        REFERENCES skill_versions (workspace, organization, name, version) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE TABLE skill_aliases (
    workspace VARCHAR(63) DEFAULT 'default' NOT NULL,
    organization VARCHAR(64) DEFAULT '' NOT NULL,
    name VARCHAR(128) NOT NULL,
    alias VARCHAR(256) NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT skill_aliases_pk PRIMARY KEY (workspace, organization, name, alias),
    CONSTRAINT skill_aliases_skill_fkey FOREIGN KEY (workspace, organization, name)
        REFERENCES skills (workspace, organization, name) ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX ix_skill_versions_latest_lookup
    ON skill_versions (workspace, organization, name, status, version);
CREATE INDEX ix_skill_versions_digest ON skill_versions (workspace, organization, name, digest);

--- 8b6ad64cb8f5
ALTER TABLE issues ADD COLUMN last_seen_timestamp BIGINT;
ALTER TABLE issues ADD COLUMN last_updated_by VARCHAR(255);
ALTER TABLE issues ADD COLUMN metadata LONGTEXT;
CREATE INDEX index_issues_experiment_last_seen ON issues (experiment_id, last_seen_timestamp);
CREATE INDEX index_issues_experiment_updated ON issues (experiment_id, last_updated_timestamp);
CREATE TABLE issue_categories (
    issue_id VARCHAR(36) NOT NULL,
    category_hash VARCHAR(64) NOT NULL,
    category TEXT NOT NULL,
    CONSTRAINT issue_categories_pk PRIMARY KEY (issue_id, category_hash),
    CONSTRAINT fk_issue_categories_issue_id FOREIGN KEY (issue_id)
        REFERENCES issues (issue_id) ON DELETE CASCADE
);
CREATE INDEX index_issue_categories_hash ON issue_categories (category_hash);
UPDATE issues SET last_seen_timestamp = created_timestamp;
-- fill issue categories

--- f4a9b2c7d1e6
-- on mysql
ALTER TABLE mcp_server_version_tags DROP FOREIGN KEY mcp_server_version_tags_version_fkey;
DROP INDEX ix_mcp_access_endpoints_version ON mcp_access_endpoints;
ALTER TABLE mcp_server_version_tags DROP PRIMARY KEY mcp_server_version_tags_pk;
ALTER TABLE mcp_server_versions DROP PRIMARY KEY mcp_server_versions_pk;
ALTER TABLE mcp_server_versions MODIFY version VARCHAR(128) COLLATE utf8mb4_bin NOT NULL;
ALTER TABLE mcp_server_version_tags MODIFY version VARCHAR(128) COLLATE utf8mb4_bin NOT NULL;
ALTER TABLE mcp_server_aliases MODIFY version VARCHAR(128) COLLATE utf8mb4_bin NOT NULL;
ALTER TABLE mcp_access_endpoints MODIFY server_version VARCHAR(128) COLLATE utf8mb4_bin NULL;
ALTER TABLE mcp_server_versions ADD CONSTRAINT mcp_server_versions_pk
    PRIMARY KEY (workspace, name, version);
ALTER TABLE mcp_server_version_tags ADD CONSTRAINT mcp_server_version_tags_pk
    PRIMARY KEY (workspace, name, version, "key");
ALTER TABLE mcp_server_version_tags ADD CONSTRAINT mcp_server_version_tags_version_fkey
    FOREIGN KEY (workspace, name, version) REFERENCES mcp_server_versions (workspace, name, version) ON DELETE CASCADE ON UPDATE CASCADE;
CREATE INDEX ix_mcp_access_endpoints_version
    ON mcp_access_endpoints (workspace, server_name, server_version);
