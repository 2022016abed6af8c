//! How a store keeps webhooks.

use crate::entity::{Webhook, WebhookEvent, WebhookSecret, WebhookStatus, WebhookTest};
use crate::error::Result;

use super::Page;

/// A webhook to be created.
#[derive(Clone, Debug)]
pub struct NewWebhook {
    /// Its fresh id.
    pub webhook_id: String,
    /// For people.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// The address that hears of changes.
    pub url: String,
    /// What it hears of, each once.
    pub events: Vec<WebhookEvent>,
    /// Whether it hears anything at all.
    pub status: WebhookStatus,
    /// What its deliveries are signed with.
    pub secret: WebhookSecret,
    /// Now.
    pub creation_time: i64,
}

/// What changes of a webhook; `None` stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WebhookUpdate {
    /// For people.
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// The address that hears of changes.
    pub url: Option<String>,
    /// What it hears of, each once.
    pub events: Option<Vec<WebhookEvent>>,
    /// Whether it hears anything at all.
    pub status: Option<WebhookStatus>,
    /// What its deliveries are signed with.
    pub secret: Option<WebhookSecret>,
}

/// Keeps webhooks.
///
/// Whatever names a webhook that is not there, or is deleted, is `RESOURCE_DOES_NOT_EXIST`
/// ([`crate::error::Error::webhook_not_found`]).
pub trait WebhookStore: Send + Sync {
    /// Creates a webhook and gives it back.
    fn create_webhook(&self, new: &NewWebhook) -> Result<Webhook>;

    /// One webhook.
    fn get_webhook(&self, webhook_id: &str) -> Result<Option<Webhook>>;

    /// A page of the webhooks, the newest first.
    fn list_webhooks(&self, max_results: usize, page_token: Option<&str>) -> Result<Page<Webhook>>;

    /// Changes a webhook and gives the new state.
    fn update_webhook(&self, webhook_id: &str, update: &WebhookUpdate, now: i64)
    -> Result<Webhook>;

    /// Deletes a webhook.
    fn delete_webhook(&self, webhook_id: &str, now: i64) -> Result<()>;

    /// Has the server that keeps a webhook try it; `None` where this program has to send the
    /// delivery itself.
    fn test_by_server(
        &self,
        _webhook_id: &str,
        _event: Option<WebhookEvent>,
    ) -> Result<Option<WebhookTest>> {
        Ok(None)
    }
}
