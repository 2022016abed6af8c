//! How to speak to another server: who we are, what we trust, how patient we are.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use crate::error::Result;

use super::{ProxySettings, count, flag, parsed, var};

/// The name by which a tracking server knows the user.
pub const USERNAME: &str = "MLFLOW_TRACKING_USERNAME";
/// The password that belongs to it.
pub const PASSWORD: &str = "MLFLOW_TRACKING_PASSWORD";
/// A bearer token, for servers that want one instead.
pub const TOKEN: &str = "MLFLOW_TRACKING_TOKEN";
/// A plug-in of Python clients that speaks for the user instead.
pub const AUTH_PLUGIN: &str = "MLFLOW_TRACKING_AUTH";
/// Whether Python clients sign requests as Amazon's servers want them.
pub const AWS_SIGV4: &str = "MLFLOW_TRACKING_AWS_SIGV4";
/// The servers that are asked directly where others are asked through a proxy; clients read the
/// name in capitals or in small letters, and some only one of them.
pub const NO_PROXY: [&str; 2] = ["no_proxy", "NO_PROXY"];
/// Through which proxies servers are asked.
const PROXIES: [&str; 4] = ["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"];
/// Names the file with logins for hosts, instead of the one in the home folder.
pub const NETRC: &str = "NETRC";
/// The files with logins for hosts, at home.
const NETRC_FILES: [&str; 2] = [".netrc", "_netrc"];
/// Whether to accept servers whose certificate cannot be verified.
const INSECURE_TLS: &str = "MLFLOW_TRACKING_INSECURE_TLS";
/// The certificates to trust, instead of the system's.
const SERVER_CERT_PATH: &str = "MLFLOW_TRACKING_SERVER_CERT_PATH";
/// The certificate and key by which a server knows the user.
const CLIENT_CERT_PATH: &str = "MLFLOW_TRACKING_CLIENT_CERT_PATH";
/// How often a request is tried again.
const MAX_RETRIES: &str = "MLFLOW_HTTP_REQUEST_MAX_RETRIES";
/// Half the seconds before the second time it is tried again; they double from then on.
const BACKOFF_FACTOR: &str = "MLFLOW_HTTP_REQUEST_BACKOFF_FACTOR";
/// Up to how many seconds chance adds to that.
const BACKOFF_JITTER: &str = "MLFLOW_HTTP_REQUEST_BACKOFF_JITTER";
/// After how many silent seconds a request has failed.
const TIMEOUT: &str = "MLFLOW_HTTP_REQUEST_TIMEOUT";
/// Whether a server says how long to wait.
const RESPECT_RETRY_AFTER: &str = "MLFLOW_HTTP_RESPECT_RETRY_AFTER_HEADER";
/// Whether large files go through the server in parts, whatever it says itself.
const PROXY_MULTIPART: &str = "MLFLOW_ENABLE_PROXY_MULTIPART_UPLOAD";
/// From how many bytes on a file goes in parts.
const MULTIPART_MINIMUM: &str = "MLFLOW_MULTIPART_UPLOAD_MINIMUM_FILE_SIZE";
/// Whether files behind a server are downloaded by addresses that it signs.
const PROXY_MULTIPART_DOWNLOAD: &str = "MLFLOW_ENABLE_PROXY_MULTIPART_DOWNLOAD";
/// How many bytes a part has.
const DOWNLOAD_LIFETIME: &str = "MLFLOW_PRESIGNED_DOWNLOAD_URL_TTL_SECONDS";
const MULTIPART_PART_SIZE: &str = "MLFLOW_MULTIPART_UPLOAD_CHUNK_SIZE";

/// How often a command that only reads tries again, without a pause, when nobody listens at the
/// address.
const READERS_RETRIES: u32 = 1;

/// How long making a connection may take.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(15);
/// The same for a command that only reads.
const READERS_CONNECT_TIMEOUT: Duration = Duration::from_secs(4);

/// How to speak to another server. The defaults are those of MLflow 3.17.2.
#[derive(Clone, Debug, PartialEq)]
pub struct HttpSettings {
    /// A name and a password.
    pub login: Option<(String, String)>,
    /// A bearer token; a login goes first.
    pub token: Option<String>,
    /// Whether any certificate of a server will do.
    pub insecure_tls: bool,
    /// A PEM file with the only certificates to trust.
    pub server_certificates: Option<PathBuf>,
    /// A PEM file with our own certificate and its key.
    pub client_certificate: Option<PathBuf>,
    /// How often a request is tried again.
    pub max_retries: u32,
    /// How often it is tried again where nobody listens at the address.
    pub max_retries_unreachable: u32,
    /// Half the seconds before the second time it is tried again; they double from then on.
    pub backoff_factor: f64,
    /// Up to how many seconds chance adds to that.
    pub backoff_jitter: f64,
    /// After how much silence a request has failed.
    pub timeout: Duration,
    /// How long making a connection may take.
    pub connect_timeout: Duration,
    /// Whether a server says how long to wait.
    pub respects_retry_after: bool,
    /// Through which proxies servers are asked.
    pub proxies: ProxySettings,
}

impl HttpSettings {
    /// Reads them from the environment, and the login otherwise from `~/.mlflow/credentials`.
    pub fn from_env() -> Result<Self> {
        let seconds = parsed(TIMEOUT, 120, "a whole number of seconds")?;
        let max_retries = parsed(MAX_RETRIES, 7, "a whole number")?;
        Ok(Self {
            login: login()?,
            token: var(TOKEN)?,
            insecure_tls: flag(INSECURE_TLS, false)?,
            server_certificates: var(SERVER_CERT_PATH)?.map(PathBuf::from),
            client_certificate: var(CLIENT_CERT_PATH)?.map(PathBuf::from),
            max_retries,
            max_retries_unreachable: max_retries,
            backoff_factor: seconds_of(BACKOFF_FACTOR, 2.0)?,
            backoff_jitter: seconds_of(BACKOFF_JITTER, 1.0)?,
            timeout: Duration::from_secs(seconds),
            connect_timeout: CONNECT_TIMEOUT,
            respects_retry_after: flag(RESPECT_RETRY_AFTER, true)?,
            proxies: ProxySettings::from_env(),
        })
    }

    /// The settings for commands that only read. If nobody listens at the address, the command fails
    /// within seconds, and its user can try again. A command that records something waits instead,
    /// because the server may be restarting. A number of retries that the user has set is kept.
    pub fn to_read(self) -> Result<Self> {
        let is_chosen = var(MAX_RETRIES)?.is_some();
        let max_retries_unreachable = if is_chosen {
            self.max_retries
        } else {
            self.max_retries.min(READERS_RETRIES)
        };
        Ok(Self {
            max_retries_unreachable,
            connect_timeout: READERS_CONNECT_TIMEOUT,
            ..self
        })
    }
}

/// A number of seconds: one that cannot be waited for is the default, one below zero none.
fn seconds_of(name: &str, default: f64) -> Result<f64> {
    let seconds: f64 = parsed(name, default, "a number of seconds")?;
    Ok(if seconds.is_finite() {
        seconds.max(0.0)
    } else {
        default
    })
}

fn login() -> Result<Option<(String, String)>> {
    let (mut username, mut password) = (var(USERNAME)?, var(PASSWORD)?);
    if username.is_none() || password.is_none() {
        let kept = kept_credentials();
        let find = |name: &str| kept_value(&kept, &name.to_ascii_lowercase());
        username = username.or_else(|| find(USERNAME));
        password = password.or_else(|| find(PASSWORD));
    }
    Ok(username.zip(password))
}

/// Whether `~/.mlflow/credentials` has a login, which clients take before any token.
pub fn keeps_login() -> bool {
    let kept = kept_credentials();
    let has = |name: &str| kept_value(&kept, &name.to_ascii_lowercase()).is_some();
    has(USERNAME) || has(PASSWORD)
}

/// The value of [`NO_PROXY`] by which a host is asked directly; `None` where there is no proxy.
pub fn no_proxy_with(host: &str) -> Option<String> {
    let value = |name: &str| env::var(name).ok().filter(|value| !value.is_empty());
    PROXIES.into_iter().find_map(value)?;
    let known = NO_PROXY.into_iter().find_map(value);
    Some(match known {
        Some(known) => format!("{known},{host}"),
        None => host.to_owned(),
    })
}

/// A text for the file of [`NETRC`] that has all that the user's own has, and a login for a host;
/// `None` where the user's has none for that host.
///
/// Clients that use Python's `requests` send what they find there instead of the token that they
/// are told to send.
pub fn netrc_with(host: &str, login: &str, password: &str) -> Option<String> {
    let files = match env::var_os(NETRC) {
        Some(file) => vec![PathBuf::from(file)],
        None => env::home_dir().map_or_else(Vec::new, |home| {
            NETRC_FILES.map(|name| home.join(name)).into()
        }),
    };
    let mut texts = files
        .iter()
        .filter_map(|file| fs::read_to_string(file).ok());
    let text = texts.next().filter(|text| netrc_names(text, host))?;
    // Of two entries for a host, the last one counts.
    Some(format!(
        "{}\n\nmachine {host} login {login} password {password}\n",
        text.trim_end()
    ))
}

/// Whether the text of a netrc file names a host, or has a login for all.
fn netrc_names(text: &str, host: &str) -> bool {
    let mut words = text.split_whitespace();
    words.any(|word| word == "default" || word == host)
}

/// The text of `~/.mlflow/credentials`; nothing where it cannot be read.
pub(super) fn kept_credentials() -> String {
    env::home_dir()
        .and_then(|home| fs::read_to_string(home.join(".mlflow").join("credentials")).ok())
        .unwrap_or_default()
}

/// The value of a key in the section `[mlflow]` of an INI file.
pub(super) fn kept_value(text: &str, key: &str) -> Option<String> {
    text.lines()
        .map(str::trim)
        .skip_while(|line| *line != "[mlflow]")
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.starts_with(['#', ';']))
        .filter_map(|line| line.split_once(['=', ':']))
        .find(|(name, _)| name.trim().eq_ignore_ascii_case(key))
        .map(|(_, value)| value.trim().to_owned())
        .filter(|value| !value.is_empty())
}

/// When and how large files are uploaded in parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MultipartSettings {
    /// What the user wants; `None` leaves it to the server.
    pub wanted: Option<bool>,
    /// From how many bytes on.
    pub minimum_file_size: u64,
    /// How many bytes a part has, at least one.
    pub part_size: u64,
}

impl MultipartSettings {
    /// Reads them from the environment.
    pub fn from_env() -> Result<Self> {
        let wanted = match var(PROXY_MULTIPART)? {
            Some(_) => Some(flag(PROXY_MULTIPART, false)?),
            None => None,
        };
        Ok(Self {
            wanted,
            minimum_file_size: count(MULTIPART_MINIMUM, 500 << 20)? as u64,
            part_size: count(MULTIPART_PART_SIZE, 10 << 20)?.max(1) as u64,
        })
    }
}

/// Whether the clients of a server that keeps artifacts in a cloud are to put parts there themselves.
pub fn takes_parts_directly() -> bool {
    flag(PROXY_MULTIPART, false).unwrap_or(false)
}

/// For how many seconds a signed address for a download holds, where the client does not say.
pub fn download_address_lifetime() -> Result<i64> {
    super::parsed(DOWNLOAD_LIFETIME, 300, "a whole number of seconds")
}

/// Whether they are to read files there themselves.
pub fn gives_files_directly() -> bool {
    flag(PROXY_MULTIPART_DOWNLOAD, false).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_netrc_file_may_have_a_login_for_a_host() {
        let names = |text| netrc_names(text, "127.0.0.1");
        assert!(names("machine 127.0.0.1 login me password x"));
        assert!(names(
            "machine a\nlogin b password c\n\ndefault login d password e"
        ));
        assert!(!names("machine example.com login me password 127001"));
        assert!(!names(""));
    }

    #[test]
    fn credentials_are_kept_in_a_section_of_their_own() {
        let text = "[other]\nmlflow_tracking_username = no\n\n[mlflow]\n# mine\n\
                    MLFLOW_TRACKING_USERNAME = me\nmlflow_tracking_password: a = b\n[next]\nx = y\n";
        let value = |key| kept_value(text, key);
        assert_eq!(value("mlflow_tracking_username").as_deref(), Some("me"));
        assert_eq!(value("mlflow_tracking_password").as_deref(), Some("a = b"));
        assert_eq!(value("x"), None);
        assert_eq!(kept_value("", "x"), None);
    }
}
