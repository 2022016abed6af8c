//! Deliveries to webhooks: what a registry's change makes a server send, and to whom.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `subscriptions` | which webhooks there are, remembered for a while |
//! | `delivery` | the body and the headers of one delivery, and its signature |
//! | `sender` | one attempt to send it, redirects included |
//! | `lanes` | what is to be sent, a lane for each webhook |
//! | `dispatcher` | the threads that send, the counts, the end |
//!
//! The life of a delivery:
//!
//! 1. A change has been made. The [`Dispatcher`] hears of it, in the thread of the request, and
//!    puts a delivery for each webhook that wants to know into that webhook's lane. If there is no
//!    more room, the delivery is dropped, counted, and told of in the log.
//! 2. The request is answered.
//! 3. A worker takes the delivery and sends it. No webhook takes more than half of the workers.
//! 4. If that fails in a way that may pass, the delivery waits, without a worker, and is sent again.
//!
//! Whether a webhook may exist at all is a matter of [`crate::registry`].

mod delivery;
mod dispatcher;
mod lanes;
mod sender;
mod subscriptions;

use crate::config::WebhookSettings;
use crate::entity::{WebhookEvent, WebhookSecret, WebhookTest};
use crate::error::{Error, Result};
use crate::registry::{Registry, example_data};

pub use dispatcher::{DeliveryCounts, Dispatcher};

use delivery::Delivery;
use sender::Sender;

/// Tries a webhook: sends it an example of an event, of the first that it hears of where none is
/// named, and says what came back.
pub fn test(
    registry: &Registry,
    webhook_id: &str,
    event: Option<WebhookEvent>,
    settings: &WebhookSettings,
) -> Result<WebhookTest> {
    if let Some(test) = registry.test_webhook_by_server(webhook_id, event)? {
        return Ok(test);
    }
    let webhook = registry.get_webhook(webhook_id)?;
    let event = event.or_else(|| webhook.events.first().copied());
    let event = event.ok_or_else(Error::webhook_events_missing)?;
    if webhook.secret == WebhookSecret::Unreadable {
        return Ok(failed(sender::UNREADABLE));
    }
    let delivery = Delivery::new(webhook.into(), event, &example_data(event));
    let sent = Sender::new(settings).send(&delivery);
    Ok(sent.map_or_else(
        |why| failed(&why),
        |answer| WebhookTest {
            success: answer.status < 400,
            response_status: Some(answer.status),
            response_body: Some(answer.body),
            error_message: None,
        },
    ))
}

fn failed(why: &str) -> WebhookTest {
    WebhookTest {
        error_message: Some(format!("Failed to test webhook: {why}")),
        ..WebhookTest::default()
    }
}
