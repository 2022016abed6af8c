//! `mlflow completions`: the shells' completion scripts.

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::error::Result;

use super::Cli;
use super::complete;
use super::context::Context;
use super::report::Exit;

/// Print the completion script of a shell
///
/// For example, in ~/.bashrc: source <(mlflow completions bash --dynamic)
#[derive(Args, Debug)]
pub(crate) struct CompletionsArgs {
    /// The shell
    shell: Shell,

    /// Ask the program while typing, which then proposes runs, experiments, keys, entry points and
    /// parameters as they are at the moment
    #[arg(long)]
    dynamic: bool,
}

pub(super) fn run(args: &CompletionsArgs, context: &Context) -> Result<Exit> {
    let mut script = Vec::new();
    if args.dynamic {
        script = complete::registration(args.shell)?;
    } else {
        clap_complete::generate(args.shell, &mut Cli::command(), "mlflow", &mut script);
    }
    context
        .printer()
        .write_result(|out| out.write_all(&script))?;
    Ok(Exit::Done)
}
