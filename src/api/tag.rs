//! Tags and params: a key and a text.

use serde::{Deserialize, Serialize};

use crate::entity::{Param, Tag};

use super::message::remote_message;

#[derive(Serialize, Deserialize)]
#[serde(remote = "Tag")]
struct TagMessage {
    key: String,
    #[serde(default)]
    value: String,
}

remote_message!(Tag, TagMessage);

#[derive(Serialize, Deserialize)]
#[serde(remote = "Param")]
struct ParamMessage {
    key: String,
    #[serde(default)]
    value: String,
}

remote_message!(Param, ParamMessage);
