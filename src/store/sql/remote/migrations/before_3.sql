-- The schemas of MLflow 1.0 to 2.22, revision by revision; `mod.rs` tells how this is read.

--- first
CREATE TABLE experiments (
    experiment_id INTEGER AUTO_INCREMENT NOT NULL,
    name VARCHAR(256) NOT NULL,
    artifact_location VARCHAR(256),
    lifecycle_stage VARCHAR(32),
    CONSTRAINT experiment_pk PRIMARY KEY (experiment_id),
    CONSTRAINT experiments_lifecycle_stage CHECK (lifecycle_stage IN ('active', 'deleted')),
    UNIQUE (name)
);
CREATE TABLE runs (
    run_uuid VARCHAR(32) NOT NULL,
    name VARCHAR(250),
    source_type VARCHAR(20),
    source_name VARCHAR(500),
    entry_point_name VARCHAR(50),
    user_id VARCHAR(256),
    status VARCHAR(20),
    start_time BIGINT,
    end_time BIGINT,
    source_version VARCHAR(50),
    lifecycle_stage VARCHAR(20),
    artifact_uri VARCHAR(200),
    experiment_id INTEGER,
    CONSTRAINT run_pk PRIMARY KEY (run_uuid),
    CONSTRAINT source_type CHECK (source_type IN ('NOTEBOOK', 'JOB', 'LOCAL', 'UNKNOWN', 'PROJECT')),
    CONSTRAINT status CHECK (status IN ('SCHEDULED', 'FAILED', 'FINISHED', 'RUNNING')),
    CONSTRAINT runs_lifecycle_stage CHECK (lifecycle_stage IN ('active', 'deleted')),
    FOREIGN KEY (experiment_id) REFERENCES experiments (experiment_id)
);
CREATE TABLE tags (
    "key" VARCHAR(250) NOT NULL,
    value VARCHAR(250),
    run_uuid VARCHAR(32) NOT NULL,
    CONSTRAINT tag_pk PRIMARY KEY ("key", run_uuid),
    FOREIGN KEY (run_uuid) REFERENCES runs (run_uuid)
);
CREATE TABLE metrics (
    "key" VARCHAR(250) NOT NULL,
    value FLOAT NOT NULL,
    timestamp BIGINT NOT NULL,
    run_uuid VARCHAR(32) NOT NULL,
    CONSTRAINT metric_pk PRIMARY KEY ("key", timestamp, run_uuid),
    FOREIGN KEY (run_uuid) REFERENCES runs (run_uuid)
);
CREATE TABLE params (
    "key" VARCHAR(250) NOT NULL,
    value VARCHAR(250) NOT NULL,
    run_uuid VARCHAR(32) NOT NULL,
    CONSTRAINT param_pk PRIMARY KEY ("key", run_uuid),
    FOREIGN KEY (run_uuid) REFERENCES runs (run_uuid)
);

--- 451aebb31d03
ALTER TABLE metrics ADD COLUMN step BIGINT DEFAULT '0' NOT NULL;
ALTER TABLE metrics DROP PRIMARY KEY metric_pk;
ALTER TABLE metrics ADD CONSTRAINT metric_pk PRIMARY KEY ("key", timestamp, step, run_uuid, value);

--- 90e64c465722

--- 181f10493468
ALTER TABLE metrics MODIFY value FLOAT(53) NOT NULL;
ALTER TABLE metrics ADD COLUMN is_nan BOOLEAN DEFAULT '0' NOT NULL;
ALTER TABLE metrics DROP PRIMARY KEY metric_pk;
ALTER TABLE metrics ADD CONSTRAINT metric_pk
    PRIMARY KEY ("key", timestamp, step, run_uuid, value, is_nan);

--- df50e92ffc5e
CREATE TABLE experiment_tags (
    "key" VARCHAR(250) NOT NULL,
    value VARCHAR(5000),
    experiment_id INTEGER NOT NULL,
    CONSTRAINT experiment_tag_pk PRIMARY KEY ("key", experiment_id),
    FOREIGN KEY (experiment_id) REFERENCES experiments (experiment_id)
);

--- 7ac759974ad8
ALTER TABLE tags MODIFY value VARCHAR(5000) NULL;

--- 89d4b8295536
CREATE TABLE latest_metrics (
    "key" VARCHAR(250) NOT NULL,
    value FLOAT(53) NOT NULL,
    timestamp BIGINT,
    step BIGINT NOT NULL,
    is_nan BOOLEAN NOT NULL,
    run_uuid VARCHAR(32) NOT NULL,
    CONSTRAINT latest_metric_pk PRIMARY KEY ("key", run_uuid),
    FOREIGN KEY (run_uuid) REFERENCES runs (run_uuid)
);
DELETE FROM latest_metrics;
INSERT INTO latest_metrics ("key", value, timestamp, step, is_nan, run_uuid)
SELECT "key", value, timestamp, step, is_nan, run_uuid
FROM (
    SELECT "key", value, timestamp, step, is_nan, run_uuid, row_number() OVER (
        PARTITION BY run_uuid, "key" ORDER BY step DESC, timestamp DESC, value DESC
    ) AS row_no
    FROM metrics
) AS points
WHERE row_no = 1;

--- 2b4d017a5e9b
CREATE TABLE registered_models (
    name VARCHAR(256) NOT NULL,
    creation_time BIGINT,
    last_updated_time BIGINT,
    description VARCHAR(5000),
    CONSTRAINT registered_model_pk PRIMARY KEY (name),
    UNIQUE (name)
);
CREATE TABLE model_versions (
    name VARCHAR(256) NOT NULL,
    version INTEGER NOT NULL,
    creation_time BIGINT,
    last_updated_time BIGINT,
    description VARCHAR(5000),
    user_id VARCHAR(256),
    current_stage VARCHAR(20),
    source VARCHAR(500),
    run_id VARCHAR(32) NOT NULL,
    status VARCHAR(20),
    status_message VARCHAR(500),
    CONSTRAINT model_version_pk PRIMARY KEY (name, version),
    FOREIGN KEY (name) REFERENCES registered_models (name) ON UPDATE CASCADE
);

--- cfd24bdc0731
-- on postgres
ALTER TABLE runs DROP CONSTRAINT status;
-- on both
ALTER TABLE runs MODIFY status VARCHAR(9) NULL;
ALTER TABLE runs ADD CHECK (status IN ('SCHEDULED', 'FAILED', 'FINISHED', 'RUNNING', 'KILLED'));

--- 0a8213491aaa
-- on mysql
ALTER TABLE runs DROP CONSTRAINT status;

--- 728d730b5ebd
CREATE TABLE registered_model_tags (
    "key" VARCHAR(250) NOT NULL,
    value VARCHAR(5000),
    name VARCHAR(256) NOT NULL,
    CONSTRAINT registered_model_tag_pk PRIMARY KEY ("key", name),
    FOREIGN KEY (name) REFERENCES registered_models (name) ON UPDATE CASCADE
);

--- 27a6a02d2cf1
CREATE TABLE model_version_tags (
    "key" VARCHAR(250) NOT NULL,
    value VARCHAR(5000),
    name VARCHAR(256) NOT NULL,
    version INTEGER NOT NULL,
    CONSTRAINT model_version_tag_pk PRIMARY KEY ("key", name, version),
    FOREIGN KEY (name, version) REFERENCES model_versions (name, version) ON UPDATE CASCADE
);

--- 84291f40a231
ALTER TABLE model_versions ADD COLUMN run_link VARCHAR(500);

--- a8c4a736bde6
ALTER TABLE model_versions MODIFY run_id VARCHAR(32) NULL;

--- 39d1c3be5f05
ALTER TABLE latest_metrics MODIFY is_nan BOOLEAN NOT NULL;
-- on mysql
ALTER TABLE latest_metrics ADD CHECK (is_nan IN (0, 1));
-- on both
ALTER TABLE metrics MODIFY is_nan BOOLEAN NOT NULL;
-- on mysql
ALTER TABLE metrics ADD CHECK (is_nan IN (0, 1));

--- c48cb773bb87
-- on mysql
ALTER TABLE metrics MODIFY is_nan BOOLEAN DEFAULT '0' NOT NULL;
ALTER TABLE metrics ADD CHECK (is_nan IN (0, 1));

--- bd07f7e963c5
CREATE INDEX index_params_run_uuid ON params (run_uuid);
CREATE INDEX index_metrics_run_uuid ON metrics (run_uuid);
CREATE INDEX index_latest_metrics_run_uuid ON latest_metrics (run_uuid);
CREATE INDEX index_tags_run_uuid ON tags (run_uuid);

--- 0c779009ac13
ALTER TABLE runs ADD COLUMN deleted_time BIGINT;

--- cc1f77228345
ALTER TABLE params MODIFY value VARCHAR(500) NOT NULL;

--- 97727af70f4d
ALTER TABLE experiments ADD COLUMN creation_time BIGINT;
ALTER TABLE experiments ADD COLUMN last_update_time BIGINT;

--- 3500859a5d39
CREATE TABLE registered_model_aliases (
    alias VARCHAR(256) NOT NULL,
    version INTEGER NOT NULL,
    name VARCHAR(256) NOT NULL,
    CONSTRAINT registered_model_alias_pk PRIMARY KEY (name, alias),
    CONSTRAINT registered_model_alias_name_fkey FOREIGN KEY (name)
        REFERENCES registered_models (name) ON DELETE CASCADE ON UPDATE CASCADE
);

--- 7f2a7d5fae7d
CREATE TABLE datasets (
    dataset_uuid VARCHAR(36) NOT NULL,
    experiment_id INTEGER NOT NULL,
    name VARCHAR(500) NOT NULL,
    digest VARCHAR(36) NOT NULL,
    dataset_source_type VARCHAR(36) NOT NULL,
    dataset_source TEXT NOT NULL,
    dataset_schema TEXT,
    dataset_profile MEDIUMTEXT,
    CONSTRAINT dataset_pk PRIMARY KEY (experiment_id, name, digest),
    FOREIGN KEY (experiment_id) REFERENCES experiments (experiment_id)
);
CREATE INDEX index_datasets_experiment_id_dataset_source_type
    ON datasets (experiment_id, dataset_source_type);
CREATE INDEX index_datasets_dataset_uuid ON datasets (dataset_uuid);
CREATE TABLE inputs (
    input_uuid VARCHAR(36) NOT NULL,
    source_type VARCHAR(36) NOT NULL,
    source_id VARCHAR(36) NOT NULL,
    destination_type VARCHAR(36) NOT NULL,
    destination_id VARCHAR(36) NOT NULL,
    CONSTRAINT inputs_pk PRIMARY KEY (source_type, source_id, destination_type, destination_id)
);
CREATE INDEX index_inputs_input_uuid ON inputs (input_uuid);
CREATE INDEX index_inputs_destination_type_destination_id_source_type
    ON inputs (destination_type, destination_id, source_type);
CREATE TABLE input_tags (
    input_uuid VARCHAR(36) NOT NULL,
    name VARCHAR(255) NOT NULL,
    value VARCHAR(500) NOT NULL,
    CONSTRAINT input_tags_pk PRIMARY KEY (input_uuid, name)
);

--- 2d6e25af4d3e
ALTER TABLE params MODIFY value VARCHAR(8000) NOT NULL;

--- acf3f17fdcc7
ALTER TABLE model_versions ADD COLUMN storage_location VARCHAR(500);

--- 867495a8f9d4
CREATE TABLE trace_info (
    request_id VARCHAR(50) NOT NULL,
    experiment_id INTEGER NOT NULL,
    timestamp_ms BIGINT NOT NULL,
    execution_time_ms BIGINT,
    status VARCHAR(50) NOT NULL,
    CONSTRAINT trace_info_pk PRIMARY KEY (request_id),
    CONSTRAINT fk_trace_info_experiment_id FOREIGN KEY (experiment_id)
        REFERENCES experiments (experiment_id)
);
CREATE INDEX index_trace_info_experiment_id_timestamp_ms
    ON trace_info (experiment_id, timestamp_ms);
CREATE TABLE trace_tags (
    "key" VARCHAR(250) NOT NULL,
    value VARCHAR(8000),
    request_id VARCHAR(50) NOT NULL,
    CONSTRAINT trace_tag_pk PRIMARY KEY ("key", request_id),
    CONSTRAINT fk_trace_tags_request_id FOREIGN KEY (request_id) REFERENCES trace_info (request_id)
);
CREATE INDEX index_trace_tags_request_id ON trace_tags (request_id);
CREATE TABLE trace_request_metadata (
    "key" VARCHAR(250) NOT NULL,
    value VARCHAR(8000),
    request_id VARCHAR(50) NOT NULL,
    CONSTRAINT trace_request_metadata_pk PRIMARY KEY ("key", request_id),
    CONSTRAINT fk_trace_request_metadata_request_id FOREIGN KEY (request_id)
        REFERENCES trace_info (request_id)
);
CREATE INDEX index_trace_request_metadata_request_id ON trace_request_metadata (request_id);

--- 5b0e9adcef9c
ALTER TABLE trace_tags DROP FOREIGN KEY fk_trace_tags_request_id;
ALTER TABLE trace_tags ADD CONSTRAINT fk_trace_tags_request_id
    FOREIGN KEY (request_id) REFERENCES trace_info (request_id) ON DELETE CASCADE;
ALTER TABLE trace_request_metadata DROP FOREIGN KEY fk_trace_request_metadata_request_id;
ALTER TABLE trace_request_metadata ADD CONSTRAINT fk_trace_request_metadata_request_id
    FOREIGN KEY (request_id) REFERENCES trace_info (request_id) ON DELETE CASCADE;

--- 4465047574b1
-- on mysql
ALTER TABLE datasets MODIFY dataset_schema MEDIUMTEXT NULL;

--- f5a4f2784254
ALTER TABLE tags MODIFY value VARCHAR(8000) NULL;

--- 0584bdc529eb
-- on postgres
ALTER TABLE datasets DROP CONSTRAINT datasets_experiment_id_fkey;
-- on mysql
ALTER TABLE datasets DROP FOREIGN KEY datasets_ibfk_1;
-- on both
ALTER TABLE datasets ADD CONSTRAINT fk_datasets_experiment_id_experiments
    FOREIGN KEY (experiment_id) REFERENCES experiments (experiment_id) ON DELETE CASCADE;
