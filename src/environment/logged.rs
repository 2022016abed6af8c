//! Runs the programs of a build. Their output is kept in a log and passed on line by line.
//!
//! 1. Both outputs of the program are one pipe.
//! 2. A thread copies the pipe to the log and hands over the lines.
//! 3. Another thread waits for the program's end.
//! 4. The caller's thread tells the observer of every line, and every ten seconds that the build goes
//!    on.

use std::fs::File;
use std::io::{self, PipeReader, Read, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::{Error, ErrorCode, Result};
use crate::process::{ProcessEnd, Watch};

use super::event::{BuildEvent, BuildObserver};

/// How often the observer is told that the work goes on.
const HEARTBEAT: Duration = Duration::from_secs(10);
/// How long to read the rest of the output after a program has ended. It may never end, if the
/// program has left another one behind that holds the output open.
const LAST_WORDS: Duration = Duration::from_secs(2);
/// How much is read at a time, and how long a line may be.
const CHUNK: usize = 8 * 1024;

/// One program of a build: its folder, its log and its observer.
#[derive(Clone, Copy)]
pub(super) struct BuildStep<'a> {
    /// Relative paths start here.
    pub(super) folder: &'a Path,
    /// The log, to which the output is appended.
    pub(super) log: &'a Path,
    /// A locked file. The program gets it as its standard input, which is empty. So the lock is
    /// held until the program has ended, even if this process is killed before.
    pub(super) lock: Option<&'a File>,
    /// When the whole work began.
    pub(super) started: Instant,
    pub(super) watch: &'a Watch,
    pub(super) observer: &'a dyn BuildObserver,
}

/// What the observer's thread receives of a program.
enum Heard {
    Line(String),
    Ended(Result<ProcessEnd>),
}

/// Runs a program to its end; one that fails is an error.
pub(super) fn run(command: &mut Command, at: BuildStep) -> Result<()> {
    let end = follow(command, at)?;
    at.watch.check()?;
    if end.is_success() {
        return Ok(());
    }
    let program = Path::new(command.get_program());
    let name = program.file_name().unwrap_or(program.as_os_str());
    Err(Error::new(
        ErrorCode::ExecutionFailed,
        format!(
            "the project's environment cannot be built: `{}` {end}",
            name.to_string_lossy()
        ),
    ))
}

fn follow(command: &mut Command, at: BuildStep) -> Result<ProcessEnd> {
    let log = File::options().append(true).create(true).open(at.log);
    let log = log.map_err(|e| Error::io("write", at.log, e))?;
    let failed = |e| Error::internal("cannot make a pipe").caused_by(e);
    let (reader, writer) = io::pipe().map_err(failed)?;
    let stdin = match at.lock {
        Some(lock) => lock.try_clone().map_err(failed)?.into(),
        None => Stdio::null(),
    };
    command
        .current_dir(at.folder)
        .stdin(stdin)
        .stdout(writer.try_clone().map_err(failed)?)
        .stderr(writer);
    let child = at.watch.spawn(command);
    // The pipe ends with the program only when nobody else holds it.
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let child = child?;
    let (sender, heard) = mpsc::channel();
    let lines = sender.clone();
    thread::spawn(move || copy(reader, log, &lines));
    thread::scope(|scope| {
        scope.spawn(move || {
            let end = child.wait().map(|(end, _)| end);
            // The receiver waits until this comes.
            let _ = sender.send(Heard::Ended(end));
        });
        listen(&heard, at)
    })
}

/// Tells the observer of every line, and now and then that the work goes on, until its end.
fn listen(heard: &Receiver<Heard>, at: BuildStep) -> Result<ProcessEnd> {
    let mut last = String::new();
    let mut next_beat = Instant::now() + HEARTBEAT;
    let end = loop {
        let pause = next_beat.saturating_duration_since(Instant::now());
        match heard.recv_timeout(pause) {
            Ok(Heard::Line(line)) => {
                at.observer.notice(BuildEvent::Says { line: &line });
                last = line;
            }
            Ok(Heard::Ended(end)) => break end,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                return Err(Error::internal("the end of a program was not heard"));
            }
        }
        if Instant::now() >= next_beat {
            at.observer.notice(BuildEvent::GoesOn {
                since: at.started.elapsed(),
                line: &last,
            });
            next_beat += HEARTBEAT;
        }
    };
    let patience = Instant::now() + LAST_WORDS;
    while let Some(left) = patience.checked_duration_since(Instant::now()) {
        let Ok(Heard::Line(line)) = heard.recv_timeout(left) else {
            break;
        };
        at.observer.notice(BuildEvent::Says { line: &line });
    }
    end
}

/// Copies the output to the log, and sends its lines. The lines of a progress bar, which end in a
/// carriage return, count, too.
fn copy(mut reader: PipeReader, mut log: File, lines: &Sender<Heard>) {
    let mut chunk = [0; CHUNK];
    let mut line = Vec::new();
    while let Ok(length @ 1..) = reader.read(&mut chunk) {
        let said = &chunk[..length];
        // A log that cannot be written is no reason to end the work.
        let _ = log.write_all(said);
        for &byte in said {
            if !matches!(byte, b'\n' | b'\r') && line.len() < CHUNK {
                line.push(byte);
                continue;
            }
            let text = String::from_utf8_lossy(&line).trim().to_owned();
            line.clear();
            // Nobody hears a program that was left behind.
            if !text.is_empty() && lines.send(Heard::Line(text)).is_err() {
                return;
            }
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::cell::RefCell;

    use super::*;

    #[derive(Default)]
    struct Lines(RefCell<Vec<String>>);

    impl BuildObserver for Lines {
        fn notice(&self, event: BuildEvent<'_>) {
            if let BuildEvent::Says { line } = event {
                self.0.borrow_mut().push(line.to_owned());
            }
        }
    }

    #[test]
    fn what_is_said_is_heard_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let lock = File::create(folder.path().join("lock")).unwrap();
        let watch = Watch::start(|| {}).unwrap();
        let heard = Lines::default();
        let at = BuildStep {
            folder: folder.path(),
            log: &log,
            lock: Some(&lock),
            started: Instant::now(),
            watch: &watch,
            observer: &heard,
        };
        let script =
            "printf 'one\\n'; printf '10%%\\r20%%\\n\\n' >&2; printf last; echo > here; exit 3";
        let error = run(Command::new("sh").args(["-c", script]), at).unwrap_err();
        assert!(
            error.message().ends_with("`sh` ended with exit code 3"),
            "{error}"
        );
        assert_eq!(*heard.0.borrow(), ["one", "10%", "20%"]);
        assert_eq!(
            std::fs::read_to_string(&log).unwrap(),
            "one\n10%\r20%\n\nlast"
        );
        assert!(folder.path().join("here").exists());
        // What it leaves behind does not hold it up.
        run(Command::new("sh").args(["-c", "sleep 60 & true"]), at).unwrap();
    }

    #[test]
    fn the_lock_stands_while_the_program_does() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("lock");
        let open = || crate::sync::open_kept(&path).unwrap();
        let lock = open();
        lock.try_lock().unwrap();
        let watch = Watch::start(|| {}).unwrap();
        let heard = Lines::default();
        let at = BuildStep {
            folder: folder.path(),
            log: &folder.path().join("log"),
            lock: Some(&lock),
            started: Instant::now(),
            watch: &watch,
            observer: &heard,
        };
        // As if this process were killed: its own handle goes, and the program's stays.
        let script = "exec 3<&0; (read -r _ < go; exec true) <&3 & true";
        Command::new("mkfifo")
            .arg(folder.path().join("go"))
            .status()
            .unwrap();
        run(Command::new("sh").args(["-c", script]), at).unwrap();
        drop(lock);
        assert!(open().try_lock().is_err());
        std::fs::write(folder.path().join("go"), "\n").unwrap();
        open().lock().unwrap();
    }
}
