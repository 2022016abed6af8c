//! What upgrades read out of values, by the rules of MLflow's migrations in Python, whatever the
//! engine.

pub(super) mod issues;
pub(super) mod json;
pub(super) mod traces;
