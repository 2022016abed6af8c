//! Answers of the front's own.

use axum::body::{Body, Bytes};
use axum::http::StatusCode;
use axum::http::header::{CONTENT_TYPE, HeaderValue, RETRY_AFTER};
use axum::response::Response;
use serde_json::json;

/// After how many seconds a client may try again what could not be done now.
const RETRY_AFTER_SECONDS: HeaderValue = HeaderValue::from_static("1");
/// The kind of JSON.
pub(super) const JSON: HeaderValue = HeaderValue::from_static("application/json");

pub(super) fn answer(status: StatusCode, kind: HeaderValue, body: impl Into<Bytes>) -> Response {
    let mut response = Response::new(Body::from(body.into()));
    *response.status_mut() = status;
    response.headers_mut().insert(CONTENT_TYPE, kind);
    response
}

/// A refusal, in the form of MLflow's errors.
pub(super) fn failure(status: StatusCode, message: &str) -> Response {
    let code = match status {
        StatusCode::SERVICE_UNAVAILABLE => "TEMPORARILY_UNAVAILABLE",
        status if status.is_client_error() => "BAD_REQUEST",
        _ => "INTERNAL_ERROR",
    };
    let text = json!({"error_code": code, "message": message}).to_string();
    let mut response = answer(status, JSON, text);
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response
            .headers_mut()
            .insert(RETRY_AFTER, RETRY_AFTER_SECONDS);
    }
    response
}
