//! How a text stands in a file: byte for byte as PyYAML writes it, with libyaml behind it, the way
//! MLflow asks it to (`allow_unicode`, block style).
//!
//! 1. A text is bare where no reader of YAML 1.1 can take it for anything else, in single quotes
//!    where it can, and in double quotes where a character must be escaped.
//! 2. A line ends at the first single space behind the 80th column, and goes on indented below.
//!
//! Other libraries make other choices, which mean the same. But whoever compares folders, or keeps
//! them in git, sees no change where only another program wrote the file.

use std::fmt::Write as _;
use std::sync::LazyLock;

use regex::RegexSet;

/// Behind this column a line ends at the next space.
const BEST_WIDTH: usize = 80;

/// What a bare text stands for to YAML 1.1 other than itself: a boolean, a number, a time, null, or
/// a word of YAML's own.
static RESOLVED: LazyLock<RegexSet> = LazyLock::new(|| {
    let forms = [
        r"^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$",
        r"^(?:~|null|Null|NULL|<<|=)$",
        r"^[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)$",
        r"^[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?$",
        r"^\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?$",
        r"^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*$",
        r"^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$",
        r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$",
        concat!(
            r"^[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt]|[ \t]+)[0-9]{1,2}:[0-9]{2}:[0-9]{2}",
            r"(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9]{1,2}(?::[0-9]{2})?))?$"
        ),
    ];
    RegexSet::new(forms).expect("the forms are patterns")
});

/// A text as the value of a key. Its first character stands in this column, and its further lines
/// are indented so far.
pub(super) fn value(text: &str, column: usize, indent: usize) -> String {
    let mut lines = Lines {
        text: String::new(),
        column,
        indent: Some(indent),
    };
    lines.write(text);
    lines.text
}

/// A text as a key, on one line.
pub(super) fn key(text: &str) -> String {
    let mut lines = Lines {
        text: String::new(),
        column: 0,
        indent: None,
    };
    lines.write(text);
    lines.text
}

/// How a text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Style {
    Bare,
    SingleQuoted,
    DoubleQuoted,
}

impl Style {
    fn of(text: &str) -> Self {
        let chars: Vec<char> = text.chars().collect();
        let (Some(first), Some(last)) = (chars.first(), chars.last()) else {
            return Self::SingleQuoted;
        };
        let is_followed =
            |at: usize, is: fn(char) -> bool| chars.get(at + 1).copied().is_some_and(is);
        let has_pair = |one: fn(char) -> bool, other: fn(char) -> bool| {
            (0..chars.len()).any(|at| one(chars[at]) && is_followed(at, other))
        };
        let is_space = |c: char| c == ' ';
        if !chars.iter().all(|c| is_printable(*c)) || has_pair(is_space, is_break) {
            return Self::DoubleQuoted;
        }
        if has_pair(is_break, is_space) {
            return Self::DoubleQuoted;
        }
        let is_bare = !is_space(*first)
            && !is_space(*last)
            && !chars.iter().any(|c| is_break(*c))
            && !starts_like_yaml(&chars)
            && !has_pair(|c| c == ':', is_blank)
            && *last != ':'
            && !has_pair(is_blank, |c| c == '#')
            && !RESOLVED.is_match(text);
        if is_bare {
            Self::Bare
        } else {
            Self::SingleQuoted
        }
    }
}

/// Whether a bare text would begin something else.
fn starts_like_yaml(chars: &[char]) -> bool {
    let is_alone = chars.get(1).is_none_or(|next| is_blank(*next));
    match chars[0] {
        '#' | ',' | '[' | ']' | '{' | '}' | '&' | '*' | '!' | '|' | '>' | '\'' | '"' | '%'
        | '@' | '`' => true,
        '?' | ':' | '-' => is_alone || chars.starts_with(&['-', '-', '-']),
        '.' => chars.starts_with(&['.', '.', '.']),
        _ => false,
    }
}

/// What is written, and where the next character stands.
struct Lines {
    text: String,
    column: usize,
    /// How far further lines are indented; `None` where there may be none.
    indent: Option<usize>,
}

impl Lines {
    fn write(&mut self, text: &str) {
        match Style::of(text) {
            Style::Bare => self.bare(text),
            Style::SingleQuoted => self.single_quoted(text),
            Style::DoubleQuoted => self.double_quoted(text),
        }
    }

    fn bare(&mut self, text: &str) {
        let chars: Vec<char> = text.chars().collect();
        for (at, &c) in chars.iter().enumerate() {
            if c == ' ' && self.may_end(&chars, at) && chars.get(at + 1) != Some(&' ') {
                self.end_line();
            } else {
                self.put(c);
            }
        }
    }

    fn single_quoted(&mut self, text: &str) {
        let chars: Vec<char> = text.chars().collect();
        let mut is_behind_break = false;
        self.put('\'');
        for (at, &c) in chars.iter().enumerate() {
            if is_break(c) {
                // One line end alone would be read as a space.
                if !is_behind_break && c == '\n' {
                    self.put_break(c);
                }
                self.put_break(c);
                is_behind_break = true;
                continue;
            }
            if is_behind_break {
                self.put_indent();
                is_behind_break = false;
            }
            match c {
                ' ' if self.may_end(&chars, at) && chars.get(at + 1) != Some(&' ') => {
                    self.end_line();
                }
                '\'' => {
                    self.put(c);
                    self.put(c);
                }
                _ => self.put(c),
            }
        }
        if is_behind_break {
            self.put_indent();
        }
        self.put('\'');
    }

    fn double_quoted(&mut self, text: &str) {
        let chars: Vec<char> = text.chars().collect();
        self.put('"');
        for (at, &c) in chars.iter().enumerate() {
            if c == ' ' && self.may_end(&chars, at) {
                self.end_line();
                if chars.get(at + 1) == Some(&' ') {
                    self.put('\\');
                }
            } else if is_printable(c) && !is_break(c) && !matches!(c, '"' | '\\') {
                self.put(c);
            } else {
                escaped(c).chars().for_each(|c| self.put(c));
            }
        }
        self.put('"');
    }

    /// Whether a line may end in the place of this space: it is long, and the space is neither at
    /// an end of the text nor behind another.
    fn may_end(&self, chars: &[char], at: usize) -> bool {
        self.indent.is_some()
            && self.column > BEST_WIDTH
            && at > 0
            && at + 1 < chars.len()
            && chars[at - 1] != ' '
    }

    fn end_line(&mut self) {
        self.put_break('\n');
        self.put_indent();
    }

    fn put_indent(&mut self) {
        let indent = self.indent.unwrap_or_default();
        self.text.extend(std::iter::repeat_n(' ', indent));
        self.column = indent;
    }

    fn put_break(&mut self, c: char) {
        self.text.push(c);
        self.column = 0;
    }

    fn put(&mut self, c: char) {
        self.text.push(c);
        self.column += 1;
    }
}

/// A character as it stands between double quotes.
fn escaped(c: char) -> String {
    let mut text = String::from("\\");
    let short = match c {
        '\0' => '0',
        '\u{7}' => 'a',
        '\u{8}' => 'b',
        '\t' => 't',
        '\n' => 'n',
        '\u{b}' => 'v',
        '\u{c}' => 'f',
        '\r' => 'r',
        '\u{1b}' => 'e',
        '"' | '\\' => c,
        '\u{85}' => 'N',
        '\u{a0}' => '_',
        '\u{2028}' => 'L',
        '\u{2029}' => 'P',
        _ => {
            let code = u32::from(c);
            let _ = match code {
                ..=0xff => write!(text, "x{code:02X}"),
                0x100..=0xffff => write!(text, "u{code:04X}"),
                _ => write!(text, "U{code:08X}"),
            };
            return text;
        }
    };
    text.push(short);
    text
}

fn is_blank(c: char) -> bool {
    matches!(c, ' ' | '\t') || is_break(c)
}

fn is_break(c: char) -> bool {
    matches!(c, '\r' | '\n' | '\u{85}' | '\u{2028}' | '\u{2029}')
}

/// Whether libyaml lets a character stand as it is: none beyond the first 65,536.
fn is_printable(c: char) -> bool {
    matches!(c, '\n' | ' '..='~' | '\u{a0}'..='\u{d7ff}' | '\u{e000}'..='\u{fffd}')
        && c != '\u{feff}'
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(text: &str) -> String {
        value(text, "description: ".len(), 2)
    }

    #[test]
    fn a_text_has_the_quotes_that_pyyaml_gives_it() {
        for bare in [
            "Default",
            "y",
            "it's",
            "file:///a%20b/1",
            "4ccea767f2f944508c1ba0b609c28186",
            "12345678901234567890123456789e12",
            "1.5.2",
            "-a",
            "exp é/1",
            "a\u{a0}b",
            "it is a, b [c] {d}#e & (f) \"g\" $1; h?",
        ] {
            assert_eq!(written(bare), bare);
        }
        for single in [
            "",
            "yes",
            "No",
            "null",
            "~",
            "007",
            "0x1f",
            "1_000",
            "12:30",
            "2020-01-01",
            ".5",
            "1.5",
            "730707702353045361",
            "- a",
            "-",
            "a: b",
            "a:",
            "a #b",
            "#a",
            "'",
            "\"d\"",
            "a ",
            " a",
            "{a}",
            "[",
            "@x",
            "%",
            "---",
        ] {
            assert_eq!(written(single), format!("'{}'", single.replace('\'', "''")));
        }
        for (text, double) in [
            ("tab\t", r#""tab\t""#),
            ("\u{1b}\r\\\"", r#""\e\r\\\"""#),
            ("a \nb", r#""a \nb""#),
            ("😀\u{feff}", r#""\U0001F600\uFEFF""#),
        ] {
            assert_eq!(written(text), double);
        }
    }

    #[test]
    fn long_lines_and_line_ends_are_those_of_pyyaml() {
        let words = "word ".repeat(17);
        assert_eq!(
            written(&format!("{words}end")),
            "word word word word word word word word word word word word word word\n  word word word end"
        );
        assert_eq!(written("a\nb\n\nc"), "'a\n\n  b\n\n\n  c'");
        assert_eq!(written("a\n"), "'a\n\n  '");
        let long = "x".repeat(100);
        assert_eq!(written(&format!("{long}  y z")), format!("{long}  y\n  z"));
        assert_eq!(
            written(&format!("{long}\t  y")),
            format!("\"{long}\\t\n  \\ y\"")
        );
    }

    #[test]
    fn a_key_is_on_one_line() {
        let long = "word ".repeat(30);
        assert_eq!(key(&long), format!("'{long}'"));
    }
}
