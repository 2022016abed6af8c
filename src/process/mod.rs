//! Child processes: each is started in a process group of its own, gets the signals that this
//! program gets, and is measured.
//!
//! A [`Watch`] exists from before a run is created until its end is recorded. So no signal can leave
//! a run behind that seems to be running. What the children do, and what cancelling them means for
//! the run, is left to other modules.

mod companion;
mod end;
mod presence;
mod shell;
mod tool;
mod watch;
mod watchdog;

#[cfg(unix)]
#[path = "unix.rs"]
mod system;
#[cfg(windows)]
#[path = "windows.rs"]
mod system;

pub(crate) use companion::{Companion, kill, resident_memory};
pub use end::{ProcessEnd, Usage};
pub(crate) use presence::Presence;
pub use presence::{ProcessState, process_of_run};
pub(crate) use shell::{in_shell, quote};
pub(crate) use tool::{Said, listen};
pub(crate) use watch::Hold;
pub use watch::Watch;
