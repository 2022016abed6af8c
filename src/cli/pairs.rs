//! `key=value`, as flags and arguments have it. The first `=` ends the key.

use crate::entity::{Param, Tag};
use crate::error::Result;

use super::usage_error::usage_error;

/// Reads `name=value`, for clap.
pub(super) fn key_value(text: &str) -> Result<(String, String), String> {
    split(text).ok_or_else(|| "expected name=value".to_owned())
}

/// Reads `KEY=VALUE` where a command also takes `KEY VALUE`.
pub(super) fn required(text: &str) -> Result<(String, String)> {
    split(text).ok_or_else(|| {
        let error = usage_error(format!(
            "`{text}` has no value; expected `KEY VALUE` or `KEY=VALUE`"
        ));
        match text.split_once(':') {
            Some((key, value)) if !key.is_empty() && !value.is_empty() => {
                error.hint(format!("did you mean `{key}={value}`?"))
            }
            _ => error,
        }
    })
}

/// Reads `name=value` or a name alone.
pub(super) fn with_optional_value(text: &str) -> (&str, Option<&str>) {
    match text.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (text, None),
    }
}

fn split(text: &str) -> Option<(String, String)> {
    let (key, value) = with_optional_value(text);
    Some((key.to_owned(), value?.to_owned()))
}

/// Reads `key=value` texts as tags; a key may come once.
pub(super) fn tags(texts: &[String]) -> Result<Vec<Tag>> {
    let mut tags: Vec<Tag> = Vec::new();
    for text in texts {
        let (key, value) = split(text).ok_or_else(|| {
            usage_error(format!(
                "Invalid tag format: '{text}': it has no `=`; expected `key=value`"
            ))
        })?;
        if tags.iter().any(|tag| tag.key == key) {
            return Err(usage_error(format!(
                "Duplicate tag key: '{key}': expected each key once"
            )));
        }
        tags.push(Tag { key, value });
    }
    Ok(tags)
}

/// Takes names and values as params; a name may come once, or the command line is wrong.
pub(super) fn params(pairs: &[(String, String)]) -> Result<Vec<Param>> {
    let mut params: Vec<Param> = Vec::new();
    for (key, value) in pairs {
        if params.iter().any(|param| &param.key == key) {
            return Err(usage_error(format!(
                "Repeated parameter: '{key}'; expected each name once"
            )));
        }
        params.push(Param::new(key, value));
    }
    Ok(params)
}
