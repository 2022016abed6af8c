//! How to reach S3, and what speaks its protocol.

use std::path::PathBuf;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD as BASE64;
use md5::{Digest, Md5};
use serde_json::{Map, Value};

use crate::config::database::Secret;
use crate::config::{count, flag, var};
use crate::error::{Error, Result};

use super::{AwsFiles, AwsProfile, CLOUD_ATTEMPTS};

const UPLOAD_EXTRA_ARGS: &str = "MLFLOW_S3_UPLOAD_EXTRA_ARGS";
const ADDRESSING_STYLE: &str = "MLFLOW_BOTO_CLIENT_ADDRESSING_STYLE";
const SIGNATURE_VERSION: &str = "MLFLOW_EXPERIMENTAL_S3_SIGNATURE_VERSION";
const CHECKSUMS: &str = "AWS_REQUEST_CHECKSUM_CALCULATION";

/// The address of Alibaba's service.
pub const OSS_ENDPOINT: &str = "MLFLOW_OSS_ENDPOINT_URL";

/// The region of requests that nobody chose one for, as in boto3.
const DEFAULT_REGION: &str = "us-east-1";

/// How to reach S3.
#[derive(Clone, Debug)]
pub struct S3Settings {
    /// The address, where it is not AWS's own.
    pub endpoint: Option<String>,
    /// The region that requests are signed for first.
    pub region: String,
    /// Whether any certificate will do.
    pub insecure_tls: bool,
    /// A PEM file with further certificates to trust.
    pub certificates: Option<PathBuf>,
    /// Where the name of the bucket stands in an address.
    pub addressing_style: AddressingStyle,
    /// Headers of requests that begin a file, and of some others.
    pub upload_headers: Vec<UploadHeader>,
    /// The account that a bucket has to belong to.
    pub expected_owner: Option<String>,
    /// Whether requests go without a signature, to buckets that everybody may read.
    pub is_unsigned: bool,
    /// Whether the content of files is sent with a checksum.
    pub sends_checksums: bool,
    /// How often a request is sent in all.
    pub attempts: usize,
    /// The profile that was chosen.
    pub profile: AwsProfile,
    /// The files with all profiles.
    pub files: AwsFiles,
    /// What Alibaba's service is reached by.
    pub oss: OssSettings,
}

/// How to reach Alibaba's object storage: the variables of MLflow's plugin for it.
#[derive(Clone, Debug, Default)]
pub struct OssSettings {
    /// The address of the service.
    pub endpoint: Option<String>,
    /// The key's id.
    pub key: Option<String>,
    /// The key itself.
    pub secret: Option<Secret>,
}

impl OssSettings {
    fn from_env() -> Result<Self> {
        Ok(Self {
            endpoint: var(OSS_ENDPOINT)?.map(|url| url.trim_end_matches('/').to_owned()),
            key: var("MLFLOW_OSS_KEY_ID")?,
            secret: var("MLFLOW_OSS_KEY_SECRET")?.map(Secret::from),
        })
    }
}

/// Where the name of a bucket stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AddressingStyle {
    /// Before AWS's own address, and behind any other.
    Auto,
    /// `https://host/bucket/key`.
    Path,
    /// `https://bucket.host/key`.
    Virtual,
}

/// A header for requests that write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UploadHeader {
    /// The name, in lower case.
    pub name: String,
    /// The value, which may be an encryption key.
    pub value: Secret,
    /// Whether each request about the file needs it, also those for parts.
    pub is_everywhere: bool,
    /// Whether reading the file needs it, too.
    pub is_for_reading: bool,
}

impl S3Settings {
    /// Reads the environment and the chosen profile.
    pub fn from_env() -> Result<Self> {
        let files = AwsFiles::from_env()?;
        let profile = files.chosen()?;
        let first = |names: &[&str]| -> Result<Option<String>> {
            for name in names {
                if let Some(value) = var(name)? {
                    return Ok(Some(value));
                }
            }
            Ok(None)
        };
        let ignores_files = flag("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS", false)?;
        let endpoint = if ignores_files {
            var("MLFLOW_S3_ENDPOINT_URL")?
        } else {
            first(&[
                "MLFLOW_S3_ENDPOINT_URL",
                "AWS_ENDPOINT_URL_S3",
                "AWS_ENDPOINT_URL",
            ])?
            .or_else(|| profile.endpoint().map(str::to_owned))
        };
        let region = first(&["AWS_REGION", "AWS_DEFAULT_REGION"])?
            .or_else(|| profile.get("region").map(str::to_owned));
        let certificates = first(&["AWS_CA_BUNDLE", "REQUESTS_CA_BUNDLE"])?
            .or_else(|| profile.get("ca_bundle").map(str::to_owned));
        Ok(Self {
            endpoint: endpoint.as_deref().map(checked_endpoint).transpose()?,
            region: region.unwrap_or_else(|| DEFAULT_REGION.to_owned()),
            insecure_tls: flag("MLFLOW_S3_IGNORE_TLS", false)?,
            certificates: certificates.map(PathBuf::from),
            addressing_style: addressing_style(&profile)?,
            upload_headers: upload_headers()?,
            expected_owner: var("MLFLOW_S3_EXPECTED_BUCKET_OWNER")?,
            is_unsigned: var(SIGNATURE_VERSION)?
                .is_some_and(|version| version.eq_ignore_ascii_case("unsigned")),
            sends_checksums: first(&[CHECKSUMS])?
                .is_none_or(|when| !when.eq_ignore_ascii_case("when_required")),
            attempts: count("AWS_MAX_ATTEMPTS", CLOUD_ATTEMPTS)?.max(1),
            profile,
            files,
            oss: OssSettings::from_env()?,
        })
    }
}

fn checked_endpoint(endpoint: &str) -> Result<String> {
    if endpoint.starts_with("http://") || endpoint.starts_with("https://") {
        return Ok(endpoint.trim_end_matches('/').to_owned());
    }
    Err(Error::invalid(format!(
        "the address of S3 is `{endpoint}`; expected `https://host` or `http://host:port`"
    ))
    .hint("it is that of MLFLOW_S3_ENDPOINT_URL, AWS_ENDPOINT_URL_S3, AWS_ENDPOINT_URL or the AWS profile"))
}

fn addressing_style(profile: &AwsProfile) -> Result<AddressingStyle> {
    let style = match var(ADDRESSING_STYLE)? {
        Some(style) => style,
        None => profile
            .of_s3("addressing_style")
            .unwrap_or("auto")
            .to_owned(),
    };
    match style.to_ascii_lowercase().as_str() {
        "auto" => Ok(AddressingStyle::Auto),
        "path" => Ok(AddressingStyle::Path),
        "virtual" => Ok(AddressingStyle::Virtual),
        _ => Err(Error::invalid(format!(
            "the environment variable `{ADDRESSING_STYLE}` is `{style}`; expected `auto`, `path` \
             or `virtual`"
        ))),
    }
}

/// What an argument of boto3's uploads is in the protocol: header, whether each request about the
/// file needs it, whether reading the file does.
const ARGUMENTS: [(&str, &str, bool, bool); 25] = [
    ("ACL", "x-amz-acl", false, false),
    (
        "BucketKeyEnabled",
        "x-amz-server-side-encryption-bucket-key-enabled",
        false,
        false,
    ),
    ("CacheControl", "cache-control", false, false),
    ("ContentDisposition", "content-disposition", false, false),
    ("ContentEncoding", "content-encoding", false, false),
    ("ContentLanguage", "content-language", false, false),
    ("ContentType", "content-type", false, false),
    (
        "ExpectedBucketOwner",
        "x-amz-expected-bucket-owner",
        true,
        true,
    ),
    ("Expires", "expires", false, false),
    ("GrantFullControl", "x-amz-grant-full-control", false, false),
    ("GrantRead", "x-amz-grant-read", false, false),
    ("GrantReadACP", "x-amz-grant-read-acp", false, false),
    ("GrantWriteACP", "x-amz-grant-write-acp", false, false),
    (
        "ObjectLockLegalHoldStatus",
        "x-amz-object-lock-legal-hold",
        false,
        false,
    ),
    ("ObjectLockMode", "x-amz-object-lock-mode", false, false),
    (
        "ObjectLockRetainUntilDate",
        "x-amz-object-lock-retain-until-date",
        false,
        false,
    ),
    ("RequestPayer", "x-amz-request-payer", true, true),
    (
        "SSECustomerAlgorithm",
        "x-amz-server-side-encryption-customer-algorithm",
        true,
        true,
    ),
    (
        "SSECustomerKeyMD5",
        "x-amz-server-side-encryption-customer-key-md5",
        true,
        true,
    ),
    (
        "SSEKMSEncryptionContext",
        "x-amz-server-side-encryption-context",
        false,
        false,
    ),
    (
        "SSEKMSKeyId",
        "x-amz-server-side-encryption-aws-kms-key-id",
        false,
        false,
    ),
    (
        "ServerSideEncryption",
        "x-amz-server-side-encryption",
        false,
        false,
    ),
    ("StorageClass", "x-amz-storage-class", false, false),
    ("Tagging", "x-amz-tagging", false, false),
    (
        "WebsiteRedirectLocation",
        "x-amz-website-redirect-location",
        false,
        false,
    ),
];

/// The arguments that [`UPLOAD_EXTRA_ARGS`] gives to each upload, as headers.
fn upload_headers() -> Result<Vec<UploadHeader>> {
    let Some(text) = var(UPLOAD_EXTRA_ARGS)? else {
        return Ok(Vec::new());
    };
    let unusable = || {
        Error::invalid(format!(
            "the environment variable `{UPLOAD_EXTRA_ARGS}` is not an object of JSON; expected \
             something like `{{\"ServerSideEncryption\": \"aws:kms\"}}`"
        ))
    };
    let arguments: Map<String, Value> = serde_json::from_str(&text).map_err(|_| unusable())?;
    headers_of(&arguments)
}

fn headers_of(arguments: &Map<String, Value>) -> Result<Vec<UploadHeader>> {
    let mut headers = Vec::new();
    for (argument, value) in arguments {
        match (argument.as_str(), value) {
            ("Metadata", Value::Object(metadata)) => {
                for (name, value) in metadata {
                    let name = format!("x-amz-meta-{}", name.to_ascii_lowercase());
                    headers.push(header(&name, &plain(argument, value)?, false, false));
                }
            }
            ("SSECustomerKey", value) => {
                headers.extend(customer_key(&plain(argument, value)?, arguments));
            }
            // Checksums are sent anyway, in the way that fits the request.
            ("ChecksumAlgorithm", _) => {}
            (argument, value) => {
                let known = ARGUMENTS.iter().find(|(name, ..)| *name == argument);
                let Some((_, name, is_everywhere, is_for_reading)) = known else {
                    return Err(unknown_argument(argument));
                };
                let value = plain(argument, value)?;
                headers.push(header(name, &value, *is_everywhere, *is_for_reading));
            }
        }
    }
    Ok(headers)
}

/// boto3 takes the key as it is, and sends it encoded and with its MD5.
fn customer_key(key: &str, arguments: &Map<String, Value>) -> Vec<UploadHeader> {
    const KEY: &str = "x-amz-server-side-encryption-customer-key";
    if arguments.contains_key("SSECustomerKeyMD5") {
        return vec![header(KEY, key, true, true)];
    }
    let md5 = BASE64.encode(Md5::digest(key.as_bytes()));
    vec![
        header(KEY, &BASE64.encode(key), true, true),
        header(&format!("{KEY}-md5"), &md5, true, true),
    ]
}

fn header(name: &str, value: &str, is_everywhere: bool, is_for_reading: bool) -> UploadHeader {
    UploadHeader {
        name: name.to_owned(),
        value: value.to_owned().into(),
        is_everywhere,
        is_for_reading,
    }
}

fn plain(argument: &str, value: &Value) -> Result<String> {
    match value {
        Value::String(text) => Ok(text.clone()),
        Value::Bool(_) | Value::Number(_) => Ok(value.to_string()),
        _ => Err(Error::invalid(format!(
            "`{argument}` in the environment variable `{UPLOAD_EXTRA_ARGS}` is no text; expected one"
        ))),
    }
}

fn unknown_argument(argument: &str) -> Error {
    let known: Vec<&str> = ARGUMENTS.iter().map(|(name, ..)| *name).collect();
    Error::invalid(format!(
        "the environment variable `{UPLOAD_EXTRA_ARGS}` has the unknown argument `{argument}`; \
         expected some of {}, Metadata, SSECustomerKey",
        known.join(", ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(json: &str) -> Result<Vec<UploadHeader>> {
        headers_of(&serde_json::from_str(json).unwrap())
    }

    #[test]
    fn arguments_of_boto3_become_headers() {
        let shown = |json: &str| {
            let headers = headers(json).unwrap().into_iter();
            let pairs = headers.map(|header| format!("{}={}", header.name, header.value.reveal()));
            pairs.collect::<Vec<_>>()
        };
        assert_eq!(
            shown(r#"{"ServerSideEncryption": "aws:kms", "BucketKeyEnabled": true}"#),
            [
                "x-amz-server-side-encryption=aws:kms",
                "x-amz-server-side-encryption-bucket-key-enabled=true"
            ]
        );
        assert_eq!(
            shown(r#"{"Metadata": {"Team": "ml"}}"#),
            ["x-amz-meta-team=ml"]
        );
        assert_eq!(
            shown(r#"{"SSECustomerKey": "0123456789abcdef0123456789abcdef"}"#),
            [
                "x-amz-server-side-encryption-customer-key=MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=",
                "x-amz-server-side-encryption-customer-key-md5=hRasmdxgYDKV3nvbahU1MA=="
            ]
        );
        assert!(shown(r#"{"ChecksumAlgorithm": "SHA256"}"#).is_empty());
        let error = headers(r#"{"Nonsense": "x"}"#).unwrap_err();
        assert!(error.message().contains("unknown argument `Nonsense`"));
        assert!(headers(r#"{"ACL": []}"#).is_err());
    }

    #[test]
    fn an_address_has_a_scheme() {
        assert_eq!(checked_endpoint("http://h:9/").unwrap(), "http://h:9");
        assert!(checked_endpoint("h:9").is_err());
    }
}
