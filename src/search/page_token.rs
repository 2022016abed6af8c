//! The token that leads to the next page of results.
//!
//! A token is what MLflow 3.17.2 makes: the Base64 of `{"offset": N}`. Nobody but a store should
//! look into one, but scripts keep them.

use base64::Engine;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

/// Reads tokens whose padding was lost on the way, as in a URL.
const LENIENT_BASE64: GeneralPurpose = GeneralPurpose::new(
    &ALPHABET,
    GeneralPurposeConfig::new()
        .with_decode_allow_trailing_bits(true)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent),
);

/// How many results lie before the page that a token names; without a token, none.
pub(crate) fn page_offset(token: Option<&str>) -> Result<usize> {
    let Some(token) = token.filter(|token| !token.is_empty()) else {
        return Ok(0);
    };
    decode_token::<serde_json::Value>(token)
        .and_then(|value| usize::try_from(value.get("offset")?.as_u64()?).ok())
        .ok_or_else(|| Error::page_token_invalid(token))
}

/// What a token holds; `None` if it is none.
pub(crate) fn decode_token<T: DeserializeOwned>(token: &str) -> Option<T> {
    let json = LENIENT_BASE64.decode(token).ok()?;
    serde_json::from_slice(&json).ok()
}

/// The token that holds this.
pub(crate) fn encode_token(content: &impl Serialize) -> String {
    let json = serde_json::to_vec(content).expect("a token's content is JSON");
    STANDARD.encode(json)
}

/// The token of the page that begins after so many results.
pub(crate) fn page_token(offset: usize) -> String {
    STANDARD.encode(format!("{{\"offset\": {offset}}}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_those_of_mlflow() {
        // `SearchUtils.create_page_token(n)` of MLflow 3.17.2.
        for (offset, token) in [
            (5, "eyJvZmZzZXQiOiA1fQ=="),
            (50, "eyJvZmZzZXQiOiA1MH0="),
            (500, "eyJvZmZzZXQiOiA1MDB9"),
        ] {
            assert_eq!(page_token(offset), token);
            assert_eq!(page_offset(Some(token)).unwrap(), offset);
        }
        assert_eq!(page_offset(None).unwrap(), 0);
        assert_eq!(page_offset(Some("")).unwrap(), 0);
    }

    #[test]
    fn another_text_is_no_token() {
        for text in ["x", "ä", "eyJvZmZzZXQiOiAtMX0=", "e30=", "eyJvZmZzZXQi"] {
            assert!(page_offset(Some(text)).is_err(), "{text}");
        }
    }
}
