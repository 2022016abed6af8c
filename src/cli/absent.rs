//! MLflow's commands that this program does not have. They get an error of their own, instead of one
//! about a typing error.

use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::error::Error;

/// The commands of MLflow 1.23.1 and 3.17.2 that this program does not have, and those of its
/// `models`, which are about serving.
const ABSENT: [&str; 18] = [
    "agent",
    "ai-commands",
    "assistant",
    "autolog",
    "azureml",
    "crypto",
    "datasets",
    "delete-trace-rollups",
    "demo",
    "link-traces",
    "mcp",
    "migrate-to-default-workspace",
    "move-resources",
    "prepopulate-trace-analytics",
    "sagemaker",
    "scorers",
    "skills",
    "traces",
];

/// The error for a command of MLflow that this program does not have, if the user asked for one.
pub(super) fn asked_for(found: &clap::Error) -> Option<Error> {
    if found.kind() != ErrorKind::InvalidSubcommand {
        return None;
    }
    let ContextValue::String(name) = found.get(ContextKind::InvalidSubcommand)? else {
        return None;
    };
    let command = ABSENT.into_iter().find(|command| command == name)?;
    let error = Error::not_implemented(format!(
        "`{command}` is a command of MLflow that this program does not have yet"
    ));
    Some(error.hint("`mlflow --help` lists what is there; Python's MLflow reads the same stores"))
}
