//! Users who log in elsewhere: at a company's identity provider.
//!
//! Such a user has no password. In the place of its hash stands who it is there (`elsewhere`).

use crate::entity::DEFAULT_WORKSPACE;
use crate::error::{Error, ErrorCode, Result};

use super::elsewhere::mark;
use super::{AccessControl, Caller, user};

/// Somebody whom an identity provider has logged in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ExternalUser {
    /// The provider.
    pub issuer: String,
    /// Who it is there, for ever.
    pub subject: String,
    /// The name that the user has here.
    pub username: String,
    /// Whether the user is an administrator; `None` where that is decided here.
    pub is_admin: Option<bool>,
    /// Roles that the provider's groups give and take, and whether the user has each.
    pub roles: Vec<(String, bool)>,
}

impl AccessControl {
    /// The caller who logged in elsewhere. The first time, the user is made; each time, groups give and
    /// take roles.
    pub fn log_in_external(&self, external: &ExternalUser) -> Result<Caller> {
        let name = &external.username;
        let mark = mark(&external.issuer, &external.subject);
        let user = if let Some(user) = self.database.find_user(name)? {
            user
        } else {
            user::check_name(name)?;
            self.database
                .create_user(name, &mark, external.is_admin.unwrap_or_default())?
        };
        if user.password_hash != mark {
            return Err(Error::new(
                ErrorCode::PermissionDenied,
                format!(
                    "the user `{name}` is somebody else than who logged in at the identity provider: \
                     expected an administrator to rename or to delete one of them"
                ),
            ));
        }
        if let Some(is_admin) = external.is_admin
            && is_admin != user.is_admin
        {
            self.database.set_admin(name, is_admin)?;
        }
        self.set_roles(&user, &external.roles)?;
        self.forget(name);
        let granted = self.database.find_granted(name)?;
        let granted = granted.ok_or_else(|| Error::user_not_found(name))?;
        Ok(self.caller(granted))
    }

    fn set_roles(&self, user: &crate::entity::User, wanted: &[(String, bool)]) -> Result<()> {
        if wanted.is_empty() {
            return Ok(());
        }
        let here = [DEFAULT_WORKSPACE.to_owned()];
        let roles = self.database.roles(&here)?;
        let has = self.database.roles_of(user)?;
        for (name, is_wanted) in wanted {
            let Some(role) = roles.iter().find(|role| role.name == *name) else {
                if *is_wanted {
                    return Err(Error::new(
                        ErrorCode::ResourceDoesNotExist,
                        format!(
                            "the role `{name}`, which a group of the identity provider gives, is not \
                             there: expected an administrator to create it"
                        ),
                    ));
                }
                continue;
            };
            let is_had = has.iter().any(|had| had.id == role.id);
            match (is_wanted, is_had) {
                (true, false) => drop(self.database.assign_role(user.id, role.id)?),
                (false, true) => self.database.unassign_role(user.id, role.id)?,
                _ => {}
            }
        }
        Ok(())
    }
}
