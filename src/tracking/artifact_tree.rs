//! Everything that lies below a folder of a run's artifacts.

use crate::artifact::{FileInfo, PathPattern};
use crate::entity::RunInfo;
use crate::error::{Error, Result};

use super::Tracking;

impl Tracking {
    /// The files and folders below a folder of a run's artifacts, sorted by path.
    pub fn artifact_tree(&self, run: &RunInfo, folder: &str) -> Result<Vec<FileInfo>> {
        let mut tree = Vec::new();
        let mut folders = vec![folder.to_owned()];
        while let Some(folder) = folders.pop() {
            for info in self.artifacts_of_run(run, &folder)?.list()? {
                if info.is_dir {
                    folders.push(info.path.to_string());
                }
                tree.push(info);
            }
        }
        tree.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(tree)
    }

    /// The files of a run that match a pattern, of which there is one at least.
    pub fn matching_artifacts(
        &self,
        run: &RunInfo,
        pattern: &PathPattern,
        text: &str,
    ) -> Result<Vec<FileInfo>> {
        let mut files = self.artifact_tree(run, pattern.folder())?;
        files.retain(|info| !info.is_dir && pattern.matches(info.path.as_str()));
        if files.is_empty() {
            return Err(Error::artifact_not_found(text, None));
        }
        Ok(files)
    }
}
