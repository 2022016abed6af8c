//! Console events and process trees of Windows.
//!
//! The console sends Ctrl-C to every process that is attached to it, the child included, so
//! there is nothing to forward.

use std::io;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use super::watch::{Hangup, WatchShared};

/// A child. Windows has no process groups in the sense of Unix.
#[derive(Clone, Copy, Debug)]
pub(super) struct Target {
    pub(super) pid: u32,
    pub(super) has_group: bool,
}

/// Starts the thread that hears console events.
pub(super) fn listen(shared: &Arc<WatchShared>, _: Hangup) -> io::Result<()> {
    let shared = Arc::clone(shared);
    ctrlc::set_handler(move || {
        shared.cancelled.store(true, Ordering::SeqCst);
        shared.on_signal(0);
    })
    .map_err(io::Error::other)
}

pub(super) fn set_up_group(_: &mut Command) -> bool {
    false
}

pub(super) fn forward(_: Target, _: i32) {}

/// There is no way to ask.
pub(super) fn terminate(target: Target) {
    kill(target);
}

/// Ends a child and its children.
pub(super) fn kill(target: Target) {
    // A tree that has ended in the meantime is no failure.
    let _ = Command::new("taskkill")
        .args(["/F", "/T", "/PID", &target.pid.to_string()])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
}

pub(super) fn await_leftovers(_: Target, _: Duration) {}

pub(super) fn id_for_kill(target: Target) -> String {
    target.pid.to_string()
}

pub(super) fn leave_group(_: &mut Command) {}
