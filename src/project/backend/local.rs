//! Projects on this machine: in their own folder, with our stdin, stdout and stderr.

use std::path::Path;

use crate::error::Result;

use super::super::command::in_shell;
use super::super::environment::Plan;
use super::super::observer::Event;
use super::super::process::ProcessEnd;
use super::super::session::Session;

/// Runs a command within its environment, to its end.
pub(in crate::project) fn execute(
    session: &Session,
    folder: &Path,
    plan: &Plan,
    command: &str,
) -> Result<ProcessEnd> {
    let line = match plan.prepare(session.watch, session.observer)? {
        Some(activation) => format!("{activation} && {command}"),
        None => command.to_owned(),
    };
    let run_id = &session.run.run_id;
    session.observer.notice(Event::CommandStarting {
        run_id,
        command: &line,
    });
    let mut shell = in_shell(&line);
    shell.current_dir(folder);
    session.set_environment(&mut shell)?;
    let (end, _) = session.watch.spawn(&mut shell)?.wait()?;
    Ok(end)
}
