//! Every endpoint, once, and the prefixes under which it is found.

use std::sync::Arc;

use axum::Router;
use axum::routing::{MethodRouter, delete, get, patch, post, put};

use super::App;
use super::routes::{
    absent, artifacts, datasets, experiments, info, logged_models, metrics, multipart, proxy, runs,
};
use super::ui;

/// Paths below a version, and what answers there.
type Endpoints = Vec<(&'static str, MethodRouter<Arc<App>>)>;

/// The prefixes of the API: that of programs, and that of the page.
const APIS: [&str; 2] = ["/api", "/ajax-api"];

/// What MLflow 1.23.1 has too, there also under `preview`.
fn endpoints_since_1() -> Endpoints {
    vec![
        // Experiments
        ("/mlflow/experiments/create", post(experiments::create)),
        ("/mlflow/experiments/list", get(experiments::list)),
        ("/mlflow/experiments/get", get(experiments::get)),
        (
            "/mlflow/experiments/get-by-name",
            get(experiments::get_by_name),
        ),
        ("/mlflow/experiments/update", post(experiments::update)),
        ("/mlflow/experiments/delete", post(experiments::delete)),
        ("/mlflow/experiments/restore", post(experiments::restore)),
        (
            "/mlflow/experiments/set-experiment-tag",
            post(experiments::set_tag),
        ),
        // Runs
        ("/mlflow/runs/create", post(runs::create)),
        ("/mlflow/runs/get", get(runs::get)),
        ("/mlflow/runs/search", get(runs::search).post(runs::search)),
        ("/mlflow/runs/update", post(runs::update)),
        ("/mlflow/runs/delete", post(runs::delete)),
        ("/mlflow/runs/restore", post(runs::restore)),
        ("/mlflow/runs/log-metric", post(runs::log_metric)),
        ("/mlflow/runs/log-parameter", post(runs::log_param)),
        ("/mlflow/runs/set-tag", post(runs::set_tag)),
        ("/mlflow/runs/delete-tag", post(runs::delete_tag)),
        ("/mlflow/runs/log-batch", post(runs::log_batch)),
        ("/mlflow/runs/log-model", post(runs::log_model)),
        // Histories and lists of files
        ("/mlflow/metrics/get-history", get(metrics::history)),
        ("/mlflow/artifacts/list", get(artifacts::list)),
    ]
}

/// What came later, under `2.0` all the same.
fn later_endpoints() -> Endpoints {
    vec![
        // Experiments
        (
            "/mlflow/experiments/search",
            get(experiments::search).post(experiments::search),
        ),
        (
            "/mlflow/experiments/delete-experiment-tag",
            post(experiments::delete_tag),
        ),
        // Data sets, and what runs read and made
        (
            "/mlflow/experiments/search-datasets",
            post(datasets::search),
        ),
        ("/mlflow/runs/log-inputs", post(runs::log_inputs)),
        ("/mlflow/runs/outputs", post(runs::log_outputs)),
        // Histories of several runs
        ("/mlflow/metrics/get-history-bulk", get(metrics::histories)),
        (
            "/mlflow/metrics/get-history-bulk-interval",
            get(metrics::sampled_histories),
        ),
        // Logged models
        ("/mlflow/logged-models", post(logged_models::create)),
        ("/mlflow/logged-models/search", post(logged_models::search)),
        (
            "/mlflow/logged-models/{model_id}",
            get(logged_models::get)
                .patch(logged_models::finalize)
                .delete(logged_models::delete),
        ),
        (
            "/mlflow/logged-models/{model_id}/tags",
            patch(logged_models::set_tags),
        ),
        (
            "/mlflow/logged-models/{model_id}/tags/{key}",
            delete(logged_models::delete_tag),
        ),
        (
            "/mlflow/logged-models/{model_id}/params",
            post(logged_models::log_params),
        ),
        (
            "/mlflow/logged-models/{model_id}/artifacts/directories",
            get(logged_models::list_artifacts),
        ),
        // Files of the page
        ("/mlflow/upload-artifact", post(artifacts::upload)),
        (
            "/mlflow/logged-models/{model_id}/artifacts/files",
            get(logged_models::get_artifact),
        ),
        // Artifacts that go through the server
        ("/mlflow-artifacts/artifacts", get(proxy::list)),
        (
            "/mlflow-artifacts/artifacts/",
            get(proxy::list).put(proxy::upload_nameless),
        ),
        (
            "/mlflow-artifacts/artifacts/{*path}",
            get(proxy::download)
                .put(proxy::upload)
                .delete(proxy::delete),
        ),
        (
            "/mlflow-artifacts/mpu/create/{*folder}",
            post(multipart::create),
        ),
        (
            "/mlflow-artifacts/mpu/part/{upload_id}/{number}",
            put(multipart::upload_part),
        ),
        (
            "/mlflow-artifacts/mpu/complete/{*folder}",
            post(multipart::complete),
        ),
        (
            "/mlflow-artifacts/mpu/abort/{*folder}",
            post(multipart::abort),
        ),
        (
            "/mlflow-artifacts/presigned/{*path}",
            get(proxy::sign_download),
        ),
        // What the page and clients ask of parts that are not there
        ("/mlflow/registered-models/search", get(absent::nothing)),
        ("/mlflow/model-versions/search", get(absent::nothing)),
        ("/mlflow/gateway-proxy", get(absent::no_gateway)),
        (
            "/mlflow/artifacts/presigned-upload-url",
            post(absent::no_signing),
        ),
        (
            "/mlflow/artifacts/presigned-download-url",
            post(absent::no_signing),
        ),
    ]
}

/// What there is under `3.0` only.
fn endpoints_of_3() -> Endpoints {
    vec![
        // What the page of MLflow 3 asks first of parts that are not there
        ("/mlflow/assistant/config", get(absent::no_assistant)),
        ("/mlflow/assistant/providers", get(absent::no_providers)),
        ("/mlflow/gateway/endpoints/list", get(absent::nothing)),
        (
            "/mlflow/gateway/supported-providers",
            get(absent::no_providers),
        ),
        ("/mlflow/gateway/secrets/config", get(absent::no_secrets)),
        ("/mlflow/scorers/list", get(absent::nothing)),
        ("/mlflow/mcp-servers", get(absent::no_mcp_servers)),
        ("/mlflow/traces/search", post(absent::nothing)),
        (
            "/mlflow/datasets/search",
            get(absent::nothing).post(absent::nothing),
        ),
        // The server itself
        ("/mlflow/server-info", get(info::server_info)),
        ("/mlflow/ui-telemetry", get(info::ui_telemetry)),
    ]
}

/// What stands outside of the API.
fn pages() -> Endpoints {
    vec![
        ("/", get(ui::index)),
        ("/static-files/{*path}", get(ui::static_file)),
        ("/get-artifact", get(artifacts::get)),
        ("/health", get(info::health)),
        ("/version", get(info::version)),
    ]
}

/// All endpoints. With a prefix before every path the API stays where it was too, as in MLflow
/// 1.23.1.
pub(super) fn router(app: Arc<App>) -> Router {
    let prefix = app.settings().static_prefix.clone();
    let mut router = mount(Router::new(), &prefix, pages);
    if !prefix.is_empty() {
        router = router.route(&prefix, get(ui::to_index));
    }
    for api in APIS {
        router = mount_api(router, &format!("{prefix}{api}"));
        if !prefix.is_empty() {
            router = mount_api(router, api);
        }
    }
    router
        .fallback(absent::no_endpoint)
        .method_not_allowed_fallback(absent::wrong_method)
        .with_state(app)
}

fn mount_api(router: Router<Arc<App>>, api: &str) -> Router<Arc<App>> {
    let router = mount(router, &format!("{api}/2.0/preview"), endpoints_since_1);
    let router = mount(router, &format!("{api}/2.0"), endpoints_since_1);
    let router = mount(router, &format!("{api}/2.0"), later_endpoints);
    mount(router, &format!("{api}/3.0"), endpoints_of_3)
}

fn mount(router: Router<Arc<App>>, prefix: &str, endpoints: fn() -> Endpoints) -> Router<Arc<App>> {
    endpoints()
        .into_iter()
        .fold(router, |router, (path, endpoint)| {
            router.route(&format!("{prefix}{path}"), endpoint)
        })
}
