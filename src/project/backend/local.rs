//! Projects on this machine: in their own folder, with our stdin, stdout and stderr.

use std::path::Path;

use crate::config;
use crate::error::Result;

use super::super::command::in_shell;
use super::super::environment::{EnvManager, Plan};
use super::super::observer::Event;
use super::super::process::ProcessEnd;
use super::super::session::Session;

/// Runs a command within its environment, to its end. A manager that was chosen for it holds
/// for what it runs itself, too.
pub(in crate::project) fn execute(
    session: &Session,
    folder: &Path,
    plan: &Plan,
    chosen: Option<EnvManager>,
    command: &str,
) -> Result<ProcessEnd> {
    let surroundings = plan.prepare(session, folder)?;
    let line = surroundings.line(command);
    let run_id = &session.run.run_id;
    session.observer.notice(Event::CommandStarting {
        run_id,
        command: &line,
    });
    let mut shell = in_shell(&line);
    shell.current_dir(folder);
    session.set_environment(&mut shell)?;
    if let Some(manager) = chosen {
        shell.env(config::ENV_MANAGER, manager.as_str());
    }
    let (end, _) = session.watch.spawn(&mut shell)?.wait()?;
    Ok(end)
}
