//! A parameter of a run.

/// A key with a text that never changes once it is logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Param {
    /// Unique within its run.
    pub key: String,
    /// Any text.
    pub value: String,
}

impl Param {
    /// Joins key and value.
    pub fn new(key: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            key: key.into(),
            value: value.into(),
        }
    }
}
