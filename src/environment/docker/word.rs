//! The words of the `docker run` line, each as the shell gets it and as people may see it.
//!
//! MLflow joins the words without quotes, so that the shell expands them. This program lets the shell
//! expand only what the project's author wrote, who also writes the command. Values from the user's
//! environment are data, and are quoted.

use crate::config;
use crate::process::quote;
use crate::uri::{self, MASK};

/// Variables that the run sets for `docker` itself, which therefore does not have the user's values.
const OF_RUN: [&str; 5] = [
    config::EXPERIMENT_ID,
    config::EXPERIMENT_NAME,
    config::RUN_ID,
    config::TRACKING_URI,
    "PATH",
];

/// A word of a command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Word {
    /// As the shell gets it.
    pub(super) line: String,
    /// As it may be shown.
    pub(super) shown: String,
}

/// The value of a variable in a container.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum WordValue {
    /// A value of the run itself: it is shown.
    Own(String),
    /// A value of the user's environment, under the same name.
    Copied(String),
    /// A value that the user gave on the command line.
    Given(String),
    /// A value that the project's author wrote.
    Written(String),
}

impl Word {
    /// A word without any meaning to the shell.
    pub(super) fn plain(text: &str) -> Self {
        let line = quote(text);
        Self {
            shown: line.clone(),
            line,
        }
    }

    /// A word of the project's author: the shell expands `$NAME`, `$(command)` and `~` in it, and
    /// whatever comes of that stays one word.
    pub(super) fn written(text: &str) -> Self {
        let line = expandable(text);
        Self {
            shown: line.clone(),
            line,
        }
    }

    /// `NAME=value`, the value shown only where it is no secret.
    ///
    /// Everybody on this machine can read the command line of `docker`. What may be a secret and is
    /// in its environment is therefore passed by the name alone: `docker` looks for the value.
    pub(super) fn variable(name: &str, value: &WordValue) -> Self {
        let line = match value {
            WordValue::Own(value) if uri::masked(value) != *value => quote(name),
            WordValue::Copied(_) if !OF_RUN.contains(&name) => quote(name),
            WordValue::Own(value) | WordValue::Copied(value) | WordValue::Given(value) => {
                quote(&format!("{name}={value}"))
            }
            WordValue::Written(value) => format!("{}={}", quote(name), expandable(value)),
        };
        let shown = match value {
            WordValue::Own(value) => quote(&format!("{name}={}", uri::masked(value))),
            WordValue::Copied(_) | WordValue::Given(_) | WordValue::Written(_) => masked(name),
        };
        Self { line, shown }
    }

    /// `NAME=value` as the user gave it for the flag `-e`; a name alone has nothing to hide.
    pub(super) fn given_variable(text: &str) -> Self {
        match text.split_once('=') {
            Some((name, value)) => Self::variable(name, &WordValue::Given(value.to_owned())),
            None => Self::plain(text),
        }
    }
}

fn masked(name: &str) -> String {
    format!("{}={MASK}", quote(name))
}

/// Quotes a text so that the shell expands it and makes one word of it. On Windows, whose shell has
/// other signs for that, nothing is expanded.
fn expandable(text: &str) -> String {
    if cfg!(windows) {
        return quote(text);
    }
    if text.is_empty() {
        return quote(text);
    }
    let mut word = String::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let length = piece(rest).unwrap_or(0);
        if length > 0 {
            let (piece, after) = rest.split_at(length);
            // What an expansion gives is not split again within double quotes.
            match first {
                '$' | '`' => word.extend(["\"", piece, "\""]),
                _ => word.push_str(piece),
            }
            rest = after;
            continue;
        }
        let (character, after) = rest.split_at(first.len_utf8());
        match first {
            '~' => word.push('~'),
            _ => word.push_str(&quote(character)),
        }
        rest = after;
    }
    word
}

/// The length of an expansion or of a text in quotes at the beginning; `None` for neither.
fn piece(text: &str) -> Option<usize> {
    let closing = |open: usize, end: char| {
        let inner = text.get(open..)?;
        inner.find(end).map(|at| open + at + end.len_utf8())
    };
    match text.chars().next()? {
        '\'' => closing(1, '\''),
        '"' | '`' => closed_by(text, text.chars().next()?),
        '\\' => text[1..].chars().next().map(|next| 1 + next.len_utf8()),
        '$' if text.starts_with("$(") => balanced(text, '(', ')'),
        '$' if text.starts_with("${") => balanced(text, '{', '}'),
        '$' => name_length(&text[1..]).map(|length| 1 + length),
        _ => None,
    }
}

/// The length of a text in double quotes or backquotes. A character behind a backslash does not
/// end it.
fn closed_by(text: &str, quote: char) -> Option<usize> {
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            c if c == quote => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The length up to the bracket that closes the first one.
fn balanced(text: &str, open: char, close: char) -> Option<usize> {
    let mut depth = 0_usize;
    for (at, c) in text.char_indices() {
        if c == open {
            depth += 1;
        } else if c == close {
            depth = depth.checked_sub(1)?;
            if depth == 0 {
                return Some(at + 1);
            }
        }
    }
    None
}

/// The length of a variable's name at the beginning.
fn name_length(text: &str) -> Option<usize> {
    let is_start = |c: char| c.is_ascii_alphabetic() || c == '_';
    if !text.starts_with(is_start) {
        return None;
    }
    let end = text.find(|c: char| !(is_start(c) || c.is_ascii_digit()));
    Some(end.unwrap_or(text.len()))
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use super::*;
    use std::process::Command;

    /// What bash makes of a word.
    fn words_of(line: &str) -> Vec<String> {
        let script = format!("for word in {line}; do printf '%s\\0' \"$word\"; done");
        let output = Command::new("bash")
            .args(["-c", &script])
            .env("HOME", "/home/me")
            .env("SPACED", "a  'b' $(false)")
            .env("UNSET", "")
            .output()
            .unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        text.split_terminator('\0').map(str::to_owned).collect()
    }

    #[test]
    fn an_authors_word_is_expanded_and_stays_one() {
        for (written, expected) in [
            ("${HOME}/data:/data", "/home/me/data:/data"),
            ("$HOME/data:/data:ro", "/home/me/data:/data:ro"),
            ("~/data:/data", "/home/me/data:/data"),
            ("/data:~/data", "/data:~/data"),
            ("$(echo /x y):/data", "/x y:/data"),
            ("$(echo $(echo a)):/b", "a:/b"),
            ("`echo z`:/b", "z:/b"),
            ("$SPACED", "a  'b' $(false)"),
            ("${MISSING:-a b}", "a b"),
            ("a b;c&d|e>f*?{x,y}", "a b;c&d|e>f*?{x,y}"),
            ("'a  b'\"c $HOME\"", "a  bc /home/me"),
            ("it's", "it's"),
            ("5 $ and $5 and ${", "5 $ and $5 and ${"),
            ("a\\ b", "a b"),
            ("a\nb #c", "a\nb #c"),
            ("", ""),
            ("é$HOME", "é/home/me"),
        ] {
            let word = Word::written(written);
            assert_eq!(words_of(&word.line), [expected], "{written}: {}", word.line);
        }
    }

    #[test]
    fn a_copied_value_is_data_and_not_shown() {
        let value = "$(touch x) `y` $HOME 'z' ~";
        let word = Word::variable("TOKEN", &WordValue::Copied(value.into()));
        assert_eq!((&*word.line, &*word.shown), ("TOKEN", "TOKEN=***"));
        let word = Word::variable("PATH", &WordValue::Copied(value.into()));
        assert_eq!(words_of(&word.line), [format!("PATH={value}")]);
        assert_eq!(word.shown, "PATH=***");
        let word = Word::given_variable("TOKEN=s3cret");
        assert_eq!((&*word.line, &*word.shown), ("TOKEN=s3cret", "TOKEN=***"));
        assert_eq!(Word::given_variable("TOKEN").shown, "TOKEN");
        let word = Word::variable("PATHS", &WordValue::Written("~/a:~/b".into()));
        assert_eq!(words_of(&word.line), ["PATHS=/home/me/a:/home/me/b"]);
        assert_eq!(word.shown, "PATHS=***");
        let word = Word::variable("URI", &WordValue::Own("http://u:p@h/x".into()));
        assert_eq!(word.line, "URI");
        assert_eq!(word.shown, "'URI=http://u:***@h/x'");
    }
}
