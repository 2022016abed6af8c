//! The rules of log-ins by a device that has no page, such as a command in a terminal (RFC 8628).
//!
//! 1. The device asks for two codes: a long one that it keeps, and a short one that it shows.
//! 2. Its user opens the page anywhere, logs in by whatever way the server has, reads the short code
//!    there, and lets the device in.
//! 3. The device, which asks with the long code meanwhile, gets an access token of that user once.
//!
//! What waits is in the table of access tokens, so that any server on the users' database answers.

use crate::error::{Error, ErrorCode, Result};
use crate::store::StoredToken;

use super::token::{NewToken, digest, fingerprint, random};
use super::{AccessControl, Caller, Scope};

/// What the id of every device that waits begins with.
const PREFIX: &str = "device-";
/// How long a device may wait, in milliseconds.
const PATIENCE: i64 = 10 * 60 * 1000;
/// How often a device may ask, in seconds.
const INTERVAL: i64 = 3;
/// Most devices that wait at once.
const MOST: usize = 500;
/// Nobody has let a device in yet; nobody will.
const NOBODY: i64 = 0;
const REFUSED: i64 = -1;
/// The letters of a short code: no vowels, so that they make no words, and none like another.
const LETTERS: &[u8; 16] = b"BCDFGHJKLMNPQRST";
/// How many letters it has.
const LENGTH: usize = 8;

/// What a device is told at first.
#[derive(Clone)]
pub struct DeviceCodes {
    /// What the device keeps.
    pub device_code: String,
    /// What it shows.
    pub user_code: String,
    /// How long both are good for, in seconds.
    pub seconds: i64,
    /// How long to wait between two questions, in seconds.
    pub interval: i64,
}

/// How far the log-in of a device is.
pub enum DeviceLogIn {
    /// Nobody has let it in yet.
    Pending,
    /// A user has refused it.
    Refused,
    /// The codes are over, or never were.
    Over,
    /// A user has let it in: the name and an access token.
    Done(String, Box<NewToken>),
}

impl AccessControl {
    /// Begins the log-in of a device that calls itself so. `now` is in milliseconds since 1970 (UTC).
    pub fn begin_device(&self, name: &str, now: i64) -> Result<DeviceCodes> {
        let waiting = self.waiting_devices(now)?;
        if waiting >= MOST {
            return Err(Error::new(
                ErrorCode::TemporarilyUnavailable,
                format!(
                    "{MOST} devices wait to be let in: expected fewer; try again in some minutes"
                ),
            ));
        }
        let user_code = user_code();
        let (_, device_code) = random();
        self.database.add_token(&StoredToken {
            token_id: id(&user_code),
            user_id: NOBODY,
            password_fingerprint: String::new(),
            name: name.chars().take(100).collect(),
            digest: digest(&device_code),
            can_write: true,
            created_at: now,
            expires_at: Some(now + PATIENCE),
            last_used_at: None,
        })?;
        Ok(DeviceCodes {
            device_code: format!("{user_code}_{device_code}"),
            user_code,
            seconds: PATIENCE / 1000,
            interval: INTERVAL,
        })
    }

    /// How the device calls itself that shows this code.
    pub fn device_named(&self, user_code: &str, now: i64) -> Result<String> {
        let kept = self.database.find_any_token(&id(user_code))?;
        kept.filter(|kept| kept.user_id == NOBODY && !is_over(kept, now))
            .map(|kept| kept.name)
            .ok_or_else(|| unknown_code(user_code))
    }

    /// Lets the device in that shows this code, as its user; or refuses it.
    pub fn decide_on_device(
        &self,
        caller: &Caller,
        user_code: &str,
        is_let_in: bool,
        now: i64,
    ) -> Result<()> {
        self.device_named(user_code, now)?;
        let (user_id, fingerprint) = if is_let_in {
            (caller.user().id, fingerprint(caller))
        } else {
            (REFUSED, String::new())
        };
        let id = id(user_code);
        if self
            .database
            .give_token(&id, NOBODY, user_id, &fingerprint)?
        {
            Ok(())
        } else {
            Err(unknown_code(user_code))
        }
    }

    /// How far the log-in of a device is. Who was let in gets a token, once.
    pub fn device(&self, device_code: &str, now: i64) -> Result<DeviceLogIn> {
        let Some((user_code, secret)) = device_code.split_once('_') else {
            return Ok(DeviceLogIn::Over);
        };
        let id = id(user_code);
        let kept = self.database.find_any_token(&id)?;
        let Some(kept) = kept.filter(|kept| kept.digest == digest(secret)) else {
            return Ok(DeviceLogIn::Over);
        };
        if is_over(&kept, now) {
            return Ok(DeviceLogIn::Over);
        }
        match kept.user_id {
            NOBODY => return Ok(DeviceLogIn::Pending),
            REFUSED => return Ok(DeviceLogIn::Refused),
            _ => {}
        }
        // Of two questions at once, one takes it away.
        let Some((kept, caller)) = self.by_secret(&id, &digest(secret))? else {
            return Ok(DeviceLogIn::Over);
        };
        if self.database.delete_token(kept.user_id, &id).is_err() {
            return Ok(DeviceLogIn::Over);
        }
        let made = self.create_token(&caller, &kept.name, Scope::All, None, now)?;
        Ok(DeviceLogIn::Done(caller.name().to_owned(), Box::new(made)))
    }

    /// How many devices wait; those that have waited too long are forgotten.
    fn waiting_devices(&self, now: i64) -> Result<usize> {
        let mut waiting = 0;
        for user_id in [NOBODY, REFUSED] {
            for kept in self.database.tokens_of(user_id)? {
                if is_over(&kept, now) {
                    // Another server may have removed it at this moment.
                    let _ = self.database.delete_token(user_id, &kept.token_id);
                } else {
                    waiting += 1;
                }
            }
        }
        Ok(waiting)
    }
}

fn is_over(kept: &StoredToken, now: i64) -> bool {
    kept.expires_at.is_none_or(|end| end <= now)
}

fn id(user_code: &str) -> String {
    let letters = user_code.chars().filter(char::is_ascii_alphanumeric);
    format!(
        "{PREFIX}{}",
        letters.collect::<String>().to_ascii_uppercase()
    )
}

/// A short code: two groups of letters.
fn user_code() -> String {
    let random: [u8; LENGTH] = rand::random();
    let letters = random.map(|byte| char::from(LETTERS[usize::from(byte % 16)]));
    let (first, last) = letters.split_at(LENGTH / 2);
    format!(
        "{}-{}",
        first.iter().collect::<String>(),
        last.iter().collect::<String>()
    )
}

fn unknown_code(user_code: &str) -> Error {
    Error::new(
        ErrorCode::ResourceDoesNotExist,
        format!(
            "no device waits with the code `{}`: expected the one that the device shows, within ten \
             minutes",
            user_code.escape_debug()
        ),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_short_code_is_read_however_it_is_typed() {
        let code = user_code();
        assert_eq!(code.len(), LENGTH + 1);
        assert!(
            code.bytes().all(|b| b == b'-' || LETTERS.contains(&b)),
            "{code}"
        );
        assert_eq!(id(&code), id(&code.to_lowercase().replace('-', " ")));
        assert_ne!(user_code(), code);
    }
}
