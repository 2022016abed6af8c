//! Child processes: started in a process group of their own, told of our signals, measured.
//!
//! A [`Watch`] stands from before the run is created until it is recorded as ended, so that no
//! signal can leave a run behind that seems to go on. What runs in the children, and what a
//! cancelled one means for the run, is for others.

mod end;
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

pub use end::{ProcessEnd, Usage};
pub(crate) use shell::{in_shell, quote};
pub(crate) use tool::{Said, listen};
pub(crate) use watch::Hold;
pub use watch::Watch;
