//! Servers that stand in for clouds, one of each kind for the tests of one process.

use std::io::{BufRead as _, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};

use super::clients::{Client, python};
use super::{Request, Scene, send, skip, unused_port};

const SCRIPT: &str = include_str!("cloud_server.py");

/// The keys of tests, which every server takes.
pub(crate) const KEY: &str = "key-of-tests";
pub(crate) const SECRET: &str = "secret-of-tests";

/// The account of Azurite, which is the same everywhere and public.
pub(crate) const ACCOUNT: &str = "devstoreaccount1";
/// Its key.
pub(crate) const ACCOUNT_KEY: &str =
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/// A running server. It ends when its stdin does, and that is when this process ends in any way.
pub(crate) struct CloudServer {
    /// Host and port.
    pub(crate) address: String,
    _child: Child,
}

impl CloudServer {
    fn start(kind: &str, arguments: &[&str]) -> Option<Self> {
        let python = python(Client::Clouds)?;
        let mut child = Command::new(python)
            .args(["-c", SCRIPT, kind])
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("a process");
        let mut port = String::new();
        let stdout = child.stdout.take().expect("a pipe");
        BufReader::new(stdout).read_line(&mut port).expect("text");
        assert!(!port.is_empty(), "no {kind} server");
        Some(Self {
            address: format!("127.0.0.1:{}", port.trim()),
            _child: child,
        })
    }

    /// The server of S3's protocol; `None` where it cannot be had, which has been said.
    #[track_caller]
    pub(crate) fn s3() -> Option<&'static Self> {
        static SERVER: OnceLock<Option<CloudServer>> = OnceLock::new();
        let server = SERVER.get_or_init(|| Self::start("s3", &[])).as_ref();
        if server.is_none() {
            // Says it for this test, too.
            python(Client::Clouds);
        }
        server
    }

    /// The server of Google's protocol, with a bucket `tests`; `None` where it cannot be had.
    #[track_caller]
    pub(crate) fn gcs() -> Option<&'static Self> {
        static SERVER: OnceLock<Option<CloudServer>> = OnceLock::new();
        let server = SERVER.get_or_init(|| Self::start("gcs", &[])).as_ref();
        if server.is_none() {
            python(Client::Clouds);
        }
        server
    }

    /// Azurite, the server of Azure's protocol; `None` where it cannot be had, which has been said.
    #[track_caller]
    pub(crate) fn azure() -> Option<&'static Self> {
        static SERVER: OnceLock<Option<CloudServer>> = OnceLock::new();
        let program = Path::new(env!("CARGO_BIN_EXE_mlflow"))
            .ancestors()
            .nth(2)?
            .join("tools/azurite/node_modules/.bin/azurite-blob");
        if !program.exists() {
            skip("Azurite is not installed; `.ci/tools` does that");
            return None;
        }
        let port = unused_port().to_string();
        let start = || Self::start("azure", &[&program.to_string_lossy(), &port]);
        let server = SERVER.get_or_init(start).as_ref();
        if server.is_none() {
            python(Client::Clouds);
        }
        server
    }

    /// The address as clients need it.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A new bucket of S3's.
    #[track_caller]
    pub(crate) fn bucket(&self) -> String {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let bucket = format!("bucket-{}", NEXT.fetch_add(1, Ordering::Relaxed));
        send(&self.address, &Request::new("PUT", &format!("/{bucket}"))).is(200);
        bucket
    }
}

/// A scene whose programs know the server of S3's protocol.
pub(crate) fn s3_scene(scene: Scene, server: &CloudServer) -> Scene {
    scene
        .env("MLFLOW_S3_ENDPOINT_URL", &server.url())
        .env("AWS_ACCESS_KEY_ID", KEY)
        .env("AWS_SECRET_ACCESS_KEY", SECRET)
        .env("AWS_DEFAULT_REGION", "us-east-1")
        .env("AWS_EC2_METADATA_DISABLED", "true")
}
