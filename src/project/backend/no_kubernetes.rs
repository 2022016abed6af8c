//! What a build without the feature `kubernetes` has instead of that backend: an error that says so.

use std::convert::Infallible;

use crate::error::{Error, Result};
use crate::process::ProcessEnd;

use super::super::session::RunSession;
use super::{BackendConfig, Job};

/// The backend that this build does not have. It has no values.
#[derive(Debug)]
pub(in crate::project) struct Kubernetes(Infallible);

impl Kubernetes {
    pub(super) fn new(_: Option<&BackendConfig>, _: bool) -> Result<Self> {
        Err(
            Error::not_implemented("this build of the program has no backend `kubernetes`")
                .hint("build it with `--features kubernetes`, which is on by default"),
        )
    }

    pub(super) fn execute(&self, _: &RunSession, _: &Job) -> Result<ProcessEnd> {
        match self.0 {}
    }
}
