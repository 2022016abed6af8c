//! Passwords that a command prints, such as the tokens of a cloud.
//!
//! 1. The command is run for a new connection, and its output is the password.
//! 2. A password with a lifetime is used for further connections until that nearly ends.
//! 3. If the server refuses a password that was kept, the command is run once more.
//!
//! The output is never logged or shown. Of what a failing command says on stderr, the last line is
//! told.

use std::io;
use std::process::{Command, Output, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

use crate::config::{PASSWORD_COMMAND, PasswordCommand, Secret};
use crate::error::{Error, ErrorCode, Result};

use super::super::lock;
use super::super::session::{SqlError, SqlResult};
use super::within::within;

/// How long the command may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// The most that is told of what a failing command says.
const MAX_SAID: usize = 300;

/// Passwords that a command prints.
pub(in crate::store::sql) struct Passwords {
    command: PasswordCommand,
    kept: Mutex<Option<Kept>>,
}

struct Kept {
    password: Secret,
    until: Instant,
}

impl Passwords {
    pub(in crate::store::sql) fn new(command: PasswordCommand) -> Self {
        Self {
            command,
            kept: Mutex::default(),
        }
    }

    /// Connects with a password. If it was kept, and the server refuses it, a new one is tried.
    pub(in crate::store::sql) fn connect<T>(
        &self,
        connect: impl Fn(&Secret) -> SqlResult<T>,
        is_refused: impl Fn(&SqlError) -> bool,
    ) -> SqlResult<T> {
        let (password, was_kept) = self.password()?;
        match connect(&password) {
            Err(failure) if was_kept && is_refused(&failure) => {
                *lock(&self.kept) = None;
                connect(&self.password()?.0)
            }
            done => done,
        }
    }

    /// A password, and whether it was kept. Others wait meanwhile, to share what is kept.
    fn password(&self) -> Result<(Secret, bool)> {
        let PasswordCommand { command, lifetime } = &self.command;
        if lifetime.is_zero() {
            return Ok((run(command, PATIENCE)?, false));
        }
        let mut kept = lock(&self.kept);
        if let Some(Kept { password, until }) = &*kept
            && Instant::now() < *until
        {
            return Ok((password.clone(), true));
        }
        let begin = Instant::now();
        let password = run(command, PATIENCE)?;
        // A connection takes a while to be made.
        let margin = Duration::from_secs(60).min(*lifetime / 10);
        *kept = Some(Kept {
            password: password.clone(),
            until: begin + lifetime.saturating_sub(margin),
        });
        Ok((password, false))
    }
}

/// Runs a command in the shell and takes its output.
fn run(command: &Secret, patience: Duration) -> Result<Secret> {
    let failed = |what: String| {
        Error::new(
            ErrorCode::TemporarilyUnavailable,
            format!("the command of {PASSWORD_COMMAND} {what}"),
        )
        .hint("expected a command that prints the password of the database, and nothing else")
    };
    let mut shell = shell(command.reveal());
    shell
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let child = shell
        .spawn()
        .map_err(|e| failed("cannot be started".to_owned()).caused_by(e))?;
    let id = child.id();
    let output = within(patience, "of the command", move || child.wait_with_output());
    let output = output.and_then(|output| output).map_err(|error| {
        let is_slow = error.kind() == io::ErrorKind::TimedOut;
        if is_slow {
            end(id);
        }
        failed(format!("has failed: {error}"))
    })?;
    let Output {
        status,
        stdout,
        stderr,
    } = output;
    if !status.success() {
        let said = String::from_utf8_lossy(&stderr);
        let said = said.trim().lines().last().unwrap_or("it says nothing");
        let said: String = said.chars().take(MAX_SAID).collect();
        return Err(failed(format!("has failed ({status}): {said}")));
    }
    let printed = String::from_utf8(stdout).map_err(|_| failed("prints no text".to_owned()))?;
    let password = printed.trim_end_matches(['\r', '\n']);
    match password.lines().count() {
        0 => Err(failed("prints nothing".to_owned())),
        1 => Ok(Secret::from(password.to_owned())),
        lines => Err(failed(format!("prints {lines} lines"))),
    }
}

#[cfg(unix)]
fn shell(command: &str) -> Command {
    use std::os::unix::process::CommandExt as _;
    let mut shell = Command::new("sh");
    shell.args(["-c", command]).process_group(0);
    shell
}

#[cfg(not(unix))]
fn shell(command: &str) -> Command {
    let mut shell = Command::new("cmd");
    shell.args(["/c", command]);
    shell
}

/// Ends a command and what it has started.
#[cfg(unix)]
fn end(id: u32) {
    use nix::sys::signal::{Signal, killpg};
    use nix::unistd::Pid;
    if let Ok(id) = i32::try_from(id) {
        let _ = killpg(Pid::from_raw(id), Signal::SIGKILL);
    }
}

#[cfg(not(unix))]
fn end(_: u32) {}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn printed(command: &str) -> Result<String> {
        let command = Secret::from(command.to_owned());
        run(&command, PATIENCE).map(|password| password.reveal().to_owned())
    }

    #[test]
    fn the_output_is_the_password_and_nothing_else_is() {
        assert_eq!(printed("echo 'a b '").unwrap(), "a b ");
        assert_eq!(printed("printf x").unwrap(), "x");
        for (command, part) in [
            ("true", "prints nothing"),
            ("echo hush; echo hush", "prints 2 lines"),
            (
                "echo hush; echo no login >&2; exit 3",
                "(exit status: 3): no login",
            ),
            ("nosuchcommand", "not found"),
            (r"printf '\377'", "no text"),
        ] {
            let error = printed(command).unwrap_err();
            assert!(error.message().contains(part), "{error}");
            assert!(!error.message().contains("hush"), "{error}");
        }
        let slow = Secret::from("sleep 600".to_owned());
        let error = run(&slow, Duration::from_millis(10)).unwrap_err();
        assert!(error.message().contains("within 10 ms"), "{error}");
    }

    #[test]
    fn a_password_is_kept_until_it_ends_or_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("count");
        let passwords = |lifetime| {
            let command = format!("echo x >>{0}; wc -l <{0}", file.display());
            Passwords::new(PasswordCommand {
                command: command.into(),
                lifetime,
            })
        };
        let take = |passwords: &Passwords, refused: &str| {
            let connect = |password: &Secret| match password.reveal().trim() {
                word if word == refused => Err(Error::internal("refused").into()),
                word => Ok(word.to_owned()),
            };
            passwords.connect(connect, |_| true)
        };
        let each = passwords(Duration::ZERO);
        assert_eq!(take(&each, "").unwrap(), "1");
        assert_eq!(take(&each, "").unwrap(), "2");
        assert!(take(&each, "3").is_err(), "a new one is not replaced");
        let kept = passwords(Duration::from_secs(900));
        assert_eq!(take(&kept, "").unwrap(), "4");
        assert_eq!(take(&kept, "").unwrap(), "4");
        assert_eq!(take(&kept, "4").unwrap(), "5");
        assert_eq!(take(&kept, "").unwrap(), "5");
    }
}
