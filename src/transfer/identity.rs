//! Which run of the target is the copy of which run of the source.
//!
//! A store that keeps ids has the copy under the same id. A run that came from a server bears the id
//! that it had before as its origin, and may be in the target under that one, or under a third that
//! bears the same origin.

use std::collections::HashMap;
use std::sync::Arc;

use rayon::prelude::*;

use crate::entity::{ExperimentId, Run, RunId, Tag, ViewType, keys};
use crate::error::Result;
use crate::search;
use crate::store::{NewRun, Pages, RunQuery, Store};

use super::experiment::Home;
use super::lease::Lease;
use super::origin;
use super::session::Transfer;

/// The runs of an experiment of the target, as far as they can be copies.
#[derive(Default)]
struct Index {
    /// The ids of all runs of a server, and whether they are active.
    ids: HashMap<RunId, bool>,
    /// The ids of runs by their origins.
    origins: HashMap<RunId, RunId>,
}

impl Index {
    fn add(&mut self, run: &Run) {
        let is_active = run.info.lifecycle_stage.is_active();
        self.ids.insert(run.info.run_id.clone(), is_active);
        if let Some(origin) = origin::of_run(run) {
            let id = &run.info.run_id;
            let kept = self
                .origins
                .entry(origin.into())
                .or_insert_with(|| id.clone());
            // Of two copies, which should not be there, every sync takes the same.
            if id < kept {
                kept.clone_from(id);
            }
        }
    }

    /// The copy of a run.
    fn find(&self, run: &Run) -> Option<RunId> {
        let id = &run.info.run_id;
        let origin = origin::of_run(run).map(RunId::from);
        let own = [Some(id), origin.as_ref()];
        let mut own = own.into_iter().flatten();
        own.clone()
            .find(|id| self.ids.contains_key(*id))
            .or_else(|| own.find_map(|id| self.origins.get(id)))
            .cloned()
    }
}

impl Transfer<'_> {
    /// Settles on the id in the target of every run of an experiment that is copied.
    pub(super) fn identify_runs(&self, home: &Home, lease: &Lease<'_>) -> Result<()> {
        match home.target_id() {
            Some(target) if self.keeps_ids() => self.identify_kept(home, target),
            Some(target) => self.identify_or_create(home, target, lease),
            None => Ok(()),
        }
    }

    /// The runs of a source's experiment that are copied, in pages, the oldest first.
    pub(super) fn source_pages(
        &self,
        home: &Home,
        each: &mut dyn FnMut(Vec<Arc<Run>>) -> Result<()>,
    ) -> Result<()> {
        let mut query = RunQuery {
            experiment_ids: vec![home.source.experiment_id.clone()],
            view: self.request.view,
            filter: self.filter.clone(),
            order_by: search::parse_run_orders(&["attributes.start_time ASC".to_owned()])?,
            max_results: Self::page_size(self.from()),
            page_token: None,
        };
        loop {
            let page = self.from().search_runs(&query)?;
            query.page_token = page.next_page_token;
            each(page.items)?;
            if query.page_token.is_none() {
                return Ok(());
            }
        }
    }

    /// Finds the runs whose copies have another id. Where no run bears an origin, there are none.
    fn identify_kept(&self, home: &Home, target: &ExperimentId) -> Result<()> {
        let mut index = Index::default();
        if !home.is_new {
            for run in tagged_runs(self.to(), target) {
                index.add(&*run?);
            }
        }
        for (origin, id) in &index.origins {
            if self.to().get_run(origin)?.is_none() {
                self.map_run(origin, id.clone());
            }
        }
        for run in tagged_runs(self.from(), &home.source.experiment_id) {
            let run = run?;
            let id = &run.info.run_id;
            if self.to().get_run(id)?.is_some() {
                continue;
            }
            let origin = origin::of_run(&run).map(RunId::from);
            let Some(origin) = origin else {
                continue;
            };
            if self.to().get_run(&origin)?.is_some() {
                self.map_run(id, origin);
            } else if let Some(copy) = index.origins.get(&origin) {
                self.map_run(id, copy.clone());
            }
        }
        Ok(())
    }

    /// Finds the runs on a server, and creates those that are not there.
    fn identify_or_create(
        &self,
        home: &Home,
        target: &ExperimentId,
        lease: &Lease<'_>,
    ) -> Result<()> {
        let mut index = self.index_of_server(target)?;
        let mut is_held = false;
        self.source_pages(home, &mut |runs| {
            let has_new = runs.iter().any(|run| index.find(run).is_none());
            if has_new && self.writes() && !is_held {
                lease.hold()?;
                is_held = true;
                // Another sync may have created them in the meantime.
                index = self.index_of_server(target)?;
            }
            self.map_or_create(&runs, &index, target, lease)
        })
    }

    fn map_or_create(
        &self,
        runs: &[Arc<Run>],
        index: &Index,
        target: &ExperimentId,
        lease: &Lease<'_>,
    ) -> Result<()> {
        self.pool.install(|| {
            runs.par_iter().try_for_each(|run| {
                let id = &run.info.run_id;
                if let Some(copy) = index.find(run) {
                    if index.ids.get(&copy) == Some(&true) {
                        self.run_is_copied(id);
                    }
                    self.map_run(id, copy);
                } else if self.writes() {
                    lease.hold()?;
                    let created = self.create_on_server(run, target);
                    if let Some(copy) = self.tolerate("run", id, created)? {
                        self.run_is_fresh(&copy);
                        self.run_is_copied(id);
                        self.map_run(id, copy);
                    }
                }
                Ok(())
            })
        })
    }

    /// The runs that an experiment of a server has.
    fn index_of_server(&self, target: &ExperimentId) -> Result<Index> {
        let mut index = Index::default();
        for run in runs_of(self.to(), target, None) {
            index.add(&*run?);
        }
        Ok(index)
    }

    /// Creates a run that bears its origin from the beginning, so that it is found again whenever this
    /// program ends.
    fn create_on_server(&self, run: &Run, target: &ExperimentId) -> Result<RunId> {
        let origin = origin::of_run(run).unwrap_or(run.info.run_id.as_str());
        let created = self.to().create_run(&NewRun {
            run_id: run.info.run_id.clone(),
            experiment_id: target.clone(),
            run_name: run.info.run_name.clone().unwrap_or_default(),
            user_id: run.info.user_id.clone(),
            start_time: run.info.start_time.unwrap_or_default(),
            artifact_uri: String::new(),
            tags: vec![origin::tag(origin)],
        })?;
        Ok(created.info.run_id)
    }
}

/// The runs of an experiment that bear an origin. A store that cannot be asked for them has none.
fn tagged_runs<'a>(
    store: &'a dyn Store,
    experiment: &ExperimentId,
) -> impl Iterator<Item = Result<Arc<Run>>> + use<'a> {
    runs_of(store, experiment, Some(origin::HAS_ORIGIN))
}

fn runs_of<'a>(
    store: &'a dyn Store,
    experiment: &ExperimentId,
    filter: Option<&'static str>,
) -> impl Iterator<Item = Result<Arc<Run>>> + use<'a> {
    let experiment = experiment.clone();
    Pages::new(move |page_token, _| {
        let filter = filter.map(search::parse_run_filter).transpose()?.flatten();
        store.search_runs(&RunQuery {
            experiment_ids: vec![experiment.clone()],
            view: ViewType::All,
            filter,
            order_by: Vec::new(),
            max_results: Transfer::page_size(store),
            page_token,
        })
    })
}

/// The tags of a run as its copy has them: what names a run names its copy.
pub(super) fn tags_of_copy(transfer: &Transfer<'_>, run: &Run) -> Vec<Tag> {
    let own = run.info.run_id.as_str();
    let copy = transfer.run_id(&run.info.run_id);
    let is_own_origin = |tag: &Tag| tag.key == keys::SYNC_ORIGIN && tag.value == copy.as_str();
    let tags = run.data.tags.iter();
    let tags = tags.filter(|tag| origin::is_copied(tag) && !is_own_origin(tag));
    tags.map(|tag| match tag.key.as_str() {
        keys::PARENT_RUN_ID => {
            let parent = transfer.run_id(&RunId::from(tag.value.as_str()));
            Tag::new(&tag.key, parent.as_str())
        }
        keys::MODEL_HISTORY if copy.as_str() != own => {
            Tag::new(&tag.key, tag.value.replace(own, copy.as_str()))
        }
        _ => tag.clone(),
    })
    .collect()
}
