//! Where facts are kept: one trait per entity, and [`open()`], which turns a URI into a store.
//!
//! A store keeps data, and [`crate::tracking`] decides on the rules. A backend checks no lengths, sets
//! no defaults and words no errors, so that backends cannot drift apart. Its errors are those of
//! [`crate::error`]'s named constructors, or `INTERNAL_ERROR` with the cause attached.
//!
//! # Contract
//! * Reading what is not there gives `Ok(None)`; changing what is not there is
//!   `RESOURCE_DOES_NOT_EXIST`.
//! * Every method is atomic: other processes see all of it or nothing, and so does the disk
//!   after a crash. When it returns, what it wrote is durable.
//! * Stores are `Send + Sync`; any number of threads and processes may use the same one.
//! * Times (milliseconds since 1970, UTC) and fresh ids are passed in.
//! * The tag `mlflow.runName` and `run_name` are one fact: whatever writes one writes the other.

pub mod database;
mod dataset;
mod experiment;
pub mod file;
mod logged_model;
mod metric;
mod missing;
#[cfg(test)]
mod model_search_agreement;
mod model_version;
mod open;
mod open_users;
mod options;
mod page;
mod patience;
mod purge;
mod registered_model;
#[cfg(test)]
mod registry_change;
mod replica;
mod replica_counts;
pub mod rest;
mod run;
mod sample;
#[cfg(test)]
mod search_agreement;
pub mod sql;
#[cfg(test)]
pub(crate) mod testkit;
mod version_list;
mod webhook;

use std::sync::{Mutex, MutexGuard};

use crate::entity::ExperimentId;
use crate::error::Result;
use crate::sync::unpoisoned;
pub use dataset::DatasetStore;
pub use experiment::{ArtifactLocation, ExperimentQuery, ExperimentStore, NewExperiment};
pub use logged_model::{LoggedModelQuery, LoggedModelStore, NewLoggedModel};
pub use metric::{MetricStore, Sampling};
pub use model_version::{ModelVersionQuery, ModelVersionStore, NewModelVersion, StageTransition};
pub use open::{missing_path, open, open_existing, open_to_read, require};
pub use open_users::open_users;
pub use options::OpenOptions;
pub use page::{Page, Pages};
pub use purge::{Deleted, Deletion, Freed, JobQuery, Purge, PurgeStore, Purged, TraceFiles};
pub use registered_model::{
    NewRegisteredModel, RegisteredModelQuery, RegisteredModelStore, RegistryStore,
};
pub use replica::open_replica;
pub use replica_counts::ReplicaCounts;
pub use run::{Batch, NewRun, RunQuery, RunStore, RunUpdate};
pub(crate) use sample::{sampled_offsets, summarised};
pub use sql::{
    GrantWrite, Granted, Holder, NamedGrant, StoredToken, UserDatabase, check_webhook_secret_key,
};
pub use webhook::{NewWebhook, WebhookStore, WebhookUpdate};

/// What keeps the entities of a store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreKind {
    /// A folder of files.
    Files,
    /// A database.
    Database,
    /// Another tracking server.
    Server,
}

/// A store of every entity.
pub trait Store:
    ExperimentStore + RunStore + MetricStore + DatasetStore + LoggedModelStore
{
    /// What the store is and where, for people: ``SQLite database `/data/mlflow.db` ``.
    fn describe(&self) -> String;

    /// A description of the store and its state, or why it cannot be used. A store on this machine
    /// would not have been opened if it were unusable; a server is asked.
    fn state(&self) -> Result<String> {
        Ok(self.describe())
    }

    /// What keeps the entities.
    fn kind(&self) -> StoreKind;

    /// The folder on this machine in which the store is now: the root of a file store, the folder of a
    /// database file; `None` if there is none.
    fn local_folder(&self) -> Option<&std::path::Path>;

    /// Whether the store gives ids, times and artifact locations itself, whatever it is told.
    fn assigns_ids(&self) -> bool {
        self.kind() == StoreKind::Server
    }

    /// The revision of MLflow's schema that a database has; `None` for other stores, and for a
    /// database from before there were revisions.
    fn schema_revision(&self) -> Result<Option<String>> {
        Ok(None)
    }

    /// The purging of the deleted stage; `None` if only another machine can do it.
    fn purge(&self) -> Option<&dyn PurgeStore> {
        None
    }

    /// The registered models that the store keeps beside its runs; `None` where it keeps none.
    fn registry(&self) -> Option<&dyn RegistryStore> {
        None
    }

    /// Whether another program has kept traces of one of these experiments in the store; of any where
    /// none is named. This program shows none.
    fn has_traces(&self, _: &[ExperimentId]) -> Result<bool> {
        Ok(false)
    }

    /// The webhooks that the store keeps beside its registered models; `None` where it keeps none.
    fn webhooks(&self) -> Option<&dyn WebhookStore> {
        None
    }

    /// The store itself, if a database keeps it.
    fn database(&self) -> Option<&sql::SqlStore> {
        None
    }

    /// How much was read from a replica of the database; `None` where there is none.
    fn replica(&self) -> Option<ReplicaCounts> {
        None
    }

    /// Prepares for a serving process. From now on the store may keep threads, connections and
    /// caches; its answers stay the same.
    fn serve(&mut self) {}
}

/// Locks data that stays consistent even if a thread panics while it holds the lock.
fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    unpoisoned(mutex.lock())
}
