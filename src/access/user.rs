//! The rules of users.

use crate::entity::{Grant, Role, User};
use crate::error::{Error, ErrorCode, Result};

use super::{AccessControl, Caller, elsewhere, password};

/// Longest name of a user, as the database keeps it.
const LONGEST_NAME: usize = 255;

impl AccessControl {
    /// Adds a user.
    pub fn create_user(&self, username: &str, password: &str, is_admin: bool) -> Result<User> {
        check_name(username)?;
        check_password(password)?;
        let user = self
            .database
            .create_user(username, &password::hash(password), is_admin)?;
        self.forget(username);
        Ok(user)
    }

    /// The user of that name.
    pub fn get_user(&self, username: &str) -> Result<User> {
        let user = self.database.find_user(username)?;
        user.ok_or_else(|| Error::user_not_found(username))
    }

    /// All users with the roles that a caller may see of them.
    pub fn users_seen_by(&self, caller: &Caller) -> Result<Vec<(User, Vec<Role>)>> {
        let mut users = self.database.users()?;
        for (user, roles) in &mut users {
            if !caller.manages_all() && user.username != caller.name() {
                roles.clear();
            }
        }
        Ok(users)
    }

    /// The permissions that a user has directly, and not by a role.
    pub fn direct_grants(&self, user: &User) -> Result<Vec<Grant>> {
        self.database.direct_grants(user.id)
    }

    /// Gives a user another password. Who changes the own one says the old one, too, so that a session
    /// that somebody else took over is not enough.
    pub fn update_password(
        &self,
        caller: &Caller,
        username: &str,
        password: &str,
        current: Option<&str>,
    ) -> Result<()> {
        if caller.name() == username {
            let current = current.filter(|current| !current.is_empty()).ok_or_else(|| {
                Error::invalid(
                    "Current password is required when changing your own password: expected it as \
                     `current_password`",
                )
            })?;
            let user = self.get_user(username)?;
            if elsewhere::is_external(&user.password_hash) {
                return Err(Error::invalid(
                    "you log in at an identity provider, and have no password here: expected another \
                     one there",
                ));
            }
            if !password::verify(current, &user.password_hash) {
                return Err(Error::invalid(
                    "Current password does not match: expected the one with which you log in",
                ));
            }
            if password == current {
                return Err(Error::invalid(
                    "New password must differ from the current password: expected another one",
                ));
            }
        }
        self.set_password(username, password)
    }

    /// Gives a user another password, whoever asks for it.
    pub(super) fn set_password(&self, username: &str, password: &str) -> Result<()> {
        check_password(password)?;
        self.database
            .set_password(username, &password::hash(password))?;
        self.forget(username);
        Ok(())
    }

    /// Makes a user an administrator, or takes that away.
    pub fn update_admin(&self, username: &str, is_admin: bool) -> Result<()> {
        self.database.set_admin(username, is_admin)?;
        self.forget(username);
        Ok(())
    }

    /// Deletes a user.
    pub fn delete_user(&self, caller: &Caller, username: &str) -> Result<()> {
        if caller.name() == username {
            return Err(Error::new(
                ErrorCode::InvalidParameterValue,
                "Users cannot delete their own account: expected another administrator to do it",
            ));
        }
        self.database.delete_user(username)?;
        self.forget(username);
        Ok(())
    }
}

/// Refuses a name that cannot be kept.
pub(super) fn check_name(username: &str) -> Result<()> {
    if username.is_empty() {
        return Err(Error::invalid("Username cannot be empty: expected a name"));
    }
    if username.chars().count() > LONGEST_NAME {
        return Err(Error::too_long(
            "username",
            "name of the user",
            username,
            LONGEST_NAME,
        ));
    }
    Ok(())
}

/// Refuses a password that is too short.
pub(super) fn check_password(password: &str) -> Result<()> {
    if password.chars().count() < password::SHORTEST {
        return Err(Error::password_too_short(password::SHORTEST));
    }
    Ok(())
}
