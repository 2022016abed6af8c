//! A Kubernetes cluster as far as a job needs one: an API server over HTTP, and a test that plays
//! everything behind it, from the scheduler to the container.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::support::Scene;

/// How long anything may take before the test fails.
const PATIENCE: Duration = Duration::from_secs(30);
/// The time before a line of output, to which the line's number is added.
const LINE_TIME: &str = "2024-01-01T00:00:00.00000000";

/// The running API server. It ends with the test's process.
#[derive(Clone)]
pub(super) struct Cluster {
    address: String,
    state: Arc<(Mutex<State>, Condvar)>,
}

#[derive(Default)]
struct State {
    /// What was handed in, and how.
    created: Vec<Value>,
    /// The bodies of deletions.
    deleted: Vec<Value>,
    job: Option<Value>,
    pods: Vec<Value>,
    events: Vec<Value>,
    outputs: HashMap<String, Output>,
    /// What each watcher of jobs still has to be told.
    told: Vec<Value>,
    /// Parts of paths that are forbidden.
    forbidden: Vec<&'static str>,
    /// So many streams of output still break off after their first line.
    broken_streams: usize,
    /// Whether a job vanishes at once when it is deleted.
    keeps_deleted: bool,
}

#[derive(Default)]
struct Output {
    lines: Vec<String>,
    is_complete: bool,
}

impl Cluster {
    /// Starts a cluster, and gives the scene a kubeconfig with it, a job template and a project
    /// `demo` whose image is pinned.
    pub(super) fn start(scene: &Scene) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let cluster = Self {
            address: listener.local_addr().expect("an address").to_string(),
            state: Arc::default(),
        };
        let server = cluster.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let server = server.clone();
                thread::spawn(move || server.answer(stream));
            }
        });
        scene.write(".kube/config", kubeconfig(&cluster.address));
        scene.write("job.yaml", TEMPLATE);
        scene.write("backend.json", CONFIG);
        scene.write("p/MLproject", PROJECT);
        cluster
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.0.lock().expect("a state")
    }

    fn change<T>(&self, change: impl FnOnce(&mut State) -> T) -> T {
        let changed = change(&mut self.lock());
        self.state.1.notify_all();
        changed
    }

    /// Waits until something is so.
    #[track_caller]
    fn wait_for<T>(&self, mut found: impl FnMut(&State) -> Option<T>) -> T {
        let deadline = Instant::now() + PATIENCE;
        let mut state = self.lock();
        loop {
            if let Some(found) = found(&state) {
                return found;
            }
            assert!(Instant::now() < deadline, "waited in vain");
            let waited = self.state.1.wait_timeout(state, Duration::from_millis(100));
            state = waited.expect("a state").0;
        }
    }

    /// The next job that is handed in.
    #[track_caller]
    pub(super) fn next_job(&self) -> Value {
        self.wait_for(|state| state.job.clone())
    }

    /// Waits until so many jobs were handed in.
    #[track_caller]
    pub(super) fn wait_for_jobs(&self, count: usize) {
        self.wait_for(|state| (state.created.len() == count).then_some(()));
    }

    /// Everything that was handed in.
    pub(super) fn created(&self) -> Vec<Value> {
        self.lock().created.clone()
    }

    /// Waits for a deletion and gives what was asked for.
    #[track_caller]
    pub(super) fn deletion(&self) -> Value {
        self.wait_for(|state| state.deleted.first().cloned())
    }

    /// Answers requests to paths with this in them by 403.
    pub(super) fn forbid(&self, path: &'static str) {
        self.change(|state| state.forbidden.push(path));
    }

    /// Lets streams of output break off after their first line, so many times.
    pub(super) fn break_streams(&self, times: usize) {
        self.change(|state| state.broken_streams = times);
    }

    /// Lets a job that is deleted go on until [`vanish`](Self::vanish).
    pub(super) fn keep_deleted(&self) {
        self.change(|state| state.keeps_deleted = true);
    }

    /// Puts the pod `demo-1` into a state: that of its status, and that of its container.
    pub(super) fn pod(&self, status: &Value, container: &Value) {
        let mut status = status.clone();
        if !container.is_null() {
            status["containerStatuses"] = json!([{
                "name": "demo", "image": "", "imageID": "", "ready": false, "restartCount": 0,
                "state": container,
            }]);
        }
        let pod = json!({
            "apiVersion": "v1", "kind": "Pod",
            "metadata": {"name": "demo-1", "namespace": "ml"}, "status": status,
        });
        self.change(|state| state.pods = vec![pod]);
    }

    /// The pod runs.
    pub(super) fn run_pod(&self) {
        self.pod(&json!({"phase": "Running"}), &json!({"running": {}}));
    }

    /// The pod's container has ended, and printed all that it does.
    pub(super) fn end_pod(&self, exit_code: i32, reason: &str) {
        let state = json!({"terminated": {"exitCode": exit_code, "reason": reason}});
        self.pod(&json!({"phase": "Failed"}), &state);
        self.change(|state| {
            let output = state.outputs.entry("demo-1".into()).or_default();
            output.is_complete = true;
        });
    }

    /// The container prints a line.
    pub(super) fn print(&self, line: &str) {
        self.change(|state| {
            let output = state.outputs.entry("demo-1".into()).or_default();
            output.lines.push(line.to_owned());
        });
    }

    /// The cluster notes something about the pod.
    pub(super) fn note(&self, reason: &str, message: &str) {
        let event = json!({
            "metadata": {"name": "e"}, "involvedObject": {"name": "demo-1"},
            "reason": reason, "message": message,
        });
        self.change(|state| state.events.push(event));
    }

    /// The job ends in this condition.
    pub(super) fn end_job(&self, condition: &str, reason: &str, message: &str) {
        let condition = json!({
            "type": condition, "status": "True", "reason": reason, "message": message,
        });
        self.change(|state| {
            let job = state.job.as_mut().expect("a job");
            job["status"] = json!({"conditions": [condition]});
            let job = job.clone();
            state.told.push(json!({"type": "MODIFIED", "object": job}));
        });
    }

    /// The job and its pods are no more.
    pub(super) fn vanish(&self) {
        self.change(State::vanish);
    }

    /// The job ends and is tidied up before anybody can ask for it again.
    pub(super) fn end_and_vanish(&self) {
        let condition = json!({"type": "Complete", "status": "True"});
        self.change(|state| {
            let job = state.job.as_mut().expect("a job");
            job["status"] = json!({"conditions": [condition]});
            state.vanish();
        });
    }

    fn answer(&self, stream: TcpStream) {
        let mut reader = BufReader::new(stream.try_clone().expect("a socket"));
        let Some((method, target, body)) = read_request(&mut reader) else {
            return;
        };
        let (path, query) = target.split_once('?').unwrap_or((&target, ""));
        let full = format!("{method} {target}");
        let is_forbidden = self.lock().forbidden.iter().any(|part| full.contains(part));
        if is_forbidden {
            return reply(stream, 403, &failure(403, "jobs is forbidden"));
        }
        let is_watch = query.contains("watch=true");
        match (method.as_str(), path.rsplit('/').next().unwrap_or_default()) {
            ("POST", "jobs") => {
                let body: Value = serde_json::from_slice(&body).expect("JSON");
                let created = self.change(|state| {
                    state.created.push(body.clone());
                    state.job = Some(body.clone());
                    state.told.clear();
                    body
                });
                reply(stream, 201, &created);
            }
            ("GET", "jobs") if is_watch => self.watch(stream, true),
            ("GET", "pods") if is_watch => self.watch(stream, false),
            ("GET", "log") => self.stream_output(stream, query),
            ("GET", name) => {
                let (code, object) = self.object(name);
                reply(stream, code, &object);
            }
            ("DELETE", _) => {
                let options = serde_json::from_slice(&body).unwrap_or_default();
                let (code, object) = self.delete(options);
                reply(stream, code, &object);
            }
            _ => reply(stream, 405, &failure(405, "not in this play")),
        }
    }

    /// What the last name of a path stands for, and the status of the answer.
    fn object(&self, name: &str) -> (u16, Value) {
        let state = self.lock();
        let list = |kind: &str, items: &Vec<Value>| {
            (200, json!({"kind": kind, "metadata": {}, "items": items}))
        };
        match (name, state.job.clone()) {
            ("pods", _) => list("PodList", &state.pods),
            ("events", _) => list("EventList", &state.events),
            // MLflow 3.17.2 asks in this way.
            ("status", Some(mut job)) => {
                job["status"]["startTime"] = json!("2024-01-01T00:00:00Z");
                (200, job)
            }
            ("status", None) => (404, failure(404, "not found")),
            (name, Some(job)) if job["metadata"]["name"] == *name => (200, job),
            _ => (404, failure(404, &format!("jobs \"{name}\" not found"))),
        }
    }

    /// Deletes the job, unless the play says that it stays for a while.
    fn delete(&self, options: Value) -> (u16, Value) {
        let job = self.change(|state| {
            state.deleted.push(options);
            let job = state.job.clone();
            if !state.keeps_deleted {
                state.vanish();
            }
            job
        });
        job.map_or_else(|| (404, failure(404, "not found")), |job| (200, job))
    }

    /// Tells of each change of the job; of the pods, nothing, so that they are also found without.
    fn watch(&self, mut stream: TcpStream, of_jobs: bool) {
        let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n";
        let _ = stream.write_all(head.as_bytes());
        let mut told = 0;
        loop {
            let event = self.wait_for(|state| {
                state.told.get(told).cloned().map(Some).or_else(|| {
                    // A test that is over has no more to tell.
                    (Arc::strong_count(&self.state) <= 2).then_some(None)
                })
            });
            let Some(event) = event else { return };
            told += 1;
            if of_jobs && writeln!(stream, "{event}").is_err() {
                return;
            }
        }
    }

    fn stream_output(&self, mut stream: TcpStream, query: &str) {
        let is_broken = self.change(|state| {
            let is_broken = state.broken_streams > 0;
            state.broken_streams = state.broken_streams.saturating_sub(1);
            is_broken
        });
        let follow = query.contains("follow=true");
        let head = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nConnection: close\r\n\r\n";
        let _ = stream.write_all(head.as_bytes());
        for number in 0.. {
            let line = self.wait_for(|state| {
                let output = state.outputs.get("demo-1");
                let line = output.and_then(|output| output.lines.get(number)).cloned();
                let is_over = !follow || output.is_some_and(|output| output.is_complete);
                line.map(Some).or_else(|| is_over.then_some(None))
            });
            let Some(line) = line else { return };
            if writeln!(stream, "{LINE_TIME}{number}Z {line}").is_err() || is_broken {
                return;
            }
        }
    }
}

impl State {
    fn vanish(&mut self) {
        self.pods.clear();
        if let Some(job) = self.job.take() {
            self.told.push(json!({"type": "DELETED", "object": job}));
        }
    }
}

fn read_request(reader: &mut impl BufRead) -> Option<(String, String, Vec<u8>)> {
    let mut first = String::new();
    reader.read_line(&mut first).ok()?;
    let mut words = first.split(' ');
    let (method, target) = (words.next()?.to_owned(), words.next()?.to_owned());
    let mut length = 0;
    loop {
        let mut line = String::new();
        reader.read_line(&mut line).ok()?;
        let line = line.trim().to_ascii_lowercase();
        if line.is_empty() {
            break;
        }
        if let Some(value) = line.strip_prefix("content-length: ") {
            length = value.parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    Some((method, target, body))
}

fn reply(mut stream: TcpStream, status: u16, body: &Value) {
    let body = body.to_string();
    let _ = write!(
        stream,
        "HTTP/1.1 {status} x\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n{body}",
        body.len()
    );
}

fn failure(code: u16, message: &str) -> Value {
    json!({
        "kind": "Status", "apiVersion": "v1", "status": "Failure", "code": code,
        "message": message, "reason": "x",
    })
}

fn kubeconfig(address: &str) -> String {
    format!(
        "apiVersion: v1
kind: Config
current-context: here
clusters: [{{name: k, cluster: {{server: 'http://{address}'}}}}]
users: [{{name: u, user: {{token: t}}}}]
contexts:
- {{name: here, context: {{cluster: k, user: u, namespace: ml}}}}
- {{name: there, context: {{cluster: k, user: u}}}}
"
    )
}

const CONFIG: &str =
    r#"{"kube-job-template-path": "job.yaml", "kube-context": "here", "repository-uri": "h/demo"}"#;

const TEMPLATE: &str = "apiVersion: batch/v1
kind: Job
metadata: {namespace: ml, labels: {team: a}}
spec:
  backoffLimit: 0
  template:
    spec:
      containers:
      - name: any
        env: [{name: A, value: '1'}]
        volumeMounts: [{name: v, mountPath: /v}]
      volumes: [{name: v, secret: {secretName: s, defaultMode: 0644}}]
      restartPolicy: Never
";

const PROJECT: &str = "name: demo
docker_env: {image: 'h/demo@sha256:0123'}
entry_points:
  main:
    parameters: {a: {default: 1}}
    command: 'python train.py --a {a}'
";
