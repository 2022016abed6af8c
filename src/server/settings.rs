//! What a server is told at its start.

/// How a server behaves, whatever store it has.
#[derive(Clone, Debug, Default)]
pub struct ServerSettings {
    /// What stands before every path: empty, or `/` and a name.
    pub static_prefix: String,
}
