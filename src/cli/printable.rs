//! Escaping texts of users for a terminal and a log: a name that somebody logged must neither move the
//! cursor nor begin a line of its own.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Longest text of an error or a warning, in characters.
const MAX_LENGTH: usize = 4_000;

/// The text on one line, with control characters as escapes.
pub(crate) fn printable(text: &str) -> String {
    escaped(text, is_unprintable).into_owned()
}

/// The text with its line ends and tabs, but with all other control characters as escapes.
pub(super) fn printable_lines(text: &str) -> Cow<'_, str> {
    escaped(text, |c| is_unprintable(c) && !matches!(c, '\n' | '\t'))
}

/// The text with its line ends and its colours, which are escape sequences that end in `m`, but with
/// all other control characters as escapes.
pub(super) fn printable_styled(text: &str) -> String {
    let mut parts = text.split("\u{1b}[");
    let mut shown = printable_lines(parts.next().unwrap_or_default()).into_owned();
    for part in parts {
        let end = part.find(|c: char| !c.is_ascii_digit() && c != ';');
        let is_colour = end.is_some_and(|end| part[end..].starts_with('m'));
        shown.push_str(if is_colour { "\u{1b}[" } else { "\\u{1b}[" });
        shown.push_str(&printable_lines(part));
    }
    shown
}

/// The text on one line, and no longer than somebody would read.
pub(super) fn printable_line(text: &str) -> String {
    match text.char_indices().nth(MAX_LENGTH) {
        None => printable(text),
        Some((end, _)) => {
            let left = text.len() - end;
            format!("{}… ({left} more bytes)", printable(&text[..end]))
        }
    }
}

/// A JSON document whose strings have no raw control characters. JSON escapes those below a space
/// itself; the others come here, and mean the same.
pub(super) fn printable_json(json: &str) -> Cow<'_, str> {
    let is_escaped = |c| is_unprintable(c) && c != '\n';
    if !json.contains(is_escaped) {
        return Cow::Borrowed(json);
    }
    let mut escaped = String::with_capacity(json.len() + 8);
    for c in json.chars() {
        if is_escaped(c) {
            // All of them are in the plane that four digits reach.
            write!(escaped, "\\u{:04x}", u32::from(c)).expect("a string takes everything");
        } else {
            escaped.push(c);
        }
    }
    Cow::Owned(escaped)
}

fn escaped(text: &str, is_escaped: impl Fn(char) -> bool) -> Cow<'_, str> {
    if !text.contains(&is_escaped) {
        return Cow::Borrowed(text);
    }
    let mut line = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_escaped(c) {
            line.extend(c.escape_default());
        } else {
            line.push(c);
        }
    }
    Cow::Owned(line)
}

/// Control characters, Unicode's own line ends, and what reverses the direction of writing.
fn is_unprintable(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn control_characters_become_escapes() {
        assert_eq!(printable("größe 日本"), "größe 日本");
        assert_eq!(
            printable("a\x1b[2J\r\nb\u{9b}c\u{202e}d"),
            "a\\u{1b}[2J\\r\\nb\\u{9b}c\\u{202e}d"
        );
        assert_eq!(printable_lines("a\n\tb\x07\r"), "a\n\tb\\u{7}\\r");
        assert_eq!(
            printable_styled("\x1b[1;31ma\x1b[0m\x1b[2J\x07"),
            "\x1b[1;31ma\x1b[0m\\u{1b}[2J\\u{7}"
        );
    }

    #[test]
    fn json_means_the_same_and_moves_no_cursor() {
        let value = serde_json::json!({"a": "x\u{1b}\u{9b}\u{7f}\u{202e}\ny", "b": "größe"});
        let text = serde_json::to_string_pretty(&value).unwrap();
        let shown = printable_json(&text);
        assert!(
            !shown.contains(['\u{1b}', '\u{9b}', '\u{7f}', '\u{202e}']),
            "{shown}"
        );
        let read: serde_json::Value = serde_json::from_str(&shown).unwrap();
        assert_eq!(read, value);
    }

    #[test]
    fn a_line_is_no_longer_than_somebody_reads() {
        let long = "é".repeat(MAX_LENGTH + 5);
        let line = printable_line(&long);
        assert!(line.ends_with("é… (10 more bytes)"));
        assert_eq!(line.matches('é').count(), MAX_LENGTH);
        assert_eq!(printable_line("a\nb"), "a\\nb");
    }
}
