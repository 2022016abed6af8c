//! Patterns of `LIKE` and `ILIKE`: `%` stands for any text, `_` for any one character.

use super::filter::Case;

/// Whether a text has the form of a pattern, from its first character to its last.
pub(super) fn matches(text: &str, pattern: &str, case: Case) -> bool {
    let fold = |text: &str| match case {
        Case::Sensitive => text.chars().collect::<Vec<_>>(),
        // As SQLite does it: ASCII letters only.
        Case::Insensitive => text.chars().map(|c| c.to_ascii_lowercase()).collect(),
        Case::InsensitiveBeyondAscii => text.chars().map(lower).collect(),
    };
    matches_characters(&fold(text), &fold(pattern))
}

/// The small letter, if that is one character: as Python's regular expressions compare, `ß` is
/// not `SS`.
fn lower(c: char) -> char {
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(lower), None) => lower,
        _ => c,
    }
}

/// Compares from left to right; at a mismatch, lets the last `%` stand for one character more.
fn matches_characters(text: &[char], pattern: &[char]) -> bool {
    let (mut at_text, mut at_pattern) = (0, 0);
    let mut last_any: Option<(usize, usize)> = None;
    while at_text < text.len() {
        match pattern.get(at_pattern) {
            Some('%') => {
                last_any = Some((at_pattern, at_text));
                at_pattern += 1;
            }
            Some(&expected) if expected == '_' || expected == text[at_text] => {
                at_text += 1;
                at_pattern += 1;
            }
            _ => {
                let Some((any, covered)) = last_any else {
                    return false;
                };
                last_any = Some((any, covered + 1));
                at_text = covered + 1;
                at_pattern = any + 1;
            }
        }
    }
    pattern[at_pattern..].iter().all(|&c| c == '%')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn beyond_ascii_case_is_ignored_where_that_is_asked_for() {
        for (text, pattern, is_alike) in [
            ("Größe", "%ÖßE", true),
            ("straße", "STRASSE", false),
            ("ñandú", "ÑANDÚ", true),
            ("ΣΊΣΥΦΟΣ", "σίσυφοσ", true),
        ] {
            assert_eq!(
                matches(text, pattern, Case::InsensitiveBeyondAscii),
                is_alike
            );
            assert!(
                !matches(text, pattern, Case::Insensitive),
                "{text} {pattern}"
            );
        }
    }

    #[test]
    fn wildcards_stand_for_characters() {
        for (text, pattern) in [
            ("", ""),
            ("", "%"),
            ("abc", "abc"),
            ("abc", "a%"),
            ("abc", "%c"),
            ("abc", "%b%"),
            ("abc", "a_c"),
            ("aXbXc", "a%b%c"),
            ("aab", "%ab"),
            ("größe", "gr__e"),
            ("a\nb", "a%b"),
            ("100%", "100%%"),
        ] {
            assert!(matches(text, pattern, Case::Sensitive), "{text} {pattern}");
        }
        for (text, pattern) in [
            ("abc", "ab"),
            ("abc", "b%"),
            ("abc", "ABC"),
            ("a", "a_"),
            ("", "_"),
        ] {
            assert!(!matches(text, pattern, Case::Sensitive), "{text} {pattern}");
        }
    }

    #[test]
    fn only_ascii_letters_lose_their_case() {
        assert!(matches("ResNet", "resnet", Case::Insensitive));
        assert!(!matches("É", "é", Case::Insensitive));
    }
}
