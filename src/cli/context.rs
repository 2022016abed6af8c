//! What a command works with: the printer, and the store, opened when it is first asked for.

use std::cell::OnceCell;

use crate::config::TrackingSettings;
use crate::error::Result;
use crate::tracking::Tracking;

use super::new_store;
use super::printer::Printer;

/// One invocation of the program.
pub(crate) struct Context {
    printer: Printer,
    tracking: OnceCell<Tracking>,
}

impl Context {
    pub(crate) fn new() -> Self {
        Self {
            printer: Printer::new(),
            tracking: OnceCell::new(),
        }
    }

    /// Prints; nothing else does.
    pub(crate) fn printer(&self) -> &Printer {
        &self.printer
    }

    /// The store that the environment names, created if it does not exist. Help, versions and
    /// completions never open it.
    pub(crate) fn tracking(&self) -> Result<&Tracking> {
        self.tracking_by(|settings| new_store::open(settings, &self.printer))
    }

    /// The store that the environment names, for commands that change something in an existing store.
    pub(crate) fn tracking_as_it_is(&self) -> Result<&Tracking> {
        self.tracking_by(Tracking::open_as_it_is)
    }

    /// The store that the environment names, for commands that only read.
    pub(crate) fn tracking_to_read(&self) -> Result<&Tracking> {
        self.tracking_by(Tracking::open_to_read)
    }

    fn tracking_by(
        &self,
        open: impl FnOnce(TrackingSettings) -> Result<Tracking>,
    ) -> Result<&Tracking> {
        if let Some(tracking) = self.tracking.get() {
            return Ok(tracking);
        }
        let tracking = open(TrackingSettings::from_env()?)?;
        Ok(self.tracking.get_or_init(|| tracking))
    }

    /// Says in which store the command looked, if it looked in any.
    pub(crate) fn name_store(&self, prefix: &str) {
        if let Some(tracking) = self.tracking.get() {
            let store = tracking.describe_store();
            self.printer.message(&format!("{prefix}store: {store}"));
        }
    }

    /// Says that a list is empty, and of which store.
    pub(crate) fn nothing_found(&self) {
        self.name_store("nothing found; ");
    }
}
