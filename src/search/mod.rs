//! The language of filters and orders: `metrics.loss < 1 AND tags.stage = 'prod'`, `start_time DESC`.
//!
//! A text is parsed once, into a [`Filter`] or a list of orders whose keys and literals are
//! already checked; a mistake in it is an error that points at its place. From there on there are
//! two users: the file store evaluates (`Filter::matches`, `RunRank`), the SQL store translates.
//! Both give the same answer, but for `ILIKE` beyond ASCII. No I/O here.
//!
//! # The language
//! What MLflow 3.17.2 accepts means the same here. Where its two stores differ (infinity, `LIKE`
//! over several lines, experiments' ids, a key twice in an order), both of ours do as its SQLite
//! store does. Beyond that there are `OR`, `NOT` and parentheses; `NOT`
//! binds closer than `AND`, and `AND` closer than `OR`.
//!
//! * A field that has no value fails every comparison, `!=` and `NOT IN` among them; only
//!   `IS NULL` holds for it. `NOT` turns that round like any other answer, so
//!   `NOT params.a = '1'` also finds the runs without a param `a`, and `params.a != '1'` does not.
//! * NaN is unequal to every number, and otherwise in no relation to any. Infinity is the
//!   greatest finite number, because that is how MLflow keeps it in a database.
//! * Texts are compared to the letter. `LIKE` heeds case, `ILIKE` does not: for
//!   ASCII letters in a database, and for all letters in a file store, as in MLflow.
//! * Quoted texts have no escapes: `'it''s'` and `'it\'s'` are read to the letter, as MLflow reads
//!   them. A text with both kinds of quotes is written `E'it\'s a \"b\"'`.
//! * A run with several data sets passes `datasets.name != 'x'` when one of them passes.
//!
//! # The order
//! * Runs: by the keys given, then by start, latest first, then by id. Runs without a value come
//!   last in either direction, those whose metric is NaN just before them.
//! * Experiments: by the keys given, then by id, greatest first; without keys by creation, latest
//!   first, then by id, least first. Experiments without a value count as least.
//! * Logged models: by the keys given, then by creation, latest first, then by id. Models without
//!   a value come last in either direction.

mod ast;
mod display;
mod eval;
mod lexer;
mod like;
mod literal;
mod logged_model;
mod order;
mod parse_error;
mod parser;
#[cfg(test)]
pub(crate) mod strategies;
mod vocabulary;

pub use ast::*;
pub(crate) use eval::{Facts, RunFacts, Value, holds_for};
pub use logged_model::{
    DatasetSelector, ModelAttribute, ModelField, ModelKey, ModelOrder, parse_model_filter,
    parse_model_key,
};
pub(crate) use logged_model::{ModelRank, complete_model_order, finds_model, takes_all_measured};
pub(crate) use order::{
    ExperimentRank, RunRank, compare_values, complete_experiment_order, complete_run_order,
};

use crate::error::{Error, Result};

use parse_error::{ParseError, Text};

/// Reads a filter over runs; an empty text is no filter.
pub fn parse_run_filter(text: &str) -> Result<Option<Filter>> {
    parser::filter(Text::Filter, text).map_err(|mistake| mistake.into_error(Text::Filter, text))
}

/// Reads a filter over experiments; an empty text is no filter.
pub fn parse_experiment_filter(text: &str) -> Result<Option<Filter<ExperimentKey>>> {
    parser::filter(Text::Filter, text).map_err(|mistake| mistake.into_error(Text::Filter, text))
}

/// Most keys in one order. Each may be a table to join, and `SQLite` joins 64.
pub const MAX_ORDER_KEYS: usize = 50;

/// Reads the keys of an order of runs.
pub fn parse_run_orders(texts: &[String]) -> Result<Vec<RunOrder>> {
    let mut orders: Vec<RunOrder> = Vec::new();
    for text in texts {
        let (field, direction) = order(text)?;
        let RunField::Key(key) = field else {
            let message = "runs have no order by data sets; expected an attribute, a metric, \
                           a param or a tag";
            return Err(wrong_order(
                text,
                "Invalid identifier type 'dataset'",
                message,
            ));
        };
        // As in MLflow's SQL store, which cannot join one thing twice.
        if orders.iter().any(|order| order.key == key) {
            let message = format!("`{key}` comes twice in the order; expected each key once");
            return Err(wrong_order(
                text,
                "`order_by` contains duplicate fields",
                message,
            ));
        }
        if orders.len() == MAX_ORDER_KEYS {
            let message = format!("an order has at most {MAX_ORDER_KEYS} keys");
            return Err(wrong_order(text, "Invalid order_by clause", message));
        }
        orders.push(RunOrder { key, direction });
    }
    Ok(orders)
}

/// Reads the keys of an order of experiments.
pub fn parse_experiment_orders(texts: &[String]) -> Result<Vec<ExperimentOrder>> {
    let read = |text: &String| match order(text)? {
        (ExperimentKey::Attribute(key), direction) => Ok(ExperimentOrder { key, direction }),
        (ExperimentKey::Tag(_), _) => {
            let message = "experiments have no order by tags; expected an attribute";
            Err(wrong_order(text, "Invalid order_by entity", message))
        }
    };
    texts.iter().map(read).collect()
}

fn order<F: vocabulary::Field>(text: &str) -> Result<(F, Direction)> {
    parser::order(text).map_err(|mistake| mistake.into_error(Text::Order, text))
}

/// The error for a key that is understood, but no key of this order.
fn wrong_order(text: &str, phrase: &str, message: impl Into<String>) -> Error {
    ParseError::new(0..text.len(), message)
        .phrase(phrase)
        .into_error(Text::Order, text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal<T: std::fmt::Debug>(result: Result<T>) -> String {
        result.unwrap_err().message().to_owned()
    }

    #[test]
    fn a_mistake_is_shown_in_the_text() {
        let error = parse_run_filter("status = 'x' AND metrics.a => 2").unwrap_err();
        assert_eq!(
            error.message(),
            "Invalid comparator '=>': the filter is wrong at character 28: found `=>`; expected `=`, `!=`, `>`, `>=`, \
             `<` or `<=`\n  \
             status = 'x' AND metrics.a => 2\n                             ^^"
        );
    }

    #[test]
    fn keys_by_which_nothing_is_ordered_are_refused() {
        let runs = |texts: &[&str]| {
            parse_run_orders(&texts.iter().map(ToString::to_string).collect::<Vec<_>>())
        };
        assert!(refusal(runs(&["dataset.name"])).contains("no order by data sets"));
        assert!(refusal(runs(&["start_time", "created DESC"])).contains("comes twice"));
        assert!(refusal(runs(&["metrics.a up"])).contains("expected `ASC`, `DESC`"));
        let many: Vec<String> = (0..=MAX_ORDER_KEYS).map(|i| format!("tags.t{i}")).collect();
        assert!(refusal(parse_run_orders(&many)).contains("at most 50 keys"));
        let tag = parse_experiment_orders(&["tags.a".to_owned()]);
        assert!(refusal(tag).contains("no order by tags"));
    }
}
