//! Webhooks.

use super::cases;
use super::fixture::*;
use crate::entity::{Webhook, WebhookEvent, WebhookSecret, WebhookStatus};
use crate::error::ErrorCode;
use crate::store::{NewWebhook, Store, WebhookStore, WebhookUpdate};

/// An address that needs no name server, and to which nothing is sent.
const URL: &str = "https://8.8.8.8/hook";

fn webhooks(store: &dyn Store) -> &dyn WebhookStore {
    store.webhooks().expect("a store with webhooks")
}

fn new_webhook(name: &str) -> NewWebhook {
    NewWebhook {
        webhook_id: format!("id-of-{name}"),
        name: name.into(),
        description: None,
        url: URL.into(),
        events: vec![WebhookEvent::ALL[1]],
        status: WebhookStatus::Active,
        secret: WebhookSecret::None,
        creation_time: CREATED,
    }
}

fn webhook(store: &dyn Store, name: &str) -> Webhook {
    webhooks(store).create_webhook(&new_webhook(name)).unwrap()
}

/// A secret as a store gives it back: a server gives none.
fn kept(store: &dyn Store, secret: WebhookSecret) -> WebhookSecret {
    if is_remote(store) {
        WebhookSecret::None
    } else {
        secret
    }
}

cases! {
    fn a_new_webhook_is_as_it_was_stated(store) {
        let secret = WebhookSecret::new("größe 数据".into());
        let new = NewWebhook {
            description: Some("for *deploys*".into()),
            // In another order than that of their names.
            events: WebhookEvent::ALL.iter().rev().copied().collect(),
            status: WebhookStatus::Disabled,
            secret: secret.clone(),
            ..new_webhook("deploy")
        };
        let created = webhooks(store).create_webhook(&new).unwrap();
        assert_eq!(
            created,
            Webhook {
                webhook_id: given(store, new.webhook_id, &created.webhook_id),
                name: "deploy".into(),
                description: Some("for *deploys*".into()),
                url: URL.into(),
                events: WebhookEvent::ALL.to_vec(),
                status: WebhookStatus::Disabled,
                secret: kept(store, secret),
                creation_time: given(store, CREATED, &created.creation_time),
                last_update_time: given(store, CREATED, &created.last_update_time),
            }
        );
        let read = webhooks(store).get_webhook(&created.webhook_id).unwrap();
        assert_eq!(read, Some(created));
    }

    fn a_webhook_keeps_what_is_not_changed(store) {
        let new = NewWebhook {
            description: Some("old".into()),
            secret: WebhookSecret::new("hush".into()),
            ..new_webhook("deploy")
        };
        let created = webhooks(store).create_webhook(&new).unwrap();
        tick(store);
        let id = &created.webhook_id;
        let update = |update: WebhookUpdate| webhooks(store).update_webhook(id, &update, LATER).unwrap();
        let touched = update(WebhookUpdate::default());
        assert!(touched.last_update_time > created.creation_time);
        assert_eq!(
            Webhook { last_update_time: created.last_update_time, ..touched },
            created
        );
        let changed = update(WebhookUpdate {
            name: Some("new".into()),
            description: Some(String::new()),
            url: Some("https://1.1.1.1/".into()),
            events: Some(vec![WebhookEvent::ALL[3], WebhookEvent::ALL[0]]),
            status: Some(WebhookStatus::Disabled),
            secret: Some(WebhookSecret::new("other".into())),
        });
        assert_eq!(changed.name, "new");
        assert_eq!(changed.description.unwrap_or_default(), "");
        assert_eq!(changed.url, "https://1.1.1.1/");
        assert_eq!(changed.events, [WebhookEvent::ALL[0], WebhookEvent::ALL[3]]);
        assert_eq!(changed.status, WebhookStatus::Disabled);
        assert_eq!(changed.secret, kept(store, WebhookSecret::Known("other".into())));
        let without = update(WebhookUpdate {
            secret: Some(WebhookSecret::None),
            ..WebhookUpdate::default()
        });
        assert_eq!(without.secret, WebhookSecret::None);
    }

    fn webhooks_are_listed_page_by_page(store) {
        let mut created: Vec<_> = (0..5_i64)
            .map(|n| {
                tick(store);
                let new = NewWebhook {
                    creation_time: CREATED + n,
                    ..new_webhook(&n.to_string())
                };
                webhooks(store).create_webhook(&new).unwrap()
            })
            .collect();
        created.reverse();
        let mut found = Vec::new();
        let mut token = None;
        loop {
            let page = webhooks(store).list_webhooks(2, token.as_deref()).unwrap();
            assert!(page.items.len() <= 2);
            found.extend(page.items);
            token = page.next_page_token;
            if token.is_none() {
                break;
            }
        }
        assert_eq!(found, created);
        let error = webhooks(store).list_webhooks(2, Some("nonsense")).unwrap_err();
        assert_eq!(error.code(), ErrorCode::InvalidParameterValue);
    }

    fn a_deleted_webhook_is_not_found(store) {
        let [gone, left] = ["gone", "left"].map(|name| webhook(store, name));
        webhooks(store).delete_webhook(&gone.webhook_id, LATER).unwrap();
        assert_eq!(webhooks(store).get_webhook(&gone.webhook_id).unwrap(), None);
        assert_eq!(webhooks(store).list_webhooks(9, None).unwrap().items, [left]);
        for id in [gone.webhook_id.as_str(), "nobody's", "with a/slash"] {
            let update = WebhookUpdate::default();
            let updated = webhooks(store).update_webhook(id, &update, LATER).map(|_| ());
            let deleted = webhooks(store).delete_webhook(id, LATER);
            for refused in [updated, deleted] {
                let error = refused.unwrap_err();
                assert_eq!(error.code(), ErrorCode::ResourceDoesNotExist, "{id}: {error}");
            }
        }
    }
}
