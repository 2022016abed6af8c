//! `mlflow top`: what runs now, in all experiments.

use std::time::Duration;

use clap::Args;

use crate::duration;
use crate::error::Result;
use crate::tracking::now;

use super::context::Context;
use super::live::{self, Look};
use super::output::{self, Format, OutputArgs};
use super::report::Exit;
use super::runs::Running;
use super::time;
use super::which::ScopeArgs;

/// Show what runs now, in all experiments
///
/// On a terminal it is drawn anew in its place until Ctrl-C; elsewhere, and with `--once`, it is shown
/// once. A run that counts as RUNNING is marked as dead where `mlflow run` or `mlflow exec` started it on
/// this machine and was killed. Of others, one that has logged nothing for long is marked. `mlflow runs
/// end RUN --status KILLED` ends its record.
#[derive(Args, Debug)]
pub(crate) struct TopArgs {
    /// Show it once
    #[arg(long)]
    once: bool,

    /// Mark runs that have logged nothing for as long as this
    #[arg(long, value_name = "TIME", default_value = "1h", value_parser = duration::timeout)]
    silent_after: Duration,

    /// Time between two looks
    #[arg(long, value_name = "TIME", default_value = live::INTERVAL, value_parser = live::interval)]
    interval: Duration,

    #[command(flatten)]
    scope: ScopeArgs,

    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &TopArgs, context: &Context) -> Result<Exit> {
    let tracking = context.tracking_to_read()?;
    let scope = args.scope.scope(tracking)?;
    let look = || Running::find(&scope, args.silent_after, tracking);
    let format = args.output.format();
    let screen = context.printer().screen();
    let Some(screen) = screen.filter(|_| !args.once && format == Format::Table) else {
        let running = look()?;
        output::list(context.printer(), format, &running)?;
        if running.is_empty() {
            context.name_store("nothing runs; ");
        }
        return Ok(Exit::Done);
    };
    live::follow(context, screen, args.interval, |screen| {
        let mut lines = look()?.lines(screen);
        lines.insert(0, time::local(now()));
        Ok(Look {
            lines,
            is_over: false,
        })
    })?;
    Ok(Exit::Done)
}
