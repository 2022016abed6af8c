//! The checks that everything passes before a store sees it, as MLflow 3.18.0 has them
//! (`mlflow.utils.validation`).

use crate::entity::ModelStage;
use crate::entity::limits::MAX_ALIAS_LENGTH;
use crate::error::request::shortened;
use crate::error::{Error, Result};

/// Checks the name of a registered model: a part of `models:` URIs, and the name of a folder.
pub(super) fn name(name: &str) -> Result<()> {
    named("name", name)
}

/// Checks the name that a registered model is to have.
pub(super) fn new_name(name: &str) -> Result<()> {
    named("new_name", name)
}

fn named(field: &str, name: &str) -> Result<()> {
    if name.trim().is_empty() {
        return Err(Error::missing_value(field));
    }
    let mut characters = name.chars().enumerate();
    if let Some((position, found)) = characters.find(|(_, c)| matches!(c, '/' | ':')) {
        let reason = format!(
            "Names cannot contain '/' or ':': character {} is `{found}`; expected any other, as in `{}`",
            position + 1,
            shortened(&name.replace(['/', ':'], "-"))
        );
        return Err(Error::registered_model_name_invalid(name, &reason));
    }
    if name.starts_with("..") || name == "." {
        let shown = format!("{:?}", shortened(name));
        let reason = "it would be another folder as the name of one";
        return Err(Error::invalid_for("name", shown, reason));
    }
    Ok(())
}

/// Checks an alias.
pub(super) fn alias(alias: &str) -> Result<()> {
    if alias.is_empty() {
        return Err(Error::alias_empty());
    }
    let is_good = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-');
    if !alias.chars().all(is_good) {
        return Err(Error::alias_invalid(alias));
    }
    if alias.chars().nth(MAX_ALIAS_LENGTH).is_some() {
        let field = "Registered model alias name";
        return Err(Error::too_long(field, "alias", alias, MAX_ALIAS_LENGTH));
    }
    Ok(())
}

/// Checks an alias that is to be set: some have a meaning of their own.
pub(super) fn new_alias(text: &str) -> Result<()> {
    alias(text)?;
    if is_latest(text) || is_number(text) {
        return Err(Error::alias_reserved(text));
    }
    Ok(())
}

/// Whether an alias stands for the version with the greatest number.
pub(super) fn is_latest(alias: &str) -> bool {
    alias.eq_ignore_ascii_case("latest")
}

/// Whether an alias reads as the number of a version: `v12`.
fn is_number(alias: &str) -> bool {
    let digits = alias.strip_prefix(['v', 'V']).unwrap_or_default();
    !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// Reads the number of a version.
pub fn version_number(text: &str) -> Result<i64> {
    let number = text.trim().parse();
    number.map_err(|_| Error::version_invalid(text))
}

/// Reads a stage, whatever the case of its letters.
pub fn stage(text: &str) -> Result<ModelStage> {
    ModelStage::named(text).ok_or_else(|| Error::stage_invalid(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn begins(checked: Result<()>, phrase: &str) {
        let error = checked.unwrap_err();
        assert!(error.message().starts_with(phrase), "{error}");
    }

    #[test]
    fn a_name_fits_into_a_uri_and_a_folder() {
        for good in ["wine", "größe 1", "a.b", "50%", "it's", "m@x"] {
            name(good).unwrap();
        }
        begins(name(" "), "Missing value for required parameter 'name'");
        begins(
            new_name(""),
            "Missing value for required parameter 'new_name'",
        );
        begins(
            name("a/b"),
            "Invalid model name 'a/b'. Names cannot contain",
        );
        begins(
            name("a:b"),
            "Invalid model name 'a:b'. Names cannot contain",
        );
        begins(
            name(".."),
            "Invalid value \"..\" for parameter 'name' supplied",
        );
    }

    #[test]
    fn some_aliases_are_reserved() {
        for good in ["champion", "größe_1-b", "v", "v1x", "1"] {
            new_alias(good).unwrap();
        }
        begins(new_alias(""), "Registered model alias name cannot be empty");
        begins(new_alias("a b"), "Invalid alias name: 'a b'");
        begins(
            new_alias("Latest"),
            "'latest' alias name (case insensitive) is reserved",
        );
        begins(new_alias("V12"), "Version alias name 'V12' is reserved");
        let long = "x".repeat(256);
        begins(
            new_alias(&long),
            "'Registered model alias name' exceeds the maximum length",
        );
        alias("latest").unwrap();
    }

    #[test]
    fn a_version_is_a_number() {
        assert_eq!(version_number("12").unwrap(), 12);
        for wrong in ["", "1.0", "x", "99999999999999999999"] {
            let error = version_number(wrong).unwrap_err();
            let phrase = "Parameter 'version' must be an integer, got";
            assert!(error.message().starts_with(phrase), "{error}");
        }
    }
}
