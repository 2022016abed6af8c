//! Answers of servers: their content, or the error that they stand for.

use serde::de::DeserializeOwned;

use crate::api::{self, ErrorBody};
use crate::error::{Error, ErrorCode, Result};

/// Longest text of a server that is shown as it is.
const SHOWN_LENGTH: usize = 300;

/// An answer that was read whole.
#[derive(Debug)]
pub(crate) struct HttpAnswer {
    /// The URL that was asked, without its query.
    pub(super) url: String,
    pub(super) status: u16,
    pub(super) content_type: String,
    pub(super) location: Option<String>,
    pub(super) etag: Option<String>,
    pub(super) body: Vec<u8>,
}

impl HttpAnswer {
    /// The content, which is JSON. Every status but success is an error.
    pub(crate) fn json<T: DeserializeOwned>(&self) -> Result<T> {
        if !self.is_success() {
            return Err(self.refusal());
        }
        // An empty body reads as an empty object; a page is no answer, whatever its status.
        if !self.is_json() && !self.body.is_empty() {
            return Err(self.no_mlflow());
        }
        api::from_answer(&self.body).map_err(|error| {
            Error::internal(format!(
                "the answer of `{}` cannot be read: {}",
                self.url,
                error.message()
            ))
        })
    }

    /// The body as a short text, for what is no JSON.
    pub(crate) fn text(&self) -> Result<String> {
        if self.is_success() {
            return Ok(String::from_utf8_lossy(&self.body).trim().to_owned());
        }
        Err(self.refusal())
    }

    /// The etag that the server gave what was sent.
    pub(crate) fn etag(&self) -> Option<&str> {
        self.etag.as_deref()
    }

    /// An error unless the status is success.
    pub(crate) fn done(&self) -> Result<()> {
        if self.is_success() {
            return Ok(());
        }
        Err(self.refusal())
    }

    /// Whether the server does not know the path or the method, as older servers do not know newer
    /// ones; unlike one that knows it, but not what is asked for.
    pub(crate) fn is_unknown_endpoint(&self) -> bool {
        let is_unknown = |body: &ErrorBody| body.error_code == "ENDPOINT_NOT_FOUND";
        matches!(self.status, 404 | 405) && self.error_body().as_ref().is_none_or(is_unknown)
    }

    fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }

    fn is_json(&self) -> bool {
        self.content_type.contains("json")
    }

    fn error_body(&self) -> Option<ErrorBody> {
        api::from_answer(&self.body).ok()
    }

    /// Whether a retry may succeed. MLflow 3.17.2 also answers 500 if the state of a thing forbids the
    /// request; a retry does not help then.
    pub(super) fn may_pass(&self) -> bool {
        let is_state = |body: ErrorBody| body.error_code == ErrorCode::InvalidState.as_str();
        matches!(self.status, 408 | 429 | 500 | 502 | 503 | 504)
            && !self.error_body().is_some_and(is_state)
    }

    /// The error that an answer without success stands for.
    pub(crate) fn refusal(&self) -> Error {
        match self.error_body() {
            Some(body) => self.with_server(body.into_error(self.code())),
            None if (300..400).contains(&self.status) => self.redirected(),
            None => self.wordless(),
        }
    }

    /// Says which server it was that refused something without more than its own words, or that failed.
    fn with_server(&self, error: Error) -> Error {
        let (url, status) = (&self.url, self.status);
        match error.code() {
            ErrorCode::PermissionDenied => error.hint(format!(
                "so says `{url}`; `mlflow whoami` tells who you are there"
            )),
            ErrorCode::InternalError => error.hint(format!(
                "so says `{url}`, with the status {status}; its log may say more"
            )),
            _ => error,
        }
    }

    /// What the status means where the body does not say.
    fn code(&self) -> ErrorCode {
        match self.status {
            _ if self.is_unknown_endpoint() => ErrorCode::NotImplemented,
            401 | 403 => ErrorCode::PermissionDenied,
            404 => ErrorCode::ResourceDoesNotExist,
            409 => ErrorCode::ResourceAlreadyExists,
            408 | 429 | 502..=504 => ErrorCode::TemporarilyUnavailable,
            400..=499 => ErrorCode::InvalidParameterValue,
            501 => ErrorCode::NotImplemented,
            _ => ErrorCode::InternalError,
        }
    }

    fn redirected(&self) -> Error {
        let target = self.location.as_deref().unwrap_or("another address");
        Error::invalid(format!(
            "`{}` sends requests on to `{}`; expected a server that answers itself",
            self.url,
            crate::uri::split_userinfo(target).0
        ))
        .hint("set MLFLOW_TRACKING_URI to the address at which the server is now")
    }

    /// The error for an answer that is not MLflow's: of a proxy, a web server, another program.
    fn wordless(&self) -> Error {
        let (url, status) = (&self.url, self.status);
        let said = self
            .said()
            .map_or(String::new(), |said| format!(": {said}"));
        let error = Error::new(
            self.code(),
            format!("`{url}` answers with the status {status}{said}"),
        );
        match status {
            401 => error.hint(
                "it wants to know who asks: set MLFLOW_TRACKING_USERNAME and \
                 MLFLOW_TRACKING_PASSWORD, or MLFLOW_TRACKING_TOKEN",
            ),
            403 => error.hint(
                "who asks may not do that (`mlflow whoami` tells who it is), or the server is asked \
                 by a name that its `--allowed-hosts` does not have",
            ),
            500 => error.hint("its log may say more"),
            404 | 405 => error.hint(
                "is it an MLflow server, of a version that knows this request, and is \
                 MLFLOW_TRACKING_URI right?",
            ),
            _ => error,
        }
    }

    /// The text of a body that is not MLflow's, if it can be shown.
    fn said(&self) -> Option<String> {
        #[derive(serde::Deserialize)]
        struct Detail {
            detail: String,
        }
        if let Ok(Detail { detail }) = serde_json::from_slice(&self.body) {
            return Some(detail);
        }
        let text = std::str::from_utf8(&self.body).ok()?.trim();
        let is_short = !text.is_empty() && text.len() <= SHOWN_LENGTH;
        (is_short && !text.starts_with('<')).then(|| text.to_owned())
    }

    fn no_mlflow(&self) -> Error {
        let kind = match self.content_type.as_str() {
            "" => "something that has no type",
            kind => kind,
        };
        Error::internal(format!(
            "`{}` answers with {kind}; expected the JSON of an MLflow server",
            self.url
        ))
        .hint("is MLFLOW_TRACKING_URI the address of an MLflow server?")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, content_type: &str, body: &str) -> HttpAnswer {
        HttpAnswer {
            url: "http://h/api/x".into(),
            status,
            content_type: content_type.into(),
            location: None,
            etag: None,
            body: body.into(),
        }
    }

    #[test]
    fn mlflows_errors_are_passed_on() {
        let body = r#"{"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "No such run"}"#;
        let error = answer(404, "application/json", body).refusal();
        assert_eq!(error.code(), ErrorCode::ResourceDoesNotExist);
        assert_eq!(error.message(), "No such run");
        // MLflow 3.17.2 names a taken name so.
        let error = answer(400, "application/json", r#"{"error_code": "BAD_REQUEST"}"#).refusal();
        assert_eq!(error.code(), ErrorCode::InvalidParameterValue);
    }

    #[test]
    fn what_others_say_names_the_address() {
        for (status, kind, body, expected) in [
            (
                401,
                "text/html",
                "<html>",
                "`http://h/api/x` answers with the status 401",
            ),
            (
                403,
                "text/plain",
                "Invalid Host header\n",
                "`http://h/api/x` answers with the status 403: Invalid Host header",
            ),
            (
                400,
                "application/json",
                r#"{"detail": "a directory"}"#,
                "`http://h/api/x` answers with the status 400: a directory",
            ),
        ] {
            assert_eq!(answer(status, kind, body).refusal().message(), expected);
        }
    }

    #[test]
    fn a_page_is_no_answer() {
        let error = answer(200, "text/html", "<html>")
            .json::<api::Empty>()
            .unwrap_err();
        assert!(
            error
                .message()
                .contains("expected the JSON of an MLflow server"),
            "{error}"
        );
        assert!(
            answer(200, "application/json", "{}")
                .json::<api::Empty>()
                .is_ok()
        );
    }

    #[test]
    fn an_old_server_is_told_from_a_missing_thing() {
        assert!(answer(404, "text/html", "<h1>Not Found</h1>").is_unknown_endpoint());
        assert!(answer(405, "text/html", "<h1>").is_unknown_endpoint());
        let body = r#"{"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "No such run"}"#;
        assert!(!answer(404, "application/json", body).is_unknown_endpoint());
    }

    #[test]
    fn a_forbidden_state_does_not_pass() {
        let body = r#"{"error_code": "INVALID_STATE", "message": "deleted"}"#;
        assert!(!answer(500, "application/json", body).may_pass());
        assert!(answer(500, "text/html", "<h1>").may_pass());
        assert!(!answer(501, "text/html", "<h1>").may_pass());
    }

    #[test]
    fn a_redirect_is_told() {
        let redirect = HttpAnswer {
            location: Some("https://me:secret@other/".into()),
            ..answer(308, "text/html", "")
        };
        let error = redirect.refusal();
        assert!(error.message().contains("to `https://other/`"), "{error}");
    }
}
