//! Models for tests, and servers of them.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, channel};
use std::thread;

use crate::support::clients::{Client, python};
use crate::support::{Reply, Request, Scene, send, until};

/// A model of a few lines, as MLflow loads the code beside an `MLmodel`. Its input is a frame whose first
/// column says what to do: `double` the second column, `pid`, `sleep`, `die`, `grow`.
const CODE: &str = r#"
import os, time


class Model:
    def predict(self, frame):
        if len(frame) == 0:
            raise ValueError("no rows")
        what, number = frame.iloc[0, 0], frame.iloc[0, 1]
        if what == "pid":
            return [os.getpid()]
        if what == "sleep":
            time.sleep(float(number))
        if "die" in list(frame.iloc[:, 0]):
            os._exit(3)
        if what == "grow":
            self.kept = bytearray(int(number)) 
            self.kept[::4096] = b"x" * len(self.kept[::4096])
            time.sleep(60)
        return [VERSION * each for each in frame.iloc[:, 1]]


def _load_pyfunc(path):
    print("loading, on stdout")
    return Model()
"#;

const ML_MODEL: &str = "\
flavors:
  python_function:
    loader_module: served_by_test
    code: code
mlflow_version: 3.17.2
";

/// Writes a model that multiplies by `version` into a folder of the scene.
pub(super) fn write_model(scene: &Scene, folder: &str, version: u32) {
    let code = format!("VERSION = {version}\n{CODE}");
    scene.write(&format!("{folder}/code/served_by_test.py"), code);
    // The version makes it another file.
    let text = format!("{ML_MODEL}metadata:\n  version: {version}\n");
    scene.write(&format!("{folder}/MLmodel"), text);
}

/// A request about rows, each of which has a word and a number.
pub(super) fn rows(rows: &[(&str, f64)]) -> Request {
    let data: Vec<_> = rows
        .iter()
        .map(|(what, number)| serde_json::json!([what, number]))
        .collect();
    let body =
        serde_json::json!({"dataframe_split": {"columns": ["what", "number"], "data": data}});
    Request::new("POST", "/invocations").json(&body)
}

/// The scene whose `python` is that of a client; `None` where there is none.
#[track_caller]
pub(super) fn scene(client: Client) -> Option<Scene> {
    let python = python(client)?;
    let folder = python.parent().expect("a program is in a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    let scene = Scene::new().env("PATH", &format!("{}:{path}", folder.display()));
    // MLflow prints sets, whose order is otherwise by chance.
    Some(scene.env("PYTHONHASHSEED", "0"))
}

/// A server of a model, killed when dropped.
pub(super) struct ModelServer {
    child: Child,
    lines: Mutex<Receiver<String>>,
    pub(super) address: String,
}

impl ModelServer {
    /// Starts one and waits until it listens, which it does before a worker is ready.
    #[track_caller]
    pub(super) fn start(scene: &Scene, model: &Path, flags: &str) -> Self {
        let line = format!(
            "models serve --env-manager local --port 0 -m '{}' {flags}",
            model.display()
        );
        Self::spawned(scene.command(crate::support::words(&line)))
    }

    /// The server that a command starts, which listens.
    #[track_caller]
    pub(super) fn spawned(mut command: Command) -> Self {
        let mut child = command.stderr(Stdio::piped()).spawn().expect("a process");
        let lines = Mutex::new(lines_of(child.stderr.take().expect("a pipe")));
        let mut server = Self {
            child,
            lines,
            address: String::new(),
        };
        let line = server.line_with("listening on http://");
        let (_, rest) = line.split_once("http://").expect("an address");
        let address = rest.split(' ').next().expect("an address");
        address.clone_into(&mut server.address);
        server
    }

    /// Waits until a worker answers.
    #[track_caller]
    pub(super) fn ready(self) -> Self {
        until("a worker is ready", || self.get("/ping").status == 200);
        self
    }

    /// Waits for a line of its stderr.
    #[track_caller]
    pub(super) fn line_with(&self, part: &str) -> String {
        let lines = self.lines.lock().expect("nobody failed with it");
        let mut seen = Vec::new();
        let patience = std::time::Duration::from_secs(60);
        while let Ok(line) = lines.recv_timeout(patience) {
            if line.contains(part) {
                return line;
            }
            seen.push(line);
        }
        panic!("no line with `{part}` in {seen:#?}");
    }

    #[track_caller]
    pub(super) fn send(&self, request: &Request) -> Reply {
        send(&self.address, request)
    }

    #[track_caller]
    pub(super) fn get(&self, path: &str) -> Reply {
        self.send(&Request::new("GET", path))
    }

    /// The predictions for rows, which must be answered.
    #[track_caller]
    pub(super) fn predict(&self, rows: &[(&str, f64)]) -> serde_json::Value {
        let reply = self.send(&self::rows(rows)).is(200);
        reply.json()["predictions"].clone()
    }

    pub(super) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it has ended, and gives its exit code.
    pub(super) fn wait(mut self) -> Option<i32> {
        self.child.wait().expect("a status").code()
    }
}

impl Drop for ModelServer {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Reads lines as they come, so that the writer never waits.
fn lines_of(stderr: ChildStderr) -> Receiver<String> {
    let (sender, receiver) = channel();
    thread::spawn(move || {
        for line in BufReader::new(stderr).lines().map_while(Result::ok) {
            let _ = sender.send(line);
        }
    });
    receiver
}
