//! `mlflow env …`.

use std::time::{Duration, SystemTime};

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use crate::duration;
use crate::environment::{CachedEnvironment, EnvironmentState, cached_environments};
use crate::error::Result;

use super::context::Context;
use super::output::{self, Format, Listing, OutputArgs, Table, counted, readable};
use super::report::Exit;
use super::time;

/// List and remove the environments that `mlflow run` keeps
///
/// They are in `~/.mlflow/envs`, or where MLFLOW_ENV_ROOT says. Those that Python's MLflow keeps
/// there are left alone.
#[derive(Debug, Subcommand)]
pub(crate) enum EnvCommand {
    List(ListArgs),
    Prune(PruneArgs),
}

/// List the environments, the one used last first
#[derive(Args, Debug)]
pub(crate) struct ListArgs {
    #[command(flatten)]
    output: OutputArgs,
}

/// Remove environments that no run has used for a while
///
/// What a killed build left behind goes, too; what a run uses at the moment stays. A removed
/// environment is built again when it is needed.
#[derive(Args, Debug)]
pub(crate) struct PruneArgs {
    /// Remove what was not used for as long as this, such as 30d or 12h
    #[arg(long, value_name = "AGE", default_value = "30d", value_parser = duration::age)]
    older_than: Duration,

    /// Remove all of them
    #[arg(long, conflicts_with = "older_than")]
    all: bool,

    /// Say what would be removed, and remove nothing
    #[arg(long)]
    dry_run: bool,

    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(command: EnvCommand, context: &Context) -> Result<Exit> {
    match command {
        EnvCommand::List(args) => {
            let environments = Environments(cached_environments()?);
            output::list(context.printer(), args.output.format(), &environments)?;
        }
        EnvCommand::Prune(args) => prune(&args, context)?,
    }
    Ok(Exit::Done)
}

fn prune(args: &PruneArgs, context: &Context) -> Result<()> {
    let age = if args.all {
        Duration::ZERO
    } else {
        args.older_than
    };
    let format = args.output.format();
    let mut removed = Vec::new();
    for environment in cached_environments()? {
        if !is_old(&environment, age) || !(args.dry_run || environment.remove()?) {
            continue;
        }
        if format == Format::Table {
            context.printer().result(&environment.name)?;
        }
        removed.push(environment);
    }
    let size = removed.iter().map(|environment| environment.size).sum();
    let verb = if args.dry_run {
        "would remove"
    } else {
        "removed"
    };
    let what = counted(removed.len(), "environment");
    let summary = format!("{verb} {what}, {}", readable(size));
    context.printer().message(&summary);
    match format {
        Format::Table => Ok(()),
        other => output::list(context.printer(), other, &Environments(removed)),
    }
}

fn is_old(environment: &CachedEnvironment, age: Duration) -> bool {
    match environment.state {
        EnvironmentState::InUse => false,
        EnvironmentState::Incomplete => true,
        EnvironmentState::Ready => {
            let used = environment.last_used.unwrap_or(SystemTime::UNIX_EPOCH);
            // A time in the future is that of another clock, and recent.
            used.elapsed().is_ok_and(|elapsed| elapsed >= age)
        }
    }
}

struct Environments(Vec<CachedEnvironment>);

impl Listing for Environments {
    fn table(&self) -> Table {
        let headers = [
            "Name",
            "State",
            "Made of",
            "Size",
            "Last used",
            "First built for",
        ];
        let mut table = Table::new(headers);
        table.rows = self.0.iter().map(row).collect();
        table
    }

    fn records(&self) -> Vec<Value> {
        self.0.iter().map(record).collect()
    }
}

fn row(environment: &CachedEnvironment) -> Vec<String> {
    vec![
        environment.name.clone(),
        environment.state.as_str().to_owned(),
        environment.made_of.clone(),
        readable(environment.size),
        last_used(environment).map_or_else(String::new, time::local),
        environment.project.clone(),
    ]
}

fn record(environment: &CachedEnvironment) -> Value {
    json!({
        "name": environment.name,
        "path": environment.folder,
        "state": environment.state.as_str(),
        "made_of": environment.made_of,
        "env_manager": environment.manager,
        "project": environment.project,
        "size_bytes": environment.size,
        "creation_time": environment.created,
        "last_used_time": last_used(environment),
    })
}

/// In milliseconds since 1970.
fn last_used(environment: &CachedEnvironment) -> Option<i64> {
    let since = environment
        .last_used?
        .duration_since(SystemTime::UNIX_EPOCH);
    i64::try_from(since.ok()?.as_millis()).ok()
}
