//! Logged models, and what was measured of them.

use std::collections::{BTreeMap, HashSet};

use crate::entity::{
    Experiment, LoggedModel, LoggedModelMetric, ModelId, ModelMetric, Param, RunId, Tag, keys,
};
use crate::error::Result;
use crate::search;
use crate::store::{Batch, LoggedModelQuery, NewLoggedModel, Pages};
use crate::uri;

use super::experiment::{Home, is_unknown_to};
use super::history::{Comparable, PointsOfRuns, comparable};
use super::lease::Lease;
use super::origin;
use super::report::{Added, SyncFiles, number};
use super::request::ArtifactMode;
use super::session::Transfer;

/// How many points of models go at once.
const POINTS_PER_BATCH: usize = 1_000;

/// How many models are read at once.
const MODELS_PER_PAGE: usize = 100;

impl Transfer<'_> {
    /// Copies the logged models of an experiment.
    pub(super) fn logged_models(&self, home: &Home, lease: &Lease<'_>) -> Result<()> {
        for model in self.source_models(home) {
            let Some(model) = self.known_models("experiment", &home.source.name, model)? else {
                break;
            };
            let copied = self.logged_model(home, &model, lease);
            let copied = self.unless_deleted(home, None, copied);
            self.tolerate("logged model", &model.model_id, copied)?;
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
            let Some(found) = self.from().get_run(run)? else {
                return Ok(false);
            };
            let filter = self.filter.as_ref();
            Ok(filter.is_none_or(|filter| filter.matches(&found)))
        };
        is_found().unwrap_or(false)
    }

    fn logged_model(&self, home: &Home, model: &LoggedModel, lease: &Lease<'_>) -> Result<()> {
        let found = self.find_model(home, model, !home.is_new)?;
        let (there, is_new) = match (found, &home.target) {
            (Some(there), _) => (Some(there), false),
            (None, Some(target)) if self.writes() => {
                lease.hold()?;
                self.create_model(home, target, model)?
            }
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
        let mut added = self.fill_model(model, there.as_ref())?;
        if is_new {
            self.model_is_fresh(&model.model_id);
            added.params = number(model.params.len());
            added.tags = number(model.tags.len());
        }
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

    /// The copy of a model: under its own id, under that of its origin, or one of the same origin,
    /// which is looked for where there can be one.
    fn find_model(
        &self,
        home: &Home,
        model: &LoggedModel,
        searches: bool,
    ) -> Result<Option<LoggedModel>> {
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
        for id in ids.into_iter().flatten().filter(|_| searches) {
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

    /// Creates the copy of a model, unless another sync was faster, and says whether it did.
    fn create_model(
        &self,
        home: &Home,
        target: &Experiment,
        model: &LoggedModel,
    ) -> Result<(Option<LoggedModel>, bool)> {
        let mut tags: Vec<Tag> = model.tags.clone();
        if !self.keeps_ids() {
            if let Some(found) = self.find_model(home, model, true)? {
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
        let has_tag = |tag: &Tag| {
            there.is_some_and(|there| {
                let is_own_origin =
                    tag.key == keys::SYNC_ORIGIN && tag.value == there.model_id.as_str();
                is_own_origin || there.tags.contains(tag)
            })
        };
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
    ) -> Result<SyncFiles> {
        let open = || {
            let there = there.map(|there| self.target.logged_model_artifacts(there));
            there.transpose()
        };
        let source = self.source.logged_model_artifacts(model);
        let copied = source
            .and_then(|source| self.pool.install(|| self.missing_files(source, open)))
            .and_then(|missing| self.pool.install(|| self.copy_files(&missing)));
        let copied = self.tolerate("artifacts of logged model", &model.model_id, copied)?;
        Ok(copied.unwrap_or_default())
    }

    /// Adds what runs measured of the logged models of an experiment.
    pub(super) fn model_metrics(&self, home: &Home, lease: &Lease<'_>) -> Result<()> {
        for model in self.source_models(home) {
            let Some(model) = self.known_models("experiment", &home.source.name, model)? else {
                break;
            };
            let added = self.metrics_of_model(home, &model, lease);
            self.tolerate("metrics of logged model", &model.model_id, added)?;
        }
        Ok(())
    }

    fn metrics_of_model(&self, home: &Home, model: &LoggedModel, lease: &Lease<'_>) -> Result<()> {
        let Some(copy) = self.model_id(&model.model_id) else {
            return Ok(());
        };
        let points = self.from().logged_model_history(&model.model_id)?;
        let there = home.target.as_ref().map(|_| &copy);
        let of_model = (&model.model_id, &points[..]);
        let mut missing = self.missing_points(of_model, &copy, there)?;
        if missing.is_empty() {
            return Ok(());
        }
        lease.hold()?;
        if !self.keeps_ids() {
            missing = self.missing_points(of_model, &copy, there)?;
        }
        for (run, points) in missing {
            self.count(|report| report.metrics += number(points.len()));
            for points in points.chunks(POINTS_PER_BATCH) {
                let batch = Batch {
                    model_metrics: points.to_vec(),
                    ..Batch::default()
                };
                if self.writes() {
                    let logged = self.to().log_batch(&run, &batch);
                    self.unless_deleted(home, Some(&run), logged)?;
                }
            }
        }
        Ok(())
    }

    /// The points that the copy of a model lacks, by the run of the target that is to bear them.
    fn missing_points(
        &self,
        (model, points): (&ModelId, &[LoggedModelMetric]),
        copy: &ModelId,
        there: Option<&ModelId>,
    ) -> Result<BTreeMap<RunId, Vec<ModelMetric>>> {
        let mut missing: BTreeMap<RunId, Vec<ModelMetric>> = BTreeMap::new();
        let points = points.iter();
        let mut points = points
            .filter(|point| self.is_copied_run(&point.run_id))
            .peekable();
        if points.peek().is_none() {
            return Ok(missing);
        }
        let known = there
            .map(|id| self.to().logged_model_history(id))
            .transpose()?;
        let known = known.unwrap_or_default();
        // A server may show no more than the latest points of a model. Each is one of its run, too.
        let asks_runs = there.is_some() && !self.keeps_ids() && !self.is_fresh_model(model);
        let mut of_runs = PointsOfRuns::new(self.to());
        let known: HashSet<_> = known
            .iter()
            .map(|point| identity(point, &point.run_id))
            .collect();
        for point in points {
            let run = self.run_id(&point.run_id);
            let is_there = known.contains(&identity(point, &run))
                || asks_runs && of_runs.have(&run, &point.metric)?;
            if !is_there {
                missing.entry(run).or_default().push(ModelMetric {
                    model_id: copy.clone(),
                    metric: point.metric.clone(),
                    dataset: point.dataset.clone(),
                });
            }
        }
        Ok(missing)
    }
}

/// What makes a point of a model one of its own: its run in the target, its key, its data set, itself.
type PointIdentity<'a> = (&'a RunId, &'a str, Option<(&'a str, &'a str)>, Comparable);

fn identity<'a>(point: &'a LoggedModelMetric, run: &'a RunId) -> PointIdentity<'a> {
    let dataset = point.dataset.as_ref();
    let dataset = dataset.map(|dataset| (dataset.name.as_str(), dataset.digest.as_str()));
    (run, &point.metric.key, dataset, comparable(&point.metric))
}
