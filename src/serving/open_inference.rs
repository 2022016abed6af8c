//! The paths of the Open Inference protocol (V2), as MLServer and KServe have them.

use axum::http::{Method, StatusCode};
use axum::response::Response;
use serde_json::{Value, json};
use uuid::Uuid;

use super::job::Infer;
use super::reply::{JSON, answer};
use super::shared::Shared;

/// What MLflow calls every model before MLServer.
const COMMON_NAME: &str = "mlflow-model";

/// What a request is.
pub(super) enum Route {
    /// It is answered here.
    Answer(Response),
    /// A worker answers.
    Infer(Infer),
    /// It is none of the protocol.
    Other,
}

pub(super) fn route(shared: &Shared, method: &Method, path: &str) -> Route {
    let Some(rest) = path.strip_prefix("/v2") else {
        return Route::Other;
    };
    if !rest.is_empty() && !rest.starts_with('/') {
        return Route::Other;
    }
    let words: Vec<&str> = rest.split('/').filter(|word| !word.is_empty()).collect();
    let is_read = matches!(*method, Method::GET | Method::HEAD);
    let response = match (words.as_slice(), is_read) {
        ([], true) => reply(StatusCode::OK, &server()),
        (["health", "live"], true) => empty(StatusCode::OK),
        (["health", "ready"], true) => empty(readiness(shared)),
        (["models", name, below @ ..], _) => return model(shared, method, name, below),
        _ => refusal(StatusCode::NOT_FOUND, "Not Found"),
    };
    Route::Answer(response)
}

fn model(shared: &Shared, method: &Method, name: &str, below: &[&str]) -> Route {
    let own = &shared.settings.model_name;
    if name != own && name != COMMON_NAME {
        let message = format!("Model {name} not found: this server has `{own}`");
        return Route::Answer(refusal(StatusCode::NOT_FOUND, &message));
    }
    let (version, below) = match below {
        ["versions", version, below @ ..] => (Some(*version), below),
        _ => (None, below),
    };
    let is_read = matches!(*method, Method::GET | Method::HEAD);
    Route::Answer(match below {
        [] if is_read => metadata(shared, name),
        ["ready"] if is_read => empty(readiness(shared)),
        ["infer"] if *method == Method::POST => {
            return Route::Infer(Infer {
                kind: "infer",
                name: name.to_owned(),
                version: version.map(str::to_owned),
                request_id: Uuid::new_v4().to_string(),
            });
        }
        [] | ["ready" | "infer"] => refusal(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed"),
        _ => refusal(StatusCode::NOT_FOUND, "Not Found"),
    })
}

fn server() -> Value {
    json!({"name": "mlflow", "version": env!("CARGO_PKG_VERSION"), "extensions": []})
}

fn metadata(shared: &Shared, name: &str) -> Response {
    let Some(about) = shared.about() else {
        return refusal(StatusCode::SERVICE_UNAVAILABLE, "no worker is ready yet");
    };
    let metadata = json!({
        "name": name,
        "versions": [],
        "platform": "",
        "inputs": about.inputs,
        "outputs": about.outputs,
        "parameters": {"content_type": about.content_type},
    });
    reply(StatusCode::OK, &metadata)
}

fn readiness(shared: &Shared) -> StatusCode {
    if shared.is_ready() {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    }
}

fn reply(status: StatusCode, content: &Value) -> Response {
    answer(status, JSON, content.to_string())
}

fn refusal(status: StatusCode, reason: &str) -> Response {
    reply(status, &json!({"error": reason}))
}

fn empty(status: StatusCode) -> Response {
    let mut response = Response::default();
    *response.status_mut() = status;
    response
}
