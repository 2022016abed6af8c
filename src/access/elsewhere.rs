//! What stands in the place of a password's hash for a user who logs in elsewhere: who that is there, so
//! that the name alone makes nobody that user. No program takes it for a hash: it has no `$`.

use sha2::{Digest, Sha256};

/// What stands before the digest of who somebody is elsewhere.
const PREFIX: &str = "oidc:";

/// Whether what stands in the place of a password's hash is somebody elsewhere.
pub(super) fn is_external(hash: &str) -> bool {
    hash.starts_with(PREFIX)
}

/// Who somebody is elsewhere, as it stands in the place of a password's hash.
pub(super) fn mark(issuer: &str, subject: &str) -> String {
    let mut digest = Sha256::new();
    digest.update((issuer.len() as u64).to_le_bytes());
    digest.update(issuer.as_bytes());
    digest.update(subject.as_bytes());
    format!("{PREFIX}{}", hex::encode(digest.finalize()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::password;

    #[test]
    fn who_somebody_is_elsewhere_is_no_password() {
        let mark = mark("https://id", "7");
        assert!(is_external(&mark) && !mark.contains('$'));
        assert!(!password::verify("", &mark) && !password::verify(&mark, &mark));
        assert_ne!(mark, super::mark("https://id7", ""));
        assert!(!is_external(&password::hash("a long password")));
    }
}
