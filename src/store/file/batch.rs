//! What a run logs in one go: checked and written to temporary files before any of it is visible.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use crate::entity::{LoggedModelMetric, Metric, ModelMetric, Param, RunId, Tag, keys};
use crate::error::{Error, Result};
use crate::store::Batch;

use super::disk::{self, Append, StagedFile};
use super::journal::{self, Changes};
use super::keyed;
use super::layout::{METRICS, PARAMS};
use super::locked_run::LockedRun;
use super::logged_model::LockedModel;
use super::meta::{
    fits_in_line, metric_line, model_metric_line, parse_metric_line, parse_model_metric_line,
};

/// Logs all of the batch, or nothing if any of it is refused or the disk is full. The models are
/// all those of the batch.
pub(super) fn log(mut run: LockedRun, models: &[LockedModel], batch: &Batch) -> Result<()> {
    let Batch {
        metrics,
        params,
        tags,
        model_metrics,
    } = batch;
    let mut of_run = Writes::into_folder(run.folder.path());
    of_run.params(run.folder.id(), params)?;
    of_run.tags(&mut run, tags)?;
    of_run.metrics(metrics)?;
    let mut all = vec![of_run];
    for model in models {
        let mut of_model = Writes::into_folder(model.folder.path());
        let metrics = model_metrics
            .iter()
            .filter(|measured| measured.model_id == *model.folder.id());
        of_model.model_metrics(run.folder.id(), metrics)?;
        all.push(of_model);
    }
    all.iter().try_for_each(Writes::check_paths)?;
    let mut changes = Changes::default();
    for Writes { files, appends, .. } in all {
        changes.files.extend(files);
        changes.appends.extend(appends);
    }
    journal::commit(run.folder.path(), changes)
}

/// What is left to do in the folder of a run or a logged model once everything is checked.
struct Writes {
    folder: PathBuf,
    files: Vec<StagedFile>,
    appends: Vec<Append>,
}

impl Writes {
    fn into_folder(folder: &Path) -> Self {
        Self {
            folder: folder.to_owned(),
            files: Vec::new(),
            appends: Vec::new(),
        }
    }

    /// Writes the parameters that are new.
    fn params(&mut self, run: &RunId, params: &[Param]) -> Result<()> {
        let changed = |key: &str, old: &str, new: &str| Error::param_changed(run, key, old, new);
        let new = keyed::new_params(&self.folder, params, changed)?;
        self.files.extend(keyed::stage(&self.folder, PARAMS, new)?);
        Ok(())
    }

    /// Writes the tags; of several values for a key the last counts. The run's name is also in
    /// its description.
    fn tags(&mut self, run: &mut LockedRun, tags: &[Tag]) -> Result<()> {
        for (key, value) in keyed::last_values(tags) {
            self.files.push(run.stage_tag(key, value)?);
            if key == keys::RUN_NAME {
                run.info.run_name = Some(value.to_owned());
                self.files.push(run.stage_meta()?);
            }
        }
        Ok(())
    }

    /// Writes the points of a run.
    ///
    /// MLflow 3.17.2 puts a data set on which a point was measured behind it here too, and then
    /// reads the step of such a line as 0: so it is written where the model's points are, alone.
    fn metrics(&mut self, metrics: &[Metric]) -> Result<()> {
        let lines = metrics
            .iter()
            .map(|metric| (metric.key.as_str(), metric_line(metric)));
        self.lines(lines, |line| parse_metric_line(line).is_some())
    }

    /// Writes the points that a run measured of a logged model.
    fn model_metrics<'a>(
        &mut self,
        run: &RunId,
        metrics: impl Iterator<Item = &'a ModelMetric>,
    ) -> Result<()> {
        let mut lines = Vec::new();
        for measured in metrics {
            let measured = of_model(run, measured)?;
            let line = model_metric_line(&measured);
            lines.push((measured.metric.key, line));
        }
        let lines = lines.iter().map(|(key, line)| (key.as_str(), line.clone()));
        self.lines(lines, |line| parse_model_metric_line(line).is_some())
    }

    /// Writes the files of metrics that are new, and notes what is to be added to the others.
    ///
    /// A metric's file is never seen empty: Python's MLflow fails on the whole run then.
    fn lines<'a>(
        &mut self,
        points: impl Iterator<Item = (&'a str, String)>,
        is_line: fn(&str) -> bool,
    ) -> Result<()> {
        let mut lines_of: BTreeMap<&str, String> = BTreeMap::new();
        for (key, line) in points {
            lines_of.entry(key).or_default().push_str(&line);
        }
        for (key, lines) in lines_of {
            let path = keyed::prepare(&self.folder.join(METRICS), key)?;
            if path.exists() {
                // A client that loses an answer sends the same again. In a database that changes
                // nothing, and here neither.
                if !disk::has_lately(&path, &lines)? {
                    self.appends.push(Append::plan(&path, &lines, is_line)?);
                }
            } else {
                self.files
                    .push(StagedFile::write(&self.folder, path, lines.as_bytes())?);
            }
        }
        Ok(())
    }

    /// Refuses keys of one batch that exclude each other, such as `a` and `a/b`.
    fn check_paths(&self) -> Result<()> {
        match self.files.iter().find(|file| file.target().is_dir()) {
            Some(file) => Err(Error::invalid(format!(
                "`{}` would be both a key and the beginning of another, \
                 and a file store keeps keys as paths",
                file.target().display()
            ))),
            None => Ok(()),
        }
    }
}

/// A point as the model has it. One on a data set whose name is not one word is refused: in a
/// line of words, MLflow 3.17.2 writes it and then cannot read the model any more.
fn of_model(run: &RunId, measured: &ModelMetric) -> Result<LoggedModelMetric> {
    let ModelMetric {
        model_id,
        metric,
        dataset,
    } = measured;
    if let Some(dataset) = dataset
        && !fits_in_line(dataset)
    {
        return Err(Error::invalid(format!(
            "metric `{}` of logged model `{model_id}` cannot be stored: the data set `{}` (digest \
             `{}`) has a name or digest that is not one word, which a file store needs",
            metric.key, dataset.name, dataset.digest
        )));
    }
    Ok(LoggedModelMetric {
        run_id: run.clone(),
        metric: metric.clone(),
        dataset: dataset.clone(),
    })
}
