//! Logged models, and what was measured of them.

use std::collections::BTreeMap;

use crate::entity::{LoggedModel, LoggedModelMetric, ModelId, ModelMetric, Param, RunId, Tag};
use crate::error::Result;
use crate::search;
use crate::store::{Batch, LoggedModelQuery, NewLoggedModel, Pages};
use crate::uri;

use super::artifact::SourceFiles;
use super::experiment::{Home, is_unknown_to};
use super::lease::Lease;
use super::origin;
use super::report::{Added, number};
use super::request::ArtifactMode;
use super::session::Transfer;

/// How many points of models go at once.
const POINTS_PER_BATCH: usize = 1_000;

/// How many models are read at once.
const MODELS_PER_PAGE: usize = 100;

impl Transfer<'_> {
    /// Copies the logged models of all experiments.
    pub(super) fn logged_models(&self, homes: &[Home]) -> Result<()> {
        for home in homes {
            let mut lease = None;
            for model in self.source_models(home) {
                let Some(model) = self.known_models("experiment", &home.source.name, model)? else {
                    break;
                };
                let copied = self.logged_model(home, &model, &mut lease);
                self.tolerate("logged model", &model.model_id, copied)?;
            }
        }
        Ok(())
    }

    /// A model that was listed; `None` where the store is of a time before there were models.
    fn known_models<T>(
        &self,
        kind: &'static str,
        id: &str,
        listed: Result<T>,
    ) -> Result<Option<T>> {
        match listed {
            Err(error) if is_unknown_to(&error) => {
                tracing::debug!("no logged models are found: {error}");
                Ok(None)
            }
            listed => self.tolerate(kind, id, listed),
        }
    }

    fn source_models<'a>(
        &'a self,
        home: &'a Home,
    ) -> impl Iterator<Item = Result<LoggedModel>> + 'a {
        let models = Pages::new(move |page_token, _| {
            self.from().search_logged_models(&LoggedModelQuery {
                experiment_ids: vec![home.source.experiment_id.clone()],
                filter: None,
                datasets: Vec::new(),
                order_by: Vec::new(),
                max_results: MODELS_PER_PAGE,
                page_token,
            })
        });
        models.filter(|model| {
            let Ok(model) = model else {
                return true;
            };
            match &model.source_run_id {
                Some(run) => self.request.filter.is_none() || self.knows_filtered_run(run),
                None => self.request.filter.is_none(),
            }
        })
    }

    /// Whether the filter lets a run of the source through.
    fn knows_filtered_run(&self, run: &RunId) -> bool {
        let is_found = || -> Result<bool> {
            let filter = self.request.filter.as_deref();
            let filter = filter.map(search::parse_run_filter).transpose()?.flatten();
            let Some(found) = self.from().get_run(run)? else {
                return Ok(false);
            };
            Ok(filter.is_none_or(|filter| filter.matches(&found)))
        };
        is_found().unwrap_or(false)
    }

    fn logged_model<'a>(
        &'a self,
        home: &'a Home,
        model: &LoggedModel,
        lease: &mut Option<Lease<'a>>,
    ) -> Result<()> {
        let found = self.find_model(home, model)?;
        let (there, is_new) = match (found, &home.target) {
            (Some(there), _) => (Some(there), false),
            (None, Some(_)) if self.writes() => self.create_model(home, model, lease)?,
            (None, _) => (None, true),
        };
        if there
            .as_ref()
            .is_some_and(|there| !there.lifecycle_stage.is_active())
        {
            self.count(|report| report.logged_models.left_deleted += 1);
            return Ok(());
        }
        let copy = there
            .as_ref()
            .map_or(&model.model_id, |there| &there.model_id);
        self.map_model(&model.model_id, copy.clone());
        let added = self.fill_model(model, there.as_ref())?;
        self.count(|report| {
            added.count_in(report);
            match (is_new, added.is_any()) {
                (true, _) => report.logged_models.created += 1,
                (false, true) => report.logged_models.updated += 1,
                (false, false) => report.logged_models.unchanged += 1,
            }
        });
        Ok(())
    }

    /// The copy of a model: under its own id, under that of its origin, or one of the same origin.
    fn find_model(&self, home: &Home, model: &LoggedModel) -> Result<Option<LoggedModel>> {
        let Some(target) = &home.target else {
            return Ok(None);
        };
        let origin = origin::of_logged_model(model);
        let ids = [Some(model.model_id.as_str()), origin];
        for id in ids.into_iter().flatten() {
            if let Some(found) = self.to().get_logged_model(&ModelId::from(id))? {
                return Ok(Some(found));
            }
        }
        for id in ids.into_iter().flatten().filter(|_| !home.is_new) {
            let page = self.to().search_logged_models(&LoggedModelQuery {
                experiment_ids: vec![target.experiment_id.clone()],
                filter: search::parse_model_filter(&origin::filter(id))?,
                datasets: Vec::new(),
                order_by: Vec::new(),
                max_results: 1,
                page_token: None,
            })?;
            if let Some(found) = page.items.into_iter().next() {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    fn create_model<'a>(
        &'a self,
        home: &'a Home,
        model: &LoggedModel,
        lease: &mut Option<Lease<'a>>,
    ) -> Result<(Option<LoggedModel>, bool)> {
        let target = home.target.as_ref().expect("there is an experiment for it");
        let mut tags: Vec<Tag> = model.tags.clone();
        if !self.keeps_ids() {
            let is_ours = match lease {
                Some(lease) => lease.renew()?,
                None => {
                    *lease = Some(Lease::wait(self.to(), &target.experiment_id)?);
                    home.is_new
                }
            };
            if !is_ours && let Some(found) = self.find_model(home, model)? {
                return Ok((Some(found), false));
            }
            if origin::of_logged_model(model).is_none() {
                tags.push(origin::tag(model.model_id.as_str()));
            }
        }
        let id = &model.model_id;
        let created = self.to().create_logged_model(&NewLoggedModel {
            model_id: id.clone(),
            experiment_id: target.experiment_id.clone(),
            name: model.name.clone(),
            artifact_location: match self.request.artifacts {
                ArtifactMode::Keep => model.artifact_location.clone(),
                ArtifactMode::Copy | ArtifactMode::Skip => {
                    uri::join(&target.artifact_location, &format!("models/{id}/artifacts"))
                }
            },
            creation_time: model.creation_time,
            model_type: model.model_type.clone(),
            source_run_id: model.source_run_id.as_ref().map(|run| self.run_id(run)),
            params: model.params.clone(),
            tags,
        });
        match created {
            Ok(created) => Ok((Some(created), true)),
            // Another sync was faster.
            Err(error) if self.keeps_ids() => match self.to().get_logged_model(id)? {
                Some(found) => Ok((Some(found), false)),
                None => Err(error),
            },
            Err(error) => Err(error),
        }
    }

    /// Adds what a copy lacks; the status last, because a model that is ready has its files.
    fn fill_model(&self, model: &LoggedModel, there: Option<&LoggedModel>) -> Result<Added> {
        let mut added = Added::default();
        let has_tag = |tag: &Tag| there.is_some_and(|there| there.tags.contains(tag));
        let tags: Vec<Tag> = model
            .tags
            .iter()
            .filter(|tag| !has_tag(tag))
            .cloned()
            .collect();
        let has_param = |key: &str| {
            there.is_some_and(|there| there.params.iter().any(|known| known.key == key))
        };
        let params: Vec<Param> = model
            .params
            .iter()
            .filter(|param| !has_param(&param.key))
            .cloned()
            .collect();
        added.tags = number(tags.len());
        added.params = number(params.len());
        if let Some(there) = there.filter(|_| self.writes()) {
            if !tags.is_empty() {
                self.to().set_logged_model_tags(&there.model_id, &tags)?;
            }
            if !params.is_empty() {
                self.to()
                    .log_logged_model_params(&there.model_id, &params)?;
            }
        }
        if self.request.artifacts == ArtifactMode::Copy {
            added.files = self.files_of_model(model, there)?;
        }
        if there.is_none_or(|there| there.status != model.status) {
            added.others = true;
            if let Some(there) = there.filter(|_| self.writes()) {
                self.to().set_logged_model_status(
                    &there.model_id,
                    model.status,
                    model.last_update_time,
                )?;
            }
        }
        Ok(added)
    }

    fn files_of_model(
        &self,
        model: &LoggedModel,
        there: Option<&LoggedModel>,
    ) -> Result<super::SyncFiles> {
        let store = self.source.logged_model_artifacts(model);
        let listed = store.and_then(SourceFiles::list);
        let copied = listed.and_then(|files| match there {
            Some(there) => self.artifacts(files, || self.target.logged_model_artifacts(there)),
            None => Ok(super::SyncFiles {
                files: number(files.files.len()),
                bytes: files.files.iter().filter_map(|file| file.file_size).sum(),
            }),
        });
        let copied = self.tolerate("artifacts of logged model", &model.model_id, copied)?;
        Ok(copied.unwrap_or_default())
    }

    /// Adds what runs measured of logged models, once these runs are there.
    pub(super) fn model_metrics(&self, homes: &[Home]) -> Result<()> {
        for home in homes.iter().filter(|home| home.target.is_some()) {
            for model in self.source_models(home) {
                let Some(model) = self.known_models("experiment", &home.source.name, model)? else {
                    break;
                };
                let added = self.metrics_of_model(&model);
                self.tolerate("metrics of logged model", &model.model_id, added)?;
            }
        }
        Ok(())
    }

    fn metrics_of_model(&self, model: &LoggedModel) -> Result<()> {
        let Some(copy) = self.model_id(&model.model_id) else {
            return Ok(());
        };
        let points = self.from().logged_model_history(&model.model_id)?;
        if points.is_empty() {
            return Ok(());
        }
        let known = self.to().logged_model_history(&copy)?;
        let mut missing: BTreeMap<RunId, Vec<ModelMetric>> = BTreeMap::new();
        for point in points {
            let run_id = self.run_id(&point.run_id);
            if self.is_copied_run(&point.run_id)
                && !known
                    .iter()
                    .any(|known| is_same_point(known, &point, &run_id))
            {
                missing.entry(run_id).or_default().push(ModelMetric {
                    model_id: copy.clone(),
                    metric: point.metric,
                    dataset: point.dataset,
                });
            }
        }
        for (run, points) in missing {
            self.count(|report| report.metrics += number(points.len()));
            if !self.writes() {
                continue;
            }
            for points in points.chunks(POINTS_PER_BATCH) {
                let batch = Batch {
                    model_metrics: points.to_vec(),
                    ..Batch::default()
                };
                self.to().log_batch(&run, &batch)?;
            }
        }
        Ok(())
    }
}

/// Whether a point of the copy is the same as one of the source, whose run is this one in the target.
fn is_same_point(known: &LoggedModelMetric, point: &LoggedModelMetric, run: &RunId) -> bool {
    known.run_id == *run
        && known.dataset == point.dataset
        && known.metric.key == point.metric.key
        && super::history::comparable(&known.metric) == super::history::comparable(&point.metric)
}
