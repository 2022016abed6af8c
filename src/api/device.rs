//! Log-ins of devices without a page, in the words of RFC 8628. (Ours: no version of MLflow has them.)

use serde::{Deserialize, Serialize};

use super::message::required;

/// `POST devices/begin`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeginDevice {
    /// What its user is told of it.
    #[serde(default)]
    pub name: String,
}

/// The answer to it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceCodesResponse {
    /// What the device keeps.
    pub device_code: String,
    /// What it shows.
    pub user_code: String,
    /// What stands behind the address of the server's page.
    pub verification_path: String,
    /// How long both are good for, in seconds.
    pub expires_in: i64,
    /// How long to wait between two questions, in seconds.
    pub interval: i64,
}

/// `POST devices/token`.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceByCode {
    /// What the device keeps.
    #[serde(deserialize_with = "required")]
    pub device_code: String,
}

/// The answer to it.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceTokenResponse {
    /// `authorization_pending`, `access_denied`, `expired_token` or `done`.
    pub status: String,
    /// Who has let the device in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// An access token of that user.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret: Option<String>,
}

/// `GET devices/get`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceByUserCode {
    /// What the device shows.
    #[serde(deserialize_with = "required")]
    pub user_code: String,
}

/// The answer to it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeviceResponse {
    /// How the device calls itself.
    pub name: String,
}

/// `POST devices/decide`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DecideOnDevice {
    /// What the device shows.
    #[serde(deserialize_with = "required")]
    pub user_code: String,
    /// Whether it is let in.
    pub allow: bool,
}
