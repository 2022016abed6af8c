//! The artifacts of runs and logged models.

use crate::artifact::{self, ArtifactFile, ArtifactPath, ArtifactStore, Owner};
use crate::entity::{LoggedModel, RunInfo};
use crate::error::Result;

use super::Tracking;

impl Tracking {
    /// Opens the artifacts of a run.
    pub fn run_artifacts(&self, run: &RunInfo) -> Result<Box<dyn ArtifactStore>> {
        let owner = Owner::Run(run.run_id.as_str());
        self.locator
            .open(owner, &run.artifact_uri, &ArtifactPath::root())
    }

    /// Opens a file of a run's artifacts.
    pub fn run_artifact_file(
        &self,
        run: &RunInfo,
        path: &ArtifactPath,
    ) -> Result<Box<dyn ArtifactFile>> {
        self.run_artifacts(run)?.open(path)
    }

    /// Opens the artifacts of a logged model.
    pub fn logged_model_artifacts(&self, model: &LoggedModel) -> Result<Box<dyn ArtifactStore>> {
        let owner = Owner::LoggedModel(model.model_id.as_str());
        self.locator
            .open(owner, &model.artifact_location, &ArtifactPath::root())
    }

    /// Keeps a small file as an artifact of a run.
    pub fn write_run_artifact(
        &self,
        run: &RunInfo,
        path: &ArtifactPath,
        content: &[u8],
    ) -> Result<()> {
        let mut writer = self.run_artifacts(run)?.create(path)?;
        writer.write(content)?;
        writer.finish()
    }

    /// Refuses a location to which this program cannot write, before any work is done for it.
    pub fn check_artifact_location(&self, location: &str) -> Result<()> {
        artifact::open(&self.locator.locate(location)?).map(drop)
    }

    /// Checks that a client of this server does not have it connect to another machine for the
    /// files of a model.
    pub fn check_foreign_source(&self, source: &str) -> Result<()> {
        artifact::check_foreign_source(source, &self.settings.artifact_root)
    }

    /// Checks the location of artifacts that a client of this server chose.
    pub fn check_foreign_location(&self, location: &str) -> Result<()> {
        artifact::check_foreign(location, &self.settings.artifact_root)
    }
}
