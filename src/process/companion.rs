//! Children that serve this program for as long as it runs, such as the workers of a model's server.
//!
//! They get none of the signals that this program gets: it tells them by itself when to end. What they
//! start is in their process group, and ends with them.

use std::fs;
use std::path::Path;
use std::process::{Command, ExitStatus};

use tokio::io::AsyncWriteExt as _;
use tokio::process::Child;

use crate::error::{Error, Result};

use super::ProcessEnd;
use super::system::{self, Target};

/// A child that is killed, with all that it has started, when this value is dropped.
#[derive(Debug)]
pub(crate) struct Companion {
    child: Child,
    target: Target,
}

impl Companion {
    /// Starts it, and hands it a text on its standard input.
    pub(crate) async fn spawn(mut command: Command, input: &[u8]) -> Result<Self> {
        system::leave_group(&mut command);
        let program = Path::new(command.get_program()).to_owned();
        let failed = |e| Error::io("start", &program, e);
        let mut child = tokio::process::Command::from(command)
            .stdin(std::process::Stdio::piped())
            .spawn()
            .map_err(failed)?;
        let pid = child.id().expect("nobody has waited for it");
        if let Some(mut stdin) = child.stdin.take() {
            // One that ends before it has read this says by itself why.
            let _ = stdin.write_all(input).await;
        }
        let target = Target {
            pid,
            has_group: cfg!(unix),
        };
        Ok(Self { child, target })
    }

    /// Waits until it has ended.
    pub(crate) async fn wait(&mut self) -> Result<ProcessEnd> {
        let status: std::io::Result<ExitStatus> = self.child.wait().await;
        let failed = |e| Error::internal("cannot wait for a process").caused_by(e);
        status.map(ProcessEnd::from).map_err(failed)
    }
}

impl Drop for Companion {
    fn drop(&mut self) {
        system::kill(self.target);
    }
}

/// Ends a process that a companion has started, with what that has started.
pub(crate) fn kill(pid: u32) {
    system::kill(Target {
        pid,
        has_group: false,
    });
}

/// The memory that a process has at the moment, in bytes. Only Linux tells.
pub(crate) fn resident_memory(pid: u32) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}
