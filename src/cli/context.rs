//! What a command works with: the printer, and the store, opened when it is first asked for.

use std::cell::OnceCell;

use crate::config::{RegistrySettings, TrackingSettings};
use crate::error::Result;
use crate::registry::{Registry, RegistryHome};
use crate::tracking::Tracking;

use super::appearance::Appearance;
use super::new_store;
use super::printer::Printer;

/// One invocation of the program.
pub(crate) struct Context {
    printer: Printer,
    tracking: OnceCell<Tracking>,
    registry: OnceCell<RegistryHome>,
}

impl Context {
    pub(crate) fn new(appearance: Appearance) -> Self {
        Self {
            printer: Printer::new(appearance),
            tracking: OnceCell::new(),
            registry: OnceCell::new(),
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

    /// The model registry that the environment names, made where its store is not there yet.
    pub(crate) fn registry(&self) -> Result<Registry<'_>> {
        self.registry_by(self.tracking()?, RegistryHome::open)
    }

    /// The model registry that the environment names, for commands that change something in one
    /// that is there already.
    pub(crate) fn registry_as_it_is(&self) -> Result<Registry<'_>> {
        self.registry_by(self.tracking_as_it_is()?, RegistryHome::open_as_it_is)
    }

    /// The model registry that the environment names, for commands that only read.
    pub(crate) fn registry_to_read(&self) -> Result<Registry<'_>> {
        self.registry_by(self.tracking_to_read()?, RegistryHome::open_to_read)
    }

    fn registry_by<'a>(
        &'a self,
        tracking: &'a Tracking,
        open: fn(&RegistrySettings, &TrackingSettings) -> Result<RegistryHome>,
    ) -> Result<Registry<'a>> {
        if self.registry.get().is_none() {
            let home = open(&RegistrySettings::from_env()?, tracking.settings())?;
            let _ = self.registry.set(home);
        }
        let home = self.registry.get().expect("it was set just now");
        home.registry(tracking)
    }

    fn tracking_by(
        &self,
        open: impl FnOnce(TrackingSettings) -> Result<Tracking>,
    ) -> Result<&Tracking> {
        if let Some(tracking) = self.tracking.get() {
            return Ok(tracking);
        }
        let tracking = open(TrackingSettings::from_env()?)?;
        if self.printer.is_verbose() {
            self.printer
                .message(&format!("store: {}", tracking.describe_store()));
        }
        Ok(self.tracking.get_or_init(|| tracking))
    }

    /// Says in which store the command looked, if it looked in any.
    pub(crate) fn name_store(&self, prefix: &str) {
        if let Some(tracking) = self.tracking.get() {
            let own = self.registry.get().and_then(RegistryHome::describe);
            let store = own.unwrap_or_else(|| tracking.describe_store());
            self.printer.message(&format!("{prefix}store: {store}"));
        }
    }

    /// Says that a list is empty, and of which store.
    pub(crate) fn nothing_found(&self) {
        self.name_store("nothing found; ");
    }
}
