//! Passwords, given where no list of processes and no history shows them.

use std::io::{self, IsTerminal as _, Read as _};

use clap::Args;

use crate::config;
use crate::error::{Error, Result};

/// Where a password comes from; no flag takes the password itself.
#[derive(Args, Debug)]
pub(super) struct PasswordArgs {
    /// Environment variable that holds the password
    #[arg(long, value_name = "VARIABLE", conflicts_with = "password_stdin")]
    password_env: Option<String>,

    /// Read the password from stdin, up to its end; the end of the last line is not part of it
    ///
    /// Without a flag it is asked for on a terminal.
    #[arg(long)]
    password_stdin: bool,
}

impl PasswordArgs {
    /// Whether a flag says where it comes from.
    pub(super) fn is_given(&self) -> bool {
        self.password_env.is_some() || self.password_stdin
    }

    /// The password.
    pub(super) fn read(&self) -> Result<String> {
        match &self.password_env {
            Some(variable) => of_environment(variable),
            None if self.password_stdin => of_stdin(),
            None => of_terminal("Password: "),
        }
    }
}

fn of_environment(variable: &str) -> Result<String> {
    config::secret_var(variable)?.ok_or_else(|| {
        Error::invalid(format!(
            "the environment variable `{variable}` is not set: expected the password in it"
        ))
    })
}

fn of_stdin() -> Result<String> {
    let mut text = String::new();
    let read = io::stdin().read_to_string(&mut text);
    read.map_err(|error| Error::invalid("cannot read the password from stdin").caused_by(error))?;
    let password = text.trim_end_matches(['\r', '\n']);
    if password.is_empty() {
        return Err(Error::invalid(
            "stdin is empty: expected the password on it",
        ));
    }
    Ok(password.to_owned())
}

fn of_terminal(prompt: &str) -> Result<String> {
    if !io::stdin().is_terminal() {
        return Err(Error::invalid(
            "there is no terminal to ask for the password: expected `--password-env` or \
             `--password-stdin`",
        ));
    }
    let asked = rpassword::prompt_password(prompt);
    asked.map_err(|error| Error::invalid("cannot ask for the password").caused_by(error))
}
