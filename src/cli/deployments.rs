//! `mlflow deployments …`: models on this machine. Those on others are not here.

use clap::{Args, CommandFactory as _, FromArgMatches as _, Subcommand};

use crate::error::{Error, Result};

use super::Cli;
use super::context::Context;
use super::models::serve::{self, ServeArgs};
use super::report::Exit;
use super::usage_error::usage_error;

/// The target that this program has.
const LOCAL: &str = "local";
/// The flavour that is served.
const FLAVOR: &str = "python_function";

/// Serve models on this machine
#[derive(Debug, Subcommand)]
pub(crate) enum DeploymentsCommand {
    RunLocal(RunLocalArgs),
}

/// Serve a model on this machine; the same server as `mlflow models serve`
#[derive(Args, Debug)]
pub(crate) struct RunLocalArgs {
    /// Target: `local`, the only one here
    #[arg(long, short = 't', value_name = "TARGET")]
    target: String,

    /// Name of the deployment, and of the model in the Open Inference protocol
    #[arg(long, value_name = "NAME")]
    name: String,

    /// The model, as `mlflow models serve` takes it
    #[arg(long, short = 'm', value_name = "URI")]
    model_uri: String,

    /// Flavour: `python_function`, the only one that is served
    #[arg(long, short = 'f', value_name = "FLAVOR")]
    flavor: Option<String>,

    /// Flag of `mlflow models serve`, as name=value: `port=8000`, `workers=2`; may be repeated
    #[arg(long, short = 'C', value_name = "NAME=VALUE")]
    config: Vec<String>,
}

pub(super) fn run(command: DeploymentsCommand, context: &Context) -> Result<Exit> {
    let DeploymentsCommand::RunLocal(args) = command;
    let target = args.target.split(':').next().unwrap_or_default();
    if target != LOCAL {
        return Err(Error::not_implemented(format!(
            "the target `{target}` is not supported: this program serves on this machine only"
        ))
        .hint("`--target local` does; `mlflow models build-docker` makes an image for elsewhere"));
    }
    if let Some(flavor) = args.flavor.as_deref().filter(|flavor| *flavor != FLAVOR) {
        return Err(Error::not_implemented(format!(
            "the flavor `{flavor}` is not served; expected `{FLAVOR}`"
        )));
    }
    serve::run(&flags(&args)?, context)?;
    Ok(Exit::Done)
}

/// The flags of `mlflow models serve` that a deployment means.
fn flags(args: &RunLocalArgs) -> Result<ServeArgs> {
    let mut words = vec![
        "serve".to_owned(),
        format!("--model-uri={}", args.model_uri),
        format!("--name={}", args.name),
    ];
    for pair in &args.config {
        let (name, value) = pair.split_once('=').ok_or_else(|| {
            usage_error(format!("`--config {pair}` has no `=`; expected name=value"))
        })?;
        let flag = format!("--{}", name.replace('_', "-"));
        words.push(match value {
            // A flag without a value.
            "true" | "True" => flag,
            value => format!("{flag}={value}"),
        });
    }
    let root = Cli::command();
    let serve = root
        .find_subcommand("models")
        .and_then(|models| models.find_subcommand("serve"))
        .expect("a command of this program");
    let given = serve
        .clone()
        .try_get_matches_from(words)
        .and_then(|matches| ServeArgs::from_arg_matches(&matches));
    given.map_err(|error| {
        let text = error.render().to_string();
        let first = text.lines().next().unwrap_or_default();
        let first = first.strip_prefix("error: ").unwrap_or(first);
        usage_error(format!("`--config` of the deployment: {first}"))
            .hint("`mlflow models serve --help` lists the names")
    })
}
