//! Conformance cases that every backend passes: functions over `&dyn Store`, each named once,
//! a file per entity. A backend's own test calls [`check`].
//!
//! The cases hold what the traits promise and no more: where MLflow's own stores differ (the
//! order of equal times, an infinite metric in a database), a case takes either answer and says
//! so. A remote store, which assigns ids, times and artifact locations itself, is held to what it assigned.

#[cfg(unix)]
#[allow(dead_code, reason = "some of it is for the integration tests alone")]
#[path = "../../../tests/it/support/database_server.rs"]
pub(crate) mod database_server;
mod dataset;
mod experiment;
mod fixture;
mod logged_model;
mod metric;
mod model_version;
mod param;
mod purge;
mod registered_model;
mod run;
#[cfg(unix)]
#[path = "../../../tests/it/support/skip.rs"]
mod skip;
mod tag;
mod webhook;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use super::{OpenOptions, Store};
#[cfg(unix)]
use skip::skip;

/// A case: its name and what it does with an empty store.
type Case = (&'static str, fn(&dyn Store));

/// Declares the cases of an entity: functions over a store, and the list of them.
macro_rules! cases {
    ($($(#[$doc:meta])* fn $name:ident($store:ident) $body:block)+) => {
        $($(#[$doc])* fn $name($store: &dyn crate::store::Store) $body)+

        pub(super) const CASES: &[super::Case] = &[$((stringify!($name), $name)),+];
    };
}
use cases;

/// Runs every case on a new store that `open` makes in an empty folder, and fails with the names
/// of the cases that fail.
pub(crate) fn check(open: impl Fn(&Path, &OpenOptions) -> Box<dyn Store>) {
    check_all(
        &[
            experiment::CASES,
            run::CASES,
            metric::CASES,
            param::CASES,
            tag::CASES,
            dataset::CASES,
            logged_model::CASES,
            purge::CASES,
        ],
        open,
    );
}

/// The same with the cases of runs alone.
#[cfg(unix)]
pub(crate) fn check_runs(open: impl Fn(&Path, &OpenOptions) -> Box<dyn Store>) {
    check_all(&[run::CASES, metric::CASES], open);
}

/// The same with the cases of a store that has a model registry.
pub(crate) fn check_registry(open: impl Fn(&Path, &OpenOptions) -> Box<dyn Store>) {
    check_all(&[registered_model::CASES, model_version::CASES], open);
}

/// The same with the cases of a store that has webhooks.
pub(crate) fn check_webhooks(open: impl Fn(&Path, &OpenOptions) -> Box<dyn Store>) {
    check_all(&[webhook::CASES], open);
}

fn check_all(all: &[&[Case]], open: impl Fn(&Path, &OpenOptions) -> Box<dyn Store>) {
    let mut failed = Vec::new();
    for &(name, case) in all.iter().copied().flatten() {
        let folder = tempfile::tempdir().unwrap();
        let store = open(folder.path(), &fixture::options());
        if catch_unwind(AssertUnwindSafe(|| case(&*store))).is_err() {
            failed.push(name);
        }
    }
    assert!(failed.is_empty(), "these cases failed: {failed:#?}");
}
