//! Wordings about webhooks.

use crate::entity::{WebhookAction, WebhookEvent};

use super::request::shortened;
use super::{Error, ErrorCode};

impl Error {
    /// No webhook has this id.
    pub fn webhook_not_found(webhook_id: &str) -> Self {
        Self::new(
            ErrorCode::ResourceDoesNotExist,
            format!("Webhook with ID {} not found", shortened(webhook_id)),
        )
        .hint("`mlflow webhooks list` lists the webhooks of this registry")
    }

    /// The text cannot be the name of a webhook.
    pub fn webhook_name_invalid(name: &str, limit: usize) -> Self {
        Self::invalid(format!(
            "Webhook name '{}' is invalid: expected at most {limit} letters, digits, `.`, `_` and \
             `-`, with a letter or a digit at either end",
            shortened(name).escape_debug()
        ))
    }

    /// A webhook that hears of nothing.
    pub fn webhook_events_missing() -> Self {
        Self::invalid(
            "Webhook events must be a non-empty list: expected at least one, such as \
             `model_version.created`",
        )
    }

    /// No webhook can hear of this.
    pub fn webhook_event_invalid(event: WebhookEvent) -> Self {
        let known = event.entity.actions();
        let known: Vec<_> = known.into_iter().map(WebhookAction::as_str).collect();
        Self::invalid(format!(
            "Invalid action '{}' for entity '{}': expected one of `{}`",
            event.action.as_str(),
            event.entity.as_str(),
            known.join("`, `")
        ))
    }

    /// The text is no event.
    pub fn webhook_event_unknown(text: &str) -> Self {
        let known: Vec<_> = WebhookEvent::ALL.iter().map(ToString::to_string).collect();
        Self::invalid(format!(
            "Invalid entity or action in event string: {}: expected one of `{}`",
            shortened(text),
            known.join("`, `")
        ))
    }

    /// A webhook hears of something twice.
    pub fn webhook_event_repeated(event: WebhookEvent) -> Self {
        Self::invalid(format!(
            "the event `{event}` is there twice: expected each once"
        ))
    }

    /// Nothing can be sent to this address; `reason` says why. The address has no password.
    pub fn webhook_url_invalid(reason: impl Into<String>) -> Self {
        Self::invalid(reason)
    }

    /// A page cannot have so many webhooks.
    pub fn webhooks_page_size(found: i64, limit: usize) -> Self {
        Self::invalid(format!(
            "max_results must be between 1 and {limit}: found {found}"
        ))
    }

    /// A secret that a command would encrypt with a key that ends with it.
    pub fn webhook_secret_without_key(variable: &str) -> Self {
        Self::invalid(format!(
            "the secret could not be read again: `{variable}` is not set, whose key encrypts it"
        ))
        .hint("set it to the key of the servers that use this database")
        .hint("`openssl rand -base64 32 | tr '+/' '-_'` makes one")
    }

    /// The store keeps no webhooks.
    pub fn no_webhooks(store: &str) -> Self {
        Self::not_implemented(format!(
            "{store} keeps no webhooks: databases do, and servers over databases"
        ))
        .hint("name a registry with MLFLOW_REGISTRY_URI or `--registry-store-uri`: `sqlite:///…` or `http://…`")
    }
}
