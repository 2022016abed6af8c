//! The first administrator of a users' database.

use crate::config::{AUTH_ADMIN_PASSWORD, AUTH_ADMIN_USERNAME, AuthSettings, Secret};
use crate::error::{Error, ErrorCode, Result};

use super::{AccessControl, password, user};

/// The password that MLflow before 3.18 gave the first administrator. Everybody knows it, so that no
/// administrator logs in with it.
const PUBLIC_DEFAULT: &str = "password1234";

/// The name of that administrator.
const USUAL_NAME: &str = "admin";

/// What whoever starts the server should know.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BootstrapNote {
    /// This administrator was made.
    Created(String),
    /// This administrator had the password that everybody knows, and has the configured one now.
    Replaced(String),
    /// This user has the password that everybody knows.
    IsPublic(String),
}

/// Whether a password is the one that everybody knows.
pub(super) fn is_public_default(password: &str) -> bool {
    password == PUBLIC_DEFAULT
}

impl AccessControl {
    /// Makes the first administrator, where there is none of the configured name.
    pub(super) fn bootstrap(&self, settings: &AuthSettings) -> Result<Vec<BootstrapNote>> {
        let name = settings.admin_username.as_deref().ok_or_else(|| {
            Error::invalid(format!(
                "MLflow Authentication needs a username for the admin user, but none is configured: \
                 expected {AUTH_ADMIN_USERNAME}, or `admin_username` in the configuration file"
            ))
        })?;
        let password = settings.admin_password.as_ref().map(Secret::reveal);
        let mut notes = Vec::new();
        match self.database.find_user(name)? {
            None => {
                let password = checked(name, password)?;
                match self.create_user(name, password, true) {
                    Ok(_) => notes.push(BootstrapNote::Created(name.to_owned())),
                    // Another server that starts at this moment made it.
                    Err(error) if error.code() == ErrorCode::ResourceAlreadyExists => {}
                    Err(error) => return Err(error),
                }
            }
            Some(admin) => {
                if let Some(new) = password.filter(|new| !is_public_default(new))
                    && password::verify(PUBLIC_DEFAULT, &admin.password_hash)
                {
                    self.set_password(name, checked(name, Some(new))?)?;
                    notes.push(BootstrapNote::Replaced(name.to_owned()));
                }
            }
        }
        let mut names = vec![name];
        if name != USUAL_NAME {
            names.push(USUAL_NAME);
        }
        for name in names {
            if let Some(user) = self.database.find_user(name)?
                && password::verify(PUBLIC_DEFAULT, &user.password_hash)
            {
                notes.push(BootstrapNote::IsPublic(name.to_owned()));
            }
        }
        Ok(notes)
    }
}

/// The password for the first administrator, if it will do.
fn checked<'a>(name: &str, password: Option<&'a str>) -> Result<&'a str> {
    let set = format!("{AUTH_ADMIN_PASSWORD}, or `admin_password` in the configuration file");
    let Some(password) = password else {
        return Err(Error::invalid(format!(
            "MLflow Authentication needs a password to create the admin user '{name}', but none is \
             configured: expected {set}"
        )));
    };
    if is_public_default(password) {
        return Err(Error::invalid(format!(
            "Refusing to use the insecure default password of older MLflow versions for the admin user \
             '{name}': expected another one in {set}"
        )));
    }
    user::check_password(password).map_err(|error| {
        Error::invalid(format!(
            "The configured password for the admin user '{name}' is invalid: {}; it comes from {set}",
            error.message()
        ))
    })?;
    Ok(password)
}
