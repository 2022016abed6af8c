//! The rules of webhooks.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::config::{self, WebhookRules};
use crate::entity::limits::{MAX_WEBHOOK_NAME_LENGTH, MAX_WEBHOOKS_PER_PAGE};
use crate::entity::{
    Webhook, WebhookAction, WebhookEntity, WebhookEvent, WebhookSecret, WebhookStatus, WebhookTest,
};
use crate::error::{Error, Result};
use crate::store::{NewWebhook, Page, Pages, StoreKind, WebhookUpdate};
use crate::tracking::now;

use super::{Registry, webhook_url};

/// A webhook to be created, as a user states it.
#[derive(Clone, Debug, Default)]
pub struct CreateWebhook {
    /// For people.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// The address that hears of changes.
    pub url: String,
    /// What it hears of.
    pub events: Vec<WebhookEvent>,
    /// Whether it hears anything at all.
    pub status: WebhookStatus,
    /// What its deliveries are signed with.
    pub secret: WebhookSecret,
}

impl Registry<'_> {
    /// Whether the store keeps webhooks at all.
    pub fn keeps_webhooks(&self) -> bool {
        self.store.webhooks().is_some()
    }

    /// Creates a webhook.
    pub fn create_webhook(&self, create: CreateWebhook, rules: &WebhookRules) -> Result<Webhook> {
        let CreateWebhook {
            name,
            description,
            url,
            events,
            status,
            secret,
        } = create;
        let webhooks = self.webhooks()?;
        check_name(&name)?;
        self.check_webhook_url(&url, rules)?;
        check_events(&events)?;
        webhooks.create_webhook(&NewWebhook {
            webhook_id: Uuid::new_v4().to_string(),
            name,
            description: description.filter(|text| !text.is_empty()),
            url,
            events,
            status,
            secret,
            creation_time: now(),
        })
    }

    /// One webhook.
    pub fn get_webhook(&self, webhook_id: &str) -> Result<Webhook> {
        let webhook = self.webhooks()?.get_webhook(webhook_id)?;
        webhook.ok_or_else(|| Error::webhook_not_found(webhook_id))
    }

    /// A page of the webhooks, the newest first.
    pub fn list_webhooks(
        &self,
        max_results: i64,
        page_token: Option<&str>,
    ) -> Result<Page<Webhook>> {
        let limit = MAX_WEBHOOKS_PER_PAGE;
        let size = usize::try_from(max_results).ok();
        let size = size.filter(|size| (1..=limit).contains(size));
        let max_results = size.ok_or_else(|| Error::webhooks_page_size(max_results, limit))?;
        // Clients ask for lists before they know what the store has.
        match self.store.webhooks() {
            Some(webhooks) => webhooks.list_webhooks(max_results, page_token),
            None => Ok(Page::default()),
        }
    }

    /// All webhooks, the newest first.
    pub fn all_webhooks(&self) -> impl Iterator<Item = Result<Webhook>> {
        Pages::new(|token: Option<String>, _| {
            let webhooks = self.webhooks()?;
            webhooks.list_webhooks(MAX_WEBHOOKS_PER_PAGE, token.as_deref())
        })
    }

    /// Changes a webhook.
    pub fn update_webhook(
        &self,
        webhook_id: &str,
        update: &WebhookUpdate,
        rules: &WebhookRules,
    ) -> Result<Webhook> {
        let webhooks = self.webhooks()?;
        if !self.is_remote() {
            // What is missing is the webhook, if it is.
            self.get_webhook(webhook_id)?;
        }
        let WebhookUpdate {
            name, url, events, ..
        } = update;
        name.as_deref().map_or(Ok(()), check_name)?;
        if let Some(url) = url {
            self.check_webhook_url(url, rules)?;
        }
        events.as_deref().map_or(Ok(()), check_events)?;
        webhooks.update_webhook(webhook_id, update, now())
    }

    /// Deletes a webhook.
    pub fn delete_webhook(&self, webhook_id: &str) -> Result<()> {
        self.webhooks()?.delete_webhook(webhook_id, now())
    }

    /// Has the server that keeps a webhook try it; `None` where this program keeps it.
    pub fn test_webhook_by_server(
        &self,
        webhook_id: &str,
        event: Option<WebhookEvent>,
    ) -> Result<Option<WebhookTest>> {
        event.map_or(Ok(()), check_event)?;
        self.webhooks()?.test_by_server(webhook_id, event)
    }

    /// Refuses a secret that nobody could read once this process has ended.
    pub fn check_secret_lasts(&self) -> Result<()> {
        if self.store.kind() == StoreKind::Database && config::webhook_secret_key()?.is_none() {
            return Err(Error::webhook_secret_without_key(
                config::WEBHOOK_SECRET_KEY,
            ));
        }
        Ok(())
    }

    /// Another server has rules of its own.
    fn check_webhook_url(&self, url: &str, rules: &WebhookRules) -> Result<()> {
        if self.is_remote() {
            return Ok(());
        }
        webhook_url::check_new_url(url, rules)
    }
}

fn check_name(name: &str) -> Result<()> {
    let is_inner = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    let is_good = name.len() <= MAX_WEBHOOK_NAME_LENGTH
        && name.chars().all(is_inner)
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
        && name.ends_with(|c: char| c.is_ascii_alphanumeric());
    if is_good {
        return Ok(());
    }
    Err(Error::webhook_name_invalid(name, MAX_WEBHOOK_NAME_LENGTH))
}

fn check_events(events: &[WebhookEvent]) -> Result<()> {
    if events.is_empty() {
        return Err(Error::webhook_events_missing());
    }
    for (at, event) in events.iter().enumerate() {
        check_event(*event)?;
        if events[..at].contains(event) {
            return Err(Error::webhook_event_repeated(*event));
        }
    }
    Ok(())
}

fn check_event(event: WebhookEvent) -> Result<()> {
    if event.is_known() {
        return Ok(());
    }
    Err(Error::webhook_event_invalid(event))
}

/// What a delivery has that only tries a webhook: the example that MLflow 3.18.0 sends.
pub fn example_data(event: WebhookEvent) -> Value {
    use WebhookEntity as On;
    let is_prompt = matches!(
        event.entity,
        On::Prompt | On::PromptVersion | On::PromptTag | On::PromptVersionTag | On::PromptAlias
    );
    let noun = if is_prompt { "prompt" } else { "model" };
    let name = format!("example_{noun}");
    let tags = json!({"example_key": "example_value"});
    let is_removal = event.action == WebhookAction::Deleted;
    let mut data = match event.entity {
        On::RegisteredModel => json!({"tags": tags, "description": "An example registered model"}),
        On::Prompt => json!({"tags": tags, "description": "An example prompt"}),
        On::ModelVersion => json!({
            "version": "1", "source": "models:/123", "run_id": "abcd1234abcd5678", "tags": tags,
            "description": "An example model version",
        }),
        On::PromptVersion => json!({
            "version": "1", "template": "Hello {{name}}!", "tags": tags,
            "description": "An example prompt version",
        }),
        On::PromptTag if is_removal => json!({"key": "example_key"}),
        On::PromptTag => json!({"key": "example_key", "value": "example_value"}),
        On::ModelVersionTag | On::PromptVersionTag if is_removal => {
            json!({"version": "1", "key": "example_key"})
        }
        On::ModelVersionTag | On::PromptVersionTag => {
            json!({"version": "1", "key": "example_key", "value": "example_value"})
        }
        On::ModelVersionAlias | On::PromptAlias if is_removal => json!({"alias": "example_alias"}),
        On::ModelVersionAlias | On::PromptAlias => {
            json!({"alias": "example_alias", "version": "1"})
        }
        On::BudgetPolicy => {
            return json!({
                "budget_policy_id": "bp-abc123", "budget_unit": "USD", "budget_amount": 100.0,
                "current_spend": 105.5, "duration_unit": "MONTHS", "duration_value": 1,
                "target_scope": "ENDPOINT", "workspace": "default", "target_value": "ep-abc123",
                "window_start": 1_704_067_200_000_i64,
            });
        }
    };
    data["name"] = name.into();
    data
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_made_of_letters_digits_and_three_marks() {
        let longest = "x".repeat(63);
        for good in ["a", "7", "A.b_c-9", &longest] {
            check_name(good).unwrap();
        }
        let too_long = "x".repeat(64);
        for wrong in ["", "-a", "a-", "a b", "a\n", "ä", &too_long] {
            let error = check_name(wrong).unwrap_err();
            assert!(error.message().starts_with("Webhook name '"), "{error}");
        }
    }

    #[test]
    fn events_are_known_and_each_is_there_once() {
        check_events(&WebhookEvent::ALL).unwrap();
        let error = check_events(&[]).unwrap_err();
        let phrase = "Webhook events must be a non-empty list";
        assert!(error.message().starts_with(phrase), "{error}");
        let one = WebhookEvent::ALL[0];
        assert!(check_events(&[one, one]).is_err());
        let unknown = WebhookEvent::new(WebhookEntity::PromptTag, WebhookAction::Created);
        assert_eq!(
            check_events(&[unknown]).unwrap_err().message(),
            "Invalid action 'created' for entity 'prompt_tag': expected one of `deleted`, `set`"
        );
    }

    #[test]
    fn every_event_has_an_example() {
        for event in WebhookEvent::ALL {
            assert!(
                example_data(event).as_object().unwrap().len() > 1,
                "{event}"
            );
        }
    }
}
