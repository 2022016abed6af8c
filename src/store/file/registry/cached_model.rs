//! A registered model that is read only as far as it is asked for, and keeps what was read.
//!
//! In a command it lives for one search, and reads no tags but those that the search looks at. In a
//! serving process ([`super::cache`]) it is dropped when something of the model changes. Aliases are
//! not kept: they are read for what is on a page.

use std::sync::{Arc, OnceLock};

use crate::entity::{ModelVersion, RegisteredModel};
use crate::error::Result;

use super::super::watcher::Watcher;
use super::super::{disk, journal, skipped};
use super::cover::Cover;
use super::folder::{RegisteredModelFolder, TagsWanted, latest_of};

/// The folder of a registered model, and what was read of it.
#[derive(Debug)]
pub(super) struct CachedModel {
    folder: RegisteredModelFolder,
    /// `None` in a command.
    cover: Option<Cover>,
    /// Nothing if it cannot be read, which is reported.
    described: OnceLock<Option<RegisteredModel>>,
    versions: OnceLock<Vec<Arc<ModelVersion>>>,
}

impl CachedModel {
    /// A registered model of which nothing is read yet, for one search.
    pub(super) fn for_once(folder: RegisteredModelFolder) -> Self {
        Self::new(folder, None)
    }

    /// A registered model of which nothing is read yet, to be dropped when it does not hold any more.
    pub(super) fn covered(folder: RegisteredModelFolder, watcher: &Arc<Watcher>) -> Self {
        Self::new(folder, Some(Cover::new(watcher)))
    }

    fn new(folder: RegisteredModelFolder, cover: Option<Cover>) -> Self {
        Self {
            folder,
            cover,
            described: OnceLock::new(),
            versions: OnceLock::new(),
        }
    }

    /// Its folder.
    pub(super) fn folder(&self) -> &RegisteredModelFolder {
        &self.folder
    }

    /// What tells that it has changed.
    pub(super) fn cover(&self) -> Option<&Cover> {
        self.cover.as_ref()
    }

    /// The model without its versions and aliases, and with these of its tags at least.
    pub(super) fn described(&self, wanted: TagsWanted) -> Option<&RegisteredModel> {
        let read = || {
            if let Some(cover) = &self.cover {
                cover.model(self.folder.path());
            }
            let described = self.folder.described(self.tags(wanted));
            let described = skipped::or_report(self.folder.path(), described);
            self.check_that_it_is_there();
            described
        };
        self.described.get_or_init(read).as_ref()
    }

    /// The whole model, which was described with these tags.
    pub(super) fn whole(&self, has: TagsWanted) -> Result<RegisteredModel> {
        let Some(described) = self.described(has).cloned() else {
            return self.folder.model();
        };
        if self.cover.is_none() {
            return self.folder.completed(described, has);
        }
        let versions = self.versions().iter();
        Ok(RegisteredModel {
            aliases: self.folder.aliases()?,
            latest_versions: latest_of(versions.map(|version| (**version).clone())),
            ..described
        })
    }

    /// The versions with all their tags and without aliases, the greatest number first.
    pub(super) fn versions(&self) -> &[Arc<ModelVersion>] {
        self.versions.get_or_init(|| {
            let path = self.folder.path();
            if let Some(cover) = &self.cover {
                cover.model(path);
                let has_links = disk::names(path).map_or(true, |names| !names.links.is_empty());
                if has_links {
                    cover.note_gap();
                }
            }
            journal::recover_to_read(path);
            let folders = skipped::or_report(path, self.folder.versions());
            let versions = folders.iter().flatten().filter_map(|folder| {
                if let Some(cover) = &self.cover {
                    cover.version(folder.path());
                }
                folder.read().map(Arc::new)
            });
            let versions = versions.collect();
            self.check_that_it_is_there();
            versions
        })
    }

    fn tags(&self, wanted: TagsWanted) -> TagsWanted {
        match self.cover {
            Some(_) => TagsWanted::All,
            None => wanted,
        }
    }

    /// What is missing in a folder that is gone must not be kept: the folder may come back.
    fn check_that_it_is_there(&self) {
        if let Some(cover) = &self.cover
            && !self.folder.path().is_dir()
        {
            cover.note_gap();
        }
    }
}
