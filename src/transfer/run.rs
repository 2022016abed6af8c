//! The content of runs: params, tags, histories, inputs, outputs, artifacts, and last the status.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::entity::{
    DatasetInput, LifecycleStage, ModelInput, ModelOutput, Param, Run, RunId, Tag,
};
use crate::error::{Error, Result};
use crate::store::{Batch, NewRun, RunUpdate};
use crate::tracking::now;
use crate::uri;

use super::artifact::SourceFiles;
use super::digest;
use super::experiment::Home;
use super::identity::tags_of_copy;
use super::report::{Added, number};
use super::request::ArtifactMode;
use super::session::Transfer;

/// How many params and how many tags go at once: what MLflow's servers take.
const ENTITIES_PER_BATCH: usize = 100;

/// The copy of a run in the target.
struct Copy {
    /// What is there; `None` in a rehearsal in which it would be created.
    there: Option<Run>,
    /// Whether this sync created it.
    is_new: bool,
}

impl Transfer<'_> {
    /// Copies the runs of all experiments.
    pub(super) fn runs(&self, homes: &[Home]) -> Result<()> {
        for home in homes {
            self.observer.experiment(&home.source.name);
            let copied = self.source_pages(home, &mut |runs| self.page(home, &runs));
            self.tolerate("experiment", &home.source.name, copied)?;
        }
        Ok(())
    }

    fn page(&self, home: &Home, runs: &[Arc<Run>]) -> Result<()> {
        self.pool.install(|| {
            runs.par_iter().try_for_each(|run| {
                let copied = self.run(home, run);
                self.observer.run();
                self.tolerate("run", &run.info.run_id, copied).map(drop)
            })
        })
    }

    /// Copies what the target lacks of a run.
    fn run(&self, home: &Home, run: &Run) -> Result<()> {
        let id = self.run_id(&run.info.run_id);
        let files = self.files_of_run(run)?;
        let state = format!(
            "{}{:?}",
            digest::of(&(run, files.as_ref().map(|files| &files.files))),
            self.request.artifacts
        );
        let Some(copy) = self.copy_of(home, run, &id)? else {
            self.run_is_copied(&run.info.run_id);
            self.count(|report| report.runs.left_deleted += 1);
            return Ok(());
        };
        self.run_is_copied(&run.info.run_id);
        if let Some(there) = copy.there.as_ref().filter(|_| !copy.is_new) {
            let known = format!("{state}{}", digest::of(there));
            if !self.request.checksum && self.memory.knows(&id, &known) {
                self.count(|report| report.runs.unchanged += 1);
                return Ok(());
            }
        }
        let (added, is_whole) = self.fill(run, &copy, files)?;
        self.count(|report| {
            added.count_in(report);
            match (copy.is_new, added.is_any()) {
                (true, _) => report.runs.created += 1,
                (false, true) => report.runs.updated += 1,
                (false, false) => report.runs.unchanged += 1,
            }
        });
        if is_whole
            && self.writes()
            && let Some(there) = self.to().get_run(&id)?
        {
            self.memory
                .note(&id, &format!("{state}{}", digest::of(&there)));
        }
        Ok(())
    }

    /// The copy of a run, created if it is not there; `None` if it was deleted in the target.
    fn copy_of(&self, home: &Home, run: &Run, id: &RunId) -> Result<Option<Copy>> {
        let Some(target) = &home.target else {
            return Ok(Some(Copy {
                there: None,
                is_new: true,
            }));
        };
        let found = if self.knows_run(&run.info.run_id) {
            self.to().get_run(id)?
        } else {
            None
        };
        if let Some(there) = found {
            let is_deleted = !there.info.lifecycle_stage.is_active();
            return Ok((!is_deleted).then(|| Copy {
                is_new: self.is_fresh_run(id),
                there: Some(there),
            }));
        }
        if !self.writes() {
            return Ok(Some(Copy {
                there: None,
                is_new: true,
            }));
        }
        if !self.keeps_ids() {
            // Its creation has failed, which is in the report, or somebody has purged it just now.
            return Err(Error::run_not_found(id));
        }
        let artifact_uri = match self.request.artifacts {
            ArtifactMode::Keep => run.info.artifact_uri.clone(),
            ArtifactMode::Copy | ArtifactMode::Skip => {
                uri::join(&target.artifact_location, &format!("{id}/artifacts"))
            }
        };
        let created = self.to().create_run(&NewRun {
            run_id: id.clone(),
            experiment_id: target.experiment_id.clone(),
            run_name: run.info.run_name.clone().unwrap_or_default(),
            user_id: run.info.user_id.clone(),
            start_time: run.info.start_time.unwrap_or_default(),
            artifact_uri,
            tags: Vec::new(),
        });
        match created {
            Ok(there) => Ok(Some(Copy {
                there: Some(there),
                is_new: true,
            })),
            // Another sync was faster.
            Err(error) => match self.to().get_run(id)? {
                Some(there) => Ok(Some(Copy {
                    there: Some(there),
                    is_new: false,
                })),
                None => Err(error),
            },
        }
    }

    /// Adds to a copy what it lacks, and says whether all that could be copied is there.
    fn fill(&self, run: &Run, copy: &Copy, files: Option<SourceFiles>) -> Result<(Added, bool)> {
        let nothing = Run {
            data: Default::default(),
            inputs: Default::default(),
            outputs: Default::default(),
            info: run.info.clone(),
        };
        let there = copy.there.as_ref().unwrap_or(&nothing);
        let id = &there.info.run_id;
        let mut added = Added::default();
        let mut is_whole = self.params_and_tags(run, there, &mut added)?;
        added.metrics = self.histories(run, there)?;
        added.inputs = self.inputs(run, there)?;
        if let Some(files) = files {
            let copied = self.artifacts(files, || self.target.run_artifacts(&there.info));
            match self.tolerate("artifacts of run", &run.info.run_id, copied)? {
                Some(files) => added.files = files,
                None => is_whole = false,
            }
        }
        let is_same_state =
            (there.info.status, there.info.end_time) == (run.info.status, run.info.end_time);
        if !is_same_state || copy.there.is_none() {
            added.others = true;
            if self.writes() {
                let update = RunUpdate {
                    status: Some(run.info.status),
                    end_time: run.info.end_time,
                    run_name: None,
                };
                self.to().update_run(id, &update)?;
            }
        }
        if run.info.lifecycle_stage == LifecycleStage::Deleted {
            added.others = true;
            if self.writes() {
                self.to()
                    .set_run_stage(id, LifecycleStage::Deleted, now())?;
            }
        }
        Ok((added, is_whole))
    }

    /// Sets params and tags. A param that has another value in the target stays, and is told of.
    fn params_and_tags(&self, run: &Run, there: &Run, added: &mut Added) -> Result<bool> {
        let known: HashMap<&str, &str> = there
            .data
            .params
            .iter()
            .map(|param| (param.key.as_str(), param.value.as_str()))
            .collect();
        let mut params: Vec<Param> = Vec::new();
        let mut is_whole = true;
        for param in &run.data.params {
            match known.get(param.key.as_str()) {
                None => params.push(param.clone()),
                Some(value) if *value == param.value => {}
                Some(value) => {
                    let id = &there.info.run_id;
                    let changed = Error::param_changed(id, &param.key, value, &param.value);
                    self.tolerate("param of run", &run.info.run_id, Err::<(), _>(changed))?;
                    is_whole = false;
                }
            }
        }
        let mut tags = tags_of_copy(self, run);
        tags.retain(|tag| there.tag(&tag.key) != Some(&tag.value));
        added.params = number(params.len());
        added.tags = number(tags.len());
        if self.writes() {
            self.log_params_and_tags(&there.info.run_id, &params, &tags)?;
        }
        Ok(is_whole)
    }

    fn log_params_and_tags(&self, id: &RunId, params: &[Param], tags: &[Tag]) -> Result<()> {
        let rounds = params.len().max(tags.len()).div_ceil(ENTITIES_PER_BATCH);
        let part = |length: usize, round: usize| {
            let begin = (round * ENTITIES_PER_BATCH).min(length);
            begin..(begin + ENTITIES_PER_BATCH).min(length)
        };
        for round in 0..rounds {
            let batch = Batch {
                params: params[part(params.len(), round)].to_vec(),
                tags: tags[part(tags.len(), round)].to_vec(),
                ..Batch::default()
            };
            self.to().log_batch(id, &batch)?;
        }
        Ok(())
    }

    /// Records what a run read and made, as far as its copy does not say so.
    fn inputs(&self, run: &Run, there: &Run) -> Result<u64> {
        let is_known = |input: &DatasetInput| {
            let mut known = there.inputs.dataset_inputs.iter();
            known.any(|known| {
                (&known.dataset.name, &known.dataset.digest)
                    == (&input.dataset.name, &input.dataset.digest)
            })
        };
        let datasets = run.inputs.dataset_inputs.iter();
        let datasets: Vec<DatasetInput> =
            datasets.filter(|input| !is_known(input)).cloned().collect();
        let models = run.inputs.model_inputs.iter();
        let models = models.filter_map(|input| self.model_id(&input.model_id));
        let models: Vec<ModelInput> = models
            .map(|model_id| ModelInput { model_id })
            .filter(|input| !there.inputs.model_inputs.contains(input))
            .collect();
        let outputs = run.outputs.model_outputs.iter();
        let outputs = outputs.filter_map(|output| {
            let model_id = self.model_id(&output.model_id)?;
            let step = output.step;
            Some(ModelOutput { model_id, step })
        });
        let outputs: Vec<ModelOutput> = outputs
            .filter(|output| {
                let mut known = there.outputs.model_outputs.iter();
                !known.any(|known| known.model_id == output.model_id)
            })
            .collect();
        if self.writes() {
            let id = &there.info.run_id;
            if !datasets.is_empty() || !models.is_empty() {
                self.to().log_inputs(id, &datasets, &models)?;
            }
            if !outputs.is_empty() {
                self.to().log_outputs(id, &outputs)?;
            }
        }
        Ok(number(datasets.len() + models.len() + outputs.len()))
    }

    /// The artifacts of a run of the source; `None` where they are not to be copied.
    fn files_of_run(&self, run: &Run) -> Result<Option<SourceFiles>> {
        if self.request.artifacts != ArtifactMode::Copy {
            return Ok(None);
        }
        let opened = self
            .source
            .run_artifacts(&run.info)
            .and_then(SourceFiles::list);
        self.tolerate("artifacts of run", &run.info.run_id, opened)
    }
}
