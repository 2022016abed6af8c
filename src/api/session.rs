//! Sessions of the page. (Ours: no version of MLflow has them.)

use serde::{Deserialize, Serialize};

/// The answer to `GET sessions/methods`: how one may log in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogInMethods {
    /// By a name and a password.
    pub password: bool,
    /// What the identity provider is called where one may log in, too.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<String>,
}
