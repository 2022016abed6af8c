//! Texts and keys as a filter spells them, so that they are read as they were.

/// A text that may stand between single quotes, where a backslash escapes.
fn escaped(text: &str) -> String {
    text.replace('\\', r"\\").replace('\'', r"\'")
}

/// A text in quotes that are not in it, or else with escapes.
pub(super) fn quoted(text: &str) -> String {
    let ends_open = text.ends_with('\\');
    if !text.contains('\'') && !ends_open {
        format!("'{text}'")
    } else if !text.contains('"') && !ends_open {
        format!("\"{text}\"")
    } else {
        format!("E'{}'", escaped(text))
    }
}

/// A text in a list, where a quote may have a backslash before it.
pub(super) fn quoted_in_list(text: &str) -> String {
    // Before the closing quote, one backslash would keep it from closing.
    let prefix = if text.contains('\\') { "E" } else { "" };
    format!("{prefix}'{}'", escaped(text))
}

/// A key, between quotes that are not in it unless it is plain. (A key with all three kinds of
/// quotes can be asked for, but never logged.)
pub(super) fn quoted_key(key: &str) -> String {
    let is_plain = key
        .chars()
        .all(|c| c.is_alphanumeric() || matches!(c, '_' | '.'));
    if is_plain {
        return key.to_owned();
    }
    let fits = |quote: &char| !key.contains(*quote) && (*quote == '`' || !key.ends_with('\\'));
    let quote = ['`', '"', '\''].into_iter().find(fits).unwrap_or('`');
    format!("{quote}{key}{quote}")
}
