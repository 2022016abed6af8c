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

use std::ops::Range;

use super::ast::{Case, Condition, Direction, Filter, Number, Relation, Test};
use super::lexer::{Token, TokenKind, tokens};
use super::literal;
use super::parse_error::{ParseError, Text, one_of};
use super::vocabulary::{Field, Kind, Operator};

/// Most `NOT`s and parentheses around one condition. It keeps the stack small.
const MAX_DEPTH: usize = 50;
/// Most conditions in one filter. `SQLite` allows expressions 1,000 levels deep.
const MAX_CONDITIONS: usize = 500;

/// Reads a filter; an empty text is no filter.
pub(super) fn filter<F: Field>(what: Text, text: &str) -> Result<Option<Filter<F>>, ParseError> {
    let tokens = tokens(text)?;
    let mut parser = Parser::new(what, text, &tokens);
    if !has_logic(&tokens) {
        return parser.comparisons();
    }
    let filter = parser.alternatives()?;
    match parser.kind() {
        TokenKind::End => Ok(Some(filter)),
        _ => Err(parser.expected("`AND`, `OR` or the end of the filter")),
    }
}

/// Reads one key of an order: a field, and `ASC` or `DESC` behind it if wanted.
pub(super) fn order<F: Field>(text: &str) -> Result<(F, Direction), ParseError> {
    let tokens = tokens(text)?;
    let mut parser = Parser::new(Text::Order, text, &tokens);
    let field = parser.peek_field()?;
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
    what: Text,
    text: &'a str,
    /// Ends with [`TokenKind::End`].
    tokens: &'a [Token<'a>],
    position: usize,
    depth: usize,
    conditions: usize,
}

impl<'a> Parser<'a> {
    fn new(what: Text, text: &'a str, tokens: &'a [Token<'a>]) -> Self {
        Self {
            what,
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

    /// The mistake that something else stands here than what was expected.
    fn expected(&self, expected: &str) -> ParseError {
        let Token { kind, at } = self.token();
        let message = match kind {
            TokenKind::End => format!("the {} ends here; expected {expected}", self.what.noun()),
            _ => format!("found `{}`; expected {expected}", &self.text[at.clone()]),
        };
        ParseError::new(at.clone(), message)
    }

    /// Whether nothing follows the token that stands here.
    fn is_last(&self) -> bool {
        self.position + 2 >= self.tokens.len()
    }

    /// What stands here; `None` at the end.
    fn found(&self) -> Option<&'a str> {
        let Token { kind, at } = self.token();
        (*kind != TokenKind::End).then(|| &self.text[at.clone()])
    }

    /// The mistake that a value of another kind stands here than what was expected.
    fn wrong_value(&self, phrase: &str, expected: &str) -> ParseError {
        let mistake = self.expected(expected);
        match self.found() {
            Some(_) => mistake.phrase(phrase),
            None => mistake,
        }
    }

    /// Comparisons with any number of `AND`s before, between and behind them.
    fn comparisons<F: Field>(&mut self) -> Result<Option<Filter<F>>, ParseError> {
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

    fn alternatives<F: Field>(&mut self) -> Result<Filter<F>, ParseError> {
        let mut all = vec![self.conjunction()?];
        while self.eat_word("OR") {
            all.push(self.conjunction()?);
        }
        Ok(or(all))
    }

    fn conjunction<F: Field>(&mut self) -> Result<Filter<F>, ParseError> {
        let mut all = vec![self.negation()?];
        while self.eat_word("AND") {
            all.push(self.negation()?);
        }
        Ok(and(all))
    }

    fn negation<F: Field>(&mut self) -> Result<Filter<F>, ParseError> {
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

    fn comparison<F: Field>(&mut self) -> Result<Filter<F>, ParseError> {
        self.conditions += 1;
        if self.conditions > MAX_CONDITIONS {
            let message = format!("a filter has at most {MAX_CONDITIONS} conditions");
            return Err(ParseError::new(self.token().at.clone(), message));
        }
        let field: F = self.peek_field().map_err(|mistake| {
            // To MLflow a name without a comparison is no clause, known or not.
            let phrase = mistake.phrase.filter(|_| !self.is_last());
            ParseError { phrase, ..mistake }
        })?;
        self.advance();
        let test = self.test(field.kind())?;
        Ok(Filter::Is(Condition { field, test }))
    }

    /// The field that the next word names.
    fn peek_field<F: Field>(&self) -> Result<F, ParseError> {
        let (prefix, key) = match self.kind() {
            TokenKind::Word(name) => (None, name),
            TokenKind::Quoted {
                quote: '`' | '"',
                text,
            } => (None, text),
            TokenKind::Keyed { prefix, key } => (Some(prefix), key),
            _ => return Err(self.expected("a field such as `metrics.loss` or `tags.stage`")),
        };
        F::named(prefix, key).map_err(|unknown| ParseError {
            at: self.token().at.clone(),
            message: unknown.message,
            hint: unknown.hint,
            phrase: Some(unknown.phrase),
        })
    }

    fn test(&mut self, kind: Kind) -> Result<Test, ParseError> {
        let start = self.position;
        let operator = self
            .operator()
            .filter(|operator| kind.operators().contains(operator));
        let Some(operator) = operator else {
            self.position = start;
            let allowed = one_of(kind.operators().iter().map(|operator| operator.as_str()));
            let mistake = self.expected(&allowed);
            return Err(match self.found() {
                Some(found) if self.what == Text::ModelFilter => {
                    let field = &self.text[self.tokens[start - 1].at.clone()];
                    mistake.phrase(format!(
                        "Invalid comparison operator for {field}: '{found}'"
                    ))
                }
                Some(found) => mistake.phrase(format!("Invalid comparator '{found}'")),
                None => mistake,
            });
        };
        match operator {
            Operator::Present(present) => Ok(Test::Present(present)),
            Operator::In(among) => Ok(Test::OneOf(among, self.list(kind)?)),
            Operator::Like(case) => {
                let pattern = self.pattern()?;
                Ok(Test::Like(case, pattern))
            }
            Operator::Relation(relation) => self.relation(kind, relation),
        }
    }

    /// Reads an operator of any kind; `None` if none stands here.
    fn operator(&mut self) -> Option<Operator> {
        let operator = match self.advance().kind {
            TokenKind::Comparator(text) => return relation(text).map(Operator::Relation),
            TokenKind::Word(word) => word.to_ascii_uppercase(),
            _ => return None,
        };
        let negated = matches!(operator.as_str(), "NOT" | "IS") && self.eat_word("NOT");
        match operator.as_str() {
            "LIKE" => Some(Operator::Like(Case::Sensitive)),
            "ILIKE" => Some(Operator::Like(Case::Insensitive)),
            "IN" => Some(Operator::In(true)),
            "NOT" if !negated => self.eat_word("IN").then_some(Operator::In(false)),
            "IS" => self.eat_word("NULL").then_some(Operator::Present(negated)),
            _ => None,
        }
    }

    fn relation(&mut self, kind: Kind, relation: Relation) -> Result<Test, ParseError> {
        match kind {
            Kind::Metric | Kind::Time | Kind::WholeTime => {
                Ok(Test::Number(relation, self.number(kind)?))
            }
            _ => {
                let text = self.value(kind)?;
                Ok(Test::Equals(relation == Relation::Equal, text))
            }
        }
    }

    fn number(&mut self, kind: Kind) -> Result<Number, ParseError> {
        let TokenKind::Number(text) = self.kind() else {
            return Err(self.wrong_value("Expected numeric value type", "a number"));
        };
        let number = match literal::number(text) {
            Number::Float(_) if kind == Kind::WholeTime => {
                return Err(self.expected("a whole number of milliseconds"));
            }
            Number::Integer(_) if kind == Kind::Metric => literal::float(text),
            number => number,
        };
        self.advance();
        Ok(number)
    }

    fn pattern(&mut self) -> Result<String, ParseError> {
        let at = self.token().at.clone();
        let pattern = self.text_value("a pattern in quotes, such as `'resnet%'`")?;
        if pattern.len() > literal::MAX_PATTERN_BYTES {
            let limit = literal::MAX_PATTERN_BYTES;
            return Err(ParseError::new(
                at,
                format!("a pattern has at most {limit} bytes"),
            ));
        }
        Ok(pattern)
    }

    /// One text, in the form that the kind of field wants.
    fn value(&mut self, kind: Kind) -> Result<String, ParseError> {
        let at = self.token().at.clone();
        let text = self.text_value("a text in quotes, such as `'value'`")?;
        checked(kind, text, at)
    }

    fn text_value(&mut self, expected: &str) -> Result<String, ParseError> {
        let text = match self.kind() {
            TokenKind::Quoted {
                quote: '\'' | '"',
                text,
            } => text.to_owned(),
            TokenKind::Escaped(text) => literal::unescaped(text),
            _ => return Err(self.wrong_value("Expected a quoted string value", expected)),
        };
        self.advance();
        Ok(text)
    }

    /// `('a', 'b')`, perhaps with a comma behind the last. As in MLflow, a backslash escapes.
    fn list(&mut self, kind: Kind) -> Result<Vec<String>, ParseError> {
        if !self.eat(TokenKind::Open) {
            return Err(self.expected("a list such as `('a', 'b')`"));
        }
        let mut texts = Vec::new();
        loop {
            let at = self.token().at.clone();
            let text = match self.kind() {
                TokenKind::Quoted {
                    quote: quote @ ('\'' | '"'),
                    text,
                } if !text.contains([quote; 2].iter().collect::<String>().as_str()) => text,
                TokenKind::Escaped(text) => text,
                TokenKind::Quoted { quote, .. } if quote != '`' => {
                    return Err(self.expected("a comma between texts, or a quote as `\\'`"));
                }
                _ => return Err(self.expected("a text in quotes, such as `'value'`")),
            };
            self.advance();
            texts.push(checked(kind, literal::unescaped(text), at)?);
            let has_comma = self.eat(TokenKind::Comma);
            if self.eat(TokenKind::Close) {
                return Ok(texts);
            }
            if !has_comma {
                return Err(self.expected("`,` or `)`"));
            }
        }
    }
}

/// Brings ids into the form in which they are kept.
fn checked(kind: Kind, text: String, at: Range<usize>) -> Result<String, ParseError> {
    if kind != Kind::Id {
        return Ok(text);
    }
    match text.trim().parse::<i64>() {
        Ok(id) => Ok(id.to_string()),
        Err(_) => Err(ParseError::new(
            at,
            format!("`{text}` is not an experiment's id; expected decimal digits"),
        )),
    }
}

fn relation(text: &str) -> Option<Relation> {
    [
        Relation::Equal,
        Relation::NotEqual,
        Relation::Less,
        Relation::LessOrEqual,
        Relation::Greater,
        Relation::GreaterOrEqual,
    ]
    .into_iter()
    .find(|relation| relation.as_str() == text)
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
mod tests {
    use super::*;
    use crate::search::{ExperimentKey, RunField};

    fn run(text: &str) -> Result<String, ParseError> {
        let filter = filter::<RunField>(Text::Filter, text)?;
        Ok(filter.map_or_else(String::new, |filter| filter.to_string()))
    }

    fn experiment(text: &str) -> Result<String, ParseError> {
        let filter = filter::<ExperimentKey>(Text::Filter, text)?;
        Ok(filter.map_or_else(String::new, |filter| filter.to_string()))
    }

    #[test]
    fn every_name_of_a_field_is_understood() {
        for (text, meaning) in [
            ("metric.a > 1", "metrics.a > 1.0"),
            ("param.a = 'x'", "params.a = 'x'"),
            ("parameter.a = 'x'", "params.a = 'x'"),
            ("parameters.a = 'x'", "params.a = 'x'"),
            ("tag.a = 'x'", "tags.a = 'x'"),
            ("attr.status = 'x'", "status = 'x'"),
            ("attribute.status = 'x'", "status = 'x'"),
            ("attributes.status = 'x'", "status = 'x'"),
            ("run.`status` = 'x'", "status = 'x'"),
            ("\"status\" = 'x'", "status = 'x'"),
            ("Created > 5", "start_time > 5"),
            ("attributes.created > 5.5", "start_time > 5.5"),
            ("`Run Name` = 'x'", "run_name = 'x'"),
            ("attributes.\"run name\" = 'x'", "run_name = 'x'"),
            ("dataset.context = 'train'", "datasets.context = 'train'"),
            (
                "tags.mlflow.source.name = 'x'",
                "tags.mlflow.source.name = 'x'",
            ),
            ("`metrics`.'a b' > 1", "metrics.`a b` > 1.0"),
        ] {
            assert_eq!(run(text).unwrap(), meaning, "{text}");
        }
        assert_eq!(experiment("attribute.name = 'x'").unwrap(), "name = 'x'");
    }

    #[test]
    fn every_test_is_understood() {
        for text in [
            "metrics.a = 1.0",
            "metrics.a != -0.5",
            "metrics.a >= 1e-7",
            "metrics.a <= 1e999",
            "start_time < 1700000000000",
            "params.a LIKE 'x%'",
            "params.a ILIKE 'x%'",
            "params.a IS NULL",
            "tags.a IS NOT NULL",
            "run_id IN ('a')",
            "run_id NOT IN ('a', 'b')",
            "datasets.name IN ('it\\'s')",
            "params.a = \"it's\"",
        ] {
            assert_eq!(run(text).unwrap(), text);
        }
        assert_eq!(
            run("params.a ilike 'x' and run_id not  in (\"a\",) AND tags.b is  not null").unwrap(),
            "params.a ILIKE 'x' AND run_id NOT IN ('a') AND tags.b IS NOT NULL"
        );
        assert_eq!(
            experiment("experiment_id IN ('007', '1')").unwrap(),
            "experiment_id IN ('7', '1')"
        );
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
    fn refused(mistake: Result<String, ParseError>, text: &str, piece: &str, words: &str) {
        let mistake = mistake.unwrap_err();
        assert_eq!(&text[mistake.at.clone()], piece, "{}", mistake.message);
        assert!(mistake.message.contains(words), "{}", mistake.message);
    }

    #[test]
    fn a_wrong_operator_or_value_is_named_with_what_is_allowed() {
        let numeric = "expected `=`, `!=`, `>`, `>=`, `<` or `<=`";
        let textual = "expected `=`, `!=`, `LIKE`, `ILIKE`, `IS NULL` or `IS NOT NULL`";
        let quoted = "expected a text in quotes";
        for (text, piece, words) in [
            ("metrics.a => 2", "=>", numeric),
            ("metrics.a IS NULL", "IS", numeric),
            ("metrics.a > '1'", "'1'", "found `'1'`; expected a number"),
            ("metrics.a >", "", "the filter ends here; expected a number"),
            ("params.a > 'x'", ">", textual),
            ("params.a NOT LIKE 'x'", "NOT", textual),
            ("params.a = x", "x", quoted),
            ("params.a = `x`", "`x`", quoted),
            (
                "status IN ('a')",
                "IN",
                "expected `=`, `!=`, `LIKE` or `ILIKE`",
            ),
            ("run_id IN ()", ")", quoted),
            ("run_id IN ('a' 'b')", "'b'", "expected `,` or `)`"),
            (
                "run_id IN ('a''b')",
                "'a''b'",
                "expected a comma between texts",
            ),
            ("run_id = ('a')", "(", quoted),
        ] {
            refused(run(text), text, piece, words);
        }
        for (text, piece, words) in [
            ("experiment_id = 'x'", "'x'", "expected decimal digits"),
            (
                "experiment_id LIKE '1'",
                "LIKE",
                "expected `=`, `!=`, `IN` or `NOT IN`",
            ),
            ("creation_time > 1.5", "1.5", "expected a whole number"),
        ] {
            refused(experiment(text), text, piece, words);
        }
    }

    #[test]
    fn a_wrong_name_is_named_with_what_is_allowed() {
        for (text, piece, words) in [
            ("Status = 'a'", "Status", "expected `run_id`, `run_name`, "),
            (
                "METRICS.a > 1",
                "METRICS.a",
                "expected `metrics`, `params`, ",
            ),
            (
                "dataset.source = 'a'",
                "dataset.source",
                "expected `name`, `digest` or `context`",
            ),
            (
                "1 < metrics.a",
                "1",
                "expected a field such as `metrics.loss`",
            ),
        ] {
            refused(run(text), text, piece, words);
        }
        let text = "metrics.a > 1";
        refused(
            experiment(text),
            text,
            "metrics.a",
            "expected `attribute` or `tags`",
        );
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
