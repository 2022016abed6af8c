//! Roles: permissions that several users have.

/// The workspace in which everything lies on a server that has one.
pub const DEFAULT_WORKSPACE: &str = "default";

/// A role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Role {
    /// Its key.
    pub id: i64,
    /// Its name.
    pub name: String,
    /// Where it holds.
    pub workspace: String,
    /// For people.
    pub description: Option<String>,
    /// What it permits.
    pub permissions: Vec<RolePermission>,
}

impl Role {
    /// The name of the role that has the permissions of one user alone.
    pub fn name_of_user(user_id: i64) -> String {
        format!("__user_{user_id}__")
    }

    /// The id of the user whose own permissions a role of this name has; `None` for other roles.
    pub fn user_of_name(name: &str) -> Option<i64> {
        let digits = name.strip_prefix("__user_")?.strip_suffix("__")?;
        let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        is_number.then(|| digits.parse().ok()).flatten()
    }

    /// Whether a name is kept for such roles.
    pub fn is_reserved(name: &str) -> bool {
        name.starts_with("__user_")
    }
}

/// A permission of a role. Kinds and levels that a later release has are kept as they are spelt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RolePermission {
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoleAssignment {
    /// Its key.
    pub id: i64,
    /// Who has it.
    pub user_id: i64,
    /// Which one.
    pub role_id: i64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_role_of_one_user_is_known_by_its_name() {
        assert_eq!(Role::user_of_name(&Role::name_of_user(12)), Some(12));
        for name in [
            "__user___",
            "__user_a__",
            "user_1",
            "__user_-1__",
            "__user_1_",
        ] {
            assert_eq!(Role::user_of_name(name), None, "{name}");
        }
        assert!(Role::is_reserved("__user_admin__") && !Role::is_reserved("user"));
    }
}
