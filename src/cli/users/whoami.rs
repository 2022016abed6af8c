//! `mlflow whoami`: as which user one is logged in.

use clap::Args;
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::output::{self, OutputArgs, printable};
use crate::cli::report::Exit;
use crate::error::Result;

use super::server;

/// Show as which user you are logged in
#[derive(Args, Debug)]
pub(crate) struct WhoamiArgs {
    #[command(flatten)]
    output: OutputArgs,
}

pub(in crate::cli) fn run(args: &WhoamiArgs, context: &Context) -> Result<Exit> {
    let current = server::users()?.current()?;
    let user = &current.user;
    let (printer, format) = (context.printer(), args.output.format());
    output::one(printer, format, &printable(&user.username), &json!(user))?;
    Ok(Exit::Done)
}
