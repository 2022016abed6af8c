//! The rules of access tokens, which MLflow does not have.
//!
//! A token is `mlflow_`, the id by which it is found, `_` and a secret of 256 random bits, of which a
//! digest is kept. It is void with another password of its owner.

use sha2::{Digest, Sha256};

use crate::error::{Error, Result};
use crate::store::StoredToken;
use crate::sync::unpoisoned;

use super::password::is_same;
use super::{AccessControl, Caller, Scope};

/// What every token begins with, so that programs that look for secrets know it.
const PREFIX: &str = "mlflow_";
/// What the id of every other secret in the table has, and that of no access token.
pub(super) const NO_TOKEN: char = '-';
/// Longest name.
const LONGEST_NAME: usize = 255;
/// How often it is noted that a token was used, in milliseconds.
const NOTING: i64 = 60_000;
/// Most tokens of one user.
const MOST: usize = 100;

/// A token as its owner sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// By what it is revoked.
    pub token_id: String,
    /// For people.
    pub name: String,
    /// What it allows.
    pub scope: Scope,
    /// Milliseconds since 1970 (UTC).
    pub created_at: i64,
    /// From when on it is void.
    pub expires_at: Option<i64>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<i64>,
    /// Whether it can still be used.
    pub is_valid: bool,
}

/// A token that was made: the only time that its secret is seen.
#[derive(Clone)]
pub struct NewToken {
    /// What it is.
    pub token: Token,
    /// What a program shows.
    pub secret: String,
}

impl AccessControl {
    /// Makes a token for a caller. `now` and `expires_at` are in milliseconds since 1970 (UTC).
    pub fn create_token(
        &self,
        caller: &Caller,
        name: &str,
        scope: Scope,
        expires_at: Option<i64>,
        now: i64,
    ) -> Result<NewToken> {
        if name.chars().count() > LONGEST_NAME {
            return Err(Error::too_long(
                "name",
                "name of the token",
                name,
                LONGEST_NAME,
            ));
        }
        if expires_at.is_some_and(|end| end <= now) {
            return Err(Error::invalid(
                "a token cannot end before it begins: expected an end in the future",
            ));
        }
        if self.access_tokens_of(caller)?.len() >= MOST {
            return Err(Error::invalid(format!(
                "you have {MOST} tokens already: expected fewer; revoke some that you do not use"
            )));
        }
        let (token_id, secret) = random();
        let stored = StoredToken {
            digest: digest(&secret),
            password_fingerprint: fingerprint(caller),
            user_id: caller.user().id,
            name: name.to_owned(),
            can_write: scope == Scope::All,
            created_at: now,
            expires_at,
            last_used_at: None,
            token_id,
        };
        self.database.add_token(&stored)?;
        let secret = format!("{PREFIX}{}_{secret}", stored.token_id);
        Ok(NewToken {
            token: shown(stored, caller, now),
            secret,
        })
    }

    /// The tokens of a caller, the oldest first.
    pub fn list_tokens(&self, caller: &Caller, now: i64) -> Result<Vec<Token>> {
        let kept = self.access_tokens_of(caller)?;
        Ok(kept
            .into_iter()
            .map(|kept| shown(kept, caller, now))
            .collect())
    }

    /// What is kept of a caller's access tokens. Sessions and waiting devices are in the same table.
    fn access_tokens_of(&self, caller: &Caller) -> Result<Vec<StoredToken>> {
        let mut kept = self.database.tokens_of(caller.user().id)?;
        kept.retain(|kept| !kept.token_id.contains(NO_TOKEN));
        Ok(kept)
    }

    /// Ends a token of a caller.
    pub fn revoke_token(&self, caller: &Caller, token_id: &str) -> Result<()> {
        self.database.delete_token(caller.user().id, token_id)?;
        unpoisoned(self.verified.write()).forget_shown();
        Ok(())
    }

    /// The caller who shows a token; `None` for one that is void or none at all.
    pub(super) fn by_token(&self, shown: &str) -> Result<Option<Caller>> {
        let Some((token_id, secret)) = parts(shown) else {
            return Ok(None);
        };
        let kept = self.by_secret(token_id, &digest(secret))?;
        Ok(kept.map(|(kept, caller)| caller.by_token(token_id, scope(&kept))))
    }

    /// What is kept of a secret that is still valid, and its owner; notes that it was used.
    pub(super) fn by_secret(
        &self,
        id: &str,
        digest: &str,
    ) -> Result<Option<(StoredToken, Caller)>> {
        let Some((kept, owner)) = self.database.find_token(id)? else {
            return Ok(None);
        };
        if !is_same(digest.as_bytes(), kept.digest.as_bytes()) {
            return Ok(None);
        }
        let Some(granted) = self.database.find_granted(&owner)? else {
            return Ok(None);
        };
        let now = jiff::Timestamp::now().as_millisecond();
        let caller = self.caller(granted);
        if !is_valid(&kept, &caller, now) {
            return Ok(None);
        }
        if kept.last_used_at.is_none_or(|used| now - used >= NOTING) {
            self.database.touch_token(id, now)?;
        }
        Ok(Some((kept, caller)))
    }
}

/// Whether a text may be a token.
pub(super) fn is_token(text: &str) -> bool {
    parts(text).is_some_and(|(id, secret)| id.len() == 16 && secret.len() == 64)
}

/// The id and the secret of a token.
fn parts(shown: &str) -> Option<(&str, &str)> {
    shown.strip_prefix(PREFIX)?.split_once('_')
}

/// A random id and a random secret.
pub(super) fn random() -> (String, String) {
    let (id, secret): (u64, [u8; 32]) = (rand::random(), rand::random());
    (format!("{id:016x}"), hex::encode(secret))
}

/// By what a secret is void when its owner has another password, or is another user of that number.
pub(super) fn fingerprint(owner: &Caller) -> String {
    digest(&owner.user().password_hash)
}

pub(super) fn digest(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

fn scope(kept: &StoredToken) -> Scope {
    if kept.can_write {
        Scope::All
    } else {
        Scope::Read
    }
}

fn is_valid(kept: &StoredToken, owner: &Caller, now: i64) -> bool {
    kept.expires_at.is_none_or(|end| now < end)
        && kept.user_id == owner.user().id
        && kept.password_fingerprint == fingerprint(owner)
}

fn shown(kept: StoredToken, owner: &Caller, now: i64) -> Token {
    Token {
        is_valid: is_valid(&kept, owner, now),
        scope: scope(&kept),
        token_id: kept.token_id,
        name: kept.name,
        created_at: kept.created_at,
        expires_at: kept.expires_at,
        last_used_at: kept.last_used_at,
    }
}
