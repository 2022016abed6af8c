//! What is remembered of credentials that were verified.
//!
//! To hash a password takes as long as thousands of other requests. So a server remembers, for a short
//! time, that a password fits the hash of its user; not the password itself, but a digest of both with
//! a key that no other process has. What the user may do is remembered for a shorter time, and asked
//! again then: with another hash, or without the user, what was remembered is void.

use std::sync::Arc;
use std::time::{Duration, Instant};

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::recent::Recent;

use super::Caller;

/// For how long it is remembered that a password fits a hash.
const FITTING: Duration = Duration::from_secs(10 * 60);
/// For how long it is remembered what a user may do. Changes by this server count at once; those by
/// another one after this time.
pub(crate) const RIGHTS: Duration = Duration::from_secs(5);
/// Most credentials, and most users, that are remembered.
const MOST: usize = 10_000;

/// A digest of credentials.
pub type Key = [u8; 32];

/// What a request shows of who sends it, as it came.
#[derive(Clone, Copy, Debug)]
pub enum Shown<'a> {
    /// A header with credentials. Clients send the same one with each request.
    Header(&'a [u8]),
    /// The secret of a session of the page.
    Session(&'a str),
}

struct Fitting {
    username: Arc<str>,
    /// The hash that the password fits.
    hash: String,
}

/// What is remembered of credentials and users.
pub(super) struct Verified {
    /// Keyed with a secret of this process.
    mac: Hmac<Sha256>,
    fitting: Recent<Key, Fitting>,
    known: Recent<Arc<str>, Caller>,
    /// By what requests showed.
    shown: Recent<Key, Caller>,
}

impl Default for Verified {
    fn default() -> Self {
        Self {
            mac: Hmac::new(&rand::random::<[u8; 64]>().into()),
            fitting: Recent::new(FITTING, MOST),
            known: Recent::new(RIGHTS, MOST),
            shown: Recent::new(RIGHTS, MOST),
        }
    }
}

impl Verified {
    /// The digest of a name and a password.
    pub(super) fn key(&self, username: &str, password: &str) -> Key {
        self.digest(username, password.as_bytes())
    }

    /// The digest of what a request shows.
    pub(super) fn key_of_shown(&self, shown: Shown) -> Key {
        match shown {
            Shown::Header(header) => self.digest("header", header),
            Shown::Session(secret) => self.digest("session", secret.as_bytes()),
        }
    }

    fn digest(&self, name: &str, secret: &[u8]) -> Key {
        let mut mac = self.mac.clone();
        mac.update(&(name.len() as u64).to_le_bytes());
        mac.update(name.as_bytes());
        mac.update(secret);
        mac.finalize().into_bytes().into()
    }

    /// What is remembered of a user, if that is not too old.
    pub(super) fn caller(&self, username: &str, now: Instant) -> Option<&Caller> {
        self.known.get(username, now)
    }

    /// Whether credentials are known to fit the hash of their user.
    pub(super) fn fits(&self, key: &Key, hash: &str, now: Instant) -> bool {
        let fitting = self.fitting.get(key, now);
        fitting.is_some_and(|fitting| fitting.hash == hash)
    }

    /// Remembers a user.
    pub(super) fn learn(&mut self, caller: Caller, now: Instant) {
        self.known.learn(Arc::from(caller.name()), caller, now);
    }

    /// Remembers that credentials fit.
    pub(super) fn learn_fitting(&mut self, key: Key, username: &str, hash: &str, now: Instant) {
        let fitting = Fitting {
            username: username.into(),
            hash: hash.to_owned(),
        };
        self.fitting.learn(key, fitting, now);
    }

    /// Who shows what has this digest, if that was asked a short time ago.
    pub(super) fn caller_by_shown(&self, key: &Key, now: Instant) -> Option<&Caller> {
        self.shown.get(key, now)
    }

    /// Remembers who shows what has this digest.
    pub(super) fn learn_shown(&mut self, key: Key, caller: Caller, now: Instant) {
        self.shown.learn(key, caller, now);
    }

    /// Forgets all that requests showed.
    pub(super) fn forget_shown(&mut self) {
        self.shown.forget_all();
    }

    /// Forgets what a user may do.
    pub(super) fn forget_rights(&mut self, username: &str) {
        self.known.forget(username);
        self.shown.retain(|caller| caller.name() != username);
    }

    /// Forgets a user, with the credentials.
    pub(super) fn forget(&mut self, username: &str) {
        self.forget_rights(username);
        self.fitting
            .retain(|fitting| *fitting.username != *username);
    }

    /// Forgets what all users may do.
    pub(super) fn forget_all(&mut self) {
        self.known.forget_all();
        self.forget_shown();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::Rights;
    use crate::entity::{Permission, User};

    #[test]
    fn credentials_fit_one_hash_for_a_while() {
        let (mut verified, now) = (Verified::default(), Instant::now());
        let key = verified.key("ann", "secret");
        assert_ne!(key, verified.key("anns", "ecret"));
        assert_ne!(
            key,
            Verified::default().key("ann", "secret"),
            "of another process"
        );
        verified.learn_fitting(key, "ann", "hash", now);
        assert!(verified.fits(&key, "hash", now));
        assert!(!verified.fits(&key, "other", now));
        assert!(!verified.fits(&key, "hash", now + FITTING));
        verified.forget("ann");
        assert!(!verified.fits(&key, "hash", now));
    }

    fn ann() -> Caller {
        let user = User {
            id: 1,
            username: "ann".to_owned(),
            password_hash: String::new(),
            is_admin: false,
        };
        let rights = Rights::new(Vec::new(), Permission::Read);
        Caller::new(Arc::new(user), Arc::new(rights))
    }

    #[test]
    fn a_header_is_soon_read_again_and_at_once_when_its_user_changes() {
        let (mut verified, now) = (Verified::default(), Instant::now());
        let is_known = |verified: &Verified, header: &[u8], now| {
            let key = verified.key_of_shown(Shown::Header(header));
            verified.caller_by_shown(&key, now).is_some()
        };
        let forgetting: [fn(&mut Verified); 4] = [
            |verified| verified.forget_rights("ann"),
            |verified| verified.forget("ann"),
            Verified::forget_shown,
            Verified::forget_all,
        ];
        for forget in forgetting {
            let key = verified.key_of_shown(Shown::Header(b"Basic a"));
            verified.learn_shown(key, ann(), now);
            assert_ne!(key, verified.key_of_shown(Shown::Session("Basic a")));
            assert!(is_known(&verified, b"Basic a", now));
            assert!(!is_known(&verified, b"Basic b", now));
            assert!(!is_known(&verified, b"Basic a", now + RIGHTS));
            verified.forget("bob");
            assert!(is_known(&verified, b"Basic a", now));
            forget(&mut verified);
            assert!(!is_known(&verified, b"Basic a", now));
        }
    }

    #[test]
    fn what_a_user_may_do_is_soon_asked_again() {
        let (mut verified, now) = (Verified::default(), Instant::now());
        verified.learn(ann(), now);
        assert!(verified.caller("ann", now).is_some());
        assert!(verified.caller("ann", now + RIGHTS).is_none());
        verified.forget_all();
        assert!(verified.caller("ann", now).is_none());
    }
}
