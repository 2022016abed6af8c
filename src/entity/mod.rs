//! What MLflow keeps facts about: experiments, runs, their metrics, params, tags and inputs.
//!
//! Plain data with its ids, limits and name checks. No I/O, no JSON quirks: how an entity is
//! spelt on the wire, in a file or in a table is the business of `api`, `store/file`, `store/sql`.

mod dataset;
mod experiment;
mod id;
mod lifecycle;
pub mod limits;
mod metric;
mod name;
mod param;
mod run;
mod tag;

pub use dataset::{Dataset, DatasetInput};
pub use experiment::{DEFAULT_EXPERIMENT_ID, DEFAULT_EXPERIMENT_NAME, Experiment};
pub use id::{ExperimentId, RunId};
pub use lifecycle::{LifecycleStage, ViewType};
pub use metric::Metric;
pub use name::random_run_name;
pub use param::Param;
pub use run::{ModelInput, ModelOutput, Run, RunData, RunInfo, RunInputs, RunOutputs, RunStatus};
pub use tag::{Tag, keys};
