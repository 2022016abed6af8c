//! The profiles of AWS's tools: `~/.aws/config` and `~/.aws/credentials`.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use crate::config::database::Secret;
use crate::config::{home, var};
use crate::error::Result;

/// The name of the profile that is used where none is chosen.
const DEFAULT_PROFILE: &str = "default";

/// The two files with profiles. One that is not there counts as empty.
#[derive(Clone, Debug, Default)]
pub struct AwsFiles {
    config: Sections,
    credentials: Sections,
}

/// The keys of each section.
type Sections = BTreeMap<String, BTreeMap<String, Secret>>;

/// What a profile says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AwsProfile {
    /// Its name.
    pub name: String,
    values: BTreeMap<String, Secret>,
    /// The section that its key `services` names.
    services: BTreeMap<String, Secret>,
}

impl AwsFiles {
    /// Reads the files that `AWS_CONFIG_FILE` and `AWS_SHARED_CREDENTIALS_FILE` name, or else those
    /// of the home folder.
    pub fn from_env() -> Result<Self> {
        Ok(Self {
            config: sections(&read("AWS_CONFIG_FILE", "config")?),
            credentials: sections(&read("AWS_SHARED_CREDENTIALS_FILE", "credentials")?),
        })
    }

    /// The profile that `AWS_PROFILE` or `AWS_DEFAULT_PROFILE` chooses, or else the default one.
    pub fn chosen(&self) -> Result<AwsProfile> {
        let name = match var("AWS_PROFILE")? {
            Some(name) => Some(name),
            None => var("AWS_DEFAULT_PROFILE")?,
        };
        Ok(self.profile(name.as_deref().unwrap_or(DEFAULT_PROFILE)))
    }

    /// The section of a single sign-on that profiles share.
    pub fn sso_session(&self, name: &str) -> AwsProfile {
        let values = self.config.get(&format!("sso-session {name}"));
        AwsProfile {
            name: name.to_owned(),
            values: values.cloned().unwrap_or_default(),
            services: BTreeMap::new(),
        }
    }

    /// A profile by its name, joined from both files. What neither file has is empty.
    pub fn profile(&self, name: &str) -> AwsProfile {
        let section = if name == DEFAULT_PROFILE {
            name.to_owned()
        } else {
            format!("profile {name}")
        };
        let mut values = self.config.get(&section).cloned().unwrap_or_default();
        values.extend(self.credentials.get(name).cloned().unwrap_or_default());
        let services = values
            .get("services")
            .and_then(|services| self.config.get(&format!("services {}", services.reveal())));
        AwsProfile {
            name: name.to_owned(),
            services: services.cloned().unwrap_or_default(),
            values,
        }
    }
}

impl AwsProfile {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&str> {
        self.values.get(key).map(Secret::reveal)
    }

    /// The value of a key about S3, which stands indented below `s3 =`.
    pub fn of_s3(&self, key: &str) -> Option<&str> {
        self.get(&format!("s3.{key}"))
    }

    /// The address of S3, where the profile has one.
    pub fn endpoint(&self) -> Option<&str> {
        let of_service = self.services.get("s3.endpoint_url").map(Secret::reveal);
        of_service.or_else(|| self.get("endpoint_url"))
    }
}

fn read(variable: &str, name: &str) -> Result<String> {
    let path = match var(variable)? {
        Some(path) => expanded(&path),
        None => home().map(|home| home.join(".aws").join(name)),
    };
    Ok(path
        .and_then(|path| fs::read_to_string(path).ok())
        .unwrap_or_default())
}

/// A path that may begin with `~/`.
fn expanded(path: &str) -> Option<PathBuf> {
    match path.strip_prefix("~/") {
        Some(rest) => Some(home()?.join(rest)),
        None => Some(PathBuf::from(path)),
    }
}

/// Reads AWS's kind of INI file, in which indented lines belong to the key above them.
fn sections(text: &str) -> Sections {
    let mut sections = Sections::new();
    let mut section = None;
    let mut parent = None;
    for line in text.lines() {
        let content = line.trim();
        if content.is_empty() || content.starts_with(['#', ';']) {
            continue;
        }
        if let Some(name) = content.strip_prefix('[') {
            let name = name.split(']').next().unwrap_or_default();
            let words: Vec<&str> = name.split_whitespace().collect();
            let name = words.join(" ");
            sections.entry(name.clone()).or_default();
            section = Some(name);
            parent = None;
            continue;
        }
        let Some(values) = section.as_ref().and_then(|name| sections.get_mut(name)) else {
            continue;
        };
        let Some((key, value)) = content.split_once('=') else {
            continue;
        };
        let (key, value) = (key.trim().to_ascii_lowercase(), value.trim());
        let is_nested = line.starts_with([' ', '\t']);
        let key = match &parent {
            Some(parent) if is_nested => format!("{parent}.{key}"),
            _ => key,
        };
        if !is_nested {
            parent = value.is_empty().then(|| key.clone());
        }
        values.insert(key, value.to_owned().into());
    }
    sections
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_profile_is_joined_from_both_files() {
        let files = AwsFiles {
            config: sections(
                "[default]\nregion = eu-west-1\n# no\n[profile  team]\nservices = local\n\
                 role_arn=arn:aws:iam::1:role/x\nsource_profile = default\ns3 =\n  \
                 addressing_style = path\n\n[services local]\ns3 =\n    endpoint_url = http://h:9\n",
            ),
            credentials: sections("[default]\naws_access_key_id = A\n[team]\nregion = x\n"),
        };
        let default = files.profile("default");
        assert_eq!(default.get("region"), Some("eu-west-1"));
        assert_eq!(default.get("aws_access_key_id"), Some("A"));
        assert_eq!(default.endpoint(), None);
        let team = files.profile("team");
        assert_eq!(team.get("role_arn"), Some("arn:aws:iam::1:role/x"));
        assert_eq!(team.get("region"), Some("x"));
        assert_eq!(team.of_s3("addressing_style"), Some("path"));
        assert_eq!(team.endpoint(), Some("http://h:9"));
        assert_eq!(files.profile("none").get("region"), None);
    }
}
