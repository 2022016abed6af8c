//! Who may do what: the rules of users, roles, permissions and access tokens of a server.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `password` | hashes of passwords, in Werkzeug's form |
//! | `requirement` | what a request needs, and whether grants meet it |
//! | `caller` | who sends a request |
//! | `verified` | what is remembered of credentials that were verified |
//! | `brake` | failed log-ins are slowed |
//! | `refusal` | what it costs to refuse a password |
//! | `log_in` | from credentials to a caller |
//! | `names` | the names of permissions and kinds of resources |
//! | `user`, `role`, `grant`, `token` | the rules of each noun |
//! | `session` | the page's sessions |
//! | `device` | log-ins of commands by way of the page |
//! | `external`, `elsewhere` | users who log in at an identity provider |
//! | `bootstrap` | the first administrator |
//!
//! It leaves the keeping to [`UserDatabase`], and knows no HTTP.

mod bootstrap;
mod brake;
mod caller;
mod device;
mod elsewhere;
mod external;
mod grant;
mod log_in;
mod names;
mod password;
mod refusal;
mod requirement;
mod role;
mod session;
mod token;
mod user;
mod verified;

use std::fmt;
use std::sync::{Mutex, RwLock};

use crate::config::{AuthSettings, Secret};
use crate::entity::Permission;
use crate::error::Result;
use crate::store::{self, UserDatabase};
use crate::sync::unpoisoned;

pub use bootstrap::BootstrapNote;
pub use caller::{Caller, Scope};
pub(crate) use caller::{model_kind, version_kind};
pub use device::{DeviceCodes, DeviceLogIn};
pub use external::ExternalUser;
pub use log_in::{Credentials, Refusal};
pub use requirement::{Requirement, Resource, Rights};
pub use session::NewSession;
pub use token::{NewToken, Token};
pub(crate) use verified::RIGHTS;
pub use verified::{Key, Shown};

use brake::Brake;
use refusal::Efforts;
use verified::Verified;

/// Without what is remembered of passwords.
impl fmt::Debug for AccessControl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("AccessControl")
            .field(&self.describe())
            .finish()
    }
}

/// The users of a server and what they may do.
pub struct AccessControl {
    database: UserDatabase,
    default: Permission,
    /// What the page's sessions are kept with.
    secret_key: Option<Secret>,
    verified: RwLock<Verified>,
    brake: Mutex<Brake>,
    efforts: Efforts,
}

impl AccessControl {
    /// Opens the users' database that the settings name. The first time it makes the administrator.
    pub fn open(settings: &AuthSettings) -> Result<(Self, Vec<BootstrapNote>)> {
        let default = names::permission(&settings.default_permission)?;
        let access = Self {
            database: store::open_users(&settings.database)?,
            default,
            secret_key: settings.secret_key.clone(),
            verified: RwLock::default(),
            brake: Mutex::default(),
            efforts: Efforts::default(),
        };
        let notes = access.bootstrap(settings)?;
        Ok((access, notes))
    }

    /// What the users' database is and where, for people.
    pub fn describe(&self) -> String {
        self.database.describe()
    }

    /// Forgets what is remembered of a user, who was changed.
    fn forget(&self, username: &str) {
        unpoisoned(self.verified.write()).forget(username);
    }

    /// Forgets what is remembered of all users: a role was changed.
    fn forget_all(&self) {
        unpoisoned(self.verified.write()).forget_all();
    }
}
