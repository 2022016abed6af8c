//! The workspaces of MLflow 3.

/// The workspace of every row that a server without workspaces writes.
pub(super) const WORKSPACE: &str = "default";
