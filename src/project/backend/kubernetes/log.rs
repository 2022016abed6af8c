//! Following the output of the containers of a job.
//!
//! Each start of a container has a thread of its own. So neither a slow reader of stdout nor a silent
//! container delays the other containers or the watching of the job. A stream that breaks off is
//! continued at the time of its last line: the cluster puts a time before each line.

use std::fs::File;
use std::io::{self, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use futures_util::AsyncBufReadExt;
use jiff::Timestamp;
use kube::api::{Api, LogParams};
use tokio::runtime::Handle;

use crate::error::{Error, Result};

use super::cluster::JobClient;
use super::pod::{self, ContainerStart};
use super::resource::Pod;

/// How long a stream must be quiet, after its container's end, until it counts as dead.
const QUIET: Duration = Duration::from_secs(1);
/// The pause before a stream that broke off is continued.
const RECONNECT: Duration = Duration::from_millis(500);
/// How often the output of a container that has ended may fail to be read.
const LAST_ATTEMPTS: u32 = 3;
/// How long after the job's end its output may take, unless the reader of stdout is slow.
const DRAIN_LIMIT: Duration = Duration::from_secs(10);
/// How often to check whether all output has been passed on.
const DRAIN_POLL: Duration = Duration::from_millis(5);

/// The output of all pods of a job.
pub(super) struct Logs<'a> {
    client: &'a JobClient<'a>,
    container: String,
    sink: Arc<LogOutput>,
    /// Whether each line bears the name of its pod, because several run at a time.
    is_prefixed: bool,
    followed: Vec<Followed>,
}

/// A start of a container, and the thread that follows its output.
struct Followed {
    pod: String,
    restarts: i32,
    has_ended: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

/// Where the output goes.
struct LogOutput {
    /// `None` for our own stdout.
    file: Option<File>,
    is_writing: AtomicBool,
    /// Whether writing has failed, so that the output is dropped.
    is_closed: AtomicBool,
}

impl<'a> Logs<'a> {
    pub(super) fn new(
        client: &'a JobClient<'a>,
        container: String,
        output: Option<&File>,
        is_prefixed: bool,
    ) -> Result<Self> {
        let file = output.map(File::try_clone).transpose();
        let file =
            file.map_err(|e| Error::internal("cannot keep the job's output").caused_by(e))?;
        Ok(Self {
            client,
            container,
            sink: Arc::new(LogOutput {
                file,
                is_writing: AtomicBool::new(false),
                is_closed: AtomicBool::new(false),
            }),
            is_prefixed,
            followed: Vec::new(),
        })
    }

    /// The name of the container that is followed.
    pub(super) fn container(&self) -> &str {
        &self.container
    }

    /// Follows what has begun, and takes note of what has ended or is gone.
    pub(super) fn follow(&mut self, pods: &[Pod]) {
        for pod in pods {
            let name = pod::name(pod);
            let Some(turn) = pod::turn(pod, &self.container) else {
                continue;
            };
            let is_known =
                |followed: &Followed| followed.pod == name && followed.restarts == turn.restarts;
            if !self.followed.iter().any(is_known) {
                self.start(name, turn);
            }
        }
        for followed in &self.followed {
            let pod = pods.iter().find(|pod| pod::name(pod) == followed.pod);
            let turn = pod.and_then(|pod| pod::turn(pod, &self.container));
            let goes_on =
                turn.is_some_and(|turn| turn.restarts == followed.restarts && !turn.has_ended);
            if !goes_on {
                followed.end();
            }
        }
    }

    /// Waits until all output has been passed on, however slowly it is read, unless `must_stop` says
    /// otherwise.
    pub(super) fn finish(self, must_stop: impl Fn() -> bool) {
        for followed in &self.followed {
            followed.end();
        }
        let started = Instant::now();
        while self.followed.iter().any(|one| !one.thread.is_finished()) {
            let is_slow = self.sink.is_writing.load(Ordering::SeqCst);
            if must_stop() || (!is_slow && started.elapsed() > DRAIN_LIMIT) {
                tracing::warn!("the job has ended, and its output does not; the rest is not shown");
                return;
            }
            thread::sleep(DRAIN_POLL);
        }
    }

    fn start(&mut self, pod: &str, turn: ContainerStart) {
        let has_ended = Arc::new(AtomicBool::new(false));
        let follower = LogFollower {
            runtime: self.client.runtime.handle().clone(),
            pods: self.client.pods.clone(),
            pod: pod.to_owned(),
            container: self.container.clone(),
            has_ended: Arc::clone(&has_ended),
            prefix: self.is_prefixed.then(|| format!("[{pod}] ")),
            sink: Arc::clone(&self.sink),
            last: None,
        };
        self.followed.push(Followed {
            pod: pod.to_owned(),
            restarts: turn.restarts,
            has_ended,
            thread: thread::spawn(move || follower.run()),
        });
    }
}

impl Followed {
    fn end(&self) {
        if !self.has_ended.swap(true, Ordering::SeqCst) {
            self.thread.thread().unpark();
        }
    }
}

/// Whether reading a stream brought new lines.
enum NewLines {
    /// There were new lines.
    Some,
    /// There were none.
    None,
}

/// Reads the output of one start of a container.
struct LogFollower {
    runtime: Handle,
    pods: Api<Pod>,
    pod: String,
    container: String,
    has_ended: Arc<AtomicBool>,
    prefix: Option<String>,
    sink: Arc<LogOutput>,
    /// The time of the last line, as the cluster wrote it.
    last: Option<String>,
}

impl LogFollower {
    /// Reads until the container has ended, and then again until nothing new comes. So no line is
    /// lost, not even with a stream that only looks complete.
    fn run(mut self) {
        let runtime = self.runtime.clone();
        let mut attempts = LAST_ATTEMPTS;
        loop {
            let is_last = self.has_ended.load(Ordering::SeqCst);
            match runtime.block_on(self.read(is_last)) {
                Ok(NewLines::None) if is_last => return,
                Ok(NewLines::Some) if is_last => continue,
                Err(kube::Error::Api(status)) if matches!(status.code, 401 | 403) => {
                    tracing::warn!("the output cannot be shown: {}", status.message);
                    return;
                }
                // A pod that is deleted takes its output with it.
                Err(kube::Error::Api(status)) if is_last && status.code == 404 => return,
                Err(error) if is_last && attempts == 0 => {
                    let pod = &self.pod;
                    tracing::warn!("the output of the pod `{pod}` breaks off: {error}");
                    return;
                }
                Err(_) if is_last => attempts -= 1,
                Ok(_) | Err(_) => {}
            }
            // The end of the container unparks this thread.
            thread::park_timeout(RECONNECT);
        }
    }

    async fn read(&mut self, is_last: bool) -> kube::Result<NewLines> {
        let before = self.last.clone();
        let params = LogParams {
            container: Some(self.container.clone()),
            follow: !is_last,
            timestamps: true,
            since_time: self.last.as_deref().and_then(|time| time.parse().ok()),
            ..LogParams::default()
        };
        let mut lines = Box::pin(self.pods.log_stream(&self.pod, &params).await?);
        let mut line = Vec::new();
        loop {
            let more = lines.read_until(b'\n', &mut line);
            match tokio::time::timeout(QUIET, more).await {
                // Proxies may drop a connection without a word.
                Err(_) if self.has_ended.load(Ordering::SeqCst) => {
                    return Ok(self.progress_since(before.as_deref()));
                }
                Err(_) => continue,
                Ok(Ok(0)) => break,
                Ok(read) => read.map_err(kube::Error::ReadEvents)?,
            };
            if line.ends_with(b"\n") {
                self.take(&line);
                line.clear();
            }
        }
        // Of a stream that broke off, half a line comes whole the next time.
        if is_last && !line.is_empty() {
            line.push(b'\n');
            self.take(&line);
        }
        Ok(self.progress_since(before.as_deref()))
    }

    fn progress_since(&self, before: Option<&str>) -> NewLines {
        if self.last.as_deref() == before {
            NewLines::None
        } else {
            NewLines::Some
        }
    }

    /// Passes a line on, unless it was read before.
    fn take(&mut self, line: &[u8]) {
        let (time, text) = split_time(line);
        if let Some(time) = time {
            let parsed = |time: &str| time.parse::<Timestamp>().ok();
            if self.last.as_deref().and_then(parsed) >= parsed(time) {
                return;
            }
            self.last = Some(time.to_owned());
        }
        self.sink.write(self.prefix.as_deref(), text);
    }
}

/// Splits the time off that stands before a line.
fn split_time(line: &[u8]) -> (Option<&str>, &[u8]) {
    let end = line.iter().position(|&byte| byte == b' ');
    let time = end.and_then(|end| std::str::from_utf8(&line[..end]).ok());
    let time = time.filter(|time| time.parse::<Timestamp>().is_ok());
    match (time, end) {
        (Some(time), Some(end)) => (Some(time), &line[end + 1..]),
        _ => (None, line),
    }
}

impl LogOutput {
    /// Writes a line. If that fails, the job continues all the same.
    fn write(&self, prefix: Option<&str>, line: &[u8]) {
        if self.is_closed.load(Ordering::SeqCst) {
            return;
        }
        let line = [prefix.unwrap_or_default().as_bytes(), line].concat();
        self.is_writing.store(true, Ordering::SeqCst);
        let written = if let Some(mut file) = self.file.as_ref() {
            file.write_all(&line)
        } else {
            let mut stdout = io::stdout().lock();
            stdout.write_all(&line).and_then(|()| stdout.flush())
        };
        self.is_writing.store(false, Ordering::SeqCst);
        if let Err(error) = written {
            self.is_closed.store(true, Ordering::SeqCst);
            if error.kind() != io::ErrorKind::BrokenPipe {
                tracing::warn!("the job's output cannot be passed on: {error}");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_its_time_before_it() {
        let (time, text) = split_time(b"2024-01-01T00:00:00.1234Z a b\n");
        assert_eq!(
            (time, text),
            (Some("2024-01-01T00:00:00.1234Z"), &b"a b\n"[..])
        );
        for line in [&b"no time\n"[..], b"x", b"\xff y"] {
            assert_eq!(split_time(line), (None, line));
        }
    }
}
