//! Signals and process groups of Unix.

use std::io::{self, IsTerminal};
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill as send, killpg as send_to_group};
use nix::unistd::Pid;
use signal_hook::consts::{SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGXFSZ};
use signal_hook::{flag, iterator::Signals};

use super::watch::{Hangup, WatchShared};

/// How often to check whether anything is left of a process group.
const GROUP_POLL: Duration = Duration::from_millis(10);

/// A child, and whether it leads a process group.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target {
    pub(super) pid: u32,
    pub(super) has_group: bool,
}

/// Starts the thread that hears signals.
pub(super) fn listen(shared: &Arc<WatchShared>, hangup: Hangup) -> io::Result<()> {
    let watched: &[i32] = if hangup == Hangup::Ends && takes_hangups() {
        &[SIGINT, SIGQUIT, SIGTERM, SIGHUP]
    } else if hangup == Hangup::Ends {
        &[SIGINT, SIGQUIT, SIGTERM]
    } else {
        &[SIGINT, SIGTERM]
    };
    for &signal in watched {
        flag::register(signal, Arc::clone(&shared.cancelled))?;
    }
    // Under `ulimit -f`, a write that is too long should fail and not end this program. The flag
    // itself is never read. Children inherit an ignored signal, but not a handler.
    flag::register(SIGXFSZ, Arc::default())?;
    let mut signals = Signals::new(watched)?;
    let shared = Arc::clone(shared);
    thread::spawn(move || {
        for signal in signals.forever() {
            shared.on_signal(signal);
        }
    });
    Ok(())
}

/// Whether SIGHUP is ours to handle. Under `nohup` it is ignored, and must stay so for the child
/// too; only Linux tells this without `unsafe`, elsewhere SIGHUP is left alone.
fn takes_hangups() -> bool {
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else {
        return false;
    };
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
    ignored.is_some_and(|mask| mask & (1 << (SIGHUP - 1)) == 0)
}

/// Gives the child a process group of its own, unless it may read from the terminal: the
/// terminal would stop a reader outside its foreground group. (GNU `timeout --foreground` makes
/// the same choice.)
pub(super) fn set_up_group(command: &mut Command) -> bool {
    let has_group = !io::stdin().is_terminal();
    if has_group {
        command.process_group(0);
    }
    has_group
}

/// Passes a signal on. A Ctrl-C or Ctrl-\ at the terminal has reached a child in the foreground
/// already.
pub(super) fn forward(target: Target, signal: i32) {
    if target.has_group || !matches!(signal, SIGINT | SIGQUIT) {
        deliver(target, Signal::try_from(signal).unwrap_or(Signal::SIGTERM));
    }
}

/// Asks a child to end.
pub(super) fn terminate(target: Target) {
    deliver(target, Signal::SIGTERM);
}

/// Ends a child.
pub(super) fn kill(target: Target) {
    deliver(target, Signal::SIGKILL);
}

/// Waits for the rest of an ended child's group, and ends it when the time is up.
pub(super) fn await_leftovers(target: Target, grace: Duration) {
    let group = pid(target);
    let deadline = Instant::now() + grace;
    while is_alive(group) && Instant::now() < deadline {
        thread::sleep(GROUP_POLL);
    }
    // Nothing left is no failure.
    let _ = send_to_group(group, Signal::SIGKILL);
}

/// Whether anything of a process group is alive. A zombie, as in a container without an init process,
/// is not alive. Systems that do not tell zombies apart count them as alive.
fn is_alive(group: Pid) -> bool {
    if send_to_group(group, None).is_err() {
        return false;
    }
    let mut members = processes()
        .filter(|process| process.group == group)
        .peekable();
    members.peek().is_none() || members.any(|process| !process.has_ended)
}

/// Sends a signal to a child and those that it started. What ended in the meantime is no failure.
fn deliver(target: Target, signal: Signal) {
    if target.has_group {
        let _ = send_to_group(pid(target), signal);
        return;
    }
    // Listed before the child ends: afterwards they have another parent.
    for process in [pid(target)].into_iter().chain(descendants(pid(target))) {
        let _ = send(process, signal);
    }
}

/// Everything that a process has started, and what that has started.
fn descendants(ancestor: Pid) -> Vec<Pid> {
    let processes: Vec<Process> = processes().collect();
    let mut found = vec![ancestor];
    let mut next = 0;
    while let Some(&parent) = found.get(next) {
        let children = processes.iter().filter(|process| process.parent == parent);
        found.extend(children.map(|process| process.id));
        next += 1;
    }
    found.split_off(1)
}

/// What the system tells of a process.
#[derive(Debug, PartialEq, Eq)]
struct Process {
    id: Pid,
    parent: Pid,
    group: Pid,
    /// It has ended, and nobody has waited for it yet.
    has_ended: bool,
}

/// All processes; none where the system does not tell. Linux does.
fn processes() -> impl Iterator<Item = Process> {
    let folders = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    folders
        .filter_map(|folder| std::fs::read_to_string(folder.path().join("stat")).ok())
        .filter_map(|stat| Process::parse(&stat))
}

impl Process {
    /// Reads `ID (NAME) STATE PARENT GROUP …`; a name may hold anything.
    fn parse(stat: &str) -> Option<Self> {
        let (id, _) = stat.split_once(' ')?;
        let (_, fields) = stat.rsplit_once(')')?;
        let mut fields = fields.split_whitespace();
        let state = fields.next()?;
        let mut id_in_field = || Some(Pid::from_raw(fields.next()?.parse().ok()?));
        Some(Self {
            id: Pid::from_raw(id.parse().ok()?),
            parent: id_in_field()?,
            group: id_in_field()?,
            has_ended: state == "Z",
        })
    }
}

/// How `kill` names a child: a group has a minus sign before it.
pub(super) fn id_for_kill(target: Target) -> String {
    let sign = if target.has_group { "-" } else { "" };
    format!("{sign}{}", target.pid)
}

/// Takes a command out of this program's process group, so that it does not get its signals.
pub(super) fn leave_group(command: &mut Command) {
    command.process_group(0);
}

fn pid(target: Target) -> Pid {
    Pid::from_raw(i32::try_from(target.pid).expect("a process id is a positive i32"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn what_a_process_started_is_found() {
        let mut shell = Command::new("sh")
            .args(["-c", "(sleep 100; true) & sleep 100; true"])
            .spawn()
            .unwrap();
        let target = Target {
            pid: shell.id(),
            has_group: false,
        };
        // Both halves, and what each of them waits for.
        while descendants(pid(target)).len() < 3 {
            thread::yield_now();
        }
        let started = descendants(pid(target));
        terminate(target);
        shell.wait().unwrap();
        for process in started {
            while is_running(process) {
                thread::yield_now();
            }
        }
    }

    /// Whether a process is there and goes on.
    #[cfg(target_os = "linux")]
    fn is_running(id: Pid) -> bool {
        processes().any(|process| process.id == id && !process.has_ended)
    }

    #[test]
    fn what_the_system_tells_of_a_process_is_read() {
        let expected = |has_ended| Process {
            id: Pid::from_raw(12),
            parent: Pid::from_raw(7),
            group: Pid::from_raw(8),
            has_ended,
        };
        let parse = Process::parse;
        assert_eq!(parse("12 (a) b) (c) S 7 8 9 0 -1"), Some(expected(false)));
        assert_eq!(parse("12 (a Z 1) Z 7 8 9 0 -1"), Some(expected(true)));
        assert_eq!(parse(""), None);
        assert_eq!(parse("12 (a) S 7"), None);
    }
}
