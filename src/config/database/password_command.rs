//! The command that prints the password of a database, for clouds whose passwords last for minutes.
//! MLflow 3.18.0 has none.

use std::time::Duration;

use crate::error::{Error, Result};

use super::uri::Secret;

/// The command.
pub const PASSWORD_COMMAND: &str = "MLFLOW_DATABASE_PASSWORD_COMMAND";
/// For how many seconds what it prints can be used.
const PASSWORD_LIFETIME: &str = "MLFLOW_DATABASE_PASSWORD_LIFETIME";

/// A command that prints a password.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PasswordCommand {
    /// The command, as the shell takes it.
    pub command: Secret,
    /// How long a password can be used for new connections; zero if for one alone.
    pub lifetime: Duration,
}

impl PasswordCommand {
    pub(super) fn read(var: impl Fn(&str) -> Result<Option<String>>) -> Result<Option<Self>> {
        let Some(command) = var(PASSWORD_COMMAND)? else {
            return Ok(None);
        };
        let lifetime = var(PASSWORD_LIFETIME)?.map_or(Ok(0), |text| {
            text.parse().map_err(|_| {
                Error::invalid(format!(
                    "the environment variable `{PASSWORD_LIFETIME}` is `{text}`; expected a whole \
                     number of seconds"
                ))
            })
        })?;
        Ok(Some(Self {
            command: command.into(),
            lifetime: Duration::from_secs(lifetime),
        }))
    }
}
