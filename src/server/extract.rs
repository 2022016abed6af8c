//! Extractors that read requests into the bodies of [`crate::api`].

use std::sync::Arc;

use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::http::header::CONTENT_TYPE;
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method};
use percent_encoding::percent_decode_str;
use serde::de::DeserializeOwned;

use crate::api;
use crate::error::Error;
use crate::web::body;

use super::App;
use super::error::ErrorResponse;
use super::work::blocking;

/// From how many bytes on a body is parsed on a blocking thread: it takes about a millisecond.
const LARGE: usize = 128 << 10;

/// Longest body of JSON. MLflow has no limit; its largest requests are batches of a thousand
/// values, about 8 MB.
pub(super) const MAX_JSON: usize = 64 << 20;

/// What the content of a request may be read into.
pub(super) trait Content: DeserializeOwned + Clone + Send + Sync + 'static {}

impl<T: DeserializeOwned + Clone + Send + Sync + 'static> Content for T {}

/// The content of a request: the query of a GET request that has one, otherwise the body.
pub(super) struct Input<T>(pub(super) T);

/// The content of a request that somebody has read before its handler.
#[derive(Clone)]
pub(super) struct Parsed<T>(pub(super) T);

impl<T: Content> FromRequest<Arc<App>> for Input<T> {
    type Rejection = ErrorResponse;

    async fn from_request(request: Request, _: &Arc<App>) -> Result<Self, ErrorResponse> {
        let (mut parts, body) = request.into_parts();
        if matches!(parts.method, Method::POST | Method::PUT) {
            check_is_json(&parts.headers)?;
        }
        if let Some(Parsed(content)) = parts.extensions.remove() {
            return Ok(Self(content));
        }
        if let Some(query) = query_as_content(&parts) {
            return Ok(Self(api::from_query(query)?));
        }
        let body = body::read(body, MAX_JSON).await?;
        parsing(body.len(), move || Ok(api::from_json(&body)?))
            .await
            .map(Self)
    }
}

/// The query where it is the content of a request.
pub(super) fn query_as_content(parts: &Parts) -> Option<&str> {
    let is_read = matches!(parts.method, Method::GET | Method::HEAD);
    let query = parts.uri.query().filter(|query| !query.is_empty());
    query.filter(|_| is_read)
}

/// Runs work that parses so many bytes, where it may take its time.
pub(super) async fn parsing<T: Send + 'static>(
    bytes: usize,
    work: impl FnOnce() -> Result<T, ErrorResponse> + Send + 'static,
) -> Result<T, ErrorResponse> {
    if bytes < LARGE {
        work()
    } else {
        blocking(work).await
    }
}

/// Refuses bodies that are not declared as JSON, as MLflow 3.17.2 does. Pages of other sites may send
/// forms and plain texts without a preflight, but not JSON.
fn check_is_json(headers: &HeaderMap) -> Result<(), ErrorResponse> {
    let Some(value) = headers.get(CONTENT_TYPE) else {
        return Err(Error::content_type_missing().into());
    };
    let value = String::from_utf8_lossy(value.as_bytes());
    let kind = value.split(';').next().unwrap_or_default().trim();
    if kind.eq_ignore_ascii_case("application/json") {
        return Ok(());
    }
    Err(Error::content_type_invalid(kind).into())
}

/// The query of a request whose body is something else.
pub(super) struct Query<T>(pub(super) T);

impl<T: DeserializeOwned> FromRequestParts<Arc<App>> for Query<T> {
    type Rejection = ErrorResponse;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, ErrorResponse> {
        let query = parts.uri.query().unwrap_or_default();
        Ok(Self(api::from_query(query)?))
    }
}

/// The variable parts of a path, decoded.
pub(super) struct Segments<T>(pub(super) T);

impl<T: DeserializeOwned + Send> FromRequestParts<Arc<App>> for Segments<T> {
    type Rejection = ErrorResponse;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, ErrorResponse> {
        match Path::from_request_parts(parts, app).await {
            Ok(Path(segments)) => Ok(Self(segments)),
            Err(rejection) => Err(Error::invalid(format!(
                "the path `{}` is not usable: {rejection}",
                parts.uri.path()
            ))
            .into()),
        }
    }
}

/// What ends the fixed part of a path that goes on with that of an artifact.
const ARTIFACT_MARKS: [&str; 5] = [
    "/mlflow-artifacts/artifacts/",
    "/mlflow-artifacts/presigned/",
    "/mlflow-artifacts/mpu/create/",
    "/mlflow-artifacts/mpu/complete/",
    "/mlflow-artifacts/mpu/abort/",
];

/// The path of an artifact at the end of a URL's path, decoded once.
///
/// Clients send a name like `a%FFb` unencoded, so that what they send may decode to no UTF-8. Such
/// bytes become U+FFFD, as in MLflow 3.17.2.
pub(super) struct ArtifactSegment(pub(super) String);

impl FromRequestParts<Arc<App>> for ArtifactSegment {
    type Rejection = ErrorResponse;

    async fn from_request_parts(parts: &mut Parts, _: &Arc<App>) -> Result<Self, ErrorResponse> {
        Ok(Self(artifact_segment(parts.uri.path())))
    }
}

/// The path of an artifact at the end of a URL's path.
pub(super) fn artifact_segment(path: &str) -> String {
    let encoded = ARTIFACT_MARKS
        .iter()
        .find_map(|mark| Some(path.split_once(mark)?.1));
    let decoded = percent_decode_str(encoded.unwrap_or_default()).decode_utf8_lossy();
    decoded.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_sent_as_json() {
        let check = |value: &'static str| {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_TYPE, value.parse().unwrap());
            check_is_json(&headers).is_ok()
        };
        assert!(check("application/json") && check("Application/JSON; charset=utf-8"));
        assert!(!check("text/plain") && !check("application/json5") && !check(""));
        assert!(check_is_json(&HeaderMap::new()).is_err());
    }
}
