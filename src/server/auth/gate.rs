//! Who sends a request: from its headers to a [`Caller`].

use std::net::IpAddr;
use std::sync::Arc;
use std::thread::available_parallelism;
use std::time::Duration;

use axum::extract::Request;
use axum::http::header::{AUTHORIZATION, COOKIE};
use axum::http::{Extensions, HeaderMap, HeaderValue, Method};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};

use crate::access::{AccessControl, Caller, Credentials, Key, Refusal, Shown};
use crate::server::ServerSettings;
use crate::server::error::ErrorResponse;
use crate::server::forwarded::is_from_own_page;
use crate::server::peer::Peer;
use crate::server::work::blocking;

use super::cookie::Cookies;
use super::refusal;

/// Most log-ins that wait at once for their turn.
const MAX_WAITING: usize = 512;
/// Most log-ins that wait at once because the ones before failed. They are counted apart, so that who guesses
/// takes no place from who does not.
const MAX_SLOWED: usize = 256;

/// What is known of who sends a request. Every request of a server with users has one.
#[derive(Clone, Debug)]
pub(super) enum Identity {
    /// A user.
    Known(Caller),
    /// Nobody has shown any credentials, or they were wrong.
    Stranger,
}

impl Identity {
    pub(super) fn of(extensions: &Extensions) -> &Self {
        extensions.get().unwrap_or(&Self::Stranger)
    }
}

/// The user who sends a request; `None` for a stranger.
pub(in crate::server) fn caller_of(request: &Request) -> Option<&Caller> {
    match Identity::of(request.extensions()) {
        Identity::Known(caller) => Some(caller),
        Identity::Stranger => None,
    }
}

/// Stands before all endpoints of a server with users.
pub(in crate::server) struct Gate {
    access: Arc<AccessControl>,
    /// To verify a password takes a tenth of a second and 32 MB, so that few are verified at once.
    turns: Arc<Semaphore>,
    waiting: Semaphore,
    slowed: Semaphore,
    is_tls: bool,
    prefix: String,
}

impl Gate {
    pub(in crate::server) fn new(access: Arc<AccessControl>, settings: &ServerSettings) -> Self {
        let turns = available_parallelism().map_or(1, usize::from).clamp(1, 8);
        Self {
            access,
            turns: Arc::new(Semaphore::new(turns)),
            waiting: Semaphore::new(MAX_WAITING),
            slowed: Semaphore::new(MAX_SLOWED),
            is_tls: settings.tls.is_some(),
            prefix: settings.static_prefix.clone(),
        }
    }

    /// Notes in a request who sends it. A failure is one of the users' database.
    pub(in crate::server) async fn identify(
        &self,
        request: &mut Request,
    ) -> Result<(), ErrorResponse> {
        let header = request.headers().get(AUTHORIZATION);
        let session = match header {
            Some(_) => None,
            None => self.session(request),
        };
        let shown = match (header, &session) {
            (Some(header), _) => Shown::Header(header.as_bytes()),
            (None, Some(secret)) => Shown::Session(secret),
            (None, None) => return Ok(()),
        };
        if session.is_some() && changes(request.method()) && !is_from_own_page(request) {
            return Err(refusal::foreign_page());
        }
        let identity = match self.access.remembered(shown) {
            Ok(caller) => Identity::Known(caller),
            Err(key) => {
                let of_session = session.map(|secret| Credentials::Session { secret });
                let Some(credentials) = of_session.or_else(|| credentials(request.headers()))
                else {
                    return Ok(());
                };
                let peer = request.extensions().get::<Peer>().map(|peer| peer.0);
                self.log_in(credentials, key, peer).await?
            }
        };
        request.extensions_mut().insert(identity);
        Ok(())
    }

    /// The secret of a request's session.
    fn session(&self, request: &Request) -> Option<String> {
        let headers = request.headers();
        if !headers.contains_key(COOKIE) {
            return None;
        }
        Cookies::new(self.is_tls, &self.prefix, request.extensions()).session(headers)
    }

    async fn log_in(
        &self,
        credentials: Credentials,
        key: Key,
        peer: Option<IpAddr>,
    ) -> Result<Identity, ErrorResponse> {
        let turn = self.turn(&credentials, peer).await?;
        let access = Arc::clone(&self.access);
        blocking(move || {
            let _turn = turn;
            Ok(match access.log_in(&credentials, peer)? {
                Ok(caller) => {
                    access.remember(key, &caller);
                    Identity::Known(caller)
                }
                Err(refusal) => {
                    note(refusal, &credentials);
                    Identity::Stranger
                }
            })
        })
        .await
    }

    /// Waits for the turn of a log-in: first as long as the mistakes before it cost. What failed while it waited
    /// for its turn counts, too, so that many guesses at once are not cheaper than one after the other.
    async fn turn(
        &self,
        credentials: &Credentials,
        peer: Option<IpAddr>,
    ) -> Result<OwnedSemaphorePermit, ErrorResponse> {
        let mut waited = Duration::ZERO;
        loop {
            let wait = self.access.wait(credentials, peer);
            if wait > waited {
                let _slowed = place(&self.slowed)?;
                tokio::time::sleep(wait.saturating_sub(waited)).await;
                waited = wait;
            }
            let _waiting = place(&self.waiting)?;
            let turn = Arc::clone(&self.turns).acquire_owned().await;
            let turn = turn.map_err(|_| ErrorResponse::ending())?;
            if self.access.wait(credentials, peer) <= waited {
                return Ok(turn);
            }
        }
    }
}

/// A place among those that wait.
fn place(places: &Semaphore) -> Result<SemaphorePermit<'_>, ErrorResponse> {
    places.try_acquire().map_err(|_| {
        ErrorResponse::too_many("too many log-ins wait for their turn; try again later")
    })
}

/// Whether a request may change something. A browser sends the cookie of a session along, whoever made
/// the page that asks.
fn changes(method: &Method) -> bool {
    !matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

/// Tells whoever reads the log why nobody can log in with the password that everybody knows.
fn note(refusal: Refusal, credentials: &Credentials) {
    if refusal == Refusal::PublicDefault
        && let Credentials::Password { username, .. } = credentials
    {
        tracing::warn!(
            "the administrator `{}` cannot log in with the default password of older releases: set \
             another one in MLFLOW_AUTH_ADMIN_PASSWORD and start the server again",
            username.escape_debug()
        );
    }
}

/// The credentials that a request shows; `None` where it shows none that could be read.
fn credentials(headers: &HeaderMap) -> Option<Credentials> {
    let (kind, value) = text(headers.get(AUTHORIZATION)?)?.split_once(' ')?;
    let value = value.trim();
    if kind.eq_ignore_ascii_case("bearer") {
        return Some(Credentials::Token {
            secret: value.to_owned(),
            owner: None,
        });
    }
    if !kind.eq_ignore_ascii_case("basic") {
        return None;
    }
    let shown = String::from_utf8(BASE64.decode(value).ok()?).ok()?;
    let (username, password) = shown.split_once(':')?;
    Some(Credentials::of_login(username, password))
}

fn text(value: &HeaderValue) -> Option<&str> {
    std::str::from_utf8(value.as_bytes()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(header: &str) -> Option<Credentials> {
        let mut headers = HeaderMap::new();
        headers.insert(AUTHORIZATION, header.parse().unwrap());
        credentials(&headers)
    }

    #[test]
    fn credentials_are_read_from_the_header() {
        let ann = Credentials::Password {
            username: "änn".to_owned(),
            password: "a:b".to_owned(),
        };
        let encoded = BASE64.encode("änn:a:b");
        assert_eq!(shown(&format!("Basic {encoded}")), Some(ann.clone()));
        assert_eq!(shown(&format!("bAsIc  {encoded}")), Some(ann));
        let token = |secret: &str, owner: Option<&str>| Credentials::Token {
            secret: secret.to_owned(),
            owner: owner.map(str::to_owned),
        };
        assert_eq!(shown("Bearer t"), Some(token("t", None)));
        let secret = format!("mlflow_{}_{}", "0".repeat(16), "0".repeat(64));
        let encoded = BASE64.encode(format!("ann:{secret}"));
        let by_ann = Some(token(&secret, Some("ann")));
        assert_eq!(shown(&format!("Basic {encoded}")), by_ann);
        for header in ["Basic", "Basic !", "Digest x", "Basic bm9jb2xvbg==", ""] {
            assert_eq!(shown(header), None, "{header}");
        }
        assert_eq!(credentials(&HeaderMap::new()), None);
    }
}
