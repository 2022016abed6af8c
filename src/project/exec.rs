//! Any command as a run: what it printed, how long it took, what it used.

use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::thread;

use tempfile::TempDir;

use crate::artifact::{ArtifactPath, Silent};
use crate::config;
use crate::entity::{Metric, Param, Tag, keys};
use crate::error::{Error, ErrorCode, Result};
use crate::tracking::{Batch, Tracking, now};
use crate::uri;

use super::command::quote;
use super::git::GitFacts;
use super::observer::{Event, Observer};
use super::process::{ProcessEnd, Usage, Watch};
use super::session::{Ended, RunTarget, Session, SessionTags};

/// The kind of source that a command is, in MLflow's words.
const SOURCE_TYPE: &str = "LOCAL";
/// The tag that holds the whole command line.
const COMMAND_TAG: &str = "exec.command";
/// The artifact that holds what the command printed to stdout.
const STDOUT: &str = "stdout.txt";
/// The artifact that holds what the command printed to stderr.
const STDERR: &str = "stderr.txt";
/// How a shell says that a program is not there.
const EXIT_NOT_FOUND: i32 = 127;
/// How a shell says that a program may not be run.
const EXIT_NOT_EXECUTABLE: i32 = 126;
/// How much is passed on at a time.
const CHUNK: usize = 64 * 1024;

/// What the user asks for.
#[derive(Clone, Debug)]
pub struct CommandSettings {
    /// The program and its arguments, at least one word.
    pub command: Vec<OsString>,
    /// Further tags of the run.
    pub tags: Vec<Tag>,
    /// Params of the run.
    pub params: Vec<Param>,
}

/// Where the command's output goes while it runs.
pub struct Outputs<'a> {
    /// For what it prints to stdout.
    pub stdout: Box<dyn Write + Send + 'a>,
    /// For what it prints to stderr.
    pub stderr: Box<dyn Write + Send + 'a>,
}

/// Runs a command to its end, which is also the end of its output: a process that it leaves behind
/// with the output still open is waited for, as in a shell's pipe.
///
/// A command that fails is no error here: the answer tells
/// how it ended. One that cannot be started has failed as a shell says it: 127 for one that is
/// not there, 126 for one that may not be run.
pub fn exec(
    settings: &CommandSettings,
    tracking: &Tracking,
    target: RunTarget,
    outputs: Outputs,
    observer: &dyn Observer,
) -> Result<Ended> {
    let watch = Watch::start()?;
    let capture = Capture::new()?;
    let tags = SessionTags {
        source: source_tags(&settings.command)?,
        session: settings.tags.clone(),
    };
    let session = Session::start(tracking, &watch, observer, target, tags)?;
    let (ended, recorded) = session.carry_out(|session| {
        session.log_params(&settings.params)?;
        let (end, usage) = execute(session, &settings.command, &capture, outputs)?;
        let recorded = record(session, end, usage, &capture);
        Ok((end, recorded))
    })?;
    // The command's end is recorded by now. A success whose measures are lost is an error; a
    // failure is told by its own exit code.
    match recorded {
        Err(error) if ended.end.is_success() => Err(error),
        Err(error) => {
            tracing::warn!("not everything is recorded: {error}");
            Ok(ended)
        }
        Ok(()) => Ok(ended),
    }
}

/// What a new run records of its command.
fn source_tags(command: &[OsString]) -> Result<Vec<Tag>> {
    let words: Vec<String> = command
        .iter()
        .map(|word| quote(&word.to_string_lossy()))
        .collect();
    let mut tags = vec![
        Tag::new(keys::SOURCE_NAME, command[0].to_string_lossy()),
        Tag::new(keys::SOURCE_TYPE, SOURCE_TYPE),
        Tag::new(COMMAND_TAG, words.join(" ")),
    ];
    let git = GitFacts::of(&uri::absolute_path(Path::new("."))?).unwrap_or_default();
    tags.extend(git.commit.map(|commit| Tag::new(keys::GIT_COMMIT, commit)));
    tags.extend(git.remote_url.map(|url| Tag::new(keys::GIT_REPO_URL, url)));
    Ok(tags)
}

/// Runs the command; without [`Usage`] where it could not be started.
fn execute(
    session: &Session,
    command: &[OsString],
    capture: &Capture,
    outputs: Outputs,
) -> Result<(ProcessEnd, Option<Usage>)> {
    let mut program = Command::new(&command[0]);
    program
        .args(&command[1..])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    session.set_environment(&mut program)?;
    // Into a pipe, Python would write when its buffer is full.
    if config::var(config::PYTHON_UNBUFFERED)?.is_none() {
        program.env(config::PYTHON_UNBUFFERED, "1");
    }
    let kept = (capture.file(STDOUT)?, capture.file(STDERR)?);
    let mut child = match session.watch.spawn(&mut program) {
        Ok(child) => child,
        Err(error) => return not_started(session, error),
    };
    let (stdout, stderr) = child.take_output();
    let stdout = Tee::new(stdout, outputs.stdout, kept.0);
    let stderr = Tee::new(stderr, outputs.stderr, kept.1);
    let (end, usage) = thread::scope(|scope| {
        scope.spawn(|| stdout.run());
        scope.spawn(|| stderr.run());
        child.wait()
    })?;
    Ok((end, Some(usage)))
}

fn not_started(session: &Session, error: Error) -> Result<(ProcessEnd, Option<Usage>)> {
    let exit_code = match error.code() {
        ErrorCode::ResourceDoesNotExist => EXIT_NOT_FOUND,
        ErrorCode::PermissionDenied => EXIT_NOT_EXECUTABLE,
        _ => return Err(error),
    };
    session
        .observer
        .notice(Event::CommandNotStarted { error: &error });
    Ok((ProcessEnd::Exited(exit_code), None))
}

fn record(
    session: &Session,
    end: ProcessEnd,
    usage: Option<Usage>,
    capture: &Capture,
) -> Result<()> {
    let Some(usage) = usage else {
        return Ok(());
    };
    let metrics = metrics(end, &usage);
    session.log(Batch {
        metrics,
        ..Batch::default()
    })?;
    capture.upload(session)
}

/// What is measured, under names that end with their unit.
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

/// What the command printed, in files until it becomes artifacts.
struct Capture {
    folder: TempDir,
}

impl Capture {
    fn new() -> Result<Self> {
        let folder = TempDir::new()
            .map_err(|e| Error::io("create a folder in", &std::env::temp_dir(), e))?;
        Ok(Self { folder })
    }

    fn file(&self, name: &str) -> Result<File> {
        let path = self.folder.path().join(name);
        File::create(&path).map_err(|e| Error::io("create", &path, e))
    }

    fn upload(&self, session: &Session) -> Result<()> {
        let artifacts = session.tracking.run_artifacts(&session.run)?;
        [STDOUT, STDERR].into_iter().try_for_each(|name| {
            artifacts.upload_file(
                &self.folder.path().join(name),
                &ArtifactPath::root(),
                &Silent,
            )
        })
    }
}

/// Passes an output on and keeps it. When one of both can take no more, the other still gets
/// everything, and the command never notices.
struct Tee<'a, R> {
    source: Option<R>,
    live: Option<Box<dyn Write + Send + 'a>>,
    kept: Option<File>,
}

impl<'a, R: Read> Tee<'a, R> {
    fn new(source: Option<R>, live: Box<dyn Write + Send + 'a>, kept: File) -> Self {
        Self {
            source,
            live: Some(live),
            kept: Some(kept),
        }
    }

    fn run(mut self) {
        let Some(mut source) = self.source.take() else {
            return;
        };
        let mut chunk = vec![0; CHUNK];
        loop {
            match source.read(&mut chunk) {
                Ok(0) => return,
                Ok(length) => self.pass_on(&chunk[..length]),
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return tracing::warn!("the command's output breaks off: {e}"),
            }
        }
    }

    fn pass_on(&mut self, chunk: &[u8]) {
        if let Some(live) = &mut self.live
            && live.write_all(chunk).and_then(|()| live.flush()).is_err()
        {
            // Whoever read our output has gone: `mlflow exec -- make | head`.
            self.live = None;
        }
        if let Some(kept) = &mut self.kept
            && let Err(e) = kept.write_all(chunk)
        {
            tracing::warn!("the rest of the command's output is not kept: {e}");
            self.kept = None;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A writer that fails, as a closed pipe does.
    struct Closed;

    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(io::ErrorKind::BrokenPipe.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn output_is_kept_also_when_nobody_reads_it() {
        let capture = Capture::new().unwrap();
        let text = "line\n".repeat(50_000);
        let kept = capture.file(STDOUT).unwrap();
        Tee::new(Some(text.as_bytes()), Box::new(Closed), kept).run();
        let kept = std::fs::read_to_string(capture.folder.path().join(STDOUT)).unwrap();
        assert_eq!(kept, text);
    }

    #[test]
    fn the_whole_command_line_is_a_tag() {
        let tags = source_tags(&["sh".into(), "-c".into(), "echo $x".into()]).unwrap();
        let find = |key: &str| {
            tags.iter()
                .find(|tag| tag.key == key)
                .unwrap()
                .value
                .as_str()
        };
        assert_eq!(find(COMMAND_TAG), "sh -c 'echo $x'");
        assert_eq!(find(keys::SOURCE_NAME), "sh");
    }
}
