//! `mlflow db …`.

mod backup;
mod create;
mod interrupt;
mod progress;
mod status;
mod upgrade;

use std::path::{Path, PathBuf};

use clap::Subcommand;

use crate::config::{StoreLocation, StoreUri};
use crate::error::{Error, Result};
use crate::store::sql::{Clients, SchemaTarget};
use crate::uri;

use super::context::Context;
use super::report::Exit;

/// Make, upgrade or copy an SQLite database, or see how it is
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
