//! Errors about traces.

use super::Error;

impl Error {
    /// The store has traces, which only other programs show.
    pub fn traces_not_shown(store: &str) -> Self {
        Self::not_implemented(format!(
            "{store} has traces, and this program keeps them but does not show them: open the store \
             with MLflow 3.18.0 to see them"
        ))
    }
}
