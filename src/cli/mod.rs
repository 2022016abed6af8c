//! The command line: the list of commands, and the program's life from arguments to exit code.
//!
//! A command's file has its flags and one `run` function. What commands share: [`context`] (the
//! store, opened when first needed), [`printer`] (the only place that prints), [`output`] (the
//! formats of results), [`report`] (errors to text and exit codes).

mod context;
mod log;
mod printer;
mod report;
mod run;

use std::ffi::OsString;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::error::Result;
use context::Context;

/// Track machine-learning experiments and run projects, without Python
#[derive(Debug, Parser)]
#[command(
    name = "mlflow",
    version,
    propagate_version = false,
    max_term_width = 100
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Run(run::RunArgs),
}

/// Runs the program with these arguments (the first is its own name) and gives its exit code.
pub fn main(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    let context = Context::new();
    let cli = match Cli::try_parse_from(args) {
        Ok(cli) => cli,
        Err(usage) => return report::usage(&context, &usage),
    };
    log::install(context.printer());
    match dispatch(cli.command, &context) {
        Ok(code) => code.into(),
        Err(error) => report::failure(&context, &error).into(),
    }
}

/// Runs one command; its exit code says how the work went, where that is more than success.
fn dispatch(command: Command, context: &Context) -> Result<report::Exit> {
    match command {
        Command::Run(args) => run::run(args, context),
    }
}
