//! Log-ins of commands by way of the page, which MLflow does not have.

use axum::extract::State;

use crate::access::DeviceLogIn;
use crate::api::{
    BeginDevice, DecideOnDevice, DeviceByCode, DeviceByUserCode, DeviceCodesResponse,
    DeviceResponse, DeviceTokenResponse, Empty,
};
use crate::server::answer::HandlerResult;
use crate::server::app::Shared;
use crate::server::auth::Viewer;
use crate::server::endpoint::endpoints;
use crate::server::extract::Input;
use crate::server::subject::OwnTokens;
use crate::tracking::now;

use super::tokens::check_logged_in;

endpoints! {
    POST "/mlflow/devices/begin"  OF_3 Anyone            => begin;
    POST "/mlflow/devices/token"  OF_3 Anyone            => token;
    GET  "/mlflow/devices/get"    OF_3 User              => get;
    POST "/mlflow/devices/decide" OF_3 Create(OwnTokens) => decide;
}

pub(in crate::server) async fn begin(
    State(app): Shared,
    Input(request): Input<BeginDevice>,
) -> HandlerResult {
    app.change_users(move |users| {
        let codes = users.begin_device(&request.name, now())?;
        Ok(DeviceCodesResponse {
            verification_path: format!("/#/device?code={}", codes.user_code),
            device_code: codes.device_code,
            user_code: codes.user_code,
            expires_in: codes.seconds,
            interval: codes.interval,
        })
    })
    .await
}

pub(in crate::server) async fn token(
    State(app): Shared,
    Input(request): Input<DeviceByCode>,
) -> HandlerResult {
    app.change_users(move |users| {
        let status = |status: &str| DeviceTokenResponse {
            status: status.to_owned(),
            username: None,
            secret: None,
        };
        Ok(match users.device(&request.device_code, now())? {
            DeviceLogIn::Pending => status("authorization_pending"),
            DeviceLogIn::Refused => status("access_denied"),
            DeviceLogIn::Over => status("expired_token"),
            DeviceLogIn::Done(username, made) => DeviceTokenResponse {
                username: Some(username),
                secret: Some(made.secret),
                ..status("done")
            },
        })
    })
    .await
}

pub(in crate::server) async fn get(
    State(app): Shared,
    Input(request): Input<DeviceByUserCode>,
) -> HandlerResult {
    app.answer_users(move |users| {
        let name = users.device_named(&request.user_code, now())?;
        Ok(DeviceResponse { name })
    })
    .await
}

pub(in crate::server) async fn decide(
    State(app): Shared,
    viewer: Viewer,
    Input(request): Input<DecideOnDevice>,
) -> HandlerResult {
    let caller = viewer.known()?.clone();
    app.change_users(move |users| {
        check_logged_in(&caller)?;
        users.decide_on_device(&caller, &request.user_code, request.allow, now())?;
        Ok(Empty {})
    })
    .await
}
