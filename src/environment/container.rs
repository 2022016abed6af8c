//! The running container of a run, found by a label.

use std::process::{Command, Stdio};

/// The label of a container that names its run.
const LABEL: &str = "mlflow.run_id";

/// A container that may be running.
#[derive(Debug)]
pub(super) struct RunningContainer {
    program: &'static str,
    label: String,
}

/// The label of a run's container, with its value.
pub(super) fn label(run_id: &str) -> String {
    format!("{LABEL}={run_id}")
}

impl RunningContainer {
    pub(super) fn new(program: &'static str, run_id: &str) -> Self {
        Self {
            program,
            label: label(run_id),
        }
    }

    /// Kills the container, even if it ignores signals. The `docker run` that showed its output has
    /// passed SIGTERM on and may have been killed since, but that does not end the container.
    pub(super) fn kill(&self) {
        let filter = format!("label={}", self.label);
        let listed = self
            .command(&["ps", "--quiet", "--filter", &filter])
            .output();
        let listed = listed.map_or_else(|_| Vec::new(), |listed| listed.stdout);
        for id in String::from_utf8_lossy(&listed).split_whitespace() {
            let killed = self.command(&["kill", id]).output();
            if !killed.is_ok_and(|killed| killed.status.success()) {
                tracing::warn!("`{} kill {id}` did not end the container", self.program);
            }
        }
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(self.program);
        command.args(args).stdin(Stdio::null());
        command
    }
}
