//! Where a project's command runs: on this machine, so far. Another backend is a file here that
//! carries a [`Session`](super::session::Session) out in its own way.

mod local;

use crate::error::{Error, Result};

pub(super) use local::{Job, execute};

/// The only backend so far, and the default one.
const LOCAL: &str = "local";
/// Backends of MLflow that are not here.
const FOREIGN: [&str; 2] = ["databricks", "kubernetes"];

/// Checks that a backend is one that we have.
pub(super) fn check(name: &str) -> Result<()> {
    if name == LOCAL {
        return Ok(());
    }
    let error = if FOREIGN.contains(&name) {
        Error::not_implemented(format!("the backend `{name}` is not supported yet"))
    } else {
        Error::invalid(format!("there is no backend `{name}`; expected `{LOCAL}`"))
    };
    Err(error.hint("leave `--backend` out to run the project on this machine"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorCode;

    #[test]
    fn only_the_local_backend_is_here() {
        assert!(check("local").is_ok());
        assert_eq!(
            check("kubernetes").unwrap_err().code(),
            ErrorCode::NotImplemented
        );
        assert_eq!(
            check("x").unwrap_err().code(),
            ErrorCode::InvalidParameterValue
        );
    }
}
