//! Showing the progress of building an environment or an image, which takes minutes.
//!
//! On a terminal, one line shows what pip, uv, conda or docker says at the moment. Elsewhere, a line
//! every ten seconds or so says that the build goes on.

use std::cell::RefCell;
use std::time::Duration;

use indicatif::ProgressBar;

use crate::duration;
use crate::environment::{BuildEvent, BuildObserver};

use super::output::printable;
use super::printer::Printer;

/// Shows the progress of a build.
pub(super) struct BuildProgress {
    printer: Printer,
    /// The line on the terminal; hidden elsewhere.
    bar: RefCell<Option<ProgressBar>>,
}

impl BuildProgress {
    pub(super) fn new(printer: &Printer) -> Self {
        Self {
            printer: printer.clone(),
            bar: RefCell::default(),
        }
    }

    /// Says what takes long, until [`BuildProgress::stop`].
    pub(super) fn spin(&self, line: &str) {
        self.stop();
        self.bar.replace(Some(self.printer.spinner(line)));
    }

    pub(super) fn stop(&self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }

    fn show(&self, line: &str) {
        if let Some(bar) = &*self.bar.borrow() {
            bar.set_message(printable(line));
        }
    }

    fn go_on(&self, since: Duration, line: &str) {
        let is_shown = self
            .bar
            .borrow()
            .as_ref()
            .is_some_and(|bar| !bar.is_hidden());
        if is_shown {
            return;
        }
        let last = match line {
            "" => String::new(),
            line => format!(": {}", printable(line)),
        };
        let since = duration::text(Duration::from_secs(since.as_secs()));
        self.printer
            .message(&format!("still building after {since}{last}"));
    }
}

impl BuildObserver for BuildProgress {
    fn notice(&self, event: BuildEvent<'_>) {
        match event {
            BuildEvent::Started { name, what } => {
                self.stop();
                self.printer
                    .message(&format!("building the environment `{name}`: {what}"));
                self.bar.replace(Some(self.printer.activity()));
            }
            BuildEvent::Awaited { name } => self.spin(&format!(
                "waiting for another process that builds the environment `{name}`"
            )),
            BuildEvent::Says { line } => self.show(line),
            BuildEvent::GoesOn { since, line } => self.go_on(since, line),
            BuildEvent::Ready { took } => {
                self.stop();
                let took = duration::text(took);
                self.printer
                    .message(&format!("the environment is ready, after {took}"));
            }
            BuildEvent::Failed { log } => {
                self.stop();
                self.printer.message(log.trim_end());
            }
            BuildEvent::Pushing { name } => self.spin(&format!("pushing the image `{name}`")),
            BuildEvent::Pushed => self.stop(),
        }
    }
}
