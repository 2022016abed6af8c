//! One comparison of a filter: a field, an operator and what the field is compared with.

use std::ops::Range;

use super::super::filter::{Case, Condition, Filter, Number, Operator, Relation, Test};
use super::super::lexer::{Token, TokenKind};
use super::super::literal;
use super::super::parse_error::{ParseError, one_of};
use super::super::vocabulary::{ValueType, Vocabulary};
use super::{MAX_CONDITIONS, Parser};

impl<'a> Parser<'a> {
    /// Reads a field, an operator and a value.
    pub(super) fn comparison<F: Vocabulary>(&mut self) -> Result<Filter<F>, ParseError> {
        self.conditions += 1;
        if self.conditions > MAX_CONDITIONS {
            let message = format!("a filter has at most {MAX_CONDITIONS} conditions");
            return Err(ParseError::new(self.token().at.clone(), message));
        }
        let field: F = self.peek_field().map_err(|error| {
            // To MLflow a name without a comparison is no clause, known or not.
            let phrase = error.phrase.filter(|_| !self.is_last());
            ParseError { phrase, ..error }
        })?;
        self.advance();
        let test = self.test(&field)?;
        Ok(Filter::Is(Condition { field, test }))
    }

    /// The field that the next word names.
    pub(super) fn peek_field<F: Vocabulary>(&self) -> Result<F, ParseError> {
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

    fn test<F: Vocabulary>(&mut self, field: &F) -> Result<Test, ParseError> {
        let start = self.position;
        let operator = self
            .operator()
            .filter(|operator| field.operators().contains(operator));
        let Some(operator) = operator else {
            self.position = start;
            return Err(self.wrong_operator(field));
        };
        let value_type = field.value_type();
        match operator {
            Operator::Present(present) => Ok(Test::Present(present)),
            Operator::In(among) => Ok(Test::OneOf(among, self.list(value_type)?)),
            Operator::Like(case) => Ok(Test::Like(case, self.pattern()?)),
            Operator::Relation(relation) => self.relation(value_type, relation),
        }
    }

    /// The error that no operator of the field stands behind it.
    fn wrong_operator<F: Vocabulary>(&self, field: &F) -> ParseError {
        let allowed = one_of(field.operators().iter().map(|operator| operator.as_str()));
        let error = self.expected(&allowed);
        let Some(found) = self.found() else {
            return error;
        };
        let name = &self.text[self.tokens[self.position - 1].at.clone()];
        error.phrase(F::wrong_operator_phrase(name, found))
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

    fn relation(&mut self, value_type: ValueType, relation: Relation) -> Result<Test, ParseError> {
        match value_type {
            ValueType::Metric | ValueType::Time | ValueType::WholeTime => {
                Ok(Test::Number(relation, self.number(value_type)?))
            }
            ValueType::Whole => Ok(Test::Number(relation, self.whole()?)),
            ValueType::Text | ValueType::BareText | ValueType::ExperimentId => {
                let text = self.value(value_type)?;
                Ok(Test::Equals(relation == Relation::Equal, text))
            }
        }
    }

    fn number(&mut self, value_type: ValueType) -> Result<Number, ParseError> {
        let TokenKind::Number(text) = self.kind() else {
            return Err(self.wrong_value("Expected numeric value type", "a number"));
        };
        let number = match literal::number(text) {
            Number::Float(_) if value_type == ValueType::WholeTime => {
                return Err(self.expected("a whole number of milliseconds"));
            }
            Number::Integer(_) if value_type == ValueType::Metric => literal::float(text),
            number => number,
        };
        self.advance();
        Ok(number)
    }

    fn whole(&mut self) -> Result<Number, ParseError> {
        let (TokenKind::Number(text)
        | TokenKind::Quoted {
            quote: '\'' | '"',
            text,
        }) = self.kind()
        else {
            return Err(self.wrong_value("Expected numeric value type", "a whole number"));
        };
        let Ok(number) = text.trim().parse() else {
            let phrase = "Invalid value for numeric attribute";
            return Err(self.wrong_value(phrase, "a whole number"));
        };
        self.advance();
        Ok(Number::Integer(number))
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

    /// One text, in the form that the field wants.
    fn value(&mut self, value_type: ValueType) -> Result<String, ParseError> {
        let at = self.token().at.clone();
        if value_type == ValueType::BareText
            && let Some(text) = self.bare_text()
        {
            return Ok(text.to_owned());
        }
        let text = self.text_value("a text in quotes, such as `'value'`")?;
        checked(value_type, text, at)
    }

    /// A word or a number as a text; `None` if none stands here.
    fn bare_text(&mut self) -> Option<&'a str> {
        let is_bare = match self.kind() {
            TokenKind::Word(word) => !is_connective(word),
            kind => matches!(kind, TokenKind::Number(_)),
        };
        let text = &self.text[self.token().at.clone()];
        is_bare.then(|| {
            self.advance();
            text
        })
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
    fn list(&mut self, value_type: ValueType) -> Result<Vec<String>, ParseError> {
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
            texts.push(checked(value_type, literal::unescaped(text), at)?);
            let has_comma = self.eat(TokenKind::Comma);
            if self.eat(TokenKind::Close) {
                return Ok(texts);
            }
            if !has_comma {
                return Err(self.expected("`,` or `)`"));
            }
        }
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

    /// The error that a value of another kind stands here than what was expected.
    fn wrong_value(&self, phrase: &str, expected: &str) -> ParseError {
        let error = self.expected(expected);
        match self.found() {
            Some(_) => error.phrase(phrase),
            None => error,
        }
    }
}

/// Whether a word joins comparisons, and so is no value.
fn is_connective(word: &str) -> bool {
    ["AND", "OR", "NOT"]
        .iter()
        .any(|known| word.eq_ignore_ascii_case(known))
}

/// Brings ids into the form in which they are kept.
fn checked(value_type: ValueType, text: String, at: Range<usize>) -> Result<String, ParseError> {
    if value_type != ValueType::ExperimentId {
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
    Relation::ALL
        .into_iter()
        .find(|relation| relation.as_str() == text)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{experiment, refused, run};

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
}
