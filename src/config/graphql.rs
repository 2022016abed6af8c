//! How much a request in GraphQL may ask of a server.

use crate::error::Result;

/// Most fields that a request may ask for at its root.
pub const GRAPHQL_MAX_ROOT_FIELDS: &str = "MLFLOW_SERVER_GRAPHQL_MAX_ROOT_FIELDS";
/// Most aliases that a request may have in one object.
pub const GRAPHQL_MAX_ALIASES: &str = "MLFLOW_SERVER_GRAPHQL_MAX_ALIASES";

/// MLflow's default of both.
const DEFAULT: usize = 10;

/// Most of what a request in GraphQL may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GraphqlLimits {
    /// Fields at its root.
    pub root_fields: usize,
    /// Aliases in one object.
    pub aliases: usize,
}

impl Default for GraphqlLimits {
    fn default() -> Self {
        Self {
            root_fields: DEFAULT,
            aliases: DEFAULT,
        }
    }
}

impl GraphqlLimits {
    /// Those of the environment, or MLflow's own.
    pub fn from_env() -> Result<Self> {
        Ok(Self {
            root_fields: super::count(GRAPHQL_MAX_ROOT_FIELDS, DEFAULT)?,
            aliases: super::count(GRAPHQL_MAX_ALIASES, DEFAULT)?,
        })
    }
}
