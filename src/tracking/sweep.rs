//! Files that programs left which were killed in the midst of writing artifacts.

use std::collections::BTreeSet;

use crate::artifact;
use crate::entity::ViewType;
use crate::error::Result;

use super::Tracking;

/// Most files and folders that are looked at, so that a store of millions keeps nobody busy.
const MOST_ENTRIES: usize = 500_000;

impl Tracking {
    /// The folders on this machine where artifacts go by default.
    pub fn artifact_roots(&self) -> Vec<String> {
        let store = self.store.local_folder().filter(|_| self.is_file_store());
        let store = store.map(|folder| folder.to_string_lossy().into_owned());
        let roots: BTreeSet<String> = store
            .into_iter()
            .chain([self.settings.artifact_root.clone()])
            .collect();
        roots.into_iter().collect()
    }

    /// Removes what killed programs left where the artifacts of all experiments go.
    pub(super) fn sweep_artifacts(&self) -> Result<()> {
        let experiments = self.all_experiments(ViewType::All, None, None)?.into_iter();
        let locations = experiments.map(|experiment| experiment.artifact_location);
        let locations: BTreeSet<String> = locations.chain(self.artifact_roots()).collect();
        sweep_below(locations);
        Ok(())
    }
}

/// Removes what killed programs left below locations of artifacts. A location below another one is
/// looked at with that.
pub fn sweep_below(locations: impl IntoIterator<Item = String>) {
    let mut left = MOST_ENTRIES;
    let mut last: Option<String> = None;
    for location in locations {
        let is_known = |above: &String| {
            let below = location.strip_prefix(above.trim_end_matches('/'));
            below.is_some_and(|below| below.is_empty() || below.starts_with('/'))
        };
        if !last.as_ref().is_some_and(is_known) {
            left = artifact::sweep_below(&location, left);
            last = Some(location);
        }
    }
}
