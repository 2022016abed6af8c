//! `mlflow login` and `mlflow logout`: credentials that all clients of MLflow find.

use clap::Args;

use crate::api::CreateToken;
use crate::cli::context::Context;
use crate::cli::output::printable;
use crate::cli::report::Exit;
use crate::config::{HttpSettings, KeptLogin, StoreUri};
use crate::error::{Error, Result};
use crate::store::rest::RestUsers;

use super::password::PasswordArgs;
use super::server;

/// Log in to a server, for all clients of MLflow on this machine
///
/// Makes an access token and keeps it, with your name, in ~/.mlflow/credentials, where the commands of
/// this program and Python's clients look. Your password is not kept. `mlflow logout` ends the token.
#[derive(Args, Debug)]
pub(crate) struct LoginArgs {
    /// Address of the server [default: MLFLOW_TRACKING_URI]
    #[arg(value_name = "URL")]
    url: Option<String>,

    /// Name of the user
    #[arg(long, short, value_name = "NAME")]
    username: String,

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
    let login = (args.username.clone(), args.password.read()?);
    let made = users(&address, login)?.create_token(&CreateToken {
        name: "mlflow login".to_owned(),
        ..CreateToken::default()
    })?;
    let kept = KeptLogin {
        username: args.username.clone(),
        password: made.secret,
    };
    let path = kept.write()?;
    context.printer().message(&format!(
        "logged in as `{}`; the access token is in `{}`",
        printable(&args.username),
        path.display()
    ));
    Ok(Exit::Done)
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
            .and_then(|address| users(&address, login))
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

fn users(address: &str, login: (String, String)) -> Result<RestUsers> {
    let settings = HttpSettings {
        login: Some(login),
        ..HttpSettings::from_env()?
    };
    RestUsers::open(address, settings)
}
