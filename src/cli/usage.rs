//! Usage errors, in words.
//!
//! clap finds most of them. What is told begins with the phrase by which programs know the error
//! from MLflow 3.17.2 (`Missing option '--run-id'`, `No such command`), and goes on with clap's own
//! proposals and usage. Those that only a command itself can see are made by
//! [`usage_error`](super::usage_error::usage_error).

use std::ffi::OsString;
use std::iter;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, CommandFactory};

use crate::error::Error;
use crate::uri;

use super::Cli;
use super::absent;
use super::context::Context;
use super::naming;
use super::report::{self, Exit};

/// Shows help and versions, and tells the user what is wrong with the command line.
pub(super) fn explain(context: &Context, args: &[OsString], found: &clap::Error) -> Exit {
    if let Some(error) = absent::asked_for(found) {
        return report::failure(context, &error);
    }
    // A filter is told of with its picture, whoever reads it.
    let reason = std::error::Error::source(found);
    let wrong_query = reason.and_then(|reason| reason.downcast_ref::<Error>());
    if let Some(error) = wrong_query.filter(|error| report::is_wrong_query(error)) {
        return report::failure(context, error);
    }
    let styled = found.render();
    if !found.use_stderr() {
        return match context.printer().help(&styled) {
            Ok(()) => Exit::Done,
            Err(error) => report::failure(context, &error),
        };
    }
    let root = Cli::command();
    let line = CommandLine::of(&root, args);
    let phrase = line.phrase(found);
    let phrase = phrase.as_deref().map(uri::masked);
    let meant = line.meant_command(&root, found);
    // What was meant is not what is spelt alike.
    let has_tips = meant.is_none();
    context
        .printer()
        .usage(phrase.as_deref(), &styled, has_tips);
    if let Some(commands) = meant {
        context.printer().hint(&format!("did you mean {commands}?"));
    }
    Exit::Usage
}

/// What MLflow 3.17.2 says of some errors that clap finds: the kind, the command, a flag that the
/// error is about, the phrase.
const PHRASES: [(ErrorKind, &str, &str, &str); 7] = [
    (
        ErrorKind::MissingRequiredArgument,
        "run",
        "--backend-config",
        "Specify 'backend_config' when using kubernetes mode",
    ),
    (
        ErrorKind::ArgumentConflict,
        "experiments get",
        "--experiment-id",
        "Must specify exactly one of --experiment-id or --experiment-name",
    ),
    (
        ErrorKind::ArgumentConflict,
        "experiments update",
        "--clear-trace-archive-now",
        "Cannot specify --clear-trace-archive-now together with archive-now request flags",
    ),
    (
        ErrorKind::ArgumentConflict,
        "gc",
        "--all-workspaces",
        "Cannot use --workspace and --all-workspaces together",
    ),
    (
        ErrorKind::ArgumentConflict,
        "run",
        "--experiment-id",
        "Specify only one of 'experiment-name' or 'experiment-id' options",
    ),
    (
        ErrorKind::ArgumentConflict,
        "runs create",
        "--experiment-id",
        "Must specify exactly one of --experiment-id or --experiment-name",
    ),
    (
        ErrorKind::ArgumentConflict,
        "runs start",
        "--experiment-id",
        "Must specify exactly one of --experiment-id or --experiment-name",
    ),
];

/// The command that a command line asks for.
struct CommandLine<'a> {
    command: &'a Command,
    /// Its names, without the program's: `experiments get`.
    path: String,
}

impl<'a> CommandLine<'a> {
    fn of(root: &'a Command, args: &[OsString]) -> Self {
        let mut command = root;
        let mut names = Vec::new();
        for word in args.iter().skip(1) {
            let Some(below) = command.find_subcommand(word) else {
                break;
            };
            names.push(below.get_name());
            command = below;
        }
        Self {
            command,
            path: names.join(" "),
        }
    }

    /// What the message begins with; `None` where clap's own will do.
    fn phrase(&self, found: &clap::Error) -> Option<String> {
        let kind = found.kind();
        let about = words(found, ContextKind::InvalidArg);
        match kind {
            ErrorKind::InvalidSubcommand => {
                let name = words(found, ContextKind::InvalidSubcommand).pop()?;
                Some(format!("No such command '{name}'"))
            }
            ErrorKind::UnknownArgument => about.first().map(|word| unknown(word)),
            ErrorKind::MissingRequiredArgument => self
                .known(kind, about.get(..1)?)
                .or_else(|| self.missing(about.iter())),
            ErrorKind::ArgumentConflict => {
                let others = words(found, ContextKind::PriorArg);
                let both: Vec<String> = about.into_iter().chain(others).collect();
                self.known(kind, &both).or_else(|| self.conflict(&both))
            }
            ErrorKind::InvalidValue | ErrorKind::ValueValidation => {
                self.wrong_value(found, about.first()?)
            }
            _ => None,
        }
    }

    /// The command that was meant by one that is not there: in another group, or of another name.
    fn meant_command(&self, root: &Command, found: &clap::Error) -> Option<String> {
        let word = words(found, ContextKind::InvalidSubcommand).pop()?;
        // clap itself proposes what is spelt alike in this group.
        naming::meant_command(root, &self.path, &word)
    }

    /// The phrase of the table, and what clap names.
    fn known(&self, kind: ErrorKind, about: &[String]) -> Option<String> {
        let flags: Vec<&str> = about.iter().flat_map(|word| flags_of(word)).collect();
        let (.., phrase) = PHRASES.iter().find(|(of, command, flag, _)| {
            *of == kind && *command == self.path && flags.contains(flag)
        })?;
        let named: Vec<String> = flags.iter().map(|flag| format!("`{flag}`")).collect();
        Some(match kind {
            ErrorKind::MissingRequiredArgument => {
                format!("{phrase}: expected {}", named.join(" or "))
            }
            _ => (*phrase).to_owned(),
        })
    }

    fn missing<'w>(&self, mut words: impl Iterator<Item = &'w String>) -> Option<String> {
        let first = words.next()?;
        let noun = if first.starts_with("--") {
            "option"
        } else {
            "argument"
        };
        let also: Vec<String> = words.map(|word| self.spelt(word)).collect();
        let also = match also.as_slice() {
            [] => String::new(),
            also => format!("; {} is needed, too", also.join(", ")),
        };
        Some(format!("Missing {noun} {}{also}", self.spelt(first)))
    }

    /// Two flags that exclude each other, in the order of the command's help.
    fn conflict(&self, words: &[String]) -> Option<String> {
        let names = |word: &'_ String| -> Vec<String> {
            let flags: Vec<String> = flags_of(word).map(str::to_owned).collect();
            if flags.is_empty() {
                return vec![word.trim_matches(['<', '>', '[', ']', '.']).to_owned()];
            }
            flags
        };
        let mut flags: Vec<String> = words.iter().flat_map(names).collect();
        let position = |flag: &String| {
            let mut arguments = self.command.get_arguments();
            arguments.position(|argument| argument.get_long() == flag.strip_prefix("--"))
        };
        flags.sort_by_key(position);
        let [first, others @ ..] = flags.as_slice() else {
            return None;
        };
        let others = match others {
            [] => "anything else".to_owned(),
            others => others.join(" and "),
        };
        Some(format!("Cannot specify both {first} and {others}"))
    }

    fn wrong_value(&self, found: &clap::Error, argument: &str) -> Option<String> {
        use std::error::Error as _;
        let value = words(found, ContextKind::InvalidValue).pop()?;
        let spelt = self.spelt(argument);
        if value.is_empty() && found.kind() == ErrorKind::InvalidValue {
            let flag = flags_of(argument).next().unwrap_or(argument);
            return Some(format!("Option '{flag}' requires an argument"));
        }
        let reason = found.source().map_or_else(
            || {
                let valid = words(found, ContextKind::ValidValue);
                format!("'{value}' is not one of '{}'", valid.join("', '"))
            },
            ToString::to_string,
        );
        let reason = match reason.as_str() {
            "invalid digit found in string" => format!("'{value}' is not a valid integer"),
            told if told.contains(&format!("'{value}'")) => reason,
            told => format!("'{value}': {told}"),
        };
        let reason = format!("Invalid value for {spelt}: {reason}");
        Some(match flags_of(argument).next()? {
            "--view" => {
                format!("Could not get valid view type corresponding to string {value}: {reason}")
            }
            "--env-manager" => format!("Invalid value for `env_manager`: {value}: {reason}"),
            _ => reason,
        })
    }

    /// An argument as MLflow names it: `'--run-id' / '-r'`, `'URI'`.
    fn spelt(&self, word: &str) -> String {
        let Some(flag) = flags_of(word).next() else {
            return format!("'{}'", word.trim_matches(['<', '>', '[', ']', '.']));
        };
        let long = flag.trim_start_matches('-');
        let mut arguments = self.command.get_arguments();
        let argument = arguments.find(|argument| argument.get_long() == Some(long));
        match argument.and_then(clap::Arg::get_short) {
            Some(short) => format!("'{flag}' / '-{short}'"),
            None => format!("'{flag}'"),
        }
    }
}

fn unknown(word: &str) -> String {
    if word.starts_with('-') {
        format!("No such option '{word}'")
    } else {
        format!("Got unexpected extra argument ({word})")
    }
}

/// The long flags in what clap writes for an argument or a group: `--run-id <ID>`,
/// `<--run-id <ID>|--artifact-uri <URI>>`.
fn flags_of(word: &str) -> impl Iterator<Item = &str> {
    word.split(['<', '>', '|', ' '])
        .filter(|part| part.starts_with("--"))
}

/// What clap keeps of an error under this name.
fn words(found: &clap::Error, kind: ContextKind) -> Vec<String> {
    match found.get(kind) {
        Some(ContextValue::String(word)) => iter::once(word.clone()).collect(),
        Some(ContextValue::Strings(words)) => words.clone(),
        _ => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::Parser;

    #[track_caller]
    fn phrase(line: &str) -> String {
        let args: Vec<OsString> = line.split(' ').map(OsString::from).collect();
        let found = Cli::try_parse_from(&args).expect_err("a wrong command line");
        let root = Cli::command();
        CommandLine::of(&root, &args)
            .phrase(&found)
            .expect("a phrase")
    }

    #[test]
    fn usage_errors_begin_with_the_phrases_of_mlflow() {
        for (line, expected) in [
            ("mlflow nope", "No such command 'nope'"),
            ("mlflow runs nope", "No such command 'nope'"),
            ("mlflow --nope", "No such option '--nope'"),
            ("mlflow gc extra", "Got unexpected extra argument (extra)"),
            ("mlflow run", "Missing argument 'URI'"),
            (
                "mlflow models register",
                "Missing option '--model-uri' / '-m'; '--name' / '-n' is needed, too",
            ),
            (
                "mlflow experiments delete -x",
                "Option '--experiment-id' requires an argument",
            ),
            (
                "mlflow server -p x",
                "Invalid value for '--port' / '-p': 'x' is not a valid integer: expected a port such as \
                 5001, or 0 for a free one",
            ),
            (
                "mlflow runs create --status gone",
                "Invalid value for '--status': 'gone' is not one of 'FINISHED', 'FAILED', 'KILLED'",
            ),
            (
                "mlflow experiments update -x 1 --clear-trace-archival-retention --trace-archival-retention 3d",
                "Cannot specify both --trace-archival-retention and --clear-trace-archival-retention",
            ),
        ] {
            assert_eq!(phrase(line), expected, "{line}");
        }
    }

    #[test]
    fn every_phrase_is_of_a_command_and_a_flag() {
        let root = Cli::command();
        for (_, path, flag, _) in PHRASES {
            let args: Vec<OsString> = iter::once("mlflow")
                .chain(path.split(' '))
                .map(OsString::from)
                .collect();
            let line = CommandLine::of(&root, &args);
            assert_eq!(line.path, path);
            let mut arguments = line.command.get_arguments();
            assert!(
                arguments.any(|argument| argument.get_long() == flag.strip_prefix("--")),
                "{path} {flag}"
            );
        }
    }
}
