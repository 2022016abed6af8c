//! How a process ended, and what it used until then.

use crate::duration;

use std::fmt;
use std::process::ExitStatus;
use std::time::Duration;

/// The exit code by which GNU `timeout` says that the time was up.
const EXIT_TIMED_OUT: i32 = 124;

/// How a process ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProcessEnd {
    /// By itself, with an exit code.
    Exited(i32),
    /// By a signal (on Unix).
    Signalled(i32),
    /// By us, because it took longer than this.
    TimedOut(Duration),
    /// Lost with its container, by no fault of its own. The user has been told why.
    Lost,
}

/// The resources that a process used, with those of its children that it waited for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Usage {
    /// From start to end.
    pub wall: Duration,
    /// Processor time in the program itself.
    pub user: Duration,
    /// Processor time in the system on its behalf.
    pub system: Duration,
    /// The most memory that one process of them had at a time, in bytes.
    pub peak_memory: u64,
}

impl ProcessEnd {
    /// Whether the program says that it succeeded.
    pub fn is_success(self) -> bool {
        self == Self::Exited(0)
    }

    /// The exit code as a shell would give it: 128 and the signal's number for a signal.
    pub fn exit_code(self) -> u8 {
        let code = match self {
            Self::Exited(code) => code,
            Self::Signalled(signal) => 128 + signal,
            Self::TimedOut(_) => EXIT_TIMED_OUT,
            Self::Lost => 1,
        };
        // Windows has exit codes of 32 bits; what does not fit is a failure.
        u8::try_from(code).unwrap_or(1)
    }
}

impl From<ExitStatus> for ProcessEnd {
    fn from(status: ExitStatus) -> Self {
        #[cfg(unix)]
        {
            use std::os::unix::process::ExitStatusExt;
            if let Some(signal) = status.signal() {
                return Self::Signalled(signal);
            }
        }
        Self::Exited(status.code().unwrap_or(1))
    }
}

/// Reads after "the command": `ended with exit code 3`.
impl fmt::Display for ProcessEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exited(code) => write!(f, "ended with exit code {code}"),
            Self::Signalled(signal) => write!(f, "was ended by signal {signal}"),
            Self::TimedOut(timeout) => {
                let timeout = duration::text(*timeout);
                write!(f, "was ended after {timeout}, its timeout")
            }
            Self::Lost => f.write_str("did not run to its end"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exit_codes_are_those_of_a_shell() {
        assert_eq!(ProcessEnd::Exited(3).exit_code(), 3);
        assert_eq!(ProcessEnd::Signalled(9).exit_code(), 137);
        assert_eq!(ProcessEnd::Exited(-1_073_741_510).exit_code(), 1);
        assert!(ProcessEnd::Exited(0).is_success() && !ProcessEnd::Signalled(0).is_success());
    }
}
