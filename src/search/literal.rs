//! Numbers and texts of a filter, as they are read.

use super::filter::Number;

/// Longest pattern of `LIKE` and `ILIKE`. `SQLite` allows 50,000 bytes, and a pattern may grow
/// threefold in the translation.
pub(super) const MAX_PATTERN_BYTES: usize = 16_000;

/// Reads a number of the lexer: whole if it is written so and fits.
pub(super) fn number(text: &str) -> Number {
    text.parse().map_or_else(|_| float(text), Number::Integer)
}

/// Reads a number of the lexer as a float; one that is too great becomes infinite.
pub(super) fn float(text: &str) -> Number {
    Number::Float(text.parse().expect("the lexer lets only numbers through"))
}

/// Replaces the escapes of Python's string literals that stand for a character. As in Python, a
/// backslash before anything else stands for itself.
pub(super) fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        if c != '\\' {
            plain.push(c);
            continue;
        }
        match characters.next() {
            Some(quoted @ ('\\' | '\'' | '"')) => plain.push(quoted),
            Some('n') => plain.push('\n'),
            Some('r') => plain.push('\r'),
            Some('t') => plain.push('\t'),
            Some(other) => plain.extend(['\\', other]),
            None => plain.push('\\'),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_numbers_stay_whole_where_they_fit() {
        assert_eq!(number("-007"), Number::Integer(-7));
        assert_eq!(number("1.0"), Number::Float(1.0));
        assert_eq!(number("99999999999999999999"), Number::Float(1e20));
        assert_eq!(number("1e999"), Number::Float(f64::INFINITY));
    }

    #[test]
    fn escapes_are_those_of_python() {
        assert_eq!(
            unescaped(r#"it\'s \"x\" \\ \n \d \"#),
            "it's \"x\" \\ \n \\d \\"
        );
    }
}
