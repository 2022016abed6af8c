//! A server of its own for a test, and a client that sends exactly what it is told.

use std::fmt::Write as _;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStderr, Stdio};
use std::time::Duration;

use serde_json::Value;

use super::Scene;

/// How long anything may take before the test fails.
const PATIENCE: Duration = Duration::from_secs(30);

/// A running `mlflow server`, killed when dropped.
pub(crate) struct Server {
    child: Child,
    stderr: BufReader<ChildStderr>,
    /// What it said on stderr until it listened.
    pub(crate) introduction: String,
    /// Host and port.
    pub(crate) address: String,
}

impl Server {
    /// Starts a server in the scene's folder, on a free port, with these flags.
    #[track_caller]
    pub(crate) fn start(scene: &Scene, flags: &[&str]) -> Self {
        let mut child = scene
            .command(["server", "--port", "0"])
            .args(flags)
            .stderr(Stdio::piped())
            .spawn()
            .expect("a process");
        let mut stderr = BufReader::new(child.stderr.take().expect("a pipe"));
        let mut introduction = String::new();
        let address = loop {
            let start = introduction.len();
            let length = stderr.read_line(&mut introduction).expect("text");
            assert!(length > 0, "no server: {introduction}");
            let line = &introduction[start..];
            let rest = line.strip_prefix("listening on http");
            if let Some((_, rest)) = rest.and_then(|rest| rest.split_once("://")) {
                let address = rest.split([' ', '/']).next().expect("an address");
                break address.to_owned();
            }
        };
        Self {
            child,
            stderr,
            introduction,
            address,
        }
    }

    /// The address as clients need it.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The id of its process.
    pub(crate) fn pid(&self) -> u32 {
        self.child.id()
    }

    /// Waits until it has ended by itself, and gives its exit code and what else it said.
    #[track_caller]
    pub(crate) fn wait(mut self) -> (Option<i32>, String) {
        let status = self.child.wait().expect("an exit status");
        let mut said = String::new();
        self.stderr.read_to_string(&mut said).expect("text");
        (status.code(), said)
    }

    /// Kills it at once, as `kill -9` does.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("it runs");
        self.child.wait().expect("an exit status");
    }

    /// A connection to it.
    #[track_caller]
    pub(crate) fn connect(&self) -> TcpStream {
        connect(&self.address)
    }

    /// A connection that is kept for many requests.
    #[track_caller]
    pub(crate) fn line(&self) -> Line {
        Line::open(&self.address)
    }

    /// Sends a request on a connection of its own.
    #[track_caller]
    pub(crate) fn send(&self, request: &Request) -> Reply {
        send(&self.address, request)
    }

    /// Gets a path.
    #[track_caller]
    pub(crate) fn get(&self, path: &str) -> Reply {
        self.send(&Request::new("GET", path))
    }

    /// Posts JSON to an endpoint of `/api/2.0/mlflow`.
    #[track_caller]
    pub(crate) fn post(&self, endpoint: &str, body: &Value) -> Reply {
        self.send(&Request::post(endpoint, body))
    }

    /// Posts JSON, which must succeed, and gives the answer.
    #[track_caller]
    pub(crate) fn ask(&self, endpoint: &str, body: &Value) -> Value {
        self.post(endpoint, body).is(200).json()
    }

    /// Creates an experiment and gives its id.
    #[track_caller]
    pub(crate) fn experiment(&self, name: &str) -> String {
        let created = self.ask("experiments/create", &serde_json::json!({"name": name}));
        created["experiment_id"].as_str().expect("an id").to_owned()
    }

    /// Creates a run and gives its id.
    #[track_caller]
    pub(crate) fn run(&self, experiment_id: &str) -> String {
        let body = serde_json::json!({"experiment_id": experiment_id, "start_time": 1});
        let created = self.ask("runs/create", &body);
        let run_id = created["run"]["info"]["run_id"].as_str();
        run_id.expect("an id").to_owned()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A connection that stays open, as those of real clients do.
pub(crate) struct Line {
    stream: BufReader<TcpStream>,
    address: String,
}

impl Line {
    /// A connection to whatever server is at an address.
    #[track_caller]
    pub(crate) fn open(address: &str) -> Self {
        Self {
            stream: BufReader::new(connect(address)),
            address: address.to_owned(),
        }
    }

    /// Posts JSON to an endpoint of `/api/2.0/mlflow`, which must succeed, and gives the answer.
    #[track_caller]
    pub(crate) fn ask(&mut self, endpoint: &str, body: &Value) -> Value {
        self.send(&Request::post(endpoint, body)).is(200).json()
    }

    /// Sends a request and reads its answer.
    #[track_caller]
    pub(crate) fn send(&mut self, request: &Request) -> Reply {
        let bytes = request.bytes_for(&self.address, "keep-alive");
        self.stream.get_mut().write_all(&bytes).expect("a listener");
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            let length = self.stream.read_line(&mut head).expect("an answer");
            assert!(length > 0, "the answer ends early: {head}");
        }
        let mut reply = Reply::parse(head.as_bytes()).expect("the head of an answer");
        let length = reply.header("content-length").parse().unwrap_or(0);
        reply.body = vec![0; length];
        self.stream.read_exact(&mut reply.body).expect("a body");
        reply
    }
}

#[track_caller]
fn connect(address: &str) -> TcpStream {
    let stream = TcpStream::connect(address).expect("a connection");
    stream.set_read_timeout(Some(PATIENCE)).expect("a socket");
    stream
}

/// Sends a request to whatever server is at an address, on a connection of its own.
#[track_caller]
pub(crate) fn send(address: &str, request: &Request) -> Reply {
    let mut stream = connect(address);
    // A server that has refused a body need not read it to its end.
    let _ = stream.write_all(&request.bytes(address));
    let mut bytes = Vec::new();
    let _ = stream.read_to_end(&mut bytes);
    Reply::parse(&bytes).unwrap_or_else(|| panic!("no answer to {request:?}: {bytes:?}"))
}

/// A request, to the letter.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Request {
    pub(crate) fn new(method: &str, path: &str) -> Self {
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
        }
    }

    /// JSON for an endpoint of `/api/2.0/mlflow`.
    pub(crate) fn post(endpoint: &str, body: &Value) -> Self {
        Self::new("POST", &format!("/api/2.0/mlflow/{endpoint}")).json(body)
    }

    #[must_use]
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    #[must_use]
    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    #[must_use]
    pub(crate) fn json(self, body: &Value) -> Self {
        self.header("Content-Type", "application/json")
            .body(body.to_string())
    }

    fn has(&self, name: &str) -> bool {
        self.headers
            .iter()
            .any(|(known, _)| known.eq_ignore_ascii_case(name))
    }

    /// The bytes to send to this host, on a connection of their own.
    pub(crate) fn bytes(&self, host: &str) -> Vec<u8> {
        self.bytes_for(host, "close")
    }

    fn bytes_for(&self, host: &str, connection: &str) -> Vec<u8> {
        let mut head = format!(
            "{} {} HTTP/1.1\r\nConnection: {connection}\r\n",
            self.method, self.path
        );
        if !self.has("Host") {
            let _ = write!(head, "Host: {host}\r\n");
        }
        if !self.has("Content-Length") && !self.has("Transfer-Encoding") {
            let _ = write!(head, "Content-Length: {}\r\n", self.body.len());
        }
        for (name, value) in &self.headers {
            let _ = write!(head, "{name}: {value}\r\n");
        }
        head.push_str("\r\n");
        [head.as_bytes(), &self.body].concat()
    }
}

/// An answer.
#[derive(Clone, Debug)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Reply {
    fn parse(bytes: &[u8]) -> Option<Self> {
        let end = bytes.windows(4).position(|part| part == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&bytes[..end]).ok()?;
        let mut lines = head.split("\r\n");
        let status = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        let headers: Vec<(String, String)> = lines
            .filter_map(|line| line.split_once(": "))
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_owned()))
            .collect();
        let body = bytes[end + 4..].to_vec();
        let is_chunked = headers.iter().any(|(name, _)| name == "transfer-encoding");
        assert!(!is_chunked, "every answer has a known length");
        Some(Self {
            status,
            headers,
            body,
        })
    }

    /// Asserts the status.
    #[track_caller]
    pub(crate) fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.text());
        self
    }

    /// Asserts the status and the code of a failure.
    #[track_caller]
    pub(crate) fn fails(self, status: u16, code: &str) -> Self {
        let reply = self.is(status);
        assert_eq!(reply.json()["error_code"], code, "{}", reply.text());
        reply
    }

    /// A header, or an empty text.
    pub(crate) fn header(&self, name: &str) -> &str {
        let found = self.headers.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value)
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", self.text()))
    }
}
