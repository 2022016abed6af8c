//! `mlflow models alias …`.

use clap::{Args, Subcommand};
use serde_json::json;

use crate::error::Result;
use crate::registry;

use super::super::complete;
use super::super::context::Context;
use super::super::output::{self, OutputArgs, printable};

/// Set and delete the aliases of versions
#[derive(Debug, Subcommand)]
pub(crate) enum AliasCommand {
    Set(SetArgs),
    Delete(DeleteArgs),
}

/// Let an alias stand for a version, and for no other any more
#[derive(Args, Debug)]
pub(crate) struct SetArgs {
    /// Name of the registered model
    #[arg(value_name = "NAME", add = complete::registered_models())]
    name: String,

    /// The alias: letters, digits, `_` and `-`
    #[arg(value_name = "ALIAS")]
    alias: String,

    /// Number of the version
    #[arg(value_name = "VERSION")]
    version: String,

    #[command(flatten)]
    output: OutputArgs,
}

/// Delete an alias
#[derive(Args, Debug)]
pub(crate) struct DeleteArgs {
    /// Name of the registered model
    #[arg(value_name = "NAME", add = complete::registered_models())]
    name: String,

    /// The alias
    #[arg(value_name = "ALIAS")]
    alias: String,

    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(command: &AliasCommand, context: &Context) -> Result<()> {
    match command {
        AliasCommand::Set(args) => set(args, context),
        AliasCommand::Delete(args) => delete(args, context),
    }
}

fn set(args: &SetArgs, context: &Context) -> Result<()> {
    let version = registry::version_number(&args.version)?;
    context
        .registry_as_it_is()?
        .set_model_alias(&args.name, &args.alias, version)?;
    let (name, alias) = (printable(&args.name), printable(&args.alias));
    output::one(
        context.printer(),
        args.output.format(),
        &format!("'{name}@{alias}' is version {version}"),
        &json!({"name": args.name, "alias": args.alias, "version": version.to_string()}),
    )
}

fn delete(args: &DeleteArgs, context: &Context) -> Result<()> {
    context
        .registry_as_it_is()?
        .delete_model_alias(&args.name, &args.alias)?;
    let (name, alias) = (printable(&args.name), printable(&args.alias));
    output::one(
        context.printer(),
        args.output.format(),
        &format!("'{name}@{alias}' has been deleted"),
        &json!({"name": args.name, "alias": args.alias}),
    )
}
