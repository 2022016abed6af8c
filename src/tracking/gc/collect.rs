//! Purging what a plan names, in batches.

use std::collections::HashSet;
use std::hash::Hash;

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::artifact::{self, Removal};
use crate::entity::{ModelId, RunId};
use crate::error::{Error, ErrorCode, Result};
use crate::store::{Deleted, Deletion, Freed, JobQuery, Purge, PurgeStore, Purged, Store};
use crate::tracking::Tracking;
use crate::tree::Size;

use super::plan::Age;
use super::{DoomedExperiment, GcKind, GcObserver, GcPlan, GcRemnant, GcReport};

/// How many things are purged at once: first the artifacts of all, then their rows. A program that is
/// killed has at most so many things without artifacts to purge again.
const BATCH_SIZE: usize = 1_000;
/// How many things are checked at once for being still deleted, right before their artifacts are
/// removed.
const CHECK_SIZE: usize = 50;
/// How many threads remove artifacts. With servers, each mostly waits.
const REMOVERS: usize = 8;

impl Tracking {
    /// Purges what the plan names, or only reports what that would free.
    ///
    /// What cannot be removed stays and is reported. An error of the store ends the purge.
    pub fn collect(
        &self,
        plan: &GcPlan,
        purge: Purge,
        observer: &dyn GcObserver,
    ) -> Result<GcReport> {
        let removers = ThreadPoolBuilder::new()
            .num_threads(REMOVERS)
            .build()
            .map_err(|e| Error::internal("cannot start threads to remove files").caused_by(e))?;
        let mut collector = Collector {
            tracking: self,
            purge,
            observer,
            removers,
            report: GcReport::default(),
        };
        if purge == Purge::Remove {
            collector.report.freed += self.purge_store()?.finish_purge()?;
            self.sweep_artifacts()?;
        }
        collector.runs(&plan.runs, plan.age)?;
        collector.logged_models(&plan.logged_models, plan.age)?;
        for doomed in &plan.experiments {
            collector.experiment(doomed, plan.age)?;
        }
        collector.jobs(&plan.jobs)?;
        Ok(collector.report)
    }
}

/// The id of something that is purged by itself: a run or a logged model.
trait Collectable: AsRef<str> + From<String> + Eq + Hash {
    const KIND: GcKind;

    fn deleted(store: &dyn PurgeStore, ids: &[Self]) -> Result<Vec<Deleted<Self>>>;
    fn purge(store: &dyn PurgeStore, ids: &[Self], purge: Purge) -> Result<Purged<Self>>;
    fn exists(&self, store: &dyn Store) -> Result<bool>;
}

impl Collectable for RunId {
    const KIND: GcKind = GcKind::Run;

    fn deleted(store: &dyn PurgeStore, ids: &[Self]) -> Result<Vec<Deleted<Self>>> {
        store.deleted_runs(Deletion::Among(ids))
    }

    fn purge(store: &dyn PurgeStore, ids: &[Self], purge: Purge) -> Result<Purged<Self>> {
        store.purge_runs(ids, purge)
    }

    fn exists(&self, store: &dyn Store) -> Result<bool> {
        Ok(store.get_run(self)?.is_some())
    }
}

impl Collectable for ModelId {
    const KIND: GcKind = GcKind::LoggedModel;

    fn deleted(store: &dyn PurgeStore, ids: &[Self]) -> Result<Vec<Deleted<Self>>> {
        store.deleted_logged_models(Deletion::Among(ids))
    }

    fn purge(store: &dyn PurgeStore, ids: &[Self], purge: Purge) -> Result<Purged<Self>> {
        store.purge_logged_models(ids, purge)
    }

    fn exists(&self, store: &dyn Store) -> Result<bool> {
        Ok(store.get_logged_model(self)?.is_some())
    }
}

struct Collector<'a> {
    tracking: &'a Tracking,
    purge: Purge,
    observer: &'a dyn GcObserver,
    removers: ThreadPool,
    report: GcReport,
}

impl Collector<'_> {
    /// Purges runs or logged models, and returns those that are gone.
    fn things<Id: Collectable>(&mut self, ids: &[Id], age: Age) -> Result<Vec<Id>> {
        let store = self.tracking.purge_store()?;
        let mut gone = Vec::new();
        for batch in ids.chunks(BATCH_SIZE) {
            let mut free = Vec::with_capacity(batch.len());
            for ids in batch.chunks(CHECK_SIZE) {
                let mut deleted = Id::deleted(store, ids)?;
                deleted.retain(|thing| age.has(thing));
                free.extend(self.remove_artifacts(deleted));
            }
            let purged = Id::purge(store, &free, self.purge)?;
            let purged = self.note(Id::KIND, purged)?;
            self.keep_restored(&free, &purged)?;
            gone.extend(purged);
        }
        Ok(gone)
    }

    fn runs(&mut self, ids: &[RunId], age: Age) -> Result<()> {
        let gone = self.things(ids, age)?;
        self.report.runs.extend(gone);
        Ok(())
    }

    fn logged_models(&mut self, ids: &[ModelId], age: Age) -> Result<()> {
        let gone = self.things(ids, age)?;
        self.report.logged_models.extend(gone);
        Ok(())
    }

    fn experiment(&mut self, doomed: &DoomedExperiment, age: Age) -> Result<()> {
        let id = &doomed.experiment_id;
        let Some(experiment) = self.tracking.store.get_experiment(id)? else {
            // Another gc was faster.
            return Ok(());
        };
        if experiment.lifecycle_stage.is_active() || !age.has_experiment(&experiment) {
            let reason = "it was restored in the meantime";
            self.keep(GcKind::Experiment, id.as_str(), reason.to_owned());
            return Ok(());
        }
        if let Some(holder) = self.tracking.purge_store()?.experiment_holder(id)? {
            self.keep(GcKind::Experiment, id.as_str(), holder);
            return Ok(());
        }
        let already_kept = self.report.kept.len();
        // They are purged with the experiment, whatever their own age.
        self.runs(&doomed.runs, Age::default())?;
        self.logged_models(&doomed.logged_models, Age::default())?;
        match self.trace_files(doomed) {
            // Another gc was faster.
            Err(e) if e.code() == ErrorCode::ResourceDoesNotExist => return Ok(()),
            removed => removed?,
        }
        let kept = self.report.kept.len() - already_kept;
        if kept > 0 {
            let reason = format!("some of it stays ({kept})");
            self.keep(GcKind::Experiment, id.as_str(), reason);
            return Ok(());
        }
        let purged = self
            .tracking
            .purge_store()?
            .purge_experiment(id, self.purge);
        let freed = match purged {
            // It was restored, or something uses it, which only the store knows.
            Err(e) if e.code() == ErrorCode::InvalidState => {
                self.keep(GcKind::Experiment, id.as_str(), e.message().to_owned());
                return Ok(());
            }
            Err(e) if e.code() == ErrorCode::ResourceDoesNotExist => return Ok(()),
            purged => purged?,
        };
        if self.purge == Purge::Remove {
            self.remove_folder_of(doomed);
        }
        self.report.freed += freed;
        self.observer.gone(GcKind::Experiment, id.as_str())?;
        self.report.experiments.push(id.clone());
        Ok(())
    }

    fn trace_files(&mut self, doomed: &DoomedExperiment) -> Result<()> {
        let traces = self.tracking.purge_store()?;
        let traces = traces.trace_files(&doomed.experiment_id)?;
        let locations = traces
            .into_iter()
            .map(|trace| (trace.trace_id, trace.artifact_location));
        self.remove_all_artifacts(GcKind::Trace, locations.collect());
        Ok(())
    }

    fn jobs(&mut self, ids: &[String]) -> Result<()> {
        if ids.is_empty() {
            return Ok(());
        }
        let query = JobQuery {
            ids: Some(ids),
            created_before: None,
        };
        let purged = self.tracking.purge_store()?.purge_jobs(query, self.purge)?;
        self.report.jobs = self.note(GcKind::Job, purged)?;
        Ok(())
    }

    /// Removes the artifacts of some things, and returns the things whose rows can be purged now.
    fn remove_artifacts<Id: Collectable>(&mut self, deleted: Vec<Deleted<Id>>) -> Vec<Id> {
        let locations = deleted
            .into_iter()
            .map(|deleted| (deleted.id.as_ref().to_owned(), deleted.artifact_location));
        let free = self.remove_all_artifacts(Id::KIND, locations.collect());
        free.into_iter().map(Id::from).collect()
    }

    /// Removes artifacts, given by owner and location. Returns the owners of which no removable
    /// artifact is left.
    fn remove_all_artifacts(
        &mut self,
        kind: GcKind,
        locations: Vec<(String, String)>,
    ) -> Vec<String> {
        let (tracking, is_rehearsal) = (self.tracking, self.purge == Purge::Rehearse);
        let remove = |(owner, location): (String, String)| {
            let removal = match &*location {
                "" => Ok(Removal::Removed(Size::default())),
                location => tracking
                    .locator
                    .locate(location)
                    .and_then(|location| artifact::remove_owned(&location, &owner, is_rehearsal)),
            };
            (owner, removal)
        };
        let removals: Vec<(String, Result<Removal>)> = self
            .removers
            .install(|| locations.into_par_iter().map(remove).collect());
        let mut free = Vec::with_capacity(removals.len());
        for (owner, removal) in removals {
            match removal {
                Ok(Removal::Removed(size)) => self.report.freed += Freed { rows: 0, size },
                Ok(Removal::Left(reason)) => self.leave(kind, &owner, reason),
                Err(error) => {
                    self.keep(kind, &owner, reason_of(&error));
                    continue;
                }
            }
            free.push(owner);
        }
        free
    }

    /// Removes the folder of an experiment's artifacts if nothing is left in it.
    fn remove_folder_of(&mut self, doomed: &DoomedExperiment) {
        let id = doomed.experiment_id.as_str();
        let removed = self
            .tracking
            .locator
            .locate(&doomed.artifact_location)
            .and_then(|location| artifact::remove_empty_owned(&location, id));
        if let Err(error) = removed {
            self.leave(GcKind::Experiment, id, reason_of(&error));
        }
    }

    /// Reports what the store has purged.
    fn note<Id: AsRef<str>>(&mut self, kind: GcKind, purged: Purged<Id>) -> Result<Vec<Id>> {
        self.report.freed += purged.freed;
        for id in &purged.ids {
            self.observer.gone(kind, id.as_ref())?;
        }
        Ok(purged.ids)
    }

    /// Reports what was not purged because somebody restored it after its artifacts were removed.
    fn keep_restored<Id: Collectable>(&mut self, free: &[Id], gone: &[Id]) -> Result<()> {
        let gone: HashSet<&Id> = gone.iter().collect();
        for id in free.iter().filter(|id| !gone.contains(id)) {
            if id.exists(&*self.tracking.store)? {
                let reason = "it was restored while its files were removed";
                self.keep(Id::KIND, id.as_ref(), reason.to_owned());
            }
        }
        Ok(())
    }

    fn keep(&mut self, kind: GcKind, id: &str, reason: String) {
        let remnant = GcRemnant {
            kind,
            id: id.to_owned(),
            reason,
        };
        self.observer.kept(&remnant);
        self.report.kept.push(remnant);
    }

    fn leave(&mut self, kind: GcKind, id: &str, reason: String) {
        let remnant = GcRemnant {
            kind,
            id: id.to_owned(),
            reason,
        };
        self.observer.left(&remnant);
        self.report.artifacts_left.push(remnant);
    }
}

/// An error in one line.
fn reason_of(error: &Error) -> String {
    match std::error::Error::source(error) {
        Some(cause) => format!("{error}: {cause}"),
        None => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::{GcNames, GcRequest};
    use super::*;
    use crate::config::TrackingSettings;
    use crate::entity::ExperimentId;
    use crate::tracking::StartRun;
    use crate::uri;

    struct Nobody;

    impl GcObserver for Nobody {
        fn gone(&self, _: GcKind, _: &str) -> Result<()> {
            Ok(())
        }

        fn kept(&self, _: &GcRemnant) {}

        fn left(&self, _: &GcRemnant) {}
    }

    #[test]
    fn what_is_restored_after_the_plan_stays_with_its_artifacts() {
        for store in ["sqlite:///F/mlflow.db", "F/mlruns"] {
            let folder = tempfile::tempdir().unwrap();
            let uri = store.replace('F', folder.path().to_str().unwrap());
            let tracking = Tracking::open(TrackingSettings::new(&uri).unwrap()).unwrap();
            let location = folder.path().join("artifacts");
            let experiment = |name: &str| {
                let location = location.join(name);
                let location = Some(location.to_str().unwrap());
                tracking
                    .create_experiment(name, location, Vec::new())
                    .unwrap()
            };
            let (deleted, other) = (experiment("deleted"), experiment("other"));
            let run = |experiment_id: &ExperimentId| {
                let start = StartRun {
                    experiment_id: experiment_id.clone(),
                    run_name: None,
                    user_id: "u".to_owned(),
                    start_time: None,
                    tags: Vec::new(),
                };
                let info = tracking.start_run(start).unwrap().info;
                let artifacts = uri::recorded_path(&info.artifact_uri).unwrap();
                std::fs::create_dir_all(&artifacts).unwrap();
                std::fs::write(artifacts.join("model"), "x").unwrap();
                (info.run_id, artifacts.join("model"))
            };
            let runs = [run(&deleted), run(&other), run(&other)];
            tracking.delete_experiment(&deleted).unwrap();
            for (id, _) in &runs[1..] {
                tracking.delete_run(id).unwrap();
            }
            let plan = tracking.plan_gc(&GcRequest::default()).unwrap();
            assert_eq!((plan.run_count(), plan.experiments.len()), (3, 1));
            tracking.restore_experiment(&deleted).unwrap();
            tracking.restore_run(&runs[1].0).unwrap();
            let report = tracking.collect(&plan, Purge::Remove, &Nobody).unwrap();
            assert_eq!(report.runs, [runs[2].0.clone()], "{uri}");
            let kept: Vec<&str> = report.kept.iter().map(|kept| &*kept.id).collect();
            assert_eq!(kept, [deleted.as_str()]);
            let left = runs.each_ref().map(|(_, model)| model.exists());
            assert_eq!(left, [true, true, false], "{uri}");
            let named = GcNames {
                experiment_ids: vec![deleted],
                ..GcNames::default()
            };
            let request = GcRequest {
                named: Some(named),
                ..GcRequest::default()
            };
            assert!(tracking.plan_gc(&request).is_err(), "it is active");
        }
    }
}
