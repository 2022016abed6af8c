//! Command lines without the secrets that stand in them, for tags, notices and logs.
//!
//! A value is hidden where its name says that it is secret (`--password x`, `--token=x`,
//! `API_KEY=x`, `Authorization: Bearer x`), and where it is the password of an address
//! (`https://user:x@host`). A secret that nothing announces is not found.

use std::ffi::OsString;

use crate::process::quote;
use crate::uri::MASK;

/// The mask in letters that need no quotes.
const PLAIN_MASK: &str = "@@@";
/// The last words of the names of secrets.
const SECRET_WORDS: [&str; 14] = [
    "apikey",
    "authorization",
    "credential",
    "credentials",
    "pass",
    "passphrase",
    "passwd",
    "password",
    "pat",
    "pwd",
    "secret",
    "secrets",
    "signature",
    "token",
];
/// What makes a key secret, before the word `key`.
const SECRET_KEYS: [&str; 8] = [
    "access",
    "account",
    "api",
    "auth",
    "encryption",
    "private",
    "secret",
    "signing",
];
/// What makes a token one of a text, before the word `token`.
const TEXT_TOKENS: [&str; 13] = [
    "bos", "class", "cls", "eos", "image", "mask", "max", "min", "num", "pad", "sep", "special",
    "unk",
];

/// A command as a shell would take it, without its secrets.
pub(super) fn masked_command(words: &[OsString]) -> String {
    let mut masked = Vec::with_capacity(words.len());
    let mut hides_next = false;
    for word in words {
        let word = word.to_string_lossy();
        let shown = if hides_next && !word.starts_with('-') {
            MASK.to_owned()
        } else {
            masked_word(&word)
        };
        hides_next = is_secret_flag(&word);
        masked.push(if shown == *word {
            quote(&word)
        } else {
            // The mask by itself needs no quotes.
            quote(&shown.replace(MASK, PLAIN_MASK)).replace(PLAIN_MASK, MASK)
        });
    }
    masked.join(" ")
}

/// A line for a shell, without its secrets.
pub(super) fn masked_line(line: &str) -> String {
    let mut masked = String::with_capacity(line.len());
    let mut hides_next = false;
    for piece in pieces(line) {
        if piece.chars().all(is_separator) {
            masked.push_str(piece);
            hides_next &= piece.trim().is_empty();
            continue;
        }
        let bare = piece.trim_matches(['\'', '"']);
        if hides_next && !bare.starts_with('-') {
            masked.push_str(MASK);
        } else {
            masked.push_str(&masked_piece(piece));
        }
        hides_next = is_secret_flag(bare);
    }
    masked
}

/// One argument: it may be a whole line, as in `sh -c 'line'`.
fn masked_word(word: &str) -> String {
    if let Some(header) = masked_header(word) {
        return header;
    }
    if word.contains(char::is_whitespace) && assignment(word).is_none() {
        return masked_line(word);
    }
    masked_piece(word)
}

/// Text without blanks outside quotes.
fn masked_piece(piece: &str) -> String {
    let opening = piece.len() - piece.trim_start_matches(['\'', '"']).len();
    let (quotes, bare) = piece.split_at(opening);
    if let Some(header) = masked_header(bare) {
        return format!("{quotes}{header}{quotes}");
    }
    if let Some((name, value)) = assignment(bare) {
        if value.is_empty() {
            return piece.to_owned();
        }
        return format!("{quotes}{name}={MASK}{quotes}");
    }
    if bare.contains(char::is_whitespace) && bare.len() < piece.len() {
        return format!("{quotes}{}", masked_line(bare));
    }
    masked_address(piece)
}

/// The name and the value of `NAME=value`, where the name is that of a secret.
fn assignment(text: &str) -> Option<(&str, &str)> {
    let (name, value) = text.split_once('=')?;
    let is_name = !name.is_empty()
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c));
    (is_name && is_secret_name(name)).then_some((name, value))
}

/// A header of a request, `NAME: value`, where the name is that of a secret.
fn masked_header(text: &str) -> Option<String> {
    let (name, value) = text.split_once(':')?;
    let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    let is_secret = is_name && value.starts_with(' ') && is_secret_name(name);
    is_secret.then(|| format!("{name}: {MASK}"))
}

/// An address without its password; for the web, without a user that stands alone, who may be a
/// token.
fn masked_address(text: &str) -> String {
    let Some(at) = text.find("://") else {
        return text.to_owned();
    };
    let (scheme, rest) = (&text[..at], &text[at + 3..]);
    let authority = &rest[..rest.find(['/', '?', '#']).unwrap_or(rest.len())];
    let Some((user, _)) = authority.rsplit_once('@') else {
        return text.to_owned();
    };
    let after = &rest[user.len()..];
    let is_web = scheme.ends_with("http") || scheme.ends_with("https");
    match user.split_once(':') {
        Some((name, _)) => format!("{scheme}://{name}:{MASK}{after}"),
        None if is_web => format!("{scheme}://{MASK}{after}"),
        None => text.to_owned(),
    }
}

/// Whether the next argument is a secret.
fn is_secret_flag(word: &str) -> bool {
    let name = word.trim_start_matches('-');
    name.len() < word.len() && !name.contains(['=', ' ', ':']) && is_secret_name(name)
}

/// Whether a name is that of a secret, by its last words: `HF_TOKEN`, `--api-key`, `dbPassword`.
fn is_secret_name(name: &str) -> bool {
    let words = words(name);
    let Some((last, before)) = words.split_last() else {
        return false;
    };
    let before = before.last().map(String::as_str);
    match last.as_str() {
        "key" => before.is_some_and(|word| SECRET_KEYS.contains(&word)),
        "token" => !before.is_some_and(|word| TEXT_TOKENS.contains(&word)),
        word => SECRET_WORDS.contains(&word),
    }
}

/// The words of a name, in small letters.
fn words(name: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut was_small = false;
    for c in name.chars() {
        let starts_word = c.is_ascii_uppercase() && was_small;
        if !c.is_ascii_alphanumeric() || starts_word {
            words.push(String::new());
        }
        if c.is_ascii_alphanumeric() {
            let last = words.last_mut().expect("never empty");
            last.push(c.to_ascii_lowercase());
        }
        was_small = c.is_ascii_lowercase();
    }
    words.retain(|word| !word.is_empty());
    words
}

/// What stands between the words of a line.
fn is_separator(c: char) -> bool {
    c.is_whitespace() || ";&|()".contains(c)
}

/// Cuts a line into blanks and what lies between them, where quotes keep blanks.
fn pieces(line: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let mut quote = None;
    let mut was_blank = None;
    for (at, c) in line.char_indices() {
        let is_blank = quote.is_none() && is_separator(c);
        if was_blank.is_some_and(|was| was != is_blank) {
            pieces.push(&line[start..at]);
            start = at;
        }
        was_blank = Some(is_blank);
        match quote {
            Some(open) if open == c => quote = None,
            None if c == '\'' || c == '"' => quote = Some(c),
            _ => {}
        }
    }
    pieces.push(&line[start..]);
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_of_a_command_are_hidden() {
        for (words, expected) in [
            (&["train", "--password", "x y"][..], "train --password ***"),
            (&["train", "--token=x"], "train --token=***"),
            (&["env", "API_KEY=a b", "train"], "env API_KEY=*** train"),
            (
                &["curl", "-H", "Authorization: Bearer x"],
                "curl -H 'Authorization: ***'",
            ),
            (
                &["git", "clone", "https://me:x@host/a?b"],
                "git clone 'https://me:***@host/a?b'",
            ),
            (
                &["pip", "-i", "https://x@host/a"],
                "pip -i https://***@host/a",
            ),
            (
                &["git", "clone", "ssh://git@host/a"],
                "git clone ssh://git@host/a",
            ),
            (
                &["sh", "-c", "export HF_TOKEN='a b'; run --secret z --n 1"],
                "sh -c 'export HF_TOKEN=***; run --secret *** --n 1'",
            ),
            (
                &["train", "--db=postgresql://u:x@h/d"],
                "train --db=postgresql://u:***@h/d",
            ),
            // A flag that has no value is no reason to hide the next one.
            (
                &["train", "--password", "--epochs", "3"],
                "train --password --epochs 3",
            ),
            (
                &[
                    "train",
                    "--max-token",
                    "5",
                    "--pad_token=1",
                    "--key",
                    "k",
                    "--a:b",
                    "it's",
                ],
                r#"train --max-token 5 --pad_token=1 --key k --a:b 'it'"'"'s'"#,
            ),
        ] {
            let words: Vec<OsString> = words.iter().map(OsString::from).collect();
            if cfg!(unix) {
                assert_eq!(masked_command(&words), expected);
            }
        }
    }

    #[test]
    fn secrets_of_a_line_are_hidden() {
        for (line, expected) in [
            (
                "docker run -e API_KEY=x -e 'DB_PASSWORD=a b' -e A=1 image python a.py",
                "docker run -e API_KEY=*** -e 'DB_PASSWORD=***' -e A=1 image python a.py",
            ),
            ("a --token 'x y' && b", "a --token *** && b"),
            ("a --token && b; c", "a --token && b; c"),
            (
                "python train.py --lr 0.1 # say \"hi\"",
                "python train.py --lr 0.1 # say \"hi\"",
            ),
            ("", ""),
        ] {
            assert_eq!(masked_line(line), expected);
        }
    }

    #[test]
    fn names_of_secrets_are_known_by_their_last_words() {
        for name in [
            "password",
            "DB_PASS",
            "AWS_SECRET_ACCESS_KEY",
            "--hf-token",
            "apiKey",
            "accessToken",
            "openai_api_key",
            "GITHUB_PAT",
            "client.secret",
        ] {
            assert!(is_secret_name(name), "{name}");
        }
        for name in [
            "",
            "key",
            "num_tokens",
            "max_token",
            "tokenizer",
            "secretary",
            "passes",
            "sort_key",
            "-----",
        ] {
            assert!(!is_secret_name(name), "{name}");
        }
    }
}
