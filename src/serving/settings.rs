//! What a server of a model is told.

use std::time::Duration;

/// How a model is served.
#[derive(Clone, Debug)]
pub struct ServingSettings {
    /// How many processes hold the model.
    pub workers: usize,
    /// How many requests each of them answers at a time.
    pub threads: usize,
    /// How long an answer may take; `None` for any time.
    pub timeout: Option<Duration>,
    /// How many requests may wait for a worker.
    pub queue: usize,
    /// The longest body of a request, in bytes.
    pub max_body: usize,
    /// The memory that a worker may have, in bytes.
    pub worker_memory: Option<u64>,
    /// Whether workers may be copies of one process.
    pub forks: bool,
    /// Which requests are answered by one prediction.
    pub batching: Batching,
    /// What the model is called in the Open Inference protocol.
    pub model_name: String,
    /// Whether each request is logged.
    pub logs_requests: bool,
}

/// Requests that are answered by one prediction.
#[derive(Clone, Copy, Debug)]
pub struct Batching {
    /// The most requests of one prediction; 1 for none together.
    pub size: usize,
    /// How long a request may wait for others.
    pub wait: Duration,
}

impl Default for Batching {
    fn default() -> Self {
        Self {
            size: 1,
            wait: Duration::ZERO,
        }
    }
}
