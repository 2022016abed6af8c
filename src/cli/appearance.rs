//! How the program looks on a terminal: whether it has colours, and how much it says.
//!
//! Both are settled before the command line is parsed, because parse errors and help have them, too.

use std::ffi::OsString;
use std::io::{self, IsTerminal};

use clap::ValueEnum;
use clap::builder::styling::{AnsiColor, Styles};

use crate::config;
use crate::view::Ink;

/// When to use colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set or CLICOLOR is 0
    #[default]
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// How much is said on stderr.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Volume {
    /// Errors, warnings and what to do about them.
    Quiet,
    /// What people want to know, too.
    #[default]
    Usual,
    /// And what helps to find out what went wrong.
    Verbose,
}

/// How the program looks.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Appearance {
    pub(crate) is_stdout_colored: bool,
    pub(crate) is_stderr_colored: bool,
    pub(crate) volume: Volume,
}

impl Appearance {
    /// Reads the flags among the arguments that stand before a `--`.
    pub(crate) fn of(args: &[OsString]) -> Self {
        let words = args.iter().skip(1).map_while(|word| word.to_str());
        let words: Vec<&str> = words.take_while(|word| *word != "--").collect();
        let choice = color_choice(&words);
        Self {
            is_stdout_colored: is_colored(choice, io::stdout().is_terminal()),
            is_stderr_colored: is_colored(choice, io::stderr().is_terminal()),
            volume: volume(&words),
        }
    }
}

fn color_choice(words: &[&str]) -> ColorChoice {
    let mut choice = ColorChoice::Auto;
    for (position, word) in words.iter().enumerate() {
        let value = match word.strip_prefix("--color") {
            Some("") => words.get(position + 1).copied(),
            Some(rest) => rest.strip_prefix('='),
            None => None,
        };
        if let Some(value) = value {
            choice = ColorChoice::from_str(value, true).unwrap_or(choice);
        }
    }
    choice
}

fn volume(words: &[&str]) -> Volume {
    if words.contains(&"--quiet") {
        Volume::Quiet
    } else if words.contains(&"--verbose") {
        Volume::Verbose
    } else {
        Volume::Usual
    }
}

/// What the flag says, or else the variables that many programs heed.
fn is_colored(choice: ColorChoice, is_terminal: bool) -> bool {
    let set = |name| config::var(name).ok().flatten();
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => {
            if set(config::NO_COLOR).is_some() {
                return false;
            }
            if set(config::CLICOLOR_FORCE).is_some_and(|value| value != "0") {
                return true;
            }
            let is_plain = set(config::CLICOLOR).is_some_and(|value| value == "0")
                || set(config::TERM).is_some_and(|value| value == "dumb");
            is_terminal && !is_plain
        }
    }
}

/// The colours of help texts and usage errors.
pub(super) fn styles() -> Styles {
    Styles::styled()
        .header(AnsiColor::Yellow.on_default().bold())
        .usage(AnsiColor::Yellow.on_default().bold())
        .literal(AnsiColor::Green.on_default())
        .placeholder(AnsiColor::Cyan.on_default())
        .error(AnsiColor::Red.on_default().bold())
        .valid(AnsiColor::Green.on_default())
        .invalid(AnsiColor::Yellow.on_default())
}

/// The colour of a word that begins a line on stderr: `error:`, `warning:`, `hint:`.
pub(super) fn label_ink(label: &str) -> Ink {
    match label {
        "error" => Ink::Red,
        "warning" => Ink::Yellow,
        _ => Ink::Cyan,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(line: &str) -> Vec<OsString> {
        line.split(' ').map(OsString::from).collect()
    }

    #[test]
    fn flags_are_found_wherever_they_stand() {
        let is_colored = |line| Appearance::of(&words(line)).is_stdout_colored;
        assert!(is_colored("mlflow --color always runs"));
        assert!(is_colored("mlflow runs list --color=always"));
        assert!(!is_colored("mlflow --color always runs --color never"));
        assert!(!is_colored("mlflow exec -- ls --color=always"));
        let volume = |line| Appearance::of(&words(line)).volume;
        assert_eq!(volume("mlflow run . --quiet"), Volume::Quiet);
        assert_eq!(volume("mlflow --verbose run ."), Volume::Verbose);
        assert_eq!(volume("mlflow exec -- x --quiet"), Volume::Usual);
    }
}
