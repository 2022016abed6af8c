//! The name of an environment: a digest of everything that defines it.

use std::fmt::Write as _;

use sha2::{Digest, Sha256};

/// The form of what is hashed. Another one gives every environment another name.
const FORM: &str = "mlflow environment 1";
/// How many hexadecimal digits of a digest name an environment: enough that none are alike, and
/// few enough that the first line of a script in the environment stays below the 127 bytes that
/// Linux reads.
pub(super) const LENGTH: usize = 32;

/// The digest of texts, each with its length, so that no two lists of texts are alike.
pub(super) fn digest<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> String {
    let mut digest = Sha256::new();
    let mut add = |text: &str| {
        digest.update(text.len().to_le_bytes());
        digest.update(text);
    };
    add(FORM);
    texts.into_iter().for_each(|text| add(text.as_ref()));
    let mut hex = String::new();
    for byte in &digest.finalize()[..LENGTH / 2] {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}
