//! `mlflow db …`.

mod backup;
mod interrupt;
mod progress;
mod status;
mod upgrade;

use std::path::{Path, PathBuf};

use clap::Subcommand;

use crate::config::{StoreLocation, StoreUri};
use crate::error::{Error, Result};
use crate::uri;

use super::context::Context;
use super::report::Exit;

/// Upgrade an SQLite database of an older MLflow, copy one, or see how it is
#[derive(Debug, Subcommand)]
pub(crate) enum DbCommand {
    Upgrade(upgrade::UpgradeArgs),
    Backup(backup::BackupArgs),
    Status(status::StatusArgs),
}

pub(super) fn run(command: &DbCommand, context: &Context) -> Result<Exit> {
    match command {
        DbCommand::Upgrade(args) => upgrade::run(args, context),
        DbCommand::Backup(args) => backup::run(args, context),
        DbCommand::Status(args) => status::run(args, context),
    }
}

/// The file of a database: that of a `sqlite:` URI, or a path, which is what shells complete.
fn database_file(given: &str) -> Result<PathBuf> {
    let uri = StoreUri::parse(given)?;
    match uri.location() {
        StoreLocation::Sqlite(path) => Ok(path.clone()),
        StoreLocation::Folder(_) if uri::scheme(given).is_none() => {
            uri::absolute_path(Path::new(given))
        }
        _ => Err(Error::not_implemented(format!(
            "`{uri}` is no SQLite database; databases of other kinds are not supported yet"
        ))
        .hint("expected `sqlite:///relative/path.db`, `sqlite:////absolute/path.db` or a path")),
    }
}
