//! The only module that prints: results to stdout, everything for people to stderr.

use std::fmt;
use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::sync::Arc;

use clap::builder::StyledStr;
use indicatif::{
    HumanDuration, MultiProgress, ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle,
};
use terminal_size::{Height, Width, terminal_size_of};

use crate::error::{Error, ErrorCode, Result};
use crate::uri;
use crate::view::{self, Screen};

use super::appearance::{Appearance, Volume, label_ink};
use super::printable::{printable, printable_lines, printable_styled};
use super::stderr_lines::StderrLines;

/// How wide a terminal is that does not tell.
const USUAL_WIDTH: usize = 80;
/// How many lines a terminal has that does not tell.
const USUAL_HEIGHT: usize = 24;
/// The narrowest terminal for which something is laid out.
const NARROWEST: usize = 40;

/// Writes results and messages. Cloning gives another handle on the same terminal.
#[derive(Clone)]
pub(crate) struct Printer {
    /// Progress bars, so that messages appear above them and not through them.
    bars: Arc<MultiProgress>,
    stderr: Arc<StderrLines>,
    /// Whether a person is looking at stderr.
    is_interactive: bool,
    appearance: Appearance,
}

impl Printer {
    pub(crate) fn new(appearance: Appearance) -> Self {
        let is_quiet = appearance.volume == Volume::Quiet;
        let bars = MultiProgress::with_draw_target(ProgressDrawTarget::stderr());
        let bars = Arc::new(bars);
        Self {
            stderr: Arc::new(StderrLines::new(Arc::clone(&bars))),
            bars,
            is_interactive: io::stderr().is_terminal() && !is_quiet,
            appearance,
        }
    }

    /// The screen that stdout is; `None` where a program reads it.
    pub(crate) fn screen(&self) -> Option<Screen> {
        if !io::stdout().is_terminal() {
            return None;
        }
        let told = terminal_size_of(io::stdout());
        let width = told.map_or(USUAL_WIDTH, |(Width(width), _)| usize::from(width));
        Some(Screen {
            width: Some(width.max(NARROWEST)),
            is_colored: self.appearance.is_stdout_colored,
        })
    }

    /// How many lines the terminal of stdout has.
    pub(crate) fn height() -> usize {
        let told = terminal_size_of(io::stdout());
        told.map_or(USUAL_HEIGHT, |(_, Height(height))| usize::from(height))
    }

    /// Writes lines over so many that were written before.
    pub(crate) fn redrawn(&self, lines: &[String], drawn: usize) -> Result<()> {
        self.write_result(|out| {
            if drawn > 0 {
                // Up to the first of them, and nothing left from there on.
                write!(out, "\u{1b}[{drawn}A\u{1b}[J")?;
            }
            lines.iter().try_for_each(|line| writeln!(out, "{line}"))
        })
    }

    /// The screen for what is laid out for people wherever it goes: as wide as it wants to be where a
    /// program reads it.
    pub(crate) fn page(&self) -> Screen {
        self.screen().unwrap_or(Screen {
            width: None,
            is_colored: self.appearance.is_stdout_colored,
        })
    }

    /// Writes lines that were laid out for a screen, and whose texts are printable already.
    pub(crate) fn laid_out(&self, lines: &[String]) -> Result<()> {
        self.write_result(|out| lines.iter().try_for_each(|line| writeln!(out, "{line}")))
    }

    /// Whether more is said than usual.
    pub(crate) fn is_verbose(&self) -> bool {
        self.appearance.volume == Volume::Verbose
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

    /// Writes a line for people to stderr, unless they want quiet. A closed stderr is not an error.
    pub(crate) fn message(&self, line: &str) {
        if self.appearance.volume > Volume::Quiet {
            self.write_message(&printable_lines(line));
        }
    }

    /// Writes an error, whose sentence it is, to stderr.
    pub(crate) fn error(&self, sentence: &str) {
        self.labelled("error", sentence);
    }

    /// Writes a warning to stderr.
    pub(crate) fn warning(&self, sentence: &str) {
        self.labelled("warning", sentence);
    }

    /// Writes what to do about an error to stderr.
    pub(crate) fn hint(&self, sentence: &str) {
        self.labelled("hint", sentence);
    }

    fn labelled(&self, label: &str, sentence: &str) {
        let is_colored = self.appearance.is_stderr_colored;
        let label = view::painted(&format!("{label}:"), label_ink(label), is_colored);
        self.write_message(&format!("{label} {}", printable_lines(sentence)));
    }

    /// Writes what clap laid out: help to stdout, and what is wrong to stderr.
    pub(crate) fn help(&self, text: &StyledStr) -> Result<()> {
        let text = if self.appearance.is_stdout_colored {
            text.ansi().to_string()
        } else {
            text.to_string()
        };
        self.write_result(|out| writeln!(out, "{}", text.trim_end()))
    }

    /// Writes a usage error: a sentence, and what clap says beside it.
    pub(crate) fn usage(&self, sentence: Option<&str>, found: &StyledStr, has_tips: bool) {
        let text = if self.appearance.is_stderr_colored {
            printable_styled(&uri::masked(&found.ansi().to_string()))
        } else {
            printable_lines(&uri::masked(&found.to_string())).into_owned()
        };
        let Some(sentence) = sentence else {
            return self.write_message(text.trim_end());
        };
        self.labelled("error", sentence);
        // clap's own sentence is the first paragraph; its proposals and the usage follow.
        if let Some((_, rest)) = text.split_once("\n\n") {
            let parts = rest.trim_end().split("\n\n");
            let parts: Vec<&str> = parts
                .filter(|part| has_tips || !part.contains("tip:"))
                .collect();
            self.write_message(&format!("\n{}", parts.join("\n\n")));
        }
    }

    /// Stderr as a file, for a command whose whole output goes there.
    pub(crate) fn stderr_file() -> Result<File> {
        let failed = |e| Error::internal("cannot hand stderr to the command").caused_by(e);
        #[cfg(unix)]
        let handle = std::os::fd::AsFd::as_fd(&io::stderr()).try_clone_to_owned();
        #[cfg(windows)]
        let handle = std::os::windows::io::AsHandle::as_handle(&io::stderr()).try_clone_to_owned();
        handle.map(File::from).map_err(failed)
    }

    /// From now on, what goes to stderr never holds up the program for long, as a server needs it.
    pub(crate) fn serves(&self) {
        self.stderr.queue();
    }

    /// Waits a moment for what a server has still to write to stderr.
    pub(crate) fn finish(&self) {
        self.stderr.finish();
    }

    /// Stderr for whole lines, such as those of a log.
    pub(crate) fn stderr_lines(&self) -> impl Write + Send + 'static {
        LineWriter(Arc::clone(&self.stderr))
    }

    fn write_message(&self, line: &str) {
        self.stderr.write(line);
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

/// Writes a line for each time that it is given one.
struct LineWriter(Arc<StderrLines>);

impl Write for LineWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let text = String::from_utf8_lossy(bytes);
        self.0.write(text.strip_suffix('\n').unwrap_or(&text));
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
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
