//! The answers to those who may not.

use axum::http::StatusCode;
use axum::http::header::{HeaderValue, WWW_AUTHENTICATE};
use axum::response::{IntoResponse, Response};

use crate::error::ErrorCode;
use crate::server::error::ErrorResponse;

/// How programs log in.
const BASIC: HeaderValue = HeaderValue::from_static("Basic realm=\"mlflow\"");

/// To a user who may not do what the request asks.
pub(super) const FORBIDDEN: &str =
    "Permission denied: ask who manages this for the permission that you need";

/// To a request without credentials, or with wrong ones: nothing says which.
pub(in crate::server) fn not_authenticated() -> Response {
    let message = "You are not authenticated: expected the name and password of a user in \
                   MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD, or an access token in \
                   MLFLOW_TRACKING_TOKEN";
    let failure = ErrorResponse::new(StatusCode::UNAUTHORIZED, "UNAUTHENTICATED", message);
    let mut response = failure.into_response();
    response.headers_mut().insert(WWW_AUTHENTICATE, BASIC);
    response
}

/// To a user who may not do what the request asks.
pub(super) fn forbidden() -> ErrorResponse {
    denied(FORBIDDEN)
}

/// To an access token that allows less than its user may do.
pub(super) fn read_only() -> ErrorResponse {
    denied(
        "Permission denied: this access token is for reading alone; use one with the scope `write`",
    )
}

/// To a page of another site that uses the session of its reader.
pub(super) fn foreign_page() -> ErrorResponse {
    denied(
        "Permission denied: a session is for this server's own page alone; expected the headers by which \
         a browser says so (`Origin`), or an access token",
    )
}

fn denied(message: &str) -> ErrorResponse {
    ErrorResponse::new(
        StatusCode::FORBIDDEN,
        ErrorCode::PermissionDenied.as_str(),
        message,
    )
}
