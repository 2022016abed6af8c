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

use reqsign_aws_v4::{
    AssumeRoleCredentialProvider, AssumeRoleWithWebIdentityCredentialProvider, Credential,
    ECSCredentialProvider, EnvCredentialProvider, IMDSv2CredentialProvider,
    ProcessCredentialProvider, ProfileCredentialProvider, RequestSigner, StaticCredentialProvider,
};
use reqsign_core::{Context, Signer};

use crate::artifact::cloud::client::Clients;
use crate::artifact::cloud::credentials::{self, NoCredential, Places};
use crate::config::{self, AwsProfile, RemoteUri, S3Settings};

use super::address::service_at;
use super::single_sign_on::SingleSignOn;

/// How many profiles may take on a role by way of one another.
const MOST_PROFILES: usize = 8;
/// By which name roles are taken on, where nobody chose one.
const SESSION_NAME: &str = "mlflow";
/// Where a machine of AWS asks who it is.
const MACHINE: &str = "http://169.254.169.254";
/// The same for machines without IPv4.
const MACHINE_V6: &str = "http://[fd00:ec2::254]";

/// All places, in order.
pub(super) fn places(
    settings: &S3Settings,
    uri: &RemoteUri,
    context: &Context,
) -> Places<Credential> {
    let mut places = Places::new(context);
    if let (Some(key), Some(secret)) = (&uri.user, &uri.password) {
        let provider = StaticCredentialProvider::new(key, secret.reveal());
        places.add("the address of the artifacts", provider);
    }
    if uri.scheme == "oss" {
        let keys = settings.oss.key.as_ref().zip(settings.oss.secret.as_ref());
        if let Some((key, secret)) = keys {
            let provider = StaticCredentialProvider::new(key, secret.reveal());
            places.add("MLFLOW_OSS_KEY_ID and MLFLOW_OSS_KEY_SECRET", provider);
        }
    }
    places.add(
        "AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY",
        EnvCredentialProvider::new(),
    );
    add_profile(&mut places, settings, &settings.profile, MOST_PROFILES);
    places.add(
        "the service of a container",
        ECSCredentialProvider::default(),
    );
    if !config::flag("AWS_EC2_METADATA_DISABLED", false).unwrap_or(false) {
        places.add("the service of a machine of AWS", machine());
    }
    places
}

/// The service of a machine, at the address that the environment may give.
fn machine() -> IMDSv2CredentialProvider {
    let given = config::var("AWS_EC2_METADATA_SERVICE_ENDPOINT")
        .ok()
        .flatten();
    let mode = config::var("AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE")
        .ok()
        .flatten();
    let endpoint = given.unwrap_or_else(|| {
        let is_v6 = mode.is_some_and(|mode| mode.eq_ignore_ascii_case("ipv6"));
        if is_v6 { MACHINE_V6 } else { MACHINE }.to_owned()
    });
    IMDSv2CredentialProvider::default().with_endpoint(endpoint.trim_end_matches('/'))
}

/// Adds the places that a profile leads to.
fn add_profile(
    places: &mut Places<Credential>,
    settings: &S3Settings,
    profile: &AwsProfile,
    depth: usize,
) {
    let name = &profile.name;
    let role_name = format!("the role of profile `{name}`");
    if profile.get("role_arn").is_some() && profile.get("mfa_serial").is_some() {
        let why = "it asks for a code of a device (`mfa_serial`), which this program cannot do; \
                   set the keys of `aws sts get-session-token` in the environment";
        places.add(role_name, NoCredential::because(why));
    } else if let Some(provider) = role(settings, profile, places.context(), depth) {
        places.add(role_name, provider);
    }
    places.add(
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        web_identity(settings, profile),
    );
    let sign_on = format!("the single sign-on of profile `{name}`");
    match SingleSignOn::of(settings, profile) {
        Ok(Some(provider)) => places.add(sign_on, provider),
        Ok(None) => {}
        Err(why) => places.add(sign_on, NoCredential::because(why)),
    }
    places.add(
        format!("profile `{name}` in ~/.aws/credentials and ~/.aws/config"),
        ProfileCredentialProvider::new().with_profile(name),
    );
    if let Some(command) = profile.get("credential_process") {
        places.add(
            format!("credential_process of profile `{name}`"),
            ProcessCredentialProvider::new().with_command(command),
        );
    }
}

/// The role that a token stands for which a cluster puts into a file (EKS).
fn web_identity(
    settings: &S3Settings,
    profile: &AwsProfile,
) -> AssumeRoleWithWebIdentityCredentialProvider {
    let given = config::var("AWS_ROLE_SESSION_NAME").ok().flatten();
    let session = given.unwrap_or_else(|| SESSION_NAME.to_owned());
    let provider = AssumeRoleWithWebIdentityCredentialProvider::default()
        .with_region(settings.region.clone())
        .with_regional_sts_endpoint()
        .with_role_session_name(session);
    match (
        profile.get("role_arn"),
        profile.get("web_identity_token_file"),
    ) {
        (Some(role), Some(file)) => provider
            .with_role_arn(role)
            .with_web_identity_token_file(file),
        _ => provider,
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
    let mut source = Places::new(context);
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
            add_profile(&mut source, settings, &other, depth.checked_sub(1)?);
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
        (None, Some("Ec2InstanceMetadata")) => source.add("the service of a machine", machine()),
        _ => return None,
    }
    let region = profile.get("region").unwrap_or(&settings.region);
    let signer = Signer::new(context.clone(), source, RequestSigner::new("sts", region));
    let session = profile.get("role_session_name").unwrap_or(SESSION_NAME);
    let mut provider = AssumeRoleCredentialProvider::new(role.to_owned(), signer)
        .with_region(region.to_owned())
        .with_regional_sts_endpoint()
        .with_role_session_name(session.to_owned());
    if let Some(id) = profile.get("external_id") {
        provider = provider.with_external_id(id.to_owned());
    }
    let seconds = profile.get("duration_seconds");
    if let Some(seconds) = seconds.and_then(|seconds| seconds.parse().ok()) {
        provider = provider.with_duration_seconds(seconds);
    }
    Some(provider)
}

/// What the places need: files, variables, programs and the network. AWS's token service may be
/// elsewhere (`AWS_ENDPOINT_URL_STS`).
pub(super) fn context(clients: &Clients) -> Context {
    credentials::context(clients, |uri| {
        let is_sts = uri.host().is_some_and(|host| host.starts_with("sts."));
        is_sts
            .then(|| service_at("AWS_ENDPOINT_URL_STS", uri))
            .flatten()
    })
}
