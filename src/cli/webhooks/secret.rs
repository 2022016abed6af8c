//! The secret that signs deliveries, given where no list of processes and no history shows it.

use std::io::{self, Read as _};

use clap::Args;

use crate::config;
use crate::entity::WebhookSecret;
use crate::error::{Error, Result};

/// Where a secret comes from; no flag takes the secret itself.
#[derive(Args, Debug)]
pub(super) struct SecretArgs {
    /// Environment variable that holds the secret, which signs the deliveries
    #[arg(long, value_name = "VARIABLE", conflicts_with = "secret_stdin")]
    secret_env: Option<String>,

    /// Read the secret from stdin, up to its end; the end of the last line is not part of it
    #[arg(long)]
    secret_stdin: bool,
}

impl SecretArgs {
    /// The secret; `None` where no flag asks for one.
    pub(super) fn read(&self) -> Result<Option<WebhookSecret>> {
        let text = match &self.secret_env {
            Some(variable) => of_environment(variable)?,
            None if self.secret_stdin => of_stdin()?,
            None => return Ok(None),
        };
        Ok(Some(WebhookSecret::new(text)))
    }
}

fn of_environment(variable: &str) -> Result<String> {
    config::secret_var(variable)?.ok_or_else(|| {
        Error::invalid(format!(
            "the environment variable `{variable}` is not set: expected the secret in it"
        ))
    })
}

fn of_stdin() -> Result<String> {
    let mut text = String::new();
    let read = io::stdin().read_to_string(&mut text);
    read.map_err(|error| Error::invalid("cannot read the secret from stdin").caused_by(error))?;
    let secret = text.trim_end_matches(['\r', '\n']);
    if secret.is_empty() {
        return Err(Error::invalid("stdin is empty: expected the secret on it"));
    }
    Ok(secret.to_owned())
}
