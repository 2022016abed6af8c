//! The children, and the signals and timeouts that end them.

use std::path::Path;
use std::process::{ChildStderr, ChildStdout, Command};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, OnceLock};
use std::thread;
use std::time::{Duration, Instant};

use wait4::{ResUse, Wait4};

use crate::duration;
use crate::error::{Error, ErrorCode, Result};
use crate::sync::unpoisoned;

use super::system::{self, Target};
use super::watchdog::Watchdog;
use super::{ProcessEnd, Usage};

/// How long a child, and what it leaves behind, may take to end after it was told to: saving a
/// checkpoint takes its time. Docker and systemd give 10 and 90 seconds.
const GRACE: Duration = Duration::from_secs(30);
/// How long that goes on before the user is told.
const SILENT_GRACE: Duration = Duration::from_secs(1);
/// Signals that follow the first one within this time mean the same: `timeout` and some CI
/// systems send each signal twice. A later one means that the user wants an end at once.
const SAME_SIGNAL: Duration = Duration::from_secs(1);

/// Watches for Ctrl-C, SIGTERM and SIGHUP from its start until the program's end.
#[derive(Debug)]
pub struct Watch {
    shared: Arc<WatchShared>,
    watchdog: Watchdog,
}

/// What SIGHUP means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hangup {
    /// The same as Ctrl-C.
    Ends,
    /// Nothing here.
    IsLeft,
}

/// What the thread that handles signals and the thread that waits for a child share.
#[derive(Debug)]
pub(super) struct WatchShared {
    /// Set within the signal handler itself, so that it is true before the child, which may
    /// have got the same signal from the terminal, is seen to end.
    pub(super) cancelled: Arc<AtomicBool>,
    first_signal: OnceLock<Instant>,
    /// Set by a second one.
    is_impatient: AtomicBool,
    /// Runs whose end is still to be recorded.
    open_runs: AtomicUsize,
    /// Called by a signal while there is neither a run nor a child to end.
    on_idle_signal: fn(),
    /// Those that run now.
    children: Mutex<Vec<Target>>,
    child_ended: Condvar,
}

impl Watch {
    /// Starts watching. A signal that comes while there is neither a run nor a child to end, as
    /// during a download, calls `on_idle_signal`, which is to end the program.
    pub fn start(on_idle_signal: fn()) -> Result<Self> {
        Self::listening(on_idle_signal, Hangup::Ends)
    }

    /// The same for a server: SIGHUP is left to others.
    pub fn start_for_server(on_idle_signal: fn()) -> Result<Self> {
        Self::listening(on_idle_signal, Hangup::IsLeft)
    }

    fn listening(on_idle_signal: fn(), hangup: Hangup) -> Result<Self> {
        let shared = Arc::new(WatchShared {
            cancelled: Arc::default(),
            first_signal: OnceLock::new(),
            is_impatient: AtomicBool::new(false),
            open_runs: AtomicUsize::new(0),
            on_idle_signal,
            children: Mutex::default(),
            child_ended: Condvar::new(),
        });
        system::listen(&shared, hangup)
            .map_err(|e| Error::internal("cannot watch for signals").caused_by(e))?;
        Ok(Self {
            shared,
            watchdog: Watchdog::default(),
        })
    }

    /// Keeps a signal from ending the program until the end of a run is recorded.
    pub(crate) fn hold(&self, run_id: &str) -> Hold<'_> {
        self.shared.open_runs.fetch_add(1, Ordering::SeqCst);
        self.watchdog.opened(run_id);
        Hold {
            watch: self,
            run_id: run_id.to_owned(),
        }
    }

    /// Whether a second signal has come after the first: the user does not want to wait.
    pub(crate) fn is_impatient(&self) -> bool {
        self.shared.is_impatient.load(Ordering::SeqCst)
    }

    /// Whether a signal has come.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.shared.cancelled.load(Ordering::SeqCst)
    }

    /// An error once a signal has come.
    pub(crate) fn check(&self) -> Result<()> {
        if self.is_cancelled() {
            return Err(Error::new(ErrorCode::Cancelled, "cancelled by a signal"));
        }
        Ok(())
    }

    /// Starts a child, unless a signal has come already.
    pub(crate) fn spawn(&self, command: &mut Command) -> Result<Child<'_>> {
        // Held until the child is known, so that a signal finds it.
        let mut children = self.shared.lock();
        self.check()?;
        let has_group = system::set_up_group(command);
        let program = Path::new(command.get_program()).to_owned();
        let started = Instant::now();
        let process = command
            .spawn()
            .map_err(|e| Error::io("start", &program, e))?;
        let target = Target {
            pid: process.id(),
            has_group,
        };
        children.push(target);
        self.watchdog.started(target);
        Ok(Child {
            process,
            target,
            started,
            timeout: None,
            timed_out: Arc::default(),
            watch: self,
        })
    }
}

/// A run whose end is still to be recorded.
#[derive(Debug)]
pub(crate) struct Hold<'a> {
    watch: &'a Watch,
    run_id: String,
}

impl Drop for Hold<'_> {
    fn drop(&mut self) {
        self.watch.shared.open_runs.fetch_sub(1, Ordering::SeqCst);
        self.watch.watchdog.recorded(&self.run_id);
    }
}

impl WatchShared {
    fn lock(&self) -> MutexGuard<'_, Vec<Target>> {
        unpoisoned(self.children.lock())
    }

    /// Passes a signal on to the children. The first is sent as it is, and a child that does not end
    /// in time is killed. A later one kills them at once.
    pub(super) fn on_signal(self: &Arc<Self>, signal: i32) {
        let is_first = self.first_signal.set(Instant::now()).is_ok();
        let is_another = self
            .first_signal
            .get()
            .is_some_and(|first| first.elapsed() > SAME_SIGNAL);
        if is_another {
            self.is_impatient.store(true, Ordering::SeqCst);
        }
        let children = self.lock().clone();
        if is_first && children.is_empty() && self.open_runs.load(Ordering::SeqCst) == 0 {
            (self.on_idle_signal)();
        }
        for target in children {
            if is_first {
                system::forward(target, signal);
                let shared = Arc::clone(self);
                thread::spawn(move || shared.escalate(target));
            } else if is_another {
                system::kill(target);
            }
        }
    }

    fn escalate(&self, target: Target) {
        if self.ends_within(target, SILENT_GRACE) {
            return;
        }
        tracing::warn!(
            "waiting up to {} for the command to end; a second Ctrl-C or signal kills it",
            duration::text(GRACE)
        );
        if !self.ends_within(target, GRACE.saturating_sub(SILENT_GRACE)) {
            system::kill(target);
        }
    }

    fn ends_within(&self, target: Target, time: Duration) -> bool {
        let is_running = |children: &mut Vec<Target>| is_among(children, target);
        let waited = self
            .child_ended
            .wait_timeout_while(self.lock(), time, is_running);
        let mut children = unpoisoned(waited).0;
        !is_running(&mut children)
    }
}

fn is_among(children: &[Target], target: Target) -> bool {
    children.iter().any(|child| child.pid == target.pid)
}

/// A running child.
pub(crate) struct Child<'a> {
    process: std::process::Child,
    target: Target,
    started: Instant,
    timeout: Option<Duration>,
    timed_out: Arc<AtomicBool>,
    watch: &'a Watch,
}

impl Child<'_> {
    /// The child's output, where it was set up as pipes; each can be taken once.
    pub(crate) fn take_output(&mut self) -> (Option<ChildStdout>, Option<ChildStderr>) {
        (self.process.stdout.take(), self.process.stderr.take())
    }

    /// Ends it when it takes longer than this; it has the same time to end as after a signal.
    pub(crate) fn end_after(&mut self, timeout: Duration) {
        self.timeout = Some(timeout);
        let (target, timed_out) = (self.target, Arc::clone(&self.timed_out));
        let shared = Arc::clone(&self.watch.shared);
        thread::spawn(move || {
            if !shared.ends_within(target, timeout) {
                timed_out.store(true, Ordering::SeqCst);
                system::terminate(target);
                shared.escalate(target);
            }
        });
    }

    /// Waits for its end. After a signal, all of its process group is ended, too.
    pub(crate) fn wait(mut self) -> Result<(ProcessEnd, Usage)> {
        let used = self
            .wait_uninterrupted()
            .map_err(|e| Error::internal("cannot wait for the child process").caused_by(e));
        let wall = self.started.elapsed();
        let timed_out = self.timed_out.load(Ordering::SeqCst);
        // Until nothing is left of the group, signals still find it.
        if self.target.has_group && (timed_out || self.watch.is_cancelled()) {
            system::await_leftovers(self.target, GRACE);
        }
        let shared = &self.watch.shared;
        shared.lock().retain(|child| child.pid != self.target.pid);
        self.watch.watchdog.ended(self.target);
        shared.child_ended.notify_all();
        let used = used?;
        let usage = Usage {
            wall,
            user: used.rusage.utime,
            system: used.rusage.stime,
            peak_memory: used.rusage.maxrss,
        };
        let end = match self.timeout.filter(|_| timed_out) {
            Some(timeout) => ProcessEnd::TimedOut(timeout),
            None => used.status.into(),
        };
        Ok((end, usage))
    }

    fn wait_uninterrupted(&mut self) -> std::io::Result<ResUse> {
        loop {
            match self.process.wait4() {
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                ended => return ended,
            }
        }
    }
}
