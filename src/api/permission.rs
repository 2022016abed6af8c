//! Permissions of users.

use serde::{Deserialize, Serialize};

use crate::entity::Role;

use super::message::required;
use super::user::{ExperimentPermissionMessage, ModelPermissionMessage};

/// `POST users/permissions/grant`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantPermission {
    /// Who gets it.
    #[serde(deserialize_with = "required")]
    pub username: String,
    /// On what kind of resource.
    #[serde(deserialize_with = "required")]
    pub resource_type: String,
    /// On which one, or `*`.
    #[serde(deserialize_with = "required")]
    pub resource_id: String,
    /// How much.
    #[serde(deserialize_with = "required")]
    pub permission: String,
}

/// `POST users/permissions/revoke` and `GET users/permissions/get`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermissionOfUser {
    /// Who has it.
    #[serde(deserialize_with = "required")]
    pub username: String,
    /// On what kind of resource.
    #[serde(deserialize_with = "required")]
    pub resource_type: String,
    /// On which one, or `*`.
    #[serde(deserialize_with = "required")]
    pub resource_id: String,
}

/// `GET permissions/list`. (Ours: MLflow does not tell who may do what with one resource.)
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermissionsOnResource {
    /// On what kind of resource.
    #[serde(deserialize_with = "required")]
    pub resource_type: String,
    /// On which one.
    #[serde(deserialize_with = "required")]
    pub resource_id: String,
}

/// Who has a permission on one resource.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HolderMessage {
    /// The user who has it alone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// Or the role that gives it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role_name: Option<String>,
    /// How much.
    pub permission: String,
}

/// The answer to `GET permissions/list`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HoldersResponse {
    /// All who have one by the id of the resource.
    pub holders: Vec<HolderMessage>,
}

/// The answer to `GET users/permissions/get`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermissionResponse {
    /// Whether the user may use the resource in work of one's own.
    pub allowed: bool,
    /// How much the user may do with it.
    pub permission: String,
}

/// A permission that a user has by a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermissionByRole {
    /// The key of the role.
    pub role_id: i64,
    /// The name of the role.
    pub role_name: String,
    /// Where it holds.
    pub workspace: String,
    /// On what kind of resource.
    pub resource_type: String,
    /// On which one, or `*`.
    pub resource_pattern: String,
    /// How much.
    pub permission: String,
}

/// The answer to `GET users/permissions/list` and `GET users/current/permissions`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermissionsResponse {
    /// Whether the user may do everything.
    pub is_admin: bool,
    /// What the roles of the user permit.
    pub permissions: Vec<PermissionByRole>,
}

impl PermissionsResponse {
    /// What roles permit.
    pub fn new(is_admin: bool, roles: &[Role]) -> Self {
        let of_role = |role: &Role| -> Vec<PermissionByRole> {
            let permissions = role.permissions.iter();
            permissions
                .map(|permission| PermissionByRole {
                    role_id: role.id,
                    role_name: role.name.clone(),
                    workspace: role.workspace.clone(),
                    resource_type: permission.resource_type.clone(),
                    resource_pattern: permission.resource_pattern.clone(),
                    permission: permission.permission.clone(),
                })
                .collect()
        };
        Self {
            is_admin,
            permissions: roles.iter().flat_map(of_role).collect(),
        }
    }
}

/// `POST experiments/permissions/create` and `PATCH experiments/permissions/update`, of clients
/// before 3.13.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WriteExperimentPermission {
    /// On which one.
    #[serde(deserialize_with = "required")]
    pub experiment_id: String,
    /// Who gets it.
    #[serde(deserialize_with = "required")]
    pub username: String,
    /// How much.
    #[serde(deserialize_with = "required")]
    pub permission: String,
}

/// `GET experiments/permissions/get` and `DELETE experiments/permissions/delete`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExperimentPermissionOfUser {
    /// On which one.
    #[serde(deserialize_with = "required")]
    pub experiment_id: String,
    /// Who has it.
    #[serde(deserialize_with = "required")]
    pub username: String,
}

/// `POST registered-models/permissions/create` and `PATCH registered-models/permissions/update`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WriteModelPermission {
    /// On which one.
    #[serde(deserialize_with = "required")]
    pub name: String,
    /// Who gets it.
    #[serde(deserialize_with = "required")]
    pub username: String,
    /// How much.
    #[serde(deserialize_with = "required")]
    pub permission: String,
}

/// `GET registered-models/permissions/get` and `DELETE registered-models/permissions/delete`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelPermissionOfUser {
    /// On which one.
    #[serde(deserialize_with = "required")]
    pub name: String,
    /// Who has it.
    #[serde(deserialize_with = "required")]
    pub username: String,
}

/// The answer about a permission on an experiment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExperimentPermissionResponse {
    /// The permission.
    pub experiment_permission: ExperimentPermissionMessage,
}

/// The answer about a permission on a registered model.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelPermissionResponse {
    /// The permission.
    pub registered_model_permission: ModelPermissionMessage,
}
