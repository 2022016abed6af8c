//! The registered models of a file store: a folder for each below `models`, as MLflow 2.22.4 and
//! 3.17.2 write and read them.
//!
//! # Who waits for whom
//! 1. Every change holds the lock file of `models`, and that of the registered model: changes are
//!    rare and take milliseconds.
//! 2. Reading takes no lock. A change of several files leaves a journal if its program is killed
//!    ([`super::journal`]), and a renaming leaves a note ([`folder`]); whoever comes next completes
//!    them.
//!    What a serving process keeps in memory ([`cache`]) is as new as what it would read.
//! 3. A new folder is filled where no MLflow looks, and renamed when it is whole.
//!
//! # What differs from a database
//! Of a deleted version nothing is forgotten but that it is there, as in MLflow.

mod cache;
#[cfg(test)]
#[cfg(target_os = "linux")]
mod cache_tests;
mod cached_model;
mod cover;
mod folder;
mod locked;
mod model_version;
mod registered_model;
mod search;
#[cfg(test)]
mod tests;

use std::path::PathBuf;
use std::sync::Arc;

use crate::error::{Error, Result};

use super::layout::{REGISTRY, STORE_LOCK, check_registered_model_name};
use super::lock::{self, Lock};
use super::{FileStore, disk};
pub(super) use cache::RegistryCache;
use cached_model::CachedModel;
use folder::RegisteredModelFolder;

impl FileStore {
    /// Where the registered models lie.
    fn models_path(&self) -> PathBuf {
        self.root.join(REGISTRY)
    }

    /// The folders that can be registered models, in no order.
    fn registered_models(&self) -> Result<Vec<RegisteredModelFolder>> {
        self.check_root()?;
        let models = self.models_path();
        let names = disk::folder_names(&models)?;
        let folder = |name| RegisteredModelFolder::new(&models, name);
        Ok(names.into_iter().map(folder).collect())
    }

    /// The registered models whose folders are wanted, cached or to be read, in no order.
    fn cached_models(
        &self,
        is_wanted: impl Fn(&RegisteredModelFolder) -> bool + Sync,
    ) -> Result<Vec<Arc<CachedModel>>> {
        if let Some(cache) = &self.registry_cache
            && let Some(models) = cache.models(&self.models_path(), &is_wanted)?
        {
            return Ok(models);
        }
        let folders = self.registered_models()?.into_iter().filter(is_wanted);
        Ok(folders.map(CachedModel::for_once).map(Arc::new).collect())
    }

    /// The folder of a registered model; `None` where there is none.
    fn find_registered_model(&self, name: &str) -> Result<Option<RegisteredModelFolder>> {
        self.check_root()?;
        if check_registered_model_name(name).is_err() {
            return Ok(None);
        }
        let folder = RegisteredModelFolder::new(&self.models_path(), name.to_owned());
        Ok(folder.path().is_dir().then_some(folder))
    }

    /// The folder of a registered model that must be there.
    fn registered_model(&self, name: &str) -> Result<RegisteredModelFolder> {
        let found = self.find_registered_model(name)?;
        found.ok_or_else(|| Error::registered_model_not_found(name))
    }

    /// Waits for the lock of the set of registered models.
    fn lock_registry(&self) -> Result<Lock> {
        lock::lock(&self.models_path().join(STORE_LOCK))
    }
}
