//! Information about a server.

use serde::{Deserialize, Serialize};

/// The answer to `server-info`, which clients of 3.17.2 ask before they upload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "the flags are MLflow's, each a field of its own on the wire"
)]
pub struct ServerInfo {
    /// `FileStore` or `SqlStore`.
    pub store_type: Option<String>,
    /// Whether there are several workspaces.
    #[serde(default)]
    pub workspaces_enabled: bool,
    /// Whether traces are archived.
    #[serde(default)]
    pub trace_archival_enabled: bool,
    /// Whether artifacts can be uploaded in parts.
    #[serde(default)]
    pub multipart_uploads_enabled: bool,
    /// Whether artifacts can be downloaded from addresses that the server signs.
    #[serde(default)]
    pub multipart_downloads_enabled: bool,
    /// Whether `presigned-upload-url` takes a run.
    #[serde(default)]
    pub presigned_upload_run_id_supported: bool,
    /// Whether `presigned-upload-url` takes a logged model.
    #[serde(default)]
    pub presigned_upload_model_id_supported: bool,
    /// Whether requests for files of models may ask for a signed address.
    #[serde(default)]
    pub model_artifact_presigned_downloads_supported: bool,
    /// Whether artifacts go by signed addresses only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub artifacts_presigned_only: bool,
    /// Larger parts of MLflow that a server may lack.
    #[serde(default)]
    pub features_enabled: Features,
}

/// Larger parts of MLflow that a server may lack.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Features {
    /// The gateway to language models.
    #[serde(default)]
    pub gateway: bool,
}

#[cfg(test)]
mod tests {
    use super::super::from_json;
    use super::*;

    #[test]
    fn the_answer_of_mlflow_is_read_and_written() {
        let body = r#"{"store_type":"SqlStore","workspaces_enabled":false,"trace_archival_enabled":false,"multipart_uploads_enabled":false,"multipart_downloads_enabled":false,"presigned_upload_run_id_supported":true,"presigned_upload_model_id_supported":true,"model_artifact_presigned_downloads_supported":true,"features_enabled":{"gateway":true}}"#;
        let info: ServerInfo = from_json(body.as_bytes()).unwrap();
        assert!(info.features_enabled.gateway);
        assert_eq!(serde_json::to_string(&info).unwrap(), body);
    }
}
