//! What the front and the workers have in common.

use std::sync::Mutex;

use crate::sync::unpoisoned;

use super::about::About;
use super::hub::Hub;
use super::metrics::Metrics;
use super::queue::Queue;
use super::settings::ServingSettings;

/// What the front and the workers have in common.
pub(super) struct Shared {
    pub(super) settings: ServingSettings,
    pub(super) queue: Queue,
    pub(super) metrics: Metrics,
    pub(super) hub: Hub,
    about: Mutex<Option<About>>,
}

impl Shared {
    pub(super) fn new(settings: ServingSettings, hub: Hub) -> Self {
        Self {
            queue: Queue::new(settings.queue, settings.batching),
            metrics: Metrics::default(),
            hub,
            about: Mutex::default(),
            settings,
        }
    }

    /// What is known of the version that answers, once one does.
    pub(super) fn about(&self) -> Option<About> {
        unpoisoned(self.about.lock()).clone()
    }

    /// Tells of the version that answers from now on.
    pub(super) fn tell(&self, about: Option<&About>) {
        *unpoisoned(self.about.lock()) = about.cloned();
    }

    /// Whether a request would be answered now.
    pub(super) fn is_ready(&self) -> bool {
        self.metrics.ready() > 0
    }
}
