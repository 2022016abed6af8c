//! The server of one run: it serves a local store to everybody who has the run's token, for as long as
//! the run's command runs.
//!
//! A project pins its own version of MLflow, which may expect another schema of the database, or refuse
//! folders (3.13 and later). All versions speak the REST API. Artifacts do not go through
//! it: a client gets the locations that the store has, which are on this machine and stay valid.

use std::fs;
use std::net::{Ipv4Addr, TcpListener};
use std::process::Command;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::Duration;

use tokio::sync::mpsc;

use crate::config::{self, BehindServer, RegistrySettings, TrackingSettings};
use crate::entity::RunId;
use crate::error::{Error, Result};
use crate::project::{RunServer, Scratch};
use crate::registry::RegistryHome;
use crate::server::{self, App, CreatedRuns, RunToken, Security, ServerSettings};
use crate::tracking::Tracking;

/// The address on which it listens: only this machine can reach it.
const HOST: Ipv4Addr = Ipv4Addr::LOCALHOST;
/// What clients call the user whose password is the token.
const USER: &str = "run";
/// The name of the file with logins.
const NETRC_FILE: &str = "netrc";
/// How long the last requests may take after the command's end.
const LAST_REQUESTS: Duration = Duration::from_secs(3);
/// How long their work in the store may take after that.
const LAST_WORK: Duration = Duration::from_secs(1);

/// A server that ends when it is dropped.
struct LocalServer {
    url: String,
    /// The file that gives the token to clients which a login at home would keep from sending it.
    netrc: Option<Scratch>,
    created_runs: CreatedRuns,
    store: TrackingSettings,
    /// That of the runs where the registry that the user named is of a kind that only clients know.
    registry: RegistrySettings,
    token: RunToken,
    /// Whether clients print links to the page that will not be there, because the user wants them.
    has_links: bool,
    stop: mpsc::Sender<()>,
    /// Closed at its end.
    ended: Receiver<()>,
}

/// Starts to serve a store to the programs of a run, on a port of the system's choosing.
pub(super) fn start(store: &TrackingSettings) -> Result<Box<dyn RunServer>> {
    Ok(Box::new(LocalServer::start(store)?))
}

impl LocalServer {
    fn start(store: &TrackingSettings) -> Result<Self> {
        let listener = TcpListener::bind((HOST, 0)).map_err(cannot_listen)?;
        let address = listener.local_addr().map_err(cannot_listen)?;
        let token = RunToken::random();
        let named = RegistrySettings::from_env()?;
        let is_usable = named.is_usable(&store.tracking_uri);
        let registry = if is_usable {
            named
        } else {
            RegistrySettings::default()
        };
        let home = RegistryHome::open_when_needed(&registry, store);
        let (stop, stopped) = mpsc::channel(2);
        let (ending, ended) = channel();
        let created_runs = CreatedRuns::default();
        let settings = ServerSettings {
            // For runs that another server has started, whose artifacts went through it.
            artifacts: config::artifacts_destination(None).ok(),
            security: Some(Security::default()),
            token: Some(token.clone()),
            created_runs: Some(created_runs.clone()),
            ..ServerSettings::default()
        };
        let opened = store.clone();
        // The command starts meanwhile. A client that connects early waits in the listener's queue.
        thread::spawn(move || {
            let served = serve(listener, opened, home, settings, stopped);
            if let Err(error) = served {
                tracing::warn!("the run's server has failed: {error}");
            }
            drop(ending);
        });
        Ok(Self {
            url: format!("http://{address}"),
            netrc: netrc(&token)?,
            created_runs,
            store: store.clone(),
            registry,
            token,
            has_links: !config::flag(config::SUPPRESS_LINKS, true).unwrap_or(true),
            stop,
            ended,
        })
    }
}

impl RunServer for LocalServer {
    fn url_if_shown(&self) -> Option<&str> {
        let is_shown = self.has_links && self.token.is_used();
        is_shown.then_some(self.url.as_str())
    }

    fn created_runs(&self) -> Vec<RunId> {
        self.created_runs.all()
    }

    fn set_environment(&self, command: &mut Command) -> Result<()> {
        command.env(config::TRACKING_URI, &self.url);
        if self.serves_named_registry()? {
            // It lies behind the server.
            command.env_remove(config::REGISTRY_URI);
        }
        // Links to a page that will not be there; clients from 2.x on print them.
        if config::var(config::SUPPRESS_LINKS)?.is_none() {
            command.env(config::SUPPRESS_LINKS, "true");
        }
        self.let_in(command);
        Ok(())
    }
}

impl LocalServer {
    /// Whether the registry that the user named, if any, is the one that is served.
    fn serves_named_registry(&self) -> Result<bool> {
        Ok(RegistrySettings::from_env()? == self.registry)
    }

    /// Gives a command what clients need to be let in.
    fn let_in(&self, command: &mut Command) {
        let behind = BehindServer {
            server: self.url.clone(),
            store: self.store.clone(),
            registry: self.registry.clone(),
        };
        command
            .env(config::TOKEN, self.token.secret())
            .env(config::STORE_BEHIND_SERVER, behind.to_variable());
        // Whatever the user has for other servers goes before a token.
        for name in [
            config::USERNAME,
            config::PASSWORD,
            config::AUTH_PLUGIN,
            config::AWS_SIGV4,
        ] {
            command.env_remove(name);
        }
        if config::keeps_login() {
            command
                .env(config::USERNAME, USER)
                .env(config::PASSWORD, self.token.secret());
        }
        if let Some(netrc) = &self.netrc {
            command.env(config::NETRC, netrc.path().join(NETRC_FILE));
        }
        if let Some(no_proxy) = config::no_proxy_with(&HOST.to_string()) {
            command.envs(config::NO_PROXY.map(|name| (name, &no_proxy)));
        }
    }
}

impl Drop for LocalServer {
    /// Lets the requests under way end, but not for long.
    fn drop(&mut self) {
        let _ = self.stop.try_send(());
        if self.ended.recv_timeout(LAST_REQUESTS).is_ok() {
            return;
        }
        let _ = self.stop.try_send(());
        let _ = self.ended.recv_timeout(LAST_WORK);
    }
}

fn serve(
    listener: TcpListener,
    store: TrackingSettings,
    registry: RegistryHome,
    settings: ServerSettings,
    stop: mpsc::Receiver<()>,
) -> Result<()> {
    let app = App::with_registry(Some(Tracking::open(store)?), registry, settings)?;
    let runtime = server::runtime()?;
    let served = runtime.block_on(server::serve(listener, app, stop));
    runtime.shutdown_timeout(LAST_WORK);
    served
}

/// A file with the user's own logins and the token, where one of them would replace the token.
fn netrc(token: &RunToken) -> Result<Option<Scratch>> {
    let Some(text) = config::netrc_with(&HOST.to_string(), USER, token.secret()) else {
        return Ok(None);
    };
    let scratch = Scratch::new()?;
    let path = scratch.path().join(NETRC_FILE);
    fs::write(&path, text).map_err(|e| Error::io("write", &path, e))?;
    Ok(Some(scratch))
}

fn cannot_listen(error: std::io::Error) -> Error {
    Error::internal("cannot listen on a port of this machine for the run's server")
        .caused_by(error)
        .hint("`--tracking direct` does without one")
}
