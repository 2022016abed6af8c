//! How webhooks are shown: never with their secrets, nor with a password in their addresses.

use serde_json::Value;

use crate::entity::Webhook;
use crate::uri;

use super::super::output::{Listing, Table, labelled};
use super::super::record;
use super::super::time;

/// A list of webhooks.
pub(super) struct Webhooks<'a>(pub(super) &'a [Webhook]);

impl Listing for Webhooks<'_> {
    fn table(&self) -> Table {
        let mut table = Table::new(["Webhook Id", "Name", "Status", "Events", "URL"]);
        table.rows = self.0.iter().map(row).collect();
        table
    }

    fn records(&self) -> Vec<Value> {
        self.0.iter().map(record::webhook).collect()
    }
}

fn row(webhook: &Webhook) -> Vec<String> {
    vec![
        webhook.webhook_id.clone(),
        webhook.name.clone(),
        webhook.status.to_string(),
        events(webhook),
        uri::masked(&webhook.url).into_owned(),
    ]
}

/// One webhook as lines of `Name   : value`.
pub(super) fn fields(webhook: &Webhook) -> String {
    let description = webhook.description.clone();
    labelled(&[
        ("Webhook ID", webhook.webhook_id.clone()),
        ("Name", webhook.name.clone()),
        ("Description", description.unwrap_or_default()),
        ("URL", uri::masked(&webhook.url).into_owned()),
        ("Events", events(webhook)),
        ("Status", webhook.status.to_string()),
        ("Creation Time", time::local(webhook.creation_time)),
        ("Last Update Time", time::local(webhook.last_update_time)),
    ])
}

fn events(webhook: &Webhook) -> String {
    let events: Vec<String> = webhook.events.iter().map(ToString::to_string).collect();
    events.join(", ")
}
