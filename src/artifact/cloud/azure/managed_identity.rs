//! The identity that Azure itself gives: to an app (`IDENTITY_ENDPOINT`), or to a machine by the
//! service that every machine of Azure has.

use bytes::Bytes;
use form_urlencoded::Serializer;
use reqsign_azure_storage::Credential;
use reqsign_core::time::Timestamp;
use reqsign_core::{Context, Error, ProvideCredential, Result};
use serde_json::Value;
use ureq::http::{Request, StatusCode};

use crate::config;

/// What the token is for.
const RESOURCE: &str = "https://storage.azure.com/";
/// Where a machine asks who it is.
const MACHINE: &str = "http://169.254.169.254";

/// A managed identity.
#[derive(Debug)]
pub(super) struct ManagedIdentity {
    url: String,
    /// The header that shows that the request comes from this machine.
    header: (&'static str, String),
}

impl ManagedIdentity {
    pub(super) fn from_env() -> Self {
        let var = |name: &str| config::var(name).ok().flatten();
        let app = var("IDENTITY_ENDPOINT").zip(var("IDENTITY_HEADER"));
        let client_id = var("AZURE_CLIENT_ID");
        let (address, version, header) = if let Some((address, secret)) = app {
            (address, "2019-08-01", ("x-identity-header", secret))
        } else {
            let host = var("AZURE_POD_IDENTITY_AUTHORITY_HOST");
            let host = host.unwrap_or_else(|| MACHINE.to_owned());
            let address = format!(
                "{}/metadata/identity/oauth2/token",
                host.trim_end_matches('/')
            );
            (address, "2018-02-01", ("metadata", "true".to_owned()))
        };
        let mut query = Serializer::new(String::new());
        query
            .append_pair("api-version", version)
            .append_pair("resource", RESOURCE);
        if let Some(id) = client_id {
            query.append_pair("client_id", &id);
        }
        let separator = if address.contains('?') { '&' } else { '?' };
        Self {
            url: format!("{address}{separator}{}", query.finish()),
            header,
        }
    }
}

impl ProvideCredential for ManagedIdentity {
    type Credential = Credential;

    async fn provide_credential(&self, context: &Context) -> Result<Option<Credential>> {
        let (name, value) = &self.header;
        let request = Request::get(&self.url)
            .header(*name, value)
            .body(Bytes::new())
            .map_err(|e| Error::config_invalid("its address is no URL").with_source(e))?;
        let answer = context.http_send(request).await?;
        if answer.status() != StatusCode::OK {
            let status = answer.status().as_u16();
            return Err(Error::credential_invalid(format!(
                "it is refused with status {status}"
            )));
        }
        let answer: Value = serde_json::from_slice(answer.body())
            .map_err(|e| Error::unexpected("its answer is not as expected").with_source(e))?;
        let token = answer["access_token"].as_str();
        let token = token.ok_or_else(|| Error::unexpected("its answer has no token"))?;
        let expires = expiry(&answer).map(Timestamp::from_second).transpose()?;
        Ok(Some(Credential::with_bearer_token(token, expires)))
    }
}

/// Until when a token holds. Services give the second as a text or a number.
fn expiry(answer: &Value) -> Option<i64> {
    let expires = &answer["expires_on"];
    expires.as_i64().or_else(|| expires.as_str()?.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_end_of_a_token_is_a_number_or_a_text() {
        let of = |expires: Value| expiry(&serde_json::json!({ "expires_on": expires }));
        assert_eq!(of(7.into()), Some(7));
        assert_eq!(of("7".into()), Some(7));
        assert_eq!(of(Value::Null), None);
    }
}
