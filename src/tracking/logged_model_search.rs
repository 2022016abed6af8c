//! Searches for logged models, as users state them.

use crate::entity::ExperimentId;
use crate::search::{DatasetSelector, Direction};

/// A search for logged models, as a user states it.
#[derive(Clone, Debug, Default)]
pub struct LoggedModelSearch<'a> {
    /// In which experiments.
    pub experiment_ids: Vec<ExperimentId>,
    /// In the filter language; `None` takes all.
    pub filter: Option<&'a str>,
    /// On which data sets the metrics of the filter count; none means any. If the filter has no
    /// metric, something must have been measured on one of them.
    pub datasets: Vec<DatasetSelector>,
    /// Keys of the order.
    pub order_by: Vec<LoggedModelOrder<'a>>,
    /// Most results on one page.
    pub max_results: usize,
    /// Where the previous page ended.
    pub page_token: Option<String>,
}

/// A key of the order of logged models, as a user states it.
#[derive(Clone, Debug)]
pub struct LoggedModelOrder<'a> {
    /// An attribute, or `metrics.` and a key.
    pub field: &'a str,
    /// From the least to the greatest, or the other way.
    pub direction: Direction,
    /// The data sets on which a metric counts.
    pub dataset: DatasetSelector,
}
