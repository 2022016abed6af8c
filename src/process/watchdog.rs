//! Ends the children and records the ends of the runs if this program is killed by SIGKILL, which no
//! handler can catch.
//!
//! 1. A small shell script, a process of its own, reads from a pipe which children and runs there are.
//! 2. When this program ends in any way, the system closes the pipe.
//! 3. The script then kills the children that are left and has the runs recorded as ended.
//!
//! Under a process limit, without `sh`, and on Windows there is no watchdog, and the program works
//! without one.

use std::env;
use std::io::Write as _;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;

use crate::sync::unpoisoned;

use super::system::{self, Target};

const SCRIPT: &str = include_str!("watchdog.sh");

/// The script, which is started when there is something to watch.
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
    /// Tells the script that a child has started.
    pub(super) fn started(&self, target: Target) {
        self.tell(format_args!("started {}", system::id_for_kill(target)));
    }

    /// Tells the script that a child has ended: its process id may be used again.
    pub(super) fn ended(&self, target: Target) {
        self.tell(format_args!("ended {}", system::id_for_kill(target)));
    }

    /// Tells the script of a run whose end is still to be recorded.
    pub(super) fn opened(&self, run_id: &str) {
        self.tell(format_args!("open {run_id}"));
    }

    /// Tells the script that the end is recorded.
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
