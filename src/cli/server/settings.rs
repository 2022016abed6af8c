//! From flags and environment variables to the server's settings.

use crate::artifact;
use crate::config::{
    self, ArtifactKind, ArtifactUri, AuthSettings, GraphqlLimits, RegistrySettings, StoreUri,
    TrackingSettings, WebhookSettings,
};
use crate::error::Result;
use crate::server::{Security, ServerSettings, Tls, TrustedProxies};
use crate::uri;

use super::super::printer::Printer;
use super::super::usage_error::usage_error;
use super::{NetworkArgs, SecurityArgs, ServerArgs, StorageArgs, page};

/// The default of `--host`.
const HOST: &str = "127.0.0.1";
const PORT: u16 = 5000;
/// The value of `--app-name` that MLflow 3.17.2 knows.
const BASIC_AUTH: &str = "basic-auth";
/// The location of artifacts that go through whatever server a client talks to.
const SERVED_ROOT: &str = "mlflow-artifacts:/";

/// What the flags and the environment settle.
pub(super) struct ListenSettings {
    pub(super) host: String,
    pub(super) port: u16,
    /// `None` for a server of artifacts only.
    pub(super) tracking: Option<TrackingSettings>,
    /// The replica that is read.
    pub(super) replica: Option<StoreUri>,
    /// Where its registered models are.
    pub(super) registry: RegistrySettings,
    /// What the user should know of the settings.
    pub(super) note: Option<String>,
    pub(super) server: ServerSettings,
    /// How users are told apart; `None` where everybody may do everything.
    pub(super) auth: Option<AuthSettings>,
}

pub(super) fn settings(args: &ServerArgs, printer: &Printer) -> Result<ListenSettings> {
    args.ignored.check()?;
    args.security.check()?;
    let network = &args.network;
    let tracking = args.storage.tracking()?;
    let mut note = None;
    let mut replica = None;
    if let Some(settings) = &tracking {
        check_artifact_root(&settings.artifact_root)?;
        replica = args.storage.replica()?;
        if let Some(reason) = useless_replica(replica.as_ref(), &settings.tracking_uri) {
            replica = None;
            note = Some(format!(
                "note: `--read-replica-backend-store-uri` has no effect: {reason}"
            ));
        }
    }
    Ok(ListenSettings {
        host: flag(network.host.as_ref(), config::HOST)?.unwrap_or_else(|| HOST.to_owned()),
        port: network.port()?,
        tracking,
        replica,
        registry: RegistrySettings::for_server(args.storage.registry_store_uri.as_deref())?,
        note,
        auth: args.security.auth()?,
        server: ServerSettings {
            page: args.page.as_deref().map(page::open).transpose()?,
            tls: network.tls()?,
            proxies: network.proxies()?,
            access_log: args.records.access_log(printer)?,
            audit_log: args.records.audit_log(args.security.app_name.is_some())?,
            static_prefix: network.static_prefix()?,
            artifacts: args.storage.destination()?,
            artifacts_presigned_only: args.storage.is_presigned_only()?,
            security: args.security.settings()?,
            exposes_metrics: flag(args.expose_prometheus.as_ref(), config::EXPOSE_PROMETHEUS)?
                .is_some(),
            webhooks: Some(WebhookSettings::from_env()?),
            graphql: GraphqlLimits::from_env()?,
            ..ServerSettings::default()
        },
    })
}

/// The value of a flag, or else of its variable.
pub(super) fn flag(flag: Option<&String>, variable: &str) -> Result<Option<String>> {
    match flag {
        Some(value) => Ok(Some(value.clone())),
        None => config::var(variable),
    }
}

impl StorageArgs {
    fn serves_artifacts(&self) -> Result<bool> {
        if self.serve_artifacts || self.no_serve_artifacts {
            return Ok(!self.no_serve_artifacts);
        }
        config::flag(config::SERVE_ARTIFACTS, true)
    }

    fn is_artifacts_only(&self) -> Result<bool> {
        Ok(self.artifacts_only || config::flag(config::ARTIFACTS_ONLY, false)?)
    }

    fn is_presigned_only(&self) -> Result<bool> {
        Ok(self.artifacts_presigned_only || config::flag(config::ARTIFACTS_PRESIGNED_ONLY, false)?)
    }

    /// The store, and where its new experiments keep their artifacts.
    fn tracking(&self) -> Result<Option<TrackingSettings>> {
        let store = flag(self.backend_store_uri.as_ref(), config::BACKEND_STORE_URI)?;
        if self.is_artifacts_only()? {
            return match store {
                None => Ok(None),
                Some(store) => Err(usage_error(format!(
                    "a server with `--artifacts-only` has no store; expected no \
                     `--backend-store-uri`, which is `{}`",
                    uri::masked(&store)
                ))),
            };
        }
        let settings = TrackingSettings::for_server(store.as_deref())?;
        let root = match flag(
            self.default_artifact_root.as_ref(),
            config::DEFAULT_ARTIFACT_ROOT,
        )? {
            Some(root) => Some(uri::absolute_location(&root)?),
            None => self.serves_artifacts()?.then(|| SERVED_ROOT.to_owned()),
        };
        Ok(Some(TrackingSettings {
            artifact_root: root.unwrap_or(settings.artifact_root),
            ..settings
        }))
    }

    /// The replica that is read.
    fn replica(&self) -> Result<Option<StoreUri>> {
        let given = self.read_replica_backend_store_uri.as_ref();
        let given = flag(given, config::READ_REPLICA_URI)?;
        given.as_deref().map(StoreUri::parse).transpose()
    }

    /// Where the artifacts lie that go through the server.
    fn destination(&self) -> Result<Option<String>> {
        if !self.serves_artifacts()? && !self.is_artifacts_only()? {
            return Ok(None);
        }
        let given = self.artifacts_destination.as_deref();
        config::artifacts_destination(given).map(Some)
    }
}

/// Why a replica is not read, as in MLflow 3.18.0.
fn useless_replica(replica: Option<&StoreUri>, store: &StoreUri) -> Option<&'static str> {
    let replica = replica?;
    if replica == store {
        Some("it is the backend store itself")
    } else if store.is_folder() {
        Some("the backend store is a folder of files")
    } else {
        None
    }
}

/// Refuses a root for artifacts that this program cannot write to.
fn check_artifact_root(root: &str) -> Result<()> {
    let uri = ArtifactUri::parse(root)?;
    match uri.kind() {
        ArtifactKind::Local(_) | ArtifactKind::Http | ArtifactKind::Served => Ok(()),
        ArtifactKind::Owned(_) => Err(uri.unsupported()),
        ArtifactKind::Remote(_) => artifact::open(root).map(drop),
    }
}

impl NetworkArgs {
    fn tls(&self) -> Result<Option<Tls>> {
        match (&self.ssl_certfile, &self.ssl_keyfile) {
            (Some(certificate), Some(key)) => Tls::open(certificate, key).map(Some),
            _ => Ok(None),
        }
    }

    fn proxies(&self) -> Result<Option<TrustedProxies>> {
        let given = self.behind_proxy.as_deref();
        given.map(TrustedProxies::parse).transpose()
    }

    fn port(&self) -> Result<u16> {
        if let Some(port) = self.port {
            return Ok(port);
        }
        let Some(port) = config::var(config::PORT)? else {
            return Ok(PORT);
        };
        port.parse().map_err(|_| {
            usage_error(format!(
                "the environment variable `{}` is `{port}`; expected a port, from 0 to 65535",
                config::PORT
            ))
        })
    }

    fn static_prefix(&self) -> Result<String> {
        let prefix = flag(self.static_prefix.as_ref(), config::STATIC_PREFIX)?.unwrap_or_default();
        let is_good = prefix.is_empty()
            || prefix.starts_with('/')
                && !prefix.ends_with('/')
                && !prefix.contains(|c: char| !c.is_ascii_graphic() || "{}?#%".contains(c));
        if is_good {
            return Ok(prefix);
        }
        let phrase = match prefix.as_str() {
            prefix if !prefix.starts_with('/') => "--static-prefix must begin with a '/'",
            prefix if prefix.ends_with('/') => "--static-prefix should not end with a '/'",
            _ => "--static-prefix must not contain '{' or '}', `?`, `#`, `%` or what is not ASCII",
        };
        Err(usage_error(format!(
            "{phrase}: `--static-prefix` is `{prefix}`; expected a path that begins with `/` and does not \
             end with it, such as `/mlflow`"
        )))
    }
}

impl SecurityArgs {
    /// A server that is to ask for passwords in a way that is not known does not run without.
    fn check(&self) -> Result<()> {
        match &self.app_name {
            Some(name) if name != BASIC_AUTH => Err(usage_error(format!(
                "Invalid value for '--app-name': '{name}' is not one of '{BASIC_AUTH}'"
            ))),
            _ => Ok(()),
        }
    }

    /// How the server tells its users apart, if it does.
    fn auth(&self) -> Result<Option<AuthSettings>> {
        self.app_name
            .as_ref()
            .map(|_| AuthSettings::from_env())
            .transpose()
    }

    fn settings(&self) -> Result<Option<Security>> {
        if self.disable_security_middleware || config::flag(config::DISABLE_SECURITY, false)? {
            return Ok(None);
        }
        let frame_options = flag(self.x_frame_options.as_ref(), config::FRAME_OPTIONS)?;
        if let Some(options) = &frame_options
            && !["SAMEORIGIN", "DENY", "NONE"].contains(&options.to_ascii_uppercase().as_str())
        {
            return Err(usage_error(format!(
                "`--x-frame-options` is `{options}`; expected `SAMEORIGIN`, `DENY` or `NONE`"
            )));
        }
        Ok(Some(Security::new(
            flag(self.allowed_hosts.as_ref(), config::ALLOWED_HOSTS)?.as_deref(),
            flag(
                self.cors_allowed_origins.as_ref(),
                config::CORS_ALLOWED_ORIGINS,
            )?
            .as_deref(),
            frame_options.as_deref(),
        )))
    }
}
