//! `mlflow roles …`: permissions that several users have.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::api::{AddRolePermission, AssignRole, CreateRole, RoleMessage};
use crate::cli::context::Context;
use crate::cli::output::{self, Listing, OutputArgs, Table, printable};
use crate::cli::report::Exit;
use crate::entity::{DEFAULT_WORKSPACE, Role};
use crate::error::{Error, ErrorCode, Result};

use super::server;

/// Manage the roles of a server
#[derive(Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub(crate) enum RolesCommand {
    Create(CreateArgs),
    List(ListArgs),
    Delete(DeleteArgs),
    Grant(GrantArgs),
    Revoke(RevokeArgs),
    /// Give a user a role
    Assign(AssignArgs),
    /// Take a role from a user
    Unassign(AssignArgs),
}

const EXAMPLES: &str = "\
Examples:
  mlflow roles create readers --description 'who look'
  mlflow roles grant readers experiment '*' READ
  mlflow roles assign readers ann";

/// Add a role, and print its id
#[derive(Args, Debug)]
pub(crate) struct CreateArgs {
    /// Name of the role
    #[arg(value_name = "NAME")]
    name: String,

    /// What it is for
    #[arg(long, short, value_name = "TEXT")]
    description: Option<String>,

    #[command(flatten)]
    output: OutputArgs,
}

/// List roles with what they permit
#[derive(Args, Debug)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    output: OutputArgs,
}

/// Delete a role, and take it from all users
#[derive(Args, Debug)]
pub(crate) struct DeleteArgs {
    #[command(flatten)]
    role: RoleArg,

    #[command(flatten)]
    output: OutputArgs,
}

/// Give a role a permission, and print its id
#[derive(Args, Debug)]
pub(crate) struct GrantArgs {
    #[command(flatten)]
    role: RoleArg,

    /// Kind of resource: experiment, registered_model, prompt, run, workspace, …
    #[arg(value_name = "KIND")]
    kind: String,

    /// Id of an experiment, name of a model or prompt, or `*` for all of the kind
    #[arg(value_name = "ID")]
    id: String,

    /// READ, USE, EDIT, MANAGE or DENY
    #[arg(value_name = "PERMISSION")]
    permission: String,

    #[command(flatten)]
    output: OutputArgs,
}

/// Take a permission from its role
#[derive(Args, Debug)]
pub(crate) struct RevokeArgs {
    /// Id of the permission, as `mlflow roles list --output json` shows it
    #[arg(value_name = "PERMISSION_ID")]
    id: i64,

    #[command(flatten)]
    output: OutputArgs,
}

/// A role and a user.
#[derive(Args, Debug)]
pub(crate) struct AssignArgs {
    #[command(flatten)]
    role: RoleArg,

    /// Name of the user
    #[arg(value_name = "USERNAME")]
    username: String,

    #[command(flatten)]
    output: OutputArgs,
}

/// The role to work on.
#[derive(Args, Debug)]
struct RoleArg {
    /// Name or id of the role
    #[arg(value_name = "ROLE")]
    role: String,
}

impl RoleArg {
    /// The id of the role. A number is one.
    fn id(&self) -> Result<i64> {
        if let Ok(id) = self.role.parse() {
            return Ok(id);
        }
        let roles = server::users()?.roles(Some(DEFAULT_WORKSPACE))?;
        let named = roles.iter().find(|role| role.name == self.role);
        named.map(|role| role.id).ok_or_else(|| {
            let message = format!(
                "there is no role '{}': expected a name or an id",
                printable(&self.role)
            );
            Error::new(ErrorCode::ResourceDoesNotExist, message)
                .hint("`mlflow roles list` shows what there is")
        })
    }
}

pub(in crate::cli) fn run(command: RolesCommand, context: &Context) -> Result<Exit> {
    match command {
        RolesCommand::Create(args) => create(&args, context),
        RolesCommand::List(args) => list(&args, context),
        RolesCommand::Delete(args) => delete(&args, context),
        RolesCommand::Grant(args) => grant(&args, context),
        RolesCommand::Revoke(args) => revoke(&args, context),
        RolesCommand::Assign(args) => assign(&args, context),
        RolesCommand::Unassign(args) => unassign(&args, context),
    }?;
    Ok(Exit::Done)
}

/// Whether a role is how the permissions of one user are kept.
pub(super) fn is_of_one_user(name: &str) -> bool {
    Role::user_of_name(name).is_some()
}

fn create(args: &CreateArgs, context: &Context) -> Result<()> {
    let role = server::users()?.create_role(&CreateRole {
        name: args.name.clone(),
        workspace: DEFAULT_WORKSPACE.to_owned(),
        description: args.description.clone(),
    })?;
    let (printer, format) = (context.printer(), args.output.format());
    output::one(printer, format, &role.id.to_string(), &json!(role))
}

fn list(args: &ListArgs, context: &Context) -> Result<()> {
    let mut roles = server::users()?.roles(Some(DEFAULT_WORKSPACE))?;
    roles.retain(|role| !is_of_one_user(&role.name));
    output::list(context.printer(), args.output.format(), &Roles(&roles))
}

/// A list of roles.
struct Roles<'a>(&'a [RoleMessage]);

impl Listing for Roles<'_> {
    fn table(&self) -> Table {
        let mut table = Table::new(["Role Id", "Name", "Description", "Permissions"]);
        let rows = self.0.iter().map(|role| {
            let permissions = role.permissions.iter().map(|permission| {
                format!(
                    "{} on {} {}",
                    permission.permission, permission.resource_type, permission.resource_pattern
                )
            });
            vec![
                role.id.to_string(),
                role.name.clone(),
                role.description.clone().unwrap_or_default(),
                permissions.collect::<Vec<_>>().join(", "),
            ]
        });
        table.rows = rows.collect();
        table
    }

    fn records(&self) -> Vec<Value> {
        self.0.iter().map(|role| json!(role)).collect()
    }
}

fn delete(args: &DeleteArgs, context: &Context) -> Result<()> {
    let role_id = args.role.id()?;
    server::users()?.delete_role(role_id)?;
    let text = format!("Role '{}' has been deleted", printable(&args.role.role));
    let record = json!({"role_id": role_id});
    output::one(context.printer(), args.output.format(), &text, &record)
}

fn grant(args: &GrantArgs, context: &Context) -> Result<()> {
    let added = server::users()?.add_role_permission(&AddRolePermission {
        role_id: args.role.id()?,
        resource_type: args.kind.clone(),
        resource_pattern: args.id.clone(),
        permission: args.permission.to_ascii_uppercase(),
    })?;
    let (printer, format) = (context.printer(), args.output.format());
    output::one(printer, format, &added.id.to_string(), &json!(added))
}

fn revoke(args: &RevokeArgs, context: &Context) -> Result<()> {
    server::users()?.remove_role_permission(args.id)?;
    let text = format!("Permission {} has been taken from its role", args.id);
    let record = json!({"role_permission_id": args.id});
    output::one(context.printer(), args.output.format(), &text, &record)
}

fn assign(args: &AssignArgs, context: &Context) -> Result<()> {
    let named = named(args)?;
    server::users()?.assign_role(&named)?;
    told(args, &named, "has now", context)
}

fn unassign(args: &AssignArgs, context: &Context) -> Result<()> {
    let named = named(args)?;
    server::users()?.unassign_role(&named)?;
    told(args, &named, "no longer has", context)
}

fn named(args: &AssignArgs) -> Result<AssignRole> {
    Ok(AssignRole {
        username: args.username.clone(),
        role_id: args.role.id()?,
    })
}

fn told(args: &AssignArgs, named: &AssignRole, what: &str, context: &Context) -> Result<()> {
    let [name, role] = [&args.username, &args.role.role].map(|text| printable(text));
    let text = format!("User '{name}' {what} the role '{role}'");
    output::one(
        context.printer(),
        args.output.format(),
        &text,
        &json!(named),
    )
}
