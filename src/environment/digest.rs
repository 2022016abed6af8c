//! Digests: one names an environment by everything that defines it, and one finds a finished run by
//! everything that went into it.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use sha2::{Digest, Sha256};

/// The version of what is hashed. Another one changes every digest.
const FORM: &str = "mlflow digest 1";
/// How many hexadecimal digits a digest has. An environment's folder is named by it, and the first
/// line of each script in there has the folder's path, of which Linux reads 127 bytes.
pub(super) const LENGTH: usize = 32;
/// How much of a file is read at a time.
const CHUNK: usize = 64 * 1024;

/// The digest of a list of texts. Each is hashed with its length, so that `a, bc` is not `ab, c`.
pub(crate) fn digest<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> String {
    let mut digest = Sha256::new();
    let mut add = |text: &str| {
        digest.update(text.len().to_le_bytes());
        digest.update(text);
    };
    add(FORM);
    texts.into_iter().for_each(|text| add(text.as_ref()));
    let digest = digest.finalize();
    hex::encode(&digest[..LENGTH / 2])
}

/// The digest of a file's content.
pub(crate) fn of_file(path: &Path) -> io::Result<String> {
    let mut file = File::open(path)?;
    let mut digest = Sha256::new();
    let mut chunk = vec![0; CHUNK];
    loop {
        match file.read(&mut chunk)? {
            0 => return Ok(hex::encode(digest.finalize())),
            length => digest.update(&chunk[..length]),
        }
    }
}
