//! What the process that has loaded a model tells of it.

use serde::Deserialize;
use serde_json::Value;

/// A model, as its environment's MLflow knows it.
#[derive(Clone, Debug, Deserialize)]
pub(super) struct About {
    /// The release of MLflow that answers.
    pub(super) version: String,
    /// Tensors of the Open Inference protocol, from the model's signature.
    pub(super) inputs: Value,
    pub(super) outputs: Value,
    /// What a request becomes that does not say so.
    pub(super) content_type: Option<String>,
}
