//! Opens the users of a server, and says what whoever starts it should know of them.

use std::sync::Arc;

use crate::access::{AccessControl, BootstrapNote};
use crate::cli::context::Context;
use crate::config::{AUTH_ADMIN_PASSWORD, AuthSettings};
use crate::error::Result;

/// Opens the users that the settings name. The first time, it makes the administrator.
pub(super) fn open(settings: &AuthSettings, context: &Context) -> Result<Arc<AccessControl>> {
    let (users, notes) = AccessControl::open(settings)?;
    for note in &notes {
        context.printer().message(&said(note));
    }
    Ok(Arc::new(users))
}

fn said(note: &BootstrapNote) -> String {
    match note {
        BootstrapNote::Created(name) => format!("created the administrator `{name}`"),
        BootstrapNote::Replaced(name) => format!(
            "the administrator `{name}` had the default password of older releases, and has that of \
             {AUTH_ADMIN_PASSWORD} now; the variable is no longer needed"
        ),
        BootstrapNote::IsPublic(name) => format!(
            "warning: the user `{name}` has the default password of older releases, which everybody \
             knows; administrators cannot log in with it: set {AUTH_ADMIN_PASSWORD} and start the \
             server again"
        ),
    }
}
