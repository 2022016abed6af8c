//! Webhooks.

use std::borrow::Cow;

use serde::de::Deserializer;
use serde::ser::Serializer;
use serde::{Deserialize, Serialize};

use crate::entity::{
    Webhook, WebhookAction, WebhookEntity, WebhookEvent, WebhookSecret, WebhookStatus, WebhookTest,
};

use super::message::{self, Message, is_blank, remote_message, required};

#[derive(Serialize, Deserialize)]
#[serde(remote = "WebhookEvent")]
struct EventMessage {
    #[serde(with = "message")]
    entity: WebhookEntity,
    #[serde(with = "message")]
    action: WebhookAction,
}

remote_message!(WebhookEvent, EventMessage);

/// A webhook without its secret, which no answer has.
#[derive(Serialize, Deserialize)]
struct WebhookMessage<'a> {
    webhook_id: Cow<'a, str>,
    name: Cow<'a, str>,
    #[serde(default, skip_serializing_if = "is_blank")]
    description: Option<Cow<'a, str>>,
    url: Cow<'a, str>,
    #[serde(
        with = "message::list",
        default,
        skip_serializing_if = "<[_]>::is_empty"
    )]
    events: Cow<'a, [WebhookEvent]>,
    #[serde(with = "message")]
    status: WebhookStatus,
    #[serde(default)]
    creation_timestamp: i64,
    #[serde(default)]
    last_updated_timestamp: i64,
}

impl Message for Webhook {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Self {
            webhook_id,
            name,
            description,
            url,
            events,
            status,
            secret: _,
            creation_time,
            last_update_time,
        } = self;
        let message = WebhookMessage {
            webhook_id: Cow::Borrowed(webhook_id),
            name: Cow::Borrowed(name),
            description: description.as_deref().map(Cow::Borrowed),
            url: Cow::Borrowed(url),
            events: Cow::Borrowed(events),
            status: *status,
            creation_timestamp: *creation_time,
            last_updated_timestamp: *last_update_time,
        };
        message.serialize(serializer)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let WebhookMessage {
            webhook_id,
            name,
            description,
            url,
            events,
            status,
            creation_timestamp,
            last_updated_timestamp,
        } = WebhookMessage::deserialize(deserializer)?;
        let mut events = events.into_owned();
        events.sort();
        Ok(Self {
            webhook_id: webhook_id.into_owned(),
            name: name.into_owned(),
            description: description.map(Cow::into_owned),
            url: url.into_owned(),
            events,
            status,
            secret: WebhookSecret::None,
            creation_time: creation_timestamp,
            last_update_time: last_updated_timestamp,
        })
    }
}

impl Message for WebhookSecret {
    fn write<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let text = match self {
            Self::Known(text) => text,
            Self::None | Self::Unreadable => "",
        };
        serializer.serialize_str(text)
    }

    fn read<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

/// `POST webhooks`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateWebhook {
    /// For people.
    #[serde(deserialize_with = "required")]
    pub name: String,
    /// What it is for.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub description: Option<String>,
    /// The address that hears of changes.
    #[serde(deserialize_with = "required")]
    pub url: String,
    /// What it hears of.
    #[serde(with = "message::list")]
    pub events: Vec<WebhookEvent>,
    /// What its deliveries are signed with.
    #[serde(
        with = "message::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub secret: Option<WebhookSecret>,
    /// Whether it hears anything at all; if nothing is said, it does.
    #[serde(
        with = "message::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub status: Option<WebhookStatus>,
}

/// `PATCH webhooks/ID`: what is not given stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateWebhook {
    /// For people; empty is not given.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub name: Option<String>,
    /// What it is for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// The address that hears of changes; empty is not given.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub url: Option<String>,
    /// What it hears of; nothing is not given.
    #[serde(
        with = "message::list",
        default,
        skip_serializing_if = "<[_]>::is_empty"
    )]
    pub events: Vec<WebhookEvent>,
    /// What its deliveries are signed with; an empty text is nothing.
    #[serde(
        with = "message::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub secret: Option<WebhookSecret>,
    /// Whether it hears anything at all.
    #[serde(
        with = "message::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub status: Option<WebhookStatus>,
}

/// The answer to creating, getting and updating a webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WebhookResponse {
    /// The webhook.
    #[serde(with = "message")]
    pub webhook: Webhook,
}

/// `GET webhooks`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListWebhooks {
    /// Most results on the page; 0 is not given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_results: Option<i64>,
    /// Where the previous page ended.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub page_token: Option<String>,
}

/// The answer to listing webhooks.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListWebhooksResponse {
    /// The webhooks of the page, the newest first.
    #[serde(
        with = "message::list",
        default,
        skip_serializing_if = "<[_]>::is_empty"
    )]
    pub webhooks: Vec<Webhook>,
    /// Where the next page begins.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub next_page_token: Option<String>,
}

/// `POST webhooks/ID/test`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestWebhook {
    /// What the delivery tells of; without it, the first that the webhook hears of.
    #[serde(
        with = "message::optional",
        default,
        skip_serializing_if = "Option::is_none"
    )]
    pub event: Option<WebhookEvent>,
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "WebhookTest")]
struct TestMessage {
    #[serde(default)]
    success: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    response_status: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    response_body: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    error_message: Option<String>,
}

remote_message!(WebhookTest, TestMessage);

/// The answer to `POST webhooks/ID/test`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestWebhookResponse {
    /// What became of the delivery.
    #[serde(with = "message")]
    pub result: WebhookTest,
}

#[cfg(test)]
mod tests {
    use super::super::from_json;
    use super::*;

    #[test]
    fn a_webhook_is_written_as_mlflow_writes_it_and_without_its_secret() {
        let webhook = Webhook {
            webhook_id: "w-1".to_owned(),
            name: "deploy".to_owned(),
            description: None,
            url: "https://example.com/".to_owned(),
            events: vec![WebhookEvent::ALL[3], WebhookEvent::ALL[1]],
            status: WebhookStatus::Disabled,
            secret: WebhookSecret::Known("hush".to_owned()),
            creation_time: 1,
            last_update_time: 2,
        };
        let response = WebhookResponse { webhook };
        let json = serde_json::to_string(&response).unwrap();
        assert_eq!(
            json,
            r#"{"webhook":{"webhook_id":"w-1","name":"deploy","url":"https://example.com/","events":[{"entity":"MODEL_VERSION_TAG","action":"SET"},{"entity":"MODEL_VERSION","action":"CREATED"}],"status":"DISABLED","creation_timestamp":1,"last_updated_timestamp":2}}"#
        );
        let read: WebhookResponse = from_json(json.as_bytes()).unwrap();
        assert_eq!(read.webhook.secret, WebhookSecret::None);
        let events = [WebhookEvent::ALL[1], WebhookEvent::ALL[3]];
        assert_eq!(read.webhook.events, events);
    }

    #[test]
    fn requests_are_read() {
        let create = br#"{"name":"x","url":"u","events":[{"entity":5,"action":"CREATED"}],
                          "secret":"hush","status":"DISABLED"}"#;
        let create: CreateWebhook = from_json(create).unwrap();
        assert_eq!(create.events[0].to_string(), "prompt.created");
        assert_eq!(create.status, Some(WebhookStatus::Disabled));
        assert!(!format!("{create:?}").contains("hush"));
        let update: UpdateWebhook = from_json(br#"{"secret":"","description":""}"#).unwrap();
        assert_eq!(update.secret, Some(WebhookSecret::None));
        assert_eq!(update.description.as_deref(), Some(""));
        let test: TestWebhook = from_json(br#"{"event":null}"#).unwrap();
        assert_eq!(test.event, None);
        for wrong in [
            r#"{"name":"x","url":"u"}"#,
            r#"{"name":"","url":"u","events":[]}"#,
            r#"{"name":"x","url":"u","events":[{"entity":"PROMPT"}]}"#,
            r#"{"name":"x","url":"u","events":[{"entity":"NOPE","action":"CREATED"}]}"#,
            r#"{"name":"x","url":"u","events":["prompt.created"]}"#,
        ] {
            assert!(
                from_json::<CreateWebhook>(wrong.as_bytes()).is_err(),
                "{wrong}"
            );
        }
    }
}
