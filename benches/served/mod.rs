//! The servers that are measured: how each is started on a store of its own, and what it uses.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use super::database_server::{self, DatabaseServer};
use super::family;
use super::load::Connection;
use super::port::unused_port;

/// How often a server that starts is asked.
const PAUSE: Duration = Duration::from_millis(1);
/// Python's takes half a minute.
const PATIENCE: Duration = Duration::from_secs(180);

/// Who manages a server with users, as an address has it.
const ADMIN: &str = "admin";
const PASSWORD: &str = "password of a benchmark";

/// Which program serves.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    MlflowPython,
    FastTrackMl,
    Ours,
    /// Ours, where one logs in.
    OursWithUsers,
}

impl Kind {
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::MlflowPython => "MLflow 3.17.2",
            Self::FastTrackMl => "FastTrackML 0.6.0",
            Self::Ours => "this program",
            Self::OursWithUsers => "with users",
        }
    }

    /// Whether the environment says where the program is.
    pub(crate) fn is_present(self) -> bool {
        self.program().is_some()
    }

    /// Whether it can have its store in a database of this server.
    pub(crate) fn speaks_to(self, server: &DatabaseServer) -> bool {
        self != Self::FastTrackMl || server.kind() == database_server::Kind::Postgres
    }

    fn program(self) -> Option<PathBuf> {
        match self {
            Self::MlflowPython => std::env::var_os("MLFLOW_BENCH_PYTHON").map(PathBuf::from),
            Self::FastTrackMl => std::env::var_os("MLFLOW_BENCH_FML").map(PathBuf::from),
            Self::Ours | Self::OursWithUsers => Some(PathBuf::from(env!("CARGO_BIN_EXE_mlflow"))),
        }
    }

    fn command(self, port: u16, database: &str) -> Command {
        let mut command = Command::new(self.program().expect("a program that is present"));
        let (port, address) = (port.to_string(), format!("127.0.0.1:{port}"));
        let store = ["--backend-store-uri", database];
        match self {
            Self::MlflowPython => command
                .args(["-m", "mlflow", "server", "--port", &port])
                .args(store)
                .env("MLFLOW_DISABLE_TELEMETRY", "true"),
            // It knows no names of drivers, and of SQLite its own form of address.
            Self::FastTrackMl => command
                .args(["server", "--listen-address", &address, "--database-uri"])
                .arg(
                    database
                        .replace("+psycopg2", "")
                        .replace("sqlite:///", "sqlite://"),
                ),
            Self::Ours => command.args(["server", "--port", &port]).args(store),
            Self::OursWithUsers => command
                .args(["server", "--port", &port, "--app-name", "basic-auth"])
                .args(store)
                .env("MLFLOW_AUTH_ADMIN_PASSWORD", PASSWORD),
        };
        command
    }

    /// Where a server on this port is asked, and by whom.
    fn address(self, port: u16) -> String {
        match self {
            Self::OursWithUsers => format!("{ADMIN}:{PASSWORD}@127.0.0.1:{port}"),
            _ => format!("127.0.0.1:{port}"),
        }
    }
}

/// A server that runs until this is dropped, with an experiment to log to.
pub(crate) struct Served {
    child: Child,
    /// `host:port`, with who asks before it if one logs in.
    pub(crate) address: String,
    pub(crate) experiment_id: String,
}

impl Served {
    /// Starts a server in this folder on an empty database; gives also the time to its first
    /// answer.
    pub(crate) fn start(kind: Kind, folder: &Path, database: &str) -> (Self, Duration) {
        let (mut served, time) = Self::spawn(kind, database, folder);
        let mut connection = Connection::open(&served.address).expect("a connection");
        let (_, answer) = connection
            .post("/api/2.0/mlflow/experiments/create", r#"{"name":"bench"}"#)
            .expect("an experiment");
        served.experiment_id = text_field(answer, "experiment_id").expect("an experiment id");
        (served, time)
    }

    /// Starts our server on a store that is there.
    pub(crate) fn ours_on(folder: &Path, store: &str) -> Self {
        Self::spawn(Kind::Ours, store, folder).0
    }

    /// The address of a new user, who may log to the experiment.
    pub(crate) fn add_user(&self, name: &str) -> String {
        let mut admin = Connection::open(&self.address).expect("a connection");
        let user = format!(r#"{{"username":"{name}","password":"{PASSWORD}"}}"#);
        let permission = format!(
            r#"{{"username":"{name}","experiment_id":"{}","permission":"EDIT"}}"#,
            self.experiment_id
        );
        for (endpoint, body) in [
            ("users/create", user),
            ("experiments/permissions/create", permission),
        ] {
            let path = format!("/api/2.0/mlflow/{endpoint}");
            assert_eq!(admin.post(&path, &body).expect("an answer").0, 200);
        }
        self.address.replacen(ADMIN, name, 1)
    }

    fn spawn(kind: Kind, database: &str, folder: &Path) -> (Self, Duration) {
        let began = Instant::now();
        let port = unused_port();
        let child = kind
            .command(port, database)
            .current_dir(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("a server");
        let served = Self {
            child,
            address: kind.address(port),
            experiment_id: "0".to_owned(),
        };
        while !served.answers() {
            assert!(began.elapsed() < PATIENCE, "the server does not start");
            thread::sleep(PAUSE);
        }
        let time = began.elapsed();
        (served, time)
    }

    fn answers(&self) -> bool {
        let path = "/api/2.0/mlflow/experiments/get?experiment_id=0";
        Connection::open(&self.address)
            .and_then(|mut connection| Ok(connection.get(path)?.0))
            .is_ok_and(|status| status == 200)
    }

    /// The resident memory of the server and of its children; only Linux tells.
    pub(crate) fn memory(&self) -> String {
        let bytes = family::sum(self.child.id(), "VmRSS:");
        let kilobytes = u32::try_from(bytes / 1000).unwrap_or(u32::MAX);
        format!("{:.1} MB", f64::from(kilobytes) / 1e3)
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        family::end(&mut self.child);
    }
}

/// The first text field of that name in a JSON answer, however deep.
pub(crate) fn text_field(answer: &[u8], name: &str) -> Option<String> {
    let answer = std::str::from_utf8(answer).expect("JSON is UTF-8");
    let (_, rest) = answer.split_once(&format!("\"{name}\""))?;
    let (_, rest) = rest.split_once('"')?;
    rest.split_once('"').map(|(value, _)| value.to_owned())
}
