//! MLflow's rules over a store: what is checked, what is defaulted, in which stage what is
//! allowed, and the words of each refusal.
//!
//! [`Tracking`] is the API that the command line, the project runner and the server call. It
//! leaves the keeping to [`crate::store`] and the files to [`crate::artifact`].

mod artifact;
mod clock;
mod dataset;
mod experiment;
mod logged_model;
mod metric;
mod run;
mod validate;

use crate::config::TrackingSettings;
use crate::error::Result;
use crate::store::{self, OpenOptions, Store};

pub use crate::store::{Batch, RunUpdate};
pub use clock::now;
pub use experiment::ExperimentSearch;
pub use logged_model::{CreateLoggedModel, LoggedModelOrder, LoggedModelSearch};
pub use metric::HistorySample;
pub use run::{RunSearch, StartRun};

/// A store, with MLflow's rules in front of it.
pub struct Tracking {
    store: Box<dyn Store>,
    settings: TrackingSettings,
}

impl Tracking {
    /// Opens the store that the settings name.
    pub fn open(settings: TrackingSettings) -> Result<Self> {
        let options = OpenOptions {
            artifact_root: settings.artifact_root.clone(),
            now: now(),
        };
        let store = store::open(&settings.tracking_uri, &options)?;
        Ok(Self { store, settings })
    }

    /// Prepares for a process that lives long and asks often: a server.
    pub fn serve(&mut self) {
        self.store.serve();
    }

    /// The URI of the store, as a child process needs it in `MLFLOW_TRACKING_URI`.
    pub fn tracking_uri(&self) -> &str {
        &self.settings.tracking_uri
    }

    /// What the store is and where, for people.
    pub fn describe_store(&self) -> String {
        self.store.describe()
    }
}
