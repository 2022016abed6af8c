//! From the words of a filter to a [`Filter`], by recursive descent.
//!
//! ```text
//! filter     = and { OR and }
//! and        = not { AND not }
//! not        = NOT not | "(" filter ")" | comparison
//! comparison = field operator [ value ]
//! ```
//!
//! MLflow 3.17.2 has comparisons and `AND` alone, and it does not mind where an `AND` is missing
//! or left over; so a filter that uses nothing else is read that way ([`Parser::comparisons`]).

mod comparison;

use std::ops::Range;

use crate::error::Result;

use super::filter::Filter;
use super::lexer::{Token, TokenKind, tokens};
use super::order::Direction;
use super::parse_error::{ParseError, QueryText};
use super::vocabulary::Vocabulary;

/// Most `NOT`s and parentheses around one condition. It keeps the stack small.
const MAX_DEPTH: usize = 50;
/// Most conditions in one filter. `SQLite` allows expressions 1,000 levels deep.
const MAX_CONDITIONS: usize = 500;

/// Reads a filter; an empty text is no filter.
pub(super) fn parse_filter<F: Vocabulary>(text: &str) -> Result<Option<Filter<F>>> {
    let what = QueryText {
        noun: "filter",
        phrase: F::FILTER_PHRASE,
    };
    filter(text).map_err(|error| error.into_error(what, text))
}

/// Whether a filter asks for a field.
pub(super) fn asks_for<F: Vocabulary + PartialEq>(text: &str, field: &F) -> Result<bool> {
    let filter = parse_filter::<F>(text)?;
    Ok(filter.is_some_and(|filter| filter.has_field(&|other| other == field)))
}

/// Checks that between the conditions of a filter, and only there, is one `AND` or `OR`.
///
/// [`parse_filter`] does not mind, as MLflow does not; whoever typed a filter may not have finished it.
/// Other mistakes are not looked for.
pub fn check_joined(text: &str) -> Result<()> {
    let what = QueryText {
        noun: "filter",
        phrase: "Invalid clause(s) in filter string",
    };
    match tokens(text) {
        Ok(tokens) if !has_logic(&tokens) => {
            joined(text, &tokens).map_err(|error| error.into_error(what, text))
        }
        // What has logic is read strictly.
        _ => Ok(()),
    }
}

fn joined(text: &str, tokens: &[Token]) -> Result<(), ParseError> {
    let parser = |position| Parser {
        position,
        ..Parser::new("filter", text, tokens)
    };
    let mut is_begin = true;
    for (position, token) in tokens.iter().enumerate() {
        let is_and = token.kind.is_word("AND");
        let ends = token.kind == TokenKind::End;
        if is_begin && (is_and || ends) && tokens.len() > 1 {
            return Err(parser(position).expected("a condition"));
        }
        // A key with its prefix stands nowhere but at the beginning of a condition.
        if !is_begin && matches!(token.kind, TokenKind::Keyed { .. }) {
            return Err(parser(position).expected("`AND`, `OR` or the end of the filter"));
        }
        is_begin = is_and;
    }
    Ok(())
}

/// Reads one key of an order: a field, and `ASC` or `DESC` behind it if wanted.
pub(super) fn parse_order<F: Vocabulary>(text: &str) -> Result<(F, Direction)> {
    order(text).map_err(|error| error.into_error(QueryText::ORDER, text))
}

fn filter<F: Vocabulary>(text: &str) -> Result<Option<Filter<F>>, ParseError> {
    let tokens = tokens(text)?;
    let mut parser = Parser::new("filter", text, &tokens);
    if !has_logic(&tokens) {
        return parser.comparisons();
    }
    let filter = parser.alternatives()?;
    match parser.kind() {
        TokenKind::End => Ok(Some(filter)),
        _ => Err(parser.expected("`AND`, `OR` or the end of the filter")),
    }
}

fn order<F: Vocabulary>(text: &str) -> Result<(F, Direction), ParseError> {
    let tokens = tokens(text)?;
    let mut parser = Parser::new("order", text, &tokens);
    let field = parser.peek_field().map_err(|error: ParseError| {
        let phrase = F::unknown_order_phrase(&text[error.at.clone()]);
        ParseError {
            phrase: phrase.or(error.phrase),
            ..error
        }
    })?;
    parser.advance();
    let direction = if parser.eat_word("DESC") {
        Direction::Descending
    } else {
        parser.eat_word("ASC");
        Direction::Ascending
    };
    match parser.kind() {
        TokenKind::End => Ok((field, direction)),
        _ => Err(parser.expected("`ASC`, `DESC` or the end of the key")),
    }
}

/// Whether a filter uses what MLflow 3.17.2 does not have: `OR`, `NOT` before a condition,
/// parentheses around one.
fn has_logic(tokens: &[Token]) -> bool {
    let kind_at = |index: usize| tokens.get(index).map(|token| token.kind);
    let is_word = |index: usize, word| kind_at(index).is_some_and(|kind| kind.is_word(word));
    (0..tokens.len()).any(|index| {
        let follows = |word| index > 0 && is_word(index - 1, word);
        let is_list = follows("IN");
        let is_operator = is_word(index + 1, "IN") || follows("IS");
        is_word(index, "OR")
            || (is_word(index, "NOT") && !is_operator)
            || (kind_at(index) == Some(TokenKind::Open) && !is_list)
    })
}

struct Parser<'a> {
    /// What is read, for people.
    noun: &'static str,
    text: &'a str,
    /// Ends with [`TokenKind::End`].
    tokens: &'a [Token<'a>],
    position: usize,
    depth: usize,
    conditions: usize,
}

impl<'a> Parser<'a> {
    fn new(noun: &'static str, text: &'a str, tokens: &'a [Token<'a>]) -> Self {
        Self {
            noun,
            text,
            tokens,
            position: 0,
            depth: 0,
            conditions: 0,
        }
    }

    fn token(&self) -> &'a Token<'a> {
        &self.tokens[self.position]
    }

    fn kind(&self) -> TokenKind<'a> {
        self.token().kind
    }

    /// Moves on and gives the token that was left behind; the end is never left.
    fn advance(&mut self) -> &'a Token<'a> {
        let token = self.token();
        self.position = (self.position + 1).min(self.tokens.len() - 1);
        token
    }

    fn eat_word(&mut self, keyword: &str) -> bool {
        let found = self.kind().is_word(keyword);
        if found {
            self.advance();
        }
        found
    }

    fn eat(&mut self, kind: TokenKind) -> bool {
        let found = self.kind() == kind;
        if found {
            self.advance();
        }
        found
    }

    /// The error that something else stands here than what was expected.
    fn expected(&self, expected: &str) -> ParseError {
        let Token { kind, at } = self.token();
        let message = match kind {
            TokenKind::End => format!("the {} ends here; expected {expected}", self.noun),
            _ => format!("found `{}`; expected {expected}", &self.text[at.clone()]),
        };
        ParseError::new(at.clone(), message)
    }

    /// Comparisons with any number of `AND`s before, between and behind them.
    fn comparisons<F: Vocabulary>(&mut self) -> Result<Option<Filter<F>>, ParseError> {
        let mut all = Vec::new();
        loop {
            let mut follows_and = all.is_empty();
            while self.eat_word("AND") {
                follows_and = true;
            }
            if self.kind() == TokenKind::End {
                return Ok((!all.is_empty()).then(|| and(all)));
            }
            if !follows_and && self.peek_field::<F>().is_err() {
                return Err(self.expected("`AND`, `OR` or the end of the filter"));
            }
            all.push(self.comparison()?);
        }
    }

    fn alternatives<F: Vocabulary>(&mut self) -> Result<Filter<F>, ParseError> {
        let mut all = vec![self.conjunction()?];
        while self.eat_word("OR") {
            all.push(self.conjunction()?);
        }
        Ok(or(all))
    }

    fn conjunction<F: Vocabulary>(&mut self) -> Result<Filter<F>, ParseError> {
        let mut all = vec![self.negation()?];
        while self.eat_word("AND") {
            all.push(self.negation()?);
        }
        Ok(and(all))
    }

    fn negation<F: Vocabulary>(&mut self) -> Result<Filter<F>, ParseError> {
        let start = self.token().at.clone();
        if self.eat_word("NOT") {
            let negated = self.nested(start, Self::negation)?;
            return Ok(Filter::Not(Box::new(negated)));
        }
        if self.eat(TokenKind::Open) {
            let inner = self.nested(start, Self::alternatives)?;
            if !self.eat(TokenKind::Close) {
                return Err(self.expected("`AND`, `OR` or `)`"));
            }
            return Ok(inner);
        }
        self.comparison()
    }

    fn nested<F>(
        &mut self,
        at: Range<usize>,
        parse: impl FnOnce(&mut Self) -> Result<Filter<F>, ParseError>,
    ) -> Result<Filter<F>, ParseError> {
        if self.depth == MAX_DEPTH {
            let message = format!("`NOT` and parentheses nest deeper than {MAX_DEPTH} levels here");
            return Err(ParseError::new(at, message));
        }
        self.depth += 1;
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }
}

/// All of these, without a level of its own for a single one.
fn and<F>(mut all: Vec<Filter<F>>) -> Filter<F> {
    match all.len() {
        1 => all.remove(0),
        _ => Filter::And(all),
    }
}

/// Any of these, without a level of its own for a single one.
fn or<F>(mut all: Vec<Filter<F>>) -> Filter<F> {
    match all.len() {
        1 => all.remove(0),
        _ => Filter::Or(all),
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::search::{ExperimentKey, RunField};

    pub(in super::super) fn run(text: &str) -> Result<String, ParseError> {
        let filter = filter::<RunField>(text)?;
        Ok(filter.map_or_else(String::new, |filter| filter.to_string()))
    }

    pub(in super::super) fn experiment(text: &str) -> Result<String, ParseError> {
        let filter = filter::<ExperimentKey>(text)?;
        Ok(filter.map_or_else(String::new, |filter| filter.to_string()))
    }

    #[test]
    fn ands_may_be_missing_or_left_over_as_in_mlflow() {
        let expected = "status = 'a' AND status = 'b'";
        for text in [
            "status = 'a' AND status = 'b'",
            "status = 'a' status = 'b'",
            "AND status = 'a' AND AND status = 'b' and",
            "status='a'AND status='b'",
            "\n status = 'a'\r\n\tAND status = \"b\" ",
        ] {
            assert_eq!(run(text).unwrap(), expected, "{text}");
        }
        for nothing in ["", " ", "\n", "AND"] {
            assert_eq!(run(nothing).unwrap(), "", "{nothing:?}");
        }
        for strict in [
            "(status = 'a' AND)",
            "status = 'a' OR",
            "NOT status = 'a' status = 'b'",
        ] {
            assert!(run(strict).is_err(), "{strict}");
        }
    }

    #[test]
    fn a_filter_that_somebody_types_is_finished() {
        for whole in [
            "",
            " ",
            "status = 'a'",
            "status = 'a' AND metrics.b > 1 and tags.c = 'AND'",
            "status = 'a' OR",
            "metrics. > 1",
            "run_id IN ('a', 'b') AND params.c IS NOT NULL AND `run name` LIKE 'x'",
        ] {
            assert!(check_joined(whole).is_ok(), "{whole}");
        }
        for (unfinished, at) in [
            ("AND", 1),
            ("status = 'a' AND", 17),
            ("AND status = 'a'", 1),
            ("status = 'a' and AND status = 'b'", 18),
            ("metrics.a > 1 metrics.b > 1", 15),
        ] {
            let error = check_joined(unfinished).unwrap_err();
            let told = format!("wrong at character {at}: ");
            assert!(error.message().contains(&told), "{}", error.message());
        }
    }

    #[test]
    fn not_binds_closer_than_and_and_and_closer_than_or() {
        let [a, b, c] = ["status = 'a'", "status = 'b'", "status = 'c'"];
        for (text, meaning) in [
            (
                format!("{a} OR {b} AND {c}"),
                format!("{a} OR ({b} AND {c})"),
            ),
            (
                format!("({a} OR {b}) AND {c}"),
                format!("({a} OR {b}) AND {c}"),
            ),
            (format!("NOT {a} AND {b}"), format!("NOT {a} AND {b}")),
            (format!("NOT ({a} AND {b})"), format!("NOT ({a} AND {b})")),
            (format!("not NOT (({a}))"), format!("NOT NOT {a}")),
            (format!("{a} or {b} or {c}"), format!("{a} OR {b} OR {c}")),
        ] {
            assert_eq!(run(&text).unwrap(), meaning);
        }
    }

    /// Checks that a filter is refused because of a piece of it, with these words.
    #[track_caller]
    pub(in super::super) fn refused(
        parsed: Result<String, ParseError>,
        text: &str,
        piece: &str,
        words: &str,
    ) {
        let error = parsed.unwrap_err();
        assert_eq!(&text[error.at.clone()], piece, "{}", error.message);
        assert!(error.message.contains(words), "{}", error.message);
    }

    #[test]
    fn wrong_logic_is_named_with_what_is_allowed() {
        let more = "expected `AND`, `OR` or the end of the filter";
        for (text, piece, words) in [
            ("metrics.a > 1 limit 1", "limit", more),
            ("metrics.a > 1)", ")", more),
            ("NOT metrics.a > 1 metrics.b > 1", "metrics.b", more),
            (
                "(metrics.a > 1",
                "",
                "the filter ends here; expected `AND`, `OR` or `)`",
            ),
            (
                "metrics.a > 1 OR",
                "",
                "the filter ends here; expected a field",
            ),
        ] {
            refused(run(text), text, piece, words);
        }
    }

    #[test]
    fn what_could_exhaust_the_stack_or_the_database_is_refused() {
        let deep = format!("{}status = 'a'{}", "(".repeat(1000), ")".repeat(1000));
        assert!(run(&deep).unwrap_err().message.contains("nest deeper"));
        let not = format!("{}status = 'a'", "NOT ".repeat(1000));
        assert!(run(&not).unwrap_err().message.contains("nest deeper"));
        let long = vec!["status = 'a'"; MAX_CONDITIONS + 1].join(" OR ");
        assert!(run(&long).unwrap_err().message.contains("at most"));
        let pattern = format!("status LIKE '{}'", "%".repeat(20_000));
        assert!(run(&pattern).unwrap_err().message.contains("at most"));
    }
}
