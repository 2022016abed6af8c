//! The options behind the `?` of a database's address: each engine knows its own, and refuses
//! others by name.

use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use crate::error::{Error, Result};

use super::uri::DatabaseUri;

/// The options of an address, for an engine that knows these names.
pub(super) struct Options<'a> {
    uri: &'a DatabaseUri,
}

impl<'a> Options<'a> {
    /// Refuses options that are not known.
    pub(super) fn of(uri: &'a DatabaseUri, known: &[&str]) -> Result<Self> {
        let is_unknown = |name: &&str| !known.contains(name);
        let mut names = uri.options.iter().map(|(name, _)| name.as_str());
        if let Some(name) = names.find(is_unknown) {
            let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
            return Err(Error::invalid(format!(
                "the address of the {} database has the unknown option `{name}`; known are {}",
                uri.engine.name(),
                known.join(", ")
            )));
        }
        Ok(Self { uri })
    }

    /// The value of an option; an empty one is none.
    pub(super) fn text(&self, name: &str) -> Option<&'a str> {
        self.uri.option(name).filter(|value| !value.is_empty())
    }

    /// All values of an option that may come several times.
    pub(super) fn texts(&self, name: &str) -> impl Iterator<Item = &'a str> {
        let options = self.uri.options.iter();
        let named = options.filter(move |(key, _)| key == name);
        named.map(|(_, value)| value.reveal())
    }

    /// The path of a file.
    pub(super) fn path(&self, name: &str) -> Option<PathBuf> {
        self.text(name).map(PathBuf::from)
    }

    /// A switch; `None` if it is not set.
    pub(super) fn flag(&self, name: &str) -> Result<Option<bool>> {
        let read = |value: &str| match value.to_ascii_lowercase().as_str() {
            "true" | "1" | "yes" | "on" => Ok(true),
            "false" | "0" | "no" | "off" => Ok(false),
            _ => Err(self.wrong(name, value, "`true` or `false`")),
        };
        self.text(name).map(read).transpose()
    }

    /// A value that is read from text; `expected` is what an error says of it.
    pub(super) fn parsed<T: FromStr>(&self, name: &str, expected: &str) -> Result<Option<T>> {
        let read = |value: &str| value.parse().map_err(|_| self.wrong(name, value, expected));
        self.text(name).map(read).transpose()
    }

    /// A time in whole seconds; none for 0, which means no limit.
    pub(super) fn seconds(&self, name: &str) -> Result<Option<Duration>> {
        let seconds: Option<u64> = self.parsed(name, "a whole number of seconds")?;
        Ok(seconds.filter(|&s| s > 0).map(Duration::from_secs))
    }

    /// One of several words.
    pub(super) fn word<T: Copy>(&self, name: &str, words: &[(&str, T)]) -> Result<Option<T>> {
        self.text(name)
            .map(|value| word(value, words).ok_or_else(|| self.wrong(name, value, &listed(words))))
            .transpose()
    }

    fn wrong(&self, name: &str, value: &str, expected: &str) -> Error {
        Error::invalid(format!(
            "the address of the {} database has the option `{name}={value}`; expected {expected}",
            self.uri.engine.name()
        ))
    }
}

/// What a word stands for, in any letter case.
pub(super) fn word<T: Copy>(value: &str, words: &[(&str, T)]) -> Option<T> {
    let found = words
        .iter()
        .find(|(word, _)| value.eq_ignore_ascii_case(word));
    found.map(|&(_, meaning)| meaning)
}

/// The words, as an error lists them.
pub(super) fn listed<T>(words: &[(&str, T)]) -> String {
    let words: Vec<String> = words.iter().map(|(word, _)| format!("`{word}`")).collect();
    words.join(", ")
}
