//! What every build is given.

use std::path::Path;

use crate::process::Watch;

use super::event::BuildObserver;

/// For which project something is built, and who watches.
#[derive(Clone, Copy)]
pub struct BuildContext<'a> {
    /// The project's folder.
    pub project: &'a Path,
    pub watch: &'a Watch,
    pub observer: &'a dyn BuildObserver,
}
