//! The exchange with an identity provider.

use std::collections::HashMap;
use std::fmt;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use openidconnect::core::{
    CoreAuthDisplay, CoreAuthPrompt, CoreClientAuthMethod, CoreErrorResponseType, CoreGenderClaim,
    CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm,
    CoreProviderMetadata, CoreResponseType, CoreRevocableToken, CoreRevocationErrorResponse,
    CoreTokenIntrospectionResponse, CoreTokenType,
};
use openidconnect::{
    AdditionalClaims, AuthType, AuthenticationFlow, AuthorizationCode, Client, ClientId,
    ClientSecret, CsrfToken, EmptyExtraTokenFields, EndpointMaybeSet, EndpointNotSet, EndpointSet,
    HttpRequest, HttpResponse, IdTokenClaims, IdTokenFields, IssuerUrl, Nonce,
    OAuth2TokenResponse as _, PkceCodeChallenge, PkceCodeVerifier, RedirectUrl, Scope,
    StandardErrorResponse, StandardTokenResponse, TokenResponse as _, UserInfoClaims,
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::access::ExternalUser;
use crate::config::{OidcSettings, ProxySettings, Secret};
use crate::error::{Error, ErrorCode, Result};
use crate::http::Exchange;
use crate::sync::unpoisoned;

use super::{PendingLogIn, claims};

/// How long it is remembered what the provider says of itself, with its keys.
const MEMORY: Duration = Duration::from_secs(10 * 60);

/// The claims that no standard names, such as groups.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
struct Further(HashMap<String, Value>);

impl AdditionalClaims for Further {}

type Fields = IdTokenFields<
    Further,
    EmptyExtraTokenFields,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJwsSigningAlgorithm,
>;
type Tokens = StandardTokenResponse<Fields, CoreTokenType>;
type OidcClient = Client<
    Further,
    CoreAuthDisplay,
    CoreGenderClaim,
    CoreJweContentEncryptionAlgorithm,
    CoreJsonWebKey,
    CoreAuthPrompt,
    StandardErrorResponse<CoreErrorResponseType>,
    Tokens,
    CoreTokenIntrospectionResponse,
    CoreRevocableToken,
    CoreRevocationErrorResponse,
    EndpointSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointNotSet,
    EndpointMaybeSet,
    EndpointMaybeSet,
>;

/// An identity provider, and what this server makes of its answers.
pub struct Provider {
    settings: OidcSettings,
    exchange: Exchange,
    known: Mutex<Option<(Instant, CoreProviderMetadata)>>,
}

impl fmt::Debug for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Provider")
            .field(&self.settings.issuer)
            .finish()
    }
}

impl Provider {
    /// Reads the settings. The provider is asked at the first log-in: a server starts without it.
    pub fn open(settings: OidcSettings) -> Result<Self> {
        let certificates = settings.certificates.as_deref();
        Ok(Self {
            exchange: Exchange::new(certificates, ProxySettings::from_env())?,
            settings,
            known: Mutex::default(),
        })
    }

    /// What the provider is called.
    pub fn name(&self) -> &str {
        &self.settings.name
    }

    /// Begins a log-in: the address to which the browser is sent, and what is kept of it. `own_url` is
    /// that to which it comes back, if the settings name none.
    pub fn begin(&self, own_url: &str, next: String) -> Result<(String, PendingLogIn)> {
        let redirect_url = self.settings.redirect_url.as_deref().unwrap_or(own_url);
        let client = self.client(&self.metadata()?, redirect_url)?;
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let scopes = self.settings.scopes.iter().cloned().map(Scope::new);
        let (url, state, nonce) = client
            .authorize_url(
                AuthenticationFlow::<CoreResponseType>::AuthorizationCode,
                CsrfToken::new_random,
                Nonce::new_random,
            )
            .add_scopes(scopes)
            .set_pkce_challenge(challenge)
            .url();
        let pending = PendingLogIn {
            state: state.into_secret(),
            nonce: nonce.secret().clone(),
            verifier: verifier.into_secret(),
            redirect_url: redirect_url.to_owned(),
            next,
        };
        Ok((url.to_string(), pending))
    }

    /// Ends a log-in: exchanges the code that the browser has brought for who has logged in.
    pub fn finish(&self, pending: PendingLogIn, code: String) -> Result<ExternalUser> {
        let metadata = self.metadata()?;
        let client = self.client(&metadata, &pending.redirect_url)?;
        let tokens = client
            .exchange_code(AuthorizationCode::new(code))
            .map_err(|e| self.failed("has no endpoint for tokens", e))?
            .set_pkce_verifier(PkceCodeVerifier::new(pending.verifier))
            .request(&|request| self.send(request))
            .map_err(|e| self.failed("has not exchanged the code of a log-in", e))?;
        let nonce = Nonce::new(pending.nonce);
        let verified = if let Ok(claims) = verified(&client, &tokens, &nonce) {
            claims
        } else {
            // The provider may have a new key since it was asked for its keys.
            *unpoisoned(self.known.lock()) = None;
            let client = self.client(&self.metadata()?, &pending.redirect_url)?;
            verified(&client, &tokens, &nonce).map_err(|reason| {
                self.failed("has given a token that is not valid", Reason(reason))
            })?
        };
        let mut found = serde_json::to_value(&verified)
            .map_err(|e| self.failed("has given claims that cannot be read", e))?;
        if !claims::are_enough(&self.settings, &found) {
            self.add_user_info(&client, &tokens, &verified, &mut found)?;
        }
        claims::user(&self.settings, &found)
    }

    /// Adds the claims that the provider tells of a user when it is asked for them.
    fn add_user_info(
        &self,
        client: &OidcClient,
        tokens: &Tokens,
        verified: &IdTokenClaims<Further, CoreGenderClaim>,
        found: &mut Value,
    ) -> Result<()> {
        let subject = verified.subject().clone();
        let Ok(asked) = client.user_info(tokens.access_token().clone(), Some(subject)) else {
            return Ok(());
        };
        let told: UserInfoClaims<Further, CoreGenderClaim> = asked
            .request(&|request| self.send(request))
            .map_err(|e| self.failed("does not tell of its user", e))?;
        let told = serde_json::to_value(&told)
            .map_err(|e| self.failed("has given claims that cannot be read", e))?;
        if let (Some(found), Some(told)) = (found.as_object_mut(), told.as_object()) {
            for (name, value) in told {
                let is_said = found.get(name).is_some_and(|value| !value.is_null());
                if !is_said {
                    found.insert(name.clone(), value.clone());
                }
            }
        }
        Ok(())
    }

    /// What the provider says of itself.
    fn metadata(&self) -> Result<CoreProviderMetadata> {
        let now = Instant::now();
        if let Some((since, metadata)) = &*unpoisoned(self.known.lock())
            && now.saturating_duration_since(*since) < MEMORY
        {
            return Ok(metadata.clone());
        }
        let issuer = IssuerUrl::new(self.settings.issuer.clone())
            .map_err(|e| self.failed("has an address that cannot be read", e))?;
        let metadata = CoreProviderMetadata::discover(&issuer, &|request| self.send(request))
            .map_err(|e| self.failed("does not say what it has", e))?;
        *unpoisoned(self.known.lock()) = Some((now, metadata.clone()));
        Ok(metadata)
    }

    fn client(&self, metadata: &CoreProviderMetadata, redirect_url: &str) -> Result<OidcClient> {
        let secret = self.settings.client_secret.as_ref().map(Secret::reveal);
        let redirect_url = RedirectUrl::new(redirect_url.to_owned())
            .map_err(|e| self.failed("cannot send its users back", e))?;
        let methods = metadata.token_endpoint_auth_methods_supported();
        // A provider that names no method takes the header `Authorization`.
        let has = |method| methods.is_none_or(|methods| methods.contains(&method));
        let shown_in = if has(CoreClientAuthMethod::ClientSecretBasic) {
            AuthType::BasicAuth
        } else {
            AuthType::RequestBody
        };
        let client = OidcClient::from_provider_metadata(
            metadata.clone(),
            ClientId::new(self.settings.client_id.clone()),
            secret.map(|secret| ClientSecret::new(secret.to_owned())),
        );
        Ok(client
            .set_auth_type(shown_in)
            .set_redirect_uri(redirect_url))
    }

    fn send(&self, request: HttpRequest) -> Result<HttpResponse, Error> {
        self.exchange.send(request)
    }

    fn failed(&self, what: &str, error: impl std::error::Error + Send + Sync + 'static) -> Error {
        Error::new(
            ErrorCode::TemporarilyUnavailable,
            format!("the identity provider `{}` {what}", self.settings.issuer),
        )
        .caused_by(error)
    }
}

/// The claims of a token that the provider has signed for this log-in; or why it is not valid.
fn verified(
    client: &OidcClient,
    tokens: &Tokens,
    nonce: &Nonce,
) -> Result<IdTokenClaims<Further, CoreGenderClaim>, String> {
    let token = tokens.id_token().ok_or("there is no ID token")?;
    let verifier = client.id_token_verifier();
    let claims = token.claims(&verifier, nonce);
    claims.cloned().map_err(|error| error.to_string())
}

/// A reason in words.
#[derive(Debug)]
struct Reason(String);

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Reason {}
