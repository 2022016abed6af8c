//! Whose artifacts they are.

/// Whose artifacts a tracking server is asked for.
#[derive(Clone, Copy, Debug)]
pub enum Owner<'a> {
    /// Those of the run with this id.
    Run(&'a str),
    /// Those of the logged model with this id.
    LoggedModel(&'a str),
}
