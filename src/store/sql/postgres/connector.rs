//! From an address to a connection.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustls::ClientConfig;
use tokio_postgres::SimpleQueryMessage;
use tokio_postgres::config::{Config, SslMode, TargetSessionAttrs};
use tokio_postgres::error::SqlState;

use crate::config::{PostgresSettings, Secret, ServerAddress, TlsMode};
use crate::error::{Error, Result};

use super::super::session::{SqlError, SqlResult};
use super::client::PreparingClient;
use super::connection::PostgresConnection;
use super::driver::Driver;
use super::failure;
use super::limits::Limits;
use super::lock;
use super::remote::{Cause, Connector, LegacyTables, Passwords, Unions, connect_within};

/// A setting that a connection is begun with. A session that has it is the client's own: what is
/// prepared in it stays. Poolers that share sessions refuse it, or leave it out.
const OWN_SESSION: &str = "mlflow.own_session";

/// What makes connections to a database.
pub(super) struct PostgresConnector {
    settings: PostgresSettings,
    /// `None` where nothing is encrypted.
    tls: Option<ClientConfig>,
    legacy: Mutex<Arc<LegacyTables>>,
    limits: Mutex<Arc<Limits>>,
    unions: Arc<Unions>,
    /// What prints the password.
    passwords: Option<Passwords>,
    /// A connection that is open already.
    first: Mutex<Option<PostgresConnection>>,
}

impl PostgresConnector {
    pub(super) fn new(settings: PostgresSettings) -> Result<Self> {
        let tls = match settings.tls.mode {
            TlsMode::Disable => None,
            _ => Some(super::tls::config(&settings.tls)?),
        };
        let passwords = settings.password_command.clone().map(Passwords::new);
        Ok(Self {
            settings,
            tls,
            legacy: Mutex::default(),
            limits: Mutex::default(),
            unions: Arc::default(),
            passwords,
            first: Mutex::default(),
        })
    }

    /// From now on connections read these tables instead of those that lack something.
    pub(super) fn set_legacy(&self, legacy: Arc<LegacyTables>) {
        *lock(&self.legacy) = legacy;
    }

    /// From now on a statement may take no longer than this, and nobody waits long for a lock.
    pub(super) fn limit_statements(&self, limit: Option<Duration>) -> Arc<Limits> {
        let limits = Arc::new(Limits::new(limit, self.settings.options.as_deref()));
        *lock(&self.limits) = Arc::clone(&limits);
        limits
    }

    /// The next connection is this one.
    pub(super) fn keep(&self, connection: PostgresConnection) {
        *lock(&self.first) = Some(connection);
    }

    /// Connects to the first server that answers.
    fn connect_to_any(&self) -> SqlResult<PostgresConnection> {
        let mut servers = self.settings.servers.iter();
        loop {
            let (server, password) = servers.next().expect("an address has a server");
            let connect = |password: Option<&Secret>| self.connect_to(server, password);
            let connected = match &self.passwords {
                None => connect(password.as_ref()),
                Some(passwords) => {
                    passwords.connect(|password| connect(Some(password)), failure::is_refused_user)
                }
            };
            match connected {
                Err(failure) if servers.len() > 0 && failure::cause(&failure) == Cause::Lost => {}
                connected => return connected,
            }
        }
    }

    fn connect_to(
        &self,
        server: &ServerAddress,
        password: Option<&Secret>,
    ) -> SqlResult<PostgresConnection> {
        let mut shared = self.config(server, password);
        let mut own = shared.clone();
        let options = self.settings.options.as_deref();
        let with_own = format!("{} -c {OWN_SESSION}=on", options.unwrap_or_default());
        own.options(with_own.trim_start());
        // Empty options would be refused, too.
        if let Some(options) = options {
            shared.options(options);
        }
        let tls = self.tls.clone();
        // Each address of a name may take the timeout.
        let limit = self.settings.connect_timeout * 2;
        let (driver, is_own) = connect_within(limit, move || {
            let mut driver = match Driver::connect(&own, tls.clone()) {
                Err(failure) if is_refused_setting(&failure) => Driver::connect(&shared, tls)?,
                connected => connected?,
            };
            let is_own = has_own_session(&mut driver)?;
            Ok((driver, is_own))
        })?;
        let legacy = Arc::clone(&lock(&self.legacy));
        let client = PreparingClient::new(driver, is_own, legacy, Arc::clone(&self.unions));
        Ok(PostgresConnection::new(
            client,
            Arc::clone(&lock(&self.limits)),
        ))
    }

    fn config(&self, server: &ServerAddress, password: Option<&Secret>) -> Config {
        let PostgresSettings {
            servers: _,
            user,
            database,
            tls,
            options: _,
            application_name,
            connect_timeout,
            is_read_write,
            keepalive,
            tcp_user_timeout,
            password_command: _,
        } = &self.settings;
        let mut config = Config::new();
        config
            .user(user)
            .dbname(database)
            .application_name(application_name)
            .keepalives(keepalive.is_some());
        let is_socket = match server {
            ServerAddress::Tcp(host, port) => {
                config.host(host).port(*port);
                false
            }
            ServerAddress::Socket(folder, port) => {
                config.host(folder.to_string_lossy()).port(*port);
                true
            }
        };
        // As libpq: what stays on this machine is not encrypted.
        config.ssl_mode(match tls.mode {
            _ if is_socket => SslMode::Disable,
            TlsMode::Disable => SslMode::Disable,
            TlsMode::Allow | TlsMode::Prefer => SslMode::Prefer,
            TlsMode::Require | TlsMode::VerifyCa | TlsMode::VerifyFull => SslMode::Require,
        });
        if let Some(password) = password {
            config.password(password.reveal());
        }
        config.connect_timeout(*connect_timeout);
        config.tcp_user_timeout(*tcp_user_timeout);
        if let Some(keepalive) = keepalive {
            config
                .keepalives_idle(keepalive.idle)
                .keepalives_interval(keepalive.interval)
                .keepalives_retries(keepalive.count);
        }
        if *is_read_write {
            config.target_session_attrs(TargetSessionAttrs::ReadWrite);
        }
        config
    }
}

impl Connector for PostgresConnector {
    type Connection = PostgresConnection;

    fn connect(&self) -> SqlResult<PostgresConnection> {
        match lock(&self.first).take() {
            Some(first) => Ok(first),
            None => self.connect_to_any(),
        }
    }

    fn cause(&self, failure: &SqlError) -> Cause {
        failure::cause(failure)
    }

    fn describe(&self) -> String {
        let PostgresSettings {
            servers, database, ..
        } = &self.settings;
        let servers: Vec<String> = servers
            .iter()
            .map(|(server, _)| server.to_string())
            .collect();
        format!(
            "PostgreSQL database `{database}` on `{}`",
            servers.join(",")
        )
    }

    fn reason(&self, failure: &SqlError) -> String {
        failure::reason(failure)
    }

    fn explain(&self, failure: SqlError) -> Error {
        failure::explain(failure, &self.describe())
    }
}

/// Whether a pooler does not take the setting by which a session of our own is known.
fn is_refused_setting(failure: &SqlError) -> bool {
    let code = failure::driver_error(failure).and_then(tokio_postgres::Error::code);
    code == Some(&SqlState::PROTOCOL_VIOLATION) || code == Some(&SqlState::FEATURE_NOT_SUPPORTED)
}

fn has_own_session(driver: &mut Driver) -> SqlResult<bool> {
    let client = driver.client();
    let setting = format!("SELECT current_setting('{OWN_SESSION}', true)");
    // Who connects is waited for by `connect_within`.
    let answer = driver.wait(None, client.simple_query(&setting))??;
    Ok(answer
        .iter()
        .any(|message| matches!(message, SimpleQueryMessage::Row(row) if row.get(0) == Some("on"))))
}
