//! The model registry: names under which versions of models are kept, promoted and deployed.
//!
//! [`Registry`] has MLflow's rules: what is checked, what is defaulted, where a version may come
//! from, and the words of each refusal. It leaves the keeping to a [`RegistryStore`], which is that
//! of the runs or one of its own ([`RegistryHome`]), and asks [`crate::tracking`] for the runs,
//! logged models and files that versions come from.

mod artifact;
mod change;
mod model_uri;
mod model_version;
mod registered_model;
mod source;
mod source_pattern;
mod validate;
mod webhook;
mod webhook_url;

use std::sync::OnceLock;

use crate::config::{RegistrySettings, StoreUri, TrackingSettings};
use crate::error::{Error, Result};
use crate::store::{self, OpenOptions, RegistryStore, Store, StoreKind, WebhookStore};
use crate::tracking::{ArtifactSource, Tracking, now};
use crate::uri;

pub use change::ChangeListener;
pub use model_uri::ModelUri;
pub use model_version::{CreateModelVersion, ModelVersionSearch, name_filter};
pub use registered_model::RegisteredModelSearch;
pub use validate::{stage, version_number};
pub use webhook::{CreateWebhook, example_data};
pub use webhook_url::{check_url as check_webhook_url, is_public};

/// Where registered models are kept.
#[derive(Default)]
pub struct RegistryHome {
    /// Another store than that of the runs.
    own: OnceLock<Box<dyn Store>>,
    /// That store, where it is opened when it is needed.
    unopened: Option<(StoreUri, OpenOptions)>,
}

impl RegistryHome {
    /// In the store of the runs.
    pub fn shared() -> Self {
        Self::default()
    }

    /// Opens the store that the settings name, unless it is that of the runs.
    pub fn open(settings: &RegistrySettings, tracking: &TrackingSettings) -> Result<Self> {
        Self::open_by(store::open, settings, tracking)
    }

    /// The same, and makes no store: where it is not there yet, nothing is found in it.
    pub fn open_as_it_is(settings: &RegistrySettings, tracking: &TrackingSettings) -> Result<Self> {
        Self::open_by(store::open_existing, settings, tracking)
    }

    /// As [`Self::open_as_it_is`], for commands that only read: they fail within seconds where no
    /// server listens at the address.
    pub fn open_to_read(settings: &RegistrySettings, tracking: &TrackingSettings) -> Result<Self> {
        Self::open_by(store::open_to_read, settings, tracking)
    }

    /// As [`Self::open`], but not before somebody asks for a registered model.
    pub fn open_when_needed(settings: &RegistrySettings, tracking: &TrackingSettings) -> Self {
        let uri = settings.beside(&tracking.tracking_uri);
        Self {
            own: OnceLock::new(),
            unopened: uri.map(|uri| (uri.clone(), options(tracking))),
        }
    }

    fn open_by(
        open: fn(&StoreUri, &OpenOptions) -> Result<Box<dyn Store>>,
        settings: &RegistrySettings,
        tracking: &TrackingSettings,
    ) -> Result<Self> {
        let Some(uri) = settings.beside(&tracking.tracking_uri) else {
            return Ok(Self::shared());
        };
        let store = open(uri, &options(tracking))?;
        Ok(Self {
            own: OnceLock::from(store),
            unopened: None,
        })
    }

    /// Prepares for a process that lives long and asks often: a server.
    pub fn serve(&mut self) {
        if let Some(store) = self.own.get_mut() {
            store.serve();
        }
    }

    /// What the store is and where, for people, where it is not that of the runs.
    pub fn describe(&self) -> Option<String> {
        Some(self.own.get()?.describe())
    }

    /// The registry, beside the runs from which its versions come.
    pub fn registry<'a>(&'a self, tracking: &'a Tracking) -> Result<Registry<'a>> {
        if let (None, Some((uri, options))) = (self.own.get(), &self.unopened) {
            // Another thread may have been quicker.
            let _ = self.own.set(store::open(uri, options)?);
        }
        let own = self.own.get().map(|store| &**store);
        let store = own.unwrap_or_else(|| tracking.store());
        Ok(Registry {
            tracking,
            store,
            listener: None,
        })
    }

    /// Finds what an artifact URI means. The store is opened only for a registered version.
    pub fn artifacts_at(&self, tracking: &Tracking, artifact_uri: &str) -> Result<ArtifactSource> {
        match uri::scheme(artifact_uri).as_deref() {
            Some("models") => self.registry(tracking)?.artifacts_at(artifact_uri),
            _ => tracking.artifacts_at(artifact_uri),
        }
    }
}

fn options(tracking: &TrackingSettings) -> OpenOptions {
    OpenOptions {
        artifact_root: tracking.artifact_root.clone(),
        now: now(),
    }
}

/// Registered models and their versions, with MLflow's rules in front of them.
#[derive(Clone, Copy)]
pub struct Registry<'a> {
    tracking: &'a Tracking,
    store: &'a dyn Store,
    listener: Option<&'a dyn ChangeListener>,
}

impl<'a> Registry<'a> {
    /// The same registry, of whose changes somebody hears. What another server keeps, that server
    /// tells of.
    #[must_use]
    pub fn heard_by(self, listener: &'a dyn ChangeListener) -> Self {
        let listener = (!self.is_remote()).then_some(listener);
        Self { listener, ..self }
    }

    /// What keeps the registered models; a failure where the store keeps none.
    fn models(&self) -> Result<&'a dyn RegistryStore> {
        let models = self.store.registry();
        models.ok_or_else(|| Error::no_registry(&self.store.describe()))
    }

    /// What keeps the webhooks; a failure where the store keeps none.
    fn webhooks(&self) -> Result<&'a dyn WebhookStore> {
        let webhooks = self.store.webhooks();
        webhooks.ok_or_else(|| Error::no_webhooks(&self.store.describe()))
    }

    /// Whether another server keeps them, and checks and resolves what it is told.
    fn is_remote(&self) -> bool {
        self.store.kind() == StoreKind::Server
    }
}
