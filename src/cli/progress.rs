//! The messages of `mlflow run` and `mlflow exec` on stderr while they work.
//!
//! The lines between `===` have the shape of MLflow's, because scripts cut the run's id out of
//! them at `(ID '…')`.

use std::path::Path;

use crate::entity::RunStatus;
use crate::environment::BuildObserver;
use crate::project::{Observer, ProjectEvent};

use super::build_progress::BuildProgress;
use super::printer::Printer;
use super::run_result;

/// Where `mlflow ui` has its page.
const PAGE: &str = "http://127.0.0.1:5000";

/// Shows the events of a run.
pub(super) struct RunProgress<'a> {
    printer: &'a Printer,
    build: BuildProgress,
    /// Where the id of the run is written.
    id_file: Option<&'a Path>,
}

impl<'a> RunProgress<'a> {
    pub(super) fn new(printer: &'a Printer) -> Self {
        Self {
            printer,
            build: BuildProgress::new(printer),
            id_file: None,
        }
    }

    /// The same, which also writes the id of each run that is started to a file.
    pub(super) fn with_id_file(self, id_file: Option<&'a Path>) -> Self {
        Self { id_file, ..self }
    }
}

impl Observer for RunProgress<'_> {
    fn notice(&self, event: ProjectEvent<'_>) {
        let say = |line: &str| self.printer.message(line);
        match event {
            ProjectEvent::RunStarted { run_id } => {
                if let Some(path) = self.id_file {
                    run_result::write_id(path, run_id);
                }
            }
            ProjectEvent::ProjectFetching { from } => {
                self.build.spin(&format!("fetching the project `{from}`"));
            }
            ProjectEvent::ProjectFetched => self.build.stop(),
            ProjectEvent::NoEnvironment => {
                say("the project names no environment; it runs with the programs on the PATH");
            }
            ProjectEvent::Build(event) => self.build.notice(event),
            ProjectEvent::JobCreated { job } => say(&format!("=== Created the job '{job}' ===")),
            ProjectEvent::JobNews { news } => say(news),
            ProjectEvent::CommandStarting { run_id, command } => {
                self.build.stop();
                say(&format!(
                    "=== Running command '{command}' in run with ID '{run_id}' ==="
                ));
            }
            ProjectEvent::Retrying { attempt, attempts } => {
                say(&format!("trying again: attempt {attempt} of {attempts}"));
            }
            ProjectEvent::CommandNotStarted { error } => say(&super::report::text(error)),
            ProjectEvent::ServerEnded { url, run } => say(&format!(
                "{url} was this run's own and has ended with it; with `mlflow ui`, the run is at \
                 {PAGE}/#/experiments/{}/runs/{}",
                run.experiment_id, run.run_id
            )),
            ProjectEvent::RunEnded {
                run_id,
                status,
                succeeded,
            } => {
                self.build.stop();
                let how = match (succeeded, status) {
                    (true, _) => "succeeded",
                    (false, RunStatus::Killed) => "interrupted",
                    (false, _) => "failed",
                };
                say(&format!("=== Run (ID '{run_id}') {how} ==="));
                if succeeded && status != RunStatus::Finished {
                    say(&format!(
                        "the program itself recorded the run as {status}, and so it stays"
                    ));
                }
            }
        }
    }
}
