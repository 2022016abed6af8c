//! Where a page of a search ended, as clients hand it back.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;

use crate::error::{Error, Result};

/// The number of results on the pages before, in MLflow's own form: the base64 of
/// `{"offset": 100}`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct PageToken {
    pub(crate) offset: usize,
}

impl PageToken {
    /// Reads a token; none, or an empty one, is the start.
    pub(crate) fn parse(token: Option<&str>) -> Result<Self> {
        let Some(token) = token.filter(|token| !token.is_empty()) else {
            return Ok(Self::default());
        };
        let offset = BASE64_STANDARD
            .decode(token)
            .ok()
            .and_then(|json| offset_in(&json));
        offset.map(|offset| Self { offset }).ok_or_else(|| {
            Error::invalid(format!(
                "`{token}` is not a page token; expected one that the previous page gave"
            ))
        })
    }

    /// The token of the page that begins at this offset.
    pub(crate) fn text(self) -> String {
        BASE64_STANDARD.encode(format!("{{\"offset\": {}}}", self.offset))
    }
}

/// MLflow accepts the number as text too.
fn offset_in(json: &[u8]) -> Option<usize> {
    let token: serde_json::Value = serde_json::from_slice(json).ok()?;
    let offset = token.get("offset")?;
    let offset = match offset.as_str() {
        Some(text) => text.parse().ok()?,
        None => offset.as_u64()?,
    };
    // SQLite counts in i64, and MLflow refuses an offset of 0.
    let offset = i64::try_from(offset).ok().filter(|offset| *offset > 0)?;
    usize::try_from(offset).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_has_the_form_of_mlflow_3_17_2() {
        let token = PageToken { offset: 100 };
        assert_eq!(token.text(), "eyJvZmZzZXQiOiAxMDB9");
        assert_eq!(PageToken::parse(Some(&token.text())).unwrap(), token);
    }

    #[test]
    fn no_token_is_the_start() {
        assert_eq!(PageToken::parse(None).unwrap().offset, 0);
        assert_eq!(PageToken::parse(Some("")).unwrap().offset, 0);
    }

    #[test]
    fn other_tokens_are_refused() {
        let encoded = |json: &str| BASE64_STANDARD.encode(json);
        assert_eq!(
            PageToken::parse(Some(&encoded(r#"{"offset": "7"}"#)))
                .unwrap()
                .offset,
            7
        );
        for json in [
            "7",
            "[]",
            "{}",
            r#"{"offset": 0}"#,
            r#"{"offset": -1}"#,
            r#"{"offset": "x"}"#,
        ] {
            let error = PageToken::parse(Some(&encoded(json))).unwrap_err();
            assert!(error.message().contains("not a page token"));
        }
        assert!(PageToken::parse(Some("%%%")).is_err());
    }
}
