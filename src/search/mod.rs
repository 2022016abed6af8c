//! The language of filters and orders: `metrics.loss < 1 AND tags.stage = 'prod'`, `start_time DESC`.
//!
//! A text is parsed once, into a [`Filter`] or a list of [`Order`]s whose keys and literals are
//! already checked. An error says what is wrong and shows where. From then on there are two users:
//! the file store evaluates (`Filter::matches`, `Rank`), the SQL store translates. Both give the
//! same answer, but for `ILIKE` beyond ASCII. No I/O here.
//!
//! # The files
//! * Lexer, parser, filter, evaluation, order and page tokens are the same for every entity.
//! * An entity's file (`run`, `experiment`, `logged_model`, `registered_model`,
//!   `model_version`) says the rest: its fields with their
//!   names, types and operators (`Vocabulary`), the values of one result (`Facts`), by what
//!   results are ordered (`Ranked`) and what breaks ties, and MLflow's phrases for its errors.
//!   `prompt` has the rule that hides prompts. A new entity is a new file; `strategies/` has its random filters for the tests.
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

mod eval;
mod experiment;
mod filter;
mod lexer;
mod like;
mod literal;
mod logged_model;
mod model_version;
mod order;
mod page_token;
mod parse_error;
mod parser;
mod prompt;
mod quote;
mod registered_model;
mod run;
#[cfg(test)]
pub(crate) mod strategies;
mod vocabulary;

pub(crate) use eval::{Facts, Value};
pub(crate) use experiment::complete_experiment_order;
pub use experiment::{
    ExperimentAttribute, ExperimentKey, ExperimentOrder, parse_experiment_filter,
    parse_experiment_orders,
};
pub use filter::{Case, Condition, Filter, Number, Relation, Test};
pub use logged_model::{
    DatasetSelector, ModelAttribute, ModelField, ModelKey, ModelOrder, parse_model_filter,
    parse_model_key,
};
pub(crate) use logged_model::{
    asks_for_run_of_model, complete_model_order, finds_model, takes_all_measured,
};
pub use model_version::{
    ModelVersionAttribute, ModelVersionField, ModelVersionOrder, parse_model_version_filter,
    parse_model_version_orders,
};
pub(crate) use model_version::{asks_for_run_of_version, complete_model_version_order};
pub use order::{Direction, MAX_ORDER_KEYS, Order};
pub(crate) use order::{Rank, compare_values};
pub(crate) use page_token::{decode_token, encode_token, page_offset, page_token};
pub use parse_error::ParseError;
pub use parser::check_joined;
pub(crate) use prompt::{NO_PROMPT, Tagged, asks_for_prompts};
pub(crate) use registered_model::complete_registered_model_order;
pub use registered_model::{
    RegisteredModelAttribute, RegisteredModelField, RegisteredModelOrder,
    parse_registered_model_filter, parse_registered_model_orders,
};
pub use run::{
    DatasetField, RunAttribute, RunField, RunKey, RunOrder, parse_run_filter, parse_run_orders,
};
pub(crate) use run::{RunFacts, complete_run_order};
