//! Webhooks.

use crate::api::{
    CreateWebhook, Empty, ListWebhooks, ListWebhooksResponse, TestWebhook, TestWebhookResponse,
    UpdateWebhook, WebhookResponse,
};
use crate::entity::{Webhook, WebhookEvent, WebhookSecret, WebhookTest};
use crate::error::Result;
use crate::store::{NewWebhook, Page, WebhookStore, WebhookUpdate};

use super::server::segment;
use super::{RestStore, found};

/// The server gives no secret back.
impl WebhookStore for RestStore {
    /// The server assigns the id and the time.
    fn create_webhook(&self, new: &NewWebhook) -> Result<Webhook> {
        let NewWebhook {
            webhook_id: _,
            name,
            description,
            url,
            events,
            status,
            secret,
            creation_time: _,
        } = new;
        let request = CreateWebhook {
            name: name.clone(),
            description: description.clone(),
            url: url.clone(),
            events: events.clone(),
            secret: Some(secret.clone()).filter(|secret| *secret != WebhookSecret::None),
            status: Some(*status),
        };
        self.server.post("webhooks", &request).map(webhook)
    }

    fn get_webhook(&self, webhook_id: &str) -> Result<Option<Webhook>> {
        let answer = found(self.server.get(&path(webhook_id), &Empty {}))?;
        Ok(answer.map(webhook))
    }

    fn list_webhooks(&self, max_results: usize, page_token: Option<&str>) -> Result<Page<Webhook>> {
        let request = ListWebhooks {
            max_results: i64::try_from(max_results).ok(),
            page_token: page_token.map(str::to_owned),
        };
        let answer: ListWebhooksResponse = self.server.get("webhooks", &request)?;
        Ok(Page {
            items: answer.webhooks,
            next_page_token: answer.next_page_token.filter(|token| !token.is_empty()),
        })
    }

    fn update_webhook(
        &self,
        webhook_id: &str,
        update: &WebhookUpdate,
        _now: i64,
    ) -> Result<Webhook> {
        let WebhookUpdate {
            name,
            description,
            url,
            events,
            status,
            secret,
        } = update.clone();
        let request = UpdateWebhook {
            name,
            description,
            url,
            events: events.unwrap_or_default(),
            secret,
            status,
        };
        let answer = self.server.patch(&path(webhook_id), &request);
        answer.map(webhook)
    }

    fn delete_webhook(&self, webhook_id: &str, _now: i64) -> Result<()> {
        self.server.delete(&path(webhook_id))
    }

    fn test_by_server(
        &self,
        webhook_id: &str,
        event: Option<WebhookEvent>,
    ) -> Result<Option<WebhookTest>> {
        let endpoint = format!("{}/test", path(webhook_id));
        let answer: TestWebhookResponse = self.server.post(&endpoint, &TestWebhook { event })?;
        Ok(Some(answer.result))
    }
}

fn path(webhook_id: &str) -> String {
    format!("webhooks/{}", segment(webhook_id))
}

fn webhook(answer: WebhookResponse) -> Webhook {
    answer.webhook
}
