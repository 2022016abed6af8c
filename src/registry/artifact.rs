//! The files of versions, and what artifact URIs name that a registry knows.

use crate::artifact::{ArtifactFile, ArtifactPath};
use crate::error::Result;
use crate::tracking::ArtifactSource;
use crate::uri;

use super::{ModelUri, Registry};

impl Registry<'_> {
    /// Finds what an artifact URI means: that of a registered version, or what
    /// [`crate::tracking::Tracking::artifacts_at`] finds.
    pub fn artifacts_at(&self, artifact_uri: &str) -> Result<ArtifactSource> {
        if uri::scheme(artifact_uri).as_deref() != Some("models") {
            return self.tracking.artifacts_at(artifact_uri);
        }
        let (model, path) = ModelUri::split(artifact_uri)?;
        if let ModelUri::LoggedModel(_) = model {
            return self.tracking.artifacts_at(artifact_uri);
        }
        let location = self.location_of(&model)?;
        self.tracking.artifacts_below(&location, path)
    }

    /// Finds the files of the version, or of the logged model, that a URI names.
    pub fn artifacts_of_model(&self, model: &ModelUri) -> Result<ArtifactSource> {
        match model {
            ModelUri::LoggedModel(id) => self.tracking.artifacts_at(&format!("models:/{id}")),
            _ => self.tracking.artifacts_below(&self.location_of(model)?, ""),
        }
    }

    /// Opens a file of a version.
    pub fn model_version_file(
        &self,
        name: &str,
        version: i64,
        path: &ArtifactPath,
    ) -> Result<Box<dyn ArtifactFile>> {
        let location = self.model_version_location(name, version)?;
        self.tracking
            .artifacts_below(&location, path.as_str())?
            .open()
    }
}
