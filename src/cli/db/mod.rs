//! `mlflow db …`.

mod backup;
mod create;
mod interrupt;
mod progress;
mod status;
mod upgrade;

use std::path::{Path, PathBuf};

use clap::Subcommand;

use crate::config::{Engine, StoreLocation, StoreUri};
use crate::error::{Error, Result};
use crate::store::database::DatabaseAddress;
use crate::store::sql::{Clients, SchemaTarget};
use crate::uri;

use super::context::Context;
use super::report::Exit;

/// Make, upgrade or copy a database, or see how it is
#[derive(Debug, Subcommand)]
pub(crate) enum DbCommand {
    Create(create::CreateArgs),
    Upgrade(upgrade::UpgradeArgs),
    Backup(backup::BackupArgs),
    Status(status::StatusArgs),
}

pub(super) fn run(command: &DbCommand, context: &Context) -> Result<Exit> {
    match command {
        DbCommand::Create(args) => create::run(args, context),
        DbCommand::Upgrade(args) => upgrade::run(args, context),
        DbCommand::Backup(args) => backup::run(args, context),
        DbCommand::Status(args) => status::run(args, context),
    }
}

/// A database as an argument names it: by a URI, or by a path, which is what shells complete.
fn address(given: &str) -> Result<DatabaseAddress> {
    let uri = StoreUri::parse(given)?;
    match uri.location() {
        StoreLocation::Sqlite(path) => Ok(DatabaseAddress::File(path.clone())),
        StoreLocation::Database(database) => Ok(DatabaseAddress::Server(database.clone())),
        StoreLocation::Folder(_) if uri::scheme(given).is_none() => {
            Ok(DatabaseAddress::File(uri::absolute_path(Path::new(given))?))
        }
        _ => Err(
            Error::invalid(format!("`{uri}` is the address of no database")).hint(
                "expected `sqlite:///relative/path.db`, `sqlite:////absolute/path.db`, a path, \
                 `postgresql://…` or `mysql://…`",
            ),
        ),
    }
}

/// The file of an SQLite database, for what is done to files alone.
fn database_file(given: &str) -> Result<PathBuf> {
    match address(given)? {
        DatabaseAddress::File(path) => Ok(path),
        DatabaseAddress::Server(database) => {
            let tool = match database.engine {
                Engine::Postgres => "pg_dump",
                Engine::MySql => "mysqldump --single-transaction",
                Engine::SqlServer => "the tools of SQL Server",
            };
            Err(Error::not_implemented(format!(
                "a database of a server is copied by the server's own tools: `{tool}`"
            )))
        }
    }
}

/// A schema as the flags name it.
fn schema_target(text: &str) -> std::result::Result<SchemaTarget, String> {
    SchemaTarget::parse(text).map_err(|error| error.to_string())
}

/// Which releases of Python's MLflow open a database, and what the others do with it.
fn clients_in_words(clients: &Clients) -> String {
    let open = match &clients.open {
        Some(releases) => format!("Python's MLflow {releases} opens it directly"),
        None => "no release of Python's MLflow opens it directly".to_owned(),
    };
    let others = match clients.upgrade_since {
        Some(release) => format!(
            "others refuse it, but for those from {release} on, which upgrade it as they open it"
        ),
        None => "others refuse it".to_owned(),
    };
    format!(
        "{open}; {others}; any release reaches it through `mlflow server`, `mlflow run` and \
         `mlflow exec`"
    )
}

/// A schema by the last of its releases and its revision.
fn shown_target(target: SchemaTarget) -> String {
    let release = match target.releases().rsplit(' ').next() {
        None | Some("") => "in development",
        Some(release) => release,
    };
    format!("{release} ({})", target.revision())
}
