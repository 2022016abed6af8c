//! Tests for which something is missing on this machine.

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
