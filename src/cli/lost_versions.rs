//! Which registered versions lose their files with the runs and logged models they come from.

use serde_json::{Value, json};

use crate::entity::{ModelId, ModelVersion, RunId};
use crate::error::Result;
use crate::registry::Registry;

use super::printer::Printer;

/// How many versions are named.
const SHOWN: usize = 20;

/// Registered versions that lose their files.
#[derive(Default)]
pub(super) struct LostVersions(Vec<ModelVersion>);

impl LostVersions {
    /// Finds those of runs and logged models. That they cannot be looked for is said, and stops
    /// nothing.
    pub(super) fn find(
        registry: Result<Registry>,
        run_ids: &[RunId],
        model_ids: &[ModelId],
        printer: &Printer,
    ) -> Self {
        if run_ids.is_empty() && model_ids.is_empty() {
            return Self::default();
        }
        let found = registry.and_then(|registry| registry.model_versions_from(run_ids, model_ids));
        match found {
            Ok(found) => Self(found),
            Err(error) => {
                let text = format!("which registered versions lose files is not known: {error}");
                printer.message(&text);
                Self::default()
            }
        }
    }

    /// Says a line for each; `how` completes "version 3 of registered model `fraud` …".
    pub(super) fn tell(&self, how: &str, printer: &Printer) {
        for version in self.0.iter().take(SHOWN) {
            let ModelVersion { name, version, .. } = version;
            let text = format!("version {version} of registered model `{name}` {how}");
            printer.message(&text);
        }
        if let Some(more) = self.0.len().checked_sub(SHOWN).filter(|more| *more > 0) {
            printer.message(&format!("and {more} more versions"));
        }
    }

    /// For scripts.
    pub(super) fn record(&self) -> Value {
        let one = |version: &ModelVersion| json!({"name": version.name, "version": version.version.to_string()});
        self.0.iter().map(one).collect()
    }
}
