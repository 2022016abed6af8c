//! `mlflow permissions …`: what users may do.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::api::{GrantPermission, PermissionByRole, PermissionOfUser};
use crate::cli::context::Context;
use crate::cli::output::{self, Listing, OutputArgs, Table, printable};
use crate::cli::report::Exit;
use crate::error::Result;

use super::{roles, server};

/// Manage what the users of a server may do
///
/// Who manages a resource may give permissions on it; an administrator on all.
#[derive(Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub(crate) enum PermissionsCommand {
    Grant(GrantArgs),
    Revoke(RevokeArgs),
    List(ListArgs),
}

const EXAMPLES: &str = "\
Examples:
  mlflow permissions grant ann experiment 3 EDIT
  mlflow permissions grant ann registered_model fraud READ
  mlflow permissions list ann";

/// Give a user a permission on a resource
#[derive(Args, Debug)]
pub(crate) struct GrantArgs {
    #[command(flatten)]
    resource: ResourceArgs,

    /// READ, USE, EDIT, MANAGE or DENY
    #[arg(value_name = "PERMISSION")]
    permission: String,

    #[command(flatten)]
    output: OutputArgs,
}

/// Take a permission on a resource from a user
#[derive(Args, Debug)]
pub(crate) struct RevokeArgs {
    #[command(flatten)]
    resource: ResourceArgs,

    #[command(flatten)]
    output: OutputArgs,
}

/// List what a user may do, by roles or directly
#[derive(Args, Debug)]
pub(crate) struct ListArgs {
    /// Name of the user [default: whoever is logged in]
    #[arg(value_name = "USERNAME")]
    username: Option<String>,

    #[command(flatten)]
    output: OutputArgs,
}

/// Who, and on what.
#[derive(Args, Debug)]
struct ResourceArgs {
    /// Name of the user
    #[arg(value_name = "USERNAME")]
    username: String,

    /// Kind of resource: experiment, registered_model, prompt, run, logged_model, …
    #[arg(value_name = "KIND")]
    kind: String,

    /// Id of an experiment, name of a model or prompt, or `*` for all of the kind
    #[arg(value_name = "ID")]
    id: String,
}

pub(in crate::cli) fn run(command: PermissionsCommand, context: &Context) -> Result<Exit> {
    match command {
        PermissionsCommand::Grant(args) => grant(&args, context),
        PermissionsCommand::Revoke(args) => revoke(&args, context),
        PermissionsCommand::List(args) => list(&args, context),
    }?;
    Ok(Exit::Done)
}

fn grant(args: &GrantArgs, context: &Context) -> Result<()> {
    let ResourceArgs { username, kind, id } = &args.resource;
    server::users()?.grant(&GrantPermission {
        username: username.clone(),
        resource_type: kind.clone(),
        resource_id: id.clone(),
        permission: args.permission.to_ascii_uppercase(),
    })?;
    let what = format!(
        "has {} on",
        printable(&args.permission.to_ascii_uppercase())
    );
    told(context, args.output, &args.resource, &what)
}

fn revoke(args: &RevokeArgs, context: &Context) -> Result<()> {
    let ResourceArgs { username, kind, id } = &args.resource;
    server::users()?.revoke(&PermissionOfUser {
        username: username.clone(),
        resource_type: kind.clone(),
        resource_id: id.clone(),
    })?;
    told(
        context,
        args.output,
        &args.resource,
        "has no permission any more on",
    )
}

fn told(context: &Context, output: OutputArgs, on: &ResourceArgs, what: &str) -> Result<()> {
    let ResourceArgs { username, kind, id } = on;
    let text = format!(
        "User '{}' {what} {} '{}'",
        printable(username),
        printable(kind),
        printable(id)
    );
    let record = json!({"username": username, "resource_type": kind, "resource_id": id});
    output::one(context.printer(), output.format(), &text, &record)
}

fn list(args: &ListArgs, context: &Context) -> Result<()> {
    let found = server::users()?.permissions(args.username.as_deref())?;
    let listing = Permissions(&found.permissions);
    output::list(context.printer(), args.output.format(), &listing)?;
    if found.is_admin {
        context
            .printer()
            .message("an administrator, who may do everything");
    }
    Ok(())
}

/// A list of permissions.
struct Permissions<'a>(&'a [PermissionByRole]);

impl Listing for Permissions<'_> {
    fn table(&self) -> Table {
        let mut table = Table::new(["Kind", "Id", "Permission", "Role"]);
        let rows = self.0.iter().map(|permission| {
            let is_direct = roles::is_of_one_user(&permission.role_name);
            let role = if is_direct { "" } else { &permission.role_name };
            vec![
                permission.resource_type.clone(),
                permission.resource_pattern.clone(),
                permission.permission.clone(),
                role.to_owned(),
            ]
        });
        table.rows = rows.collect();
        table
    }

    fn records(&self) -> Vec<Value> {
        self.0.iter().map(|permission| json!(permission)).collect()
    }
}
