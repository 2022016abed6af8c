//! Roles.

use axum::extract::State;

use crate::api::{
    AddRolePermission, AssignRole, CreateRole, Empty, ListRoles, RoleAssignmentResponse,
    RoleAssignmentsResponse, RoleById, RolePermissionById, RolePermissionMessage,
    RolePermissionResponse, RolePermissionsResponse, RoleResponse, RolesResponse, UpdateRole,
    UpdateRolePermission, UserByName,
};
use crate::server::answer::HandlerResult;
use crate::server::app::Shared;
use crate::server::auth::Viewer;
use crate::server::endpoint::endpoints;
use crate::server::extract::Input;
use crate::server::subject::PermissionsOfUser;

endpoints! {
    POST   "/mlflow/roles/create"             OF_3 Manage(CreateRole)           => create;
    GET    "/mlflow/roles/get"                OF_3 Read(RoleById)               => get;
    GET    "/mlflow/roles/list"               OF_3 Read(ListRoles)              => list;
    PATCH  "/mlflow/roles/update"             OF_3 Manage(UpdateRole)           => update;
    DELETE "/mlflow/roles/delete"             OF_3 Manage(RoleById)             => delete;
    POST   "/mlflow/roles/permissions/add"    OF_3 Manage(AddRolePermission)    => add_permission;
    DELETE "/mlflow/roles/permissions/remove" OF_3 Manage(RolePermissionById)   => remove_permission;
    GET    "/mlflow/roles/permissions/list"   OF_3 Read(RoleById)               => list_permissions;
    PATCH  "/mlflow/roles/permissions/update" OF_3 Manage(UpdateRolePermission) => update_permission;
    POST   "/mlflow/roles/assign"             OF_3 Manage(AssignRole)           => assign;
    DELETE "/mlflow/roles/unassign"           OF_3 Manage(AssignRole)           => unassign;
    GET    "/mlflow/roles/users/list"         OF_3 Manage(RoleById)             => list_users;
    GET    "/mlflow/users/roles/list"         OF_3 Read(PermissionsOfUser)      => list_of_user;
}

pub(in crate::server) async fn create(
    State(app): Shared,
    Input(request): Input<CreateRole>,
) -> HandlerResult {
    app.change_users(move |users| {
        let description = request.description.as_deref();
        let role = users.create_role(&request.workspace, &request.name, description)?;
        Ok(RoleResponse {
            role: (&role).into(),
        })
    })
    .await
}

pub(in crate::server) async fn get(
    State(app): Shared,
    Input(request): Input<RoleById>,
) -> HandlerResult {
    app.answer_users(move |users| {
        let role = users.get_role(request.role_id)?;
        Ok(RoleResponse {
            role: (&role).into(),
        })
    })
    .await
}

pub(in crate::server) async fn list(
    State(app): Shared,
    Input(request): Input<ListRoles>,
) -> HandlerResult {
    app.answer_users(move |users| Ok(RolesResponse::new(&users.list_roles(&request.workspace)?)))
        .await
}

pub(in crate::server) async fn update(
    State(app): Shared,
    Input(request): Input<UpdateRole>,
) -> HandlerResult {
    app.change_users(move |users| {
        let (name, description) = (request.name.as_deref(), request.description.as_deref());
        let role = users.update_role(request.role_id, name, description)?;
        Ok(RoleResponse {
            role: (&role).into(),
        })
    })
    .await
}

pub(in crate::server) async fn delete(
    State(app): Shared,
    Input(request): Input<RoleById>,
) -> HandlerResult {
    app.change_users(move |users| {
        users.delete_role(request.role_id)?;
        Ok(Empty {})
    })
    .await
}

pub(in crate::server) async fn add_permission(
    State(app): Shared,
    Input(request): Input<AddRolePermission>,
) -> HandlerResult {
    app.change_users(move |users| {
        let added = users.add_role_permission(
            request.role_id,
            &request.resource_type,
            &request.resource_pattern,
            &request.permission,
        )?;
        Ok(RolePermissionResponse {
            role_permission: (&added).into(),
        })
    })
    .await
}

pub(in crate::server) async fn remove_permission(
    State(app): Shared,
    Input(request): Input<RolePermissionById>,
) -> HandlerResult {
    app.change_users(move |users| {
        users.remove_role_permission(request.role_permission_id)?;
        Ok(Empty {})
    })
    .await
}

pub(in crate::server) async fn list_permissions(
    State(app): Shared,
    Input(request): Input<RoleById>,
) -> HandlerResult {
    app.answer_users(move |users| {
        let permissions = users.get_role(request.role_id)?.permissions;
        let permissions = permissions.iter().map(RolePermissionMessage::from);
        Ok(RolePermissionsResponse {
            role_permissions: permissions.collect(),
        })
    })
    .await
}

pub(in crate::server) async fn update_permission(
    State(app): Shared,
    Input(request): Input<UpdateRolePermission>,
) -> HandlerResult {
    app.change_users(move |users| {
        let updated =
            users.update_role_permission(request.role_permission_id, &request.permission)?;
        Ok(RolePermissionResponse {
            role_permission: (&updated).into(),
        })
    })
    .await
}

pub(in crate::server) async fn assign(
    State(app): Shared,
    Input(request): Input<AssignRole>,
) -> HandlerResult {
    app.change_users(move |users| {
        let assignment = users.assign_role(&request.username, request.role_id)?;
        Ok(RoleAssignmentResponse {
            assignment: assignment.into(),
        })
    })
    .await
}

pub(in crate::server) async fn unassign(
    State(app): Shared,
    Input(request): Input<AssignRole>,
) -> HandlerResult {
    app.change_users(move |users| {
        users.unassign_role(&request.username, request.role_id)?;
        Ok(Empty {})
    })
    .await
}

pub(in crate::server) async fn list_users(
    State(app): Shared,
    Input(request): Input<RoleById>,
) -> HandlerResult {
    app.answer_users(move |users| {
        let assignments = users.users_of_role(request.role_id)?.into_iter();
        Ok(RoleAssignmentsResponse {
            assignments: assignments.map(Into::into).collect(),
        })
    })
    .await
}

pub(in crate::server) async fn list_of_user(
    State(app): Shared,
    viewer: Viewer,
    Input(request): Input<UserByName>,
) -> HandlerResult {
    let caller = viewer.known()?.clone();
    app.answer_users(move |users| {
        let roles = users.roles_of(&caller, &request.username)?;
        Ok(RolesResponse::new(&roles))
    })
    .await
}
