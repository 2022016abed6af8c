//! The life of a run around a child process: started or continued, carried out, and recorded as
//! FINISHED, FAILED or KILLED whatever happens in between.

use std::process::Command;

use crate::config;
use crate::entity::{Param, Run, RunId, RunInfo, RunStatus, Tag};
use crate::error::{Error, ErrorCode, Result};
use crate::store::{Batch, RunUpdate};
use crate::tracking::{StartRun, Tracking};

use super::observer::{Event, Observer};
use super::process::{ProcessEnd, Watch};

/// A run that is going on.
pub(super) struct Session<'a> {
    tracking: &'a Tracking,
    observer: &'a dyn Observer,
    watch: &'a Watch,
    run: RunInfo,
}

/// A run that is over.
#[derive(Debug)]
pub struct Ended {
    /// What it recorded.
    pub run: Run,
    /// How its program ended.
    pub end: ProcessEnd,
    /// Whether a signal to us ended it.
    pub cancelled: bool,
}
