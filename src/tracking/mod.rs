//! MLflow's rules over a store: what is checked, what is defaulted, in which stage what is
//! allowed, and the words of each refusal.
//!
//! [`Tracking`] is the API that the command line, the project runner and the server call. It
//! leaves the keeping to [`crate::store`] and the files to [`crate::artifact`].

mod artifact;
mod artifact_source;
mod artifact_tree;
mod clock;
mod dataset;
mod experiment;
mod gc;
mod logged_model;
mod logged_model_search;
mod metric;
mod model_note;
mod model_page;
mod run;
mod sweep;
mod trace;
mod validate;

use std::sync::Mutex;

use crate::artifact::ArtifactLocator;
use crate::config::{StoreUri, TrackingSettings};
use crate::error::Result;
use crate::store::{self, OpenOptions, Store, StoreKind};

pub use crate::store::{Batch, Freed, Pages, Purge, ReplicaCounts, RunUpdate};
pub use artifact_source::{ArtifactSource, SignedFile};
pub use clock::now;
pub use experiment::ExperimentSearch;
pub use gc::{
    DoomedExperiment, GcKind, GcNames, GcObserver, GcPlan, GcRemnant, GcReport, GcRequest,
};
pub use logged_model::CreateLoggedModel;
pub use logged_model_search::{LoggedModelOrder, LoggedModelSearch};
pub use metric::HistorySample;
pub use run::{RunSearch, StartRun};
pub use sweep::sweep_below;
pub(crate) use validate::{batch as check_batch, check_registry_tag, check_tag_key};

/// A store, with MLflow's rules in front of it.
pub struct Tracking {
    store: Box<dyn Store>,
    settings: TrackingSettings,
    /// Finds the artifacts that the store recorded.
    locator: ArtifactLocator,
    /// Held while a run's list of models is read and written back.
    noting_models: Mutex<()>,
    /// The same, read from a replica of the store.
    reader: Option<Box<Self>>,
}

impl Tracking {
    /// Opens the store that the settings name.
    pub fn open(settings: TrackingSettings) -> Result<Self> {
        Self::open_by(store::open, settings)
    }

    /// Opens the store that the settings name, but does not create it. A store that does not exist
    /// yet reads as empty.
    pub fn open_as_it_is(settings: TrackingSettings) -> Result<Self> {
        Self::open_by(store::open_existing, settings)
    }

    /// Opens the store as [`Self::open_as_it_is`] does, for commands that only read: if a server
    /// cannot be reached, they fail within seconds.
    pub fn open_to_read(settings: TrackingSettings) -> Result<Self> {
        Self::open_by(store::open_to_read, settings)
    }

    fn open_by(
        open: fn(&StoreUri, &OpenOptions) -> Result<Box<dyn Store>>,
        settings: TrackingSettings,
    ) -> Result<Self> {
        let options = OpenOptions {
            artifact_root: settings.artifact_root.clone(),
            now: now(),
        };
        let store = open(&settings.tracking_uri, &options)?;
        let locator = ArtifactLocator::new(settings.tracking_uri.clone(), store.local_folder());
        Ok(Self {
            store,
            settings,
            locator,
            noting_models: Mutex::new(()),
            reader: None,
        })
    }

    /// Opens the store that the settings name, which must be there already.
    pub fn open_existing(settings: TrackingSettings) -> Result<Self> {
        store::require(&settings.tracking_uri)?;
        Self::open(settings)
    }

    /// Changes how artifacts are found, as for a server.
    #[must_use]
    pub fn with_locator(mut self, change: impl FnOnce(ArtifactLocator) -> ArtifactLocator) -> Self {
        self.locator = change(self.locator);
        if let Some(reader) = &mut self.reader {
            reader.locator = self.locator.clone();
        }
        self
    }

    /// Lets [`Self::reader`] read from a replica of the store.
    pub fn read_from(&mut self, replica: &StoreUri) -> Result<()> {
        let primary = &self.settings.tracking_uri;
        let options = OpenOptions {
            artifact_root: self.settings.artifact_root.clone(),
            now: now(),
        };
        let store = store::open_replica(&*self.store, primary, replica, &options)?;
        self.reader = Some(Box::new(Self {
            store,
            settings: self.settings.clone(),
            locator: self.locator.clone(),
            noting_models: Mutex::new(()),
            reader: None,
        }));
        Ok(())
    }

    /// What answers requests that only read: from a replica of the store, where there is one. What
    /// was just written may not be there yet.
    pub fn reader(&self) -> &Self {
        self.reader.as_deref().unwrap_or(self)
    }

    /// How much was read from a replica; `None` where there is none.
    pub fn replica(&self) -> Option<ReplicaCounts> {
        self.reader().store.replica()
    }

    /// Prepares for a process that lives long and asks often: a server.
    pub fn serve(&mut self) {
        self.store.serve();
    }

    /// The store itself, for the registry beside it.
    pub(crate) fn store(&self) -> &dyn Store {
        &*self.store
    }

    /// Which store this is, and where its artifacts go.
    pub fn settings(&self) -> &TrackingSettings {
        &self.settings
    }

    /// The address of the store.
    pub fn tracking_uri(&self) -> &StoreUri {
        &self.settings.tracking_uri
    }

    /// A description of the store and its state, or why it cannot be used.
    pub fn store_state(&self) -> Result<String> {
        self.store.state()
    }

    /// Whether the store is a folder of files.
    pub fn is_file_store(&self) -> bool {
        self.store.kind() == StoreKind::Files
    }

    /// Which keys a run or a logged model may be created with. A file store makes files of them.
    fn first_keys(&self) -> validate::FirstKeys {
        if self.is_file_store() {
            validate::FirstKeys::Names
        } else {
            validate::FirstKeys::Texts
        }
    }

    /// The revision of MLflow's schema that a database has; `None` for other stores.
    pub fn schema_revision(&self) -> Result<Option<String>> {
        self.store.schema_revision()
    }

    /// What the store is and where, for people.
    pub fn describe_store(&self) -> String {
        self.store.describe()
    }
}
