//! How the secrets of webhooks are kept: encrypted, as MLflow 3.18.0 does it.
//!
//! A secret is a Fernet token. Its key is that of `MLFLOW_WEBHOOK_SECRET_ENCRYPTION_KEY`, which all
//! servers of a database share. Without one, each process has a key of its own, which ends with it.

use std::sync::OnceLock;

use fernet::Fernet;

use crate::config;
use crate::entity::WebhookSecret;
use crate::error::Result;

/// The key of this process.
static KEY: OnceLock<Fernet> = OnceLock::new();

/// Refuses a key in the environment that cannot be one.
pub fn check_webhook_secret_key() -> Result<()> {
    key().map(|_| ())
}

/// The secret as the database keeps it; `None` for none.
pub(super) fn encrypted(secret: &WebhookSecret) -> Result<Option<String>> {
    match secret {
        WebhookSecret::Known(text) => {
            warn_of_lost_key()?;
            Ok(Some(key()?.encrypt(text.as_bytes())))
        }
        WebhookSecret::None | WebhookSecret::Unreadable => Ok(None),
    }
}

/// The secret that the database keeps.
pub(super) fn decrypted(token: Option<&str>) -> Result<WebhookSecret> {
    match token {
        Some(token) => Ok(read(key()?, token)),
        None => Ok(WebhookSecret::None),
    }
}

fn read(key: &Fernet, token: &str) -> WebhookSecret {
    let bytes = key.decrypt(token).ok();
    match bytes.and_then(|bytes| String::from_utf8(bytes).ok()) {
        Some(text) => WebhookSecret::new(text),
        None => WebhookSecret::Unreadable,
    }
}

fn key() -> Result<&'static Fernet> {
    if let Some(key) = KEY.get() {
        return Ok(key);
    }
    let key = match config::webhook_secret_key()? {
        Some(key) => Fernet::new(&key).ok_or_else(config::webhook_secret_key_invalid)?,
        None => fresh_key(),
    };
    Ok(KEY.get_or_init(|| key))
}

fn fresh_key() -> Fernet {
    Fernet::new(&Fernet::generate_key()).expect("a generated key is one")
}

/// Says once that a secret will not outlive this process.
fn warn_of_lost_key() -> Result<()> {
    static SAID: OnceLock<()> = OnceLock::new();
    if config::webhook_secret_key()?.is_none() && SAID.set(()).is_ok() {
        tracing::warn!(
            "{} is not set: secrets of webhooks are lost when this process ends",
            config::WEBHOOK_SECRET_KEY
        );
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What Python's `cryptography` made of `größe` with this key.
    const PYTHONS_KEY: &str = "wKbEsZY8oVAWhYRS2wvMf9R5f7f2rqkOunQvyCLEwNE=";
    const PYTHONS_TOKEN: &str = "gAAAAABrCvr5GMmFjrcmLaL1NknU_HGBzN8lsaJ2jn0xR-BxzLLMRQZF8Lk2ArVOgqhybqPA6VxMjWCAJ9kZumAlJPsQa59Qrw==";

    #[test]
    fn a_secret_of_python_s_is_read() {
        let key = Fernet::new(PYTHONS_KEY).unwrap();
        let secret = WebhookSecret::Known("größe".to_owned());
        assert_eq!(read(&key, PYTHONS_TOKEN), secret);
        assert_eq!(read(&key, &key.encrypt("größe".as_bytes())), secret);
        assert_eq!(read(&key, &key.encrypt(b"")), WebhookSecret::None);
    }

    #[test]
    fn a_secret_of_another_key_is_there_but_cannot_be_read() {
        assert_eq!(read(&fresh_key(), PYTHONS_TOKEN), WebhookSecret::Unreadable);
        assert_eq!(read(&fresh_key(), "nonsense"), WebhookSecret::Unreadable);
    }
}
