//! Answers with the files of a page: this program's own, or that of an installed MLflow.

use axum::body::Body;
use axum::http::header::{CACHE_CONTROL, CONTENT_ENCODING, CONTENT_TYPE, HeaderValue, VARY};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;

use super::conditional::Validators;
use super::gzip;

/// A file of a page in the form in which a client reads it.
pub(super) struct PageAnswer<'a> {
    pub(super) media_type: &'static str,
    /// How long browsers keep it.
    pub(super) cache: HeaderValue,
    /// The etag of this form: the packed and the plain one are not the same bytes.
    pub(super) etag: &'a str,
    pub(super) is_packed: bool,
}

impl PageAnswer<'_> {
    /// Sends the content, unless the client has it: then the content is not asked for.
    pub(super) fn send<E>(
        self,
        asked: &HeaderMap,
        content: impl FnOnce() -> Result<Body, E>,
    ) -> Result<Response, E> {
        let mut headers = HeaderMap::from_iter([
            (CONTENT_TYPE, HeaderValue::from_static(self.media_type)),
            (CACHE_CONTROL, self.cache),
            (VARY, gzip::BY_ENCODING),
        ]);
        let validators = Validators::new(Some(self.etag), None);
        validators.add_to(&mut headers);
        let mut response = Response::new(Body::empty());
        if validators.are_known(asked) {
            *response.status_mut() = StatusCode::NOT_MODIFIED;
        } else {
            if self.is_packed {
                headers.insert(CONTENT_ENCODING, gzip::GZIP);
            }
            *response.body_mut() = content()?;
        }
        *response.headers_mut() = headers;
        Ok(response)
    }
}
