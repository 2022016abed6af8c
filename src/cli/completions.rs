//! `mlflow completions`: the shells' completion scripts.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::error::Result;

use super::Cli;
use super::context::Context;
use super::report::Exit;

/// Print the completion script of a shell
///
/// For example, in ~/.bashrc: source <(mlflow completions bash)
#[derive(Args, Debug)]
pub(crate) struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

pub(super) fn run(args: &CompletionsArgs, context: &Context) -> Result<Exit> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "mlflow", &mut script);
    context
        .printer()
        .write_result(|out| out.write_all(&script))?;
    Ok(Exit::Done)
}
