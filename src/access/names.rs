//! The names of permissions and kinds of resources, as requests and settings have them.

use crate::entity::{Permission, ResourceType};
use crate::error::{Error, Result};

/// The level of that name.
pub(super) fn permission(name: &str) -> Result<Permission> {
    Permission::from_name(name)
        .ok_or_else(|| Error::permission_invalid(name, &quoted(&Permission::ALL)))
}

/// The kind of resource of that name.
pub(super) fn resource_type(name: &str) -> Result<ResourceType> {
    ResourceType::from_name(name).ok_or_else(|| {
        let known = ResourceType::ALL.iter();
        let known: Vec<String> = known.map(|(_, name)| format!("'{name}'")).collect();
        Error::resource_type_invalid(name, &known.join(", "))
    })
}

/// Refuses a level that cannot be given on a kind of resource.
pub(super) fn check_grantable(kind: ResourceType, permission: Permission) -> Result<()> {
    let grantable = kind.grantable();
    if grantable.contains(&permission) {
        return Ok(());
    }
    Err(Error::permission_not_grantable(
        permission.as_str(),
        kind.as_str(),
        &quoted(grantable),
    ))
}

/// Names as Python lists them.
fn quoted(levels: &[Permission]) -> String {
    let names = levels.iter();
    let names: Vec<String> = names.map(|level| format!("'{}'", level.as_str())).collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_known_or_not_grantable_is_refused_with_what_is() {
        assert!(permission("EDIT").is_ok() && resource_type("run").is_ok());
        let error = permission("edit").unwrap_err();
        assert!(error.message().contains("'EDIT'"), "{error}");
        let error = resource_type("table").unwrap_err();
        assert!(error.message().contains("'experiment'"), "{error}");
        let workspace = ResourceType::Workspace;
        assert!(check_grantable(workspace, Permission::Use).is_ok());
        let error = check_grantable(workspace, Permission::Read).unwrap_err();
        assert!(error.message().contains("'MANAGE', 'USE'"), "{error}");
        let experiment = ResourceType::Experiment;
        assert!(check_grantable(experiment, Permission::NoPermissions).is_err());
    }
}
