//! What is asked for and not there: unknown paths, and the parts of MLflow that this server does
//! not have.

use axum::extract::State;
use axum::http::header::USER_AGENT;
use axum::http::{HeaderMap, Method, Uri};
use serde::Serialize;
use serde_json::json;

use crate::api::Empty;
use crate::error::Error;
use crate::server::answer::{Answer, Json};
use crate::server::app::Shared;
use crate::server::endpoint::endpoints;
use crate::server::error::Failure;

endpoints! {
    // What clients and the page ask of parts that are not there
    GET  "/mlflow/registered-models/search"         LATER User   => nothing;
    GET  "/mlflow/model-versions/search"            LATER User   => nothing;
    GET  "/mlflow/gateway-proxy"                    LATER User   => no_gateway;
    POST "/mlflow/artifacts/presigned-upload-url"   LATER Update => no_signing;
    POST "/mlflow/artifacts/presigned-download-url" LATER Read   => no_signing;
    // What the page of MLflow 3 asks first of parts that are not there
    GET  "/mlflow/assistant/config"                 OF_3  User   => no_assistant;
    GET  "/mlflow/assistant/providers"              OF_3  User   => no_providers;
    GET  "/mlflow/gateway/endpoints/list"           OF_3  User   => nothing;
    GET  "/mlflow/gateway/supported-providers"      OF_3  User   => no_providers;
    GET  "/mlflow/gateway/secrets/config"           OF_3  User   => no_secrets;
    GET  "/mlflow/scorers/list"                     OF_3  Read   => nothing;
    GET  "/mlflow/mcp-servers"                      OF_3  User   => no_mcp_servers;
    POST "/mlflow/traces/search"                    OF_3  User   => nothing;
    GET  "/mlflow/datasets/search"                  OF_3  User   => nothing;
    POST "/mlflow/datasets/search"                  OF_3  User   => nothing;
}

/// Nouns of MLflow's API that this server does not have, each with its name for people.
const ABSENT: [(&str, &str); 8] = [
    ("/mlflow/registered-models/", REGISTRY),
    ("/mlflow/model-versions/", REGISTRY),
    ("/mlflow/traces", "traces"),
    ("/mlflow/scorers", "scorers"),
    ("/mlflow/gateway", "the gateway"),
    ("/mlflow/datasets", "evaluation data sets"),
    ("/mlflow/webhooks", "webhooks"),
    ("/mlflow/workspaces", "workspaces"),
];

const REGISTRY: &str = "the model registry";
/// What Python clients say they are, before their release.
const PYTHON_CLIENT: &str = "mlflow-python-client/";

/// The client that asks, for people.
fn client(headers: &HeaderMap) -> String {
    let agent = headers
        .get(USER_AGENT)
        .and_then(|agent| agent.to_str().ok());
    match agent.and_then(|agent| agent.strip_prefix(PYTHON_CLIENT)) {
        Some(release) => format!("MLflow {release}"),
        None => "this client".to_owned(),
    }
}

/// An unknown path. MLflow's clients end at once where they meet this code, instead of trying
/// again.
pub(in crate::server) async fn no_endpoint(
    State(app): Shared,
    uri: Uri,
    headers: HeaderMap,
) -> Failure {
    let path = uri.path();
    let absent = ABSENT.iter().find(|(part, _)| path.contains(part));
    Failure::no_endpoint(match absent {
        Some((_, REGISTRY)) if app.settings().token.is_some() => format!(
            "there is no `{path}`: a run's server does not have {REGISTRY}, and the database \
             behind it has another schema than that of {}, which so cannot register models in it; \
             use the release that `mlflow db status` names, or name another registry in \
             MLFLOW_REGISTRY_URI",
            client(&headers)
        ),
        Some((_, name)) => format!("there is no `{path}`: this server does not have {name}"),
        None => format!("there is no `{path}`"),
    })
}

/// A known path, but not for this method. The header `Allow` says for which.
pub(in crate::server) async fn wrong_method(method: Method, uri: Uri) -> Failure {
    Failure::wrong_method(format!(
        "`{}` is not there for {method}; the header `Allow` says for what",
        uri.path()
    ))
}

/// A list of what this server never has.
pub(in crate::server) async fn nothing() -> Answer {
    Ok(Json::of(&Empty {}))
}

/// Addresses at a cloud, signed so that a client may use them: there is no cloud here. Clients go
/// through the server where they meet this code.
pub(in crate::server) async fn no_signing() -> Failure {
    Error::not_implemented("artifacts of this server have no signed addresses of their own").into()
}

/// The gateway's endpoints, for a page that asks at its start.
#[derive(Serialize)]
struct Gateway {
    endpoints: [&'static str; 0],
}

pub(in crate::server) async fn no_gateway() -> Answer {
    Ok(Json::of(&Gateway { endpoints: [] }))
}

/// The assistant's settings, as MLflow 3.17.2 gives them where nobody has set it up.
pub(in crate::server) async fn no_assistant() -> Answer {
    Ok(Json::of(&json!({
        "providers": {},
        "projects": {},
        "remote_access_allowed": false,
    })))
}

/// The providers of the assistant or of the gateway: none.
pub(in crate::server) async fn no_providers() -> Answer {
    Ok(Json::of(&json!({"providers": []})))
}

/// Whether the gateway can keep secrets.
pub(in crate::server) async fn no_secrets() -> Answer {
    Ok(Json::of(&json!({
        "secrets_available": false,
        "using_default_passphrase": false,
    })))
}

/// The servers of the Model Context Protocol: none.
pub(in crate::server) async fn no_mcp_servers() -> Answer {
    Ok(Json::of(
        &json!({"mcp_servers": [], "next_page_token": null}),
    ))
}
