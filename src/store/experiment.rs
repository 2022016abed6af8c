//! How a store keeps experiments.

use crate::entity::{Experiment, ExperimentId, LifecycleStage, Tag, ViewType};
use crate::error::Result;
use crate::search::{ExperimentKey, ExperimentOrder, Filter};

use super::Page;

/// Where a new experiment's artifacts go.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ArtifactLocation {
    /// Exactly here.
    At(String),
    /// In a folder of this root, named by the id that the store assigns.
    Under(String),
}

impl ArtifactLocation {
    /// The location of the experiment with this id.
    pub fn resolve(&self, id: &ExperimentId) -> String {
        match self {
            Self::At(location) => location.clone(),
            Self::Under(root) => crate::uri::join(root, id.as_str()),
        }
    }
}

/// An experiment to be created; the store assigns the id.
#[derive(Clone, Debug)]
pub struct NewExperiment {
    /// The id that it had in another store: kept where ids can be chosen, this one can be one, and no
    /// experiment has it yet.
    pub wanted_id: Option<ExperimentId>,
    /// Not used by any experiment of the store, deleted ones included.
    pub name: String,
    /// Where its artifacts go.
    pub artifact_location: ArtifactLocation,
    /// Its first tags.
    pub tags: Vec<Tag>,
    /// Now.
    pub creation_time: i64,
}

/// Which experiments to find.
#[derive(Clone, Debug)]
pub struct ExperimentQuery {
    /// Which stages to show.
    pub view: ViewType,
    /// The filter; `None` takes all.
    pub filter: Option<Filter<ExperimentKey>>,
    /// The order; ties (and an empty list) are broken as MLflow breaks them.
    pub order_by: Vec<ExperimentOrder>,
    /// Most results on one page.
    pub max_results: usize,
    /// Where the previous page ended.
    pub page_token: Option<String>,
}

/// Keeps experiments and their tags.
pub trait ExperimentStore: Send + Sync {
    /// Creates an experiment, active, and gives its id. A name that is taken (even by a deleted
    /// experiment) is `RESOURCE_ALREADY_EXISTS`.
    fn create_experiment(&self, new: &NewExperiment) -> Result<ExperimentId>;

    /// One experiment, in any stage.
    fn get_experiment(&self, id: &ExperimentId) -> Result<Option<Experiment>>;

    /// The experiment of that name, in any stage.
    fn get_experiment_by_name(&self, name: &str) -> Result<Option<Experiment>>;

    /// A page of the experiments that the query asks for.
    fn search_experiments(&self, query: &ExperimentQuery) -> Result<Page<Experiment>>;

    /// Gives an active experiment another name. A deleted one is `INVALID_STATE`, a name that is
    /// taken `RESOURCE_ALREADY_EXISTS`.
    fn rename_experiment(&self, id: &ExperimentId, name: &str, now: i64) -> Result<()>;

    /// Deletes or restores an experiment and, as MLflow 3.17.2 does in this kind of store, its
    /// runs. One that is in that stage already is `INVALID_STATE`.
    fn set_experiment_stage(
        &self,
        id: &ExperimentId,
        stage: LifecycleStage,
        now: i64,
    ) -> Result<()>;

    /// Sets a tag of an active experiment.
    fn set_experiment_tag(&self, id: &ExperimentId, tag: &Tag, now: i64) -> Result<()>;

    /// Removes a tag of an active experiment; a tag that is not there is
    /// `RESOURCE_DOES_NOT_EXIST`.
    fn delete_experiment_tag(&self, id: &ExperimentId, key: &str, now: i64) -> Result<()>;
}
