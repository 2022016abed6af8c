//! Webhooks.

use axum::extract::State;

use crate::api::{
    self, Empty, ListWebhooks, ListWebhooksResponse, TestWebhook, TestWebhookResponse,
    UpdateWebhook, WebhookResponse,
};
use crate::registry::CreateWebhook;
use crate::server::answer::{HandlerResult, Json};
use crate::server::app::Shared;
use crate::server::endpoint::endpoints;
use crate::server::extract::{Input, Segments};
use crate::store::WebhookUpdate;
use crate::webhook;

endpoints! {
    POST   "/mlflow/webhooks"                   LATER Admin => create;
    GET    "/mlflow/webhooks"                   LATER Admin => list;
    GET    "/mlflow/webhooks/{webhook_id}"      LATER Admin => get;
    PATCH  "/mlflow/webhooks/{webhook_id}"      LATER Admin => update;
    DELETE "/mlflow/webhooks/{webhook_id}"      LATER Admin => delete;
    POST   "/mlflow/webhooks/{webhook_id}/test" LATER Admin => test;
}

/// Most webhooks on a page where the request does not say, as in MLflow 3.18.0.
const PAGE: i64 = 100;

pub(in crate::server) async fn create(
    State(app): Shared,
    Input(request): Input<api::CreateWebhook>,
) -> HandlerResult {
    app.change_with(move |app| {
        let create = CreateWebhook {
            name: request.name,
            description: request.description,
            url: request.url,
            events: request.events,
            status: request.status.unwrap_or_default(),
            secret: request.secret.unwrap_or_default(),
        };
        let rules = &app.webhooks().settings().rules;
        let webhook = app.registry()?.create_webhook(create, rules)?;
        app.webhooks().webhooks_changed();
        Ok(Json::of(&WebhookResponse { webhook }))
    })
    .await
}

pub(in crate::server) async fn list(
    State(app): Shared,
    Input(request): Input<ListWebhooks>,
) -> HandlerResult {
    app.answer_models(move |registry| {
        let max_results = request
            .max_results
            .filter(|most| *most != 0)
            .unwrap_or(PAGE);
        let page = registry.list_webhooks(max_results, request.page_token.as_deref())?;
        Ok(ListWebhooksResponse {
            webhooks: page.items,
            next_page_token: page.next_page_token,
        })
    })
    .await
}

pub(in crate::server) async fn get(
    State(app): Shared,
    Segments(webhook_id): Segments<String>,
) -> HandlerResult {
    app.answer_models(move |registry| {
        let webhook = registry.get_webhook(&webhook_id)?;
        Ok(WebhookResponse { webhook })
    })
    .await
}

pub(in crate::server) async fn update(
    State(app): Shared,
    Segments(webhook_id): Segments<String>,
    Input(request): Input<UpdateWebhook>,
) -> HandlerResult {
    app.change_with(move |app| {
        let given = |text: Option<String>| text.filter(|text| !text.is_empty());
        let update = WebhookUpdate {
            name: given(request.name),
            description: request.description,
            url: given(request.url),
            events: Some(request.events).filter(|events| !events.is_empty()),
            status: request.status,
            secret: request.secret,
        };
        let rules = &app.webhooks().settings().rules;
        let webhook = app
            .registry()?
            .update_webhook(&webhook_id, &update, rules)?;
        app.webhooks().webhooks_changed();
        Ok(Json::of(&WebhookResponse { webhook }))
    })
    .await
}

pub(in crate::server) async fn delete(
    State(app): Shared,
    Segments(webhook_id): Segments<String>,
) -> HandlerResult {
    app.change_with(move |app| {
        app.registry()?.delete_webhook(&webhook_id)?;
        app.webhooks().webhooks_changed();
        Ok(Json::of(&Empty {}))
    })
    .await
}

/// Waits for the receiver, as MLflow 3.18.0 does. Threads for that are few: those who try webhooks
/// that hang do not take them from others.
pub(in crate::server) async fn test(
    State(app): Shared,
    Segments(webhook_id): Segments<String>,
    Input(request): Input<TestWebhook>,
) -> HandlerResult {
    let permit = app.permit_to_test()?;
    app.with(move |app| {
        let _permit = permit;
        let registry = app.registry()?;
        let settings = app.webhooks().settings();
        let result = webhook::test(&registry, &webhook_id, request.event, settings)?;
        Ok(Json::of(&TestWebhookResponse { result }))
    })
    .await
}
