//! Text files that users write, whatever their editor puts around the text.
//!
//! Windows editors begin a file with a byte-order mark, and PowerShell writes UTF-16. Python, pip
//! and uv read such files without a word, and so does MLflow.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use crate::error::{Error, Result};

/// How long a text may be. A device or a pipe has no end.
pub const MAX_BYTES: u64 = 16 * 1024 * 1024;

/// The mark at the beginning of a text, decoded.
const BYTE_ORDER_MARK: char = '\u{feff}';
/// The mark at the beginning of a text in UTF-16, the lower byte first.
const UTF_16_LE: [u8; 2] = [0xff, 0xfe];
/// The mark at the beginning of a text in UTF-16, the higher byte first.
const UTF_16_BE: [u8; 2] = [0xfe, 0xff];

/// Reads a text file without its byte-order mark. What is not text, or longer than
/// [`MAX_BYTES`], is an error.
pub fn read(path: &Path) -> Result<String> {
    let failed = |e| Error::io("read", path, e);
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(failed)?;
    let length = file.take(MAX_BYTES + 1).read_to_end(&mut bytes);
    if length.map_err(failed)? as u64 > MAX_BYTES {
        return Err(Error::invalid(format!(
            "`{}` is too long for a text file; expected at most {MAX_BYTES} bytes",
            path.display()
        )));
    }
    decode(bytes).ok_or_else(|| {
        Error::invalid(format!("`{}` is not UTF-8", path.display()))
            .hint("save it as a plain UTF-8 text")
    })
}

/// The text in these bytes, without its byte-order mark; `None` for what is not text.
pub fn decode(bytes: Vec<u8>) -> Option<String> {
    let utf_16 = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let (pairs, rest) = bytes.as_chunks::<2>();
        let units: Vec<u16> = pairs.iter().map(|&pair| unit(pair)).collect();
        String::from_utf16(&units).ok().filter(|_| rest.is_empty())
    };
    if let Some(rest) = bytes.strip_prefix(&UTF_16_LE) {
        return utf_16(rest, u16::from_le_bytes);
    }
    if let Some(rest) = bytes.strip_prefix(&UTF_16_BE) {
        return utf_16(rest, u16::from_be_bytes);
    }
    let mut text = String::from_utf8(bytes).ok()?;
    if text.starts_with(BYTE_ORDER_MARK) {
        text.remove(0);
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_text() {
        for (bytes, text) in [
            (&b"\xef\xbb\xbfa\r\n"[..], Some("a\r\n")),
            (b"\xff\xfea\0\n\0", Some("a\n")),
            (b"\xfe\xff\0a", Some("a")),
            (b"a\xef\xbb\xbf", Some("a\u{feff}")),
            (b"", Some("")),
            (b"\xff\xfea", None),
            (b"\xff", None),
        ] {
            assert_eq!(decode(bytes.to_vec()).as_deref(), text, "{bytes:?}");
        }
    }

    #[cfg(unix)]
    #[test]
    fn a_file_without_an_end_is_refused() {
        let error = read(Path::new("/dev/zero")).unwrap_err();
        assert!(error.message().contains("too long"), "{error}");
    }
}
