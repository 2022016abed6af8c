//! What a command works with: the printer, and the store, opened when it is first asked for.

use std::cell::OnceCell;

use crate::config::TrackingSettings;
use crate::error::Result;
use crate::tracking::Tracking;

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

    /// The one place that prints.
    pub(crate) fn printer(&self) -> &Printer {
        &self.printer
    }

    /// The store that the environment names. Help, versions and completions never ask for it.
    pub(crate) fn tracking(&self) -> Result<&Tracking> {
        if let Some(tracking) = self.tracking.get() {
            return Ok(tracking);
        }
        let tracking = Tracking::open(TrackingSettings::from_env()?)?;
        Ok(self.tracking.get_or_init(|| tracking))
    }
}
