//! Signals and process groups of Unix.

use std::io::{self, IsTerminal};
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill as send, killpg as send_to_group};
use nix::unistd::Pid;
use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGXFSZ};
use signal_hook::{flag, iterator::Signals};

use super::watch::Shared;

/// How often a process group is asked whether anything of it is left.
const GROUP_POLL: Duration = Duration::from_millis(10);

/// A child, and whether it leads a process group.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target {
    pub(super) pid: u32,
    pub(super) has_group: bool,
}

/// Starts the thread that hears signals.
pub(super) fn listen(shared: &Arc<Shared>) -> io::Result<()> {
    let watched: &[i32] = if takes_hangups() {
        &[SIGINT, SIGTERM, SIGHUP]
    } else {
        &[SIGINT, SIGTERM]
    };
    for &signal in watched {
        flag::register(signal, Arc::clone(&shared.cancelled))?;
    }
    // Under `ulimit -f`, a write that is too long is to be an error and not our end. Nobody asks
    // for the flag; a handler, unlike an ignored signal, is not handed on to children.
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

/// Passes a signal on. A Ctrl-C at the terminal has reached a child in the foreground already.
pub(super) fn forward(target: Target, signal: i32) {
    if target.has_group || signal != SIGINT {
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

/// Whether anything of a process group goes on. What has ended and is never waited for, as in a
/// container without an init process, does not; only Linux tells it apart.
fn is_alive(group: Pid) -> bool {
    if send_to_group(group, None).is_err() {
        return false;
    }
    let Ok(processes) = std::fs::read_dir("/proc") else {
        return true;
    };
    let mut states = processes
        .flatten()
        .filter_map(|process| std::fs::read_to_string(process.path().join("stat")).ok())
        .filter_map(|stat| state_within(group, &stat))
        .peekable();
    states.peek().is_none() || states.any(|state| state != "Z")
}

/// The state of a process, from `PID (NAME) STATE PARENT GROUP …`, if it is in this group.
fn state_within(group: Pid, stat: &str) -> Option<String> {
    let (_, fields) = stat.rsplit_once(')')?;
    let mut fields = fields.split_whitespace();
    let (state, group_id) = (fields.next()?, fields.nth(1)?);
    (group_id == group.to_string()).then(|| state.to_owned())
}

/// Sends a signal to a child and those that it started. What ended in the meantime is no failure.
fn deliver(target: Target, signal: Signal) {
    if target.has_group {
        let _ = send_to_group(pid(target), signal);
        return;
    }
    // Found before the child ends: then they are somebody else's.
    for process in [pid(target)].into_iter().chain(descendants(pid(target))) {
        let _ = send(process, signal);
    }
}

/// Everything that a process has started, and that has started. Only Linux tells.
fn descendants(ancestor: Pid) -> Vec<Pid> {
    let Ok(processes) = std::fs::read_dir("/proc") else {
        return Vec::new();
    };
    let children: Vec<(Pid, Pid)> = processes
        .flatten()
        .filter_map(|process| std::fs::read_to_string(process.path().join("stat")).ok())
        .filter_map(|stat| child_and_parent(&stat))
        .collect();
    let mut found = vec![ancestor];
    let mut next = 0;
    while let Some(&parent) = found.get(next) {
        let own = children.iter().filter(|(_, of)| *of == parent);
        found.extend(own.map(|(child, _)| *child));
        next += 1;
    }
    found.split_off(1)
}

/// A process and its parent, from `PID (NAME) STATE PARENT …`.
fn child_and_parent(stat: &str) -> Option<(Pid, Pid)> {
    let child = stat.split_once(' ')?.0.parse().ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    let parent = fields.split_whitespace().nth(1)?.parse().ok()?;
    Some((Pid::from_raw(child), Pid::from_raw(parent)))
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
        assert_eq!(
            child_and_parent("12 (a) b) (c) S 7 7 7 0 -1"),
            Some((Pid::from_raw(12), Pid::from_raw(7)))
        );
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

    /// Whether a process is there and has not ended unseen.
    #[cfg(target_os = "linux")]
    fn is_running(process: Pid) -> bool {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat"));
        stat.is_ok_and(|stat| {
            stat.rsplit_once(") ")
                .is_some_and(|(_, rest)| !rest.starts_with('Z'))
        })
    }

    #[test]
    fn a_process_is_known_by_its_group() {
        let stat = "12 (a) b) (c) Z 1 7 7 0 -1";
        assert_eq!(state_within(Pid::from_raw(7), stat).as_deref(), Some("Z"));
        assert_eq!(state_within(Pid::from_raw(1), stat), None);
        assert_eq!(state_within(Pid::from_raw(7), ""), None);
    }
}
