//! Lists of artifacts, and uploads in parts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::entity::RunId;

use super::message::is_blank;

/// `artifacts/list`: one folder of a run's artifacts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListArtifacts {
    /// The run.
    pub run_id: RunId,
    /// The folder, relative to the run's artifacts; without it, those.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub path: Option<String>,
    /// Where the previous page ended. MLflow 3.17.2 has one page only.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub page_token: Option<String>,
}

/// The query of `GET mlflow-artifacts/artifacts`: one folder of the server's artifacts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListProxiedArtifacts {
    /// The folder; without it, the root.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub path: Option<String>,
}

/// A file or folder of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArtifactFile {
    /// Relative to the run's or model's artifacts; in a list of the server's artifacts, its name.
    pub path: String,
    /// Whether it is a folder.
    #[serde(default)]
    pub is_dir: bool,
    /// In bytes. MLflow 3.17.2 leaves it out for a folder and for an empty file.
    #[serde(default, skip_serializing_if = "is_nothing")]
    pub file_size: Option<u64>,
}

#[expect(clippy::ref_option, reason = "serde passes fields so")]
fn is_nothing(size: &Option<u64>) -> bool {
    size.is_none_or(|size| size == 0)
}

/// The answer to the requests for lists of artifacts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ListArtifactsResponse {
    /// Where the run's or model's artifacts are; missing when the server's own folder is listed.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub root_uri: Option<String>,
    /// What lies in the folder, sorted by path.
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    pub files: Vec<ArtifactFile>,
    /// Where the next page begins.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub next_page_token: Option<String>,
}

/// The answer to `GET mlflow-artifacts/presigned/{path}`: how to get a file without the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresignedDownload {
    /// The address to ask.
    pub url: String,
    /// The headers to send.
    pub headers: BTreeMap<String, String>,
    /// How long the file is, in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_size: Option<u64>,
}

/// `artifacts/presigned-upload-url`: how to write a file without the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresignUpload {
    /// The run whose file it is to be; else a logged model is given.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub run_id: Option<String>,
    /// The logged model whose file it is to be.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub model_id: Option<String>,
    /// Where the file goes below the artifacts.
    pub path: String,
    /// For how many seconds the address is to hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiration: Option<i64>,
}

/// The answer to [`PresignUpload`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresignUploadResponse {
    /// The address to put the file to.
    pub presigned_url: String,
    /// The headers to send.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
}

/// `artifacts/presigned-download-url`: how to read a file without the server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresignDownload {
    /// The run whose file it is.
    pub run_id: String,
    /// Where the file is below the artifacts.
    pub path: String,
    /// For how many seconds the address is to hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expiration: Option<i64>,
}

/// The answer to [`PresignDownload`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresignDownloadResponse {
    /// The address to ask.
    pub presigned_url: String,
    /// The headers to send.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
    /// How long the file is, in bytes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file_size: Option<u64>,
}

/// `POST mlflow-artifacts/mpu/create/{folder}`: begins an upload in parts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateMultipartUpload {
    /// The file's name in the folder.
    pub path: String,
    /// How many parts there will be.
    #[serde(default)]
    pub num_parts: u64,
}

/// The answer to [`CreateMultipartUpload`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CreateMultipartUploadResponse {
    /// What names the upload from now on.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub upload_id: Option<String>,
    /// Where each part goes.
    #[serde(default, skip_serializing_if = "<[_]>::is_empty")]
    pub credentials: Vec<UploadCredential>,
}

/// Where one part goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadCredential {
    /// The address to which the part is put.
    pub url: String,
    /// The part's number, from 1.
    pub part_number: u64,
    /// The headers to send with it.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub headers: BTreeMap<String, String>,
}

/// `POST mlflow-artifacts/mpu/complete/{folder}`: makes the parts a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CompleteMultipartUpload {
    /// The file's name in the folder.
    pub path: String,
    /// The upload.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub upload_id: Option<String>,
    /// The parts.
    pub parts: Vec<UploadedPart>,
}

/// A part that has been uploaded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadedPart {
    /// The part's number, from 1.
    #[serde(default)]
    pub part_number: u64,
    /// The part's etag, as the receiver answered it.
    #[serde(default)]
    pub etag: String,
    /// The address to which it was put.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub url: Option<String>,
}

/// `POST mlflow-artifacts/mpu/abort/{folder}`: throws the parts away.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AbortMultipartUpload {
    /// The file's name in the folder.
    pub path: String,
    /// The upload.
    #[serde(default, skip_serializing_if = "is_blank")]
    pub upload_id: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::super::{from_json, from_query};
    use super::*;

    #[test]
    fn a_list_is_written_and_read_as_mlflow_does() {
        let body = r#"{"root_uri":"/art/17/r/artifacts","files":[{"path":"a.txt","is_dir":false,"file_size":5},{"path":"empty","is_dir":false},{"path":"sub","is_dir":true}]}"#;
        let response: ListArtifactsResponse = from_json(body.as_bytes()).unwrap();
        assert_eq!(response.files[0].file_size, Some(5));
        assert!(response.files[2].is_dir);
        assert_eq!(serde_json::to_string(&response).unwrap(), body);
        let empty = ArtifactFile {
            path: "empty".into(),
            is_dir: false,
            file_size: Some(0),
        };
        assert_eq!(
            serde_json::to_string(&empty).unwrap(),
            r#"{"path":"empty","is_dir":false}"#
        );
    }

    #[test]
    fn lists_are_asked_for_in_a_query() {
        let request: ListArtifacts = from_query("run_uuid=r&path=sub%2Fb%20%C3%BC").unwrap();
        assert_eq!(request.run_id.as_str(), "r");
        assert_eq!(request.path.as_deref(), Some("sub/b ü"));
        assert_eq!(from_query::<ListProxiedArtifacts>("").unwrap().path, None);
    }

    #[test]
    fn uploads_in_parts_are_read_and_written() {
        let created = r#"{"upload_id":"u","credentials":[{"url":"http://x/1","part_number":1,"headers":{"a":"b"}},{"url":"http://x/2","part_number":2}]}"#;
        let response: CreateMultipartUploadResponse = from_json(created.as_bytes()).unwrap();
        assert_eq!(response.credentials[0].headers["a"], "b");
        assert_eq!(serde_json::to_string(&response).unwrap(), created);

        let request: CompleteMultipartUpload = from_json(
            br#"{"path":"f","upload_id":"u","parts":[{"part_number":1,"etag":"e","url":null}]}"#,
        )
        .unwrap();
        assert_eq!(request.parts[0].etag, "e");
        let error = from_json::<CompleteMultipartUpload>(br#"{"path":"f"}"#).unwrap_err();
        assert_eq!(
            error.message(),
            "Missing value for required parameter 'parts': expected one that is not empty"
        );
        let error =
            from_json::<CreateMultipartUpload>(br#"{"path":"f","num_parts":-1}"#).unwrap_err();
        assert!(
            error
                .message()
                .starts_with("Invalid value -1 for parameter 'num_parts'"),
            "{error}"
        );
    }
}
