//! Colours, as terminals take them.

use crate::entity::RunStatus;

/// What texts are shown on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    /// How many characters a line has; `None` for as many as it needs.
    pub width: Option<usize>,
    /// Whether it has colours.
    pub is_colored: bool,
}

/// The look of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Ink {
    /// As everything else.
    #[default]
    Plain,
    /// What is read first.
    Bold,
    /// What may be skipped.
    Dim,
    /// What failed.
    Red,
    /// What went well.
    Green,
    /// What asks for attention.
    Yellow,
    /// What can be used elsewhere: ids, commands.
    Cyan,
}

impl Ink {
    /// The look of a run's status.
    pub fn of_status(status: RunStatus) -> Self {
        match status {
            RunStatus::Finished => Self::Green,
            RunStatus::Failed => Self::Red,
            RunStatus::Killed => Self::Yellow,
            RunStatus::Running | RunStatus::Scheduled => Self::Cyan,
        }
    }

    /// The parameters of its escape sequence.
    fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Bold => "1",
            Self::Dim => "2",
            Self::Red => "1;31",
            Self::Green => "32",
            Self::Yellow => "33",
            Self::Cyan => "36",
        }
    }
}

/// A text in its look, where there are colours.
pub fn painted(text: &str, ink: Ink, is_colored: bool) -> String {
    if !is_colored || ink == Ink::Plain || text.is_empty() {
        return text.to_owned();
    }
    format!("\u{1b}[{}m{text}\u{1b}[0m", ink.code())
}
