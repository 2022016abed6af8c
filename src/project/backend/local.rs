//! Projects on this machine: their commands run in the project's folder, with this program's stdin,
//! stdout and stderr.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::config;
use crate::environment::{EnvManager, EnvironmentPlan};
use crate::error::{Error, Result};
use crate::process::{ProcessEnd, in_shell};

use super::super::observer::ProjectEvent;
use super::super::prepare::prepare;
use super::super::run_server::StoreAccess;
use super::super::secrets::masked_line;
use super::super::session::RunSession;

/// What is to be run, and how.
pub(in crate::project) struct Job<'a> {
    /// The project's folder.
    pub(in crate::project) folder: &'a Path,
    pub(in crate::project) environment: &'a EnvironmentPlan,
    /// The manager that was chosen, which is passed on to projects that the command runs.
    pub(in crate::project) env_manager: Option<EnvManager>,
    pub(in crate::project) command: &'a str,
    /// How it reaches a local store.
    pub(in crate::project) access: StoreAccess,
    pub(in crate::project) timeout: Option<Duration>,
    /// Where its output goes; `None` for our own.
    pub(in crate::project) output: Option<&'a File>,
}

/// Runs a command within its environment, to its end.
pub(in crate::project) fn execute(session: &RunSession, job: &Job) -> Result<ProcessEnd> {
    let environment = prepare(session, job.environment, job.folder)?;
    let line = environment.line(job.command);
    let run_id = &session.run.run_id;
    session.observer.notice(ProjectEvent::CommandStarting {
        run_id,
        command: &masked_line(&environment.shown(job.command)),
    });
    let mut shell = in_shell(&line);
    shell.current_dir(job.folder);
    session.set_environment(&mut shell, job.access)?;
    if let Some(manager) = job.env_manager {
        shell.env(config::ENV_MANAGER, manager.as_str());
    }
    if let Some(output) = job.output {
        redirect(&mut shell, output)?;
    }
    let mut child = session.watch.spawn(&mut shell)?;
    if let Some(timeout) = job.timeout {
        child.end_after(timeout);
    }
    let (end, _) = child.wait()?;
    if session.watch.is_cancelled() || matches!(end, ProcessEnd::TimedOut(_)) {
        environment.end_leftovers();
    }
    Ok(end)
}

/// Sends both outputs to one file.
fn redirect(command: &mut Command, output: &File) -> Result<()> {
    let handle = || {
        output
            .try_clone()
            .map_err(|e| Error::internal("cannot keep the command's output").caused_by(e))
    };
    command
        .stdin(Stdio::null())
        .stdout(handle()?)
        .stderr(handle()?);
    Ok(())
}
