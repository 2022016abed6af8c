//! Where credentials for S3 come from: the places in which AWS's own tools look, in boto3's order.
//!
//! 1. the address itself (`s3://key:secret@bucket/…`),
//! 2. the environment,
//! 3. the role that the profile takes on,
//! 4. the token file of a Kubernetes cluster (web identity),
//! 5. the cache of a single sign-on,
//! 6. the keys of the profile, in `~/.aws/credentials` or `~/.aws/config`,
//! 7. the program that the profile names (`credential_process`),
//! 8. the service of a container,
//! 9. the service of a machine.

use std::collections::HashMap;
use std::fmt;
use std::path::PathBuf;
use std::process::Command;

use opendal::raw::HttpClient;
use reqsign_aws_v4::{
    AssumeRoleCredentialProvider, AssumeRoleWithWebIdentityCredentialProvider, Credential,
    ECSCredentialProvider, EnvCredentialProvider, IMDSv2CredentialProvider,
    ProcessCredentialProvider, ProfileCredentialProvider, RequestSigner, SSOCredentialProvider,
    StaticCredentialProvider,
};
use reqsign_core::{
    CommandExecute, CommandOutput, Context, Env, Error, HttpSend, OsEnv, ProvideCredential,
    ProvideCredentialDyn, Result, Signer,
};
use reqsign_file_read_tokio::TokioFileRead;

use crate::artifact::cloud::client::Clients;
use crate::artifact::cloud::transport::Transport;
use crate::config::{self, AwsProfile, RemoteUri, S3Settings};

/// How often a service that gives credentials is asked.
const ATTEMPTS: usize = 3;
/// How many profiles may take on a role by way of one another.
const MOST_PROFILES: usize = 8;

/// A place with the name that users know it by.
type Place = (
    String,
    Box<dyn ProvideCredentialDyn<Credential = Credential>>,
);

/// All places, asked in order.
pub(super) struct Places(Vec<Place>);

impl Places {
    pub(super) fn new(settings: &S3Settings, uri: &RemoteUri, context: &Context) -> Self {
        let mut places = Self(Vec::new());
        if let (Some(key), Some(secret)) = (&uri.user, &uri.password) {
            let provider = StaticCredentialProvider::new(key, secret.reveal());
            places.add("the address of the artifacts", provider);
        }
        places.add(
            "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
            EnvCredentialProvider::new(),
        );
        places.add_profile(settings, &settings.profile, context, MOST_PROFILES);
        places.add(
            "the service of a container",
            ECSCredentialProvider::default(),
        );
        if !config::flag("AWS_EC2_METADATA_DISABLED", false).unwrap_or(false) {
            let machine = IMDSv2CredentialProvider::default();
            places.add("the service of a machine of AWS", machine);
        }
        places
    }

    fn add(
        &mut self,
        name: impl Into<String>,
        provider: impl ProvideCredential<Credential = Credential>,
    ) {
        self.0.push((name.into(), Box::new(provider)));
    }

    /// Adds the places that a profile leads to.
    fn add_profile(
        &mut self,
        settings: &S3Settings,
        profile: &AwsProfile,
        context: &Context,
        depth: usize,
    ) {
        let name = &profile.name;
        if let Some(provider) = role(settings, profile, context, depth) {
            self.add(format!("the role of profile `{name}`"), provider);
        }
        let web_identity = AssumeRoleWithWebIdentityCredentialProvider::default();
        let web_identity = match (
            profile.get("role_arn"),
            profile.get("web_identity_token_file"),
        ) {
            (Some(role), Some(file)) => web_identity
                .with_role_arn(role)
                .with_web_identity_token_file(file),
            _ => web_identity,
        };
        self.add("AWS_WEB_IDENTITY_TOKEN_FILE", web_identity);
        self.add(
            format!("the single sign-on of profile `{name}`"),
            SSOCredentialProvider::default().with_profile(name),
        );
        self.add(
            format!("profile `{name}` in ~/.aws/credentials and ~/.aws/config"),
            ProfileCredentialProvider::new().with_profile(name),
        );
        if let Some(command) = profile.get("credential_process") {
            self.add(
                format!("credential_process of profile `{name}`"),
                ProcessCredentialProvider::new().with_command(command),
            );
        }
    }
}

/// The role that a profile takes on with the credentials of another place.
fn role(
    settings: &S3Settings,
    profile: &AwsProfile,
    context: &Context,
    depth: usize,
) -> Option<AssumeRoleCredentialProvider> {
    let role = profile.get("role_arn")?;
    let mut source = Places(Vec::new());
    match (
        profile.get("source_profile"),
        profile.get("credential_source"),
    ) {
        // A profile that names itself has keys of its own.
        (Some(name), _) if name == profile.name => source.add(
            format!("profile `{name}`"),
            ProfileCredentialProvider::new().with_profile(name),
        ),
        (Some(name), _) => {
            let other = settings.files.profile(name);
            source.add_profile(settings, &other, context, depth.checked_sub(1)?);
        }
        (None, Some("Environment")) => {
            source.add("AWS_ACCESS_KEY_ID", EnvCredentialProvider::new());
        }
        (None, Some("EcsContainer")) => {
            source.add(
                "the service of a container",
                ECSCredentialProvider::default(),
            );
        }
        (None, Some("Ec2InstanceMetadata")) => {
            source.add(
                "the service of a machine",
                IMDSv2CredentialProvider::default(),
            );
        }
        _ => return None,
    }
    let region = profile.get("region").unwrap_or(&settings.region);
    let signer = Signer::new(context.clone(), source, RequestSigner::new("sts", region));
    let mut provider = AssumeRoleCredentialProvider::new(role.to_owned(), signer)
        .with_region(region.to_owned())
        .with_regional_sts_endpoint()
        .with_role_session_name(
            profile
                .get("role_session_name")
                .unwrap_or("mlflow")
                .to_owned(),
        );
    if let Some(id) = profile.get("external_id") {
        provider = provider.with_external_id(id.to_owned());
    }
    let seconds = profile.get("duration_seconds");
    if let Some(seconds) = seconds.and_then(|seconds| seconds.parse().ok()) {
        provider = provider.with_duration_seconds(seconds);
    }
    Some(provider)
}

impl fmt::Debug for Places {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list()
            .entries(self.0.iter().map(|(name, _)| name))
            .finish()
    }
}

impl ProvideCredential for Places {
    type Credential = Credential;

    async fn provide_credential(&self, context: &Context) -> Result<Option<Credential>> {
        let mut looked_at = Vec::new();
        for (name, place) in &self.0 {
            match place.provide_credential_dyn(context).await {
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

fn first_line(error: &Error) -> String {
    let text = error.to_string();
    text.lines().next().unwrap_or_default().to_owned()
}

/// What the places need: files, variables, programs and the network.
pub(super) fn context(clients: &Clients) -> Context {
    let http = Transport::plain(clients.clone(), ATTEMPTS);
    Context::new()
        .with_file_read(TokioFileRead)
        .with_http_send(TokenService(HttpClient::with(http)))
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

/// Asks AWS's token service, or what stands in for it at `AWS_ENDPOINT_URL_STS`.
#[derive(Debug)]
struct TokenService(HttpClient);

impl HttpSend for TokenService {
    async fn http_send(
        &self,
        request: ureq::http::Request<bytes::Bytes>,
    ) -> Result<ureq::http::Response<bytes::Bytes>> {
        self.0.http_send(moved(request)).await
    }
}

fn moved(mut request: ureq::http::Request<bytes::Bytes>) -> ureq::http::Request<bytes::Bytes> {
    let is_sts = request
        .uri()
        .host()
        .is_some_and(|host| host.starts_with("sts."));
    let endpoint = ["AWS_ENDPOINT_URL_STS", "AWS_ENDPOINT_URL"]
        .iter()
        .find_map(|name| config::var(name).ok().flatten())
        .filter(|_| is_sts);
    let Some(endpoint) = endpoint else {
        return request;
    };
    let path = request
        .uri()
        .path_and_query()
        .map_or("/", |path| path.as_str());
    let url = format!("{}{path}", endpoint.trim_end_matches('/'));
    // The signature is for the host that the request was made for.
    let host = request.uri().authority().map(ToString::to_string);
    if let (Ok(url), Some(Ok(host))) = (url.parse(), host.map(|host| host.parse())) {
        *request.uri_mut() = url;
        request.headers_mut().insert("host", host);
    }
    request
}
