//! The user's browser.

use std::io::{self, IsTerminal};
use std::process::{Command, Stdio};

/// Opens the page in the browser. Failures are ignored, because this is only a convenience.
pub(super) fn open(address: &str) {
    if !io::stderr().is_terminal() {
        return;
    }
    // `0.0.0.0` can be listened on, but not opened.
    let address = address
        .replacen("//0.0.0.0:", "//127.0.0.1:", 1)
        .replacen("//[::]:", "//[::1]:", 1);
    let (program, args): (&str, &[&str]) = if cfg!(windows) {
        ("cmd", &["/c", "start", ""])
    } else if cfg!(target_os = "macos") {
        ("open", &[])
    } else {
        ("xdg-open", &[])
    };
    let opened = Command::new(program)
        .args(args)
        .arg(address)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn();
    if let Err(error) = opened {
        tracing::warn!("cannot open the browser with `{program}`: {error}");
    }
}
