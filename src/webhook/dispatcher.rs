//! The threads that send, the counts, and the end.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::config::WebhookSettings;
use crate::entity::WebhookEvent;
use crate::registry::{ChangeListener, Registry};
use crate::sync::unpoisoned;
use crate::uri;

use super::delivery::{self, Delivery};
use super::lanes::{Lanes, Next};
use super::sender::{Attempt, Sender};
use super::subscriptions::{Active, Subscriptions, hears};

/// How long a worker stays without work.
const KEEP_ALIVE: Duration = Duration::from_secs(10);
/// How many dropped deliveries share a line of the log, after the first.
const DROPPED_PER_LINE: u64 = 1_000;

/// Hears of changes and tells the webhooks, without making anybody wait.
pub struct Dispatcher {
    subscriptions: Subscriptions,
    settings: WebhookSettings,
    shared: Arc<Shared>,
}

/// What the workers share.
struct Shared {
    sender: Sender,
    max_workers: usize,
    state: Mutex<State>,
    /// Something is to be sent, or the end has come.
    work: Condvar,
    /// A delivery is done.
    done: Condvar,
    delivered: AtomicU64,
    failed: AtomicU64,
    dropped: AtomicU64,
    retries: AtomicU64,
}

struct State {
    lanes: Lanes,
    workers: usize,
    idle: usize,
    is_over: bool,
}

/// How many deliveries there were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DeliveryCounts {
    /// Those that a receiver took.
    pub delivered: u64,
    /// Those that none took, however often they were sent.
    pub failed: u64,
    /// Those that there was no room or no time for.
    pub dropped: u64,
    /// How often one was sent again.
    pub retries: u64,
    /// Those that are not done.
    pub pending: u64,
}

impl Dispatcher {
    /// A dispatcher without threads, which come with the first delivery.
    pub fn new(settings: WebhookSettings) -> Self {
        let max_workers = settings.max_workers;
        Self {
            subscriptions: Subscriptions::new(settings.cache_ttl),
            shared: Arc::new(Shared {
                sender: Sender::new(&settings),
                max_workers,
                state: Mutex::new(State {
                    lanes: Lanes::new(max_workers.div_ceil(2)),
                    workers: 0,
                    idle: 0,
                    is_over: false,
                }),
                work: Condvar::new(),
                done: Condvar::new(),
                delivered: AtomicU64::new(0),
                failed: AtomicU64::new(0),
                dropped: AtomicU64::new(0),
                retries: AtomicU64::new(0),
            }),
            settings,
        }
    }

    /// How deliveries are sent.
    pub fn settings(&self) -> &WebhookSettings {
        &self.settings
    }

    /// Notes that the webhooks of the registry have changed.
    pub fn webhooks_changed(&self) {
        self.subscriptions.invalidate();
    }

    /// How many deliveries there were.
    pub fn counts(&self) -> DeliveryCounts {
        let shared = &self.shared;
        let pending = shared.state().lanes.len();
        let count = |count: &AtomicU64| count.load(Ordering::Relaxed);
        DeliveryCounts {
            delivered: count(&shared.delivered),
            failed: count(&shared.failed),
            dropped: count(&shared.dropped),
            retries: count(&shared.retries),
            pending: u64::try_from(pending).unwrap_or(u64::MAX),
        }
    }

    /// Waits until everything is sent, but no longer than this. What is left then is dropped.
    pub fn end(&self, patience: Duration) {
        let deadline = Instant::now() + patience;
        let mut state = self.shared.state();
        while state.lanes.is_busy_until(deadline) {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                break;
            }
            let waited = self.shared.done.wait_timeout(state, left);
            state = unpoisoned(waited).0;
        }
        state.is_over = true;
        let left = state.lanes.len();
        drop(state);
        self.shared.work.notify_all();
        if left > 0 {
            let left = u64::try_from(left).unwrap_or(u64::MAX);
            self.shared.dropped.fetch_add(left, Ordering::Relaxed);
            tracing::warn!("{left} deliveries to webhooks were not done when the server ended");
        }
    }

    /// The active webhooks. Where the store does not tell them, nobody hears of the change.
    fn active(&self, registry: &Registry) -> Active {
        self.subscriptions.active(registry).unwrap_or_else(|error| {
            tracing::error!("webhooks do not hear of a change: {error}");
            Active::default()
        })
    }
}

impl ChangeListener for Dispatcher {
    fn wants(&self, registry: &Registry, events: [WebhookEvent; 2]) -> bool {
        let active = self.active(registry);
        let mut webhooks = active.iter();
        webhooks.any(|webhook| events.iter().any(|event| hears(webhook, *event)))
    }

    fn hear(&self, registry: &Registry, event: WebhookEvent, data: Value) {
        let active = self.active(registry);
        let body = delivery::body(event, &data);
        for webhook in active.iter().filter(|webhook| hears(webhook, event)) {
            let body = Arc::clone(&body);
            let delivery = Delivery::of_body(Arc::clone(webhook), event, body);
            self.shared.add(delivery);
        }
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        unpoisoned(self.state.lock())
    }

    /// Takes a delivery over, or drops it.
    fn add(self: &Arc<Self>, delivery: Delivery) {
        let mut state = self.state();
        if state.is_over || !state.lanes.add(delivery) {
            drop(state);
            let before = self.dropped.fetch_add(1, Ordering::Relaxed);
            if before.is_multiple_of(DROPPED_PER_LINE) {
                tracing::error!(
                    "too many deliveries to webhooks wait: {} were dropped so far",
                    before + 1
                );
            }
            return;
        }
        if state.lanes.ready() > state.idle && state.workers < self.max_workers {
            state.workers += 1;
            drop(state);
            self.start_worker();
        } else {
            drop(state);
            self.work.notify_one();
        }
    }

    fn start_worker(self: &Arc<Self>) {
        let shared = Arc::clone(self);
        let thread = thread::Builder::new().name("webhook".to_owned());
        if let Err(error) = thread.spawn(move || shared.work()) {
            self.state().workers -= 1;
            tracing::error!("cannot start a thread that sends to webhooks: {error}");
        }
    }

    /// The life of a worker.
    fn work(&self) {
        while let Some(mut delivery) = self.next() {
            delivery.attempts += 1;
            let attempt = self.sender.attempt(&delivery);
            let pause = self.judge(&delivery, attempt);
            let mut state = self.state();
            match pause {
                Some(pause) => state.lanes.wait(delivery, Instant::now() + pause),
                None => state.lanes.done(&delivery),
            }
            drop(state);
            // Whoever is idle has to know what waits.
            self.work.notify_one();
            self.done.notify_all();
        }
    }

    /// The next delivery; `None` if there was nothing to do for a while, or the end has come.
    fn next(&self) -> Option<Delivery> {
        let mut state = self.state();
        let idle_until = Instant::now() + KEEP_ALIVE;
        loop {
            let now = Instant::now();
            let until = match state.lanes.take(now) {
                _ if state.is_over => None,
                Next::Send(delivery) => return Some(delivery),
                // Somebody has to be there for what waits.
                Next::WaitUntil(Some(due)) => Some(due),
                Next::WaitUntil(None) => Some(idle_until).filter(|until| *until > now),
            };
            let Some(until) = until else {
                state.workers -= 1;
                return None;
            };
            state.idle += 1;
            let waited = self
                .work
                .wait_timeout(state, until.saturating_duration_since(now));
            state = unpoisoned(waited).0;
            state.idle -= 1;
        }
    }

    /// Counts and logs what became of an attempt; gives the pause before the next one, if there is to
    /// be one.
    fn judge(&self, delivery: &Delivery, attempt: Attempt) -> Option<Duration> {
        let (why, pause) = match attempt {
            Attempt::Answered(answer) if answer.status < 400 => {
                self.delivered.fetch_add(1, Ordering::Relaxed);
                return None;
            }
            Attempt::Answered(answer) => {
                (format!("it answers with status {}", answer.status), None)
            }
            Attempt::Failed(why) => (why, None),
            Attempt::Passing {
                why, retry_after, ..
            } => (why, self.sender.pause(delivery.attempts, retry_after)),
        };
        let webhook = &delivery.webhook;
        let url = uri::masked(&webhook.url);
        let (name, event) = (&webhook.name, delivery.event);
        if pause.is_some() {
            self.retries.fetch_add(1, Ordering::Relaxed);
            tracing::info!("the webhook `{name}` at `{url}` is told again of `{event}`: {why}");
        } else {
            self.failed.fetch_add(1, Ordering::Relaxed);
            let times = delivery.attempts;
            tracing::error!(
                "the webhook `{name}` at `{url}` does not hear of `{event}`, which was sent \
                 {times} times: {why}"
            );
        }
        pause
    }
}
