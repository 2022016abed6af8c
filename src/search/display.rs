//! Filters and orders as text that parses back to the same.

use std::fmt::{self, Display, Formatter};

use super::ast::{
    Condition, Direction, ExperimentKey, ExperimentOrder, Filter, Number, RunField, RunKey,
    RunOrder, Test,
};
use super::literal::escaped;
use super::vocabulary::Operator;

impl<F: Display> Display for Filter<F> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::And(all) => joined(f, all, " AND "),
            Self::Or(all) => joined(f, all, " OR "),
            Self::Not(negated) => {
                f.write_str("NOT ")?;
                operand(f, negated)
            }
            Self::Is(condition) => condition.fmt(f),
        }
    }
}

fn joined<F: Display>(f: &mut Formatter<'_>, all: &[Filter<F>], word: &str) -> fmt::Result {
    for (index, filter) in all.iter().enumerate() {
        if index > 0 {
            f.write_str(word)?;
        }
        operand(f, filter)?;
    }
    Ok(())
}

/// A part of a larger filter, in parentheses where it has parts itself.
fn operand<F: Display>(f: &mut Formatter<'_>, filter: &Filter<F>) -> fmt::Result {
    match filter {
        Filter::And(_) | Filter::Or(_) => write!(f, "({filter})"),
        Filter::Not(_) | Filter::Is(_) => filter.fmt(f),
    }
}

impl<F: Display> Display for Condition<F> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Self { field, test } = self;
        match test {
            Test::Number(relation, number) => write!(f, "{field} {} {number}", relation.as_str()),
            Test::Equals(true, text) => write!(f, "{field} = {}", quoted(text)),
            Test::Equals(false, text) => write!(f, "{field} != {}", quoted(text)),
            Test::Like(case, pattern) => {
                let like = Operator::Like(*case).as_str();
                write!(f, "{field} {like} {}", quoted(pattern))
            }
            Test::OneOf(among, texts) => {
                let list: Vec<_> = texts.iter().map(|text| listed(text)).collect();
                let operator = Operator::In(*among).as_str();
                write!(f, "{field} {operator} ({})", list.join(", "))
            }
            Test::Present(present) => {
                write!(f, "{field} {}", Operator::Present(*present).as_str())
            }
        }
    }
}

/// A text in quotes that are not in it, or else with escapes.
fn quoted(text: &str) -> String {
    let ends_open = text.ends_with('\\');
    if !text.contains('\'') && !ends_open {
        format!("'{text}'")
    } else if !text.contains('"') && !ends_open {
        format!("\"{text}\"")
    } else {
        format!("E'{}'", escaped(text))
    }
}

/// A text in a list, where a quote may have a backslash before it.
fn listed(text: &str) -> String {
    // Before the closing quote, one backslash would keep it from closing.
    let prefix = if text.contains('\\') { "E" } else { "" };
    format!("{prefix}'{}'", escaped(text))
}

impl Display for Number {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Integer(number) => write!(f, "{number}"),
            // Greater than any finite number, so that it reads as infinite again.
            Self::Float(f64::INFINITY) => f.write_str("1e999"),
            Self::Float(f64::NEG_INFINITY) => f.write_str("-1e999"),
            Self::Float(number) => write!(f, "{number:?}"),
        }
    }
}

impl Display for RunField {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Key(key) => key.fmt(f),
            Self::Dataset(field) => write!(f, "datasets.{}", field.as_str()),
        }
    }
}

impl Display for RunKey {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Metric(key) => write!(f, "metrics.{}", quoted_key(key)),
            Self::Param(key) => write!(f, "params.{}", quoted_key(key)),
            Self::Tag(key) => write!(f, "tags.{}", quoted_key(key)),
            Self::Attribute(attribute) => f.write_str(attribute.as_str()),
        }
    }
}

impl Display for ExperimentKey {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tag(key) => write!(f, "tags.{}", quoted_key(key)),
            Self::Attribute(attribute) => f.write_str(attribute.as_str()),
        }
    }
}

/// A key, between quotes that are not in it unless it is plain. (A key with all three kinds of
/// quotes can be asked for, but never logged.)
pub(super) fn quoted_key(key: &str) -> String {
    let is_plain = key
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
    if is_plain {
        return key.to_owned();
    }
    let fits = |quote: &char| !key.contains(*quote) && (*quote == '`' || !key.ends_with('\\'));
    let quote = ['`', '"', '\''].into_iter().find(fits).unwrap_or('`');
    format!("{quote}{key}{quote}")
}

impl Display for Direction {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ascending => "ASC",
            Self::Descending => "DESC",
        })
    }
}

impl Display for RunOrder {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.key, self.direction)
    }
}

impl Display for ExperimentOrder {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.key.as_str(), self.direction)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use crate::search::{
        parse_experiment_filter, parse_experiment_orders, parse_run_filter, parse_run_orders,
        strategies,
    };

    fn texts<T: ToString>(orders: &[T]) -> Vec<String> {
        orders.iter().map(T::to_string).collect()
    }

    proptest! {
        #[test]
        fn a_filter_of_runs_parses_back(filter in strategies::run_filter()) {
            let text = filter.to_string();
            prop_assert_eq!(parse_run_filter(&text).unwrap(), Some(filter), "{}", text);
        }

        #[test]
        fn a_filter_of_experiments_parses_back(filter in strategies::experiment_filter()) {
            let text = filter.to_string();
            prop_assert_eq!(parse_experiment_filter(&text).unwrap(), Some(filter), "{}", text);
        }

        #[test]
        fn orders_parse_back(
            runs in strategies::run_orders(),
            experiments in strategies::experiment_orders(),
        ) {
            prop_assert_eq!(parse_run_orders(&texts(&runs)).unwrap(), runs);
            prop_assert_eq!(parse_experiment_orders(&texts(&experiments)).unwrap(), experiments);
        }

        #[test]
        fn any_text_is_a_filter_or_a_mistake_in_it(text in any::<String>()) {
            if let Err(error) = parse_run_filter(&text) {
                prop_assert!(error.message().contains('^'));
            }
        }

        #[test]
        fn words_of_filters_in_any_order_are_a_filter_or_a_mistake(words in proptest::collection::vec(
            proptest::sample::select(&[
                "metrics.a", "params.`x y`", "status", "run_id", "AND", "OR", "NOT", "IN", "IS",
                "NULL", "LIKE", "(", ")", ",", "'x'", "\"y\"", "E'z'", "1", "-.5", "=", "!=", "'", "é",
            ][..]), 0..12))
        {
            let text = words.join(" ");
            match parse_run_filter(&text) {
                Ok(Some(filter)) => {
                    let again = parse_run_filter(&filter.to_string()).unwrap();
                    prop_assert_eq!(again, Some(filter));
                }
                Ok(None) => {}
                Err(error) => prop_assert!(error.message().contains('^')),
            }
        }
    }
}
