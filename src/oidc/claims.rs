//! From what an identity provider says of somebody to a user.

use serde_json::Value;

use crate::access::ExternalUser;
use crate::config::OidcSettings;
use crate::error::{Error, ErrorCode, Result};

/// Whether claims have what this server reads of them.
pub(super) fn are_enough(settings: &OidcSettings, claims: &Value) -> bool {
    let needs_groups = !settings.allowed_groups.is_empty()
        || !settings.admin_groups.is_empty()
        || !settings.roles.is_empty();
    find(claims, &settings.username_claim).is_some()
        && (!needs_groups || find(claims, &settings.groups_claim).is_some())
}

/// Who has logged in, by verified claims.
pub(super) fn user(settings: &OidcSettings, claims: &Value) -> Result<ExternalUser> {
    let text = |name: &str| find(claims, name).and_then(Value::as_str);
    let subject = text("sub").unwrap_or_default().to_owned();
    let claim = &settings.username_claim;
    let username = text(claim).filter(|name| !name.is_empty()).ok_or_else(|| {
        denied(format!(
            "the identity provider says no name: expected the claim `{claim}`, or another one in \
             `oidc_username_claim`"
        ))
    })?;
    if claim == "email" && find(claims, "email_verified") == Some(&Value::Bool(false)) {
        return Err(denied(format!(
            "the identity provider has not verified the address `{username}`: expected one that it has"
        )));
    }
    let groups = groups(claims, &settings.groups_claim);
    let is_in = |names: &[String]| names.iter().any(|name| groups.contains(&name.as_str()));
    if !settings.allowed_groups.is_empty() && !is_in(&settings.allowed_groups) {
        return Err(denied(format!(
            "the user `{username}` is in none of the groups that may log in: expected one of \
             `oidc_allowed_groups`"
        )));
    }
    let is_admin = (!settings.admin_groups.is_empty()).then(|| is_in(&settings.admin_groups));
    Ok(ExternalUser {
        issuer: settings.issuer.clone(),
        subject,
        username: username.to_owned(),
        is_admin,
        roles: roles(settings, &groups),
    })
}

/// Every role that a group gives, once, and whether one of its groups is there.
fn roles(settings: &OidcSettings, groups: &[&str]) -> Vec<(String, bool)> {
    let mut roles: Vec<(String, bool)> = Vec::new();
    for (group, role) in &settings.roles {
        let is_given = groups.contains(&group.as_str());
        match roles.iter_mut().find(|(name, _)| name == role) {
            Some((_, is_had)) => *is_had |= is_given,
            None => roles.push((role.clone(), is_given)),
        }
    }
    roles
}

/// Several groups in a list, or one.
fn groups<'a>(claims: &'a Value, name: &str) -> Vec<&'a str> {
    match find(claims, name) {
        Some(Value::Array(groups)) => groups.iter().filter_map(Value::as_str).collect(),
        Some(Value::String(group)) => vec![group],
        _ => Vec::new(),
    }
}

/// A claim by its name, or within others: `realm_access.roles`.
fn find<'a>(claims: &'a Value, name: &str) -> Option<&'a Value> {
    let within = || {
        name.split('.')
            .try_fold(claims, |claims, part| claims.get(part))
    };
    let found = claims.get(name).or_else(within);
    found.filter(|value| !value.is_null())
}

fn denied(message: String) -> Error {
    Error::new(ErrorCode::PermissionDenied, message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn settings() -> OidcSettings {
        OidcSettings {
            issuer: "https://id".to_owned(),
            client_id: "mlflow".to_owned(),
            client_secret: None,
            name: String::new(),
            scopes: Vec::new(),
            redirect_url: None,
            username_claim: "email".to_owned(),
            groups_claim: "realm_access.roles".to_owned(),
            allowed_groups: vec!["staff".to_owned()],
            admin_groups: vec!["ops".to_owned()],
            roles: [("a", "writers"), ("b", "writers"), ("c", "readers")]
                .map(|(group, role)| (group.to_owned(), role.to_owned()))
                .to_vec(),
            certificates: None,
        }
    }

    fn claims(groups: &[&str]) -> Value {
        json!({"sub": "7", "email": "ann@x", "email_verified": true, "realm_access": {"roles": groups}})
    }

    #[test]
    fn groups_give_and_take() {
        let ann = user(&settings(), &claims(&["staff", "b"])).unwrap();
        assert_eq!(
            (ann.subject.as_str(), ann.username.as_str()),
            ("7", "ann@x")
        );
        assert_eq!(ann.is_admin, Some(false));
        let roles = [("writers".to_owned(), true), ("readers".to_owned(), false)];
        assert_eq!(ann.roles, roles);
        let root = user(&settings(), &claims(&["staff", "ops"])).unwrap();
        assert_eq!(root.is_admin, Some(true));
        assert!(user(&settings(), &claims(&["ops"])).is_err());
    }

    #[test]
    fn an_address_that_was_not_verified_is_nobody() {
        let mut claims = claims(&["staff"]);
        claims["email_verified"] = json!(false);
        assert!(user(&settings(), &claims).is_err());
        claims["email"] = json!("");
        assert!(user(&settings(), &claims).is_err());
        assert!(are_enough(&settings(), &claims));
        claims["realm_access"] = Value::Null;
        assert!(!are_enough(&settings(), &claims));
    }
}
