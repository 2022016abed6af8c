//! The flags that every command has.

use std::path::PathBuf;

use clap::Args;

use super::appearance::ColorChoice;

/// The flags that every command has. All but the file are read by
/// [`Appearance`](super::appearance::Appearance) before the command line is parsed.
#[derive(Args, Debug)]
#[command(next_help_heading = "Global options")]
pub(crate) struct GlobalArgs {
    /// File with environment variables, a NAME=VALUE a line; those that are set already stay
    ///
    /// It stands before the command: `mlflow --env-file .env runs search`.
    #[arg(long, value_name = "FILE")]
    pub(super) env_file: Option<PathBuf>,

    /// When to use colours: auto, always or never
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        value_enum,
        default_value = "auto",
        hide_possible_values = true,
        hide_default_value = true
    )]
    color: ColorChoice,

    /// Say errors and warnings alone
    #[arg(long, global = true, conflicts_with = "verbose")]
    quiet: bool,

    /// Say more: the store, and what happens on the way
    #[arg(long, global = true)]
    verbose: bool,
}
