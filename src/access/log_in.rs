//! From credentials to a caller.

use std::fmt;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crate::error::Result;
use crate::store::Granted;
use crate::sync::unpoisoned;

use super::bootstrap::is_public_default;
use super::{AccessControl, Caller, Key, Rights, Shown, password, token};

/// What a request shows of who sends it.
#[derive(Clone, PartialEq, Eq)]
pub enum Credentials {
    /// A name and a password.
    Password {
        /// Who it says that it is.
        username: String,
        /// What only that user knows.
        password: String,
    },
    /// An access token.
    Token {
        /// The token.
        secret: String,
        /// Whose it has to be, where it is shown as a password.
        owner: Option<String>,
    },
    /// A session of the page.
    Session {
        /// What its cookie holds.
        secret: String,
    },
}

impl Credentials {
    /// A name and a password. Programs that know nothing of access tokens show them as passwords.
    pub fn of_login(username: &str, password: &str) -> Self {
        if token::is_token(password) {
            return Self::Token {
                secret: password.to_owned(),
                owner: Some(username.to_owned()),
            };
        }
        Self::Password {
            username: username.to_owned(),
            password: password.to_owned(),
        }
    }

    /// Whether they may be those of a user.
    fn may_be_of(&self, caller: &Caller) -> bool {
        match self {
            Self::Password { .. } | Self::Token { owner: None, .. } | Self::Session { .. } => true,
            Self::Token {
                owner: Some(owner), ..
            } => owner == caller.name(),
        }
    }

    /// Whether they are a session's. A session that has ended is no guess: a page goes on showing it,
    /// from the address of a whole office.
    pub fn is_session(&self) -> bool {
        matches!(self, Self::Session { .. })
    }

    /// Whose log-ins are slowed if these fail.
    fn name(&self) -> &str {
        match self {
            Self::Password { username, .. } => username,
            // Tokens are too long to be guessed; their mistakes count together.
            Self::Token { .. } | Self::Session { .. } => "",
        }
    }
}

/// Without what is secret.
impl fmt::Debug for Credentials {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Password { username, .. } => write!(f, "Password of {username:?}"),
            Self::Token { .. } => f.write_str("Token"),
            Self::Session { .. } => f.write_str("Session"),
        }
    }
}

/// Why credentials are refused. Who asks is told nothing of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// There is no such user or token, the password is wrong, or the token is void.
    Wrong,
    /// It is the password that older releases gave their administrators, which everybody knows.
    PublicDefault,
}

impl AccessControl {
    /// Who shows this, if that is known without reading it; otherwise by what it may be remembered.
    pub fn remembered(&self, shown: Shown) -> Result<Caller, Key> {
        let verified = unpoisoned(self.verified.read());
        let key = verified.key_of_shown(shown);
        let caller = verified.caller_by_shown(&key, Instant::now());
        caller.cloned().ok_or(key)
    }

    /// Remembers who showed something whose credentials were just verified.
    pub fn remember(&self, key: Key, caller: &Caller) {
        let mut verified = unpoisoned(self.verified.write());
        verified.learn_shown(key, caller.clone(), Instant::now());
    }

    /// The caller of that name, whose credentials somebody else has seen, with what the user may do.
    pub fn caller_named(&self, username: &str) -> Result<Option<Caller>> {
        let now = Instant::now();
        if let Some(caller) = unpoisoned(self.verified.read()).caller(username, now) {
            return Ok(Some(caller.clone()));
        }
        let Some(granted) = self.database.find_granted(username)? else {
            return Ok(None);
        };
        let caller = self.caller(granted);
        unpoisoned(self.verified.write()).learn(caller.clone(), now);
        Ok(Some(caller))
    }

    /// How long a try with these credentials has to wait.
    pub fn wait(&self, credentials: &Credentials, address: Option<IpAddr>) -> Duration {
        if credentials.is_session() {
            return Duration::ZERO;
        }
        let brake = unpoisoned(self.brake.lock());
        brake.wait(address, credentials.name(), Instant::now())
    }

    /// The caller with these credentials, or why there is none. It takes as long for a user who is
    /// not there as for a wrong password.
    pub fn log_in(
        &self,
        credentials: &Credentials,
        address: Option<IpAddr>,
    ) -> Result<Result<Caller, Refusal>> {
        let found = match credentials {
            Credentials::Password { username, password } => self.by_password(username, password)?,
            Credentials::Token { secret, .. } => {
                let caller = self.by_token(secret)?;
                let caller = caller.filter(|caller| credentials.may_be_of(caller));
                caller.ok_or(Refusal::Wrong)
            }
            Credentials::Session { secret } => {
                return Ok(self.by_session(secret)?.ok_or(Refusal::Wrong));
            }
        };
        let mut brake = unpoisoned(self.brake.lock());
        match found {
            Ok(_) => brake.succeeded(credentials.name()),
            Err(_) => brake.failed(address, credentials.name(), Instant::now()),
        }
        Ok(found)
    }

    fn by_password(&self, username: &str, password: &str) -> Result<Result<Caller, Refusal>> {
        let granted = self.database.find_granted(username)?;
        let Some(granted) = granted else {
            self.even_refusal(password, None)?;
            return Ok(Err(Refusal::Wrong));
        };
        let caller = self.caller(granted);
        let hash = &caller.user().password_hash;
        let key = unpoisoned(self.verified.read()).key(username, password);
        let is_known = unpoisoned(self.verified.read()).fits(&key, hash, Instant::now());
        if !is_known && !password::verify(password, hash) {
            self.even_refusal(password, Some(hash))?;
            return Ok(Err(Refusal::Wrong));
        }
        if caller.is_admin() && is_public_default(password) {
            return Ok(Err(Refusal::PublicDefault));
        }
        let now = Instant::now();
        let mut verified = unpoisoned(self.verified.write());
        if !is_known {
            verified.learn_fitting(key, username, hash, now);
        }
        verified.learn(caller.clone(), now);
        Ok(Ok(caller))
    }

    pub(super) fn caller(&self, granted: Granted) -> Caller {
        let Granted { user, grants } = granted;
        Caller::new(Arc::new(user), Arc::new(Rights::new(grants, self.default)))
    }
}

#[cfg(test)]
mod tests {
    use super::super::elsewhere;
    use super::*;
    use crate::config::{AuthSettings, StoreUri};

    /// What it costs to refuse a wrong password of a user.
    fn cost_of_refusal(users: &AccessControl, username: &str) -> Vec<String> {
        let credentials = Credentials::of_login(username, "a wrong password");
        let log_in = || {
            let refusal = users.log_in(&credentials, None).unwrap().unwrap_err();
            assert_eq!(refusal, Refusal::Wrong);
        };
        let mut cost = password::cost_of(log_in);
        cost.sort();
        cost
    }

    #[test]
    fn it_costs_the_same_to_refuse_whomever() {
        let folder = tempfile::tempdir().unwrap();
        let settings = AuthSettings {
            default_permission: "READ".to_owned(),
            database: StoreUri::of_sqlite(&folder.path().join("users.db")).unwrap(),
            admin_username: Some("admin".to_owned()),
            admin_password: Some("a long password".to_owned().into()),
            secret_key: None,
            oidc: None,
        };
        let (users, _) = AccessControl::open(&settings).unwrap();
        assert_eq!(cost_of_refusal(&users, "admin").len(), 1);
        let digest = "00".repeat(32);
        for (name, hash) in [
            ("older", format!("pbkdf2:sha256:7$salt${digest}")),
            ("oldest", format!("pbkdf2:sha256:5$salt${digest}")),
            ("elsewhere", elsewhere::mark("https://id", "7")),
            ("unreadable", "md5$salt$00".to_owned()),
        ] {
            users.database.create_user(name, &hash, false).unwrap();
        }
        let (users, _) = AccessControl::open(&settings).unwrap();
        let of_admin = cost_of_refusal(&users, "admin");
        assert_eq!(of_admin.len(), 3);
        for name in ["older", "oldest", "elsewhere", "unreadable", "nobody"] {
            assert_eq!(cost_of_refusal(&users, name), of_admin, "{name}");
        }
    }
}
