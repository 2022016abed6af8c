//! The language of filters and orders: `metrics.loss < 1 AND tags.stage = 'prod'`, `start_time DESC`.
//!
//! A text is parsed once, into a [`Filter`] or a list of orders whose keys and literals are
//! already checked; a mistake in it is an error that points at its place. From there on there are
//! two users: the file store evaluates ([`Filter::matches`], `RunRank`), the SQL store
//! translates. Both give the same answer. No I/O here.
//!
//! # The language
//! What MLflow 3.17.2 accepts means the same here, as its SQLite store understands it: its file
//! store differs in places. Beyond that there are `OR`, `NOT` and parentheses; `NOT` binds closer
//! than `AND`, and `AND` closer than `OR`.
//!
//! * A field that has no value fails every comparison, `!=` and `NOT IN` among them; only
//!   `IS NULL` holds for it. `NOT` turns that round like any other answer, so
//!   `NOT params.a = '1'` also finds the runs without a param `a`, and `params.a != '1'` does not.
//! * NaN is unequal to every number, and otherwise in no relation to any. Infinity is the
//!   greatest finite number, because that is how MLflow keeps it in a database.
//! * Texts are compared to the letter. `LIKE` heeds case, `ILIKE` does not for ASCII letters.
//! * Quoted texts have no escapes: `'it''s'` and `'it\'s'` are read to the letter, as MLflow reads
//!   them. A text with both kinds of quotes is written `E'it\'s a \"b\"'`.
//! * A run with several data sets passes `datasets.name != 'x'` when one of them passes.
//!
//! # The order
//! * Runs: by the keys given, then by start, latest first, then by id. Runs without a value come
//!   last in either direction, those whose metric is NaN just before them.
//! * Experiments: by the keys given, then by id, greatest first; without keys by creation, latest
//!   first, then by id, least first. Experiments without a value count as least.

mod ast;
mod display;
mod eval;
mod lexer;
mod like;
mod literal;
mod logged_model;
mod mistake;
mod order;
mod parser;
#[cfg(test)]
pub(crate) mod strategies;
mod vocabulary;

pub use ast::*;
pub use eval::{Facts, RunFacts};
pub(crate) use like::to_glob;
pub use logged_model::{
    DatasetSelector, ModelAttribute, ModelField, ModelKey, ModelOrder, parse_model_filter,
    parse_model_key,
};
pub(crate) use logged_model::{ModelRank, complete_model_order, finds_model, takes_all_measured};
pub(crate) use order::{ExperimentRank, RunRank, complete_experiment_order, complete_run_order};

use crate::error::{Error, Result};

/// Reads a filter over runs; an empty text is no filter.
pub fn parse_run_filter(text: &str) -> Result<Option<Filter>> {
    parser::filter(text).map_err(|mistake| mistake.into_error("filter", text))
}

/// Reads a filter over experiments; an empty text is no filter.
pub fn parse_experiment_filter(text: &str) -> Result<Option<Filter<ExperimentKey>>> {
    parser::filter(text).map_err(|mistake| mistake.into_error("filter", text))
}

/// Reads the keys of an order of runs.
pub fn parse_run_orders(texts: &[String]) -> Result<Vec<RunOrder>> {
    let mut orders: Vec<RunOrder> = Vec::new();
    for text in texts {
        let (field, direction) = order(text)?;
        let RunField::Key(key) = field else {
            return Err(not_ordered_by("runs", text));
        };
        // Like MLflow's SQL store, which cannot name two columns alike.
        if orders.iter().any(|order| order.key == key) {
            return Err(Error::invalid(format!(
                "the order has `{key}` twice; expected each key once"
            )));
        }
        orders.push(RunOrder { key, direction });
    }
    Ok(orders)
}

/// Reads the keys of an order of experiments.
pub fn parse_experiment_orders(texts: &[String]) -> Result<Vec<ExperimentOrder>> {
    let read = |text: &String| match order(text)? {
        (ExperimentKey::Attribute(key), direction) => Ok(ExperimentOrder { key, direction }),
        (ExperimentKey::Tag(_), _) => Err(not_ordered_by("experiments", text)),
    };
    texts.iter().map(read).collect()
}

fn order<F: vocabulary::Field>(text: &str) -> Result<(F, Direction)> {
    parser::order(text).map_err(|mistake| mistake.into_error("order", text))
}

fn not_ordered_by(what: &str, text: &str) -> Error {
    let expected = match what {
        "runs" => "an attribute, a metric, a param or a tag",
        _ => "`experiment_id`, `name`, `creation_time` or `last_update_time`",
    };
    Error::invalid(format!(
        "{what} cannot be ordered by `{text}`; expected {expected}"
    ))
}
