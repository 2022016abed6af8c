//! Credentials of a single sign-on: `aws sso login` leaves a token in `~/.aws/sso/cache`, for which a
//! service gives the keys of a role.
//!
//! A profile names the sign-on itself, or a section `[sso-session …]` that does. A token of the
//! second kind is renewed as long as the sign-on lasts, as AWS's tools do; the renewed one is kept in
//! memory alone.

use std::fs;
use std::path::PathBuf;

use bytes::Bytes;
use reqsign_aws_v4::Credential;
use reqsign_core::time::Timestamp;
use reqsign_core::{Context, Error, ProvideCredential, Result};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use sha1::{Digest as _, Sha1};
use ureq::http::request::Builder;
use ureq::http::{Request, StatusCode, Uri};

use crate::artifact::cloud::xml_parts::encoded;
use crate::config::{AwsProfile, S3Settings, home};

use super::address::service_at;

/// A sign-on, and the role whose keys it gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SingleSignOn {
    region: String,
    account: String,
    role: String,
    /// What the file with the token is named by: the session's name or the address of the sign-on.
    cache_key: String,
}

/// What `aws sso login` leaves.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct CachedToken {
    access_token: String,
    expires_at: String,
    refresh_token: Option<String>,
    client_id: Option<String>,
    client_secret: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RenewedToken {
    access_token: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RoleAnswer {
    role_credentials: RoleCredentials,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RoleCredentials {
    access_key_id: String,
    secret_access_key: String,
    session_token: String,
    /// In milliseconds.
    expiration: i64,
}

impl SingleSignOn {
    /// The sign-on that a profile names, `None` for one without, or which key is missing.
    pub(super) fn of(
        settings: &S3Settings,
        profile: &AwsProfile,
    ) -> std::result::Result<Option<Self>, String> {
        let session = profile.get("sso_session");
        if session.is_none() && profile.get("sso_start_url").is_none() {
            return Ok(None);
        }
        let section = session.map(|name| settings.files.sso_session(name));
        let get = |key: &str| {
            let of_session = section.as_ref().and_then(|section| section.get(key));
            let found = of_session.or_else(|| profile.get(key)).map(str::to_owned);
            found.ok_or_else(|| format!("`{key}` is missing"))
        };
        let start_url = get("sso_start_url")?;
        Ok(Some(Self {
            region: get("sso_region")?,
            account: get("sso_account_id")?,
            role: get("sso_role_name")?,
            cache_key: session.map_or(start_url, str::to_owned),
        }))
    }

    fn token_file(&self) -> Option<PathBuf> {
        let name = hex::encode(Sha1::digest(self.cache_key.as_bytes()));
        Some(home()?.join(format!(".aws/sso/cache/{name}.json")))
    }

    /// A token that has not expired.
    async fn token(&self, context: &Context) -> Result<String> {
        let cached = self
            .token_file()
            .and_then(|file| fs::read(file).ok())
            .and_then(|text| serde_json::from_slice::<CachedToken>(&text).ok());
        let Some(cached) = cached else {
            return Err(Error::credential_invalid(
                "nobody has signed in; run `aws sso login`",
            ));
        };
        let expires: Option<jiff::Timestamp> = cached.expires_at.parse().ok();
        if expires.is_some_and(|expires| expires > jiff::Timestamp::now()) {
            return Ok(cached.access_token);
        }
        let (Some(refresh), Some(id), Some(secret)) = (
            &cached.refresh_token,
            &cached.client_id,
            &cached.client_secret,
        ) else {
            return Err(Error::credential_invalid(
                "the sign-on has expired; run `aws sso login`",
            ));
        };
        let body = json!({
            "grantType": "refresh_token",
            "refreshToken": refresh,
            "clientId": id,
            "clientSecret": secret,
        });
        let request = Request::post(self.url("oidc", "AWS_ENDPOINT_URL_SSO_OIDC", "/token")?)
            .header("content-type", "application/json");
        let renewed: RenewedToken = ask(context, request, body.to_string()).await?;
        Ok(renewed.access_token)
    }

    /// The address of a service of the sign-on.
    fn url(&self, service: &str, variable: &str, path: &str) -> Result<Uri> {
        let url = format!("https://{service}.{}.amazonaws.com{path}", self.region);
        let url: Uri = url
            .parse()
            .map_err(|_| Error::config_invalid("`sso_region` is no region"))?;
        Ok(service_at(variable, &url).unwrap_or(url))
    }
}

impl ProvideCredential for SingleSignOn {
    type Credential = Credential;

    async fn provide_credential(&self, context: &Context) -> Result<Option<Credential>> {
        let token = self.token(context).await?;
        let path = format!(
            "/federation/credentials?role_name={}&account_id={}",
            encoded(&self.role),
            encoded(&self.account)
        );
        let request = Request::get(self.url("portal.sso", "AWS_ENDPOINT_URL_SSO", &path)?)
            .header("x-amz-sso_bearer_token", token);
        let answer: RoleAnswer = ask(context, request, String::new()).await?;
        let keys = answer.role_credentials;
        Ok(Some(Credential {
            access_key_id: keys.access_key_id,
            secret_access_key: keys.secret_access_key,
            session_token: Some(keys.session_token),
            expires_in: Some(Timestamp::from_millisecond(keys.expiration)?),
        }))
    }
}

/// Asks a service that answers in JSON.
async fn ask<A: DeserializeOwned>(context: &Context, request: Builder, body: String) -> Result<A> {
    let request = request
        .body(Bytes::from(body))
        .map_err(|e| Error::request_invalid("a request cannot be made").with_source(e))?;
    let answer = context.http_send(request).await?;
    if answer.status() != StatusCode::OK {
        return Err(Error::credential_invalid(format!(
            "the sign-on is refused with status {}; run `aws sso login`",
            answer.status().as_u16()
        )));
    }
    serde_json::from_slice(answer.body())
        .map_err(|e| Error::unexpected("the sign-on's answer is not as expected").with_source(e))
}
