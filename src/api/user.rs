//! Users.

use serde::{Deserialize, Serialize};

use crate::entity::{Grant, ResourceType, Role, User};

use super::message::required;
use super::role::RoleMessage;

/// `POST users/create`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateUser {
    /// By what the user logs in.
    #[serde(deserialize_with = "required")]
    pub username: String,
    /// The password.
    #[serde(deserialize_with = "required")]
    pub password: String,
}

/// `GET users/get`, `DELETE users/delete`, and others about one user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserByName {
    /// Which one.
    #[serde(deserialize_with = "required")]
    pub username: String,
}

/// `PATCH users/update-password`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdatePassword {
    /// Whose.
    #[serde(deserialize_with = "required")]
    pub username: String,
    /// The new one.
    #[serde(deserialize_with = "required")]
    pub password: String,
    /// The old one, where the user changes the own one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub current_password: Option<String>,
}

/// `PATCH users/update-admin`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UpdateAdmin {
    /// Which user.
    #[serde(deserialize_with = "required")]
    pub username: String,
    /// Whether the user may do everything.
    pub is_admin: bool,
}

/// A user with the permissions that the user has directly, as clients before 3.13 read them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserMessage {
    /// The key in the users' database.
    pub id: i64,
    /// By what the user logs in.
    pub username: String,
    /// Whether the user may do everything.
    pub is_admin: bool,
    /// On experiments.
    #[serde(default)]
    pub experiment_permissions: Vec<ExperimentPermissionMessage>,
    /// On registered models.
    #[serde(default)]
    pub registered_model_permissions: Vec<ModelPermissionMessage>,
}

/// A permission on an experiment, as clients before 3.13 read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ExperimentPermissionMessage {
    /// On which one.
    pub experiment_id: String,
    /// Who has it.
    pub user_id: i64,
    /// How much.
    pub permission: String,
}

/// A permission on a registered model, as clients before 3.13 read it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelPermissionMessage {
    /// On which one.
    pub name: String,
    /// Who has it.
    pub user_id: i64,
    /// How much.
    pub permission: String,
}

impl UserMessage {
    /// A user with the permissions that the user has directly.
    pub fn new(user: &User, grants: &[Grant]) -> Self {
        let of = |kind| {
            grants
                .iter()
                .filter(move |grant| grant.resource_type == kind)
        };
        Self {
            id: user.id,
            username: user.username.clone(),
            is_admin: user.is_admin,
            experiment_permissions: of(ResourceType::Experiment)
                .map(|grant| ExperimentPermissionMessage {
                    experiment_id: grant.pattern.clone(),
                    user_id: user.id,
                    permission: grant.permission.as_str().to_owned(),
                })
                .collect(),
            registered_model_permissions: of(ResourceType::RegisteredModel)
                .map(|grant| ModelPermissionMessage {
                    name: grant.pattern.clone(),
                    user_id: user.id,
                    permission: grant.permission.as_str().to_owned(),
                })
                .collect(),
        }
    }
}

/// The answer about one user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserResponse {
    /// The user.
    pub user: UserMessage,
}

/// A user in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListedUser {
    /// The key in the users' database.
    pub id: i64,
    /// By what the user logs in.
    pub username: String,
    /// Whether the user may do everything.
    pub is_admin: bool,
    /// The roles of the user, as far as the caller may see them.
    #[serde(default)]
    pub roles: Vec<RoleMessage>,
}

/// The answer to `GET users/list`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UsersResponse {
    /// All of them.
    pub users: Vec<ListedUser>,
}

impl UsersResponse {
    /// Users with their roles.
    pub fn new(users: &[(User, Vec<Role>)]) -> Self {
        let listed = |(user, roles): &(User, Vec<Role>)| ListedUser {
            id: user.id,
            username: user.username.clone(),
            is_admin: user.is_admin,
            roles: roles.iter().map(RoleMessage::from).collect(),
        };
        Self {
            users: users.iter().map(listed).collect(),
        }
    }
}

/// Who has logged in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurrentUser {
    /// The key in the users' database.
    pub id: i64,
    /// By what the user logs in.
    pub username: String,
    /// Whether the user may do everything.
    pub is_admin: bool,
}

/// The answer to `GET users/current`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CurrentUserResponse {
    /// Who has logged in.
    pub user: CurrentUser,
    /// Whether users log in by a name and a password.
    pub is_basic_auth: bool,
}

impl From<&User> for CurrentUser {
    fn from(user: &User) -> Self {
        Self {
            id: user.id,
            username: user.username.clone(),
            is_admin: user.is_admin,
        }
    }
}
