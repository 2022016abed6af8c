//! `mlflow users …`, `permissions …`, `roles …`, `tokens …`, `login`, `logout` and `whoami`: the users of
//! a server. MLflow has no such commands.

pub(super) mod login;
mod password;
pub(super) mod permissions;
pub(super) mod roles;
mod server;
pub(super) mod tokens;
pub(super) mod whoami;

use clap::{Args, Subcommand};
use serde_json::json;

use crate::api::{CreateUser, ListedUser, UpdateAdmin, UpdatePassword};
use crate::config::HttpSettings;
use crate::error::Result;

use super::context::Context;
use super::output::{self, Listing, OutputArgs, Table, printable};
use super::report::Exit;
use password::PasswordArgs;

/// Manage the users of a server
///
/// The server is that of MLFLOW_TRACKING_URI, started with `--app-name basic-auth`. Who manages users
/// is an administrator, and logs in by MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD or
/// `mlflow login`.
#[derive(Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub(crate) enum UsersCommand {
    Create(CreateArgs),
    List(ListArgs),
    Delete(DeleteArgs),
    UpdatePassword(UpdatePasswordArgs),
    UpdateAdmin(UpdateAdminArgs),
}

const EXAMPLES: &str = "\
Examples:
  mlflow users create ann --password-env PASSWORD_OF_ANN
  mlflow users list --output json
  mlflow users update-admin ann true";

/// Add a user
#[derive(Args, Debug)]
pub(crate) struct CreateArgs {
    #[command(flatten)]
    user: UserArg,

    /// Make the user an administrator
    #[arg(long)]
    admin: bool,

    #[command(flatten)]
    password: PasswordArgs,

    #[command(flatten)]
    output: OutputArgs,
}

/// List users
#[derive(Args, Debug)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    output: OutputArgs,
}

/// Delete a user, with the permissions and tokens that the user has
#[derive(Args, Debug)]
pub(crate) struct DeleteArgs {
    #[command(flatten)]
    user: UserArg,

    #[command(flatten)]
    output: OutputArgs,
}

/// Give a user another password
///
/// Everybody may change the own one; then the old one is that of the log-in.
#[derive(Args, Debug)]
pub(crate) struct UpdatePasswordArgs {
    #[command(flatten)]
    user: UserArg,

    #[command(flatten)]
    password: PasswordArgs,

    #[command(flatten)]
    output: OutputArgs,
}

/// Make a user an administrator, or take that away
#[derive(Args, Debug)]
pub(crate) struct UpdateAdminArgs {
    #[command(flatten)]
    user: UserArg,

    /// Whether the user may do everything
    #[arg(value_name = "true|false", action = clap::ArgAction::Set)]
    is_admin: bool,

    #[command(flatten)]
    output: OutputArgs,
}

/// The user to work on.
#[derive(Args, Debug)]
pub(super) struct UserArg {
    /// Name of the user
    #[arg(value_name = "USERNAME")]
    name: String,
}

pub(super) fn run(command: UsersCommand, context: &Context) -> Result<Exit> {
    match command {
        UsersCommand::Create(args) => create(&args, context),
        UsersCommand::List(args) => list(&args, context),
        UsersCommand::Delete(args) => delete(&args, context),
        UsersCommand::UpdatePassword(args) => update_password(&args, context),
        UsersCommand::UpdateAdmin(args) => update_admin(&args, context),
    }?;
    Ok(Exit::Done)
}

fn create(args: &CreateArgs, context: &Context) -> Result<()> {
    let users = server::users()?;
    let user = users.create(&CreateUser {
        username: args.user.name.clone(),
        password: args.password.read()?,
    })?;
    if args.admin {
        users.update_admin(&UpdateAdmin {
            username: user.username.clone(),
            is_admin: true,
        })?;
    }
    told(context, args.output, &user.username, "has been created")
}

fn list(args: &ListArgs, context: &Context) -> Result<()> {
    let users = server::users()?.list()?;
    output::list(context.printer(), args.output.format(), &Users(&users))
}

/// A list of users.
struct Users<'a>(&'a [ListedUser]);

impl Listing for Users<'_> {
    fn table(&self) -> Table {
        let mut table = Table::new(["User Id", "Username", "Admin", "Roles"]);
        let rows = self.0.iter().map(|user| {
            let roles = user.roles.iter().map(|role| role.name.as_str());
            let roles: Vec<&str> = roles.filter(|name| !roles::is_of_one_user(name)).collect();
            vec![
                user.id.to_string(),
                user.username.clone(),
                user.is_admin.to_string(),
                roles.join(", "),
            ]
        });
        table.rows = rows.collect();
        table
    }

    fn records(&self) -> Vec<serde_json::Value> {
        self.0.iter().map(|user| json!(user)).collect()
    }
}

fn delete(args: &DeleteArgs, context: &Context) -> Result<()> {
    server::users()?.delete(&args.user.name)?;
    told(context, args.output, &args.user.name, "has been deleted")
}

fn update_password(args: &UpdatePasswordArgs, context: &Context) -> Result<()> {
    let name = &args.user.name;
    let login = HttpSettings::from_env()?.login;
    let own = login.filter(|(username, _)| username == name);
    server::users()?.update_password(&UpdatePassword {
        username: name.clone(),
        password: args.password.read()?,
        current_password: own.map(|(_, password)| password),
    })?;
    told(context, args.output, name, "has another password now")
}

fn update_admin(args: &UpdateAdminArgs, context: &Context) -> Result<()> {
    server::users()?.update_admin(&UpdateAdmin {
        username: args.user.name.clone(),
        is_admin: args.is_admin,
    })?;
    let what = if args.is_admin {
        "is an administrator now"
    } else {
        "is no administrator now"
    };
    told(context, args.output, &args.user.name, what)
}

/// Says what became of a user.
fn told(context: &Context, output: OutputArgs, name: &str, what: &str) -> Result<()> {
    output::one(
        context.printer(),
        output.format(),
        &format!("User '{}' {what}", printable(name)),
        &json!({"username": name}),
    )
}
