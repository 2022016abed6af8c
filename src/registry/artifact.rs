//! The files of versions, and what artifact URIs name that a registry knows.

use crate::artifact::ArtifactPath;
use crate::error::Result;
use crate::tracking::ArtifactSource;
use crate::uri;

use super::{ModelUri, Registry};

/// Most versions of which each is a copy of the next.
const MAX_COPIES: usize = 16;

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

    /// Finds a file of a version.
    pub fn model_version_file(
        &self,
        name: &str,
        version: i64,
        path: &ArtifactPath,
    ) -> Result<ArtifactSource> {
        let location = self.files_of_version(name, version)?;
        self.tracking.artifacts_below(&location, path.as_str())
    }

    /// Where the files of a version are. A database from before MLflow 2.8 keeps of a copy only of
    /// which version, or logged model, it is one.
    pub(super) fn files_of_version(&self, name: &str, version: i64) -> Result<String> {
        let mut location = self.model_version_location(name, version)?;
        for _ in 0..MAX_COPIES {
            if uri::scheme(&location).as_deref() != Some("models") {
                break;
            }
            let original = ModelUri::parse(&location)?;
            if let ModelUri::LoggedModel(id) = &original {
                return Ok(self.tracking.get_logged_model(id)?.artifact_location);
            }
            let original = self.find_model_version(&original)?;
            location = self.model_version_location(&original.name, original.version)?;
        }
        Ok(location)
    }
}
