//! One page of a longer result, and the token that leads to the next one.
//!
//! A token is what MLflow 3.17.2 makes: the Base64 of `{"offset": N}`. Nobody but a store should
//! look into one, but scripts keep them.

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

/// Some results, and where to go on.
#[derive(Clone, Debug, PartialEq)]
pub struct Page<T> {
    /// The results of this page, in order.
    pub items: Vec<T>,
    /// What to pass for the next page; `None` when this is the last.
    pub next_page_token: Option<String>,
}

impl<T> Default for Page<T> {
    fn default() -> Self {
        Self {
            items: Vec::new(),
            next_page_token: None,
        }
    }
}

impl<T> Page<T> {
    /// Makes a page of the results from `offset` on, of which one more than `max_results` was
    /// asked for: if it came, there is a next page.
    pub(crate) fn cut(mut items: Vec<T>, offset: usize, max_results: usize) -> Self {
        let has_more = items.len() > max_results;
        items.truncate(max_results);
        Self {
            items,
            next_page_token: has_more.then(|| page_token(offset + max_results)),
        }
    }
}

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
    serde_json::from_slice(&decode(token)?).ok()
}

/// The token that holds this.
pub(crate) fn encode_token(content: &impl Serialize) -> String {
    encode(&serde_json::to_vec(content).expect("a token's content is JSON"))
}

/// The token of the page that begins after so many results.
pub(crate) fn page_token(offset: usize) -> String {
    encode(format!("{{\"offset\": {offset}}}").as_bytes())
}

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/// Spells bytes in Base64, padded.
fn encode(bytes: &[u8]) -> String {
    let mut text = String::new();
    for group in bytes.chunks(3) {
        let bits = group.iter().enumerate().fold(0u32, |bits, (i, &byte)| {
            bits | u32::from(byte) << (16 - 8 * i)
        });
        for i in 0..4 {
            let digit = (bits >> (18 - 6 * i)) as usize % 64;
            let is_padding = i > group.len();
            text.push(if is_padding {
                '='
            } else {
                BASE64[digit].into()
            });
        }
    }
    text
}

/// Reads Base64; `None` if it is not.
fn decode(text: &str) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let (mut bits, mut bit_count) = (0u32, 0);
    for letter in text.trim_end_matches('=').bytes() {
        let digit = BASE64.iter().position(|&known| known == letter)?;
        bits = bits << 6 | u32::try_from(digit).ok()?;
        bit_count += 6;
        if bit_count >= 8 {
            bit_count -= 8;
            bytes.push((bits >> bit_count).to_le_bytes()[0]);
            bits &= (1 << bit_count) - 1;
        }
    }
    Some(bytes)
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

    #[test]
    fn a_page_that_got_one_more_than_it_shows_has_a_next_one() {
        let page = Page::cut(vec![1, 2, 3], 4, 2);
        assert_eq!(page.items, [1, 2]);
        assert_eq!(page_offset(page.next_page_token.as_deref()).unwrap(), 6);
        assert_eq!(Page::cut(vec![1, 2], 4, 2).next_page_token, None);
    }
}
