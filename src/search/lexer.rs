//! The words of a filter: names, keys, texts, numbers, comparators and brackets.
//!
//! The forms are those that `sqlparse` gives MLflow 3.17.2. Its accidents (`params.from` and
//! `metrics.0` are refused because they look like SQL) are not kept.

use std::ops::Range;

use super::parse_error::ParseError;

/// A word and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Token<'a> {
    pub(super) kind: TokenKind<'a>,
    /// In bytes.
    pub(super) at: Range<usize>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum TokenKind<'a> {
    /// An attribute, `AND`, `LIKE` and the like.
    Word(&'a str),
    /// A prefix and a key, `tags.stage` or ``tags.`a b` ``, without the quotes.
    Keyed {
        prefix: &'a str,
        key: &'a str,
    },
    /// A text in quotes, without them. Between single and double quotes it is a value or an
    /// attribute, between backticks an attribute.
    Quoted {
        quote: char,
        text: &'a str,
    },
    /// A text in the form `E'…'`, without its quotes, with its escapes.
    Escaped(&'a str),
    Number(&'a str),
    /// Any run of `<`, `>`, `=`, `!` and `~`.
    Comparator(&'a str),
    Open,
    Close,
    Comma,
    End,
}

impl TokenKind<'_> {
    /// Whether this is that word, in any case.
    pub(super) fn is_word(&self, keyword: &str) -> bool {
        matches!(self, Self::Word(word) if word.eq_ignore_ascii_case(keyword))
    }
}

/// Cuts a text into words; the last one is [`TokenKind::End`].
pub(super) fn tokens(text: &str) -> Result<Vec<Token<'_>>, ParseError> {
    let mut lexer = Lexer { text, position: 0 };
    let mut tokens = Vec::new();
    loop {
        lexer.skip_while(char::is_whitespace);
        let start = lexer.position;
        let kind = lexer.next_kind()?;
        tokens.push(Token {
            kind,
            at: start..lexer.position,
        });
        if kind == TokenKind::End {
            return Ok(tokens);
        }
    }
}

struct Lexer<'a> {
    text: &'a str,
    position: usize,
}

impl<'a> Lexer<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.position..]
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn peek_second(&self) -> Option<char> {
        self.rest().chars().nth(1)
    }

    fn bump(&mut self) {
        self.position += self.peek().map_or(0, char::len_utf8);
    }

    /// Moves on over characters of one kind and gives them.
    fn skip_while(&mut self, belongs: impl Fn(char) -> bool) -> &'a str {
        let rest = self.rest();
        let length = rest.find(|c| !belongs(c)).unwrap_or(rest.len());
        self.position += length;
        &rest[..length]
    }

    fn next_kind(&mut self) -> Result<TokenKind<'a>, ParseError> {
        let Some(first) = self.peek() else {
            return Ok(TokenKind::End);
        };
        match first {
            '(' => Ok(self.single(TokenKind::Open)),
            ')' => Ok(self.single(TokenKind::Close)),
            ',' => Ok(self.single(TokenKind::Comma)),
            '\'' | '"' | '`' => self.quoted_or_keyed(first),
            'E' | 'e' if self.peek_second() == Some('\'') => {
                self.bump();
                self.escaped().map(TokenKind::Escaped)
            }
            '<' | '>' | '=' | '!' | '~' => {
                let comparator = self.skip_while(|c| matches!(c, '<' | '>' | '=' | '!' | '~'));
                Ok(TokenKind::Comparator(comparator))
            }
            '-' | '.' | '0'..='9' => self.number(),
            _ if is_word_character(first) => self.word_or_keyed(),
            _ => Err(self.unexpected(first)),
        }
    }

    fn single(&mut self, kind: TokenKind<'a>) -> TokenKind<'a> {
        self.bump();
        kind
    }

    /// A quoted text; if backticks hold it and a point follows, it is the prefix of a key.
    fn quoted_or_keyed(&mut self, quote: char) -> Result<TokenKind<'a>, ParseError> {
        let text = self.quoted()?;
        if quote == '`' && self.peek() == Some('.') {
            return self.key_of(text);
        }
        Ok(TokenKind::Quoted { quote, text })
    }

    fn word_or_keyed(&mut self) -> Result<TokenKind<'a>, ParseError> {
        let word = self.skip_while(is_word_character);
        if self.peek() == Some('.') {
            return self.key_of(word);
        }
        Ok(TokenKind::Word(word))
    }

    /// The point and the key behind a prefix.
    fn key_of(&mut self, prefix: &'a str) -> Result<TokenKind<'a>, ParseError> {
        self.bump();
        let start = self.position;
        let is_quoted = matches!(self.peek(), Some('\'' | '"' | '`'));
        let key = if is_quoted {
            self.quoted()?
        } else {
            self.skip_while(|c| is_word_character(c) || c == '.')
        };
        self.check_key_ends(prefix, start)?;
        if key.is_empty() {
            let at = start..self.position;
            return Err(ParseError::new(
                at,
                format!("expected a key behind `{prefix}.`"),
            ));
        }
        Ok(TokenKind::Keyed { prefix, key })
    }

    /// Finds keys such as `val-loss`, which need quotes.
    fn check_key_ends(&mut self, prefix: &str, start: usize) -> Result<(), ParseError> {
        let ends = |c: char| c.is_whitespace() || "<>=!~(),'\"".contains(c);
        if self.peek().is_none_or(ends) {
            return Ok(());
        }
        self.skip_while(|c| !ends(c));
        let key = &self.text[start..self.position];
        let error = ParseError::new(
            start..self.position,
            format!(
                "the key `{key}` has characters other than letters, digits, `_` and `.`; \
                 expected it in backticks or double quotes"
            ),
        );
        let bare: String = key.chars().filter(|c| !"`\"'".contains(*c)).collect();
        Err(error.hint(format!("write {prefix}.`{bare}`")))
    }

    /// A text between quotes, to the letter: like MLflow, nothing is unescaped. A doubled quote
    /// and one behind a backslash do not end it.
    fn quoted(&mut self) -> Result<&'a str, ParseError> {
        let start = self.position;
        let length = quoted_length(self.rest())
            .ok_or_else(|| unclosed(start, self.text.len(), self.text))?;
        self.position += length;
        Ok(&self.text[start + 1..self.position - 1])
    }

    /// A text between single quotes in which a backslash always escapes what follows it.
    fn escaped(&mut self) -> Result<&'a str, ParseError> {
        let start = self.position;
        let mut characters = self.rest().char_indices().skip(1);
        while let Some((index, c)) = characters.next() {
            match c {
                '\\' => drop(characters.next()),
                '\'' => {
                    self.position += index + 1;
                    return Ok(&self.text[start + 1..self.position - 1]);
                }
                _ => {}
            }
        }
        Err(unclosed(start, self.text.len(), self.text))
    }

    fn number(&mut self) -> Result<TokenKind<'a>, ParseError> {
        let start = self.position;
        self.bump();
        let mut previous = '0';
        while let Some(c) = self.peek() {
            let is_sign = matches!(c, '+' | '-') && matches!(previous, 'e' | 'E');
            if !is_sign && !is_word_character(c) && c != '.' {
                break;
            }
            previous = c;
            self.bump();
        }
        let number = &self.text[start..self.position];
        if number.parse::<f64>().is_ok_and(|_| has_digits_only(number)) {
            return Ok(TokenKind::Number(number));
        }
        Err(ParseError::new(
            start..self.position,
            format!("`{number}` is not a number; expected one such as `10`, `-0.5` or `1e-3`"),
        ))
    }

    fn unexpected(&self, found: char) -> ParseError {
        let at = self.position..self.position + found.len_utf8();
        let error = ParseError::new(at, format!("`{found}` means nothing here"));
        if found == ';' {
            return error.hint("a filter is one expression; join conditions with `AND` or `OR`");
        }
        error.hint("put keys with special characters in backticks, and texts in quotes")
    }
}

/// Excludes `inf`, `nan` and their like, which Rust reads as numbers.
fn has_digits_only(number: &str) -> bool {
    number
        .chars()
        .all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E'))
}

fn is_word_character(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

fn unclosed(start: usize, end: usize, text: &str) -> ParseError {
    let quote = text[start..].chars().next().unwrap_or('\'');
    ParseError::new(
        start..end,
        format!("the quote `{quote}` is never closed; expected another one"),
    )
}

/// The length of the quoted text at the start of `text`, quotes included, or `None` if it does
/// not end. A quote behind a backslash closes it if nothing later does, as in `'C:\'`.
fn quoted_length(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let quote = *bytes.first()?;
    let has_backslashes = quote != b'`';
    let mut fallback = None;
    let mut index = 1;
    while index < bytes.len() {
        let next = bytes.get(index + 1).copied();
        if bytes[index] == b'\\' && has_backslashes && next == Some(quote) {
            fallback = Some(index + 2);
            index += 2;
        } else if bytes[index] == quote && next == Some(quote) {
            fallback = Some(index + 1);
            index += 2;
        } else if bytes[index] == quote {
            return Some(index + 1);
        } else {
            index += 1;
        }
    }
    fallback
}

#[cfg(test)]
mod tests {
    use super::TokenKind::*;
    use super::*;

    fn kinds(text: &str) -> Vec<TokenKind<'_>> {
        let mut kinds: Vec<_> = tokens(text).unwrap().iter().map(|t| t.kind).collect();
        assert_eq!(kinds.pop(), Some(End));
        kinds
    }

    fn keyed<'a>(prefix: &'a str, key: &'a str) -> TokenKind<'a> {
        Keyed { prefix, key }
    }

    fn quoted(quote: char, text: &str) -> TokenKind<'_> {
        Quoted { quote, text }
    }

    #[test]
    fn words_need_no_space_between_them() {
        assert_eq!(
            kinds("tags.a='x'AND(metrics.b>-.5)"),
            [
                keyed("tags", "a"),
                Comparator("="),
                quoted('\'', "x"),
                Word("AND"),
                Open,
                keyed("metrics", "b"),
                Comparator(">"),
                Number("-.5"),
                Close
            ]
        );
    }

    #[test]
    fn keys_hold_points_and_digits() {
        assert_eq!(
            kinds("tags.mlflow.source.name metrics.0 metrics.a.1"),
            [
                keyed("tags", "mlflow.source.name"),
                keyed("metrics", "0"),
                keyed("metrics", "a.1")
            ]
        );
    }

    #[test]
    fn keys_and_prefixes_may_be_quoted() {
        let text = "metrics.`a b` metrics.\"c/d\" metrics.'e-f' `metrics`.g `run name`";
        assert_eq!(
            kinds(text),
            [
                keyed("metrics", "a b"),
                keyed("metrics", "c/d"),
                keyed("metrics", "e-f"),
                keyed("metrics", "g"),
                quoted('`', "run name")
            ]
        );
    }

    #[test]
    fn texts_are_taken_to_the_letter() {
        assert_eq!(kinds("'it''s'"), [quoted('\'', "it''s")]);
        assert_eq!(kinds(r"'it\'s'"), [quoted('\'', r"it\'s")]);
        assert_eq!(kinds(r#""say ""x""""#), [quoted('"', r#"say ""x"""#)]);
        assert_eq!(kinds(r"E'it\'s \\'"), [Escaped(r"it\'s \\")]);
    }

    #[test]
    fn a_backslash_may_be_the_last_character_of_a_text() {
        assert_eq!(kinds(r"'C:\'"), [quoted('\'', r"C:\")]);
        assert_eq!(
            kinds(r#""C:\" AND 'x'"#),
            [quoted('"', r"C:\"), Word("AND"), quoted('\'', "x")]
        );
    }

    #[test]
    fn numbers_have_the_usual_forms() {
        for number in [
            "1", "-1", ".5", "1.", "-.5", "1e3", "1e-3", "-1.5E+3", "007",
        ] {
            assert_eq!(kinds(number), [Number(number)]);
        }
        for bad in [
            "1_000", "0x10", "1AND", "1.5.5", "1e", "-", "- 1", "-inf", ".",
        ] {
            assert!(tokens(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn errors_point_at_what_is_wrong() {
        for (text, at) in [
            ("a ; b", 2..3),
            ("tags.a-b = 'x'", 5..8),
            ("tags. = 'x'", 5..5),
            ("tags.a = 'x", 9..11),
            ("tags.`a`.b = 'x'", 5..10),
        ] {
            assert_eq!(tokens(text).unwrap_err().at, at, "{text}");
        }
    }
}
