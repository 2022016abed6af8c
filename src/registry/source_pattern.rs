//! Patterns that a server's operator sets for the sources of new versions
//! (`MLFLOW_CREATE_MODEL_VERSION_SOURCE_VALIDATION_REGEX`).
//!
//! They are written for Python's `re`. Most mean the same to the crate `regex`. What one of them does
//! not know, or understands otherwise, is refused: a pattern that lets more through than its author
//! meant would be worse than none. Pure.

use regex::Regex;

/// A pattern, read.
#[derive(Debug)]
pub(super) struct SourcePattern(Regex);

impl SourcePattern {
    /// Reads a pattern; the error says what of it this program cannot check as Python does.
    pub(super) fn parse(pattern: &str) -> Result<Self, String> {
        let translated = Scanner::new(pattern).translate()?;
        let regex = Regex::new(&translated).map_err(|error| {
            let reason = error.to_string();
            let reason = reason.lines().last().unwrap_or_default();
            format!(
                "it cannot be read ({})",
                reason.trim_start_matches("error: ")
            )
        })?;
        Ok(Self(regex))
    }

    /// Whether a source has a part that matches. A source with a line end has none: for Python, `$`
    /// is also before the last one.
    pub(super) fn matches(&self, source: &str) -> bool {
        !source.contains('\n') && self.0.is_match(source)
    }
}

/// Reads a pattern for what means something else to Python.
struct Scanner<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
    translated: String,
    /// Whether the last thing was a repetition, behind which Python allows a `?` alone.
    is_repeated: bool,
}

impl<'a> Scanner<'a> {
    fn new(pattern: &'a str) -> Self {
        Self {
            rest: pattern.chars().peekable(),
            translated: String::with_capacity(pattern.len()),
            is_repeated: false,
        }
    }

    fn translate(mut self) -> Result<String, String> {
        while let Some(c) = self.rest.next() {
            let was_repeated = std::mem::take(&mut self.is_repeated);
            match c {
                '\\' => self.escape()?,
                '[' => self.class()?,
                '(' => self.group()?,
                '*' | '+' | '?' if was_repeated => {
                    if c != '?' {
                        return Err(format!("`{c}` stands behind a repetition"));
                    }
                    self.translated.push(c);
                }
                '{' if was_repeated => return Err("`{` stands behind a repetition".to_owned()),
                '*' | '+' | '?' | '}' => {
                    self.translated.push(c);
                    self.is_repeated = true;
                }
                other => self.translated.push(other),
            }
        }
        Ok(self.translated)
    }

    fn escape(&mut self) -> Result<(), String> {
        let escaped = self.rest.next().ok_or("it ends with a `\\`")?;
        match escaped {
            'Z' => self.translated.push_str(r"\z"),
            'b' | 'B' if self.rest.peek() == Some(&'{') => {
                return Err(format!(r"it has `\{escaped}{{`"));
            }
            'A' | 'b' | 'B' | 'd' | 'D' | 's' | 'S' | 'w' | 'W' | 'a' | 'f' | 'n' | 'r' | 't'
            | 'v' => {
                self.translated.extend(['\\', escaped]);
            }
            '<' | '>' => self.translated.push(escaped),
            mark if mark.is_ascii_punctuation() => self.translated.extend(['\\', mark]),
            other => return Err(format!(r"it has `\{other}`")),
        }
        Ok(())
    }

    /// A class of characters. Sets in sets, and operators between them, are of the crate alone.
    fn class(&mut self) -> Result<(), String> {
        self.translated.push('[');
        if self.rest.next_if_eq(&'^').is_some() {
            self.translated.push('^');
        }
        if self.rest.next_if_eq(&']').is_some() {
            self.translated.push_str(r"\]");
        }
        while let Some(c) = self.rest.next() {
            match c {
                ']' => {
                    self.translated.push(']');
                    return Ok(());
                }
                '\\' if matches!(self.rest.peek(), Some('b' | 'B' | 'A' | 'Z')) => {
                    return Err("a class has a `\\b`, `\\B`, `\\A` or `\\Z`".to_owned());
                }
                '\\' => self.escape()?,
                '[' => self.translated.push_str(r"\["),
                '&' | '~' => self.translated.extend(['\\', c]),
                '-' if self.rest.peek() == Some(&'-') => {
                    return Err("a class has a `--`".to_owned());
                }
                other => self.translated.push(other),
            }
        }
        Err("a class does not end".to_owned())
    }

    /// The beginning of a group.
    fn group(&mut self) -> Result<(), String> {
        self.translated.push('(');
        if self.rest.next_if_eq(&'?').is_none() {
            return Ok(());
        }
        self.translated.push('?');
        let rest: String = self.rest.clone().collect();
        let is_first = self.translated == "(?";
        let flags: String = rest.chars().take_while(|c| "imsx-".contains(*c)).collect();
        let is_understood = rest.starts_with(':')
            || rest.starts_with("P<")
            || !flags.is_empty() && rest[flags.len()..].starts_with(':')
            || is_first && !flags.is_empty() && rest[flags.len()..].starts_with(')');
        if flags.contains('x') || !is_understood {
            let shown: String = rest.chars().take(2).collect();
            return Err(format!("it has `(?{shown}`"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_both_understand_is_checked_as_python_checks_it() {
        // Each as `re.search` of Python 3.11 has it.
        for (pattern, source, matches) in [
            ("^s3://good/", "s3://good/a", true),
            ("^s3://good/", "s3://bad/s3://good/", false),
            ("good", "s3://a/good/b", true),
            ("^s3://[a-z]+/.*$", "s3://good/a", true),
            ("^s3://[a-z]+/.*$", "s3://GOOD/a", false),
            ("(?i)^S3://", "s3://x", true),
            (r"^(?:s3|gs)://b\d{2,3}/", "gs://b12/x", true),
            (r"^(?:s3|gs)://b\d{2,3}/", "gs://b1/x", false),
            (r"\.pkl\Z", "a.pkl", true),
            (r"\.pkl\Z", "a.pkl.x", false),
            (r"^a\<b", "a<b", true),
            ("^[]a]+$", "]a]", true),
            ("^[[:a]+$", "[:a", true),
            ("^[a&&b]+$", "a&b", true),
            ("^a+?$", "aaa", true),
            ("^(?P<kind>s3)://", "s3://x", true),
            ("^a.b$", "a\nb", false),
            ("^s3://x$", "s3://x\n", false),
        ] {
            let read = SourcePattern::parse(pattern).unwrap();
            assert_eq!(read.matches(source), matches, "{pattern} {source:?}");
        }
    }

    #[test]
    fn what_they_understand_differently_is_refused() {
        for pattern in [
            "^(?!s3://bad)",
            "(?<=a)b",
            "(?<name>a)",
            r"(a)\1",
            "(?P=a)",
            "a*+",
            "a++",
            "a**",
            "a{2}{3}",
            r"\p{L}",
            r"\x41",
            r"\z",
            r"\b{start}",
            "a(?i)b",
            "(?x)a b",
            "(?U)a*",
            "(?R)^a",
            "(?>a)",
            "(?#c)a",
            "[a--b]",
            r"[\b]",
            "[a",
            "(",
            "a\\",
            r"\Qa",
            "(?a)b",
            "(?u)b",
        ] {
            assert!(SourcePattern::parse(pattern).is_err(), "{pattern}");
        }
    }
}
