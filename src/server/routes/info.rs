//! Information about the server itself.

use axum::extract::State;
use axum::response::Response;
use serde::Serialize;

use crate::api::{Features, ServerInfo};
use crate::config;
use crate::server::answer::{HandlerResult, Json, text};
use crate::server::app::Shared;
use crate::server::endpoint::endpoints;
use crate::server::error::ErrorResponse;

endpoints! {
    GET "/health"              ROOT Anyone => health;
    GET "/ready"               ROOT Anyone => ready;
    GET "/version"             ROOT User   => version;
    GET "/mlflow/server-info"  OF_3 Anyone => server_info;
    GET "/mlflow/ui-telemetry" OF_3 User   => ui_telemetry;
}

/// The version of MLflow whose API this is: what a client that asks wants to know.
const API_VERSION: &str = "3.17.2";

pub(in crate::server) async fn health() -> Response {
    text("OK")
}

/// Whether the store answers. Asked by whoever decides which of several servers gets requests;
/// whether this one lives is told by [`health`], which asks nobody.
pub(in crate::server) async fn ready(State(app): Shared) -> Result<Response, ErrorResponse> {
    app.with(|app| {
        if app.has_store() {
            app.tracking()?.schema_revision()?;
        }
        Ok(text("OK"))
    })
    .await
}

pub(in crate::server) async fn version() -> Response {
    text(API_VERSION)
}

/// Parts and downloads that go straight to a cloud are offered where whoever runs the server has said
/// that clients reach the cloud: by MLflow's variables.
pub(in crate::server) async fn server_info(State(app): Shared) -> HandlerResult {
    let settings = app.settings();
    let is_only = settings.artifacts_presigned_only;
    let takes_parts = app.artifacts().is_ok_and(|artifacts| {
        artifacts.part_uploads().is_ok()
            && (!artifacts.is_remote() || is_only || config::takes_parts_directly())
    });
    let signs_downloads = app.artifacts().is_ok_and(|artifacts| {
        artifacts.is_remote() && (is_only || config::gives_files_directly())
    });
    Ok(Json::of(&ServerInfo {
        store_type: app.store_type().map(str::to_owned),
        workspaces_enabled: false,
        trace_archival_enabled: false,
        multipart_uploads_enabled: takes_parts,
        multipart_downloads_enabled: signs_downloads,
        presigned_upload_run_id_supported: cfg!(feature = "clouds"),
        presigned_upload_model_id_supported: cfg!(feature = "clouds"),
        model_artifact_presigned_downloads_supported: cfg!(feature = "clouds"),
        artifacts_presigned_only: is_only,
        features_enabled: Features { gateway: false },
    }))
}

/// The telemetry settings of MLflow's page: none is sent.
#[derive(Serialize)]
struct Telemetry {
    disable_ui_events: [&'static str; 0],
    disable_ui_telemetry: bool,
    ui_rollout_percentage: u8,
}

pub(in crate::server) async fn ui_telemetry() -> HandlerResult {
    Ok(Json::of(&Telemetry {
        disable_ui_events: [],
        disable_ui_telemetry: true,
        ui_rollout_percentage: 0,
    }))
}
