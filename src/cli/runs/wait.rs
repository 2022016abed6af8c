//! `runs wait`.

use std::thread;
use std::time::{Duration, Instant};

use clap::Args;
use serde_json::{Value, json};

use crate::config;
use crate::duration;
use crate::entity::{RunId, RunStatus};
use crate::error::{Error, ErrorCode, Result};
use crate::tracking::Tracking;

use super::super::complete;
use super::super::context::Context;
use super::super::naming::{self, Scope, Stage};
use super::super::output::{self, Format, OutputArgs};
use super::super::report::Exit;
use super::super::usage_error::usage_error;

/// The first pause between two looks at a run; each pause is half as long again as the one before.
const FIRST_POLL: Duration = Duration::from_millis(50);
/// The longest pause.
const LAST_POLL: Duration = Duration::from_secs(2);

/// Wait until runs have ended, and print their status
///
/// The exit code is 0 where all of them ended as FINISHED.
#[derive(Args, Debug)]
pub(crate) struct WaitArgs {
    /// A run: its ID, the beginning of it, its name, `@last` or `@best:metrics.KEY`
    #[arg(value_name = "RUN", add = complete::runs())]
    runs: Vec<String>,

    /// The same as RUN; may be repeated [env: MLFLOW_RUN_ID]
    #[arg(long, short = 'r', value_name = "RUN", add = complete::runs())]
    run_id: Vec<String>,

    /// Give up after a time such as 90, 15m or 1h30m
    #[arg(long, value_name = "DURATION", value_parser = duration::timeout)]
    timeout: Option<Duration>,

    #[command(flatten)]
    output: OutputArgs,
}

pub(super) fn run(args: &WaitArgs, context: &Context, tracking: &Tracking) -> Result<Exit> {
    let deadline = args.timeout.map(|timeout| Instant::now() + timeout);
    let format = args.output.format();
    let mut records: Vec<Value> = Vec::new();
    let mut all_finished = true;
    for run_id in run_ids(args, tracking)? {
        let status = wait_for(&run_id, deadline, tracking)?;
        let record = json!({"run_id": run_id, "status": status.as_str()});
        match format {
            Format::Table => context.printer().result(&format!("{run_id} {status}"))?,
            Format::Jsonl => output::one(context.printer(), format, "", &record)?,
            Format::Json | Format::Csv => records.push(record),
        }
        all_finished &= status == RunStatus::Finished;
    }
    if !records.is_empty() {
        output::changed(context.printer(), format, &records)?;
    }
    Ok(if all_finished {
        Exit::Done
    } else {
        Exit::Failed
    })
}

fn run_ids(args: &WaitArgs, tracking: &Tracking) -> Result<Vec<RunId>> {
    let mut texts: Vec<String> = args.runs.iter().chain(&args.run_id).cloned().collect();
    if texts.is_empty() {
        texts.extend(config::var(config::RUN_ID)?);
    }
    if texts.is_empty() {
        return Err(usage_error(
            "Missing option '--run-id' / '-r': expected runs as arguments, or the environment \
             variable `MLFLOW_RUN_ID`",
        ));
    }
    let find = |text: &String| naming::run_id(text, tracking, &Scope::default(), Stage::Active);
    texts.iter().map(find).collect()
}

/// Waits until a run has ended, and gives its status.
fn wait_for(run_id: &RunId, deadline: Option<Instant>, tracking: &Tracking) -> Result<RunStatus> {
    let mut pause = FIRST_POLL;
    loop {
        let status = tracking.get_run(run_id)?.info.status;
        if status.is_terminated() {
            return Ok(status);
        }
        if deadline.is_some_and(|deadline| Instant::now() >= deadline) {
            return Err(Error::new(
                ErrorCode::TemporarilyUnavailable,
                format!("run `{run_id}` is still {status}, and the time is up"),
            ));
        }
        thread::sleep(pause);
        pause = (pause + pause / 2).min(LAST_POLL);
    }
}
