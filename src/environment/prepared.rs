//! An environment that is ready, as the shell's line gets it.

use super::cache::InUse;

/// An environment that is ready for a command.
#[derive(Debug, Default)]
pub(crate) struct PreparedEnvironment {
    /// What stands before the command on the shell's line.
    line: String,
    /// The same without secrets, for people.
    shown: String,
    /// Keeps the environment from being pruned while the command runs.
    _in_use: Option<InUse>,
}

impl PreparedEnvironment {
    /// An environment of the cache, and the command by which a shell enters it.
    pub(super) fn entered_by(activation: &str, in_use: InUse) -> Self {
        let line = format!("{activation} && ");
        Self {
            shown: line.clone(),
            line,
            _in_use: Some(in_use),
        }
    }

    /// Words that the shell reads before the command, and the same words for people.
    pub(super) fn of_words(line: String, shown: String) -> Self {
        Self {
            line,
            shown,
            _in_use: None,
        }
    }

    /// The whole line for the shell.
    pub(crate) fn line(&self, command: &str) -> String {
        format!("{}{command}", self.line)
    }

    /// The line as it may be shown.
    pub(crate) fn shown(&self, command: &str) -> String {
        format!("{}{command}", self.shown)
    }
}
