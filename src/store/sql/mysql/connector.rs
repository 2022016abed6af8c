//! From settings to a connection.

use std::collections::HashMap;
use std::fs;
use std::sync::Arc;
use std::time::Duration;

use mysql::{ClientIdentity, Conn, Opts, OptsBuilder, SslOpts};

use crate::config::{MySqlSettings, MySqlTls, Secret, ServerAddress};
use crate::error::{Error, Result};

use super::super::remote::{
    Cause, Connector, LOCK_PATIENCE, LegacyTables, Passwords, Unions, connect_within, patience,
    unusable,
};
use super::super::session::{SqlError, SqlResult};
use super::connection::MySqlConnection;
use super::failure;

/// Statements that a connection keeps prepared: more than this layer has, with those of searches.
const MAX_STATEMENTS: usize = 256;

/// What each connection begins with.
///
/// * Names stand in standard quotes, `||` joins texts, and a backslash is a backslash.
/// * A 0 for the number of a new row is a 0: the first experiment has it.
/// * A value that does not fit is refused and not cut.
/// * Nobody waits for a lock for longer than [`LOCK_PATIENCE`].
const SESSION: &str = "SET SESSION sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES,\
                       NO_AUTO_VALUE_ON_ZERO,STRICT_TRANS_TABLES,NO_ENGINE_SUBSTITUTION', \
                       group_concat_max_len = 16777216, \
                       autocommit = 1";

/// What a transaction has that says nothing else.
const ISOLATION: &str = "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ";

/// After how long a silence the system asks whether the server is still there, how often, and how
/// many times without an answer.
const KEEPALIVE_MS: u32 = 30_000;
const KEEPALIVE_INTERVAL_S: u32 = 10;
const KEEPALIVE_COUNT: u32 = 3;

/// For how long sent data may stay unacknowledged.
#[cfg(target_os = "linux")]
const USER_TIMEOUT_MS: u32 = 60_000;

/// What makes connections to one database.
pub(super) struct MySqlConnector {
    settings: MySqlSettings,
    options: Opts,
    /// What the queries of each connection read.
    legacy: Arc<LegacyTables>,
    unions: Arc<Unions>,
    /// What prints the password.
    passwords: Option<Passwords>,
}

impl MySqlConnector {
    pub(super) fn new(settings: MySqlSettings) -> Result<Self> {
        settings.tls.as_ref().map_or(Ok(()), check_files)?;
        let options = options(&settings, Limits::default());
        let passwords = settings.password_command.clone().map(Passwords::new);
        Ok(Self {
            settings,
            options,
            legacy: Arc::default(),
            unions: Arc::default(),
            passwords,
        })
    }

    /// The same, whose statements may take no longer than this, and whose server may not be silent
    /// for ever.
    pub(super) fn with_limit(self, statement: Option<Duration>) -> Self {
        // MySQL limits queries alone; what waits for a lock takes that long in addition.
        let silence = Some(patience(statement) + LOCK_PATIENCE);
        Self {
            options: options(&self.settings, Limits { statement, silence }),
            ..self
        }
    }

    /// Makes a connection with a password, if one is needed.
    fn connect_with(&self, password: Option<&Secret>) -> SqlResult<MySqlConnection> {
        let mut options = OptsBuilder::from_opts(self.options.clone());
        if let Some(password) = password {
            options = options.pass(Some(password.reveal()));
        }
        // Each address of a name may take the timeout.
        let limit = self.settings.connect_timeout * 2;
        let driver = connect_within(limit, move || Ok(Conn::new(options)?))?;
        Ok(MySqlConnection::new(
            driver,
            Arc::clone(&self.legacy),
            Arc::clone(&self.unions),
        ))
    }

    /// The same for a database of a schema that lacks something.
    pub(super) fn with_legacy(self, legacy: LegacyTables) -> Self {
        Self {
            legacy: Arc::new(legacy),
            ..self
        }
    }
}

impl Connector for MySqlConnector {
    type Connection = MySqlConnection;

    fn connect(&self) -> SqlResult<MySqlConnection> {
        match &self.passwords {
            None => self.connect_with(None),
            Some(passwords) => passwords.connect(
                |password| self.connect_with(Some(password)),
                failure::is_refused_user,
            ),
        }
    }

    fn cause(&self, failure: &SqlError) -> Cause {
        failure::cause(failure)
    }

    fn describe(&self) -> String {
        format!(
            "MySQL database `{}` on `{}`",
            self.settings.database, self.settings.server
        )
    }

    fn reason(&self, failure: &SqlError) -> String {
        failure::reason(failure)
    }

    fn explain(&self, failure: SqlError) -> Error {
        failure::explain(failure, &self.describe())
    }
}

/// How long things may take.
#[derive(Clone, Copy, Debug, Default)]
struct Limits {
    /// A statement, as the server counts.
    statement: Option<Duration>,
    /// An answer, where the address says nothing of it.
    silence: Option<Duration>,
}

fn options(settings: &MySqlSettings, limit: Limits) -> Opts {
    let MySqlSettings {
        server,
        user,
        password,
        database,
        tls,
        connect_timeout,
        read_timeout,
        write_timeout,
        init_command,
        collation,
        program_name,
        password_command,
    } = settings;
    let mut begin = vec![
        SESSION.to_owned(),
        ISOLATION.to_owned(),
        limits(limit.statement),
    ];
    if let Some(collation) = collation {
        begin.push(format!(
            "SET NAMES utf8mb4 COLLATE '{}'",
            collation.replace('\'', "''")
        ));
    }
    begin.extend(init_command.clone());
    let name = program_name.clone().unwrap_or_else(|| "mlflow".to_owned());
    let builder = OptsBuilder::new()
        .user(Some(user))
        .pass(password.as_ref().map(Secret::reveal))
        .db_name(Some(database))
        .prefer_socket(false)
        .stmt_cache_size(MAX_STATEMENTS)
        .tcp_connect_timeout(Some(*connect_timeout))
        .enable_cleartext_plugin(takes_clear_text(tls.as_ref(), password_command.is_some()))
        .read_timeout(read_timeout.or(limit.silence))
        .write_timeout(*write_timeout)
        .tcp_keepalive_time_ms(Some(KEEPALIVE_MS))
        .tcp_keepalive_probe_interval_secs(Some(KEEPALIVE_INTERVAL_S))
        .tcp_keepalive_probe_count(Some(KEEPALIVE_COUNT))
        .connect_attrs(Some(HashMap::from([("program_name".to_owned(), name)])))
        .init(begin)
        .ssl_opts(tls.as_ref().map(encryption));
    #[cfg(target_os = "linux")]
    let builder = builder.tcp_user_timeout_ms(Some(USER_TIMEOUT_MS));
    match server {
        ServerAddress::Socket(path, _) => builder.socket(Some(path.to_string_lossy())),
        ServerAddress::Tcp(host, port) => builder.ip_or_hostname(Some(host)).tcp_port(*port),
    }
    .into()
}

/// What limits statements: MariaDB reads the first comment, and MySQL the second one, whose setting
/// holds for queries alone.
fn limits(limit: Option<Duration>) -> String {
    let lock = LOCK_PATIENCE.as_secs();
    let Some(limit) = limit else {
        return format!("SET SESSION innodb_lock_wait_timeout = {lock}");
    };
    format!(
        "SET SESSION /*M!100100 max_statement_time = {}, */ \
         /*!50708 max_execution_time = {}, */ innodb_lock_wait_timeout = {lock}",
        limit.as_secs_f64(),
        limit.as_millis().max(1)
    )
}

/// Whether a server may ask for the password itself instead of a proof of it: only who is known to
/// be the right server, or gets a password that lasts for minutes, and never without encryption.
fn takes_clear_text(tls: Option<&MySqlTls>, is_printed: bool) -> bool {
    tls.is_some_and(|tls| tls.verifies_certificate || is_printed)
}

/// Looks whether the files can be read. The driver tells of one that cannot be, without its name, as
/// of a server that cannot be reached.
fn check_files(tls: &MySqlTls) -> Result<()> {
    let authorities = tls.authorities.iter().map(|file| ("ssl_ca", file));
    let identity = tls.identity.iter();
    let identity =
        identity.flat_map(|(certificate, key)| [("ssl_cert", certificate), ("ssl_key", key)]);
    for (option, file) in authorities.chain(identity) {
        fs::read(file).map_err(|error| unusable(option, file, error))?;
    }
    Ok(())
}

/// The driver trusts the authorities of the web, and those of the file.
fn encryption(tls: &MySqlTls) -> SslOpts {
    let identity = tls.identity.clone();
    let identity = identity.map(|(certificate, key)| ClientIdentity::new(certificate, key));
    SslOpts::default()
        .with_root_cert_path(tls.authorities.clone())
        .with_client_identity(identity)
        .with_danger_accept_invalid_certs(!tls.verifies_certificate)
        .with_danger_skip_domain_validation(!tls.verifies_name)
}
