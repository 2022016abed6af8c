//! Roles.

use serde::{Deserialize, Serialize};

use crate::entity::{Role, RoleAssignment, RolePermission};

use super::message::required;

/// `POST roles/create`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateRole {
    /// Its name.
    pub name: String,
    /// Where it holds.
    pub workspace: String,
    /// For people.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// `GET roles/get`, `DELETE roles/delete`, and others about one role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleById {
    /// Which one.
    pub role_id: i64,
}

/// `GET roles/list`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListRoles {
    /// The workspaces; all where none is named.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub workspace: Vec<String>,
}

/// `PATCH roles/update`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateRole {
    /// Which one.
    pub role_id: i64,
    /// Its new name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its new description.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
}

/// `POST roles/permissions/add`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AddRolePermission {
    /// Which role.
    pub role_id: i64,
    /// On what kind of resource.
    #[serde(deserialize_with = "required")]
    pub resource_type: String,
    /// On which one, or `*`.
    #[serde(deserialize_with = "required")]
    pub resource_pattern: String,
    /// How much.
    #[serde(deserialize_with = "required")]
    pub permission: String,
}

/// `DELETE roles/permissions/remove`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolePermissionById {
    /// Which one.
    pub role_permission_id: i64,
}

/// `PATCH roles/permissions/update`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateRolePermission {
    /// Which one.
    pub role_permission_id: i64,
    /// How much from now on.
    #[serde(deserialize_with = "required")]
    pub permission: String,
}

/// `POST roles/assign` and `DELETE roles/unassign`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AssignRole {
    /// Which user.
    #[serde(deserialize_with = "required")]
    pub username: String,
    /// Which role.
    pub role_id: i64,
}

/// A role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleMessage {
    /// Its key.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Where it holds.
    #[serde(default)]
    pub workspace: String,
    /// For people.
    #[serde(default)]
    pub description: Option<String>,
    /// What it permits.
    #[serde(default)]
    pub permissions: Vec<RolePermissionMessage>,
}

/// A permission of a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolePermissionMessage {
    /// Its key.
    pub id: i64,
    /// Whose it is.
    pub role_id: i64,
    /// On what kind of resource.
    pub resource_type: String,
    /// On which one, or `*`.
    pub resource_pattern: String,
    /// How much.
    pub permission: String,
}

/// That a user has a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleAssignmentMessage {
    /// Its key.
    pub id: i64,
    /// Who has it.
    pub user_id: i64,
    /// Which one.
    pub role_id: i64,
}

impl From<&Role> for RoleMessage {
    fn from(role: &Role) -> Self {
        let Role {
            id,
            name,
            workspace,
            description,
            permissions,
        } = role;
        Self {
            id: *id,
            name: name.clone(),
            workspace: workspace.clone(),
            description: description.clone(),
            permissions: permissions
                .iter()
                .map(RolePermissionMessage::from)
                .collect(),
        }
    }
}

impl From<&RolePermission> for RolePermissionMessage {
    fn from(permission: &RolePermission) -> Self {
        let RolePermission {
            id,
            role_id,
            resource_type,
            resource_pattern,
            permission,
        } = permission;
        Self {
            id: *id,
            role_id: *role_id,
            resource_type: resource_type.clone(),
            resource_pattern: resource_pattern.clone(),
            permission: permission.clone(),
        }
    }
}

impl From<RoleAssignment> for RoleAssignmentMessage {
    fn from(assignment: RoleAssignment) -> Self {
        let RoleAssignment {
            id,
            user_id,
            role_id,
        } = assignment;
        Self {
            id,
            user_id,
            role_id,
        }
    }
}

/// The answer about one role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleResponse {
    /// The role.
    pub role: RoleMessage,
}

/// The answer with several roles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolesResponse {
    /// The roles.
    pub roles: Vec<RoleMessage>,
}

/// The answer about one permission of a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolePermissionResponse {
    /// The permission.
    pub role_permission: RolePermissionMessage,
}

/// The answer with the permissions of a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RolePermissionsResponse {
    /// The permissions.
    pub role_permissions: Vec<RolePermissionMessage>,
}

/// The answer to `POST roles/assign`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleAssignmentResponse {
    /// That the user has the role.
    pub assignment: RoleAssignmentMessage,
}

/// The answer to `GET roles/users/list`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleAssignmentsResponse {
    /// Who has the role.
    pub assignments: Vec<RoleAssignmentMessage>,
}

impl RolesResponse {
    /// The answer with these roles.
    pub fn new(roles: &[Role]) -> Self {
        Self {
            roles: roles.iter().map(RoleMessage::from).collect(),
        }
    }
}
