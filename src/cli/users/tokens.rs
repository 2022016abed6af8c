//! `mlflow tokens …`: access tokens, with which programs log in.

use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Value, json};

use crate::api::{CreateToken, TokenMessage};
use crate::cli::context::Context;
use crate::cli::output::{self, Format, Listing, OutputArgs, Table, printable};
use crate::cli::report::Exit;
use crate::cli::time;
use crate::duration;
use crate::error::{Error, Result};
use crate::tracking::now;

use super::server;

/// Manage your access tokens
///
/// A program shows one in MLFLOW_TRACKING_TOKEN, or as your password. Whoever has it is you, so give
/// each program one of its own that may do no more than it needs. Another password ends all of them.
#[derive(Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub(crate) enum TokensCommand {
    Create(CreateArgs),
    List(ListArgs),
    Revoke(RevokeArgs),
}

const EXAMPLES: &str = "\
Examples:
  export MLFLOW_TRACKING_TOKEN=$(mlflow tokens create ci --scope read --expires 90d)
  mlflow tokens list";

/// Make an access token, and print it: it is not shown again
#[derive(Args, Debug)]
pub(crate) struct CreateArgs {
    /// What it is for
    #[arg(value_name = "NAME", default_value = "")]
    name: String,

    /// What it allows, of what you may do
    #[arg(long, value_enum, default_value = "write")]
    scope: ScopeArg,

    /// After how long it is void, such as 90d or 12h [default: never]
    #[arg(long, value_name = "AGE", value_parser = duration::age_in_millis)]
    expires: Option<i64>,

    #[command(flatten)]
    output: OutputArgs,
}

/// List your access tokens, the oldest first
#[derive(Args, Debug)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    output: OutputArgs,
}

/// End an access token
#[derive(Args, Debug)]
pub(crate) struct RevokeArgs {
    /// Name or id of the token
    #[arg(value_name = "TOKEN")]
    token: String,

    #[command(flatten)]
    output: OutputArgs,
}

/// The values of `--scope`.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum ScopeArg {
    /// To look and to search
    Read,
    /// Everything
    Write,
}

pub(in crate::cli) fn run(command: TokensCommand, context: &Context) -> Result<Exit> {
    match command {
        TokensCommand::Create(args) => create(&args, context),
        TokensCommand::List(args) => list(&args, context),
        TokensCommand::Revoke(args) => revoke(&args, context),
    }?;
    Ok(Exit::Done)
}

fn create(args: &CreateArgs, context: &Context) -> Result<()> {
    let scope = match args.scope {
        ScopeArg::Read => "read",
        ScopeArg::Write => "write",
    };
    let made = server::users()?.create_token(&CreateToken {
        name: args.name.clone(),
        scope: Some(scope.to_owned()),
        expires_at: args.expires.map(|age| now().saturating_add(age)),
    })?;
    let (printer, format) = (context.printer(), args.output.format());
    let mut record = json!(made.token);
    record["secret"] = json!(made.secret);
    output::one(printer, format, &made.secret, &record)
}

fn list(args: &ListArgs, context: &Context) -> Result<()> {
    let tokens = server::users()?.tokens()?;
    output::list(context.printer(), args.output.format(), &Tokens(&tokens))
}

/// A list of tokens.
struct Tokens<'a>(&'a [TokenMessage]);

impl Listing for Tokens<'_> {
    fn table(&self) -> Table {
        let headers = [
            "Token Id",
            "Name",
            "Scope",
            "Created",
            "Expires",
            "Last Used",
        ];
        let mut table = Table::new(headers);
        let rows = self.0.iter().map(|token| {
            let at = |time: Option<i64>| time.map(time::local).unwrap_or_default();
            let expires = if token.is_valid {
                at(token.expires_at)
            } else {
                "void".to_owned()
            };
            vec![
                token.token_id.clone(),
                token.name.clone(),
                token.scope.clone(),
                time::local(token.created_at),
                expires,
                at(token.last_used_at),
            ]
        });
        table.rows = rows.collect();
        table
    }

    fn records(&self) -> Vec<Value> {
        self.0.iter().map(|token| json!(token)).collect()
    }
}

fn revoke(args: &RevokeArgs, context: &Context) -> Result<()> {
    let id = id_of(&args.token, &server::users()?.tokens()?)?;
    server::users()?.revoke_token(&id)?;
    let format: Format = args.output.format();
    output::one(
        context.printer(),
        format,
        &format!("Token '{}' has been revoked", printable(&args.token)),
        &json!({"token_id": id}),
    )
}

/// The id of the token that is meant. What is no name is left to the server to find.
fn id_of(asked: &str, tokens: &[TokenMessage]) -> Result<String> {
    if tokens.iter().any(|token| token.token_id == asked) {
        return Ok(asked.to_owned());
    }
    let named = tokens.iter().filter(|token| token.name == asked);
    let ids: Vec<&str> = named.map(|token| token.token_id.as_str()).collect();
    match ids[..] {
        [] => Ok(asked.to_owned()),
        [id] => Ok(id.to_owned()),
        _ => Err(Error::invalid(format!(
            "{} tokens are named '{}': expected the id of one, `{}`",
            ids.len(),
            printable(asked),
            ids.join("` or `")
        ))),
    }
}
