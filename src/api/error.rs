//! The body of an error.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};

/// `{"error_code": "…", "message": "…"}`. MLflow 3.17.2 adds two fields, which no client reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ErrorBody {
    /// MLflow's name for the kind of failure.
    pub error_code: String,
    /// What to tell the user.
    #[serde(default)]
    pub message: String,
    /// Whether it is refused because artifacts go by signed addresses only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub artifacts_presigned_only: bool,
}

impl ErrorBody {
    /// The error that another server reports. A code that this program has no name for becomes
    /// the one given, which is what the status of the response means.
    pub fn into_error(self, otherwise: ErrorCode) -> Error {
        let code = ErrorCode::from_name(&self.error_code).unwrap_or(otherwise);
        Error::new(code, self.message)
    }
}

/// The sentence alone: hints speak of this program's commands, which a client may not have.
impl From<&Error> for ErrorBody {
    fn from(error: &Error) -> Self {
        Self {
            error_code: error.code().as_str().to_owned(),
            message: error.message().to_owned(),
            artifacts_presigned_only: false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::from_json;
    use super::*;

    #[test]
    fn mlflows_failure_is_read() {
        let body: ErrorBody = from_json(
            br#"{"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "No Experiment with id=999 exists", "sqlstate": "KAM00", "error_class": "RESOURCE_NOT_FOUND"}"#,
        )
        .unwrap();
        let error = body.into_error(ErrorCode::InternalError);
        assert_eq!(error.code(), ErrorCode::ResourceDoesNotExist);
        assert_eq!(error.message(), "No Experiment with id=999 exists");
    }

    #[test]
    fn a_code_without_a_name_here_becomes_the_one_of_the_status() {
        let body = ErrorBody {
            error_code: "BAD_REQUEST".into(),
            message: "no".into(),
            artifacts_presigned_only: false,
        };
        let error = body.into_error(ErrorCode::InvalidParameterValue);
        assert_eq!(error.code(), ErrorCode::InvalidParameterValue);
    }

    #[test]
    fn our_failure_is_written_without_its_hints() {
        let error = Error::invalid("no").hint("use `mlflow`");
        assert_eq!(
            serde_json::to_string(&ErrorBody::from(&error)).unwrap(),
            r#"{"error_code":"INVALID_PARAMETER_VALUE","message":"no"}"#
        );
    }
}
