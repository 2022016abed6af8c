//! One delivery: its body, its headers, its signature.

use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use hmac::{Hmac, KeyInit, Mac};
use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;
use sha2::Sha256;
use uuid::Uuid;

use crate::entity::{Webhook, WebhookEvent, WebhookSecret};

/// The id of the delivery, the same however often it is sent.
const ID_HEADER: &str = "X-MLflow-Delivery-Id";
/// When it is sent, in seconds since 1970.
const TIMESTAMP_HEADER: &str = "X-MLflow-Timestamp";
/// The signature, where the webhook has a secret.
const SIGNATURE_HEADER: &str = "X-MLflow-Signature";
/// The form of the signature.
const SIGNATURE_VERSION: &str = "v1";

/// What is sent to a webhook for one event.
#[derive(Clone, Debug)]
pub(super) struct Delivery {
    pub(super) id: String,
    pub(super) webhook: Arc<Webhook>,
    pub(super) event: WebhookEvent,
    pub(super) body: Arc<str>,
    /// How often it was sent already.
    pub(super) attempts: u32,
}

#[derive(Serialize)]
struct Body<'a> {
    entity: &'a str,
    action: &'a str,
    timestamp: &'a str,
    data: &'a Value,
}

impl Delivery {
    /// A delivery of something that happened just now.
    pub(super) fn new(webhook: Arc<Webhook>, event: WebhookEvent, data: &Value) -> Self {
        Self::of_body(webhook, event, body(event, data))
    }

    /// A delivery whose body others have, too.
    pub(super) fn of_body(webhook: Arc<Webhook>, event: WebhookEvent, body: Arc<str>) -> Self {
        Self {
            id: Uuid::new_v4().to_string(),
            webhook,
            event,
            body,
            attempts: 0,
        }
    }

    /// The headers of an attempt that is made at this time.
    pub(super) fn headers(&self, seconds: i64) -> Vec<(&'static str, String)> {
        let timestamp = seconds.to_string();
        let mut headers = vec![
            ("Content-Type", "application/json".to_owned()),
            (ID_HEADER, self.id.clone()),
        ];
        if let WebhookSecret::Known(secret) = &self.webhook.secret {
            let signature = signature(secret, &self.id, &timestamp, &self.body);
            headers.push((SIGNATURE_HEADER, signature));
        }
        headers.push((TIMESTAMP_HEADER, timestamp));
        headers
    }
}

/// The body of all deliveries of something that happened just now.
pub(super) fn body(event: WebhookEvent, data: &Value) -> Arc<str> {
    // As Python writes a time with a zone.
    let timestamp = Timestamp::now().strftime("%Y-%m-%dT%H:%M:%S.%6f+00:00");
    let body = serde_json::to_string(&Body {
        entity: event.entity.as_str(),
        action: event.action.as_str(),
        timestamp: &timestamp.to_string(),
        data,
    });
    body.expect("texts and values are JSON").into()
}

/// The signature of MLflow 3.18.0: by HMAC with SHA-256, of the id, the time and the body.
fn signature(secret: &str, id: &str, timestamp: &str, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("a key of any length");
    mac.update(format!("{id}.{timestamp}.{body}").as_bytes());
    let signature = BASE64.encode(mac.finalize().into_bytes());
    format!("{SIGNATURE_VERSION},{signature}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_that_of_python_s_server() {
        let signature = signature("größe", "d-1", "1700000000", r#"{"a": "ü"}"#);
        assert_eq!(signature, "v1,QEBhEPgyq25/Ha83cPpNFfckdAnAsiUMrbhKi7YjBRw=");
    }

    #[test]
    fn a_body_says_what_happened_and_when() {
        let event = WebhookEvent::named("prompt_tag.set").unwrap();
        let body = body(event, &serde_json::json!({"name": "x"}));
        let body: Value = serde_json::from_str(&body).unwrap();
        assert_eq!(body["entity"], "prompt_tag");
        assert_eq!(body["action"], "set");
        assert_eq!(body["data"]["name"], "x");
        let timestamp = body["timestamp"].as_str().unwrap();
        assert_eq!(timestamp.len(), "2026-01-31T12:00:00.123456+00:00".len());
        assert!(timestamp.ends_with("+00:00"), "{timestamp}");
    }
}
