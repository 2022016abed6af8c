//! What a `models:` URI names.

use crate::entity::{ModelId, ModelStage};
use crate::error::{Error, Result};

use super::validate;

/// What every id of a logged model begins with.
const MODEL_ID_PREFIX: &str = "m-";
/// How many hexadecimal digits follow it.
const MODEL_ID_DIGITS: usize = 32;

/// What a `models:` URI names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ModelUri {
    /// `models:/m-…`: a logged model.
    LoggedModel(ModelId),
    /// `models:/NAME/3`: a version.
    Version(String, i64),
    /// `models:/NAME/Production`: the latest version in a stage.
    Stage(String, ModelStage),
    /// `models:/NAME/latest`: the version with the greatest number.
    Latest(String),
    /// `models:/NAME@ALIAS`: the version that an alias stands for.
    Alias(String, String),
}

impl ModelUri {
    /// Reads a `models:` URI that names a model and nothing in it.
    pub fn parse(uri: &str) -> Result<Self> {
        match Self::split(uri)? {
            (model, "") => Ok(model),
            _ => Err(Error::models_uri_invalid(uri)),
        }
    }

    /// Reads a `models:` URI with the path of something in the model behind it.
    pub fn split(uri: &str) -> Result<(Self, &str)> {
        let invalid = || Error::models_uri_invalid(uri);
        let rest = uri.split_once(':').map_or("", |(_, rest)| rest);
        let rest = rest.trim_start_matches('/');
        let (first, behind) = rest.split_once('/').unwrap_or((rest, ""));
        if first.trim().is_empty() {
            return Err(invalid());
        }
        if is_model_id(first) || behind.is_empty() && first.starts_with(MODEL_ID_PREFIX) {
            return Ok((Self::LoggedModel(first.into()), behind));
        }
        let (second, path) = behind.split_once('/').unwrap_or((behind, ""));
        if second.is_empty() {
            let (name, alias) = first.rsplit_once('@').ok_or_else(invalid)?;
            return Ok((Self::alias(uri, name, alias)?, path));
        }
        if !second.bytes().all(|byte| byte.is_ascii_digit())
            && ModelStage::named(second).is_none()
            && !validate::is_latest(second)
            && let Some((name, alias)) = first.rsplit_once('@')
        {
            return Ok((Self::alias(uri, name, alias)?, behind));
        }
        Ok((Self::suffixed(first, second)?, path))
    }

    /// The registered model that the URI names, or of which it names a version.
    pub fn registered_model(&self) -> Option<&str> {
        match self {
            Self::LoggedModel(_) => None,
            Self::Version(name, _)
            | Self::Stage(name, _)
            | Self::Latest(name)
            | Self::Alias(name, _) => Some(name),
        }
    }

    fn alias(uri: &str, name: &str, alias: &str) -> Result<Self> {
        if name.trim().is_empty() || alias.trim().is_empty() {
            return Err(Error::models_uri_invalid(uri));
        }
        Ok(Self::Alias(name.to_owned(), alias.to_owned()))
    }

    fn suffixed(name: &str, suffix: &str) -> Result<Self> {
        let name = name.to_owned();
        if suffix.bytes().all(|byte| byte.is_ascii_digit()) {
            return Ok(Self::Version(name, validate::version_number(suffix)?));
        }
        if validate::is_latest(suffix) {
            return Ok(Self::Latest(name));
        }
        Ok(Self::Stage(name, validate::stage(suffix)?))
    }

    /// Reads what a user names a version by, with or without `models:/`: `NAME/3`, `NAME@ALIAS`,
    /// `NAME/Production`, `NAME/latest`.
    pub fn parse_version(text: &str) -> Result<Self> {
        let rest = text.strip_prefix("models:").unwrap_or(text);
        Self::parse(&format!("models:/{}", rest.trim_start_matches('/')))
    }
}

/// Whether a text is an id as MLflow makes them; a registered model may be called `m-1`.
fn is_model_id(text: &str) -> bool {
    text.strip_prefix(MODEL_ID_PREFIX).is_some_and(|digits| {
        digits.len() == MODEL_ID_DIGITS && digits.bytes().all(|byte| byte.is_ascii_hexdigit())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_form_is_understood() {
        let id = format!("m-{}", "0a".repeat(16));
        for (uri, expected, path) in [
            ("models:/wine/3", ModelUri::Version("wine".into(), 3), ""),
            (
                "models:/wine/3/a/b",
                ModelUri::Version("wine".into(), 3),
                "a/b",
            ),
            ("models:/m-1/3", ModelUri::Version("m-1".into(), 3), ""),
            ("models:/a b/Latest", ModelUri::Latest("a b".into()), ""),
            (
                "models:/wine/production",
                ModelUri::Stage("wine".into(), ModelStage::Production),
                "",
            ),
            (
                "models:/wine@best",
                ModelUri::Alias("wine".into(), "best".into()),
                "",
            ),
            (
                "models:/wi@ne@best/MLmodel",
                ModelUri::Alias("wi@ne".into(), "best".into()),
                "MLmodel",
            ),
            ("models:/wi@ne/3", ModelUri::Version("wi@ne".into(), 3), ""),
            ("models:/m-1", ModelUri::LoggedModel("m-1".into()), ""),
            (
                &format!("models:/{id}/a/b"),
                ModelUri::LoggedModel(id.as_str().into()),
                "a/b",
            ),
        ] {
            assert_eq!(ModelUri::split(uri).unwrap(), (expected, path), "{uri}");
        }
        for wrong in [
            "models:",
            "models:/",
            "models:/wine",
            "models:/@a",
            "models:/a@",
        ] {
            let error = ModelUri::split(wrong).unwrap_err();
            let phrase = "Not a proper models:/ URI";
            assert!(error.message().starts_with(phrase), "{error}");
        }
        assert!(ModelUri::split("models:/wine/best").is_err());
        assert!(ModelUri::parse("models:/wine/3/a").is_err());
        let bare = ModelUri::parse_version("wine@best").unwrap();
        assert_eq!(bare, ModelUri::parse("models:/wine@best").unwrap());
    }
}
