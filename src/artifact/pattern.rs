//! Patterns of artifact paths, as shells have them: `*` and `?` within a name, `[a-z]`, and `**` for
//! any folders.

use regex::Regex;

use crate::error::{Error, Result};

/// A pattern, such as `plots/**/*.png`.
#[derive(Clone, Debug)]
pub struct PathPattern {
    regex: Regex,
    folder: String,
}

impl PathPattern {
    /// Reads a pattern; `None` for a path without anything that stands for something else.
    pub fn parse(text: &str) -> Result<Option<Self>> {
        let text = text.trim_start_matches("./");
        let Some(first) = text.find(['*', '?', '[']) else {
            return Ok(None);
        };
        let regex = Regex::new(&as_regex(text)).map_err(|_| {
            Error::invalid(format!(
                "`{text}` is no pattern of paths; expected something like `plots/*.png`"
            ))
        })?;
        let folder = text[..first]
            .rsplit_once('/')
            .map_or("", |(folder, _)| folder);
        Ok(Some(Self {
            regex,
            folder: folder.to_owned(),
        }))
    }

    /// The folder below which everything that it matches lies.
    pub fn folder(&self) -> &str {
        &self.folder
    }

    /// Whether it matches a path.
    pub fn matches(&self, path: &str) -> bool {
        self.regex.is_match(path)
    }
}

fn as_regex(text: &str) -> String {
    let mut regex = String::from("^(?s:");
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (part, length) = match c {
            _ if rest.starts_with("**/") => ("(?:.*/)?".to_owned(), 3),
            _ if rest.starts_with("**") => (".*".to_owned(), 2),
            '*' => ("[^/]*".to_owned(), 1),
            '?' => ("[^/]".to_owned(), 1),
            '[' => match rest[1..].find(']') {
                Some(end) => {
                    let set = rest[1..=end].replace('\\', "\\\\").replace('[', "\\[");
                    let set = set
                        .strip_prefix('!')
                        .map_or(set.clone(), |rest| format!("^{rest}"));
                    (format!("[{set}]"), end + 2)
                }
                None => ("\\[".to_owned(), 1),
            },
            c => (regex::escape(c.encode_utf8(&mut [0; 4])), c.len_utf8()),
        };
        regex.push_str(&part);
        rest = &rest[length..];
    }
    regex.push_str(")$");
    regex
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_matches_as_in_a_shell() {
        let matches = |pattern: &str, path: &str| {
            let pattern = PathPattern::parse(pattern).unwrap().unwrap();
            pattern.matches(path)
        };
        for (pattern, path) in [
            ("*.txt", "a.txt"),
            ("a/*", "a/b"),
            ("a/**", "a/b/c"),
            ("**/*.txt", "a.txt"),
            ("**/*.txt", "x/y/a.txt"),
            ("a?.[ch]", "ab.c"),
            ("[!a]*", "bc"),
            ("é*(1).txt", "é b(1).txt"),
        ] {
            assert!(matches(pattern, path), "{pattern} {path}");
        }
        for (pattern, path) in [
            ("*.txt", "a/b.txt"),
            ("*.txt", "a.txt.gz"),
            ("a/*", "a"),
            ("a?", "a/"),
            ("[!a]*", "ab"),
        ] {
            assert!(!matches(pattern, path), "{pattern} {path}");
        }
        assert!(PathPattern::parse("plain/path.txt").unwrap().is_none());
        let pattern = PathPattern::parse("a/b/c*/d").unwrap().unwrap();
        assert_eq!(pattern.folder(), "a/b");
        assert!(PathPattern::parse("[z-a]*").is_err());
    }
}
