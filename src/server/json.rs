//! Bodies of answers: JSON, written once into the bytes that are sent, and plain text.

use axum::body::Body;
use axum::http::header::{CONTENT_TYPE, HeaderValue};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use serde::Serialize;

/// A written answer.
#[derive(Debug)]
pub(super) struct Json(Bytes);

impl Json {
    pub(super) fn of(value: &impl Serialize) -> Self {
        let bytes = serde_json::to_vec(value).expect("bodies have no maps with other keys");
        Self(bytes.into())
    }

    /// An answer that is JSON already.
    pub(super) fn written(json: &'static str) -> Self {
        Self(Bytes::from_static(json.as_bytes()))
    }
}

impl IntoResponse for Json {
    fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.0));
        let json = HeaderValue::from_static("application/json");
        response.headers_mut().insert(CONTENT_TYPE, json);
        response
    }
}

/// A response with this body.
pub(super) fn json(value: &impl Serialize) -> Response {
    Json::of(value).into_response()
}

/// A response of plain text.
pub(super) fn text(text: impl Into<Body>) -> Response {
    let mut response = Response::new(text.into());
    let plain = HeaderValue::from_static("text/plain; charset=utf-8");
    response.headers_mut().insert(CONTENT_TYPE, plain);
    response
}
