//! A request on its way to a worker, and what comes back.

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use tokio::sync::{mpsc, oneshot};
use tokio::time::Instant;

/// A request that waits for a worker, or is with one.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) head: JobHead,
    pub(super) body: Bytes,
    pub(super) arrived: Instant,
    /// Whether it may be answered together with others.
    pub(super) is_batchable: bool,
    pub(super) reply: oneshot::Sender<Reply>,
}

/// What a worker is told of a request.
#[derive(Debug, Default, Serialize)]
pub(super) struct JobHead {
    /// Its place in its group.
    pub(super) id: usize,
    /// How many requests the group has; only the first one tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) group: Option<usize>,
    pub(super) method: String,
    pub(super) path: String,
    pub(super) query: String,
    pub(super) headers: Vec<(String, String)>,
    #[serde(flatten)]
    pub(super) infer: Option<Infer>,
}

/// A request of the Open Inference protocol.
#[derive(Debug, Serialize)]
pub(super) struct Infer {
    /// Always `infer`.
    pub(super) kind: &'static str,
    /// The names under which the client asked.
    pub(super) name: String,
    pub(super) version: Option<String>,
    /// The request's id where the client gives none.
    pub(super) request_id: String,
}

/// The head of a worker's answer.
#[derive(Debug, Deserialize)]
pub(super) struct AnswerHead {
    pub(super) id: usize,
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    /// Whether more of the body follows in other frames.
    #[serde(default)]
    pub(super) more: bool,
}

/// What becomes of a request.
#[derive(Debug)]
pub(super) enum Reply {
    Whole(AnswerHead, Bytes),
    /// The body comes in parts.
    Streamed(AnswerHead, mpsc::UnboundedReceiver<Bytes>),
    /// The worker ended before it had answered.
    WorkerEnded,
    /// The worker took too long, and was ended.
    TimedOut,
}
