//! The state that every handler works with.

use std::sync::Arc;

use axum::extract::State;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::access::AccessControl;
use crate::artifact::ServedArtifacts;
use crate::error::{Error, ErrorCode, Result};
use crate::oidc::Provider;
use crate::registry::{Registry, RegistryHome};
use crate::tracking::Tracking;
use crate::webhook::Dispatcher;

use super::ServerSettings;
use super::error::ErrorResponse;
use super::run_owners::RunOwners;

/// How many blocking threads may write at the same time, each perhaps waiting for a lock. The other
/// threads are left for reading.
pub(super) const MAX_WRITERS: usize = 96;

/// How many webhooks may be tried at the same time.
const MAX_TESTS: usize = 8;

/// An opened server: its store, its artifacts, its settings.
pub struct App {
    tracking: Option<Tracking>,
    registry: RegistryHome,
    artifacts: Option<ServedArtifacts>,
    settings: ServerSettings,
    /// The users, on a server that has them.
    users: Option<Arc<AccessControl>>,
    run_owners: RunOwners,
    webhooks: Dispatcher,
    /// The webhooks that may be tried right now.
    tests: Arc<Semaphore>,
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
            webhooks: Dispatcher::new(settings.webhooks.clone().unwrap_or_default()),
            tests: Arc::new(Semaphore::new(MAX_TESTS)),
            users: settings.users.clone(),
            run_owners: RunOwners::default(),
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

    /// The store for requests that only read: perhaps a replica.
    pub(super) fn reader(&self) -> Result<&Tracking, ErrorResponse> {
        Ok(self.tracking()?.reader())
    }

    /// The registered models for requests that only read: perhaps those of a replica.
    pub(super) fn registry_reader(&self) -> Result<Registry<'_>, ErrorResponse> {
        Ok(self.registry.registry(self.reader()?)?)
    }

    /// Whether there is a store, or artifacts only.
    pub(super) fn has_store(&self) -> bool {
        self.tracking.is_some()
    }

    /// The registered models; a failure where the server has artifacts only.
    pub(super) fn registry(&self) -> Result<Registry<'_>, ErrorResponse> {
        let registry = self.registry.registry(self.tracking()?)?;
        Ok(match self.settings.webhooks {
            Some(_) => registry.heard_by(&self.webhooks),
            None => registry,
        })
    }

    /// Whoever tells the webhooks.
    pub(super) fn webhooks(&self) -> &Dispatcher {
        &self.webhooks
    }

    /// Lets a webhook be tried, unless too many are.
    pub(super) fn permit_to_test(&self) -> Result<OwnedSemaphorePermit, ErrorResponse> {
        let permit = Arc::clone(&self.tests).try_acquire_owned();
        permit.map_err(|_| {
            Error::new(
                ErrorCode::TemporarilyUnavailable,
                format!("{MAX_TESTS} webhooks are being tried already: expected fewer at once"),
            )
            .into()
        })
    }

    /// The artifacts that go through the server; an error if none do.
    pub(super) fn artifacts(&self) -> Result<&ServedArtifacts, ErrorResponse> {
        self.artifacts.as_ref().ok_or_else(|| {
            ErrorResponse::switched_off("--no-serve-artifacts", "artifacts that go through it")
        })
    }

    /// Refuses the content of artifacts to pass through a server that only signs addresses.
    pub(super) fn check_content_may_pass(&self) -> Result<(), ErrorResponse> {
        if self.settings.artifacts_presigned_only {
            return Err(ErrorResponse::signed_only());
        }
        Ok(())
    }

    /// The users; a failure on a server without.
    pub(super) fn users(&self) -> Result<&Arc<AccessControl>, ErrorResponse> {
        self.users
            .as_ref()
            .ok_or_else(|| ErrorResponse::no_endpoint("this server does not have users"))
    }

    /// In which experiments runs are, as far as that is remembered.
    pub(super) fn run_owners(&self) -> &RunOwners {
        &self.run_owners
    }

    /// The identity provider at which users may log in, too.
    pub(super) fn provider(&self) -> Option<&Arc<Provider>> {
        self.settings.provider.as_ref()
    }

    /// Whether the server has users.
    pub(super) fn has_users(&self) -> bool {
        self.users.is_some()
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
