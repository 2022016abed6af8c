//! Ends our children and records the ends of our runs where this program is killed (SIGKILL),
//! which no handler can catch.
//!
//! A small shell script does it, because nothing of this program is left then: it reads what is
//! going on from a pipe, and the system closes the pipe at our end, whatever that is. A process
//! limit, a machine without `sh`, and Windows only mean that nobody does it.

use std::env;
use std::io::Write as _;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;

use crate::sync::unpoisoned;

use super::system::{self, Target};

const SCRIPT: &str = include_str!("watchdog.sh");

/// The script, from the first time that there is something to tell it.
#[derive(Debug, Default)]
pub(super) struct Watchdog(Mutex<WatchdogState>);

#[derive(Debug, Default)]
enum WatchdogState {
    #[default]
    Unstarted,
    Running(Child),
    Absent,
}

impl Watchdog {
    /// A child runs from now on.
    pub(super) fn started(&self, target: Target) {
        self.tell(format_args!("started {}", system::id_for_kill(target)));
    }

    /// A child is over, and its number may become somebody else's.
    pub(super) fn ended(&self, target: Target) {
        self.tell(format_args!("ended {}", system::id_for_kill(target)));
    }

    /// The end of a run is to be recorded.
    pub(super) fn opened(&self, run_id: &str) {
        self.tell(format_args!("open {run_id}"));
    }

    /// It is recorded.
    pub(super) fn recorded(&self, run_id: &str) {
        self.tell(format_args!("recorded {run_id}"));
    }

    fn tell(&self, line: std::fmt::Arguments<'_>) {
        let mut state = unpoisoned(self.0.lock());
        if matches!(*state, WatchdogState::Unstarted) {
            *state = start().map_or(WatchdogState::Absent, WatchdogState::Running);
        }
        if let WatchdogState::Running(script) = &mut *state
            && let Some(input) = &mut script.stdin
        {
            // One that has been killed watches no longer.
            let _ = input.write_all(format!("{line}\n").as_bytes());
        }
    }
}

impl Drop for Watchdog {
    /// Nothing is left to watch: the script sees the pipe close, and ends.
    fn drop(&mut self) {
        let state = unpoisoned(self.0.get_mut());
        if let WatchdogState::Running(script) = state {
            drop(script.stdin.take());
            let _ = script.wait();
        }
    }
}

fn start() -> Option<Child> {
    if cfg!(windows) {
        return None;
    }
    let program = env::current_exe().ok()?;
    let mut command = Command::new("sh");
    command
        .args(["-c", SCRIPT, "mlflow-watchdog"])
        .arg(program)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    system::leave_group(&mut command);
    command.spawn().ok()
}
