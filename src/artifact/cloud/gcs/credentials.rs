//! Where credentials for Google Cloud Storage come from: the places in which Google's own tools look.
//!
//! 1. the file that `GOOGLE_APPLICATION_CREDENTIALS` names: a service account, an external account,
//!    an account that another one takes on, a user,
//! 2. the login of `gcloud auth application-default login`,
//! 3. the service of a machine of Google.

use std::path::{Path, PathBuf};

use reqsign_core::{Context, Error, ProvideCredential, Result};
use reqsign_google::{
    Credential, FileCredentialProvider, ServiceAccountTokenCredentialProvider,
    VmMetadataCredentialProvider,
};
use ureq::http::Uri;

use crate::artifact::cloud::client::Clients;
use crate::artifact::cloud::credentials::{self, Places};
use crate::config::{self, home};

const FILE: &str = "GOOGLE_APPLICATION_CREDENTIALS";
/// What the tokens may be used for.
pub(super) const SCOPE: &str = "https://www.googleapis.com/auth/devstorage.read_write";

/// All places, in order.
pub(super) fn places(context: &Context) -> Places<Credential> {
    let mut places = Places::new(context);
    places.add(FILE, LoginFile(named_file()));
    places.add(
        "`gcloud auth application-default login`",
        LoginFile(login_of_gcloud()),
    );
    if !config::flag("NO_GCE_CHECK", false).unwrap_or(false) {
        let machine = VmMetadataCredentialProvider::new().with_scope(SCOPE);
        places.add("the service of a machine of Google", machine);
    }
    places
}

fn named_file() -> Option<PathBuf> {
    config::var(FILE).ok().flatten().map(PathBuf::from)
}

/// The file in which `gcloud` keeps the login for programs; `None` if there is none.
fn login_of_gcloud() -> Option<PathBuf> {
    let folder = match config::var("CLOUDSDK_CONFIG").ok().flatten() {
        Some(folder) => PathBuf::from(folder),
        None if cfg!(windows) => PathBuf::from(config::var("APPDATA").ok()??).join("gcloud"),
        None => home()?.join(".config/gcloud"),
    };
    Some(folder.join("application_default_credentials.json")).filter(|file| file.exists())
}

/// A file with credentials of any kind.
///
/// A service account has its token with it, so that it is not asked for by each request.
#[derive(Debug)]
struct LoginFile(Option<PathBuf>);

impl ProvideCredential for LoginFile {
    type Credential = Credential;

    async fn provide_credential(&self, context: &Context) -> Result<Option<Credential>> {
        let Some(path) = &self.0 else {
            return Ok(None);
        };
        let file = FileCredentialProvider::new(path.to_string_lossy()).with_scope(SCOPE);
        let found = file
            .provide_credential(context)
            .await
            .map_err(|error| Error::new(error.kind(), format!("`{}`: {error}", path.display())))?;
        let Some(mut found) = found else {
            return Ok(None);
        };
        if let (Some(account), None) = (&found.service_account, &found.token) {
            let exchange =
                ServiceAccountTokenCredentialProvider::new(account.clone()).with_scope(SCOPE);
            found.token = exchange
                .provide_credential(context)
                .await?
                .and_then(|credential| credential.token);
        }
        Ok(Some(found))
    }
}

/// What the places need. A file with credentials may say where its tokens are given (`token_uri`).
pub(super) fn context(clients: &Clients) -> Context {
    let file = named_file().or_else(login_of_gcloud);
    let token_uri = file.as_deref().and_then(token_uri);
    credentials::context(clients, move |uri| {
        let is_token = uri.host() == Some("oauth2.googleapis.com");
        token_uri.clone().filter(|_| is_token)
    })
}

fn token_uri(file: &Path) -> Option<Uri> {
    let text = std::fs::read(file).ok()?;
    let content: serde_json::Value = serde_json::from_slice(&text).ok()?;
    content["token_uri"].as_str()?.parse().ok()
}
