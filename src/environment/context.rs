//! What every build is given.

use std::path::Path;

use crate::process::Watch;

use super::event::BuildObserver;

/// For which project something is built, and who watches.
#[derive(Clone, Copy)]
pub struct BuildContext<'a> {
    /// The project's folder.
    pub project: &'a Path,
    /// Who ends the programs of a build when a signal comes.
    pub watch: &'a Watch,
    /// Who is told what happens.
    pub observer: &'a dyn BuildObserver,
}
