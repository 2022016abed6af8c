//! MLflow's commands that are not there: asked for, they are named, and not taken for typing
//! errors.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::error::Error;

use super::context::Context;
use super::report::{self, Exit};

/// The commands of MLflow 1.23.1 and 3.17.2 that this program does not have.
const ABSENT: [&str; 22] = [
    "agent",
    "ai-commands",
    "assistant",
    "autolog",
    "azureml",
    "crypto",
    "datasets",
    "delete-trace-rollups",
    "demo",
    "deployments",
    "gc",
    "link-traces",
    "mcp",
    "migrate-filestore",
    "migrate-to-default-workspace",
    "models",
    "move-resources",
    "prepopulate-trace-analytics",
    "sagemaker",
    "scorers",
    "skills",
    "traces",
];

/// Tells the user what is wrong with the command line.
pub(super) fn explain(context: &Context, usage: &clap::Error) -> Exit {
    match absent_command(usage) {
        Some(command) => {
            let error = Error::not_implemented(format!(
                "`{command}` is a command of MLflow that this program does not have yet"
            ));
            let hint = "`mlflow --help` lists what is there; Python's MLflow reads the same stores";
            report::failure(context, &error.hint(hint))
        }
        None => report::usage(context, usage),
    }
}

/// The command of MLflow that the user asked for, if that is the mistake.
fn absent_command(usage: &clap::Error) -> Option<&str> {
    if usage.kind() != ErrorKind::InvalidSubcommand {
        return None;
    }
    match usage.get(ContextKind::InvalidSubcommand)? {
        ContextValue::String(name) => ABSENT.into_iter().find(|command| command == name),
        _ => None,
    }
}
