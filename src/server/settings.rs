//! What a server is told at its start.

use super::security::Security;
use super::token::Token;

/// How a server behaves, whatever store it has.
#[derive(Clone, Debug, Default)]
pub struct ServerSettings {
    /// What stands before every path: empty, or `/` and a name.
    pub static_prefix: String,
    /// The location of the artifacts that go through the server; `None` where none do.
    pub artifacts: Option<String>,
    /// Who may ask; `None` lets everybody.
    pub security: Option<Security>,
    /// What everybody must show who asks; `None` where nothing is asked for.
    pub token: Option<Token>,
    /// Whether `/metrics` tells how many requests there were.
    pub exposes_metrics: bool,
}
