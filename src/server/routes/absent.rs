//! What is asked for and not there: unknown paths, and the parts of MLflow that this server does
//! not have.

use axum::http::{Method, Uri};
use serde::Serialize;
use serde_json::json;

use crate::api::Empty;
use crate::error::Error;
use crate::server::answer::{Answer, Json};
use crate::server::error::Failure;

/// Nouns of MLflow's API that this server does not have, each with its name for people.
const ABSENT: [(&str, &str); 8] = [
    ("/mlflow/registered-models/", "the model registry"),
    ("/mlflow/model-versions/", "the model registry"),
    ("/mlflow/traces", "traces"),
    ("/mlflow/scorers", "scorers"),
    ("/mlflow/gateway", "the gateway"),
    ("/mlflow/datasets", "evaluation data sets"),
    ("/mlflow/webhooks", "webhooks"),
    ("/mlflow/workspaces", "workspaces"),
];

/// An unknown path. MLflow's clients end at once where they meet this code, instead of trying
/// again.
pub(in crate::server) async fn no_endpoint(uri: Uri) -> Failure {
    let path = uri.path();
    let absent = ABSENT.iter().find(|(part, _)| path.contains(part));
    Failure::no_endpoint(match absent {
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
