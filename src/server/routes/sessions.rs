//! Sessions of the page, which MLflow does not have.
//!
//! One begins with the credentials of any other request, in the header `Authorization`: so there is one
//! way alone on which passwords are verified and mistakes slowed.

use axum::extract::State;
use axum::http::header::{CACHE_CONTROL, HeaderValue, SET_COOKIE};
use axum::response::{IntoResponse as _, Response};

use crate::api::{Empty, LogInMethods};
use crate::server::answer::{HandlerResult, Json};
use crate::server::app::Shared;
use crate::server::auth::{Cookies, Viewer};
use crate::server::endpoint::endpoints;
use crate::server::error::ErrorResponse;
use crate::server::subject::OwnTokens;
use crate::tracking::now;

use super::tokens::check_logged_in;

endpoints! {
    GET    "/mlflow/sessions/methods" OF_3 Anyone            => methods;
    POST   "/mlflow/sessions/create"  OF_3 Create(OwnTokens) => create;
    DELETE "/mlflow/sessions/end"     OF_3 Update(OwnTokens) => end;
}

pub(in crate::server) async fn methods(State(app): Shared) -> HandlerResult {
    Ok(Json::of(&LogInMethods {
        password: true,
        provider: app.provider().map(|provider| provider.name().to_owned()),
    }))
}

pub(in crate::server) async fn create(
    State(app): Shared,
    viewer: Viewer,
    cookies: Cookies,
) -> Result<Response, ErrorResponse> {
    let caller = viewer.known()?.clone();
    let session = app.change_with(move |app| {
        check_logged_in(&caller)?;
        Ok(app.users()?.begin_session(&caller, now())?)
    });
    let session = session.await?;
    let cookie = cookies.keep_session(&session.secret, session.seconds);
    Ok(answer(cookie))
}

pub(in crate::server) async fn end(
    State(app): Shared,
    viewer: Viewer,
    cookies: Cookies,
) -> Result<Response, ErrorResponse> {
    let caller = viewer.known()?.clone();
    app.change_with(move |app| Ok(app.users()?.end_session(&caller)?))
        .await?;
    Ok(answer(cookies.end_session()))
}

fn answer(cookie: HeaderValue) -> Response {
    let no_store = HeaderValue::from_static("no-store");
    let headers = [(SET_COOKIE, cookie), (CACHE_CONTROL, no_store)];
    (headers, Json::of(&Empty {})).into_response()
}
