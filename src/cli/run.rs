//! `mlflow run`.

use clap::Args;

use crate::error::Result;

use super::context::Context;
use super::report::Exit;

/// Run a project
#[derive(Args, Debug)]
pub(crate) struct RunArgs {}

pub(super) fn run(_args: RunArgs, _context: &Context) -> Result<Exit> {
    Ok(Exit::Done)
}
