//! The digest of texts: environments are named by everything that defines them, and a run that was
//! needed is found again by everything that went into it.

use std::fmt::Write as _;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

/// The form of what is hashed. Another one changes every digest.
const FORM: &str = "mlflow digest 1";
/// How many hexadecimal digits are taken: enough that none are alike, and few enough that the
/// first line of a script in an environment of that name stays below the 127 bytes that Linux
/// reads.
pub(super) const LENGTH: usize = 32;
/// How much of a file is read at a time.
const CHUNK: usize = 64 * 1024;

/// The digest of texts, each with its length, so that no two lists of texts are alike.
pub(crate) fn digest<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> String {
    let mut digest = Sha256::new();
    let mut add = |text: &str| {
        digest.update(text.len().to_le_bytes());
        digest.update(text);
    };
    add(FORM);
    texts.into_iter().for_each(|text| add(text.as_ref()));
    let digest = digest.finalize();
    hex(&digest[..LENGTH / 2])
}

/// The digest of a file's content.
pub(crate) fn of_file(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut digest = Sha256::new();
    let mut chunk = vec![0; CHUNK];
    loop {
        match file.read(&mut chunk)? {
            0 => return Ok(hex(&digest.finalize())),
            length => digest.update(&chunk[..length]),
        }
    }
}

fn hex(bytes: &[u8]) -> String {
    let mut hex = String::new();
    for byte in bytes {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}
