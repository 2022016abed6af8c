//! Parse errors of filters and orders: a message, and a picture of the text with carets below what is
//! wrong.

use std::fmt;
use std::ops::Range;

use crate::error::Error;

/// How many characters of a long text are shown on each side of what is wrong.
const SHOWN_CHARACTERS: usize = 60;

/// Which text is wrong.
#[derive(Clone, Copy, Debug)]
pub(super) struct QueryText {
    /// The noun for messages.
    pub(super) noun: &'static str,
    /// MLflow's short phrase for one that cannot be read.
    pub(super) phrase: &'static str,
}

impl QueryText {
    /// A key of an order.
    pub(super) const ORDER: Self = Self {
        noun: "order",
        phrase: "Invalid order_by clause",
    };
}

/// What is wrong, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// The bytes of the text that are wrong; empty where something is missing.
    pub(super) at: Range<usize>,
    /// What was found and what is allowed instead.
    pub(super) message: String,
    /// What to do about it.
    pub(super) hint: Option<String>,
    /// MLflow's short phrase for what is wrong; `None` where it has none but that for the text.
    pub(super) phrase: Option<String>,
}

impl ParseError {
    pub(super) fn new(at: Range<usize>, message: impl Into<String>) -> Self {
        Self {
            at,
            message: message.into(),
            hint: None,
            phrase: None,
        }
    }

    /// Names the condition as MLflow 3.17.2 does, in the few words that programs match on.
    pub(super) fn phrase(mut self, phrase: impl Into<String>) -> Self {
        self.phrase = Some(phrase.into());
        self
    }

    pub(super) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// Makes an error that shows its line of the text with carets below it.
    pub(super) fn into_error(self, what: QueryText, text: &str) -> Error {
        let column = text[..self.at.start].chars().count() + 1;
        let noun = what.noun;
        let phrase = self.phrase.as_deref().unwrap_or(what.phrase);
        let error = Error::invalid(format!(
            "{phrase}: the {noun} is wrong at character {column}: {}\n{}",
            self.message,
            picture(text, &self.at)
        ));
        let error = match &self.hint {
            Some(hint) => error.hint(hint),
            None => error,
        };
        error.caused_by(self)
    }
}

impl fmt::Display for ParseError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ParseError {}

/// The error for a key that is understood, but by which nothing is ordered.
pub(super) fn wrong_order(text: &str, phrase: &str, message: impl Into<String>) -> Error {
    ParseError::new(0..text.len(), message)
        .phrase(phrase)
        .into_error(QueryText::ORDER, text)
}

/// Draws the line that is wrong, cut where it is long, with carets under what is wrong.
fn picture(text: &str, at: &Range<usize>) -> String {
    let is_line_end = |c: char| matches!(c, '\n' | '\r');
    let line_start = text[..at.start].rfind(is_line_end).map_or(0, |end| end + 1);
    let line_end = text[at.start..]
        .find(is_line_end)
        .map_or(text.len(), |length| at.start + length);
    let wrong_end = at.end.clamp(at.start, line_end);

    let (cut_start, before) = last_characters(&text[line_start..at.start]);
    let wrong = &text[at.start..wrong_end];
    let (after, cut_end) = first_characters(&text[wrong_end..line_end]);

    // Tabs would shift the carets.
    let line = format!("{cut_start}{before}{wrong}{after}{cut_end}").replace('\t', " ");
    let indent = cut_start.chars().count() + before.chars().count();
    let carets = wrong.chars().count().max(1);
    format!("  {line}\n  {:indent$}{}", "", "^".repeat(carets))
}

fn last_characters(text: &str) -> (&'static str, &str) {
    match text.char_indices().rev().nth(SHOWN_CHARACTERS - 1) {
        Some((start, _)) if start > 0 => ("…", &text[start..]),
        _ => ("", text),
    }
}

fn first_characters(text: &str) -> (&str, &'static str) {
    match text.char_indices().nth(SHOWN_CHARACTERS) {
        Some((end, _)) => (&text[..end], "…"),
        None => (text, ""),
    }
}

/// Joins alternatives for a sentence: `a`, `b` or `c`.
pub(super) fn one_of<'a>(names: impl IntoIterator<Item = &'a str>) -> String {
    let names: Vec<String> = names.into_iter().map(|name| format!("`{name}`")).collect();
    match names.split_last() {
        Some((last, others)) if !others.is_empty() => format!("{} or {last}", others.join(", ")),
        _ => names.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn carets_stand_under_what_is_wrong() {
        assert_eq!(picture("größe > x", &(10..11)), "  größe > x\n          ^");
        assert_eq!(picture("a =", &(3..3)), "  a =\n     ^");
    }

    #[test]
    fn only_the_line_that_is_wrong_is_shown() {
        assert_eq!(picture("a\r\nb c\nd", &(5..6)), "  b c\n    ^");
    }

    #[test]
    fn long_lines_are_cut() {
        let text = format!("{}!{}", "a".repeat(100), "b".repeat(100));
        let shown = picture(&text, &(100..101));
        let (line, carets) = shown.split_once('\n').unwrap();
        let expected = format!("  …{}!{}…", "a".repeat(60), "b".repeat(60));
        assert_eq!(line, expected);
        assert_eq!(carets.chars().count(), 2 + 1 + 60 + 1);
    }

    #[test]
    fn alternatives_read_as_a_sentence() {
        assert_eq!(one_of(["a"]), "`a`");
        assert_eq!(one_of(["a", "b", "c"]), "`a`, `b` or `c`");
    }
}
