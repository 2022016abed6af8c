//! One attempt to send a delivery, and how long to wait before the next.

use std::net::IpAddr;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use crate::config::{WebhookRules, WebhookSettings};
use crate::entity::WebhookSecret;
use crate::http::{PostAnswer, PostError, Poster};
use crate::registry::{check_webhook_url, is_public};
use crate::uri;

use super::delivery::Delivery;

/// How many redirects a delivery follows.
const MAX_REDIRECTS: usize = 10;
/// The longest pause before a delivery is sent again, where the receiver does not ask for one.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);
/// The longest pause that a receiver may ask for.
const LONGEST_RETRY_AFTER: Duration = Duration::from_secs(600);
/// What a URL may not have as it is, and people write all the same.
const UNSENDABLE: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Why a webhook with such a secret hears nothing: unsigned, nobody would believe it.
pub(super) const UNREADABLE: &str = "its secret was encrypted with another key than that of \
                                     MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY";

/// Sends deliveries.
pub(super) struct Sender {
    poster: Poster,
    rules: WebhookRules,
    max_retries: u32,
}

/// What became of an attempt.
#[derive(Debug)]
pub(super) enum Attempt {
    /// The receiver answered, perhaps that it does not want it.
    Answered(PostAnswer),
    /// Another one may succeed, after this pause if the receiver said so.
    Passing {
        why: String,
        retry_after: Option<Duration>,
        /// What the receiver answered, if anything.
        answer: Option<PostAnswer>,
    },
    /// No other one will.
    Failed(String),
}

impl Sender {
    pub(super) fn new(settings: &WebhookSettings) -> Self {
        let WebhookSettings {
            rules,
            timeout,
            max_retries,
            max_workers: _,
            cache_ttl: _,
        } = settings;
        let everybody = |_: IpAddr| true;
        let allows = if rules.allows_private {
            everybody
        } else {
            is_public
        };
        Self {
            poster: Poster::new(*timeout, allows),
            rules: rules.clone(),
            max_retries: *max_retries,
        }
    }

    /// Sends a delivery, as often as it may be sent, and waits between the attempts.
    pub(super) fn send(&self, delivery: &Delivery) -> Result<PostAnswer, String> {
        let mut attempts = 0;
        loop {
            let attempt = self.attempt(delivery);
            attempts += 1;
            match attempt {
                Attempt::Answered(answer) => return Ok(answer),
                Attempt::Failed(why) => return Err(why),
                Attempt::Passing {
                    why,
                    retry_after,
                    answer,
                } => match self.pause(attempts, retry_after) {
                    Some(pause) => thread::sleep(pause),
                    None => return answer.ok_or(why),
                },
            }
        }
    }

    /// How long to wait before a delivery is sent again that was sent so often; `None` if it was
    /// often enough. As in MLflow 3.18.0, the first retry comes at once.
    pub(super) fn pause(&self, attempts: u32, retry_after: Option<Duration>) -> Option<Duration> {
        if attempts > self.max_retries {
            return None;
        }
        if let Some(pause) = retry_after {
            return Some(pause.min(LONGEST_RETRY_AFTER));
        }
        if attempts <= 1 {
            return Some(Duration::ZERO);
        }
        let doubled = Duration::from_secs(1 << (attempts - 1).min(10));
        let jitter = Duration::from_secs_f64(rand::random_range(0.0..1.0));
        Some((doubled + jitter).min(LONGEST_PAUSE))
    }

    /// Sends a delivery once.
    pub(super) fn attempt(&self, delivery: &Delivery) -> Attempt {
        if delivery.webhook.secret == WebhookSecret::Unreadable {
            return Attempt::Failed(UNREADABLE.to_owned());
        }
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .unwrap_or_default();
        let seconds = i64::try_from(now.as_secs()).unwrap_or(i64::MAX);
        let headers = delivery.headers(seconds);
        match self.follow(&delivery.webhook.url, &headers, delivery.body.as_bytes()) {
            Ok(answer) => of_answer(answer),
            Err(PostError::Failed(why)) => Attempt::Passing {
                why,
                retry_after: None,
                answer: None,
            },
            Err(PostError::Unusable(why)) => Attempt::Failed(why),
            Err(PostError::Forbidden(address)) => Attempt::Failed(format!(
                "it leads to {address}, which is not a public IP address; \
                 MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS allows such"
            )),
        }
    }

    /// Posts to an address and to where it redirects. As Python's `requests`, it goes on with a GET
    /// after most redirects, and posts again after 307 and 308.
    fn follow(
        &self,
        url: &str,
        headers: &[(&'static str, String)],
        body: &[u8],
    ) -> Result<PostAnswer, PostError> {
        let mut url = url.to_owned();
        let mut login = None;
        let mut posts = true;
        for _ in 0..=MAX_REDIRECTS {
            check_webhook_url(&url, &self.rules)
                .map_err(|error| PostError::Unusable(error.message().to_owned()))?;
            let (bare, userinfo) = uri::split_userinfo(&url);
            login = userinfo.map(authorization).or(login);
            let mut headers = headers.to_vec();
            headers.extend(login.clone().map(|login| ("Authorization", login)));
            if !posts {
                headers.retain(|(name, _)| *name != "Content-Type");
            }
            let target = sendable(&bare);
            let answer = if posts {
                self.poster.post(&target, &headers, body)?
            } else {
                self.poster.get(&target, &headers)?
            };
            let Some(location) = answer.location.as_deref().filter(|_| redirects(&answer)) else {
                return Ok(answer);
            };
            let next = joined(&bare, location);
            if origin(&next) != origin(&bare) {
                // A login is for the host that it was given for.
                login = None;
            }
            posts = posts && matches!(answer.status, 307 | 308);
            url = next;
        }
        Err(PostError::Unusable(format!(
            "it redirects more than {MAX_REDIRECTS} times"
        )))
    }
}

/// What an answer means for the delivery, as in MLflow 3.18.0.
fn of_answer(answer: PostAnswer) -> Attempt {
    let asks_for_retry = answer.status == 413 && answer.retry_after.is_some();
    if !asks_for_retry && !matches!(answer.status, 429 | 500 | 502..=504) {
        return Attempt::Answered(answer);
    }
    Attempt::Passing {
        why: format!("it answers with status {}", answer.status),
        retry_after: answer
            .retry_after
            .filter(|_| matches!(answer.status, 413 | 429 | 503)),
        answer: Some(answer),
    }
}

fn redirects(answer: &PostAnswer) -> bool {
    matches!(answer.status, 301..=303 | 307 | 308)
}

/// The header for a name and a password in an address.
fn authorization(userinfo: &str) -> String {
    let decoded = percent_decode_str(userinfo).collect::<Vec<u8>>();
    format!("Basic {}", BASE64.encode(decoded))
}

/// An address without what no request may have, and without its fragment.
fn sendable(url: &str) -> String {
    let url = url.split('#').next().unwrap_or_default().trim();
    utf8_percent_encode(url, UNSENDABLE).to_string()
}

/// The scheme and the host of an address, with its port.
fn origin(url: &str) -> String {
    let (scheme, rest) = url.split_once("://").unwrap_or_default();
    let authority = rest.split(['/', '?', '#', '\\']).next();
    format!("{scheme}://{}", authority.unwrap_or_default()).to_ascii_lowercase()
}

/// Where a redirect from an address leads.
fn joined(base: &str, location: &str) -> String {
    if uri::scheme(location).is_some() {
        return location.to_owned();
    }
    if let Some(rest) = location.strip_prefix("//") {
        let (scheme, _) = base.split_once("://").unwrap_or_default();
        return format!("{scheme}://{rest}");
    }
    let origin_length = origin(base).len();
    let (origin, path) = base.split_at(origin_length);
    let path = path.split(['?', '#']).next().unwrap_or_default();
    if location.starts_with('/') {
        return format!("{origin}{location}");
    }
    if location.starts_with('?') {
        return format!("{origin}{path}{location}");
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    format!("{origin}{folder}/{location}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_redirect_leads_where_its_location_says() {
        let base = "https://example.com:8/a/b?c=d";
        for (location, expected) in [
            ("http://other/x", "http://other/x"),
            ("//other/x", "https://other/x"),
            ("/x?y", "https://example.com:8/x?y"),
            ("x", "https://example.com:8/a/x"),
            ("?x", "https://example.com:8/a/b?x"),
        ] {
            assert_eq!(joined(base, location), expected);
        }
        assert_eq!(joined("https://example.com", "x"), "https://example.com/x");
        assert_eq!(origin("HTTPS://Example.com/A"), "https://example.com");
    }

    #[test]
    fn what_may_pass_is_sent_again_a_few_times() {
        let sender = Sender::new(&WebhookSettings::default());
        assert_eq!(sender.pause(1, None), Some(Duration::ZERO));
        for (attempts, seconds) in [(2, 2), (3, 4)] {
            let pause = sender.pause(attempts, None).unwrap();
            assert_eq!(pause.as_secs(), seconds, "{pause:?}");
        }
        assert_eq!(sender.pause(4, None), None);
        let asked = Some(Duration::from_secs(7));
        assert_eq!(sender.pause(1, asked), asked);
        let long = Some(Duration::from_secs(1 << 30));
        assert_eq!(sender.pause(1, long), Some(LONGEST_RETRY_AFTER));
    }

    #[test]
    fn an_address_is_sent_as_requests_may_have_it() {
        assert_eq!(
            sendable("http://x/a b/ü?q={1}#f"),
            "http://x/a%20b/%C3%BC?q=%7B1%7D"
        );
        assert_eq!(authorization("me:p%40ss"), "Basic bWU6cEBzcw==");
    }
}
