//! Python's own tracking server, to compare ours with and to try our commands on.

use std::net::TcpStream;
use std::os::unix::process::CommandExt;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use super::clients::{Client, python};
use super::{Scene, unused_port};

/// How long a server may take to listen; on two idle processors 3.17.2 takes half a
/// minute, on busy ones two.
const PATIENCE: Duration = Duration::from_secs(300);

/// A running server of Python's, in a folder of its own; killed with its workers when dropped.
pub(crate) struct PythonServer {
    child: Child,
    /// The address as clients need it.
    pub(crate) url: String,
    _home: Scene,
}

impl PythonServer {
    /// Starts one; `None` where there is no such client.
    #[track_caller]
    pub(crate) fn start(client: Client, flags: &[&str]) -> Option<Self> {
        let python = python(client)?;
        let home = Scene::new();
        let port = unused_port();
        let mut command = home.bare_command(python);
        // MLflow 1 looks for its web server on the PATH.
        let programs = python.parent().expect("a program is in a folder");
        let path = std::env::var("PATH").unwrap_or_default();
        command
            .env("PATH", format!("{}:{path}", programs.display()))
            // What 3 asks for, to serve a file store, and to start in half the time.
            .env("MLFLOW_ALLOW_FILE_STORE", "true")
            .env("MLFLOW_SERVER_ENABLE_JOB_EXECUTION", "false")
            // Receivers of webhooks are in the tests.
            .env("MLFLOW_WEBHOOK_ALLOWED_SCHEMES", "http,https")
            .env("MLFLOW_WEBHOOK_ALLOW_PRIVATE_IPS", "true")
            // Not every version has `-m mlflow`.
            .args(["-c", "from mlflow.cli import cli; cli()"])
            .args(["server", "--workers", "1"])
            .args(["--backend-store-uri", "sqlite:///mlflow.db", "--port"])
            .arg(port.to_string())
            .args(flags)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .process_group(0);
        let mut child = command.spawn().expect("a process");
        let start = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            let ended = child.try_wait().expect("a status");
            assert!(
                ended.is_none() && start.elapsed() < PATIENCE,
                "no server: {ended:?}"
            );
            std::thread::sleep(Duration::from_millis(200));
        }
        let url = format!("http://127.0.0.1:{port}");
        Some(Self {
            child,
            url,
            _home: home,
        })
    }
}

impl Drop for PythonServer {
    fn drop(&mut self) {
        let group = i32::try_from(self.child.id()).expect("a process id");
        let _ = killpg(Pid::from_raw(group), Signal::SIGKILL);
        let _ = self.child.wait();
    }
}
