//! The places where a cloud's own tools look for credentials, asked one after the other.

use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;

use opendal::raw::HttpClient;
use reqsign_core::{
    CommandExecute, CommandOutput, Context, Env, Error, HttpSend, OsEnv, ProvideCredential,
    ProvideCredentialDyn, Result, SigningCredential,
};
use reqsign_file_read_tokio::TokioFileRead;
use ureq::http::Uri;

use super::client::Clients;
use super::transport::Transport;

/// How often a service that gives credentials is asked.
const ATTEMPTS: usize = 3;

/// Gives another address for one.
type Elsewhere = dyn Fn(&Uri) -> Option<Uri> + Send + Sync;

/// A place with the name that users know it by.
type Place<C> = (String, Box<dyn ProvideCredentialDyn<Credential = C>>);

/// Places, asked in order.
pub(super) struct Places<C> {
    places: Vec<Place<C>>,
    context: Context,
}

impl<C: SigningCredential> Places<C> {
    pub(super) fn new(context: &Context) -> Self {
        Self {
            places: Vec::new(),
            context: context.clone(),
        }
    }

    /// What the places need.
    pub(super) fn context(&self) -> &Context {
        &self.context
    }

    /// Adds a place behind the others.
    pub(super) fn add(
        &mut self,
        name: impl Into<String>,
        provider: impl ProvideCredential<Credential = C>,
    ) {
        self.places.push((name.into(), Box::new(provider)));
    }
}

impl<C> fmt::Debug for Places<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names = self.places.iter().map(|(name, _)| name);
        f.debug_list().entries(names).finish()
    }
}

impl<C: SigningCredential> ProvideCredential for Places<C> {
    type Credential = C;

    async fn provide_credential(&self, _context: &Context) -> Result<Option<C>> {
        let mut looked_at = Vec::new();
        for (name, place) in &self.places {
            match place.provide_credential_dyn(&self.context).await {
                Ok(Some(credential)) => return Ok(Some(credential)),
                Ok(None) => looked_at.push(name.clone()),
                Err(error) => looked_at.push(format!("{name} ({})", first_line(&error))),
            }
        }
        Err(Error::credential_invalid(format!(
            "no credentials found; looked at {}",
            looked_at.join(", ")
        )))
    }
}

/// A place that has no credentials for this program, and says why.
pub(super) struct NoCredential<C> {
    why: String,
    kind: std::marker::PhantomData<fn() -> C>,
}

impl<C> NoCredential<C> {
    pub(super) fn because(why: impl Into<String>) -> Self {
        Self {
            why: why.into(),
            kind: std::marker::PhantomData,
        }
    }
}

impl<C> fmt::Debug for NoCredential<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("NoCredential")
    }
}

impl<C: SigningCredential> ProvideCredential for NoCredential<C> {
    type Credential = C;

    async fn provide_credential(&self, _context: &Context) -> Result<Option<C>> {
        Err(Error::config_invalid(self.why.clone()))
    }
}

fn first_line(error: &Error) -> String {
    let text = error.to_string();
    text.lines().next().unwrap_or_default().to_owned()
}

/// What places need: files, variables, programs and the network. `elsewhere` may give another
/// address for that of a service that gives credentials.
pub(super) fn context(
    clients: &Clients,
    elsewhere: impl Fn(&Uri) -> Option<Uri> + Send + Sync + 'static,
) -> Context {
    let transport = Transport::plain(clients.clone(), ATTEMPTS);
    Context::new()
        .with_file_read(TokioFileRead)
        .with_http_send(TokenService {
            client: HttpClient::with(transport),
            elsewhere: Arc::new(elsewhere),
        })
        .with_env(Variables)
        .with_command_execute(Programs)
}

/// The environment, in which a variable that is set to nothing counts as not set.
#[derive(Debug)]
struct Variables;

impl Env for Variables {
    fn var(&self, key: &str) -> Option<String> {
        OsEnv.var(key).filter(|value| !value.is_empty())
    }

    fn vars(&self) -> HashMap<String, String> {
        let mut variables = OsEnv.vars();
        variables.retain(|_, value| !value.is_empty());
        variables
    }

    fn home_dir(&self) -> Option<PathBuf> {
        OsEnv.home_dir()
    }
}

/// Runs the programs that give credentials.
#[derive(Debug)]
struct Programs;

impl CommandExecute for Programs {
    /// The line was split at blanks; it is split again as a shell does, for quoted words.
    async fn command_execute<'a>(
        &'a self,
        program: &'a str,
        args: &'a [&'a str],
    ) -> Result<CommandOutput> {
        let line = [&[program], args].concat().join(" ");
        let words = shlex::split(&line).filter(|words| !words.is_empty());
        let words = words.ok_or_else(|| Error::config_invalid("a quote is not closed"))?;
        let run = move || Command::new(&words[0]).args(&words[1..]).output();
        let output = tokio::task::spawn_blocking(run).await;
        let output = output.map_err(|e| Error::unexpected("the program failed").with_source(e))?;
        let output = output.map_err(|e| Error::unexpected(e.to_string()))?;
        Ok(CommandOutput {
            status: output.status.code().unwrap_or(-1),
            stdout: output.stdout,
            stderr: output.stderr,
        })
    }
}

/// Asks the services that give credentials, or what stands in for them.
struct TokenService {
    client: HttpClient,
    elsewhere: Arc<Elsewhere>,
}

impl fmt::Debug for TokenService {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenService")
    }
}

impl HttpSend for TokenService {
    async fn http_send(
        &self,
        mut request: ureq::http::Request<bytes::Bytes>,
    ) -> Result<ureq::http::Response<bytes::Bytes>> {
        if let Some(uri) = (self.elsewhere)(request.uri()) {
            // A signature is for the host that the request was made for.
            let host = request.uri().authority().map(ToString::to_string);
            if let Some(Ok(host)) = host.map(|host| host.parse()) {
                request.headers_mut().insert("host", host);
            }
            *request.uri_mut() = uri;
        }
        self.client.http_send(request).await
    }
}
