//! What a run logs in one go: checked and written in full before any of it takes its place.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::entity::{Metric, Param, Tag, keys};
use crate::error::{Error, Result};
use crate::store::Batch;

use super::disk::{self, Appended, StagedFile};
use super::keyed;
use super::layout::{METRICS, PARAMS};
use super::meta::{metric_line, parse_metric_line};
use super::run::LockedRun;
use super::run_folder::RunFolder;

/// Logs all of the batch, or nothing if any of it is refused or the disk is full.
pub(super) fn log(mut run: LockedRun, batch: &Batch) -> Result<()> {
    let Batch {
        metrics,
        params,
        tags,
    } = batch;
    let mut writes = Writes::default();
    writes.params(&run.folder, params)?;
    writes.tags(&mut run, tags)?;
    writes.metrics(&run.folder, metrics)?;
    writes.commit(&run.folder)
}

/// What is left to do once everything is checked.
#[derive(Default)]
struct Writes {
    files: Vec<StagedFile>,
    appends: Vec<(PathBuf, String)>,
}

impl Writes {
    /// Writes the parameters that are new.
    fn params(&mut self, run: &RunFolder, params: &[Param]) -> Result<()> {
        let mut new: BTreeMap<&str, &str> = BTreeMap::new();
        for Param { key, value } in params {
            let old = match new.get(key.as_str()) {
                Some(old) => Some((*old).to_owned()),
                None => run.param(key)?,
            };
            match old {
                Some(old) if old != *value => {
                    return Err(Error::param_changed(run.id(), key, &old, value));
                }
                Some(_) => {}
                None => {
                    new.insert(key, value);
                }
            }
        }
        for (key, value) in new {
            let path = keyed::prepare(&run.section(PARAMS), key)?;
            self.files
                .push(StagedFile::write(run.path(), path, value.as_bytes())?);
        }
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

    /// Writes the files of metrics that are new, and notes what is to be added to the others.
    ///
    /// A metric's file is never seen empty: Python's MLflow fails on the whole run then.
    fn metrics(&mut self, run: &RunFolder, metrics: &[Metric]) -> Result<()> {
        let mut lines: BTreeMap<&str, String> = BTreeMap::new();
        for metric in metrics {
            lines
                .entry(&metric.key)
                .or_default()
                .push_str(&metric_line(metric));
        }
        for (key, lines) in lines {
            let path = keyed::prepare(&run.section(METRICS), key)?;
            if path.exists() {
                self.appends.push((path, lines));
            } else {
                self.files
                    .push(StagedFile::write(run.path(), path, lines.as_bytes())?);
            }
        }
        Ok(())
    }

    /// Puts everything into its place. Appending can still fail (the disk is full), renaming
    /// hardly: so the former comes first, and is taken back if anything fails.
    fn commit(self, run: &RunFolder) -> Result<()> {
        self.check_places()?;
        let mut appended = Vec::new();
        let done = self
            .appends
            .iter()
            .try_for_each(|(path, lines)| {
                appended.push(disk::append_lines(path, lines, |line| {
                    parse_metric_line(line).is_some()
                })?);
                Ok(())
            })
            .and_then(|()| disk::publish_all(self.files, run.path()));
        if done.is_err() {
            appended.into_iter().for_each(Appended::take_back);
        }
        done
    }

    /// Refuses keys of one batch that exclude each other, such as `a` and `a/b`.
    fn check_places(&self) -> Result<()> {
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
