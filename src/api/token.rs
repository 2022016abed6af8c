//! Access tokens. (Ours: no version of MLflow has them.)

use serde::{Deserialize, Serialize};

use super::message::required;

/// `POST tokens/create`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateToken {
    /// For people.
    #[serde(default)]
    pub name: String,
    /// `read` or `write`, the default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scope: Option<String>,
    /// From when on it is void, in milliseconds since 1970 (UTC).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<i64>,
}

/// `DELETE tokens/revoke`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenById {
    /// Which one.
    #[serde(deserialize_with = "required")]
    pub token_id: String,
}

/// A token without its secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenMessage {
    /// By what it is revoked.
    pub token_id: String,
    /// For people.
    pub name: String,
    /// `read` or `write`.
    pub scope: String,
    /// Milliseconds since 1970 (UTC).
    pub created_at: i64,
    /// From when on it is void.
    #[serde(default)]
    pub expires_at: Option<i64>,
    /// When it was last used, to the minute.
    #[serde(default)]
    pub last_used_at: Option<i64>,
    /// Whether it can still be used.
    pub is_valid: bool,
}

/// The answer to `POST tokens/create`: the only one that has the secret.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewTokenResponse {
    /// What it is.
    pub token: TokenMessage,
    /// What a program shows.
    pub secret: String,
}

/// The answer to `GET tokens/list`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokensResponse {
    /// The oldest first.
    pub tokens: Vec<TokenMessage>,
}
