//! The YAML of `meta.yaml`, as PyYAML (YAML 1.1) reads and writes it.
//!
//! Reading is left to the YAML crate, with every scalar taken as the text that stands there: the
//! run id `12e4…`, which PyYAML writes without quotes, is a number to YAML 1.2. Writing is ours,
//! because a YAML 1.2 writer leaves `yes`, `12:30` and `2020-01-01` bare, which PyYAML then reads
//! as a boolean, a number and a date. How a text is written is told in [`super::scalar`].

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::de::DeserializeOwned;
use serde_yaml::Value;

use crate::entity::Tag;
use crate::error::{Error, Result};

use super::{BYTE_ORDER_MARK, flat, scalar};

/// How far each level of a document is indented.
const INDENT: usize = 2;

/// Reads a document whose top is a mapping. Of a key that stands in it twice the last value counts,
/// as for PyYAML.
pub(super) fn read<T: DeserializeOwned>(text: &str) -> Result<T> {
    let text = text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text);
    if text.trim().is_empty() {
        return Err(Error::internal("the file is empty"));
    }
    if let Some(read) = flat::read(text) {
        return Ok(read);
    }
    serde_yaml::from_str(text)
        .or_else(|failure| {
            let unique = last_of_each_key(text);
            if unique.len() == text.len() {
                return Err(failure);
            }
            serde_yaml::from_str(&unique)
        })
        .map_err(|e| Error::internal("the file is not the YAML that it should be").caused_by(e))
}

/// The document without the keys of its top that come again below.
fn last_of_each_key(text: &str) -> String {
    let mut entries: Vec<(&str, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        let is_key = line.starts_with(|c: char| !c.is_whitespace() && !matches!(c, '-' | '#'));
        match line.split_once(':') {
            Some((key, _)) if is_key => {
                entries.retain(|(known, _)| *known != key);
                entries.push((key, line.to_owned()));
            }
            // It belongs to the value above.
            _ => match entries.last_mut() {
                Some((_, entry)) => entry.push_str(line),
                None => entries.push(("", line.to_owned())),
            },
        }
    }
    entries.into_iter().map(|(_, entry)| entry).collect()
}

/// A mapping to be written, a line per key, sorted by key as PyYAML sorts them.
#[derive(Default)]
pub(super) struct MetaDocument(BTreeMap<String, String>);

impl MetaDocument {
    /// A text.
    pub(super) fn text(&mut self, key: &str, value: &str) {
        self.put(key, format!(" {}", top(key, value)));
    }

    /// A text, or null.
    pub(super) fn text_or_null(&mut self, key: &str, value: Option<&str>) {
        match value {
            Some(value) => self.text(key, value),
            None => self.put(key, " null".to_owned()),
        }
    }

    /// A number.
    pub(super) fn number(&mut self, key: &str, value: i64) {
        self.put(key, format!(" {value}"));
    }

    /// A number, or null.
    pub(super) fn number_or_null(&mut self, key: &str, value: Option<i64>) {
        self.put(
            key,
            value.map_or(" null".to_owned(), |value| format!(" {value}")),
        );
    }

    /// A mapping of texts.
    pub(super) fn tags(&mut self, key: &str, tags: &[Tag]) {
        let mut lines = String::new();
        for Tag { key, value } in tags {
            let key = scalar::key(key);
            let column = INDENT + key.chars().count() + ": ".len();
            let value = scalar::value(value, column, 2 * INDENT);
            let _ = write!(lines, "\n  {key}: {value}");
        }
        self.put(
            key,
            if tags.is_empty() {
                " {}".to_owned()
            } else {
                lines
            },
        );
    }

    /// A value that was read and is kept as it was. It is written as JSON, which is YAML too.
    pub(super) fn value(&mut self, key: &str, value: &Value) -> Result<()> {
        let text = match value {
            Value::String(text) => top(key, text),
            other => serde_json::to_string(other).map_err(|e| {
                Error::internal(format!("`{key}` cannot be written back")).caused_by(e)
            })?,
        };
        self.put(key, format!(" {text}"));
        Ok(())
    }

    /// The text of the document.
    pub(super) fn render(&self) -> String {
        let mut text = String::new();
        for (key, value) in &self.0 {
            let _ = writeln!(text, "{}:{value}", scalar::key(key));
        }
        text
    }

    fn put(&mut self, key: &str, rendered: String) {
        self.0.insert(key.to_owned(), rendered);
    }
}

/// A text as the value of a key at the top of a document.
fn top(key: &str, text: &str) -> String {
    let column = scalar::key(key).chars().count() + ": ".len();
    scalar::value(text, column, INDENT)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Texts that one YAML or the other takes for something else.
    const TRAPS: [&str; 34] = [
        "",
        " ",
        "yes",
        "No",
        "on",
        "y",
        "null",
        "~",
        "007",
        "1e3",
        "0x1f",
        "0o17",
        "1_000",
        "12:30",
        "2020-01-01",
        ".5",
        ".inf",
        "1.5",
        "- a",
        "a: b",
        "a #b",
        "#a",
        "'q'",
        "\"d\"",
        "a\nb\n",
        "tab\t",
        "a ",
        " a",
        "{a}",
        "[",
        "@x",
        "é 😀 \u{85}\u{2028}\u{feff}",
        "\u{0}\u{1b}",
        "12345678901234567890123456789e12",
    ];

    #[test]
    fn every_text_comes_back() {
        for trap in TRAPS {
            let mut document = MetaDocument::default();
            document.text("name", trap);
            let read: BTreeMap<String, String> = read(&document.render()).unwrap();
            assert_eq!(read["name"], trap, "{}", document.render());
        }
    }

    #[test]
    fn of_a_key_that_comes_twice_the_last_counts() {
        for text in [
            "name: a\nid: '1'\nname: b\n",
            "name: \"a\"\nid: '1'\nname: \"b\"",
            "\u{feff}# a note\nname:\n  a\nid: '1'\nname:\n  b\n",
            "name:\n- x\nid: '1'\nname: b\n",
        ] {
            let read: BTreeMap<String, String> = read(text).unwrap();
            assert_eq!((&*read["name"], &*read["id"]), ("b", "1"), "{text:?}");
        }
    }

    #[test]
    fn bare_scalars_are_read_as_the_text_that_stands_there() {
        let read: BTreeMap<String, String> = read("a: 1e3\nb: 007\nc: yes\nd: 1_0\n").unwrap();
        assert_eq!(
            read.into_values().collect::<Vec<_>>(),
            ["1e3", "007", "yes", "1_0"]
        );
    }
}
