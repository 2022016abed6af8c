//! Users of a server.

use std::fmt;

/// Who may log in.
#[derive(Clone, PartialEq, Eq)]
pub struct User {
    /// The key in the users' database. It may be given again after the user was deleted.
    pub id: i64,
    /// By what the user logs in.
    pub username: String,
    /// The password, hashed as Werkzeug does.
    pub password_hash: String,
    /// Whether the user may do everything.
    pub is_admin: bool,
}

/// Without the hash, which no log should have.
impl fmt::Debug for User {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User")
            .field("id", &self.id)
            .field("username", &self.username)
            .field("is_admin", &self.is_admin)
            .finish_non_exhaustive()
    }
}
