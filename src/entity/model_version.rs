//! A version of a registered model: where its files are, where they come from, how far it got.

use std::fmt;

use super::{ModelId, RunId, Tag, VersionDeployment, is_prompt};

/// What stands for the source of a version that was deleted.
pub const REDACTED_SOURCE: &str = "REDACTED-SOURCE-PATH";
/// What stands for the run of a version that was deleted.
pub const REDACTED_RUN_ID: &str = "REDACTED-RUN-ID";
/// What stands for the link to the run of a version that was deleted.
pub const REDACTED_RUN_LINK: &str = "REDACTED-RUN-LINK";

/// A numbered version of a registered model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelVersion {
    /// The registered model.
    pub name: String,
    /// Counted from 1 within the registered model; the number of a deleted one is not used again.
    pub version: i64,
    /// Milliseconds since 1970 (UTC).
    pub creation_time: i64,
    /// Milliseconds since 1970 (UTC).
    pub last_update_time: Option<i64>,
    /// What is to be known of it, in Markdown.
    pub description: Option<String>,
    /// Who registered it. No store of MLflow 3.18.0 notes that.
    pub user_id: Option<String>,
    /// The stage that it is in.
    pub stage: ModelStage,
    /// Where it came from, as whoever registered it said: a location, `runs:/…` or `models:/…`.
    pub source: Option<String>,
    /// The run that made it. The registry does not ask whether it is there.
    pub run_id: Option<RunId>,
    /// An address of that run on another server.
    pub run_link: Option<String>,
    /// How far its registration is.
    pub status: ModelVersionStatus,
    /// Why it is in this status.
    pub status_message: Option<String>,
    /// Sorted by key.
    pub tags: Vec<Tag>,
    /// The names that stand for it, sorted.
    pub aliases: Vec<String>,
    /// The logged model that became it. File stores note that, MLflow's databases do not, and no
    /// answer of MLflow 3.18.0's server has it.
    pub model_id: Option<ModelId>,
    /// How far its deployment is. MLflow's databases keep nothing of that.
    pub deployment_job_state: Option<VersionDeployment>,
}

impl ModelVersion {
    /// The value of one tag.
    pub fn tag(&self, key: &str) -> Option<&str> {
        let tag = self.tags.iter().find(|tag| tag.key == key)?;
        Some(&tag.value)
    }

    /// Whether it is a version of a prompt.
    pub fn is_prompt(&self) -> bool {
        is_prompt(&self.tags)
    }
}

/// The stages through which a version goes in MLflow before aliases.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ModelStage {
    /// In none yet.
    #[default]
    None,
    /// Being tried.
    Staging,
    /// In use.
    Production,
    /// No longer in use.
    Archived,
}

impl ModelStage {
    /// Every stage.
    pub const ALL: [Self; 4] = [Self::None, Self::Staging, Self::Production, Self::Archived];

    /// The stage as every MLflow format spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::None => "None",
            Self::Staging => "Staging",
            Self::Production => "Production",
            Self::Archived => "Archived",
        }
    }

    /// The stage of this name, whatever the case of its letters.
    pub fn named(text: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|stage| stage.as_str().eq_ignore_ascii_case(text))
    }

    /// Whether versions in this stage are on their way to users or with them. Of such a stage,
    /// and of no other, existing versions can be archived when one enters it.
    pub fn is_active(self) -> bool {
        matches!(self, Self::Staging | Self::Production)
    }
}

impl fmt::Display for ModelStage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// How far the registration of a version is. In MLflow's own stores one is ready at once.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum ModelVersionStatus {
    /// Its files are being copied.
    PendingRegistration,
    /// Its files could not be copied.
    FailedRegistration,
    /// It can be used.
    #[default]
    Ready,
}

impl ModelVersionStatus {
    /// Every status.
    pub const ALL: [Self; 3] = [
        Self::PendingRegistration,
        Self::FailedRegistration,
        Self::Ready,
    ];

    /// The status as every MLflow format spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::PendingRegistration => "PENDING_REGISTRATION",
            Self::FailedRegistration => "FAILED_REGISTRATION",
            Self::Ready => "READY",
        }
    }

    /// The status of this name.
    pub fn named(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == text)
    }
}

impl fmt::Display for ModelVersionStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stages_are_named_in_any_case() {
        for stage in ModelStage::ALL {
            assert_eq!(
                ModelStage::named(&stage.as_str().to_uppercase()),
                Some(stage)
            );
        }
        assert_eq!(ModelStage::named("Deleted_Internal"), None);
    }

    #[test]
    fn statuses_are_named_to_the_letter() {
        for status in ModelVersionStatus::ALL {
            assert_eq!(ModelVersionStatus::named(status.as_str()), Some(status));
        }
        assert_eq!(ModelVersionStatus::named("ready"), None);
    }
}
