//! `mlflow db …`.

mod interrupt;
mod status;
mod upgrade;

use std::path::Path;

use clap::Subcommand;

use crate::error::{Error, Result};
use crate::uri;

use super::context::Context;
use super::report::Exit;

/// Upgrade an SQLite database of an older MLflow, or see how it is
#[derive(Debug, Subcommand)]
pub(crate) enum DbCommand {
    Upgrade(upgrade::UpgradeArgs),
    Status(status::StatusArgs),
}

pub(super) fn run(command: &DbCommand, context: &Context) -> Result<Exit> {
    match command {
        DbCommand::Upgrade(args) => upgrade::run(args, context),
        DbCommand::Status(args) => status::run(args, context),
    }
}

/// The URI of a database: as it was given, or that of a path, which is what shells complete.
fn database_uri(given: &str) -> Result<String> {
    match uri::scheme(given).as_deref() {
        Some("sqlite" | "sqlite+pysqlite") => Ok(given.to_owned()),
        None if !given.is_empty() => Ok(crate::store::sql::database_uri(Path::new(given))),
        _ => Err(Error::not_implemented(format!(
            "`{given}` is no SQLite database; databases of other kinds are not supported yet"
        ))
        .hint("expected `sqlite:///relative/path.db`, `sqlite:////absolute/path.db` or a path")),
    }
}
