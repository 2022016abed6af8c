//! GraphQL, as MLflow's own page speaks it: a document is checked, and answered from what the REST API
//! answers.
//!
//! 1. [`document`] reads the text and finds the operation that is meant.
//! 2. [`limits`] refuses what asks for too much.
//! 3. [`plan`] finds what is selected in the types of [`schema`], whose tables are in [`mlflow`], with the
//!    variables and arguments of [`values`].
//! 4. [`mod@execute`] has each field resolved by whoever knows the stores, and [`project`] takes from the
//!    answer what is wanted.
//!
//! Nothing here knows a store, a user or HTTP: `routes/graphql.rs` does.

mod document;
mod execute;
mod limits;
mod mlflow;
mod plan;
mod project;
mod schema;
#[cfg(test)]
mod tests;
mod values;

pub(super) use execute::{Resolver, execute};
pub(super) use plan::Plan;
pub(super) use schema::Root;
