//! Users.

use axum::extract::State;

use crate::access::{AccessControl, Caller};
use crate::api::{
    CreateUser, CurrentUserResponse, Empty, UpdateAdmin, UpdatePassword, UserByName, UserMessage,
    UserResponse, UsersResponse,
};
use crate::entity::User;
use crate::error::Result;
use crate::server::answer::{HandlerResult, Json};
use crate::server::app::Shared;
use crate::server::auth::Viewer;
use crate::server::endpoint::endpoints;
use crate::server::extract::Input;

endpoints! {
    POST   "/mlflow/users/create"          LATER Manage(CreateUser)     => create;
    GET    "/mlflow/users/get"             LATER Read(UserByName)       => get;
    GET    "/mlflow/users/current"         LATER User                   => current;
    GET    "/mlflow/users/list"            LATER User                   => list;
    PATCH  "/mlflow/users/update-password" LATER Update(UpdatePassword) => update_password;
    PATCH  "/mlflow/users/update-admin"    LATER Admin(UpdateAdmin)     => update_admin;
    DELETE "/mlflow/users/delete"          LATER Admin(UserByName)      => delete;
}

pub(in crate::server) async fn create(
    State(app): Shared,
    Input(request): Input<CreateUser>,
) -> HandlerResult {
    app.change_users(move |users| {
        let user = users.create_user(&request.username, &request.password, false)?;
        answer(users, &user)
    })
    .await
}

pub(in crate::server) async fn get(
    State(app): Shared,
    Input(request): Input<UserByName>,
) -> HandlerResult {
    app.answer_users(move |users| {
        let user = users.get_user(&request.username)?;
        answer(users, &user)
    })
    .await
}

fn answer(users: &AccessControl, user: &User) -> Result<UserResponse> {
    let grants = users.direct_grants(user)?;
    Ok(UserResponse {
        user: UserMessage::new(user, &grants),
    })
}

pub(in crate::server) async fn current(viewer: Viewer) -> HandlerResult {
    let caller = viewer.known()?;
    Ok(Json::of(&CurrentUserResponse {
        user: caller.user().into(),
        is_basic_auth: !caller.logs_in_elsewhere(),
    }))
}

pub(in crate::server) async fn list(State(app): Shared, viewer: Viewer) -> HandlerResult {
    let caller = viewer.known()?.clone();
    app.answer_users(move |users| Ok(UsersResponse::new(&users.users_seen_by(&caller)?)))
        .await
}

pub(in crate::server) async fn update_password(
    State(app): Shared,
    viewer: Viewer,
    Input(request): Input<UpdatePassword>,
) -> HandlerResult {
    let caller: Caller = viewer.known()?.clone();
    app.change_users(move |users| {
        let current = request.current_password.as_deref();
        users.update_password(&caller, &request.username, &request.password, current)?;
        Ok(Empty {})
    })
    .await
}

pub(in crate::server) async fn update_admin(
    State(app): Shared,
    Input(request): Input<UpdateAdmin>,
) -> HandlerResult {
    app.change_users(move |users| {
        users.update_admin(&request.username, request.is_admin)?;
        Ok(Empty {})
    })
    .await
}

pub(in crate::server) async fn delete(
    State(app): Shared,
    viewer: Viewer,
    Input(request): Input<UserByName>,
) -> HandlerResult {
    let caller = viewer.known()?.clone();
    app.change_users(move |users| {
        users.delete_user(&caller, &request.username)?;
        Ok(Empty {})
    })
    .await
}
