//! Experiments: found in the target by their origin or their name, or made there.

use crate::entity::{Experiment, ExperimentId, LifecycleStage, Tag, ViewType, keys};
use crate::error::{Error, ErrorCode, Result};
use crate::search;
use crate::store::{ArtifactLocation, ExperimentQuery, NewExperiment, Pages};
use crate::tracking::now;

use super::origin;
use super::report::{Added, number};
use super::request::ArtifactMode;
use super::session::Transfer;

/// An experiment of the source, and where its runs go.
pub(super) struct Home {
    pub(super) source: Experiment,
    /// `None` in a rehearsal in which it would be created.
    pub(super) target: Option<Experiment>,
    /// Whether this copy created it, so that nothing can be in it.
    pub(super) is_new: bool,
    /// Whether it is the copy of this very experiment, and not only one of the same name.
    pub(super) is_copy: bool,
}

impl Home {
    /// The id of the experiment in the target; `None` in a rehearsal in which it would be created.
    pub(super) fn target_id(&self) -> Option<&ExperimentId> {
        self.target.as_ref().map(|target| &target.experiment_id)
    }
}

impl Transfer<'_> {
    /// Notes whether the source has traces, which this program cannot write.
    pub(super) fn note_traces(&self, homes: &[Home]) -> Result<()> {
        let ids = homes.iter().map(|home| home.source.experiment_id.clone());
        let ids: Vec<ExperimentId> = ids.collect();
        if !ids.is_empty() && self.from().has_traces(&ids)? {
            self.count(|report| report.leaves_traces = true);
        }
        Ok(())
    }

    /// The experiments that are asked for, each with its target.
    pub(super) fn homes(&self) -> Result<Vec<Home>> {
        let mut homes = Vec::new();
        for experiment in self.wanted_experiments()? {
            let name = experiment.name.clone();
            let home = self.home(experiment);
            homes.extend(self.tolerate("experiment", &name, home)?.flatten());
        }
        Ok(homes)
    }

    fn wanted_experiments(&self) -> Result<Vec<Experiment>> {
        let experiments = Pages::new(|page_token, max_results| {
            self.from().search_experiments(&ExperimentQuery {
                view: ViewType::All,
                filter: None,
                order_by: Vec::new(),
                max_results: max_results.min(1_000),
                page_token,
            })
        });
        let mut all: Vec<Experiment> = experiments.collect::<Result<_>>()?;
        // The oldest first, so that ids which a database gives are in the same order.
        all.reverse();
        let wanted = &self.request.experiments;
        let names = |experiment: &Experiment, text: &String| {
            experiment.name == *text || experiment.experiment_id.as_str() == text
        };
        if let Some(absent) = wanted
            .iter()
            .find(|text| !all.iter().any(|experiment| names(experiment, text)))
        {
            return Err(Error::experiment_name_not_found(absent));
        }
        all.retain(|experiment| {
            self.request.view.shows(experiment.lifecycle_stage)
                && (wanted.is_empty() || wanted.iter().any(|text| names(experiment, text)))
        });
        Ok(all)
    }

    /// The target of an experiment; `None` where it is deleted there, as in the source.
    fn home(&self, source: Experiment) -> Result<Option<Home>> {
        let (target, is_copy) = match self.find_copy(&source)? {
            Some(copy) => (Some(copy), true),
            None => (self.to().get_experiment_by_name(&source.name)?, false),
        };
        let Some(target) = target else {
            return self.create(source).map(Some);
        };
        if !target.lifecycle_stage.is_active() {
            self.count(|report| report.experiments.left_deleted += 1);
            if source.lifecycle_stage.is_active() {
                return Err(Error::experiment_deleted(&target.experiment_id).hint(format!(
                    "restore experiment {} of the target, or remove it for good with `mlflow gc`",
                    target.experiment_id
                )));
            }
            return Ok(None);
        }
        let added = self.update(&source, &target)?;
        self.count(|report| {
            added.count_in(report);
            if added.is_any() {
                report.experiments.updated += 1;
            } else {
                report.experiments.unchanged += 1;
            }
        });
        Ok(Some(Home {
            source,
            target: Some(target),
            is_new: false,
            is_copy,
        }))
    }

    /// The experiment of the target that has the same origin.
    fn find_copy(&self, source: &Experiment) -> Result<Option<Experiment>> {
        let Some(origin) = origin::of_experiment(source) else {
            return Ok(None);
        };
        // An id that is not a number is unknown to a database, which says so by an error.
        if let Ok(Some(found)) = self.to().get_experiment(&source.experiment_id)
            && origin::of_experiment(&found).as_ref() == Some(&origin)
        {
            return Ok(Some(found));
        }
        let number = origin.split('@').next().unwrap_or_default();
        if number != source.experiment_id.as_str()
            && let Ok(Some(found)) = self.to().get_experiment(&ExperimentId::from(number))
            && origin::of_experiment(&found).as_ref() == Some(&origin)
        {
            return Ok(Some(found));
        }
        let found = self.to().search_experiments(&ExperimentQuery {
            view: ViewType::All,
            filter: search::parse_experiment_filter(&origin::filter(&origin))?,
            order_by: Vec::new(),
            max_results: 1,
            page_token: None,
        });
        match found {
            Ok(page) => Ok(page.items.into_iter().next()),
            // A store of a time before experiments could be searched by tags.
            Err(error) if is_unknown_to(&error) => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn create(&self, source: Experiment) -> Result<Home> {
        let mut tags: Vec<Tag> = source.tags.clone();
        tags.retain(origin::is_copied);
        self.count(|report| {
            report.experiments.created += 1;
            report.tags += number(tags.len());
        });
        let target = if self.writes() {
            Some(self.create_in_target(&source, tags)?)
        } else {
            None
        };
        Ok(Home {
            source,
            target,
            is_new: true,
            is_copy: true,
        })
    }

    fn create_in_target(&self, source: &Experiment, mut tags: Vec<Tag>) -> Result<Experiment> {
        let is_free = || matches!(self.to().get_experiment(&source.experiment_id), Ok(None));
        if !(self.keeps_ids() && is_free())
            && let Some(origin) = origin::of_experiment(source)
            && !tags.iter().any(|tag| tag.key == keys::SYNC_ORIGIN)
        {
            tags.push(origin::tag(origin));
        }
        let created = self.to().create_experiment(&NewExperiment {
            wanted_id: Some(source.experiment_id.clone()),
            name: source.name.clone(),
            artifact_location: match self.request.artifacts {
                ArtifactMode::Keep => ArtifactLocation::At(source.artifact_location.clone()),
                ArtifactMode::Copy | ArtifactMode::Skip => {
                    ArtifactLocation::Under(self.target.settings().artifact_root.clone())
                }
            },
            tags,
            creation_time: source.creation_time.unwrap_or_else(now),
        });
        let id = match created {
            Ok(id) => id,
            // Another sync was faster.
            Err(error) if error.code() == ErrorCode::ResourceAlreadyExists => {
                let found = self.to().get_experiment_by_name(&source.name)?;
                return found.ok_or(error);
            }
            Err(error) => return Err(error),
        };
        let target = self
            .to()
            .get_experiment(&id)?
            .ok_or_else(|| Error::experiment_not_found(&id))?;
        let origin = origin::of_experiment(source);
        if let Some(origin) =
            origin.filter(|origin| origin::of_experiment(&target).as_ref() != Some(origin))
        {
            let tag = origin::tag(origin);
            self.to().set_experiment_tag(&id, &tag, now())?;
        }
        Ok(target)
    }

    /// Sets the tags that differ. A name that was changed in the target stays.
    fn update(&self, source: &Experiment, target: &Experiment) -> Result<Added> {
        let mut added = Added::default();
        let is_copied = |tag: &&Tag| origin::is_copied(tag) && tag.key != keys::SYNC_ORIGIN;
        for tag in source.tags.iter().filter(is_copied) {
            if target.tag(&tag.key) != Some(&tag.value) {
                added.tags += 1;
                if self.writes() {
                    self.to()
                        .set_experiment_tag(&target.experiment_id, tag, now())?;
                }
            }
        }
        Ok(added)
    }

    /// Deletes the copies of deleted experiments, once everything is in them.
    pub(super) fn delete_experiments(&self, homes: &[Home]) -> Result<()> {
        for home in homes {
            let Some(target) = &home.target else {
                continue;
            };
            if home.source.lifecycle_stage == LifecycleStage::Deleted && home.is_copy {
                let deleted = if self.writes() {
                    self.to().set_experiment_stage(
                        &target.experiment_id,
                        LifecycleStage::Deleted,
                        home.source.last_update_time.unwrap_or_else(now),
                    )
                } else {
                    Ok(())
                };
                // Another sync may have done it.
                let deleted = self.unless_deleted(home, None, deleted);
                self.tolerate("experiment", &home.source.name, deleted)?;
            }
        }
        Ok(())
    }
}

/// Whether an error says that a store does not know what it is asked for.
pub(super) fn is_unknown_to(error: &Error) -> bool {
    matches!(
        error.code(),
        ErrorCode::NotImplemented | ErrorCode::InvalidParameterValue
    )
}
