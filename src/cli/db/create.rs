//! `mlflow db create`.

use clap::Args;

use crate::error::Result;
use crate::store::database;
use crate::store::sql::{Clients, SchemaTarget};
use crate::tracking;

use super::super::context::Context;
use super::super::report::Exit;

/// Make a database with the schema of any release of MLflow since 1.0
///
/// Python's MLflow opens a database of its own schema only, so that a team whose Python programs
/// are pinned to a release shares a database of that release. One that holds MLflow's tables
/// already is refused. A server's database must be there, and gets the tables.
#[derive(Args, Debug)]
pub(crate) struct CreateArgs {
    /// The database: sqlite:///mlflow.db, a path, postgresql://… or mysql://…
    url: String,

    /// The schema: a release such as 3.17 or 2.9.2, or an Alembic revision; the newest that is
    /// known if not given
    #[arg(long, value_name = "RELEASE", value_parser = super::schema_target)]
    schema: Option<SchemaTarget>,
}

pub(super) fn run(args: &CreateArgs, context: &Context) -> Result<Exit> {
    let address = super::address(&args.url)?;
    let target = args.schema.unwrap_or(SchemaTarget::NEWEST);
    let made = database::create(&address, target, tracking::now())?;
    context.printer().message(&format!(
        "made the {made} with the schema of MLflow {}",
        super::shown_target(target)
    ));
    let clients = super::clients_in_words(&Clients::of_target(target));
    context.printer().message(&clients);
    Ok(Exit::Done)
}
