//! What a filter and an order are made of.

/// A condition over runs or experiments.
#[derive(Clone, Debug, PartialEq)]
pub enum Filter {
    /// All of these hold.
    And(Vec<Filter>),
}

/// One key of the order of runs.
#[derive(Clone, Debug, PartialEq)]
pub struct RunOrder {}

/// One key of the order of experiments.
#[derive(Clone, Debug, PartialEq)]
pub struct ExperimentOrder {}
