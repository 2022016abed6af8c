//! The language of filters and orders: `metrics.loss < 1 AND tags.stage = 'prod'`, `start_time DESC`.
//!
//! A text is parsed once, into a [`Filter`] or a list of orders whose keys and literals are
//! already checked; a mistake in it is an error that points at its place. From there on there are
//! two users: the file store evaluates ([`eval`]), the SQL store translates. No I/O here.

mod ast;

pub use ast::*;

use crate::error::Result;

/// Reads a filter over runs; an empty text is no filter.
pub fn parse_run_filter(_text: &str) -> Result<Option<Filter>> {
    todo!()
}

/// Reads a filter over experiments; an empty text is no filter.
pub fn parse_experiment_filter(_text: &str) -> Result<Option<Filter>> {
    todo!()
}

/// Reads the keys of an order of runs.
pub fn parse_run_orders(_texts: &[String]) -> Result<Vec<RunOrder>> {
    todo!()
}

/// Reads the keys of an order of experiments.
pub fn parse_experiment_orders(_texts: &[String]) -> Result<Vec<ExperimentOrder>> {
    todo!()
}
