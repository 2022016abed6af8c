//! Requests for unknown paths and for parts of MLflow that this server does not have.

use axum::extract::State;
use axum::http::{Method, Uri};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use serde_json::json;

use crate::api::{Empty, ListTraces};
use crate::error::Error;
use crate::server::answer::{HandlerResult, Json};
use crate::server::app::Shared;
use crate::server::endpoint::endpoints;
use crate::server::error::ErrorResponse;
use crate::server::extract::Input;

endpoints! {
    // Requests of clients for absent parts
    GET  "/mlflow/gateway-proxy"                    LATER User   => no_gateway;
    // Requests of MLflow 3's page for absent parts
    GET  "/mlflow/assistant/config"                 OF_3  User   => no_assistant;
    GET  "/mlflow/assistant/providers"              OF_3  User   => no_providers;
    GET  "/mlflow/gateway/endpoints/list"           OF_3  User   => nothing;
    GET  "/mlflow/gateway/supported-providers"      OF_3  User   => no_providers;
    GET  "/mlflow/gateway/secrets/config"           OF_3  User   => no_secrets;
    GET  "/mlflow/scorers/list"                     OF_3  User   => nothing;
    GET  "/mlflow/mcp-servers"                      OF_3  User   => no_mcp_servers;
    GET  "/mlflow/traces"                           LATER User   => no_traces;
    POST "/mlflow/traces/search"                    OF_3  User   => no_traces;
    GET  "/mlflow/traces/batchGet"                  OF_3  User   => no_traces;
    POST "/mlflow/traces/batchGetInfos"             OF_3  User   => no_traces;
    POST "/mlflow/traces/metrics"                   OF_3  User   => no_traces;
    GET  "/mlflow/datasets/search"                  OF_3  User   => nothing;
    POST "/mlflow/datasets/search"                  OF_3  User   => nothing;
    POST "/mlflow/ui-telemetry"                     OF_3  User   => no_telemetry;
}

/// Parts of the paths of absent endpoints, each with the name of the absent part. The first match
/// counts.
const ABSENT: [(&str, &str); 21] = [
    ("traces", TRACES),
    ("/get-trace-artifact", TRACES),
    ("/get-online-trace-details", TRACES),
    ("/gateway", "the gateway"),
    ("/mlflow/scorer", "scorers"),
    ("/mlflow/datasets", "evaluation data sets"),
    ("/mlflow/genai", "evaluations"),
    ("/mlflow/workspaces", "workspaces"),
    ("/mlflow/issues", "issues"),
    ("/mlflow/label-schemas", "labels"),
    ("/mlflow/review-queues", "review queues"),
    ("/mlflow/prompt-optimization", "prompt optimization"),
    ("/mlflow/jobs", JOBS),
    ("/3.0/jobs", JOBS),
    ("/mlflow/assistant", "an assistant"),
    ("/mlflow/mcp-servers", "a registry of MCP servers"),
    ("/mlflow/skills", "skills"),
    ("/mlflow/demo", "demonstrations"),
    ("/mlflow/users", USERS),
    ("/mlflow/roles", USERS),
    ("/runs/create-promptlab-run", "a prompt lab"),
];

const TRACES: &str = "traces";
const JOBS: &str = "jobs";
const USERS: &str = "users and permissions";

/// The answers of MLflow 3.17.2's server to lists of things of which there are none: method, path below
/// the prefix of the API, body.
const EMPTY: [(&str, &str, &str); 17] = [
    (
        "POST",
        "/3.0/mlflow/issues/search",
        r#"{"next_page_token":""}"#,
    ),
    ("GET", "/3.0/mlflow/label-schemas/list", "{}"),
    (
        "GET",
        "/3.0/mlflow/review-queues/list",
        r#"{"next_page_token":""}"#,
    ),
    ("GET", "/3.0/mlflow/prompt-optimization/jobs/search", "{}"),
    ("POST", "/3.0/mlflow/prompt-optimization/jobs/search", "{}"),
    (
        "GET",
        "/3.0/mlflow/scorers/online-configs",
        r#"{"configs":[]}"#,
    ),
    ("POST", "/3.0/jobs/search", r#"{"jobs":[]}"#),
    (
        "GET",
        "/3.0/mlflow/mcp-servers/endpoints",
        r#"{"mcp_access_endpoints":[],"next_page_token":null}"#,
    ),
    ("GET", "/3.0/mlflow/gateway/secrets/list", "{}"),
    ("GET", "/3.0/mlflow/gateway/model-definitions/list", "{}"),
    ("GET", "/3.0/mlflow/gateway/endpoints/bindings/list", "{}"),
    ("GET", "/3.0/mlflow/gateway/guardrails/list", "{}"),
    (
        "GET",
        "/3.0/mlflow/gateway/guardrails/list-for-endpoint",
        "{}",
    ),
    ("GET", "/3.0/mlflow/gateway/budgets/list", "{}"),
    ("GET", "/3.0/mlflow/gateway/budgets/windows", "{}"),
    (
        "GET",
        "/3.0/mlflow/gateway/supported-models",
        r#"{"models":[]}"#,
    ),
    ("GET", "/mlflow/v1/models", r#"{"object":"list","data":[]}"#),
];

/// The path to which clients of 3.4 and later send spans. If they get MLflow's message for a store
/// without spans, they stop, and send each trace as a whole.
const SPANS: &str = "/v1/traces";

/// Answers an unknown path. A list of things that this server never has is empty; otherwise the error
/// names the absent part. With this error code MLflow's clients do not try again.
pub(in crate::server) async fn no_endpoint(
    method: Method,
    uri: Uri,
) -> Result<Response, ErrorResponse> {
    let path = uri.path();
    let empty = EMPTY
        .iter()
        .find(|(of, end, _)| *of == method.as_str() && path.ends_with(end));
    if let Some((_, _, body)) = empty {
        return Ok(Json::written(body).into_response());
    }
    if method == Method::POST && path.ends_with(SPANS) {
        let message = "REST OTLP span logging is not supported: this server does not have traces";
        return Err(Error::not_implemented(message).into());
    }
    let absent = ABSENT.iter().find(|(part, _)| path.contains(part));
    Err(ErrorResponse::no_endpoint(match absent {
        Some((_, name)) => format!("there is no `{path}`: this server does not have {name}"),
        None => format!("there is no `{path}`"),
    }))
}

/// Answers a known path with another method. The header `Allow` lists the right ones.
pub(in crate::server) async fn wrong_method(method: Method, uri: Uri) -> ErrorResponse {
    ErrorResponse::wrong_method(format!(
        "`{}` is not there for {method}; the header `Allow` says for what",
        uri.path()
    ))
}

/// An empty list of traces, where another program has not kept any in the store.
pub(in crate::server) async fn no_traces(
    State(app): Shared,
    Input(request): Input<ListTraces>,
) -> HandlerResult {
    app.answer(move |tracking| {
        tracking.check_no_traces(&request.into_experiment_ids())?;
        Ok(Empty {})
    })
    .await
}

/// An empty list of things that this server never has.
pub(in crate::server) async fn nothing() -> HandlerResult {
    Ok(Json::of(&Empty {}))
}

/// The gateway's endpoints, for a page that asks at its start.
#[derive(Serialize)]
struct Gateway {
    endpoints: [&'static str; 0],
}

pub(in crate::server) async fn no_gateway() -> HandlerResult {
    Ok(Json::of(&Gateway { endpoints: [] }))
}

/// Tells MLflow 3's page to send no telemetry.
pub(in crate::server) async fn no_telemetry() -> HandlerResult {
    Ok(Json::of(&json!({"status": "disabled"})))
}

/// The assistant's settings, as MLflow 3.17.2 gives them where nobody has set it up.
pub(in crate::server) async fn no_assistant() -> HandlerResult {
    Ok(Json::of(&json!({
        "providers": {},
        "projects": {},
        "remote_access_allowed": false,
    })))
}

/// The providers of the assistant or of the gateway: none.
pub(in crate::server) async fn no_providers() -> HandlerResult {
    Ok(Json::of(&json!({"providers": []})))
}

/// Whether the gateway can keep secrets.
pub(in crate::server) async fn no_secrets() -> HandlerResult {
    Ok(Json::of(&json!({
        "secrets_available": false,
        "using_default_passphrase": false,
    })))
}

/// The servers of the Model Context Protocol: none.
pub(in crate::server) async fn no_mcp_servers() -> HandlerResult {
    Ok(Json::of(
        &json!({"mcp_servers": [], "next_page_token": null}),
    ))
}
