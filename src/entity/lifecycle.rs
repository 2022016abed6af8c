//! Active or deleted: deleting in MLflow moves a thing to another stage, from which it can return.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// Whether an experiment or a run is in use or in the bin.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LifecycleStage {
    /// In use.
    Active,
    /// In the bin: hidden from listings, restorable.
    Deleted,
}

impl LifecycleStage {
    /// The stage as every MLflow format spells it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Deleted => "deleted",
        }
    }

    /// Whether the thing is in use.
    pub fn is_active(self) -> bool {
        self == Self::Active
    }
}

impl fmt::Display for LifecycleStage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for LifecycleStage {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "active" => Ok(Self::Active),
            "deleted" => Ok(Self::Deleted),
            _ => Err(()),
        }
    }
}

/// Which stages a listing shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ViewType {
    /// What is in use.
    #[default]
    ActiveOnly,
    /// What is in the bin.
    DeletedOnly,
    /// Both.
    All,
}

impl ViewType {
    /// Whether a listing of this kind shows things of that stage.
    pub fn shows(self, stage: LifecycleStage) -> bool {
        match self {
            Self::ActiveOnly => stage == LifecycleStage::Active,
            Self::DeletedOnly => stage == LifecycleStage::Deleted,
            Self::All => true,
        }
    }
}
