//! The only module that prints: results to stdout, everything for people to stderr.

use std::fmt;
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;

use indicatif::{
    HumanDuration, MultiProgress, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle,
};

use crate::error::{Error, ErrorCode, Result};

use super::printable::{printable, printable_lines};

/// Writes results and messages. Cloning gives another handle on the same terminal.
#[derive(Clone)]
pub(crate) struct Printer {
    /// Progress bars, so that messages appear above them and not through them.
    bars: Arc<MultiProgress>,
    /// Whether a person is looking at stderr.
    is_interactive: bool,
}

impl Printer {
    pub(crate) fn new() -> Self {
        Self {
            bars: Arc::new(MultiProgress::with_draw_target(ProgressDrawTarget::stderr())),
            is_interactive: io::stderr().is_terminal(),
        }
    }

    /// Writes a line of the result to stdout.
    pub(crate) fn result(&self, line: &str) -> Result<()> {
        self.bars.suspend(|| {
            let mut stdout = io::stdout().lock();
            writeln!(stdout, "{}", printable_lines(line))
                .and_then(|()| stdout.flush())
                .map_err(stdout_failed)
        })
    }

    /// Gives stdout to `write`, buffered, for results of many lines.
    pub(crate) fn write_result(
        &self,
        write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
    ) -> Result<()> {
        self.bars.suspend(|| {
            let mut stdout = io::BufWriter::new(io::stdout().lock());
            write(&mut stdout)
                .and_then(|()| stdout.flush())
                .map_err(stdout_failed)
        })
    }

    /// Hands stdout and stderr to a command whose output is passed on as it comes.
    pub(crate) fn outputs() -> (io::Stdout, io::Stderr) {
        (io::stdout(), io::stderr())
    }

    /// Writes a line for people to stderr. A closed stderr is not an error.
    pub(crate) fn message(&self, line: &str) {
        self.bars.suspend(|| {
            let _ = writeln!(io::stderr().lock(), "{}", printable_lines(line));
        });
    }

    /// Asks a yes-or-no question on the terminal. `None` if stdin or stderr is not a terminal.
    pub(crate) fn confirm(&self, question: &str) -> Option<bool> {
        if !self.is_interactive || !io::stdin().is_terminal() {
            return None;
        }
        let _ = write!(io::stderr().lock(), "{question} [y/N] ");
        let mut answer = String::new();
        let read = io::stdin().read_line(&mut answer);
        let answer = answer.trim().to_ascii_lowercase();
        Some(read.is_ok() && matches!(&*answer, "y" | "yes"))
    }

    /// Shows a line with a spinner on a terminal; elsewhere the line is written once.
    pub(crate) fn spinner(&self, line: &str) -> ProgressBar {
        if !self.is_interactive {
            self.message(line);
            return ProgressBar::hidden();
        }
        let style = ProgressStyle::with_template("{spinner} {msg} ({elapsed})")
            .unwrap_or_else(|_| ProgressStyle::default_spinner());
        let bar = self.bars.add(ProgressBar::new_spinner().with_style(style));
        bar.set_message(printable(line));
        bar.enable_steady_tick(std::time::Duration::from_millis(100));
        bar
    }

    /// Shows on a terminal, on one line, the activity of the moment.
    pub(crate) fn activity(&self) -> ProgressBar {
        if !self.is_interactive {
            return ProgressBar::hidden();
        }
        let style = ProgressStyle::with_template("{spinner} {elapsed} {wide_msg}")
            .unwrap_or_else(|_| ProgressStyle::default_spinner());
        let bar = self.bars.add(ProgressBar::new_spinner().with_style(style));
        bar.enable_steady_tick(std::time::Duration::from_millis(100));
        bar
    }

    /// Shows how many of so many things are done, on a terminal.
    pub(crate) fn count_bar(&self, line: &str, total: usize) -> ProgressBar {
        if !self.is_interactive {
            return ProgressBar::hidden();
        }
        let template = "{pos} of {len} {msg} [{bar:30}] {elapsed}{left}";
        let style = ProgressStyle::with_template(template)
            .unwrap_or_else(|_| ProgressStyle::default_bar())
            .with_key("left", time_left);
        let total = u64::try_from(total).unwrap_or(u64::MAX);
        let bar = self.bars.add(ProgressBar::new(total).with_style(style));
        bar.set_message(line.to_owned());
        bar.enable_steady_tick(std::time::Duration::from_millis(500));
        bar
    }

    /// Shows how many of so many bytes are transferred, on a terminal.
    pub(crate) fn byte_bar(&self, line: &str) -> ProgressBar {
        if !self.is_interactive {
            return ProgressBar::hidden();
        }
        let template = "{msg} {bytes} of {total_bytes} [{bar:30}] {bytes_per_sec}";
        let style =
            ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
        let bar = self.bars.add(ProgressBar::new(0).with_style(style));
        bar.set_message(line.to_owned());
        bar
    }
}

/// How long the rest will take; nothing before the first part of it is done.
fn time_left(state: &ProgressState, text: &mut dyn fmt::Write) {
    if state.pos() > 0 {
        let left = HumanDuration(state.eta());
        let _ = write!(text, ", about {left:#} left");
    }
}

fn stdout_failed(error: io::Error) -> Error {
    Error::new(
        ErrorCode::InternalError,
        "cannot write the result to stdout",
    )
    .caused_by(error)
}
