//! How to reach a database that its own server keeps.
//!
//! | file | what it holds |
//! | --- | --- |
//! | `uri` | an address, taken apart |
//! | `options` | what stands behind the `?` of an address, of which each engine knows its own |
//! | `postgres`, `mysql` | all that an engine takes to connect |
//! | `password_command` | the command that prints a password |
//! | `password_file` | the passwords that PostgreSQL's own programs read at home |
//! | `pool` | how many connections are kept, and for how long |

mod mysql;
mod options;
mod password_command;
mod password_file;
mod pool;
mod postgres;
mod uri;

pub use mysql::{MySqlSettings, MySqlTls};
pub use password_command::{PASSWORD_COMMAND, PasswordCommand};
pub use pool::{PoolSettings, STATEMENT_TIMEOUT};
pub use postgres::{Keepalive, PostgresSettings, PostgresTls, TlsMode};
pub use uri::{DatabaseUri, Engine, Secret};

use std::path::PathBuf;

/// Where a database server listens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ServerAddress {
    /// A name or an address, and a port.
    Tcp(String, u16),
    /// A socket of this machine: for PostgreSQL the folder that it is in and a port, which is part
    /// of its name; for MySQL the file itself, and no port.
    Socket(PathBuf, u16),
}

impl std::fmt::Display for ServerAddress {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Tcp(host, port) if host.contains(':') => write!(f, "[{host}]:{port}"),
            Self::Tcp(host, port) => write!(f, "{host}:{port}"),
            Self::Socket(path, _) => write!(f, "{}", path.display()),
        }
    }
}
