//! What the tests share: a scene to play in, and real Python clients.

pub(crate) mod clients;
mod fault;
mod port;
#[cfg(unix)]
mod python_server;
mod scene;
pub(crate) mod schema;
mod server;

pub(crate) use fault::Fault;
pub(crate) use port::unused_port;
#[cfg(unix)]
pub(crate) use python_server::PythonServer;
pub(crate) use scene::{Outcome, Scene, mlflow, words};
pub(crate) use server::{Line, Reply, Request, Server, send};

use std::io::Write;

/// Says that a test is skipped, past the test harness's capture of output, so that the line is
/// seen. Under `CI=true` a missing part is a failure.
#[track_caller]
pub(crate) fn skip(reason: &str) {
    assert!(
        std::env::var_os("CI").is_none(),
        "under CI nothing may be missing: {reason}"
    );
    let caller = std::panic::Location::caller();
    let _ = writeln!(
        std::io::stderr(),
        "skipped ({}:{}): {reason}",
        caller.file(),
        caller.line()
    );
}
