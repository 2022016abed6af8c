//! `mlflow webhooks …`: who hears of changes in the model registry. MLflow has no such commands.

mod listing;
mod secret;

use clap::{Args, Subcommand, ValueEnum};
use serde_json::json;

use crate::config::WebhookSettings;
use crate::entity::{Webhook, WebhookEvent, WebhookSecret, WebhookStatus, WebhookTest};
use crate::error::{Error, Result};
use crate::registry::{CreateWebhook, Registry};
use crate::store::WebhookUpdate;
use crate::webhook;

use super::context::Context;
use super::output::{self, Format, OutputArgs, printable};
use super::record;
use super::report::Exit;
use super::usage_error::usage_error;
use secret::SecretArgs;

/// Tell other servers of changes in the model registry
///
/// Webhooks are kept with the registered models, in a database or by a server; a folder keeps none.
/// The servers over that database send the deliveries. What commands and clients change in the
/// database themselves is not told of.
#[derive(Debug, Subcommand)]
#[command(after_help = EXAMPLES)]
pub(crate) enum WebhooksCommand {
    List(ListArgs),
    Get(GetArgs),
    Create(CreateArgs),
    Update(UpdateArgs),
    Delete(DeleteArgs),
    Test(TestArgs),
}

const EXAMPLES: &str = "\
Examples:
  mlflow webhooks create deploy --url https://ci.example.com/hook --event model_version.created
  mlflow webhooks list --output json";

/// List webhooks, the newest first
#[derive(Args, Debug)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    output: OutputArgs,
}

/// Show a webhook; its secret is never shown
#[derive(Args, Debug)]
pub(crate) struct GetArgs {
    #[command(flatten)]
    webhook: WebhookArg,

    #[command(flatten)]
    output: OutputArgs,
}

/// The webhook to work on.
#[derive(Args, Debug)]
struct WebhookArg {
    /// Id of the webhook, as `mlflow webhooks list` shows it
    #[arg(value_name = "WEBHOOK_ID")]
    id: String,
}

/// Create a webhook, and print its id
#[derive(Args, Debug)]
pub(crate) struct CreateArgs {
    /// Name of the webhook: letters, digits, `.`, `_` and `-`
    #[arg(value_name = "NAME")]
    name: String,

    /// Address to which deliveries are sent
    #[arg(long, value_name = "URL")]
    url: String,

    /// What it hears of, such as model_version.created; may be repeated, or a list with commas
    #[arg(
        long = "event",
        value_name = "EVENT",
        required = true,
        value_delimiter = ',',
        value_parser = event
    )]
    events: Vec<WebhookEvent>,

    /// What it is for
    #[arg(long, short, value_name = "TEXT")]
    description: Option<String>,

    /// Whether it hears anything
    #[arg(long, value_enum, ignore_case = true, default_value = "active")]
    status: StatusArg,

    #[command(flatten)]
    secret: SecretArgs,

    #[command(flatten)]
    output: OutputArgs,
}

/// Change a webhook; what is not named stays as it is
#[derive(Args, Debug)]
pub(crate) struct UpdateArgs {
    #[command(flatten)]
    webhook: WebhookArg,

    #[command(flatten)]
    change: ChangeArgs,

    #[command(flatten)]
    output: OutputArgs,
}

/// What becomes of a webhook.
#[derive(Args, Debug)]
struct ChangeArgs {
    /// New name
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    /// New address
    #[arg(long, value_name = "URL")]
    url: Option<String>,

    /// What it hears of from now on; may be repeated, or a list with commas
    #[arg(long = "event", value_name = "EVENT", value_delimiter = ',', value_parser = event)]
    events: Vec<WebhookEvent>,

    /// What it is for
    #[arg(long, short, value_name = "TEXT")]
    description: Option<String>,

    /// Whether it hears anything
    #[arg(long, value_enum, ignore_case = true)]
    status: Option<StatusArg>,

    #[command(flatten)]
    secret: SecretArgs,

    /// Sign deliveries no more
    #[arg(long, conflicts_with_all = ["secret_env", "secret_stdin"])]
    no_secret: bool,
}

/// Delete a webhook
#[derive(Args, Debug)]
pub(crate) struct DeleteArgs {
    #[command(flatten)]
    webhook: WebhookArg,

    #[command(flatten)]
    output: OutputArgs,
}

/// Send a webhook an example; exit with 3 if it does not take it
#[derive(Args, Debug)]
pub(crate) struct TestArgs {
    #[command(flatten)]
    webhook: WebhookArg,

    /// What the example tells of [default: the first event that the webhook hears of]
    #[arg(long, value_name = "EVENT", value_parser = event)]
    event: Option<WebhookEvent>,

    #[command(flatten)]
    output: OutputArgs,
}

/// The values of `--status`.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum StatusArg {
    Active,
    Disabled,
}

impl From<StatusArg> for WebhookStatus {
    fn from(status: StatusArg) -> Self {
        match status {
            StatusArg::Active => Self::Active,
            StatusArg::Disabled => Self::Disabled,
        }
    }
}

/// Reads an event, for clap.
fn event(name: &str) -> Result<WebhookEvent, String> {
    let event = WebhookEvent::named(name).ok_or_else(|| Error::webhook_event_unknown(name));
    event.map_err(|error| error.message().to_owned())
}

pub(super) fn run(command: WebhooksCommand, context: &Context) -> Result<Exit> {
    match command {
        WebhooksCommand::List(args) => list(&args, context),
        WebhooksCommand::Get(args) => get(&args, context),
        WebhooksCommand::Create(args) => create(args, context),
        WebhooksCommand::Update(args) => update(args, context),
        WebhooksCommand::Delete(args) => delete(&args, context),
        WebhooksCommand::Test(args) => return test(&args, context),
    }?;
    Ok(Exit::Done)
}

fn list(args: &ListArgs, context: &Context) -> Result<()> {
    let registry = context.registry_to_read()?;
    let webhooks = registry.all_webhooks().collect::<Result<Vec<_>>>()?;
    let listing = listing::Webhooks(&webhooks);
    output::list(context.printer(), args.output.format(), &listing)?;
    if webhooks.is_empty() {
        context.nothing_found();
    }
    Ok(())
}

fn get(args: &GetArgs, context: &Context) -> Result<()> {
    let registry = context.registry_to_read()?;
    let webhook = registry.get_webhook(&args.webhook.id)?;
    match args.output.format() {
        Format::Table => context.printer().result(&listing::fields(&webhook)),
        other => output::one(context.printer(), other, "", &record::webhook(&webhook)),
    }
}

fn create(args: CreateArgs, context: &Context) -> Result<()> {
    let secret = args.secret.read()?;
    let registry = context.registry()?;
    check_secret(&registry, secret.as_ref())?;
    let create = CreateWebhook {
        name: args.name,
        description: args.description,
        url: args.url,
        events: args.events,
        status: args.status.into(),
        secret: secret.unwrap_or_default(),
    };
    let webhook = registry.create_webhook(create, &WebhookSettings::from_env()?.rules)?;
    output::one(
        context.printer(),
        args.output.format(),
        &webhook.webhook_id,
        &record::webhook(&webhook),
    )
}

fn update(args: UpdateArgs, context: &Context) -> Result<()> {
    let ChangeArgs {
        name,
        url,
        events,
        description,
        status,
        secret,
        no_secret,
    } = args.change;
    let secret = if no_secret {
        Some(WebhookSecret::None)
    } else {
        secret.read()?
    };
    let update = WebhookUpdate {
        name,
        description,
        url,
        events: Some(events).filter(|events| !events.is_empty()),
        status: status.map(WebhookStatus::from),
        secret,
    };
    if update == WebhookUpdate::default() {
        return Err(usage_error(
            "nothing is to be changed: expected a flag such as `--name`, `--url`, `--event` or \
             `--status`",
        ));
    }
    let registry = context.registry_as_it_is()?;
    check_secret(&registry, update.secret.as_ref())?;
    let rules = WebhookSettings::from_env()?.rules;
    let webhook = registry.update_webhook(&args.webhook.id, &update, &rules)?;
    told(context, args.output, "updated", &webhook)
}

/// Refuses a secret that nobody could read after this command.
fn check_secret(registry: &Registry, secret: Option<&WebhookSecret>) -> Result<()> {
    match secret {
        Some(WebhookSecret::Known(_)) => registry.check_secret_lasts(),
        _ => Ok(()),
    }
}

fn delete(args: &DeleteArgs, context: &Context) -> Result<()> {
    let id = &args.webhook.id;
    context.registry_as_it_is()?.delete_webhook(id)?;
    output::one(
        context.printer(),
        args.output.format(),
        &format!("Webhook '{}' has been deleted", printable(id)),
        &json!({"webhook_id": id}),
    )
}

fn test(args: &TestArgs, context: &Context) -> Result<Exit> {
    let registry = context.registry_to_read()?;
    let settings = WebhookSettings::from_env()?;
    let WebhookTest {
        success,
        response_status,
        response_body,
        error_message,
    } = webhook::test(&registry, &args.webhook.id, args.event, &settings)?;
    let text = match (response_status, &error_message) {
        (Some(status), _) => format!("The receiver answered with status {status}"),
        (None, Some(why)) => printable(why),
        (None, None) => "The receiver did not answer".to_owned(),
    };
    let record = json!({
        "success": success,
        "response_status": response_status,
        "response_body": response_body,
        "error_message": error_message,
    });
    output::one(context.printer(), args.output.format(), &text, &record)?;
    Ok(if success {
        Exit::Done
    } else {
        Exit::NotFulfilled
    })
}

/// Says what became of a webhook.
fn told(context: &Context, output: OutputArgs, what: &str, webhook: &Webhook) -> Result<()> {
    let name = printable(&webhook.name);
    let text = format!("Webhook '{name}' has been {what}");
    let record = record::webhook(webhook);
    output::one(context.printer(), output.format(), &text, &record)
}
