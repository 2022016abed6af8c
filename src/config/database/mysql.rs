//! All that it takes to connect to MySQL or MariaDB, as SQLAlchemy's drivers `PyMySQL` and
//! `mysqlclient` take it from an address.

use std::path::PathBuf;
use std::time::Duration;

use crate::error::{Error, Result};

use super::super::var;
use super::ServerAddress;
use super::options::Options;
use super::password_command::PasswordCommand;
use super::uri::{DatabaseUri, Secret};

/// The files of TLS, where the address names none (MLflow 3.18.0).
const SSL_CA: &str = "MLFLOW_MYSQL_SSL_CA";
const SSL_CERT: &str = "MLFLOW_MYSQL_SSL_CERT";
const SSL_KEY: &str = "MLFLOW_MYSQL_SSL_KEY";

const DEFAULT_PORT: u16 = 3306;

/// The options that are known. Those at the end say something to Python's drivers alone.
const KNOWN: &[&str] = &[
    "unix_socket",
    "charset",
    "collation",
    "connect_timeout",
    "read_timeout",
    "write_timeout",
    "init_command",
    "program_name",
    "ssl",
    "ssl_mode",
    "ssl_ca",
    "ssl_cert",
    "ssl_key",
    "ssl_check_hostname",
    "ssl_disabled",
    "ssl_verify_cert",
    "ssl_verify_identity",
    "user",
    "password",
    "host",
    "port",
    "database",
    "autocommit",
    "binary_prefix",
    "local_infile",
    "use_unicode",
];

/// Modes of `ssl_mode`, by MySQL's words.
const MODES: &[(&str, Mode)] = &[
    ("DISABLED", Mode::Disabled),
    ("PREFERRED", Mode::Preferred),
    ("REQUIRED", Mode::Required),
    ("VERIFY_CA", Mode::VerifyCa),
    ("VERIFY_IDENTITY", Mode::VerifyIdentity),
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    Disabled,
    Preferred,
    Required,
    VerifyCa,
    VerifyIdentity,
}

/// How to connect to MySQL or MariaDB.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MySqlSettings {
    /// Where it listens.
    pub server: ServerAddress,
    /// Who asks.
    pub user: String,
    /// The password that belongs to the user.
    pub password: Option<Secret>,
    /// The name of the database.
    pub database: String,
    /// How the connection is encrypted; `None` if it is not.
    pub tls: Option<MySqlTls>,
    /// How long a connection may take to be made.
    pub connect_timeout: Duration,
    /// How long the server may be silent while it is asked.
    pub read_timeout: Option<Duration>,
    /// How long sending may take.
    pub write_timeout: Option<Duration>,
    /// A statement that each connection begins with.
    pub init_command: Option<String>,
    /// The collation in which texts are sent.
    pub collation: Option<String>,
    /// By what name the server lists the connection.
    pub program_name: Option<String>,
    /// What prints the password, where the address has none.
    pub password_command: Option<PasswordCommand>,
}

/// How a connection to MySQL is encrypted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MySqlTls {
    /// A PEM file with further certificates to trust.
    pub authorities: Option<PathBuf>,
    /// Our own certificate and its key, as PEM files.
    pub identity: Option<(PathBuf, PathBuf)>,
    /// Whether the server's certificate must be signed by somebody who is trusted.
    pub verifies_certificate: bool,
    /// Whether it must be for the server's name.
    pub verifies_name: bool,
}

impl MySqlSettings {
    /// Reads an address, and what it leaves open from the environment.
    pub fn new(uri: &DatabaseUri) -> Result<Self> {
        Self::read(uri, var)
    }

    fn read(uri: &DatabaseUri, var: impl Fn(&str) -> Result<Option<String>>) -> Result<Self> {
        let options = Options::of(uri, KNOWN)?;
        let or_option = |part: &Option<String>, name| {
            part.clone()
                .or_else(|| options.text(name).map(str::to_owned))
        };
        check_charset(options.text("charset"))?;
        let host = or_option(&uri.host, "host").unwrap_or_else(|| "localhost".to_owned());
        let port = match uri.port {
            Some(port) => Some(port),
            None => options.parsed("port", "a port")?,
        };
        let server = match options.path("unix_socket") {
            Some(socket) => ServerAddress::Socket(socket, 0),
            None => ServerAddress::Tcp(host, port.unwrap_or(DEFAULT_PORT)),
        };
        let password = options.text("password");
        let password = password.map(|password| Secret::from(password.to_owned()));
        let password = uri.password.clone().or(password);
        let password_command = match password {
            Some(_) => None,
            None => PasswordCommand::read(&var)?,
        };
        Ok(Self {
            server,
            user: or_option(&uri.user, "user").unwrap_or_else(super::super::user_name),
            password,
            database: or_option(&uri.database, "database").ok_or_else(no_database)?,
            tls: tls(&options, var)?,
            // As PyMySQL's.
            connect_timeout: options
                .seconds("connect_timeout")?
                .unwrap_or(Duration::from_secs(10)),
            read_timeout: options.seconds("read_timeout")?,
            write_timeout: options.seconds("write_timeout")?,
            init_command: options.text("init_command").map(str::to_owned),
            collation: options.text("collation").map(str::to_owned),
            program_name: options.text("program_name").map(str::to_owned),
            password_command,
        })
    }
}

fn no_database() -> Error {
    Error::invalid(
        "the address of the MySQL database has no name of a database; expected \
         `mysql://user:password@host:3306/database`",
    )
}

/// Texts go as UTF-8 of up to four bytes. Those of up to three are a part of it, which a database
/// may be limited to.
fn check_charset(charset: Option<&str>) -> Result<()> {
    match charset.map(str::to_ascii_lowercase).as_deref() {
        None | Some("utf8mb4" | "utf8mb3" | "utf8") => Ok(()),
        Some(other) => Err(Error::invalid(format!(
            "the address of the MySQL database has the option `charset={other}`; expected `utf8mb4`"
        ))),
    }
}

/// As PyMySQL: any option of TLS asks for it, and with authorities to trust the certificate is
/// verified, and the name that it is for.
fn tls(
    options: &Options,
    var: impl Fn(&str) -> Result<Option<String>>,
) -> Result<Option<MySqlTls>> {
    let file = |name, variable: &str| -> Result<Option<PathBuf>> {
        Ok(match options.path(name) {
            Some(path) => Some(path),
            None => var(variable)?.map(PathBuf::from),
        })
    };
    let authorities = file("ssl_ca", SSL_CA)?;
    let certificate = file("ssl_cert", SSL_CERT)?;
    let key = file("ssl_key", SSL_KEY)?;
    let mode = options.word("ssl_mode", MODES)?;
    let verify_certificate = options.flag("ssl_verify_cert")?;
    let verify_name = match options.flag("ssl_verify_identity")? {
        None => options.flag("ssl_check_hostname")?,
        verify => verify,
    };
    let is_asked_for = authorities.is_some()
        || certificate.is_some()
        || matches!(
            mode,
            Some(Mode::Required | Mode::VerifyCa | Mode::VerifyIdentity)
        )
        || verify_certificate == Some(true)
        || verify_name == Some(true)
        || options.flag("ssl")? == Some(true);
    let is_off = options.flag("ssl_disabled")? == Some(true) || mode == Some(Mode::Disabled);
    if is_off || !is_asked_for {
        return Ok(None);
    }
    let has_authorities = authorities.is_some();
    let verifies_name = match mode {
        Some(Mode::VerifyIdentity) => true,
        Some(Mode::VerifyCa | Mode::Required) => verify_name == Some(true),
        _ => verify_name.unwrap_or(has_authorities),
    };
    let verifies_certificate = match mode {
        Some(Mode::VerifyIdentity | Mode::VerifyCa) => true,
        _ => verifies_name || verify_certificate.unwrap_or(has_authorities),
    };
    let identity = match (certificate, key) {
        (Some(certificate), Some(key)) => Some((certificate, key)),
        (None, None) => None,
        _ => {
            return Err(Error::invalid(
                "the address of the MySQL database has only one of the options `ssl_cert` and \
                 `ssl_key`; expected both or none",
            ));
        }
    };
    Ok(Some(MySqlTls {
        authorities,
        identity,
        verifies_certificate,
        verifies_name,
    }))
}

#[cfg(test)]
mod tests {
    use super::super::Engine;
    use super::*;

    fn read(text: &str) -> Result<MySqlSettings> {
        let uri = DatabaseUri::parse(Engine::MySql, None, text).unwrap();
        MySqlSettings::read(&uri, |_| Ok(None))
    }

    #[test]
    fn an_address_says_where_and_who() {
        let found = read("mysql+pymysql://m%40e:p%2Fw@[::1]:3307/ml?charset=utf8mb4").unwrap();
        assert_eq!(found.server, ServerAddress::Tcp("::1".to_owned(), 3307));
        assert_eq!(found.user, "m@e");
        assert_eq!(found.password.as_ref().map(Secret::reveal), Some("p/w"));
        assert_eq!((found.database.as_str(), found.tls.as_ref()), ("ml", None));
        assert!(!format!("{found:?}").contains("p/w"), "{found:?}");
        let found = read("mysql://me@localhost/ml?unix_socket=/run/x.sock").unwrap();
        let socket = ServerAddress::Socket("/run/x.sock".into(), 0);
        assert_eq!((found.server, found.password), (socket, None));
    }

    #[test]
    fn what_is_not_known_is_refused_by_name() {
        for (wrong, part) in [
            (
                "mysql://me:hush@h/d?ssl_caa=x",
                "`ssl_caa`; known are `unix_socket`, ",
            ),
            ("mysql://me:hush@h/d?charset=latin1", "expected `utf8mb4`"),
            (
                "mysql://me:hush@h/d?connect_timeout=x",
                "`connect_timeout=x`",
            ),
            ("mysql://me:hush@h/d?ssl_mode=x", "`VERIFY_CA`"),
            ("mysql://me:hush@h/d?ssl_cert=x", "expected both or none"),
            ("mysql://me:hush@h", "no name of a database"),
        ] {
            let error = read(wrong).unwrap_err();
            assert!(error.message().contains(part), "{wrong}: {error}");
            assert!(!error.message().contains("hush"), "{error}");
        }
    }

    #[test]
    fn tls_is_verified_if_there_is_something_to_verify_it_by() {
        let tls = |options: &str| {
            let tls = read(&format!("mysql://h/d?{options}")).unwrap().tls;
            tls.map(|tls| (tls.verifies_certificate, tls.verifies_name))
        };
        for (options, expected) in [
            ("", None),
            ("ssl_mode=PREFERRED", None),
            ("ssl_ca=x&ssl_disabled=true", None),
            ("ssl_mode=required", Some((false, false))),
            ("ssl=true", Some((false, false))),
            ("ssl_ca=x", Some((true, true))),
            ("ssl_ca=x&ssl_check_hostname=false", Some((true, false))),
            ("ssl_ca=x&ssl_mode=VERIFY_CA", Some((true, false))),
            ("ssl_mode=VERIFY_IDENTITY", Some((true, true))),
            ("ssl_verify_cert=true", Some((true, false))),
        ] {
            assert_eq!(tls(options), expected, "{options}");
        }
    }
}
