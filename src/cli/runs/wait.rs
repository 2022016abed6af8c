//! `runs wait`.

use std::thread;
use std::time::{Duration, Instant};

use clap::Args;

use crate::config;
use crate::duration;
use crate::entity::{RunId, RunStatus};
use crate::error::{Error, ErrorCode, Result};
use crate::tracking::Tracking;

use super::super::context::Context;
use super::super::report::Exit;

/// The first pause between two looks at a run; each pause is half as long again as the one before.
const FIRST_POLL: Duration = Duration::from_millis(50);
/// The longest pause.
const LAST_POLL: Duration = Duration::from_secs(2);

/// Wait until runs have ended, and print their status
///
/// The exit code is 0 where all of them ended as FINISHED.
#[derive(Args, Debug)]
pub(crate) struct WaitArgs {
    /// ID of a run; may be repeated [env: MLFLOW_RUN_ID]
    #[arg(long, short = 'r', value_name = "ID")]
    run_id: Vec<String>,

    /// Give up after a time such as 90, 15m or 1h30m
    #[arg(long, value_name = "DURATION", value_parser = duration::timeout)]
    timeout: Option<Duration>,
}

pub(super) fn run(args: &WaitArgs, context: &Context, tracking: &Tracking) -> Result<Exit> {
    let deadline = args.timeout.map(|timeout| Instant::now() + timeout);
    let mut all_finished = true;
    for run_id in run_ids(args)? {
        let status = wait_for(&run_id, deadline, tracking)?;
        context.printer().result(&format!("{run_id} {status}"))?;
        all_finished &= status == RunStatus::Finished;
    }
    Ok(if all_finished {
        Exit::Done
    } else {
        Exit::Failed
    })
}

fn run_ids(args: &WaitArgs) -> Result<Vec<RunId>> {
    let mut run_ids: Vec<RunId> = args.run_id.iter().cloned().map(RunId::from).collect();
    if run_ids.is_empty() {
        run_ids.extend(config::var(config::RUN_ID)?.map(RunId::from));
    }
    if run_ids.is_empty() {
        return Err(Error::invalid(
            "no run is named; expected `--run-id` or the environment variable `MLFLOW_RUN_ID`",
        ));
    }
    Ok(run_ids)
}

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
