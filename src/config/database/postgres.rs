//! All that it takes to connect to PostgreSQL, as its own library `libpq` (under SQLAlchemy's
//! drivers `psycopg2` and `psycopg`) takes it from an address, the environment and files at home.

use std::env;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::error::{Error, Result};

use super::super::{home, var};
use super::ServerAddress;
use super::options::{Options, listed, word};
use super::password_command::PasswordCommand;
use super::password_file::{self, Login};
use super::uri::{DatabaseUri, Secret};

const DEFAULT_PORT: u16 = 5432;

/// Where Debian's packages put the server's socket.
const SOCKET_FOLDER: &str = "/var/run/postgresql";

/// The options that are known. Those at the end say something to Python's drivers alone, or what
/// holds here anyway.
const KNOWN: &[&str] = &[
    "host",
    "port",
    "user",
    "password",
    "dbname",
    "passfile",
    "sslmode",
    "sslrootcert",
    "sslcert",
    "sslkey",
    "options",
    "connect_timeout",
    "application_name",
    "target_session_attrs",
    "keepalives",
    "keepalives_idle",
    "keepalives_interval",
    "keepalives_count",
    "tcp_user_timeout",
    "client_encoding",
    "fallback_application_name",
    "gssencmode",
    "channel_binding",
    "sslcompression",
    "sslsni",
    "prepare_threshold",
];

const TLS_MODES: &[(&str, TlsMode)] = &[
    ("disable", TlsMode::Disable),
    ("allow", TlsMode::Allow),
    ("prefer", TlsMode::Prefer),
    ("require", TlsMode::Require),
    ("verify-ca", TlsMode::VerifyCa),
    ("verify-full", TlsMode::VerifyFull),
];

/// Whether the server must take writes.
const SESSIONS: &[(&str, bool)] = &[
    ("any", false),
    ("read-write", true),
    ("primary", true),
    ("prefer-standby", false),
    ("read-only", false),
    ("standby", false),
];

/// How much is asked of an encrypted connection: libpq's words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TlsMode {
    /// No encryption.
    Disable,
    /// Encryption if the server insists.
    Allow,
    /// Encryption if the server has it.
    Prefer,
    /// Encryption, whoever the server is.
    Require,
    /// The server's certificate must be signed by somebody who is trusted.
    VerifyCa,
    /// It must also be for the server's name.
    VerifyFull,
}

/// How a connection to PostgreSQL is encrypted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostgresTls {
    /// How much is asked of it.
    pub mode: TlsMode,
    /// A PEM file with the certificates to trust; `None` for the system's.
    pub authorities: Option<PathBuf>,
    /// Our own certificate and its key, as PEM files.
    pub identity: Option<(PathBuf, PathBuf)>,
}

/// How to connect to PostgreSQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PostgresSettings {
    /// Where it listens; of several, the first that answers is taken. Each with the password of the
    /// user there.
    pub servers: Vec<(ServerAddress, Option<Secret>)>,
    /// Who asks.
    pub user: String,
    /// The name of the database.
    pub database: String,
    /// How the connection is encrypted.
    pub tls: PostgresTls,
    /// Settings of the session, as the server's command line takes them: `-csearch_path=x`.
    pub options: Option<String>,
    /// By what name the server lists the connection.
    pub application_name: String,
    /// How long a connection may take to be made.
    pub connect_timeout: Duration,
    /// Whether only a server that takes writes will do.
    pub is_read_write: bool,
    /// When the system asks whether the other end is still there; `None` if it never asks.
    pub keepalive: Option<Keepalive>,
    /// For how long sent data may stay unacknowledged.
    pub tcp_user_timeout: Duration,
    /// What prints the password, where the address has none.
    pub password_command: Option<PasswordCommand>,
}

/// When the system asks whether the other end of a connection is still there. libpq leaves that to
/// the system, whose two hours are too long for a request that waits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keepalive {
    /// After how long a silence.
    pub idle: Duration,
    /// After how long without an answer again.
    pub interval: Duration,
    /// How often before the other end counts as gone.
    pub count: u32,
}

/// How long a connection may take to be made, as PyMySQL's, and how long what is sent may stay
/// unacknowledged.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);
const USER_TIMEOUT: Duration = Duration::from_secs(60);

/// What the environment has.
struct Surroundings<'a> {
    var: &'a dyn Fn(&str) -> Result<Option<String>>,
    home: Option<PathBuf>,
}

impl PostgresSettings {
    /// Reads an address, and what it leaves open from the environment and from files at home.
    pub fn new(uri: &DatabaseUri) -> Result<Self> {
        let surroundings = Surroundings {
            var: &var,
            home: home(),
        };
        Self::read(uri, &surroundings)
    }

    fn read(uri: &DatabaseUri, around: &Surroundings) -> Result<Self> {
        let options = Options::of(uri, KNOWN)?;
        let text = |part: Option<&String>, option: &str, variable: &str| match part
            .map(String::as_str)
            .or_else(|| options.text(option))
        {
            Some(text) => Ok(Some(text.to_owned())),
            None => (around.var)(variable),
        };
        let user = text(uri.user.as_ref(), "user", "PGUSER")?;
        let user = user.unwrap_or_else(super::super::user_name);
        let database = text(uri.database.as_ref(), "dbname", "PGDATABASE")?;
        let database = database.unwrap_or_else(|| user.clone());
        let is_open = uri.password.is_none() && options.text("password").is_none();
        let password_command = if is_open {
            PasswordCommand::read(around.var)?
        } else {
            None
        };
        let password = match &uri.password {
            Some(password) => Some(password.clone()),
            None => text(None, "password", "PGPASSWORD")?.map(Secret::from),
        };
        let servers = servers(uri, &options, around)?;
        let tls = tls(&options, &servers, around)?;
        let password_file = match options.path("passfile") {
            Some(file) => Some(file),
            None => password_file_of(around)?,
        };
        let password_of = |server: &ServerAddress| {
            let (host, port) = name_in_password_file(server);
            let login = Login {
                host: &host,
                port,
                database: &database,
                user: &user,
            };
            let file = password_file.as_deref()?;
            password_file::password(file, login)
        };
        let with_password = |server: ServerAddress| {
            let password = password.clone().or_else(|| password_of(&server));
            (server, password)
        };
        let timeout = match options.seconds("connect_timeout")? {
            None => seconds_of("PGCONNECT_TIMEOUT", around)?,
            timeout => timeout,
        };
        let application_name = text(None, "application_name", "PGAPPNAME")?
            .or_else(|| options.text("fallback_application_name").map(str::to_owned));
        Ok(Self {
            servers: servers.into_iter().map(with_password).collect(),
            options: text(None, "options", "PGOPTIONS")?,
            application_name: application_name.unwrap_or_else(|| "mlflow".to_owned()),
            connect_timeout: timeout.unwrap_or(CONNECT_TIMEOUT),
            is_read_write: options
                .word("target_session_attrs", SESSIONS)?
                .unwrap_or(false),
            keepalive: keepalive(&options)?,
            tcp_user_timeout: options
                .parsed("tcp_user_timeout", "a whole number of milliseconds")?
                .filter(|&milliseconds: &u64| milliseconds > 0)
                .map_or(USER_TIMEOUT, Duration::from_millis),
            password_command,
            user,
            database,
            tls,
        })
    }
}

fn keepalive(options: &Options) -> Result<Option<Keepalive>> {
    if options.flag("keepalives")? == Some(false) {
        return Ok(None);
    }
    let seconds = |name, default| -> Result<Duration> {
        Ok(options
            .seconds(name)?
            .unwrap_or(Duration::from_secs(default)))
    };
    Ok(Some(Keepalive {
        idle: seconds("keepalives_idle", 30)?,
        interval: seconds("keepalives_interval", 10)?,
        count: options
            .parsed("keepalives_count", "a whole number")?
            .unwrap_or(3),
    }))
}

/// The servers of an address. SQLAlchemy takes several from the options, as `host=a:5432&host=b` or
/// as `host=a,b&port=5432,5433`.
fn servers(
    uri: &DatabaseUri,
    options: &Options,
    around: &Surroundings,
) -> Result<Vec<ServerAddress>> {
    let listed = |values: Vec<&str>| -> Vec<String> {
        let items = values.into_iter().flat_map(|value| value.split(','));
        items.map(str::to_owned).collect()
    };
    let mut hosts = match &uri.host {
        Some(host) => vec![host.clone()],
        None => listed(options.texts("host").collect()),
    };
    if hosts.is_empty() {
        let host = (around.var)("PGHOST")?;
        hosts = host.map_or_else(Vec::new, |host| listed(vec![&host]));
    }
    if hosts.is_empty() {
        let has_socket = cfg!(unix) && Path::new(SOCKET_FOLDER).is_dir();
        let host = if has_socket {
            SOCKET_FOLDER
        } else {
            "localhost"
        };
        hosts = vec![host.to_owned()];
    }
    let mut ports = listed(options.texts("port").collect());
    if let Some(port) = uri.port {
        ports = vec![port.to_string()];
    }
    if ports.is_empty() {
        let port = (around.var)("PGPORT")?;
        ports = port.map_or_else(Vec::new, |port| listed(vec![&port]));
    }
    let port_of = |at: usize| match (ports.len(), ports.get(at)) {
        (0, _) => Ok(DEFAULT_PORT),
        (1, _) => port(&ports[0]),
        (_, Some(text)) => port(text),
        (count, None) => Err(Error::invalid(format!(
            "the address of the PostgreSQL database has {} hosts and {count} ports; expected as \
             many ports as hosts, or one",
            hosts.len()
        ))),
    };
    let server = |(at, host): (usize, &String)| {
        if host.starts_with('/') {
            return Ok(ServerAddress::Socket(host.into(), port_of(at)?));
        }
        // An IPv6 address has more than one colon.
        match host.split_once(':') {
            Some((host, text)) if !text.contains(':') => {
                Ok(ServerAddress::Tcp(host.to_owned(), port(text)?))
            }
            _ => Ok(ServerAddress::Tcp(host.clone(), port_of(at)?)),
        }
    };
    hosts.iter().enumerate().map(server).collect()
}

fn port(text: &str) -> Result<u16> {
    if text.is_empty() {
        return Ok(DEFAULT_PORT);
    }
    text.parse().map_err(|_| {
        Error::invalid(format!(
            "the PostgreSQL database has the port `{text}`; expected a number up to 65535"
        ))
    })
}

/// libpq looks for certificates in `~/.postgresql`, too, but for sockets, which are not encrypted.
fn tls(options: &Options, servers: &[ServerAddress], around: &Surroundings) -> Result<PostgresTls> {
    let mode = match options.word("sslmode", TLS_MODES)? {
        Some(mode) => mode,
        None => match (around.var)("PGSSLMODE")? {
            None => TlsMode::Prefer,
            Some(text) => word(&text, TLS_MODES).ok_or_else(|| {
                Error::invalid(format!(
                    "the environment variable `PGSSLMODE` is `{text}`; expected one of {}",
                    listed(TLS_MODES)
                ))
            })?,
        },
    };
    let file = |option: &str, variable: &str, at_home: &str| -> Result<Option<PathBuf>> {
        if let Some(path) = options.path(option) {
            return Ok(Some(path));
        }
        if let Some(path) = (around.var)(variable)? {
            return Ok(Some(path.into()));
        }
        let home = around.home.as_deref();
        let path = home.map(|home| home.join(".postgresql").join(at_home));
        Ok(path.filter(|path| path.is_file()))
    };
    let has_tcp = servers
        .iter()
        .any(|server| matches!(server, ServerAddress::Tcp(..)));
    if mode == TlsMode::Disable || !has_tcp {
        return Ok(PostgresTls {
            mode: TlsMode::Disable,
            authorities: None,
            identity: None,
        });
    }
    let authorities = file("sslrootcert", "PGSSLROOTCERT", "root.crt")?;
    let is_system = authorities.as_deref() == Some(Path::new("system"));
    let certificate = file("sslcert", "PGSSLCERT", "postgresql.crt")?;
    let key = file("sslkey", "PGSSLKEY", "postgresql.key")?;
    let mode = match mode {
        // As libpq: whoever names authorities wants them to be heeded.
        TlsMode::Require if authorities.is_some() && !is_system => TlsMode::VerifyCa,
        mode if is_system => mode.max(TlsMode::VerifyFull),
        mode => mode,
    };
    Ok(PostgresTls {
        mode,
        authorities: authorities.filter(|_| !is_system),
        identity: certificate.zip(key),
    })
}

/// Where the passwords are: `PGPASSFILE`, or else the file at home.
fn password_file_of(around: &Surroundings) -> Result<Option<PathBuf>> {
    if let Some(file) = (around.var)("PGPASSFILE")? {
        return Ok(Some(file.into()));
    }
    if cfg!(windows) {
        let data = env::var_os("APPDATA").map(PathBuf::from);
        return Ok(data.map(|data| data.join("postgresql").join("pgpass.conf")));
    }
    let home = around.home.as_deref();
    Ok(home.map(|home| home.join(".pgpass")))
}

/// By what host and port a server is listed there: the default socket's is `localhost`.
fn name_in_password_file(server: &ServerAddress) -> (String, u16) {
    match server {
        ServerAddress::Tcp(host, port) => (host.clone(), *port),
        ServerAddress::Socket(folder, port) => {
            let is_default = folder == Path::new(SOCKET_FOLDER);
            let name = folder.to_string_lossy();
            let host = if is_default { "localhost".into() } else { name };
            (host.into_owned(), *port)
        }
    }
}

fn seconds_of(variable: &str, around: &Surroundings) -> Result<Option<Duration>> {
    let Some(text) = (around.var)(variable)? else {
        return Ok(None);
    };
    let seconds: u64 = text.parse().map_err(|_| {
        Error::invalid(format!(
            "the environment variable `{variable}` is `{text}`; expected a whole number of seconds"
        ))
    })?;
    Ok(Some(seconds).filter(|&s| s > 0).map(Duration::from_secs))
}

#[cfg(test)]
mod tests {
    use super::super::Engine;
    use super::*;

    fn read_with(text: &str, variables: &[(&str, &str)]) -> Result<PostgresSettings> {
        let uri = DatabaseUri::parse(Engine::Postgres, None, text).unwrap();
        let find = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            Ok(found.map(|(_, value)| (*value).to_owned()))
        };
        let around = Surroundings {
            var: &find,
            home: None,
        };
        PostgresSettings::read(&uri, &around)
    }

    fn read(text: &str) -> PostgresSettings {
        read_with(text, &[]).unwrap()
    }

    fn tcp(host: &str, port: u16) -> ServerAddress {
        ServerAddress::Tcp(host.to_owned(), port)
    }

    #[test]
    fn an_address_says_where_and_who() {
        let found = read(
            "postgresql+psycopg2://m%40e:p%2Fw@[::1]:5433/ml?options=-csearch_path%3Dx\
             &connect_timeout=3&application_name=us",
        );
        assert_eq!(
            found.servers,
            [(tcp("::1", 5433), Some(Secret::from("p/w".to_owned())))]
        );
        assert_eq!(
            (found.user.as_str(), found.database.as_str()),
            ("m@e", "ml")
        );
        assert_eq!(found.options.as_deref(), Some("-csearch_path=x"));
        assert_eq!(found.connect_timeout, Duration::from_secs(3));
        assert_eq!(found.application_name, "us");
        assert!(!format!("{found:?}").contains("p/w"), "{found:?}");
    }

    #[test]
    fn servers_come_in_all_forms() {
        let servers = |text: &str| -> Vec<ServerAddress> {
            let found = read(text).servers.into_iter();
            found.map(|(server, _)| server).collect()
        };
        let socket = |folder: &str, port| ServerAddress::Socket(folder.into(), port);
        assert_eq!(
            servers("postgresql:///d?host=/run/x"),
            [socket("/run/x", 5432)]
        );
        assert_eq!(
            servers("postgresql:///d?host=/run/x&port=7"),
            [socket("/run/x", 7)]
        );
        assert_eq!(
            servers("postgresql://%2Frun%2Fx/d"),
            [socket("/run/x", 5432)]
        );
        let two = [tcp("a", 1), tcp("b", 5432)];
        assert_eq!(servers("postgresql:///d?host=a:1&host=b"), two);
        assert_eq!(servers("postgresql:///d?host=a,b&port=1,5432"), two);
        let error = read_with("postgresql:///d?host=a,b,c&port=1,2", &[]).unwrap_err();
        assert!(error.message().contains("3 hosts and 2 ports"), "{error}");
    }

    #[test]
    fn what_an_address_leaves_open_the_environment_says() {
        let variables = [
            ("PGHOST", "h"),
            ("PGPORT", "6000"),
            ("PGUSER", "u"),
            ("PGPASSWORD", "pw"),
            ("PGDATABASE", "d"),
            ("PGSSLMODE", "require"),
            ("PGSSLROOTCERT", "/x.crt"),
            ("PGOPTIONS", "-cx=y"),
            ("PGCONNECT_TIMEOUT", "4"),
        ];
        let found = read_with("postgresql://", &variables).unwrap();
        let password = Some(Secret::from("pw".to_owned()));
        assert_eq!(found.servers, [(tcp("h", 6000), password)]);
        assert_eq!((found.user.as_str(), found.database.as_str()), ("u", "d"));
        assert_eq!(found.tls.mode, TlsMode::VerifyCa);
        assert_eq!(found.options.as_deref(), Some("-cx=y"));
        let found = read_with("postgresql://me@g:1/e?sslmode=disable", &variables).unwrap();
        assert_eq!(found.servers[0].0, tcp("g", 1));
        assert_eq!((found.user.as_str(), found.database.as_str()), ("me", "e"));
        assert_eq!(found.tls.mode, TlsMode::Disable);
    }

    #[cfg(unix)]
    #[test]
    fn a_password_may_be_in_a_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("pgpass");
        std::fs::write(&file, "a:*:*:me:one\nlocalhost:*:*:me:two\n").unwrap();
        std::fs::set_permissions(&file, std::fs::Permissions::from_mode(0o600)).unwrap();
        let passwords = |text: &str| -> Vec<String> {
            let found = read_with(text, &[("PGPASSFILE", file.to_str().unwrap())]).unwrap();
            let passwords = found.servers.into_iter().map(|(_, password)| password);
            passwords
                .map(|p| p.map_or_else(String::new, |p| p.reveal().to_owned()))
                .collect()
        };
        assert_eq!(passwords("postgresql://me@/d?host=a,b"), ["one", ""]);
        assert_eq!(
            passwords("postgresql://me@/d?host=/var/run/postgresql"),
            ["two"]
        );
        assert_eq!(passwords("postgresql://me:own@a/d"), ["own"]);
    }

    #[test]
    fn what_is_not_known_is_refused_by_name() {
        for (wrong, part) in [
            (
                "postgresql://me:hush@h/d?sslmod=x",
                "`sslmod`; known are `host`, ",
            ),
            ("postgresql://me:hush@h/d?sslmode=x", "`verify-full`"),
            ("postgresql://me:hush@/d?host=h:x", "the port `x`"),
        ] {
            let error = read_with(wrong, &[]).unwrap_err();
            assert!(error.message().contains(part), "{wrong}: {error}");
            assert!(!error.message().contains("hush"), "{error}");
        }
    }
}
