//! `NaN` and `Infinity` without quotes, which JSON does not have and Python writes.

/// The numbers that Python's `json` writes bare, the longer ones first.
const BARE: [&[u8]; 3] = [b"-Infinity", b"Infinity", b"NaN"];

/// Puts bare `NaN`, `Infinity` and `-Infinity` outside strings into quotes, in which they are
/// protobuf's own form. `None` if there are none.
pub(super) fn quoted(json: &[u8]) -> Option<Vec<u8>> {
    let mut quoted = Vec::with_capacity(json.len() + 2);
    let mut found_any = false;
    let mut rest = json;
    while let Some(&byte) = rest.first() {
        let bare = BARE.iter().find(|word| rest.starts_with(word));
        let taken = match (byte, bare) {
            (b'"', _) => string_length(rest),
            (_, Some(word)) => word.len(),
            _ => 1,
        };
        let (part, after) = rest.split_at(taken);
        if bare.is_some() {
            found_any = true;
            quoted.push(b'"');
            quoted.extend_from_slice(part);
            quoted.push(b'"');
        } else {
            quoted.extend_from_slice(part);
        }
        rest = after;
    }
    found_any.then_some(quoted)
}

/// The length of the string with which a text begins, quotes included; to the text's end if the
/// string has none.
fn string_length(json: &[u8]) -> usize {
    let mut is_escaped = false;
    for (index, &byte) in json.iter().enumerate().skip(1) {
        match byte {
            _ if is_escaped => is_escaped = false,
            b'\\' => is_escaped = true,
            b'"' => return index + 1,
            _ => {}
        }
    }
    json.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quoted_text(json: &str) -> Option<String> {
        quoted(json.as_bytes()).map(|bytes| String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn bare_numbers_are_quoted_outside_strings_only() {
        assert_eq!(
            quoted_text(r#"{"a":NaN,"b":[-Infinity,Infinity],"NaN":"x\"NaN"}"#).unwrap(),
            r#"{"a":"NaN","b":["-Infinity","Infinity"],"NaN":"x\"NaN"}"#
        );
        for json in [r#"{"a":"NaN"}"#, "", r#""NaN\"#, r#"{"a":1e5,"ü":-1}"#] {
            assert_eq!(quoted_text(json), None, "{json}");
        }
    }
}
