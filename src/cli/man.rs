//! `mlflow man`: the manual pages, one for each command.

use std::path::PathBuf;

use clap::{Args, CommandFactory};

use crate::error::{Error, Result};

use super::Cli;
use super::context::Context;
use super::report::Exit;
use super::version;

/// Write the manual pages of all commands into a folder
#[derive(Args, Debug)]
pub(crate) struct ManArgs {
    /// The folder, created if it is new; for example ~/.local/share/man/man1
    #[arg(value_name = "FOLDER")]
    folder: PathBuf,
}

pub(super) fn run(args: &ManArgs, context: &Context) -> Result<Exit> {
    let folder = &args.folder;
    std::fs::create_dir_all(folder).map_err(|e| Error::io("create the folder", folder, e))?;
    // What stands before the version is no name of a page.
    let command = Cli::command()
        .display_name(version::NAME)
        .disable_help_subcommand(true);
    clap_mangen::generate_to(command, folder).map_err(|e| Error::io("write to", folder, e))?;
    context
        .printer()
        .message(&format!("wrote the manual pages to {}", folder.display()));
    Ok(Exit::Done)
}
