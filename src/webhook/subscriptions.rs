//! Which webhooks there are, remembered for a while.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::entity::{Webhook, WebhookEvent, WebhookStatus};
use crate::error::Result;
use crate::registry::Registry;
use crate::sync::unpoisoned;

/// Webhooks that hear something.
pub(super) type Active = Arc<[Arc<Webhook>]>;

/// The active webhooks of a registry. Those that this process changes are known at once, those that
/// another one changes when what is remembered is too old.
pub(super) struct Subscriptions {
    ttl: Duration,
    known: Mutex<Option<(Instant, Active)>>,
}

impl Subscriptions {
    pub(super) fn new(ttl: Duration) -> Self {
        Self {
            ttl,
            known: Mutex::new(None),
        }
    }

    /// Forgets what is remembered.
    pub(super) fn invalidate(&self) {
        *unpoisoned(self.known.lock()) = None;
    }

    /// The active webhooks. While one thread asks the store, others wait for what it learns.
    pub(super) fn active(&self, registry: &Registry) -> Result<Active> {
        let mut known = unpoisoned(self.known.lock());
        if let Some((since, active)) = &*known
            && since.elapsed() < self.ttl
        {
            return Ok(Arc::clone(active));
        }
        let active = load(registry)?;
        *known = Some((Instant::now(), Arc::clone(&active)));
        Ok(active)
    }
}

fn load(registry: &Registry) -> Result<Active> {
    if !registry.keeps_webhooks() {
        return Ok(Active::default());
    }
    let active = registry.all_webhooks().filter(|webhook| {
        let is_active = |webhook: &Webhook| webhook.status == WebhookStatus::Active;
        webhook.as_ref().map_or(true, is_active)
    });
    active.map(|webhook| webhook.map(Arc::new)).collect()
}

/// Whether a webhook hears of an event.
pub(super) fn hears(webhook: &Webhook, event: WebhookEvent) -> bool {
    webhook.events.contains(&event)
}
