//! A command that finds the store and starts its runs itself.

use std::ffi::OsString;
use std::process::Command;

use crate::entity::ExperimentId;
use crate::error::Result;
use crate::process::{ProcessEnd, Watch};
use crate::tracking::Tracking;

use super::exec::exit_code_of_shell;
use super::nested;
use super::observer::{Observer, ProjectEvent};
use super::run_server::{StoreAccess, lead_to_experiment, lead_to_store};

/// Runs a command to its end in the environment in which MLflow clients find the store, and the
/// experiment where one is given, but no run. Gives how it ended, and whether a signal to this process
/// ended it: then runs that it has started through a server of its own are ended as KILLED.
pub fn exec_without_run(
    command: &[OsString],
    experiment: Option<&ExperimentId>,
    access: StoreAccess,
    watch: &Watch,
    tracking: &Tracking,
    observer: &dyn Observer,
) -> Result<(ProcessEnd, bool)> {
    let mut program = Command::new(&command[0]);
    program.args(&command[1..]);
    let server = lead_to_store(&mut program, tracking, access, None)?;
    if let Some(experiment) = experiment {
        lead_to_experiment(&mut program, tracking, experiment)?;
    }
    let child = match watch.spawn(&mut program) {
        Ok(child) => child,
        Err(error) => {
            let Some(code) = exit_code_of_shell(&error) else {
                return Err(error);
            };
            observer.notice(ProjectEvent::CommandNotStarted { error: &error });
            return Ok((ProcessEnd::Exited(code), false));
        }
    };
    let (end, _) = child.wait()?;
    let cancelled = watch.is_cancelled();
    let created = server.map_or_else(Vec::new, |server| server.created_runs());
    if cancelled {
        nested::end_all(tracking, None, created);
    }
    Ok((end, cancelled))
}
