//! Placeholder.

mod experiment;
mod run;

use std::path::Path;

use crate::error::Result;

use super::{OpenOptions, Store};

/// Placeholder.
pub struct SqlStore {}

impl SqlStore {
    /// Placeholder.
    pub fn open(_at: impl AsRef<std::ffi::OsStr>, _options: &OpenOptions) -> Result<Self> {
        todo!()
    }
}

impl Store for SqlStore {
    fn describe(&self) -> String {
        todo!()
    }

    fn folder(&self) -> Option<&Path> {
        todo!()
    }
}
