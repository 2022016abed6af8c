//! Hashes of passwords, in Werkzeug's form: `method$salt$hex`.

use pbkdf2::pbkdf2_hmac;
use scrypt::Params;
use sha2::{Sha256, Sha512};

/// Shortest password, as in MLflow 3.18.
pub(crate) const SHORTEST: usize = 12;

/// Werkzeug's own method: the base-2 logarithm of the cost, the block size, the parallelism.
const SCRYPT: (u8, u32, u32) = (15, 8, 1);
/// How many bytes of scrypt Werkzeug keeps.
const SCRYPT_LENGTH: usize = 64;
/// Greatest cost of a kept hash, some 256 MB: what costs more was not written by any release.
const MAX_SCRYPT: u64 = 1 << 18;
/// Most rounds of a kept hash; Werkzeug's own are a million.
const MAX_ROUNDS: u32 = 10_000_000;
/// What Werkzeug takes where a hash does not say.
const ROUNDS: u32 = 1_000_000;

/// How many letters salt has, and which.
const SALT_LENGTH: usize = 16;
const LETTERS: &[u8; 62] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/// How a password is made into a digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Method {
    Scrypt(u8, u32, u32),
    Pbkdf2Sha256(u32),
    Pbkdf2Sha512(u32),
}

#[cfg(test)]
thread_local! {
    /// The digests that this thread has made.
    static DIGESTS: std::cell::RefCell<Vec<(Method, usize)>> = const { std::cell::RefCell::new(Vec::new()) };
}

/// What it costs to verify passwords within `act`: each digest, for people.
#[cfg(test)]
pub(super) fn cost_of(act: impl FnOnce()) -> Vec<String> {
    DIGESTS.take();
    act();
    let digests = DIGESTS.take().into_iter();
    digests.map(|digest| format!("{digest:?}")).collect()
}

/// Hashes a new password.
pub(crate) fn hash(password: &str) -> String {
    let salt: String = (0..SALT_LENGTH).map(|_| letter()).collect();
    let (log_n, r, p) = SCRYPT;
    let digest = Method::Scrypt(log_n, r, p).digest(password, &salt, SCRYPT_LENGTH);
    let digest = digest.expect("the method is one that there is");
    format!(
        "scrypt:{}:{r}:{p}${salt}${}",
        1_u64 << log_n,
        hex::encode(&digest)
    )
}

/// A letter or digit, each as likely as the others.
fn letter() -> char {
    loop {
        let byte: u8 = rand::random();
        if let Some(letter) = LETTERS.get(usize::from(byte & 63)) {
            return char::from(*letter);
        }
    }
}

/// What it takes to make a digest: a method, and the length of the digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Effort(Method, usize);

impl Effort {
    /// That of new hashes.
    pub(super) const OURS: Self = Self(Method::Scrypt(SCRYPT.0, SCRYPT.1, SCRYPT.2), SCRYPT_LENGTH);

    /// What it takes to verify a password by a hash; `None` for a hash that cannot be read.
    pub(super) fn of(hash: &str) -> Option<Self> {
        Parts::of(hash).map(|parts| parts.effort())
    }

    /// Makes a digest that nobody looks at.
    pub(super) fn spend(self, password: &str) {
        let Self(method, length) = self;
        std::hint::black_box(method.digest(password, "abcdefghijklmnop", length));
    }
}

/// A hash as it is kept.
struct Parts<'a> {
    method: Method,
    salt: &'a str,
    digest: Vec<u8>,
}

impl<'a> Parts<'a> {
    fn of(hash: &'a str) -> Option<Self> {
        let mut parts = hash.splitn(3, '$');
        let (method, salt, digest) = (parts.next()?, parts.next()?, parts.next()?);
        let digest = hex::decode(digest).ok()?;
        let method = Method::parse(method)?;
        (!digest.is_empty()).then_some(Self {
            method,
            salt,
            digest,
        })
    }

    fn effort(&self) -> Effort {
        Effort(self.method, self.digest.len())
    }
}

/// Whether a password is the one that was hashed. A hash that cannot be read fits none. It takes as long
/// for a wrong password as for the right one.
pub(crate) fn verify(password: &str, hash: &str) -> bool {
    let Some(kept) = Parts::of(hash) else {
        return false;
    };
    let Effort(method, length) = kept.effort();
    let digest = method.digest(password, kept.salt, length);
    digest.is_some_and(|digest| is_same(&digest, &kept.digest))
}

impl Method {
    /// Reads `scrypt:N:r:p` or `pbkdf2:hash:rounds`, of which the end may be missing.
    fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split(':').collect();
        let rounds = |text: &str| text.parse().ok().filter(|rounds| *rounds <= MAX_ROUNDS);
        match parts[..] {
            ["scrypt"] => Some(Self::Scrypt(SCRYPT.0, SCRYPT.1, SCRYPT.2)),
            ["scrypt", n, r, p] => {
                let n: u64 = n.parse().ok()?;
                let log_n = u8::try_from(n.checked_ilog2()?).ok()?;
                let (r, p) = (r.parse().ok()?, p.parse().ok()?);
                let cost = n.checked_mul(u64::from(r))?;
                (n.is_power_of_two() && cost <= MAX_SCRYPT * 8 && p <= 16)
                    .then_some(Self::Scrypt(log_n, r, p))
            }
            ["pbkdf2"] | ["pbkdf2", "sha256"] => Some(Self::Pbkdf2Sha256(ROUNDS)),
            ["pbkdf2", "sha256", text] => rounds(text).map(Self::Pbkdf2Sha256),
            ["pbkdf2", "sha512"] => Some(Self::Pbkdf2Sha512(ROUNDS)),
            ["pbkdf2", "sha512", text] => rounds(text).map(Self::Pbkdf2Sha512),
            _ => None,
        }
    }

    fn digest(self, password: &str, salt: &str, length: usize) -> Option<Vec<u8>> {
        #[cfg(test)]
        DIGESTS.with_borrow_mut(|digests| digests.push((self, length)));
        let (password, salt) = (password.as_bytes(), salt.as_bytes());
        let mut digest = vec![0; length];
        match self {
            Self::Scrypt(log_n, r, p) => {
                let params = Params::new(log_n, r, p).ok()?;
                scrypt::scrypt(password, salt, &params, &mut digest).ok()?;
            }
            Self::Pbkdf2Sha256(rounds) => {
                pbkdf2_hmac::<Sha256>(password, salt, rounds, &mut digest);
            }
            Self::Pbkdf2Sha512(rounds) => {
                pbkdf2_hmac::<Sha512>(password, salt, rounds, &mut digest);
            }
        }
        Some(digest)
    }
}

/// Compares in a time that does not tell how much is right.
pub(crate) fn is_same(shown: &[u8], kept: &[u8]) -> bool {
    let differing = shown
        .iter()
        .zip(kept)
        .fold(0, |differing, (a, b)| differing | (a ^ b));
    shown.len() == kept.len() && differing == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `generate_password_hash("password1234", method)` of Werkzeug 3.1, with cheaper methods.
    const BY_WERKZEUG: [&str; 3] = [
        "scrypt:1024:8:1$abcdefghABCDEFGH$fd206f83f371e9a2f53bff81bd7c52eb0740d12fb8993a1fbb39e07d8a62fd6ffc6818a37d5519e57805b32c41ebd03fd127a8eb02ee1085a5d4e7f2d0a09362",
        "pbkdf2:sha256:1000$abcdefghABCDEFGH$c7b25bae465644a7e147af50bb0fcc837635a4ced93c3a0665846eff854f830c",
        "pbkdf2:sha512:1000$abcdefghABCDEFGH$df62f19f7e8ddae32e20b1e9de414a3906d3bf348a163890d6e1b772db494bff07d737cc707003e82f34b4e08cae56b8b43bd028fac95b31e7a03c779f7847ea",
    ];

    #[test]
    fn hashes_of_werkzeug_fit_their_passwords_alone() {
        for hash in BY_WERKZEUG {
            assert!(verify("password1234", hash), "{hash}");
            assert!(!verify("password1235", hash), "{hash}");
            assert!(!verify("", hash), "{hash}");
        }
    }

    #[test]
    fn our_own_are_of_werkzeugs_form_and_never_the_same() {
        let one = hash("correct horse battery");
        assert!(one.starts_with("scrypt:32768:8:1$"), "{one}");
        let salt = one.split('$').nth(1).unwrap();
        assert_eq!((salt.len(), one.len()), (16, 17 + 16 + 1 + 128));
        assert!(verify("correct horse battery", &one));
        assert!(!verify("correct horse batterz", &one));
        assert_ne!(one, hash("correct horse battery"));
    }

    #[test]
    fn what_is_no_hash_fits_nothing() {
        for hash in [
            "",
            "x",
            "plain$salt$70617373",
            "scrypt:32768:8:1$salt$",
            "scrypt:3:8:1$s$00",
            "scrypt:1073741824:8:1$s$00",
            "pbkdf2:sha256:4294967295$s$00",
            "pbkdf2:md5:1$s$00",
            "pbkdf2:sha256:1$s$0g",
        ] {
            assert!(!verify("", hash), "{hash}");
        }
    }
}
