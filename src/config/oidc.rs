//! The identity provider at which users may log in (OpenID Connect): settings in `basic_auth.ini`, each of
//! which a variable replaces.

use std::path::PathBuf;

use crate::error::{Error, Result};

use super::{Secret, secret_var, var};

/// The settings: what stands in the file, and the variable that goes before it.
const ISSUER: Setting = ("oidc_issuer", "MLFLOW_OIDC_ISSUER");
const CLIENT_ID: Setting = ("oidc_client_id", "MLFLOW_OIDC_CLIENT_ID");
const CLIENT_SECRET: Setting = ("oidc_client_secret", "MLFLOW_OIDC_CLIENT_SECRET");
const NAME: Setting = ("oidc_name", "MLFLOW_OIDC_NAME");
const SCOPES: Setting = ("oidc_scopes", "MLFLOW_OIDC_SCOPES");
const REDIRECT_URL: Setting = ("oidc_redirect_url", "MLFLOW_OIDC_REDIRECT_URL");
const USERNAME_CLAIM: Setting = ("oidc_username_claim", "MLFLOW_OIDC_USERNAME_CLAIM");
const GROUPS_CLAIM: Setting = ("oidc_groups_claim", "MLFLOW_OIDC_GROUPS_CLAIM");
const ALLOWED_GROUPS: Setting = ("oidc_allowed_groups", "MLFLOW_OIDC_ALLOWED_GROUPS");
const ADMIN_GROUPS: Setting = ("oidc_admin_groups", "MLFLOW_OIDC_ADMIN_GROUPS");
const ROLES: Setting = ("oidc_roles", "MLFLOW_OIDC_ROLES");
const CERTIFICATES: Setting = ("oidc_certificates", "MLFLOW_OIDC_CERTIFICATES");

type Setting = (&'static str, &'static str);

/// An identity provider, and what this server makes of its answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OidcSettings {
    /// The provider's address, below which it says of itself what it has.
    pub issuer: String,
    /// By what the provider knows this server.
    pub client_id: String,
    /// The secret that belongs to it; `None` for a client without one.
    pub client_secret: Option<Secret>,
    /// What the provider is called on the page.
    pub name: String,
    /// What is asked for beside `openid`.
    pub scopes: Vec<String>,
    /// Where the provider sends its users back to; `None` for the address that they asked for.
    pub redirect_url: Option<String>,
    /// The claim that is a user's name here.
    pub username_claim: String,
    /// The claim that has a user's groups.
    pub groups_claim: String,
    /// The groups of which one has to be in one; empty where everybody may log in.
    pub allowed_groups: Vec<String>,
    /// The groups whose members are administrators; empty where that is decided here.
    pub admin_groups: Vec<String>,
    /// Groups with the role that each gives.
    pub roles: Vec<(String, String)>,
    /// A file in PEM with the certificates to trust, instead of the system's.
    pub certificates: Option<PathBuf>,
}

impl OidcSettings {
    /// Reads them with what finds a value in the file; `None` where no provider is named.
    pub(super) fn read(in_file: impl Fn(&str) -> Result<Option<String>>) -> Result<Option<Self>> {
        let get = |(key, variable): Setting| -> Result<Option<String>> {
            let value = match var(variable)? {
                Some(value) => Some(value),
                None => in_file(key)?,
            };
            Ok(value.filter(|value| !value.trim().is_empty()))
        };
        let list =
            |setting| Ok::<_, Error>(get(setting)?.map(|text| names(&text)).unwrap_or_default());
        let Some(issuer) = get(ISSUER)? else {
            return Ok(None);
        };
        check_issuer(&issuer)?;
        let client_id = get(CLIENT_ID)?.ok_or_else(|| missing(CLIENT_ID))?;
        let client_secret = match secret_var(CLIENT_SECRET.1)? {
            Some(secret) => Some(secret),
            None => in_file(CLIENT_SECRET.0)?,
        };
        let scopes = get(SCOPES)?.unwrap_or_else(|| "profile email".to_owned());
        Ok(Some(Self {
            name: get(NAME)?.unwrap_or_else(|| host(&issuer).to_owned()),
            issuer,
            client_id,
            client_secret: client_secret.filter(|s| !s.is_empty()).map(Secret::from),
            scopes: scopes.split_whitespace().map(str::to_owned).collect(),
            redirect_url: get(REDIRECT_URL)?,
            username_claim: get(USERNAME_CLAIM)?.unwrap_or_else(|| "preferred_username".to_owned()),
            groups_claim: get(GROUPS_CLAIM)?.unwrap_or_else(|| "groups".to_owned()),
            allowed_groups: list(ALLOWED_GROUPS)?,
            admin_groups: list(ADMIN_GROUPS)?,
            roles: roles(&list(ROLES)?)?,
            certificates: get(CERTIFICATES)?.map(PathBuf::from),
        }))
    }
}

/// Names between commas or line breaks.
fn names(text: &str) -> Vec<String> {
    let names = text.split([',', '\n']).map(str::trim);
    names
        .filter(|name| !name.is_empty())
        .map(str::to_owned)
        .collect()
}

fn roles(pairs: &[String]) -> Result<Vec<(String, String)>> {
    let pair = |text: &String| {
        let (group, role) = text.rsplit_once('=')?;
        let (group, role) = (group.trim(), role.trim());
        (!group.is_empty() && !role.is_empty()).then(|| (group.to_owned(), role.to_owned()))
    };
    pairs
        .iter()
        .map(|text| {
            pair(text).ok_or_else(|| {
                Error::invalid(format!(
                    "`{text}` in `{}` gives no role to a group: expected `GROUP=ROLE`, with commas \
                     between several",
                    ROLES.0
                ))
            })
        })
        .collect()
}

/// What an identity provider says has to come over TLS, but for one on this machine.
fn check_issuer(issuer: &str) -> Result<()> {
    let is_local = ["localhost", "127.0.0.1", "[::1]"].contains(&host_name(issuer));
    if issuer.starts_with("https://") || issuer.starts_with("http://") && is_local {
        return Ok(());
    }
    Err(Error::invalid(format!(
        "`{}` is no address of an identity provider: expected one that begins with `https://`",
        ISSUER.0
    )))
}

fn host(url: &str) -> &str {
    let (_, rest) = url.split_once("://").unwrap_or(("", url));
    rest.split('/').next().unwrap_or(rest)
}

fn host_name(url: &str) -> &str {
    let host = host(url);
    match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|digit| digit.is_ascii_digit()) => name,
        _ => host,
    }
}

fn missing((key, variable): Setting) -> Error {
    Error::invalid(format!(
        "an identity provider is named, but no `{key}`: expected it beside `{}`, or in {variable}",
        ISSUER.0
    ))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn read(lines: &[(&str, &str)]) -> Result<Option<OidcSettings>> {
        let values: BTreeMap<_, _> = lines.iter().copied().collect();
        OidcSettings::read(|key| Ok(values.get(key).map(|value| (*value).to_owned())))
    }

    #[test]
    fn a_provider_is_read_with_its_groups() {
        assert_eq!(read(&[]).unwrap(), None);
        let lines = [
            ("oidc_issuer", "https://id.example.com/realms/a"),
            ("oidc_client_id", "mlflow"),
            ("oidc_admin_groups", "ops,\nroot"),
            ("oidc_roles", "team=a=writers, all = readers"),
        ];
        let settings = read(&lines).unwrap().unwrap();
        assert_eq!(settings.name, "id.example.com");
        assert_eq!(settings.admin_groups, ["ops", "root"]);
        let pair = |group: &str, role: &str| (group.to_owned(), role.to_owned());
        assert_eq!(
            settings.roles,
            [pair("team=a", "writers"), pair("all", "readers")]
        );
        assert_eq!(settings.scopes, ["profile", "email"]);
        assert!(
            read(&lines[..1])
                .unwrap_err()
                .message()
                .contains("MLFLOW_OIDC_CLIENT_ID")
        );
        for issuer in [
            "id.example.com",
            "http://id.example.com",
            "http://localhost.evil.com",
        ] {
            assert!(
                read(&[("oidc_issuer", issuer), lines[1]]).is_err(),
                "{issuer}"
            );
        }
        assert!(read(&[("oidc_issuer", "http://127.0.0.1:99/x"), lines[1]]).is_ok());
        assert!(read(&[lines[0], lines[1], ("oidc_roles", "a")]).is_err());
    }
}
