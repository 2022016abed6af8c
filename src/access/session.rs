//! The rules of the page's sessions, which last from a log-in to a sign-out.
//!
//! A session is a secret of 256 random bits in a cookie. A digest of it is kept in the table of access
//! tokens, so that all servers on a users' database know it, and it ends everywhere at once: with the
//! sign-out, with another password, with its user, and after a week. The digest is made with the
//! server's secret key, where there is one: with another key, all sessions are void.

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use crate::config::Secret;
use crate::error::Result;
use crate::store::StoredToken;
use crate::sync::unpoisoned;

use super::token::{NO_TOKEN, fingerprint, random};
use super::{AccessControl, Caller};

/// What the id of every session begins with.
const PREFIX: &str = "session-";
/// How long a session lasts, in milliseconds.
const LIFETIME: i64 = 7 * 24 * 60 * 60 * 1000;
/// Most sessions of one user: a further one ends the oldest.
const MOST: usize = 50;

/// A session that was begun: the only time that its secret is seen.
pub struct NewSession {
    /// What its cookie holds.
    pub secret: String,
    /// How long it lasts, in seconds.
    pub seconds: i64,
}

impl AccessControl {
    /// Begins a session of a caller. `now` is in milliseconds since 1970 (UTC).
    pub fn begin_session(&self, caller: &Caller, now: i64) -> Result<NewSession> {
        self.make_room_for_session(caller, now)?;
        let (id, secret) = random();
        let token_id = format!("{PREFIX}{id}");
        self.database.add_token(&StoredToken {
            user_id: caller.user().id,
            password_fingerprint: fingerprint(caller),
            name: String::new(),
            digest: self.digest_of_session(&secret),
            can_write: true,
            created_at: now,
            expires_at: Some(now + LIFETIME),
            last_used_at: None,
            token_id,
        })?;
        Ok(NewSession {
            secret: format!("{id}_{secret}"),
            seconds: LIFETIME / 1000,
        })
    }

    /// Ends the session by which a caller came; without one it does nothing.
    pub fn end_session(&self, caller: &Caller) -> Result<()> {
        if let Some(id) = caller.session_id() {
            self.database.delete_token(caller.user().id, id)?;
            unpoisoned(self.verified.write()).forget_shown();
        }
        Ok(())
    }

    /// The caller whose session this is; `None` for one that has ended.
    pub(super) fn by_session(&self, shown: &str) -> Result<Option<Caller>> {
        let Some((id, secret)) = shown.split_once('_') else {
            return Ok(None);
        };
        let id = format!("{PREFIX}{id}");
        let kept = self.by_secret(&id, &self.digest_of_session(secret))?;
        Ok(kept.map(|(_, caller)| caller.by_session(&id)))
    }

    /// Removes the sessions of a caller that are over, and the oldest of too many. Devices that were let
    /// in and never came back go with them.
    fn make_room_for_session(&self, caller: &Caller, now: i64) -> Result<()> {
        let mut sessions = self.database.tokens_of(caller.user().id)?;
        sessions.retain(|kept| kept.token_id.contains(NO_TOKEN));
        let fingerprint = fingerprint(caller);
        let (valid, over): (Vec<_>, Vec<_>) = sessions.into_iter().partition(|kept| {
            kept.expires_at.is_none_or(|end| now < end) && kept.password_fingerprint == fingerprint
        });
        let too_many = (valid.len() + 1).saturating_sub(MOST);
        for kept in over.iter().chain(&valid[..too_many]) {
            self.database
                .delete_token(caller.user().id, &kept.token_id)?;
        }
        Ok(())
    }

    fn digest_of_session(&self, secret: &str) -> String {
        let key = self.secret_key.as_ref().map_or("", Secret::reveal);
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(key.as_bytes())
            .expect("a key of any length is taken");
        mac.update(secret.as_bytes());
        hex::encode(mac.finalize().into_bytes())
    }
}
