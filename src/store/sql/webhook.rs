//! The tables `webhooks` and `webhook_events`.

use crate::entity::{Webhook, WebhookEvent, WebhookSecret, WebhookStatus};
use crate::error::{Error, Result};
use crate::search::page_offset;
use crate::store::{NewWebhook, Page, WebhookStore, WebhookUpdate};

use super::dialect::{Conflict, Insert, Items, Update, Whose};
use super::feature::Feature;
use super::list::List;
use super::model_name::of_workspace;
use super::page::{self, Belongings};
use super::session::{Row, SqlResult, Value, row_values, values};
use super::statement::{Statement, Transaction};
use super::workspace::WORKSPACE;
use super::write_set::Scope;
use super::{SqlStore, limit, webhook_secret};

/// The key of the table.
const KEY: &[&str] = &["webhook_id"];

static INSERT: Statement = Statement::insert(Insert {
    table: "webhooks",
    columns: &[
        "webhook_id",
        "name",
        "description",
        "url",
        "status",
        "secret",
        "creation_timestamp",
        "last_updated_timestamp",
        "workspace",
    ],
    conflict: Conflict::Fail,
});

static INSERT_EVENTS: Statement = Statement::insert(Insert {
    table: "webhook_events",
    columns: &["webhook_id", "entity", "action"],
    conflict: Conflict::Fail,
});

static UPDATE: Statement = Statement::update(Update {
    table: "webhooks",
    set: &[
        "name",
        "description",
        "url",
        "status",
        "last_updated_timestamp",
    ],
    whose: Whose::Has(KEY),
});

static SET_SECRET: Statement = Statement::update(Update {
    table: "webhooks",
    set: &["secret"],
    whose: Whose::Has(KEY),
});

static DELETE: Statement = Statement::update(Update {
    table: "webhooks",
    set: &["deleted_timestamp", "last_updated_timestamp"],
    whose: Whose::Has(KEY),
});

static DELETE_EVENTS: Statement = Statement::new(|sql| {
    format!(
        "DELETE FROM {} WHERE webhook_id = ?1",
        sql.target("webhook_events")
    )
});

static LOAD: Statement = Statement::new(|sql| {
    let webhooks = of_workspace(
        "SELECT page.key, webhooks.webhook_id, webhooks.name, webhooks.description, webhooks.url,
                webhooks.status, webhooks.secret, webhooks.creation_timestamp,
                webhooks.last_updated_timestamp",
        &sql.page(Items::Texts, "webhooks", "webhooks.webhook_id"),
        "webhooks",
    );
    format!("{webhooks} AND webhooks.deleted_timestamp IS NULL")
});

static LOAD_EVENTS: Statement = Statement::new(|sql| {
    format!(
        "SELECT page.key, webhook_events.entity, webhook_events.action FROM {}",
        sql.page(Items::Texts, "webhook_events", "webhook_events.webhook_id")
    )
});

/// A schema without the tables has no webhooks, and none can be added.
impl WebhookStore for SqlStore {
    fn create_webhook(&self, new: &NewWebhook) -> Result<Webhook> {
        let NewWebhook {
            webhook_id,
            name,
            description,
            url,
            events,
            status,
            secret,
            creation_time,
        } = new;
        let secret = webhook_secret::encrypted(secret)?;
        self.write(Scope::NoRun, |tx| {
            tx.require(Feature::Webhooks)?;
            tx.execute(
                &INSERT,
                &values![
                    webhook_id,
                    name,
                    description,
                    url,
                    status.as_str(),
                    secret,
                    creation_time,
                    creation_time,
                    WORKSPACE
                ],
            )?;
            insert_events(tx, webhook_id, events)?;
            find_known(tx, webhook_id)
        })
    }

    fn get_webhook(&self, webhook_id: &str) -> Result<Option<Webhook>> {
        self.read(|tx| find(tx, webhook_id))
    }

    fn list_webhooks(&self, max_results: usize, page_token: Option<&str>) -> Result<Page<Webhook>> {
        let offset = page_offset(page_token)?;
        self.read(|tx| {
            let ids = tx.rows(
                "SELECT webhook_id FROM webhooks
                 WHERE workspace = ?1 AND deleted_timestamp IS NULL
                 ORDER BY creation_timestamp DESC, webhook_id
                 LIMIT ?2 OFFSET ?3",
                &values![
                    WORKSPACE,
                    limit(max_results.saturating_add(1)),
                    limit(offset)
                ],
                |row| row.text_or_empty(0),
            )?;
            Ok(Page::cut(load(tx, &ids)?, offset, max_results))
        })
    }

    fn update_webhook(
        &self,
        webhook_id: &str,
        update: &WebhookUpdate,
        now: i64,
    ) -> Result<Webhook> {
        let WebhookUpdate {
            name,
            description,
            url,
            events,
            status,
            secret,
        } = update;
        let secret = secret.as_ref().map(webhook_secret::encrypted).transpose()?;
        self.write(Scope::NoRun, |tx| {
            let old = find_known(tx, webhook_id)?;
            tx.execute(
                &UPDATE,
                &values![
                    webhook_id,
                    name.as_ref().unwrap_or(&old.name),
                    description.as_ref().or(old.description.as_ref()),
                    url.as_ref().unwrap_or(&old.url),
                    status.unwrap_or(old.status).as_str(),
                    now
                ],
            )?;
            if let Some(secret) = &secret {
                tx.execute(&SET_SECRET, &values![webhook_id, secret])?;
            }
            if let Some(events) = events {
                tx.execute(&DELETE_EVENTS, &values![webhook_id])?;
                insert_events(tx, webhook_id, events)?;
            }
            find_known(tx, webhook_id)
        })
    }

    /// The row stays, with the time at which it was deleted, as in MLflow 3.18.0.
    fn delete_webhook(&self, webhook_id: &str, now: i64) -> Result<()> {
        self.write(Scope::NoRun, |tx| {
            find_known(tx, webhook_id)?;
            tx.execute(&DELETE, &values![webhook_id, now, now])?;
            Ok(())
        })
    }
}

fn insert_events(tx: &Transaction, webhook_id: &str, events: &[WebhookEvent]) -> SqlResult<()> {
    let rows: Vec<Value> = events
        .iter()
        .flat_map(|event| row_values![webhook_id, event.entity.as_str(), event.action.as_str()])
        .collect();
    tx.insert_rows(&INSERT_EVENTS, 3, &rows)?;
    Ok(())
}

fn find(tx: &Transaction, webhook_id: &str) -> SqlResult<Option<Webhook>> {
    Ok(load(tx, &[webhook_id])?.pop())
}

fn find_known(tx: &Transaction, webhook_id: &str) -> SqlResult<Webhook> {
    Ok(find(tx, webhook_id)?.ok_or_else(|| Error::webhook_not_found(webhook_id))?)
}

static EVENTS: Belongings<WebhookRow> = Belongings {
    statement: &LOAD_EVENTS,
    add: |webhook, row| {
        let (entity, action) = (row.text_or_empty(1), row.text_or_empty(2));
        // What a later release knows is left to it.
        let event = WebhookEvent::of_names(&entity, &action);
        webhook.events.extend(event);
    },
};

/// Loads webhooks by their ids, in that order; ids that none has are passed over.
fn load(tx: &Transaction, ids: &[impl serde::Serialize]) -> SqlResult<Vec<Webhook>> {
    let ids = List::new(ids);
    let rows = page::load(tx, &ids, &LOAD, WebhookRow::read, &[&EVENTS])?;
    let webhooks = rows.into_values().map(WebhookRow::into_entity);
    Ok(webhooks.collect::<Result<_>>()?)
}

/// A row of `webhooks`, with those of its events.
struct WebhookRow {
    webhook_id: String,
    name: String,
    description: Option<String>,
    url: String,
    status: String,
    secret: Option<String>,
    creation_time: i64,
    last_updated_time: Option<i64>,
    events: Vec<WebhookEvent>,
}

impl WebhookRow {
    /// Reads the row from behind the position on the page.
    fn read(row: &Row) -> Self {
        Self {
            webhook_id: row.text_or_empty(1),
            name: row.text_or_empty(2),
            description: row.text(3),
            url: row.text_or_empty(4),
            status: row.text_or_empty(5),
            secret: row.text(6),
            creation_time: row.whole(7).unwrap_or_default(),
            last_updated_time: row.whole(8),
            events: Vec::new(),
        }
    }

    fn into_entity(self) -> Result<Webhook> {
        let Self {
            webhook_id,
            name,
            description,
            url,
            status,
            secret,
            creation_time,
            last_updated_time,
            mut events,
        } = self;
        events.sort();
        let secret: WebhookSecret = webhook_secret::decrypted(secret.as_deref())?;
        Ok(Webhook {
            webhook_id,
            name,
            description,
            url,
            events,
            // A status that only a later release knows sends nothing.
            status: WebhookStatus::named(&status).unwrap_or(WebhookStatus::Disabled),
            secret,
            creation_time,
            last_update_time: last_updated_time.unwrap_or(creation_time),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{Scratch, rows};
    use super::*;
    use crate::store::Store;

    fn new_webhook() -> NewWebhook {
        NewWebhook {
            webhook_id: "w-1".to_owned(),
            name: "deploy".to_owned(),
            description: None,
            url: "https://example.com/".to_owned(),
            events: vec![WebhookEvent::ALL[1]],
            status: WebhookStatus::Active,
            secret: WebhookSecret::new("hush".to_owned()),
            creation_time: 20,
        }
    }

    #[test]
    fn a_webhook_has_the_columns_of_mlflow_and_an_encrypted_secret() {
        let (_scratch, store, database) = Scratch::store();
        store.create_webhook(&new_webhook()).unwrap();
        assert_eq!(
            rows(
                &database,
                "SELECT webhook_id, name, description, url, status, creation_timestamp,
                        last_updated_timestamp, deleted_timestamp, workspace
                 FROM webhooks"
            ),
            [
                r#"Text("w-1")|Text("deploy")|Null|Text("https://example.com/")|Text("ACTIVE")|Integer(20)|Integer(20)|Null|Text("default")"#
            ]
        );
        assert_eq!(
            rows(&database, "SELECT * FROM webhook_events"),
            [r#"Text("w-1")|Text("model_version")|Text("created")"#]
        );
        let secret = rows(&database, "SELECT secret FROM webhooks");
        assert!(secret[0].starts_with(r#"Text("gAAAAA"#), "{secret:?}");
        store.delete_webhook("w-1", 30).unwrap();
        assert_eq!(
            rows(
                &database,
                "SELECT deleted_timestamp, last_updated_timestamp FROM webhooks"
            ),
            ["Integer(30)|Integer(30)"]
        );
    }

    #[test]
    fn what_a_later_release_wrote_does_no_harm() {
        let (_scratch, store, database) = Scratch::store();
        store.create_webhook(&new_webhook()).unwrap();
        database
            .execute_batch(
                "INSERT INTO webhook_events VALUES ('w-1', 'agent', 'created');
                 UPDATE webhooks SET status = 'PAUSED', secret = 'of another key',
                                     last_updated_timestamp = NULL",
            )
            .unwrap();
        let webhook = store.get_webhook("w-1").unwrap().unwrap();
        assert_eq!(webhook.events, [WebhookEvent::ALL[1]]);
        assert_eq!(webhook.status, WebhookStatus::Disabled);
        assert_eq!(webhook.secret, WebhookSecret::Unreadable);
        assert_eq!(webhook.last_update_time, 20);
        // A change of something else leaves the secret to whoever has its key.
        let update = WebhookUpdate {
            name: Some("new".to_owned()),
            ..WebhookUpdate::default()
        };
        store.update_webhook("w-1", &update, 40).unwrap();
        assert_eq!(
            rows(&database, "SELECT name, secret FROM webhooks"),
            [r#"Text("new")|Text("of another key")"#]
        );
    }

    #[test]
    fn a_schema_without_webhooks_has_none_and_takes_none() {
        use super::super::{SchemaTarget, create};
        for (schema, has_webhooks) in [("2.22", false), ("3.3", true), ("3.9", true)] {
            let scratch = Scratch::new();
            create(&scratch.path, SchemaTarget::parse(schema).unwrap(), 0).unwrap();
            let store = scratch.open().unwrap();
            let webhooks = store.webhooks().unwrap();
            let created = webhooks.create_webhook(&new_webhook());
            if has_webhooks {
                assert_eq!(created.unwrap().name, "deploy", "{schema}");
                assert!(webhooks.get_webhook("w-1").unwrap().is_some());
                let update = WebhookUpdate::default();
                webhooks.update_webhook("w-1", &update, 30).unwrap();
                assert_eq!(webhooks.list_webhooks(5, None).unwrap().items.len(), 1);
                webhooks.delete_webhook("w-1", 40).unwrap();
                assert_eq!(webhooks.list_webhooks(5, None).unwrap().items, []);
            } else {
                let error = created.unwrap_err();
                let phrase = "webhooks need a schema of MLflow 3.3 or later";
                assert!(error.message().starts_with(phrase), "{error}");
                assert_eq!(webhooks.list_webhooks(5, None).unwrap().items, []);
                assert_eq!(webhooks.get_webhook("w-1").unwrap(), None);
                assert!(webhooks.delete_webhook("w-1", 40).is_err());
            }
        }
    }
}
