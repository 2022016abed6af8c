//! Finding out what `gc` is to purge. Changes nothing.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;

use crate::entity::{Experiment, LifecycleStage, ModelId, RunId, ViewType};
use crate::error::{Error, Result};
use crate::store::{Deleted, Deletion, JobQuery, Purge};
use crate::tracking::{RunSearch, Tracking, now};

use super::{DoomedExperiment, GcNames, GcPlan, GcRequest};

impl Tracking {
    /// Plans a purge. What is named must exist, be deleted and be old enough.
    pub fn plan_gc(&self, request: &GcRequest) -> Result<GcPlan> {
        self.purge_store()?;
        let age = Age::of(request.older_than);
        let plan = match (&request.filter, &request.named) {
            (Some(filter), _) => self.plan_filtered(filter, &age),
            (None, Some(names)) => self.plan_named(names, request.jobs, &age),
            (None, None) => self.plan_all(request.jobs, &age),
        };
        Ok(GcPlan { age, ..plan? })
    }

    fn plan_all(&self, jobs: bool, age: &Age) -> Result<GcPlan> {
        let store = self.purge_store()?;
        let mut experiments = Vec::new();
        for experiment in self.all_experiments(ViewType::DeletedOnly, None, None)? {
            if age.has_experiment(&experiment) {
                experiments.extend(self.doom(&experiment, age, false)?);
            }
        }
        let runs = store.deleted_runs(Deletion::All)?;
        let models = store.deleted_logged_models(Deletion::All)?;
        let of_experiments = |doomed: &DoomedExperiment| doomed.runs.clone();
        let runs = age.pick(runs, &experiments.iter().flat_map(of_experiments).collect());
        let of_experiments = |doomed: &DoomedExperiment| doomed.logged_models.clone();
        let logged_models = age.pick(
            models,
            &experiments.iter().flat_map(of_experiments).collect(),
        );
        Ok(GcPlan {
            runs,
            logged_models,
            experiments,
            jobs: if jobs {
                self.jobs(None, age)?
            } else {
                Vec::new()
            },
            ..GcPlan::default()
        })
    }

    fn plan_named(&self, names: &GcNames, jobs: bool, age: &Age) -> Result<GcPlan> {
        let GcNames {
            run_ids,
            experiment_ids,
            model_ids,
            job_ids,
        } = names;
        let store = self.purge_store()?;
        let mut plan = GcPlan::default();
        for id in once_each(experiment_ids) {
            let experiment = self.get_experiment(&id)?;
            if experiment.lifecycle_stage.is_active() {
                return Err(Error::invalid(format!(
                    "Experiments ['{id}'] are not in the deleted lifecycle stage: expected one \
                     that is deleted"
                )));
            }
            if !age.has_experiment(&experiment) {
                return Err(Error::invalid(format!(
                    "Experiments ['{id}'] are not older than the required age: expected one that \
                     was deleted as long ago as `--older-than` says, at a time that is known"
                )));
            }
            plan.experiments.extend(self.doom(&experiment, age, true)?);
        }
        let run_ids = once_each(run_ids);
        let deleted = by_id(store.deleted_runs(Deletion::Among(&run_ids))?);
        for id in &run_ids {
            age.check("Run", id, deleted.get(id), || self.get_run(id).map(drop))?;
        }
        let model_ids = once_each(model_ids);
        let deleted = by_id(store.deleted_logged_models(Deletion::Among(&model_ids))?);
        for id in &model_ids {
            age.check("Logged model", id, deleted.get(id), || {
                self.get_logged_model_in_any_stage(id).map(drop)
            })?;
        }
        let in_experiments: HashSet<&RunId> = plan
            .experiments
            .iter()
            .flat_map(|doomed| &doomed.runs)
            .collect();
        let models_in_experiments: HashSet<&ModelId> = plan
            .experiments
            .iter()
            .flat_map(|doomed| &doomed.logged_models)
            .collect();
        plan.runs = run_ids
            .into_iter()
            .filter(|id| !in_experiments.contains(id))
            .collect();
        plan.logged_models = model_ids
            .into_iter()
            .filter(|id| !models_in_experiments.contains(id))
            .collect();
        if jobs || !job_ids.is_empty() {
            let ids = Some(&**job_ids).filter(|ids| !ids.is_empty());
            plan.jobs = self.jobs(ids, age)?;
        }
        Ok(plan)
    }

    fn plan_filtered(&self, filter: &str, age: &Age) -> Result<GcPlan> {
        let matching = self.deleted_runs_where(filter)?;
        let deleted = self.purge_store()?.deleted_runs(Deletion::All)?;
        let matching = deleted.into_iter().filter(|run| matching.contains(&run.id));
        Ok(GcPlan {
            runs: age.pick(matching.collect(), &HashSet::new()),
            ..GcPlan::default()
        })
    }

    fn deleted_runs_where(&self, filter: &str) -> Result<HashSet<RunId>> {
        let search = RunSearch {
            experiment_ids: self.experiment_ids(ViewType::All)?,
            view: ViewType::DeletedOnly,
            filter: Some(filter),
            ..RunSearch::default()
        };
        let runs = self.all_runs(search, None)?;
        Ok(runs.iter().map(|run| run.info.run_id.clone()).collect())
    }

    /// Plans the purge of an experiment with everything in it. `None` if one of its runs was deleted
    /// too recently; that is an error if the experiment is named.
    fn doom(
        &self,
        experiment: &Experiment,
        age: &Age,
        is_named: bool,
    ) -> Result<Option<DoomedExperiment>> {
        let store = self.purge_store()?;
        let id = &experiment.experiment_id;
        let runs = store.deleted_runs(Deletion::WithExperiment(id))?;
        let is_young = |run: &&Deleted<RunId>| !run.stage.is_active() && !age.has(run);
        if let Some(young) = runs.iter().find(is_young) {
            if is_named {
                return Err(too_young("Run", young.id.as_str()));
            }
            tracing::warn!(
                "experiment `{id}` stays, because its run `{}` was deleted more recently",
                young.id
            );
            return Ok(None);
        }
        let models = store.deleted_logged_models(Deletion::WithExperiment(id))?;
        Ok(Some(DoomedExperiment {
            experiment_id: id.clone(),
            artifact_location: experiment.artifact_location.clone(),
            runs: runs.into_iter().map(|run| run.id).collect(),
            logged_models: models.into_iter().map(|model| model.id).collect(),
        }))
    }

    fn jobs(&self, ids: Option<&[String]>, age: &Age) -> Result<Vec<String>> {
        let query = JobQuery {
            ids,
            created_before: age.deleted_by,
        };
        Ok(self.purge_store()?.purge_jobs(query, Purge::Rehearse)?.ids)
    }
}

/// How long ago things must have been deleted.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Age {
    /// The latest time; `None` where any will do.
    deleted_by: Option<i64>,
}

impl Age {
    fn of(older_than: Option<i64>) -> Self {
        Self {
            deleted_by: older_than.map(|age| now().saturating_sub(age)),
        }
    }

    /// Whether something is old enough. Without a recorded time it is not.
    pub(super) fn has<Id>(&self, deleted: &Deleted<Id>) -> bool {
        self.deleted_by
            .is_none_or(|by| deleted.deleted_time.is_some_and(|time| time <= by))
    }

    /// Whether an experiment is old enough. MLflow counts from its last change, to the millisecond before.
    pub(super) fn has_experiment(&self, experiment: &Experiment) -> bool {
        self.deleted_by
            .is_none_or(|by| experiment.last_update_time.is_some_and(|time| time < by))
    }

    /// Those that are old enough, without `others`.
    fn pick<Id: Eq + Hash>(&self, deleted: Vec<Deleted<Id>>, others: &HashSet<Id>) -> Vec<Id> {
        deleted
            .into_iter()
            .filter(|deleted| self.has(deleted) && !others.contains(&deleted.id))
            .map(|deleted| deleted.id)
            .collect()
    }

    /// Refuses a named thing that is not there (as `find` says), not deleted or too young.
    fn check<Id: AsRef<str>>(
        &self,
        noun: &str,
        id: &Id,
        deleted: Option<&Deleted<Id>>,
        find: impl FnOnce() -> Result<()>,
    ) -> Result<()> {
        let Some(found) = deleted else {
            find()?;
            return Err(not_deleted(noun, id.as_ref()));
        };
        if found.stage == LifecycleStage::Active {
            return Err(not_deleted(noun, id.as_ref()));
        }
        if !self.has(found) {
            return Err(too_young(noun, id.as_ref()));
        }
        Ok(())
    }
}

fn by_id<Id: Clone + Eq + Hash>(deleted: Vec<Deleted<Id>>) -> HashMap<Id, Deleted<Id>> {
    let entries = deleted.into_iter();
    entries
        .map(|deleted| (deleted.id.clone(), deleted))
        .collect()
}

/// The ids without repetitions, in their order.
fn once_each<Id: Clone + Eq + Hash>(ids: &[Id]) -> Vec<Id> {
    let mut seen = HashSet::new();
    ids.iter().filter(|id| seen.insert(*id)).cloned().collect()
}

/// Begins as MLflow 3.17.2 says it.
fn not_deleted(noun: &str, id: &str) -> Error {
    Error::invalid(format!(
        "{noun} {id} is not in `deleted` lifecycle stage; expected one that is deleted"
    ))
}

/// Begins as MLflow 3.17.2 says it.
fn too_young(noun: &str, id: &str) -> Error {
    Error::invalid(format!(
        "{noun} {id} is not older than the required age; expected one that was deleted as long \
         ago as `--older-than` says, at a time that is known"
    ))
}
