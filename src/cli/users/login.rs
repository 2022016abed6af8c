//! `mlflow login` and `mlflow logout`: credentials that all clients of MLflow find.

use std::thread;
use std::time::{Duration, Instant};

use clap::Args;

use crate::api::{BeginDevice, CreateToken};
use crate::cli::context::Context;
use crate::cli::output::printable;
use crate::cli::report::Exit;
use crate::cli::usage_error::usage_error;
use crate::config::{self, HttpSettings, KeptLogin, StoreUri};
use crate::error::{Error, ErrorCode, Result};
use crate::store::rest::RestUsers;
use crate::uri::split_userinfo;

use super::password::PasswordArgs;
use super::server;

/// Log in to a server, for all clients of MLflow on this machine
///
/// Names an address and a code: open that address in any browser, log in there, and let this machine
/// in. With --username it asks for your password here. Either way it keeps an access token, with your
/// name, in ~/.mlflow/credentials, where the commands of this program and Python's clients look. Your
/// password is not kept. `mlflow logout` ends the token.
#[derive(Args, Debug)]
pub(crate) struct LoginArgs {
    /// Address of the server [default: MLFLOW_TRACKING_URI]
    #[arg(value_name = "URL")]
    url: Option<String>,

    /// Name of the user, to log in by a password and without a browser
    #[arg(long, short, value_name = "NAME")]
    username: Option<String>,

    #[command(flatten)]
    password: PasswordArgs,
}

/// Log out: end the access token of `mlflow login`, and forget it
#[derive(Args, Debug)]
pub(crate) struct LogoutArgs {
    /// Address of the server [default: MLFLOW_TRACKING_URI]
    #[arg(value_name = "URL")]
    url: Option<String>,
}

pub(in crate::cli) fn login(args: &LoginArgs, context: &Context) -> Result<Exit> {
    let address = address(args.url.as_deref())?;
    let kept = match &args.username {
        Some(username) => by_password(&address, username, &args.password)?,
        None if args.password.is_given() => {
            return Err(usage_error(
                "a password is somebody's: expected `--username NAME`, too",
            ));
        }
        None => by_page(&address, context)?,
    };
    let path = kept.write()?;
    context.printer().message(&format!(
        "logged in as `{}`; the access token is in `{}`",
        printable(&kept.username),
        path.display()
    ));
    Ok(Exit::Done)
}

fn by_password(address: &str, username: &str, password: &PasswordArgs) -> Result<KeptLogin> {
    let login = (username.to_owned(), password.read()?);
    let made = users(address, Some(login))?.create_token(&CreateToken {
        name: "mlflow login".to_owned(),
        ..CreateToken::default()
    })?;
    Ok(KeptLogin {
        username: username.to_owned(),
        password: made.secret,
    })
}

/// Waits until somebody lets this machine in, on the server's page.
fn by_page(address: &str, context: &Context) -> Result<KeptLogin> {
    let users = users(address, None)?;
    let shown = split_userinfo(address).0;
    let name = format!("mlflow login on {}", machine()?);
    let begun = users.begin_device(&BeginDevice { name }).map_err(|error| {
        let is_unknown = [ErrorCode::NotImplemented, ErrorCode::PermissionDenied];
        if is_unknown.contains(&error.code()) {
            return Error::not_implemented(format!(
                "`{shown}` has no log-in by its page: expected a server of this program with users, or \
                 `--username NAME`"
            ));
        }
        error
    })?;
    let page = format!("{}{}", shown.trim_end_matches('/'), begun.verification_path);
    context.printer().message(&format!(
        "open {page} in a browser, check that it shows the code {}, and let this machine in",
        begun.user_code
    ));
    let end = Instant::now() + seconds(begun.expires_in);
    loop {
        thread::sleep(seconds(begun.interval.max(1)));
        let told = users.device_token(&begun.device_code)?;
        match (told.status.as_str(), told.username, told.secret) {
            ("authorization_pending", ..) if Instant::now() < end => {}
            ("done", Some(username), Some(password)) => {
                return Ok(KeptLogin { username, password });
            }
            ("access_denied", ..) => {
                return Err(Error::new(
                    ErrorCode::PermissionDenied,
                    "the log-in was refused on the page: expected that you let this machine in",
                ));
            }
            _ => {
                return Err(Error::invalid(
                    "nobody has let this machine in within ten minutes: expected it on the page; try \
                     again",
                ));
            }
        }
    }
}

/// What this machine is called, for who lets it in.
fn machine() -> Result<String> {
    for variable in ["HOSTNAME", "COMPUTERNAME"] {
        if let Some(name) = config::var(variable)? {
            return Ok(name);
        }
    }
    let name = std::fs::read_to_string("/etc/hostname").unwrap_or_default();
    let name = name.trim();
    Ok(if name.is_empty() {
        "some machine"
    } else {
        name
    }
    .to_owned())
}

fn seconds(number: i64) -> Duration {
    Duration::from_secs(number.unsigned_abs())
}

pub(in crate::cli) fn logout(args: &LogoutArgs, context: &Context) -> Result<Exit> {
    let Some(kept) = KeptLogin::read() else {
        context.printer().message("nobody is logged in");
        return Ok(Exit::Done);
    };
    let login = (kept.username.clone(), kept.password.clone());
    if let Some(token_id) = kept.token_id() {
        // What is forgotten here cannot be used from here, whatever the server says.
        let ended = address(args.url.as_deref())
            .and_then(|address| users(&address, Some(login)))
            .and_then(|users| users.revoke_token(token_id));
        if let Err(error) = ended {
            context.printer().message(&format!(
                "warning: the server has not ended the access token `{token_id}`: {}",
                error.message()
            ));
        }
    }
    KeptLogin::forget()?;
    let name = printable(&kept.username);
    context.printer().message(&format!("logged out `{name}`"));
    Ok(Exit::Done)
}

fn address(url: Option<&str>) -> Result<String> {
    let Some(url) = url else {
        return server::address();
    };
    let uri = StoreUri::parse(url)?;
    if !uri.is_server() {
        return Err(Error::invalid(format!(
            "`{uri}` is no server: expected an address such as `https://host:5000`"
        )));
    }
    Ok(uri.reveal().to_owned())
}

fn users(address: &str, login: Option<(String, String)>) -> Result<RestUsers> {
    let settings = HttpSettings {
        login,
        token: None,
        ..HttpSettings::from_env()?.to_read()?
    };
    RestUsers::open(address, settings)
}
