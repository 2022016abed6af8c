//! The conditions of a gate: `metrics.acc >= baseline - 0.01`, `params.solver = 'saga'`.
//!
//! Left and right of a comparison stand numbers, metrics of the run and of its baseline, `+ - * /` and
//! parentheses. `baseline` alone is the baseline's value of the metric on the left. Texts (params,
//! tags, the status) are compared by `=` and `!=`.

use crate::entity::Run;
use crate::error::{Error, Result};
use crate::view;

use super::super::naming;
use super::super::usage_error::usage_error;

/// The comparisons, the longer ones first.
const COMPARISONS: [&str; 7] = [">=", "<=", "==", "!=", ">", "<", "="];
/// What two numbers may differ by and be equal, as a part of them: what adding rounds away.
const ROUNDING: f64 = 1e-12;

/// A condition that was parsed.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Condition {
    /// As it was written.
    pub(super) text: String,
    left: Term,
    comparison: &'static str,
    right: Term,
}

#[derive(Clone, Debug, PartialEq)]
enum Term {
    Number(f64),
    Text(String),
    /// A field of the run: `metrics.acc`, `params.lr`, `tags.stage`, `status`.
    Field(String),
    /// A field of the baseline; `None` for the one on the left.
    Baseline(Option<String>),
    Binary(char, Box<Term>, Box<Term>),
}

/// What a term stands for.
#[derive(Clone, Debug, PartialEq)]
enum Value {
    Number(f64),
    Text(String),
}

/// How a condition came out.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Verdict {
    pub(super) holds: bool,
    /// Both sides with their values, or what is missing.
    pub(super) why: String,
}

impl Condition {
    pub(super) fn parse(text: &str) -> Result<Self> {
        let mut parser = Parser { text, rest: text };
        let left = parser.sum()?;
        let comparison = parser.comparison()?;
        let right = parser.sum()?;
        if !parser.rest.trim().is_empty() {
            return Err(parser.wrong("one comparison"));
        }
        Ok(Self {
            text: text.trim().to_owned(),
            left,
            comparison,
            right,
        })
    }

    /// Whether the condition looks at a baseline.
    pub(super) fn needs_baseline(&self) -> bool {
        self.left.needs_baseline() || self.right.needs_baseline()
    }

    /// Decides on a run.
    pub(super) fn decide(&self, run: &Run, baseline: Option<&Run>) -> Verdict {
        let of_left = self.left.first_field();
        let value = |term: &Term| term.value(run, baseline, of_left);
        let (left, right) = match (value(&self.left), value(&self.right)) {
            (Ok(left), Ok(right)) => (left, right),
            (Err(why), _) | (_, Err(why)) => return Verdict { holds: false, why },
        };
        let holds = holds(self.comparison, &left, &right);
        let why = format!("{} {} {}", left.shown(), self.comparison, right.shown());
        Verdict { holds, why }
    }
}

impl Value {
    fn shown(&self) -> String {
        match self {
            Self::Number(number) => view::short_number(*number),
            Self::Text(text) => format!("'{text}'"),
        }
    }
}

/// NaN fails every comparison but `!=`.
fn holds(comparison: &str, left: &Value, right: &Value) -> bool {
    if let (Value::Number(left), Value::Number(right)) = (left, right) {
        let room = ROUNDING * left.abs().max(right.abs());
        let is_equal = left.total_cmp(right).is_eq() || (left - right).abs() <= room;
        return match comparison {
            ">=" => left > right || is_equal,
            "<=" => left < right || is_equal,
            ">" => left > right && !is_equal,
            "<" => left < right && !is_equal,
            "!=" => !is_equal,
            _ => is_equal,
        };
    }
    let text = |value: &Value| match value {
        Value::Number(number) => number.to_string(),
        Value::Text(text) => text.clone(),
    };
    let is_equal = text(left) == text(right);
    match comparison {
        "=" | "==" => is_equal,
        "!=" => !is_equal,
        _ => false,
    }
}

impl Term {
    fn needs_baseline(&self) -> bool {
        match self {
            Self::Baseline(_) => true,
            Self::Binary(_, a, b) => a.needs_baseline() || b.needs_baseline(),
            Self::Number(_) | Self::Text(_) | Self::Field(_) => false,
        }
    }

    fn first_field(&self) -> Option<&str> {
        match self {
            Self::Field(field) => Some(field),
            Self::Binary(_, a, b) => a.first_field().or_else(|| b.first_field()),
            Self::Number(_) | Self::Text(_) | Self::Baseline(_) => None,
        }
    }

    /// The value, or what is missing for it.
    fn value(
        &self,
        run: &Run,
        baseline: Option<&Run>,
        of_left: Option<&str>,
    ) -> Result<Value, String> {
        match self {
            Self::Number(number) => Ok(Value::Number(*number)),
            Self::Text(text) => Ok(Value::Text(text.clone())),
            Self::Field(field) => {
                field_of(run, field).ok_or_else(|| missing("the run", run, field))
            }
            Self::Baseline(field) => {
                let field = field.as_deref().or(of_left);
                let field = field.ok_or("the left side names no metric for `baseline`")?;
                let baseline = baseline.ok_or("there is no baseline")?;
                field_of(baseline, field).ok_or_else(|| missing("the baseline", baseline, field))
            }
            Self::Binary(operator, a, b) => {
                let number = |term: &Self| match term.value(run, baseline, of_left)? {
                    Value::Number(number) => Ok(number),
                    Value::Text(text) => text
                        .parse()
                        .map_err(|_| format!("`{text}` is no number, and `{operator}` needs one")),
                };
                let (a, b) = (number(a)?, number(b)?);
                Ok(Value::Number(match operator {
                    '+' => a + b,
                    '-' => a - b,
                    '*' => a * b,
                    _ => a / b,
                }))
            }
        }
    }
}

/// Says what a run does not have, and what may be meant.
fn missing(who: &str, run: &Run, field: &str) -> String {
    let known = naming::keys_of(&[run]);
    let meant = naming::meant_key(field, &known);
    let meant = meant.map(|meant| format!("; did you mean `{meant}`?"));
    format!("{who} has no `{field}`{}", meant.unwrap_or_default())
}

fn field_of(run: &Run, field: &str) -> Option<Value> {
    let text = |text: &str| Value::Text(text.to_owned());
    match field.split_once('.') {
        Some(("metrics" | "metric", key)) => {
            run.metric(key).map(|metric| Value::Number(metric.value))
        }
        Some(("params" | "param", key)) => run.param(key).map(text),
        Some(("tags" | "tag", key)) => run.tag(key).map(text),
        _ if field == "status" => Some(text(run.info.status.as_str())),
        _ if field == "run_name" => run.info.run_name.as_deref().map(text),
        _ => None,
    }
}

struct Parser<'a> {
    text: &'a str,
    rest: &'a str,
}

impl Parser<'_> {
    fn wrong(&self, expected: &str) -> Error {
        let column = self.text.len() - self.rest.trim_start().len();
        let column = self.text[..column].chars().count() + 1;
        usage_error(format!(
            "the condition `{}` is wrong at character {column}: expected {expected}",
            self.text
        ))
        .hint("conditions are like `metrics.acc >= baseline - 0.01` or `params.solver = 'saga'`")
    }

    fn take(&mut self, sign: &str) -> bool {
        let rest = self.rest.trim_start();
        match rest.strip_prefix(sign) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn comparison(&mut self) -> Result<&'static str> {
        let found = COMPARISONS.into_iter().find(|sign| self.take(sign));
        found.ok_or_else(|| self.wrong("one of `>=`, `<=`, `>`, `<`, `=` and `!=`"))
    }

    fn sum(&mut self) -> Result<Term> {
        self.chain(&['+', '-'], Self::product)
    }

    fn product(&mut self) -> Result<Term> {
        self.chain(&['*', '/'], Self::factor)
    }

    fn chain(&mut self, operators: &[char], next: fn(&mut Self) -> Result<Term>) -> Result<Term> {
        let mut term = next(self)?;
        while let Some(operator) = operators.iter().find(|sign| self.take(&sign.to_string())) {
            term = Term::Binary(*operator, Box::new(term), Box::new(next(self)?));
        }
        Ok(term)
    }

    fn factor(&mut self) -> Result<Term> {
        if self.take("(") {
            let term = self.sum()?;
            return if self.take(")") {
                Ok(term)
            } else {
                Err(self.wrong("`)`"))
            };
        }
        if self.take("-") {
            let negated = self.factor()?;
            return Ok(Term::Binary(
                '-',
                Box::new(Term::Number(0.0)),
                Box::new(negated),
            ));
        }
        for quote in ["'", "\""] {
            if self.take(quote) {
                let end = self
                    .rest
                    .find(quote)
                    .ok_or_else(|| self.wrong("a closing quote"))?;
                let text = self.rest[..end].to_owned();
                self.rest = &self.rest[end + 1..];
                return Ok(Term::Text(text));
            }
        }
        let word = self.word()?;
        if let Ok(number) = word.parse() {
            return Ok(Term::Number(number));
        }
        self.named(word)
    }

    /// A field: of the run, or of the baseline.
    fn named(&mut self, mut word: String) -> Result<Term> {
        if word.ends_with('.') && self.rest.starts_with('`') {
            let end = self.rest[1..]
                .find('`')
                .ok_or_else(|| self.wrong("a closing `"))?;
            word.push_str(&self.rest[1..=end]);
            self.rest = &self.rest[end + 2..];
        }
        if word == "baseline" {
            return Ok(Term::Baseline(None));
        }
        if let Some(field) = word.strip_prefix("baseline.") {
            return Ok(Term::Baseline(Some(field.to_owned())));
        }
        let kinds = ["metrics.", "metric.", "params.", "param.", "tags.", "tag."];
        let is_field = kinds.iter().any(|kind| word.starts_with(kind))
            || matches!(word.as_str(), "status" | "run_name");
        if is_field {
            Ok(Term::Field(word))
        } else {
            Err(self.wrong(&format!(
                "a number, a text in quotes, `baseline`, `status` or a key such as \
                 `metrics.acc`, and not `{word}`"
            )))
        }
    }

    fn word(&mut self) -> Result<String> {
        let rest = self.rest.trim_start();
        let is_number = rest.starts_with(|c: char| c.is_ascii_digit() || c == '.');
        let mut before = ' ';
        let end = rest
            .find(|c: char| {
                let is_exponent = is_number && matches!(before, 'e' | 'E') && "+-".contains(c);
                before = c;
                !(c.is_alphanumeric() || "._@:".contains(c) || is_exponent)
            })
            .unwrap_or(rest.len());
        if end == 0 {
            return Err(self.wrong("a number or a key"));
        }
        self.rest = &rest[end..];
        Ok(rest[..end].to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entity::{Metric, Param, RunData, Tag};

    fn run(acc: f64) -> Run {
        Run {
            data: RunData {
                metrics: vec![Metric {
                    key: "acc".into(),
                    value: acc,
                    timestamp: 0,
                    step: 0,
                }],
                params: vec![Param::new("solver", "saga")],
                tags: vec![Tag::new("a-b", "c")],
            },
            ..Run::sample()
        }
    }

    #[test]
    fn conditions_compare_with_a_baseline() {
        for (text, expected) in [
            ("metrics.acc >= baseline - 0.01", true),
            ("metrics.acc>=baseline-0.01", true),
            ("metrics.acc > baseline", false),
            ("metrics.acc >= 0.98 * baseline.metrics.acc", true),
            ("metrics.acc * 2 = 1.8", true),
            ("(metrics.acc + 1) / 2 <= 9.5e-1", true),
            ("-metrics.acc < -0.5", true),
            ("params.solver = 'saga'", true),
            ("params.solver != 'saga'", false),
            ("tags.`a-b` = \"c\"", true),
            ("status = 'FINISHED'", true),
            ("metrics.loss < 1", false),
            ("params.solver > 1", false),
        ] {
            let condition = Condition::parse(text).unwrap();
            let verdict = condition.decide(&run(0.9), Some(&run(0.91)));
            assert_eq!(verdict.holds, expected, "{text}: {}", verdict.why);
        }
        let missing = Condition::parse("metrics.loss < 1").unwrap();
        let verdict = missing.decide(&run(0.9), None);
        assert_eq!(verdict.why, "the run has no `metrics.loss`");
    }

    #[test]
    fn what_is_no_condition_is_refused() {
        for text in [
            "",
            "metrics.acc",
            "metrics.acc > ",
            "acc > 1",
            "metrics.acc > (1",
            "metrics.acc > 1 2",
            "metrics.acc >> 1",
            "params.a = 'x",
            "metrics.`a > 1",
        ] {
            assert!(Condition::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_number_that_is_none_holds_nothing() {
        for text in ["metrics.acc >= 0", "metrics.acc < 0", "metrics.acc = 0"] {
            let condition = Condition::parse(text).unwrap();
            assert!(!condition.decide(&run(f64::NAN), None).holds, "{text}");
        }
    }
}
