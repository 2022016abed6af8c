//! What `mlflow run` and `mlflow exec` say on stderr while they work.
//!
//! The lines between `===` have the shape of MLflow's, because scripts cut the run's id out of
//! them at `(ID '…')`.

use std::cell::RefCell;
use std::time::Duration;

use indicatif::ProgressBar;

use crate::entity::RunStatus;
use crate::project::{Event, Observer};

use super::output::printable;
use super::printer::Printer;

/// Where `mlflow ui` has its page.
const PAGE: &str = "http://127.0.0.1:5000";

/// Shows the events of a run.
pub(super) struct RunProgress<'a> {
    printer: &'a Printer,
    building: RefCell<Option<ProgressBar>>,
}

impl<'a> RunProgress<'a> {
    pub(super) fn new(printer: &'a Printer) -> Self {
        Self {
            printer,
            building: RefCell::default(),
        }
    }

    fn spin(&self, line: &str) {
        self.stop_spinning();
        *self.building.borrow_mut() = Some(self.printer.spinner(line));
    }

    /// Shows a line of a builder on a terminal, until the next one.
    fn show(&self, line: &str) {
        if let Some(bar) = &*self.building.borrow() {
            bar.set_message(printable(line));
        }
    }

    /// Says elsewhere that the building goes on.
    fn beat(&self, since: Duration, line: &str) {
        if self.building.borrow().is_none() {
            let seconds = since.as_secs();
            let line = match printable(line) {
                line if line.is_empty() => line,
                line => format!(": {line}"),
            };
            self.printer
                .message(&format!("still building after {seconds} s{line}"));
        }
    }

    fn stop_spinning(&self) {
        if let Some(bar) = self.building.take() {
            bar.finish_and_clear();
        }
    }
}

impl Observer for RunProgress<'_> {
    fn notice(&self, event: Event<'_>) {
        let say = |line: &str| self.printer.message(line);
        match event {
            Event::ProjectFetching { from } => self.spin(&format!("fetching the project `{from}`")),
            Event::ProjectFetched | Event::ImagePushed => self.stop_spinning(),
            Event::NoEnvironment => {
                say("the project names no environment; it runs with the programs on the PATH");
            }
            Event::EnvironmentBuilding { name, what } => {
                self.stop_spinning();
                say(&format!("building the environment `{name}`: {what}"));
                *self.building.borrow_mut() = self.printer.activity();
            }
            Event::BuildSays { line } => self.show(line),
            Event::BuildGoesOn { since, line } => self.beat(since, line),
            Event::EnvironmentAwaited { name } => {
                self.spin(&format!(
                    "waiting for another process that builds the environment `{name}`"
                ));
            }
            Event::EnvironmentReady { took } => {
                self.stop_spinning();
                say(&format!(
                    "the environment is ready, after {:.1} s",
                    took.as_secs_f64()
                ));
            }
            Event::EnvironmentFailed { log } => {
                self.stop_spinning();
                say(log.trim_end());
            }
            Event::ImagePushing { name } => self.spin(&format!("pushing the image `{name}`")),
            Event::JobCreated { job } => say(&format!("=== Created the job '{job}' ===")),
            Event::JobNews { news } => say(news),
            Event::CommandStarting { run_id, command } => {
                self.stop_spinning();
                say(&format!(
                    "=== Running command '{command}' in run with ID '{run_id}' ==="
                ));
            }
            Event::Retrying { attempt, attempts } => {
                say(&format!("trying again: attempt {attempt} of {attempts}"));
            }
            Event::CommandNotStarted { error } => say(&super::report::text(error)),
            Event::ServerEnded { url, run } => say(&format!(
                "{url} was this run's own and has ended with it; with `mlflow ui`, the run is at \
                 {PAGE}/#/experiments/{}/runs/{}",
                run.experiment_id, run.run_id
            )),
            Event::RunEnded {
                run_id,
                status,
                succeeded,
            } => {
                self.stop_spinning();
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
