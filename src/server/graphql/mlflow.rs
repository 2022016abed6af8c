//! MLflow's schema, which its releases from 2.16 to 3.18.0 share: what they have added are fields.

use super::schema::Kind::{Flag, List, Long, Name, Never, Number, Object, Text};
use super::schema::{Argument, Field, InputType, ObjectType, Root, RootField, Scalar};

/// Makes the table of a type: its fields, each with its kind.
macro_rules! object {
    ($table:ident $name:literal { $($key:ident: $kind:expr),* $(,)? }) => {
        static $table: ObjectType = ObjectType {
            name: $name,
            fields: &[$(Field { key: stringify!($key), kind: $kind }),*],
        };
    };
}

/// Makes the table of what a request consists of.
macro_rules! input {
    ($table:ident $name:literal { $($key:ident: $ty:literal),* $(,)? }) => {
        static $table: InputType = InputType {
            name: $name,
            fields: &[$(Argument { key: stringify!($key), ty: $ty }),*],
        };
    };
}

/// Makes the table of what an operation may ask for: the argument `input`, and the answer.
macro_rules! roots {
    ($table:ident { $($key:ident($argument:ident: $ty:literal) $root:ident => $object:ident;)* }) => {
        pub(super) static $table: &[RootField] = &[$(RootField {
            key: stringify!($key),
            root: Root::$root,
            arguments: &[Argument { key: stringify!($argument), ty: $ty }],
            object: &$object,
        }),*];
    };
}

static RUN_STATUS: &[&str] = &["RUNNING", "SCHEDULED", "FINISHED", "FAILED", "KILLED"];
static VIEW_TYPE: &[&str] = &["ACTIVE_ONLY", "DELETED_ONLY", "ALL"];
static VERSION_STATUS: &[&str] = &["PENDING_REGISTRATION", "FAILED_REGISTRATION", "READY"];
static JOB_STATE: &[&str] = &[
    "DEPLOYMENT_JOB_CONNECTION_STATE_UNSPECIFIED",
    "NOT_SET_UP",
    "CONNECTED",
    "NOT_FOUND",
    "REQUIRED_PARAMETERS_CHANGED",
];
static JOB_RUN_STATE: &[&str] = &[
    "DEPLOYMENT_JOB_RUN_STATE_UNSPECIFIED",
    "NO_VALID_DEPLOYMENT_JOB_FOUND",
    "RUNNING",
    "SUCCEEDED",
    "FAILED",
    "PENDING",
    "APPROVAL",
];

object!(ERROR_DETAIL "ErrorDetail" { field: Text, message: Text });

object!(API_ERROR "ApiError" {
    code: Text,
    message: Text,
    help_url: Text,
    trace_id: Text,
    error_details: List(&Object(&ERROR_DETAIL)),
});

object!(TEST "Test" { output: Text });
object!(TEST_MUTATION "TestMutation" { output: Text });

object!(EXPERIMENT_TAG "MlflowExperimentTag" { key: Text, value: Text });

object!(EXPERIMENT "MlflowExperiment" {
    experiment_id: Text,
    name: Text,
    artifact_location: Text,
    lifecycle_stage: Text,
    last_update_time: Long,
    creation_time: Long,
    tags: List(&Object(&EXPERIMENT_TAG)),
    effective_trace_archival_retention: Text,
    workspace: Text,
});

object!(GET_EXPERIMENT_RESPONSE "MlflowGetExperimentResponse" {
    experiment: Object(&EXPERIMENT),
    apiError: Never(&API_ERROR),
});

object!(RUN_INFO "MlflowRunInfo" {
    run_id: Text,
    run_uuid: Text,
    run_name: Text,
    experiment_id: Text,
    user_id: Text,
    status: Name(RUN_STATUS),
    start_time: Long,
    end_time: Long,
    artifact_uri: Text,
    lifecycle_stage: Text,
});

object!(METRIC "MlflowMetricExtension" {
    key: Text,
    value: Number,
    timestamp: Long,
    step: Long,
    dataset_name: Text,
    dataset_digest: Text,
    model_id: Text,
    run_id: Text,
});

object!(PARAM "MlflowParam" { key: Text, value: Text });
object!(RUN_TAG "MlflowRunTag" { key: Text, value: Text });

object!(RUN_DATA "MlflowRunData" {
    metrics: List(&Object(&METRIC)),
    params: List(&Object(&PARAM)),
    tags: List(&Object(&RUN_TAG)),
});

object!(INPUT_TAG "MlflowInputTag" { key: Text, value: Text });

object!(DATASET "MlflowDataset" {
    name: Text,
    digest: Text,
    source_type: Text,
    source: Text,
    schema: Text,
    profile: Text,
});

object!(DATASET_INPUT "MlflowDatasetInput" {
    tags: List(&Object(&INPUT_TAG)),
    dataset: Object(&DATASET),
});

object!(MODEL_INPUT "MlflowModelInput" { model_id: Text });

object!(RUN_INPUTS "MlflowRunInputs" {
    dataset_inputs: List(&Object(&DATASET_INPUT)),
    model_inputs: List(&Object(&MODEL_INPUT)),
});

object!(MODEL_OUTPUT "MlflowModelOutput" { model_id: Text, step: Long });

object!(RUN_OUTPUTS "MlflowRunOutputs" { model_outputs: List(&Object(&MODEL_OUTPUT)) });

object!(RUN "MlflowRunExtension" {
    info: Object(&RUN_INFO),
    data: Object(&RUN_DATA),
    inputs: Object(&RUN_INPUTS),
    outputs: Object(&RUN_OUTPUTS),
    experiment: Object(&EXPERIMENT),
    model_versions: List(&Object(&MODEL_VERSION)),
});

object!(GET_RUN_RESPONSE "MlflowGetRunResponse" {
    run: Object(&RUN),
    apiError: Never(&API_ERROR),
});

object!(SEARCH_RUNS_RESPONSE "MlflowSearchRunsResponse" {
    runs: List(&Object(&RUN)),
    next_page_token: Text,
    apiError: Never(&API_ERROR),
});

object!(FILE_INFO "MlflowFileInfo" { path: Text, is_dir: Flag, file_size: Long });

object!(LIST_ARTIFACTS_RESPONSE "MlflowListArtifactsResponse" {
    root_uri: Text,
    files: List(&Object(&FILE_INFO)),
    next_page_token: Text,
    apiError: Never(&API_ERROR),
});

object!(METRIC_WITH_RUN_ID "MlflowMetricWithRunId" {
    key: Text,
    value: Number,
    timestamp: Long,
    step: Long,
    run_id: Text,
});

object!(HISTORIES_RESPONSE "MlflowGetMetricHistoryBulkIntervalResponse" {
    metrics: List(&Object(&METRIC_WITH_RUN_ID)),
    apiError: Never(&API_ERROR),
});

object!(DATASET_SUMMARY "MlflowDatasetSummary" {
    experiment_id: Text,
    name: Text,
    digest: Text,
    context: Text,
});

object!(SEARCH_DATASETS_RESPONSE "MlflowSearchDatasetsResponse" {
    dataset_summaries: List(&Object(&DATASET_SUMMARY)),
    apiError: Never(&API_ERROR),
});

object!(VERSION_TAG "MlflowModelVersionTag" { key: Text, value: Text });
object!(MODEL_PARAM "MlflowModelParam" { name: Text, value: Text });

object!(MODEL_METRIC "MlflowModelMetric" {
    key: Text,
    value: Number,
    timestamp: Long,
    step: Long,
    dataset_name: Text,
    dataset_digest: Text,
    model_id: Text,
    run_id: Text,
});

object!(DEPLOYMENT "MlflowModelVersionDeploymentJobState" {
    job_id: Text,
    run_id: Text,
    job_state: Name(JOB_STATE),
    run_state: Name(JOB_RUN_STATE),
    current_task_name: Text,
});

object!(MODEL_VERSION "MlflowModelVersion" {
    name: Text,
    version: Text,
    creation_timestamp: Long,
    last_updated_timestamp: Long,
    user_id: Text,
    current_stage: Text,
    description: Text,
    source: Text,
    run_id: Text,
    status: Name(VERSION_STATUS),
    status_message: Text,
    tags: List(&Object(&VERSION_TAG)),
    run_link: Text,
    aliases: List(&Text),
    model_id: Text,
    model_params: List(&Object(&MODEL_PARAM)),
    model_metrics: List(&Object(&MODEL_METRIC)),
    deployment_job_state: Object(&DEPLOYMENT),
});

object!(SEARCH_VERSIONS_RESPONSE "MlflowSearchModelVersionsResponse" {
    model_versions: List(&Object(&MODEL_VERSION)),
    next_page_token: Text,
    apiError: Never(&API_ERROR),
});

input!(GET_EXPERIMENT "MlflowGetExperimentInput" { experiment_id: "String" });
input!(GET_RUN "MlflowGetRunInput" { run_id: "String", run_uuid: "String" });

input!(SEARCH_RUNS "MlflowSearchRunsInput" {
    experiment_ids: "[String]",
    filter: "String",
    run_view_type: "MlflowViewType",
    max_results: "Int",
    order_by: "[String]",
    page_token: "String",
});

input!(LIST_ARTIFACTS "MlflowListArtifactsInput" {
    run_id: "String",
    run_uuid: "String",
    path: "String",
    page_token: "String",
});

input!(HISTORIES "MlflowGetMetricHistoryBulkIntervalInput" {
    run_ids: "[String]",
    metric_key: "String",
    start_step: "Int",
    end_step: "Int",
    max_results: "Int",
});

input!(SEARCH_DATASETS "MlflowSearchDatasetsInput" { experiment_ids: "[String]" });

input!(SEARCH_VERSIONS "MlflowSearchModelVersionsInput" {
    filter: "String",
    max_results: "LongString",
    order_by: "[String]",
    page_token: "String",
});

static INPUTS: [&InputType; 7] = [
    &GET_EXPERIMENT,
    &GET_RUN,
    &SEARCH_RUNS,
    &LIST_ARTIFACTS,
    &HISTORIES,
    &SEARCH_DATASETS,
    &SEARCH_VERSIONS,
];

roots!(QUERIES {
    test(input_string: "String") Test => TEST;
    mlflow_get_experiment(input: "MlflowGetExperimentInput") Experiment => GET_EXPERIMENT_RESPONSE;
    mlflow_get_run(input: "MlflowGetRunInput") Run => GET_RUN_RESPONSE;
    mlflow_search_runs(input: "MlflowSearchRunsInput") Runs => SEARCH_RUNS_RESPONSE;
    mlflow_list_artifacts(input: "MlflowListArtifactsInput") Artifacts => LIST_ARTIFACTS_RESPONSE;
    mlflow_search_model_versions(input: "MlflowSearchModelVersionsInput") ModelVersions
        => SEARCH_VERSIONS_RESPONSE;
    mlflow_get_metric_history_bulk_interval(input: "MlflowGetMetricHistoryBulkIntervalInput") Histories
        => HISTORIES_RESPONSE;
});

roots!(MUTATIONS {
    testMutation(input_string: "String") TestMutation => TEST_MUTATION;
    mlflow_search_datasets(input: "MlflowSearchDatasetsInput") Datasets => SEARCH_DATASETS_RESPONSE;
    mlflow_search_runs(input: "MlflowSearchRunsInput") Runs => SEARCH_RUNS_RESPONSE;
});

/// A type that variables and arguments have, by its name.
pub(super) fn scalar(name: &str) -> Option<Scalar> {
    Some(match name {
        "String" => Scalar::Text,
        "Boolean" => Scalar::Flag,
        "Float" => Scalar::Number,
        "Int" => Scalar::Integer,
        "LongString" => Scalar::Long,
        "MlflowViewType" => Scalar::Name(VIEW_TYPE),
        "MlflowRunStatus" => Scalar::Name(RUN_STATUS),
        "MlflowModelVersionStatus" => Scalar::Name(VERSION_STATUS),
        name => Scalar::Object(INPUTS.iter().find(|input| input.name == name)?),
    })
}
