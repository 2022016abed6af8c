//! What is to be copied, and how.

use crate::entity::ViewType;

/// What becomes of artifacts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ArtifactMode {
    /// They are copied to where the target keeps artifacts.
    #[default]
    Copy,
    /// They stay where they are, and the target records that location.
    Keep,
    /// They are left out.
    Skip,
}

/// What is to be copied, and how.
#[derive(Clone, Debug)]
pub struct SyncRequest {
    /// Names or ids of experiments; none means all.
    pub experiments: Vec<String>,
    /// Which runs, in the filter language; `None` means all.
    pub filter: Option<String>,
    /// In which stages experiments and runs are copied.
    pub view: ViewType,
    /// What becomes of artifacts.
    pub artifacts: ArtifactMode,
    /// Whether registered models are copied.
    pub with_models: bool,
    /// Whether artifacts of equal length are compared by their content, those just written too.
    pub checksum: bool,
    /// Whether the copy is only rehearsed.
    pub dry_run: bool,
}

impl SyncRequest {
    /// All that is in use.
    pub fn everything() -> Self {
        Self {
            experiments: Vec::new(),
            filter: None,
            view: ViewType::ActiveOnly,
            artifacts: ArtifactMode::Copy,
            with_models: true,
            checksum: false,
            dry_run: false,
        }
    }

    /// Whether all experiments and runs are meant.
    pub(super) fn is_whole(&self) -> bool {
        self.experiments.is_empty() && self.filter.is_none()
    }
}
