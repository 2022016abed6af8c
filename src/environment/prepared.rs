//! A prepared environment, as a part of the shell command that runs in it.

use super::cache::InUse;
use super::container::RunningContainer;

/// An environment that is ready for a command.
#[derive(Debug, Default)]
pub struct PreparedEnvironment {
    /// What comes before the command in the shell command.
    line: String,
    /// The same without secrets, for people.
    shown: String,
    held: Held,
}

/// What is held while the command runs.
#[derive(Debug, Default)]
enum Held {
    #[default]
    Nothing,
    /// A cached environment, which is not pruned meanwhile.
    Cached {
        _in_use: InUse,
    },
    Container(RunningContainer),
}

impl PreparedEnvironment {
    /// An environment of the cache, and the command by which a shell enters it.
    pub(super) fn entered_by(activation: &str, in_use: InUse) -> Self {
        let line = format!("{activation} && ");
        Self {
            shown: line.clone(),
            line,
            held: Held::Cached { _in_use: in_use },
        }
    }

    /// A container: the words that the shell reads before the command, and the same for people.
    pub(super) fn in_container(line: String, shown: String, container: RunningContainer) -> Self {
        Self {
            line,
            shown,
            held: Held::Container(container),
        }
    }

    /// Ends what is left of a command that was ended before its time.
    pub(crate) fn end_leftovers(&self) {
        if let Held::Container(container) = &self.held {
            container.kill();
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
