//! Access tokens, which MLflow does not have.

use axum::extract::State;

use crate::access::{Caller, Scope, Token};
use crate::api::{CreateToken, Empty, NewTokenResponse, TokenById, TokenMessage, TokensResponse};
use crate::error::{Error, ErrorCode, Result};
use crate::server::answer::HandlerResult;
use crate::server::app::Shared;
use crate::server::auth::Viewer;
use crate::server::endpoint::endpoints;
use crate::server::extract::Input;
use crate::server::subject::OwnTokens;
use crate::tracking::now;

endpoints! {
    POST   "/mlflow/tokens/create" OF_3 Create(OwnTokens) => create;
    GET    "/mlflow/tokens/list"   OF_3 User              => list;
    DELETE "/mlflow/tokens/revoke" OF_3 Update(OwnTokens) => revoke;
}

pub(in crate::server) async fn create(
    State(app): Shared,
    viewer: Viewer,
    Input(request): Input<CreateToken>,
) -> HandlerResult {
    let caller = viewer.known()?.clone();
    app.change_users(move |users| {
        check_logged_in(&caller)?;
        let scope = scope(request.scope.as_deref())?;
        let made = users.create_token(&caller, &request.name, scope, request.expires_at, now())?;
        Ok(NewTokenResponse {
            token: message(made.token),
            secret: made.secret,
        })
    })
    .await
}

pub(in crate::server) async fn list(State(app): Shared, viewer: Viewer) -> HandlerResult {
    let caller = viewer.known()?.clone();
    app.answer_users(move |users| {
        let tokens = users.list_tokens(&caller, now())?.into_iter();
        Ok(TokensResponse {
            tokens: tokens.map(message).collect(),
        })
    })
    .await
}

pub(in crate::server) async fn revoke(
    State(app): Shared,
    viewer: Viewer,
    Input(request): Input<TokenById>,
) -> HandlerResult {
    let caller = viewer.known()?.clone();
    app.change_users(move |users| {
        // A token may end itself, so that a program that is done leaves none behind.
        if caller.token_id() != Some(request.token_id.as_str()) {
            check_logged_in(&caller)?;
        }
        users.revoke_token(&caller, &request.token_id)?;
        Ok(Empty {})
    })
    .await
}

/// Whoever got hold of a token shall not make others of it that outlive it.
pub(super) fn check_logged_in(caller: &Caller) -> Result<()> {
    if caller.token_id().is_none() {
        return Ok(());
    }
    Err(Error::new(
        ErrorCode::PermissionDenied,
        "an access token cannot manage access tokens, nor begin a session: expected your name and password",
    ))
}

fn scope(text: Option<&str>) -> Result<Scope> {
    match text {
        None | Some("" | "write") => Ok(Scope::All),
        Some("read") => Ok(Scope::Read),
        Some(other) => Err(Error::invalid_value(
            "scope",
            format!("'{other}'"),
            "`read` or `write`",
        )),
    }
}

fn message(token: Token) -> TokenMessage {
    let Token {
        token_id,
        name,
        scope,
        created_at,
        expires_at,
        last_used_at,
        is_valid,
    } = token;
    let scope = match scope {
        Scope::All => "write",
        Scope::Read => "read",
    };
    TokenMessage {
        token_id,
        name,
        scope: scope.to_owned(),
        created_at,
        expires_at,
        last_used_at,
        is_valid,
    }
}
