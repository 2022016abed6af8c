//! The words of a `CREATE TABLE` statement. No I/O, and no more of SQL than SQLAlchemy writes.

/// A piece of a statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// A keyword, a name or a literal, with its quotes.
    Word(&'a str),
    /// What stands between a pair of parentheses.
    Group(&'a str),
    /// What separates columns and constraints.
    Comma,
}

impl<'a> Token<'a> {
    /// Whether this is a keyword.
    pub(super) fn is(self, keyword: &str) -> bool {
        matches!(self, Token::Word(word) if word.eq_ignore_ascii_case(keyword))
    }

    /// The text of a word.
    pub(super) fn word(self) -> Option<&'a str> {
        match self {
            Token::Word(word) => Some(word),
            _ => None,
        }
    }
}

/// The definitions in a `CREATE TABLE` statement: its columns and constraints, in their order.
/// `None` for a statement of another shape, such as that of a table `WITHOUT ROWID`.
pub(super) fn definitions(statement: &str) -> Option<Vec<Vec<Token<'_>>>> {
    let tokens = tokens(statement)?;
    let [create, table, Token::Word(_), Token::Group(body)] = tokens[..] else {
        return None;
    };
    if !create.is("CREATE") || !table.is("TABLE") {
        return None;
    }
    let definitions = self::tokens(body)?
        .split(|token| *token == Token::Comma)
        .map(<[Token]>::to_vec)
        .collect();
    Some(definitions)
}

/// The names in a list of columns.
pub(super) fn names(list: &str) -> Option<Vec<String>> {
    let tokens = tokens(list)?;
    tokens
        .split(|token| *token == Token::Comma)
        .map(|name| match name {
            [Token::Word(word)] => Some(unquoted(word)),
            _ => None,
        })
        .collect()
}

/// A name without its quotes.
pub(super) fn unquoted(word: &str) -> String {
    let quotes = [('"', '"'), ('\'', '\''), ('`', '`'), ('[', ']')];
    for (open, close) in quotes {
        if let Some(inner) = word.strip_prefix(open).and_then(|w| w.strip_suffix(close)) {
            return inner.replace(&format!("{close}{close}"), &close.to_string());
        }
    }
    word.to_owned()
}

/// A name as SQLAlchemy writes it: in quotes where it is a keyword or has more in it than small
/// letters. Of the columns that MLflow ever had, `key` alone is a keyword to it.
pub(super) fn quoted(name: &str) -> String {
    let is_plain = name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_')
        && name
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    if is_plain && name != "key" {
        name.to_owned()
    } else {
        format!("\"{}\"", name.replace('"', "\"\""))
    }
}

/// Cuts a text into its pieces; `None` where a quote or a parenthesis is not closed.
fn tokens(text: &str) -> Option<Vec<Token<'_>>> {
    let mut tokens = Vec::new();
    let mut rest = text.trim_start();
    while let Some(first) = rest.chars().next() {
        let length = match first {
            ',' => 1,
            '(' => group(rest)?,
            quote if closing(quote).is_some() => quotation(rest)?,
            _ => rest
                .find(|c: char| c.is_whitespace() || "(),\"'`[".contains(c))
                .unwrap_or(rest.len()),
        };
        let (piece, after) = rest.split_at_checked(length.max(1))?;
        tokens.push(match first {
            ',' => Token::Comma,
            '(' => Token::Group(piece[1..piece.len() - 1].trim()),
            _ => Token::Word(piece),
        });
        rest = after.trim_start();
    }
    Some(tokens)
}

/// The length of the parenthesis with which a text begins.
fn group(text: &str) -> Option<usize> {
    let mut depth = 0_usize;
    let mut at = 0;
    while let Some(c) = text[at..].chars().next() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            quote if closing(quote).is_some() => {
                at += quotation(&text[at..])?;
                continue;
            }
            _ => {}
        }
        at += c.len_utf8();
        if depth == 0 {
            return Some(at);
        }
    }
    None
}

/// The length of the quotation with which a text begins. A quote that is doubled is a part of it,
/// and reads as two quotations side by side, which comes to the same.
fn quotation(text: &str) -> Option<usize> {
    let close = closing(text.chars().next()?)?;
    let mut end = 1;
    loop {
        end += text[end..].find(close)? + close.len_utf8();
        if !text[end..].starts_with(close) {
            return Some(end);
        }
        end += close.len_utf8();
    }
}

fn closing(quote: char) -> Option<char> {
    match quote {
        '"' | '\'' | '`' => Some(quote),
        '[' => Some(']'),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_statement_is_cut_at_its_own_commas_alone() {
        let statement = "CREATE TABLE \"runs\" (\n\t\"key\" VARCHAR(250) NOT NULL, a TEXT DEFAULT 'x, (', \
                         CONSTRAINT c CHECK (a IN ('y', ')')), FOREIGN KEY(a, \"key\") REFERENCES t (b, c))";
        let definitions = definitions(statement).unwrap();
        assert_eq!(definitions.len(), 4);
        assert_eq!(definitions[0][0], Token::Word("\"key\""));
        assert_eq!(definitions[1][3], Token::Word("'x, ('"));
        assert_eq!(definitions[2][3], Token::Group("a IN ('y', ')')"));
        assert_eq!(definitions[3][2], Token::Group("a, \"key\""));
        assert_eq!(names("a, \"key\"").unwrap(), ["a", "key"]);
    }

    #[test]
    fn other_statements_are_none_of_ours() {
        for statement in [
            "CREATE TABLE t (a) WITHOUT ROWID",
            "CREATE TABLE t (a",
            "CREATE TABLE t ('a)",
            "CREATE VIRTUAL TABLE t USING fts5 (a)",
            "",
        ] {
            assert_eq!(definitions(statement), None, "{statement}");
        }
    }

    #[test]
    fn names_are_quoted_as_sqlalchemy_does() {
        for (name, written) in [
            ("run_uuid", "run_uuid"),
            ("key", "\"key\""),
            ("A", "\"A\""),
            ("a\"b", "\"a\"\"b\""),
        ] {
            assert_eq!(quoted(name), written);
            assert_eq!(unquoted(written), name);
        }
    }
}
