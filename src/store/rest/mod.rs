//! The store of another MLflow server, by its REST API: ours or Python's, from 1.23.1 to 3.17.2.
//!
//! The server decides on ids of runs and models, on times, on artifact locations and on which batches
//! are too large. Filters and orders are sent as text. A server of Python's refuses, in its own words,
//! what only this program knows (`OR`, `NOT`, parentheses).
//!
//! # Deleted things
//! Servers answer `INVALID_PARAMETER_VALUE` for something deleted, as for any other wrong request. The
//! traits of a store ask for `INVALID_STATE`:
//!
//! 1. A request is refused with `INVALID_PARAMETER_VALUE`.
//! 2. The store asks the server for the stage of the experiment or run.
//! 3. If it is deleted, the error becomes `INVALID_STATE`. The request is not sent again.

mod dataset;
mod experiment;
mod experiment_list;
mod logged_model;
mod metric;
mod model_version;
mod registered_model;
mod run;
mod server;
mod stage;
mod users;
mod webhook;

use std::path::Path;

use crate::config::HttpSettings;
use crate::entity::{DEFAULT_EXPERIMENT_ID, Param, Tag};
use crate::error::{ErrorCode, Result};

use super::{ExperimentStore, RegistryStore, Store, StoreKind, WebhookStore};
use server::RestServer;

pub use users::RestUsers;

/// A store on another server. Opening it asks nothing yet.
pub struct RestStore {
    server: RestServer,
}

impl RestStore {
    /// Takes the store of the server at this address: `http(s)://[name:password@]host[:port]/path`.
    pub fn open(tracking_uri: &str) -> Result<Self> {
        Self::open_with(tracking_uri, &HttpSettings::from_env()?)
    }

    /// As [`Self::open`], for commands that only read: they fail within seconds where no server listens
    /// at the address.
    pub fn open_to_read(tracking_uri: &str) -> Result<Self> {
        Self::open_with(tracking_uri, &HttpSettings::from_env()?.to_read()?)
    }

    fn open_with(tracking_uri: &str, settings: &HttpSettings) -> Result<Self> {
        let server = RestServer::new(tracking_uri, settings)?;
        Ok(Self { server })
    }
}

impl Store for RestStore {
    fn describe(&self) -> String {
        format!("MLflow server `{}`", self.server.address())
    }

    fn state(&self) -> Result<String> {
        let about = self.server.about()?;
        // Whether the credentials are right shows only with a request for stored data.
        self.get_experiment(&DEFAULT_EXPERIMENT_ID.into())?;
        Ok(format!("{}, {about}", self.describe()))
    }

    fn kind(&self) -> StoreKind {
        StoreKind::Server
    }

    fn local_folder(&self) -> Option<&Path> {
        None
    }

    fn registry(&self) -> Option<&dyn RegistryStore> {
        Some(self)
    }

    fn webhooks(&self) -> Option<&dyn WebhookStore> {
        Some(self)
    }
}

/// Makes a missing thing `None`.
fn found<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.code() == ErrorCode::ResourceDoesNotExist => Ok(None),
        Err(error) => Err(error),
    }
}

/// Makes what a server has no endpoint for `None`.
fn offered<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Ok(value) => Ok(Some(value)),
        Err(error) if error.code() == ErrorCode::NotImplemented => Ok(None),
        Err(error) => Err(error),
    }
}

/// Servers send tags in the order in which they were written.
fn sort_tags(tags: &mut [Tag]) {
    tags.sort_by(|a, b| a.key.cmp(&b.key));
}

/// Servers send params in the order in which they were written.
fn sort_params(params: &mut [Param]) {
    params.sort_by(|a, b| a.key.cmp(&b.key));
}
