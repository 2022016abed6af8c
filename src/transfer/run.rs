//! The content of runs: params, tags, histories, inputs, outputs, artifacts, and last the status.
//!
//! The status comes last, so that a run that is over in the target has all that it had in the source
//! at that time. If nothing else differs, its histories need not be read, but counted where that is cheap.

use std::borrow::Cow;
use std::sync::Arc;

use rayon::prelude::*;

use crate::entity::{LifecycleStage, Param, Run, RunId, Tag};
use crate::error::{Error, Result};
use crate::store::{Batch, NewRun, StoreKind};
use crate::tracking::now;
use crate::uri;

use super::artifact::MissingFiles;
use super::experiment::Home;
use super::history::comparable;
use super::lack::Lack;
use super::lease::Lease;
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
    /// Copies the content of an experiment. What a run measured of a logged model is a point of the
    /// run's history as well: a server makes one of both, so that it comes first there, and the
    /// history then lacks it no more. Elsewhere the run has to be there first.
    pub(super) fn content(&self, home: &Home, lease: &Lease<'_>) -> Result<()> {
        self.observer.experiment(&home.source.name);
        if !self.keeps_ids() {
            self.model_metrics(home, lease)?;
        }
        self.source_pages(home, &mut |runs| self.page(home, &runs, lease))?;
        if self.keeps_ids() {
            self.model_metrics(home, lease)?;
        }
        Ok(())
    }

    fn page(&self, home: &Home, runs: &[Arc<Run>], lease: &Lease<'_>) -> Result<()> {
        self.pool.install(|| {
            runs.par_iter().try_for_each(|run| {
                let whole = self.whole(run);
                let copied = whole.and_then(|run| self.run(home, &run, lease));
                self.observer.run();
                let copied =
                    self.unless_deleted(home, Some(&self.run_id(&run.info.run_id)), copied);
                self.tolerate("run", &run.info.run_id, copied).map(drop)
            })
        })
    }

    /// A run with all that it shows: Python's server leaves the models that it read out of searches.
    fn whole<'a>(&self, run: &'a Run) -> Result<Cow<'a, Run>> {
        if self.from().kind() != StoreKind::Server {
            return Ok(Cow::Borrowed(run));
        }
        let id = &run.info.run_id;
        let run = self.from().get_run(id)?;
        run.map(Cow::Owned).ok_or_else(|| Error::run_not_found(id))
    }

    /// Copies what the target lacks of a run.
    fn run(&self, home: &Home, run: &Run, lease: &Lease<'_>) -> Result<()> {
        let Some(mut copy) = self.copy_of(home, run)? else {
            self.count(|report| report.runs.left_deleted += 1);
            return Ok(());
        };
        self.run_is_copied(&run.info.run_id);
        let files = self.missing_of_run(run, &copy)?;
        let mut lack = Lack::of(self, run, copy.there.as_ref());
        let has_files = files.as_ref().is_none_or(MissingFiles::is_empty);
        if !self.request.checksum
            && has_files
            && is_settled(run, &copy, &lack)
            && self.has_all_points(run, &copy)?
        {
            self.count(|report| report.runs.unchanged += 1);
            return Ok(());
        }
        lease.hold()?;
        if !self.keeps_ids()
            && let Some(there) = &copy.there
        {
            // Another sync may have written until this one had the lease.
            copy.there = self.to().get_run(&there.info.run_id)?;
            lack = Lack::of(self, run, copy.there.as_ref());
        }
        let added = self.fill(run, &copy, lack, files)?;
        self.count(|report| {
            added.count_in(report);
            match (copy.is_new, added.is_any()) {
                (true, _) => report.runs.created += 1,
                (false, true) => report.runs.updated += 1,
                (false, false) => report.runs.unchanged += 1,
            }
        });
        Ok(())
    }

    /// Whether a copy has as many points of each metric as the run: some may have come late, for old
    /// steps. Where a store cannot count them, it is taken to have.
    fn has_all_points(&self, run: &Run, copy: &Copy) -> Result<bool> {
        let keys: Vec<String> = run.data.metrics.iter().map(|it| it.key.clone()).collect();
        let Some(there) = copy.there.as_ref().filter(|_| !keys.is_empty()) else {
            return Ok(true);
        };
        let Some(theirs) = self.to().metric_counts(&there.info.run_id, &keys)? else {
            return Ok(true);
        };
        let own = self.from().metric_counts(&run.info.run_id, &keys)?;
        Ok(own.is_none_or(|own| own == theirs))
    }

    /// Passes over a failure with what another sync has deleted meanwhile, as the source has.
    pub(super) fn unless_deleted(
        &self,
        home: &Home,
        run: Option<&RunId>,
        copied: Result<()>,
    ) -> Result<()> {
        let Err(error) = copied else {
            return Ok(());
        };
        let run = run.map_or(Ok(None), |id| self.to().get_run(id))?;
        let experiment = home.target_id();
        let experiment = experiment.map_or(Ok(None), |id| self.to().get_experiment(id))?;
        let is_deleted = |stage: LifecycleStage| !stage.is_active();
        if run.is_some_and(|run| is_deleted(run.info.lifecycle_stage))
            || experiment.is_some_and(|found| is_deleted(found.lifecycle_stage))
        {
            tracing::debug!("deleted by another sync: {error}");
            return Ok(());
        }
        Err(error)
    }

    /// The copy of a run, created if it is not there; `None` if it was deleted in the target.
    fn copy_of(&self, home: &Home, run: &Run) -> Result<Option<Copy>> {
        let id = self.run_id(&run.info.run_id);
        let absent = Copy {
            there: None,
            is_new: true,
        };
        if home.target.is_none() || !self.knows_run(&run.info.run_id) {
            // Its creation on a server may have failed, which is in the report.
            return if self.writes() {
                Err(Error::run_not_found(&id))
            } else {
                Ok(Some(absent))
            };
        }
        if let Some(there) = self.to().get_run(&id)? {
            let is_deleted = !there.info.lifecycle_stage.is_active();
            return Ok((!is_deleted).then(|| Copy {
                is_new: self.is_fresh_run(&id),
                there: Some(there),
            }));
        }
        if self.writes() && self.keeps_ids() {
            self.create_kept(home, run, &id).map(Some)
        } else if self.writes() {
            Err(Error::run_not_found(&id))
        } else {
            Ok(Some(absent))
        }
    }

    /// Creates a copy under the id of the run.
    fn create_kept(&self, home: &Home, run: &Run, id: &RunId) -> Result<Copy> {
        let target = home.target.as_ref().expect("there is an experiment for it");
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
        let (there, is_new) = match created {
            Ok(there) => (there, true),
            // Another sync was faster.
            Err(error) => (self.to().get_run(id)?.ok_or(error)?, false),
        };
        Ok(Copy {
            there: Some(there),
            is_new,
        })
    }

    /// Adds to a copy what it lacks, and says what that was.
    fn fill(
        &self,
        run: &Run,
        copy: &Copy,
        lack: Lack,
        files: Option<MissingFiles>,
    ) -> Result<Added> {
        let there = copy.there.as_ref();
        let id = there.map_or(&run.info.run_id, |there| &there.info.run_id);
        for conflict in lack.conflicts {
            self.tolerate("param of run", &run.info.run_id, Err::<(), _>(conflict))?;
        }
        let mut added = Added {
            params: number(lack.params.len()),
            tags: number(lack.tags.len()),
            inputs: number(lack.datasets.len() + lack.models.len() + lack.outputs.len()),
            others: lack.update.is_some() || lack.deletion,
            ..Added::default()
        };
        if self.writes() {
            self.log_params_and_tags(id, &lack.params, &lack.tags)?;
            if !lack.datasets.is_empty() || !lack.models.is_empty() {
                self.to().log_inputs(id, &lack.datasets, &lack.models)?;
            }
            if !lack.outputs.is_empty() {
                self.to().log_outputs(id, &lack.outputs)?;
            }
        }
        added.metrics = self.histories(run, there)?;
        if let Some(files) = files {
            let copied = self.copy_files(&files);
            let copied = self.tolerate("artifacts of run", &run.info.run_id, copied)?;
            added.files = copied.unwrap_or_default();
        }
        if let Some(update) = lack.update.filter(|_| self.writes()) {
            self.to().update_run(id, &update)?;
        }
        if lack.deletion {
            self.run_is_doomed(id);
        }
        Ok(added)
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

    /// The artifacts that the copy of a run lacks; `None` where they are not to be copied, or cannot
    /// be.
    fn missing_of_run(&self, run: &Run, copy: &Copy) -> Result<Option<MissingFiles>> {
        if self.request.artifacts != ArtifactMode::Copy {
            return Ok(None);
        }
        let open = || {
            let there = copy.there.as_ref();
            there
                .map(|there| self.target.run_artifacts(&there.info))
                .transpose()
        };
        let source = self.source.run_artifacts(&run.info);
        let missing = source.and_then(|source| self.missing_files(source, open));
        self.tolerate("artifacts of run", &run.info.run_id, missing)
    }

    /// Deletes the copies of deleted runs, once everything is in them.
    pub(super) fn delete_runs(&self) -> Result<()> {
        if !self.writes() {
            return Ok(());
        }
        for id in self.doomed_runs() {
            let deleted = self.to().set_run_stage(&id, LifecycleStage::Deleted, now());
            self.tolerate("run", &id, deleted)?;
        }
        Ok(())
    }
}

/// Whether nothing can be missing in a copy, as far as can be told without histories: the run was over
/// when it was copied, and what it shows is the same.
fn is_settled(run: &Run, copy: &Copy, lack: &Lack) -> bool {
    let Some(there) = copy.there.as_ref().filter(|_| !copy.is_new) else {
        return false;
    };
    let mut latest = run.data.metrics.iter();
    run.info.status.is_terminated()
        && lack.is_empty()
        && latest.all(|metric| {
            let known = there.metric(&metric.key);
            known.is_some_and(|known| comparable(known) == comparable(metric))
        })
}
