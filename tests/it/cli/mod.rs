//! Commands that need no project: their flags, output and exit codes.

mod artifacts;
mod bad_input;
mod completions;
mod concurrency;
mod experiments;
mod gc;
pub(crate) mod models;
mod naming;
mod phrases;
mod pipelines;
mod runs;
mod stores;
mod terminal;
pub(crate) mod webhooks;
mod wrong;
