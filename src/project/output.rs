//! The output of a command: passed on as it comes, and kept in files that become artifacts.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::process::{ChildStderr, ChildStdout};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

use crate::artifact::{ArtifactPath, Silent};
use crate::error::{Error, ErrorCode, Result};
use crate::sync::unpoisoned;

use super::scratch::Scratch;
use super::session::RunSession;

/// The artifact that holds what the command printed to stdout.
const STDOUT: &str = "stdout.txt";
/// The artifact that holds what the command printed to stderr.
const STDERR: &str = "stderr.txt";
/// How many bytes at the end of an output are looked through.
const LOOKED_THROUGH: u64 = 64 * 1024;
/// How much is passed on at a time.
const CHUNK: usize = 64 * 1024;
/// How long the pipe must be quiet, after the command's end, until it counts as read.
const QUIET: Duration = Duration::from_millis(500);
/// How long after the command's end a process that it left behind may go on printing.
const DRAIN_LIMIT: Duration = Duration::from_secs(5);
/// How often to check whether all output has been passed on.
const DRAIN_POLL: Duration = Duration::from_millis(1);

/// Where the command's output goes while it runs.
pub struct Outputs {
    /// For what it prints to stdout.
    pub stdout: Box<dyn Write + Send>,
    /// For what it prints to stderr.
    pub stderr: Box<dyn Write + Send>,
}

/// The files that keep what a command prints, in a temporary folder.
pub(super) struct Capture {
    folder: Scratch,
}

impl Capture {
    pub(super) fn new() -> Result<Self> {
        let folder = Scratch::new()?;
        Ok(Self { folder })
    }

    /// Fresh files for stdout and stderr.
    pub(super) fn create(&self) -> Result<[File; 2]> {
        let [stdout, stderr] = self.paths();
        let create = |path: PathBuf| File::create(&path).map_err(|e| Error::io("create", &path, e));
        Ok([create(stdout)?, create(stderr)?])
    }

    pub(super) fn upload(&self, session: &RunSession) -> Result<()> {
        let artifacts = session.tracking.run_artifacts(&session.run)?;
        self.paths()
            .iter()
            .try_for_each(|path| artifacts.upload_file(path, &ArtifactPath::root(), &Silent))
    }

    /// Whether a phrase is near the end of what the command printed to stderr.
    pub(super) fn has_printed(&self, phrase: &str) -> bool {
        let [_, stderr] = self.paths();
        let end = File::open(stderr).and_then(|mut file| {
            let length = file.metadata()?.len();
            file.seek(SeekFrom::Start(length.saturating_sub(LOOKED_THROUGH)))?;
            let mut end = Vec::new();
            file.read_to_end(&mut end)?;
            Ok(end)
        });
        end.is_ok_and(|end| String::from_utf8_lossy(&end).contains(phrase))
    }

    /// Keeps the files after an error, and adds their path to the error.
    pub(super) fn keep(&mut self, error: Error) -> Error {
        let printed = |path: &PathBuf| path.metadata().is_ok_and(|file| file.len() > 0);
        if !self.paths().iter().any(printed) {
            return error;
        }
        self.folder.keep();
        let paths = self.paths();
        let kept = paths.iter().filter(|path| printed(path));
        let kept: Vec<String> = kept.map(|path| format!("`{}`", path.display())).collect();
        error.hint(format!(
            "what the command printed is kept in {}",
            kept.join(" and ")
        ))
    }

    fn paths(&self) -> [PathBuf; 2] {
        [STDOUT, STDERR].map(|name| self.folder.path().join(name))
    }
}

/// Both outputs of a running command, which threads pass on.
pub(super) struct Streams([Stream; 2]);

impl Streams {
    /// Starts to pass a child's outputs on and to keep them.
    pub(super) fn start(
        (stdout, stderr): (Option<ChildStdout>, Option<ChildStderr>),
        outputs: Outputs,
        [kept_stdout, kept_stderr]: [File; 2],
    ) -> Self {
        Self([
            Stream::start("stdout", stdout, outputs.stdout, kept_stdout),
            Stream::start("stderr", stderr, outputs.stderr, kept_stderr),
        ])
    }

    /// Waits, after the command's end, until all of its output has been passed on, however slowly the
    /// reader takes it. A process that the command has left behind with the output open is not
    /// waited for: what it prints later is lost.
    pub(super) fn drain(&self, must_stop: impl Fn() -> bool) {
        let ended = Instant::now();
        while self.0.iter().any(|stream| !stream.is_done()) {
            let patience = if ended.elapsed() < DRAIN_LIMIT {
                QUIET
            } else {
                Duration::ZERO
            };
            let is_left_open = self.0.iter().all(|stream| stream.is_quiet_for(patience));
            if is_left_open || must_stop() {
                tracing::warn!(
                    "the command has ended, and something holds its output open; what comes \
                     from now on is lost"
                );
                return;
            }
            thread::sleep(DRAIN_POLL);
        }
    }

    /// An error where the output could not be passed on.
    pub(super) fn check(&self) -> Result<()> {
        self.0.iter().try_for_each(Stream::check)
    }
}

/// One output, which a thread of its own passes on.
struct Stream {
    name: &'static str,
    progress: Arc<Mutex<StreamProgress>>,
}

/// The progress of one stream.
struct StreamProgress {
    state: StreamState,
    /// Why it could not be passed on.
    failure: Option<io::Error>,
}

#[derive(Clone, Copy)]
enum StreamState {
    /// Since when the command has printed nothing.
    Reading(Instant),
    Writing,
    Done,
}

impl Stream {
    fn start(
        name: &'static str,
        source: Option<impl Read + Send + 'static>,
        live: Box<dyn Write + Send>,
        kept: File,
    ) -> Self {
        let progress = Arc::new(Mutex::new(StreamProgress {
            state: StreamState::Reading(Instant::now()),
            failure: None,
        }));
        let tee = Tee {
            live: Some(live),
            kept: Some(kept),
            progress: Arc::clone(&progress),
        };
        // On its own, because nothing but the end of the output ends the reading.
        thread::spawn(move || tee.run(source));
        Self { name, progress }
    }

    fn is_done(&self) -> bool {
        matches!(lock(&self.progress).state, StreamState::Done)
    }

    fn is_quiet_for(&self, time: Duration) -> bool {
        match lock(&self.progress).state {
            StreamState::Done => true,
            StreamState::Writing => false,
            StreamState::Reading(since) => since.elapsed() >= time,
        }
    }

    fn check(&self) -> Result<()> {
        let Some(failure) = lock(&self.progress).failure.take() else {
            return Ok(());
        };
        let message = format!("cannot pass the command's output on to {}", self.name);
        Err(Error::new(ErrorCode::InternalError, message).caused_by(failure))
    }
}

fn lock(progress: &Mutex<StreamProgress>) -> MutexGuard<'_, StreamProgress> {
    unpoisoned(progress.lock())
}

/// Passes an output on and keeps it. If one of the two targets fails, the other still gets
/// everything, and the command does not notice.
struct Tee {
    live: Option<Box<dyn Write + Send>>,
    kept: Option<File>,
    progress: Arc<Mutex<StreamProgress>>,
}

impl Tee {
    fn run(mut self, source: Option<impl Read>) {
        if let Some(source) = source
            && let Err(e) = self.pass_all_on(source)
        {
            tracing::warn!("the command's output breaks off: {e}");
        }
        self.is_now(StreamState::Done);
    }

    fn pass_all_on(&mut self, mut source: impl Read) -> io::Result<()> {
        let mut chunk = vec![0; CHUNK];
        loop {
            self.is_now(StreamState::Reading(Instant::now()));
            let read = source.read(&mut chunk);
            self.is_now(StreamState::Writing);
            match read {
                Ok(0) => return Ok(()),
                Ok(length) => self.pass_on(&chunk[..length]),
                Err(e) if e.kind() == io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e),
            }
        }
    }

    fn pass_on(&mut self, chunk: &[u8]) {
        if let Some(live) = &mut self.live
            && let Err(e) = live.write_all(chunk).and_then(|()| live.flush())
        {
            self.live = None;
            // The reader of stdout has gone, as in `mlflow exec -- make | head`.
            if e.kind() != io::ErrorKind::BrokenPipe {
                lock(&self.progress).failure = Some(e);
            }
        }
        if let Some(kept) = &mut self.kept
            && let Err(e) = kept.write_all(chunk)
        {
            tracing::warn!("the rest of the command's output is not kept: {e}");
            self.kept = None;
        }
    }

    fn is_now(&self, state: StreamState) {
        lock(&self.progress).state = state;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A writer that fails.
    struct Failing(io::ErrorKind);

    impl Write for Failing {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// Prints a text to a writer that fails; gives what was kept, and what the check says.
    fn kept_without(kind: io::ErrorKind, text: &str) -> (String, Result<()>) {
        let capture = Capture::new().unwrap();
        let [kept, _] = capture.create().unwrap();
        let source = io::Cursor::new(text.to_owned());
        let stream = Stream::start("stdout", Some(source), Box::new(Failing(kind)), kept);
        while !stream.is_done() {
            thread::sleep(DRAIN_POLL);
        }
        let kept = std::fs::read_to_string(&capture.paths()[0]).unwrap();
        (kept, stream.check())
    }

    #[test]
    fn output_is_kept_also_when_nobody_reads_it() {
        let text = "line\n".repeat(50_000);
        let (kept, checked) = kept_without(io::ErrorKind::BrokenPipe, &text);
        assert_eq!(kept, text);
        assert!(checked.is_ok(), "a reader may leave early");
        let (kept, checked) = kept_without(io::ErrorKind::StorageFull, &text);
        assert_eq!(kept, text);
        let message = "cannot pass the command's output on to stdout";
        assert_eq!(checked.unwrap_err().message(), message);
    }

    #[test]
    fn only_what_was_printed_is_kept_for_an_error() {
        let mut capture = Capture::new().unwrap();
        let [mut stdout, _] = capture.create().unwrap();
        let error = capture.keep(Error::internal("no"));
        assert!(error.hints().is_empty());
        stdout.write_all(b"x").unwrap();
        let error = capture.keep(Error::internal("no"));
        let [path, _] = capture.paths();
        drop(capture);
        let hint = format!("what the command printed is kept in `{}`", path.display());
        assert_eq!(error.hints(), [hint]);
        assert_eq!(std::fs::read(&path).unwrap(), b"x");
        std::fs::remove_dir_all(path.parent().unwrap()).unwrap();
    }
}
