//! Runs.

use std::sync::Arc;

use crate::entity::{
    DatasetInput, ExperimentId, ExperimentSummary, LifecycleStage, ModelInput, ModelOutput, Run,
    RunId, RunInfo, RunStatus, Tag, keys,
};
use crate::error::{Error, Result};
use crate::search::page_offset;
use crate::store::{Batch, NewRun, Page, RunQuery, RunStore, RunUpdate};

use super::FileStore;
use super::disk;
use super::journal::{self, Changes};
use super::layout::{ARTIFACTS, META, METRICS, PARAMS, TAGS};
use super::meta::RunMeta;
use super::staged_folder::StagedFolder;
use super::{batch, input, keyed, search};

impl RunStore for FileStore {
    fn create_run(&self, new: &NewRun) -> Result<Run> {
        if !new.run_id.is_well_formed() {
            return Err(Error::invalid(format!(
                "`{}` is not a run id; expected letters, digits, `_` and `-`",
                new.run_id
            )));
        }
        self.active_experiment(&new.experiment_id)?.meta()?;
        let info = new_info(new);
        let staged = StagedFolder::create_in(&self.root)?;
        for section in [METRICS, PARAMS, TAGS, ARTIFACTS] {
            disk::create_folders(&staged.path().join(section))?;
        }
        keyed::write_tags(staged.path(), &with_name(&new.tags, &new.run_name))?;
        let text = RunMeta::new(&info).render()?;
        disk::replace_file(&staged.path().join(META), text.as_bytes())?;

        // Held while the run's folder is published, so that its experiment is not
        // deleted in between.
        let _lock = self.lock()?;
        let experiment = self.active_experiment(&new.experiment_id)?;
        let folder = experiment.run_folder(new.run_id.clone());
        if !staged.publish(folder.path())? {
            return Err(Error::internal(format!(
                "there is a run `{}` already; expected a fresh id",
                new.run_id
            )));
        }
        folder.run_of(info)
    }

    fn get_run(&self, id: &RunId) -> Result<Option<Run>> {
        self.cached_run(id)?.map(|run| run.whole()).transpose()
    }

    fn search_runs(&self, query: &RunQuery) -> Result<Page<Arc<Run>>> {
        let offset = page_offset(query.page_token.as_deref())?;
        let runs = search::runs(self, query, offset)?;
        let runs = runs.into_iter().map(Arc::new).collect();
        Ok(Page::cut(runs, offset, query.max_results))
    }

    fn experiment_summaries(&self, ids: &[ExperimentId]) -> Result<Vec<ExperimentSummary>> {
        ids.iter().map(|id| search::summary(self, id)).collect()
    }

    fn update_run(&self, id: &RunId, update: &RunUpdate) -> Result<RunInfo> {
        let mut run = self.lock_active_run(id)?;
        let RunUpdate {
            status,
            end_time,
            run_name,
        } = update;
        run.info.status = status.unwrap_or(run.info.status);
        run.info.end_time = end_time.or(run.info.end_time);
        let mut files = Vec::new();
        if let Some(name) = run_name {
            run.info.run_name = Some(name.clone());
            files.push(run.stage_tag(keys::RUN_NAME, name)?);
        }
        files.push(run.stage_meta()?);
        let changes = Changes {
            files,
            ..Changes::default()
        };
        journal::commit(run.folder.path(), changes)?;
        Ok(run.info)
    }

    fn set_run_stage(&self, id: &RunId, stage: LifecycleStage, now: i64) -> Result<()> {
        self.lock_run(id)?.set_stage(stage, now)
    }

    fn log_batch(&self, id: &RunId, batch: &Batch) -> Result<()> {
        let run = self.lock_active_run(id)?;
        let models = self.lock_models(batch.model_metrics.iter().map(|metric| &metric.model_id))?;
        batch::log(run, &models, batch)
    }

    fn delete_run_tag(&self, id: &RunId, key: &str) -> Result<()> {
        let run = self.lock_active_run(id)?;
        if keyed::remove(&run.folder.section(TAGS), key)? {
            Ok(())
        } else {
            Err(Error::run_tag_not_found(id, key))
        }
    }

    fn log_inputs(
        &self,
        id: &RunId,
        datasets: &[DatasetInput],
        models: &[ModelInput],
    ) -> Result<()> {
        input::log_inputs(&self.lock_active_run(id)?, datasets, models)
    }

    fn log_outputs(&self, id: &RunId, models: &[ModelOutput]) -> Result<()> {
        input::log_outputs(&self.lock_active_run(id)?, models)
    }
}

fn new_info(new: &NewRun) -> RunInfo {
    let NewRun {
        run_id,
        experiment_id,
        run_name,
        user_id,
        start_time,
        artifact_uri,
        tags: _,
    } = new;
    RunInfo {
        run_id: run_id.clone(),
        run_name: Some(run_name.clone()),
        experiment_id: experiment_id.clone(),
        user_id: user_id.clone(),
        status: RunStatus::Running,
        start_time: Some(*start_time),
        end_time: None,
        artifact_uri: artifact_uri.clone(),
        lifecycle_stage: LifecycleStage::Active,
    }
}

/// The first tags of a run, its name among them.
fn with_name(tags: &[Tag], name: &str) -> Vec<Tag> {
    let name = Tag::new(keys::RUN_NAME, name);
    tags.iter().cloned().chain([name]).collect()
}
