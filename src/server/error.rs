//! From errors to statuses and bodies: the only module that knows both.

use axum::http::header::RETRY_AFTER;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};

use crate::api::ErrorBody;
use crate::error::{Error, ErrorCode};
use crate::uri;
use crate::web::BodyError;

use super::json;

/// After how many seconds a client may try again what could not be done now.
const RETRY_AFTER_SECONDS: HeaderValue = HeaderValue::from_static("2");

/// An error as a client receives it.
#[derive(Debug)]
pub(super) struct ErrorResponse {
    status: StatusCode,
    body: ErrorBody,
    /// Whether the client is told to try again.
    passes: bool,
}

impl ErrorResponse {
    pub(super) fn new(status: StatusCode, code: &str, message: impl Into<String>) -> Self {
        Self {
            status,
            body: ErrorBody {
                error_code: code.to_owned(),
                message: message.into(),
                artifacts_presigned_only: false,
            },
            passes: false,
        }
    }

    /// What the client is told, for answers of another form.
    pub(super) fn into_message(self) -> String {
        self.body.message
    }

    /// The path does not exist.
    pub(super) fn no_endpoint(message: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "ENDPOINT_NOT_FOUND", message)
    }

    /// The path exists, but not for this method.
    pub(super) fn wrong_method(message: impl Into<String>) -> Self {
        Self::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "ENDPOINT_NOT_FOUND",
            message,
        )
    }

    /// A part of the server is switched off by a flag.
    pub(super) fn switched_off(flag: &str, what: &str) -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            ErrorCode::TemporarilyUnavailable.as_str(),
            format!("this server runs with `{flag}` and has no {what}"),
        )
    }

    /// The content of artifacts does not pass through a server that only signs addresses.
    pub(super) fn signed_only() -> Self {
        let mut response = Self::from(Error::new(
            ErrorCode::PermissionDenied,
            "This server requires artifacts to be transferred directly to and from storage \
             (`--artifacts-presigned-only`): expected a client of MLflow 3.18.0 or newer",
        ));
        response.body.artifacts_presigned_only = true;
        response
    }

    /// More than the server does at once.
    pub(super) fn too_many(message: impl Into<String>) -> Self {
        Self {
            passes: true,
            ..Self::new(
                StatusCode::TOO_MANY_REQUESTS,
                ErrorCode::TemporarilyUnavailable.as_str(),
                message,
            )
        }
    }

    /// The server is ending and does not begin with the request.
    pub(super) fn ending() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            ErrorCode::TemporarilyUnavailable.as_str(),
            "the server is ending; try again later",
        )
    }

    /// A defect of the server. The details are in the log only.
    pub(super) fn defect() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            ErrorCode::InternalError.as_str(),
            "the server met a defect while it worked on this request; its log says more",
        )
    }
}

impl From<BodyError> for ErrorResponse {
    fn from(error: BodyError) -> Self {
        match error {
            BodyError::TooLarge(limit) => Self::new(
                StatusCode::PAYLOAD_TOO_LARGE,
                ErrorCode::InvalidParameterValue.as_str(),
                format!("the body is too large; expected at most {limit} bytes"),
            ),
            BodyError::TooSlow => Self::new(
                StatusCode::REQUEST_TIMEOUT,
                ErrorCode::Cancelled.as_str(),
                "the body did not arrive in time",
            ),
            BodyError::Broken(error) => {
                Self::from(Error::invalid(format!("the body cannot be read: {error}")))
            }
        }
    }
}

impl From<Error> for ErrorResponse {
    fn from(error: Error) -> Self {
        let status = status(error.code());
        if status.is_server_error() && status != StatusCode::NOT_IMPLEMENTED {
            log(&error);
        }
        let response = Self::new(
            status,
            name(error.code()).as_str(),
            uri::masked(error.message()),
        );
        Self {
            passes: status == StatusCode::SERVICE_UNAVAILABLE,
            ..response
        }
    }
}

/// Logs the details of an error that the client is told in general terms.
fn log(error: &Error) {
    let mut texts = vec![error.to_string()];
    let mut cause = std::error::Error::source(error);
    while let Some(below) = cause {
        texts.push(below.to_string());
        cause = below.source();
    }
    tracing::warn!("a request failed: {}", texts.join(": "));
}

/// The code that a client is told. What is deleted is `INVALID_PARAMETER_VALUE`, as in MLflow: for
/// `INVALID_STATE` it has the status 500, after which its clients try again for minutes.
fn name(code: ErrorCode) -> ErrorCode {
    match code {
        ErrorCode::InvalidState => ErrorCode::InvalidParameterValue,
        ErrorCode::ExecutionFailed | ErrorCode::Cancelled => ErrorCode::InternalError,
        other => other,
    }
}

fn status(code: ErrorCode) -> StatusCode {
    match code {
        ErrorCode::InvalidParameterValue
        | ErrorCode::ResourceAlreadyExists
        | ErrorCode::InvalidState => StatusCode::BAD_REQUEST,
        ErrorCode::PermissionDenied => StatusCode::FORBIDDEN,
        ErrorCode::ResourceDoesNotExist => StatusCode::NOT_FOUND,
        ErrorCode::NotImplemented => StatusCode::NOT_IMPLEMENTED,
        ErrorCode::TemporarilyUnavailable => StatusCode::SERVICE_UNAVAILABLE,
        ErrorCode::ExecutionFailed | ErrorCode::Cancelled | ErrorCode::InternalError => {
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}

impl IntoResponse for ErrorResponse {
    fn into_response(self) -> Response {
        let mut response = json::json(&self.body);
        *response.status_mut() = self.status;
        if self.passes {
            response
                .headers_mut()
                .insert(RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        response
    }
}

impl From<ErrorResponse> for Response {
    fn from(failure: ErrorResponse) -> Self {
        failure.into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity::RunId;

    #[test]
    fn what_is_deleted_is_the_clients_mistake() {
        let failure = ErrorResponse::from(Error::run_deleted(&RunId::from("r")));
        assert_eq!(failure.status, StatusCode::BAD_REQUEST);
        assert_eq!(failure.body.error_code, "INVALID_PARAMETER_VALUE");
    }

    #[test]
    fn every_code_has_the_status_that_clients_expect_of_it() {
        for code in ErrorCode::ALL {
            let status = status(code).as_u16();
            let expected = match name(code).as_str() {
                "INVALID_PARAMETER_VALUE" | "RESOURCE_ALREADY_EXISTS" => 400,
                "PERMISSION_DENIED" => 403,
                "RESOURCE_DOES_NOT_EXIST" => 404,
                "NOT_IMPLEMENTED" => 501,
                "TEMPORARILY_UNAVAILABLE" => 503,
                _ => 500,
            };
            assert_eq!(status, expected, "{code}");
        }
    }
}
