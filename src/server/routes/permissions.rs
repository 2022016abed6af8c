//! Permissions of users: as MLflow has them since 3.13, and as its clients before that ask for them.

use axum::extract::State;

use crate::api::{
    Empty, ExperimentPermissionMessage, ExperimentPermissionOfUser, ExperimentPermissionResponse,
    GrantPermission, HolderMessage, HoldersResponse, ModelPermissionMessage, ModelPermissionOfUser,
    ModelPermissionResponse, PermissionOfUser, PermissionResponse, PermissionsOnResource,
    PermissionsResponse, UserByName, WriteExperimentPermission, WriteModelPermission,
};
use crate::entity::ResourceType;
use crate::server::answer::HandlerResult;
use crate::server::app::Shared;
use crate::server::auth::Viewer;
use crate::server::endpoint::endpoints;
use crate::server::extract::Input;
use crate::server::subject::PermissionsOfUser;
use crate::store::{GrantWrite, Holder, NamedGrant};

endpoints! {
    POST   "/mlflow/users/permissions/grant"              OF_3  Manage(GrantPermission)            => grant;
    POST   "/mlflow/users/permissions/revoke"             OF_3  Manage(PermissionOfUser)           => revoke;
    GET    "/mlflow/users/permissions/get"                OF_3  Read(PermissionOfUser)             => get;
    GET    "/mlflow/users/permissions/list"               OF_3  Read(PermissionsOfUser)            => list;
    GET    "/mlflow/users/current/permissions"            OF_3  User                               => list_own;
    GET    "/mlflow/permissions/list"                     OF_3  Manage(PermissionsOnResource)      => list_on_resource;
    POST   "/mlflow/experiments/permissions/create"       LATER Manage(WriteExperimentPermission)  => create_on_experiment;
    GET    "/mlflow/experiments/permissions/get"          LATER Manage(ExperimentPermissionOfUser) => get_on_experiment;
    PATCH  "/mlflow/experiments/permissions/update"       LATER Manage(WriteExperimentPermission)  => update_on_experiment;
    DELETE "/mlflow/experiments/permissions/delete"       LATER Manage(ExperimentPermissionOfUser) => delete_on_experiment;
    POST   "/mlflow/registered-models/permissions/create" LATER Manage(WriteModelPermission)       => create_on_model;
    GET    "/mlflow/registered-models/permissions/get"    LATER Manage(ModelPermissionOfUser)      => get_on_model;
    PATCH  "/mlflow/registered-models/permissions/update" LATER Manage(WriteModelPermission)       => update_on_model;
    DELETE "/mlflow/registered-models/permissions/delete" LATER Manage(ModelPermissionOfUser)      => delete_on_model;
}

pub(in crate::server) async fn grant(
    State(app): Shared,
    Input(request): Input<GrantPermission>,
) -> HandlerResult {
    app.change_users(move |users| {
        let GrantPermission {
            username,
            resource_type,
            resource_id,
            permission,
        } = request;
        let how = GrantWrite::Create;
        users.grant(&username, &resource_type, &resource_id, &permission, how)?;
        Ok(Empty {})
    })
    .await
}

pub(in crate::server) async fn revoke(
    State(app): Shared,
    Input(request): Input<PermissionOfUser>,
) -> HandlerResult {
    app.change_users(move |users| {
        users.revoke(
            &request.username,
            &request.resource_type,
            &request.resource_id,
        )?;
        Ok(Empty {})
    })
    .await
}

pub(in crate::server) async fn get(
    State(app): Shared,
    Input(request): Input<PermissionOfUser>,
) -> HandlerResult {
    app.answer_users(move |users| {
        let permission = users.permission_of(
            &request.username,
            &request.resource_type,
            &request.resource_id,
        )?;
        Ok(PermissionResponse {
            allowed: permission.allows_use(),
            permission: permission.as_str().to_owned(),
        })
    })
    .await
}

pub(in crate::server) async fn list(
    State(app): Shared,
    viewer: Viewer,
    Input(request): Input<UserByName>,
) -> HandlerResult {
    let caller = viewer.known()?.clone();
    app.answer_users(move |users| {
        let user = users.get_user(&request.username)?;
        let roles = users.roles_of(&caller, &request.username)?;
        Ok(PermissionsResponse::new(user.is_admin, &roles))
    })
    .await
}

pub(in crate::server) async fn list_own(State(app): Shared, viewer: Viewer) -> HandlerResult {
    let caller = viewer.known()?.clone();
    app.answer_users(move |users| {
        let roles = users.roles_of(&caller, caller.name())?;
        Ok(PermissionsResponse::new(caller.is_admin(), &roles))
    })
    .await
}

pub(in crate::server) async fn list_on_resource(
    State(app): Shared,
    Input(request): Input<PermissionsOnResource>,
) -> HandlerResult {
    app.answer_users(move |users| {
        let found = users.holders_of(&request.resource_type, &request.resource_id)?;
        Ok(HoldersResponse {
            holders: found.into_iter().map(holder).collect(),
        })
    })
    .await
}

fn holder(named: NamedGrant) -> HolderMessage {
    let (username, role_name) = match named.holder {
        Holder::User(name) => (Some(name), None),
        Holder::Role(name) => (None, Some(name)),
    };
    HolderMessage {
        username,
        role_name,
        permission: named.grant.permission.as_str().to_owned(),
    }
}

const EXPERIMENT: ResourceType = ResourceType::Experiment;
const MODEL: ResourceType = ResourceType::RegisteredModel;

pub(in crate::server) async fn create_on_experiment(
    State(app): Shared,
    Input(request): Input<WriteExperimentPermission>,
) -> HandlerResult {
    app.change_users(move |users| {
        let WriteExperimentPermission {
            experiment_id,
            username,
            permission,
        } = request;
        let user_id = users.get_user(&username)?.id;
        let how = GrantWrite::Create;
        users.grant_as_before_roles(&username, EXPERIMENT, &experiment_id, &permission, how)?;
        Ok(ExperimentPermissionResponse {
            experiment_permission: ExperimentPermissionMessage {
                experiment_id,
                user_id,
                permission,
            },
        })
    })
    .await
}

pub(in crate::server) async fn get_on_experiment(
    State(app): Shared,
    Input(request): Input<ExperimentPermissionOfUser>,
) -> HandlerResult {
    app.answer_users(move |users| {
        let user_id = users.get_user(&request.username)?.id;
        let permission =
            users.direct_grant(&request.username, EXPERIMENT, &request.experiment_id)?;
        Ok(ExperimentPermissionResponse {
            experiment_permission: ExperimentPermissionMessage {
                experiment_id: request.experiment_id,
                user_id,
                permission: permission.as_str().to_owned(),
            },
        })
    })
    .await
}

pub(in crate::server) async fn update_on_experiment(
    State(app): Shared,
    Input(request): Input<WriteExperimentPermission>,
) -> HandlerResult {
    app.change_users(move |users| {
        users.grant_as_before_roles(
            &request.username,
            EXPERIMENT,
            &request.experiment_id,
            &request.permission,
            GrantWrite::Update,
        )?;
        Ok(Empty {})
    })
    .await
}

pub(in crate::server) async fn delete_on_experiment(
    State(app): Shared,
    Input(request): Input<ExperimentPermissionOfUser>,
) -> HandlerResult {
    app.change_users(move |users| {
        let kind = EXPERIMENT.as_str();
        users.revoke(&request.username, kind, &request.experiment_id)?;
        Ok(Empty {})
    })
    .await
}

pub(in crate::server) async fn create_on_model(
    State(app): Shared,
    Input(request): Input<WriteModelPermission>,
) -> HandlerResult {
    app.change_users(move |users| {
        let WriteModelPermission {
            name,
            username,
            permission,
        } = request;
        let user_id = users.get_user(&username)?.id;
        let how = GrantWrite::Create;
        users.grant_as_before_roles(&username, MODEL, &name, &permission, how)?;
        Ok(ModelPermissionResponse {
            registered_model_permission: ModelPermissionMessage {
                name,
                user_id,
                permission,
            },
        })
    })
    .await
}

pub(in crate::server) async fn get_on_model(
    State(app): Shared,
    Input(request): Input<ModelPermissionOfUser>,
) -> HandlerResult {
    app.answer_users(move |users| {
        let user_id = users.get_user(&request.username)?.id;
        let permission = users.direct_grant(&request.username, MODEL, &request.name)?;
        Ok(ModelPermissionResponse {
            registered_model_permission: ModelPermissionMessage {
                name: request.name,
                user_id,
                permission: permission.as_str().to_owned(),
            },
        })
    })
    .await
}

pub(in crate::server) async fn update_on_model(
    State(app): Shared,
    Input(request): Input<WriteModelPermission>,
) -> HandlerResult {
    app.change_users(move |users| {
        users.grant_as_before_roles(
            &request.username,
            MODEL,
            &request.name,
            &request.permission,
            GrantWrite::Update,
        )?;
        Ok(Empty {})
    })
    .await
}

pub(in crate::server) async fn delete_on_model(
    State(app): Shared,
    Input(request): Input<ModelPermissionOfUser>,
) -> HandlerResult {
    app.change_users(move |users| {
        users.revoke(&request.username, MODEL.as_str(), &request.name)?;
        Ok(Empty {})
    })
    .await
}
