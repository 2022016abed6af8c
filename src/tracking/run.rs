//! The rules of runs.

use std::sync::Arc;

use crate::entity::{
    DatasetInput, ExperimentId, LifecycleStage, Metric, ModelInput, ModelOutput, Param, Run, RunId,
    RunInfo, RunStatus, Tag, ViewType, keys, random_run_name,
};
use crate::error::{Error, Result};
use crate::search;
use crate::store::{Batch, NewRun, Page, Pages, RunQuery, RunUpdate};
use crate::uri;

use super::experiment::active;
use super::{Tracking, now, validate};

/// The name of the folder of a run's artifacts within the run's folder.
const ARTIFACTS_FOLDER: &str = "artifacts";

/// A run to be started, as a user states it.
#[derive(Clone, Debug)]
pub struct StartRun {
    /// An active experiment.
    pub experiment_id: ExperimentId,
    /// A name; `None` takes the one in the tags, or else a random one.
    pub run_name: Option<String>,
    /// Who starts it.
    pub user_id: String,
    /// When it started; `None` means now.
    pub start_time: Option<i64>,
    /// Its first tags.
    pub tags: Vec<Tag>,
}

/// A search for runs, as a user states it.
#[derive(Clone, Debug, Default)]
pub struct RunSearch<'a> {
    /// In which experiments.
    pub experiment_ids: Vec<ExperimentId>,
    /// Which stages to show.
    pub view: ViewType,
    /// In the filter language; `None` takes all.
    pub filter: Option<&'a str>,
    /// Keys of the order, each with `ASC` or `DESC` behind it if wanted.
    pub order_by: &'a [String],
    /// Most results on one page.
    pub max_results: usize,
    /// Where the previous page ended.
    pub page_token: Option<String>,
}

impl Tracking {
    /// Starts a run, with status RUNNING.
    pub fn start_run(&self, start: StartRun) -> Result<Run> {
        let keys = self.first_keys();
        let check = |tag: Tag| validate::first_run_tag(tag, keys);
        let tags: Vec<Tag> = start.tags.into_iter().map(check).collect::<Result<_>>()?;
        let experiment = active(self.get_experiment(&start.experiment_id)?)?;
        let run_name = run_name(start.run_name, &tags)?;
        validate::run_name(&run_name)?;
        let run_id = RunId::random();
        let artifact_uri = uri::join(
            &experiment.artifact_location,
            &format!("{run_id}/{ARTIFACTS_FOLDER}"),
        );
        self.store.create_run(&NewRun {
            run_id,
            experiment_id: start.experiment_id,
            run_name,
            user_id: start.user_id,
            start_time: start.start_time.unwrap_or_else(now),
            artifact_uri,
            tags,
        })
    }

    /// Checks the id of a run. In a file store it is the name of a folder. In a database, as in
    /// MLflow's, an ill-formed id just finds no run.
    fn check_run_id(&self, id: &RunId) -> Result<()> {
        if self.is_file_store() || id.as_str().is_empty() {
            return validate::run_id(id);
        }
        Ok(())
    }

    /// One run, in any stage, without histories.
    pub fn get_run(&self, id: &RunId) -> Result<Run> {
        self.check_run_id(id)?;
        self.store
            .get_run(id)?
            .ok_or_else(|| Error::run_not_found(id))
    }

    /// A run that this process has cached, found without blocking. `None` does not mean that the run
    /// does not exist.
    pub fn cached_run(&self, id: &RunId) -> Option<Arc<Run>> {
        self.store.cached_run(id)
    }

    /// A page of runs.
    pub fn search_runs(&self, search: &RunSearch) -> Result<Page<Arc<Run>>> {
        validate::max_results(search.max_results)?;
        self.store.search_runs(&RunQuery {
            experiment_ids: search.experiment_ids.clone(),
            view: search.view,
            filter: search
                .filter
                .map(search::parse_run_filter)
                .transpose()?
                .flatten(),
            order_by: search::parse_run_orders(search.order_by)?,
            max_results: search.max_results,
            page_token: search.page_token.clone(),
        })
    }

    /// All runs that a search finds, or so many of them: page after page.
    pub fn all_runs(&self, mut search: RunSearch, limit: Option<usize>) -> Result<Vec<Arc<Run>>> {
        let runs = Pages::new(|page_token, max_results| {
            search.page_token = page_token;
            search.max_results = max_results;
            self.search_runs(&search)
        });
        runs.up_to(limit).collect()
    }

    /// Ends a run with a status, now.
    pub fn end_run(&self, id: &RunId, status: RunStatus) -> Result<RunInfo> {
        self.update_run(
            id,
            &RunUpdate {
                status: Some(status),
                end_time: Some(now()),
                run_name: None,
            },
        )
    }

    /// Changes status, end or name of a run.
    pub fn update_run(&self, id: &RunId, update: &RunUpdate) -> Result<RunInfo> {
        self.check_run_id(id)?;
        if let Some(name) = &update.run_name {
            validate::run_name(name)?;
        }
        // As in MLflow, an empty name is none.
        let update = RunUpdate {
            run_name: update.run_name.clone().filter(|name| !name.is_empty()),
            ..*update
        };
        self.store.update_run(id, &update)
    }

    /// Moves a run to the deleted stage.
    pub fn delete_run(&self, id: &RunId) -> Result<()> {
        self.check_run_id(id)?;
        self.store.set_run_stage(id, LifecycleStage::Deleted, now())
    }

    /// Brings a deleted run back.
    pub fn restore_run(&self, id: &RunId) -> Result<()> {
        self.check_run_id(id)?;
        self.store.set_run_stage(id, LifecycleStage::Active, now())
    }

    /// Logs a batch, all of it or nothing, within MLflow's limits for one batch.
    pub fn log_batch(&self, id: &RunId, batch: Batch) -> Result<()> {
        validate::run_id(id)?;
        self.log(id, batch)
    }

    /// Logs what belongs together.
    fn log(&self, id: &RunId, batch: Batch) -> Result<()> {
        self.check_run_id(id)?;
        let batch = validate::batch(batch)?;
        self.store.log_batch(id, &batch)
    }

    /// Logs a point of one metric.
    pub fn log_metric(&self, id: &RunId, metric: Metric) -> Result<()> {
        self.log(
            id,
            Batch {
                metrics: vec![metric],
                ..Batch::default()
            },
        )
    }

    /// Logs a parameter.
    pub fn log_param(&self, id: &RunId, param: Param) -> Result<()> {
        self.log(
            id,
            Batch {
                params: vec![param],
                ..Batch::default()
            },
        )
    }

    /// Sets a tag.
    pub fn set_tag(&self, id: &RunId, tag: Tag) -> Result<()> {
        self.log(
            id,
            Batch {
                tags: vec![tag],
                ..Batch::default()
            },
        )
    }

    /// Removes a tag.
    pub fn delete_tag(&self, id: &RunId, key: &str) -> Result<()> {
        self.check_run_id(id)?;
        self.store.delete_run_tag(id, key)
    }

    /// A page of one metric's points.
    pub fn metric_history(
        &self,
        id: &RunId,
        key: &str,
        max_results: usize,
        page_token: Option<&str>,
    ) -> Result<Page<Metric>> {
        self.check_run_id(id)?;
        if max_results == 0 {
            let expected = "a number from 1 on, or none for all points";
            return Err(Error::invalid_value("max_results", max_results, expected));
        }
        self.store.metric_history(id, key, max_results, page_token)
    }

    /// Records what a run read.
    pub fn log_inputs(
        &self,
        id: &RunId,
        datasets: &[DatasetInput],
        models: &[ModelInput],
    ) -> Result<()> {
        validate::run_id(id)?;
        for input in datasets {
            validate::dataset_input(input)?;
        }
        self.store.log_inputs(id, datasets, models)
    }

    /// Records which logged models a run made.
    pub fn log_outputs(&self, id: &RunId, models: &[ModelOutput]) -> Result<()> {
        self.check_run_id(id)?;
        self.store.log_outputs(id, models)
    }
}

/// Settles the name of a new run: the one given, the one in its tags, or a random one.
fn run_name(given: Option<String>, tags: &[Tag]) -> Result<String> {
    let given = given.filter(|name| !name.is_empty());
    let tagged = tags
        .iter()
        .find(|tag| tag.key == keys::RUN_NAME)
        .map(|tag| tag.value.clone())
        .filter(|name| !name.is_empty());
    match (given, tagged) {
        (Some(given), Some(tagged)) if given != tagged => {
            Err(Error::run_names_differ(&given, &tagged))
        }
        (Some(name), _) | (None, Some(name)) => Ok(name),
        (None, None) => Ok(random_run_name()),
    }
}
