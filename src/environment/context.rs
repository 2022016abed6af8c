//! What every build is given.

use std::path::Path;

use crate::process::Watch;

use super::event::BuildObserver;

/// For which project something is built, and who watches.
#[derive(Clone, Copy)]
pub(crate) struct BuildContext<'a> {
    /// The project's folder.
    pub(crate) project: &'a Path,
    pub(crate) watch: &'a Watch,
    pub(crate) observer: &'a dyn BuildObserver,
}
