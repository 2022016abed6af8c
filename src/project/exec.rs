//! Any command as a run: what it printed, how long it took, what it used.

use std::ffi::OsString;
use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::config;
use crate::entity::{Metric, Param, Run, Tag, keys};
use crate::error::{Error, ErrorCode, Result};
use crate::process::{ProcessEnd, Usage, Watch};
use crate::tracking::{Batch, Tracking, now};
use crate::uri;

use super::git::GitFacts;
use super::observer::{Observer, ProjectEvent};
use super::output::{Capture, Outputs, Streams};
use super::run_server::StoreAccess;
use super::secrets::masked_command;
use super::session::{CarriedOut, RunSession, RunTarget, SessionTags};

/// The kind of source that a command is, in MLflow's words.
const SOURCE_TYPE: &str = "LOCAL";
/// The tag that holds the command line, without its secrets.
const COMMAND_TAG: &str = "exec.command";
/// What MLflow's clients say where a program has set another experiment than that of the run which
/// MLFLOW_RUN_ID names (1.23.1 to 3.18).
const OTHER_EXPERIMENT: &str = "ID does not match environment run ID";
/// The exit code of a shell for a program that is not found.
const EXIT_NOT_FOUND: i32 = 127;
/// The exit code of a shell for a program that may not be executed.
const EXIT_NOT_EXECUTABLE: i32 = 126;

/// What the user asks for.
#[derive(Clone, Debug)]
pub struct CommandSettings {
    /// The program and its arguments, at least one word.
    pub command: Vec<OsString>,
    /// Further tags of the run.
    pub tags: Vec<Tag>,
    /// Params of the run.
    pub params: Vec<Param>,
    /// Whether the run records the command's arguments, without the secrets among them.
    pub records_arguments: bool,
    /// How the command reaches a local store.
    pub access: StoreAccess,
}

/// A command that has ended.
#[derive(Debug)]
pub struct CommandEnd {
    /// What its run recorded; `None` where its end could not be recorded, which has been said.
    pub run: Option<Run>,
    /// How it ended.
    pub end: ProcessEnd,
    /// Whether a signal to this process ended it.
    pub cancelled: bool,
    /// Whether it failed because it set another experiment than the one of its run.
    pub has_other_experiment: bool,
}

/// Runs a command to its end and records the end at once. If the command leaves a process behind that
/// holds the output open, the rest of that output is not waited for.
///
/// A command that fails is not an error here: the result says how it ended. A command that cannot be
/// started gets the exit code of a shell: 127 if it is not found, 126 if it may not be executed.
pub fn exec(
    settings: &CommandSettings,
    watch: &Watch,
    tracking: &Tracking,
    target: RunTarget,
    outputs: Outputs,
    observer: &dyn Observer,
) -> Result<CommandEnd> {
    let mut capture = Capture::new()?;
    let files = capture.create()?;
    let tags = SessionTags {
        source: source_tags(settings)?,
        launch: Vec::new(),
        own: settings.tags.clone(),
    };
    let session = RunSession::start(tracking, watch, observer, target, tags)?;
    let carried_out = session.carry_out(
        |session| {
            session.log_params(&settings.params)?;
            execute(session, settings, files, outputs)
        },
        |session, end, executed| match executed {
            Some(executed) => executed.record(session, end, &mut capture),
            None => Ok(()),
        },
    );
    let CarriedOut {
        end,
        cancelled,
        run,
        rest,
    } = carried_out.map_err(|error| capture.keep(error))?;
    let (run, error) = match (run, rest) {
        (Ok(run), Ok(())) => (Some(run), None),
        (Ok(run), Err(error)) => (Some(run), Some(error)),
        (Err(error), Ok(())) => (None, Some(error)),
        // Both have one cause, and each says what to do.
        (Err(error), Err(other)) => {
            let hints = other.hints().iter();
            (None, Some(hints.fold(error, Error::hint)))
        }
    };
    // If a success is not recorded completely, that is an error. A failure keeps its own exit code.
    match error {
        Some(error) if end.is_success() => return Err(error),
        Some(error) => warn(&error),
        None => {}
    }
    Ok(CommandEnd {
        run,
        end,
        cancelled,
        has_other_experiment: !end.is_success() && capture.has_printed(OTHER_EXPERIMENT),
    })
}

fn warn(error: &Error) {
    let hints = error.hints().iter().map(|hint| format!("; {hint}"));
    let hints: String = hints.collect();
    tracing::warn!("not everything is recorded: {error}{hints}");
}

/// What a new run records of its command.
fn source_tags(settings: &CommandSettings) -> Result<Vec<Tag>> {
    let command = &settings.command;
    let mut tags = vec![
        Tag::new(keys::SOURCE_NAME, command[0].to_string_lossy()),
        Tag::new(keys::SOURCE_TYPE, SOURCE_TYPE),
    ];
    if settings.records_arguments {
        tags.push(Tag::new(COMMAND_TAG, masked_command(command)));
    }
    let git = GitFacts::of(&uri::absolute_path(Path::new("."))?).unwrap_or_default();
    tags.extend(git.commit.map(|commit| Tag::new(keys::GIT_COMMIT, commit)));
    tags.extend(git.remote_url.map(|url| Tag::new(keys::GIT_REPO_URL, url)));
    Ok(tags)
}

/// What a command leaves to be recorded.
struct Executed {
    usage: Usage,
    streams: Streams,
    /// Whether a signal came before the command's end.
    was_cancelled: bool,
}

impl Executed {
    fn record(self, session: &RunSession, end: ProcessEnd, capture: &mut Capture) -> Result<()> {
        let watch = session.watch;
        self.streams
            .drain(|| watch.is_cancelled() && !self.was_cancelled);
        let measures = Batch {
            metrics: metrics(end, &self.usage),
            ..Batch::default()
        };
        session
            .log(measures)
            .and_then(|()| capture.upload(session))
            .map_err(|error| capture.keep(error))?;
        self.streams.check()
    }
}

/// Runs the command; `None` where it could not be started.
fn execute(
    session: &RunSession,
    settings: &CommandSettings,
    files: [File; 2],
    outputs: Outputs,
) -> Result<(ProcessEnd, Option<Executed>)> {
    let command = &settings.command;
    let mut program = Command::new(&command[0]);
    program
        .args(&command[1..])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    session.set_environment(&mut program, settings.access)?;
    // Into a pipe, Python would write when its buffer is full.
    if config::var(config::PYTHON_UNBUFFERED)?.is_none() {
        program.env(config::PYTHON_UNBUFFERED, "1");
    }
    let mut child = match session.watch.spawn(&mut program) {
        Ok(child) => child,
        Err(error) => return Ok((not_started(session, error)?, None)),
    };
    let streams = Streams::start(child.take_output(), outputs, files);
    let (end, usage) = child.wait()?;
    let executed = Executed {
        usage,
        streams,
        was_cancelled: session.watch.is_cancelled(),
    };
    Ok((end, Some(executed)))
}

/// The exit code of a shell for a command that cannot be started; `None` where that is the fault of
/// something else.
pub(super) fn exit_code_of_shell(error: &Error) -> Option<i32> {
    match error.code() {
        ErrorCode::ResourceDoesNotExist => Some(EXIT_NOT_FOUND),
        ErrorCode::PermissionDenied => Some(EXIT_NOT_EXECUTABLE),
        _ => None,
    }
}

fn not_started(session: &RunSession, error: Error) -> Result<ProcessEnd> {
    let Some(exit_code) = exit_code_of_shell(&error) else {
        return Err(error);
    };
    session
        .observer
        .notice(ProjectEvent::CommandNotStarted { error: &error });
    Ok(ProcessEnd::Exited(exit_code))
}

/// The measurements, under names that end with their unit.
fn metrics(end: ProcessEnd, usage: &Usage) -> Vec<Metric> {
    let Usage {
        wall,
        user,
        system,
        peak_memory,
    } = usage;
    let timestamp = now();
    #[expect(clippy::cast_precision_loss, reason = "exact up to 8 PiB")]
    let peak_memory = *peak_memory as f64;
    [
        ("exec.exit_code", f64::from(end.exit_code())),
        ("exec.wall_time_seconds", wall.as_secs_f64()),
        ("exec.user_cpu_seconds", user.as_secs_f64()),
        ("exec.system_cpu_seconds", system.as_secs_f64()),
        ("exec.peak_memory_bytes", peak_memory),
    ]
    .into_iter()
    .map(|(key, value)| Metric {
        key: key.to_owned(),
        value,
        timestamp,
        step: 0,
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_a_tag_unless_it_is_left_out() {
        let mut settings = CommandSettings {
            command: ["sh", "-c", "echo $x"].map(OsString::from).into(),
            tags: Vec::new(),
            params: Vec::new(),
            records_arguments: true,
            access: StoreAccess::Direct,
        };
        let find = |settings: &CommandSettings, key: &str| {
            let tags = source_tags(settings).unwrap();
            let found = tags.into_iter().find(|tag| tag.key == key);
            found.map(|tag| tag.value)
        };
        let command = find(&settings, COMMAND_TAG);
        assert_eq!(command.as_deref(), Some("sh -c 'echo $x'"));
        settings.records_arguments = false;
        assert_eq!(find(&settings, COMMAND_TAG), None);
        let name = find(&settings, keys::SOURCE_NAME);
        assert_eq!(name.as_deref(), Some("sh"));
    }
}
