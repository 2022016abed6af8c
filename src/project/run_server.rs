//! How the programs of a run reach its store, and what a run needs of a server for that.
//!
//! Which server that is, the caller says: nothing here listens on a port.

use std::process::Command;

use crate::config::{self, RegistrySettings, TrackingSettings};
use crate::entity::{ExperimentId, RunId};
use crate::error::Result;
use crate::tracking::Tracking;

use super::nested;

/// Starts a server for the programs of one run.
pub type StartRunServer = fn(&TrackingSettings) -> Result<Box<dyn RunServer>>;

/// A server for the programs of one run. It ends when it is dropped.
pub trait RunServer {
    /// Gives a command the environment by which clients come to this server and nowhere else.
    fn set_environment(&self, command: &mut Command) -> Result<()>;

    /// Its address, where clients came to it that print links to it.
    fn url_if_shown(&self) -> Option<&str>;

    /// The runs that clients have started there.
    fn created_runs(&self) -> Vec<RunId>;
}

/// How the programs of a run reach a local store.
#[derive(Clone, Copy, Debug)]
pub enum StoreAccess {
    /// As is best for the store: a folder by its own URI, since every client opens it; a database
    /// through a server, since a client opens those of its own release alone, and so a folder beside
    /// which the user named another registry of models.
    Automatic(StartRunServer),
    /// Through a server for this run.
    Served(StartRunServer),
    /// By the store's own URI.
    Direct,
}

/// Gives a command the environment by which MLflow clients find a store: a local one through a server,
/// which is given back and ends when it is dropped, unless the store is to be met directly.
pub(super) fn lead_to_store(
    command: &mut Command,
    tracking: &Tracking,
    access: StoreAccess,
    run_id: Option<&RunId>,
) -> Result<Option<Box<dyn RunServer>>> {
    let store = tracking.settings();
    let tracking_uri = &store.tracking_uri;
    command
        .env(config::TRACKING_URI, tracking_uri.reveal())
        .envs(config::path_for_children().map(|path| ("PATH", path)));
    // Python clients from 3.13 on refuse a file store otherwise, be it for models alone.
    let is_file_store = tracking_uri.is_folder();
    if is_file_store && config::var(config::ALLOW_FILE_STORE)?.is_none() {
        command.env(config::ALLOW_FILE_STORE, "true");
    }
    // The paths in it are of the folder in which this program was started.
    let registry = RegistrySettings::from_env()?;
    let registry = registry.beside(tracking_uri);
    if let Some(registry) = registry {
        command.env(config::REGISTRY_URI, registry.reveal());
    }
    let start_server = match access {
        StoreAccess::Automatic(_) if is_file_store && registry.is_none() => {
            if let Some(run_id) = run_id {
                command.env(config::RUN_CONTEXT, nested::context(run_id)?);
            }
            None
        }
        StoreAccess::Automatic(start) | StoreAccess::Served(start) => Some(start),
        StoreAccess::Direct => None,
    };
    let Some(start) = start_server.filter(|_| !store.is_server()) else {
        return Ok(None);
    };
    let server = start(store)?;
    server.set_environment(command)?;
    Ok(Some(server))
}

/// Gives a command the environment by which MLflow clients find an experiment.
pub(super) fn lead_to_experiment(
    command: &mut Command,
    tracking: &Tracking,
    id: &ExperimentId,
) -> Result<()> {
    command.env(config::EXPERIMENT_ID, id.as_str());
    // A name that contradicts the id would be an error in the child (3.17.2).
    if let Some(name) = config::var(config::EXPERIMENT_NAME)? {
        let experiment = tracking.get_experiment(id)?;
        if experiment.name != name {
            command.env_remove(config::EXPERIMENT_NAME);
        }
    }
    Ok(())
}
