//! Wordings about users, roles and permissions.

use super::{Error, ErrorCode};

impl Error {
    /// There is no such user.
    pub fn user_not_found(username: &str) -> Self {
        Self::new(
            ErrorCode::ResourceDoesNotExist,
            format!("User with username={username} not found: expected the name of a user"),
        )
    }

    /// The name is taken.
    pub fn user_exists(username: &str) -> Self {
        Self::new(
            ErrorCode::ResourceAlreadyExists,
            format!("User (username={username}) already exists: expected a new name"),
        )
    }

    /// The password is too short.
    pub fn password_too_short(shortest: usize) -> Self {
        Self::invalid(format!(
            "Password must be at least {shortest} characters: expected a longer one"
        ))
    }

    /// There is no such role.
    pub fn role_not_found(role_id: i64) -> Self {
        Self::new(
            ErrorCode::ResourceDoesNotExist,
            format!("Role with id={role_id} not found: expected the id of a role"),
        )
    }

    /// The name is taken.
    pub fn role_exists(name: &str, workspace: &str) -> Self {
        Self::new(
            ErrorCode::ResourceAlreadyExists,
            format!(
                "Role (name={name}, workspace={workspace}) already exists: expected a new name"
            ),
        )
    }

    /// There is no such permission of a role.
    pub fn role_permission_not_found(id: i64) -> Self {
        Self::new(
            ErrorCode::ResourceDoesNotExist,
            format!("Role permission with id={id} not found: expected the id of a permission"),
        )
    }

    /// A level of permission is not known.
    pub fn permission_invalid(name: &str, known: &str) -> Self {
        Self::invalid(format!(
            "Invalid permission '{name}': expected one of {known}"
        ))
    }

    /// A level of permission cannot be given on a kind of resource.
    pub fn permission_not_grantable(name: &str, kind: &str, grantable: &str) -> Self {
        Self::invalid(format!(
            "Invalid permission '{name}' for resource_type='{kind}': expected one of {grantable}"
        ))
    }

    /// A kind of resource is not known.
    pub fn resource_type_invalid(name: &str, known: &str) -> Self {
        Self::invalid(format!(
            "Invalid resource type '{name}': expected one of {known}"
        ))
    }

    /// A user has a permission already.
    pub fn grant_exists(username: &str, kind: &str, id: &str) -> Self {
        Self::new(
            ErrorCode::ResourceAlreadyExists,
            format!(
                "Permission for user={username} on resource_type={kind}, resource_id={id} already \
                 exists: expected one that the user does not have"
            ),
        )
    }

    /// A user does not have a permission.
    pub fn grant_not_found(username: &str, kind: &str, id: &str) -> Self {
        Self::new(
            ErrorCode::ResourceDoesNotExist,
            format!(
                "Permission for user={username} on resource_type={kind}, resource_id={id} not \
                 found: expected one that the user has"
            ),
        )
    }

    /// The users' database is of a release that cannot keep something.
    pub fn users_database_lacks(what: &str) -> Self {
        Self::new(
            ErrorCode::NotImplemented,
            format!(
                "the users' database has MLflow's schema from before there were {what}; MLflow \
                 3.18's server makes place for them when it starts with this database"
            ),
        )
    }
}
