//! The state that every handler works with.

use std::sync::Arc;

use axum::extract::State;
use tokio::sync::Semaphore;

use crate::artifact::ServedArtifacts;
use crate::error::Result;
use crate::registry::{Registry, RegistryHome};
use crate::tracking::Tracking;

use super::ServerSettings;
use super::error::ErrorResponse;

/// How many blocking threads may write at the same time, each perhaps waiting for a lock. The other
/// threads are left for reading.
pub(super) const MAX_WRITERS: usize = 96;

/// An opened server: its store, its artifacts, its settings.
pub struct App {
    tracking: Option<Tracking>,
    registry: RegistryHome,
    artifacts: Option<ServedArtifacts>,
    settings: ServerSettings,
    /// The threads that may be writing.
    writers: Arc<Semaphore>,
}

/// How handlers receive it.
pub(super) type Shared = State<Arc<App>>;

impl App {
    /// Joins a store and settings. Without a store the server has artifacts only. Registered models
    /// are in the same store.
    pub fn new(tracking: Option<Tracking>, settings: ServerSettings) -> Result<Arc<Self>> {
        Self::with_registry(tracking, RegistryHome::shared(), settings)
    }

    /// The same, with registered models wherever they are.
    pub fn with_registry(
        tracking: Option<Tracking>,
        registry: RegistryHome,
        settings: ServerSettings,
    ) -> Result<Arc<Self>> {
        let location = settings.artifacts.clone();
        let artifacts = location.as_deref().map(ServedArtifacts::open).transpose()?;
        Ok(Arc::new(Self {
            tracking: tracking
                .map(|tracking| tracking.with_locator(|locator| locator.as_server(location))),
            registry,
            artifacts,
            settings,
            writers: Arc::new(Semaphore::new(MAX_WRITERS)),
        }))
    }

    /// The threads that may be writing.
    pub(super) fn writers(&self) -> &Arc<Semaphore> {
        &self.writers
    }

    /// The store; an error if the server serves artifacts only.
    pub(super) fn tracking(&self) -> Result<&Tracking, ErrorResponse> {
        self.tracking.as_ref().ok_or_else(|| {
            ErrorResponse::switched_off("--artifacts-only", "experiments, runs and models")
        })
    }

    /// Whether there is a store, or artifacts only.
    pub(super) fn has_store(&self) -> bool {
        self.tracking.is_some()
    }

    /// The registered models; a failure where the server has artifacts only.
    pub(super) fn registry(&self) -> Result<Registry<'_>, ErrorResponse> {
        Ok(self.registry.registry(self.tracking()?)?)
    }

    /// The artifacts that go through the server; an error if none do.
    pub(super) fn artifacts(&self) -> Result<&ServedArtifacts, ErrorResponse> {
        self.artifacts.as_ref().ok_or_else(|| {
            ErrorResponse::switched_off("--no-serve-artifacts", "artifacts that go through it")
        })
    }

    /// The kind of the store, as MLflow names the classes of its own.
    pub(super) fn store_type(&self) -> Option<&'static str> {
        let tracking = self.tracking.as_ref()?;
        Some(if tracking.is_file_store() {
            "FileStore"
        } else {
            "SqlStore"
        })
    }

    pub(super) fn settings(&self) -> &ServerSettings {
        &self.settings
    }
}
