//! What is to be sent: a lane of deliveries for each webhook, and those that wait to be sent again.
//!
//! A receiver that hangs holds the workers that speak to it. So that the others hear all the same, a
//! webhook has only so many workers at once, and a free worker goes to the webhook that has the
//! fewest.

use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap, VecDeque};
use std::time::Instant;

use super::delivery::Delivery;

/// Most deliveries that are there at once.
pub(super) const MAX_DELIVERIES: usize = 10_000;
/// Most bytes that the bodies of all of them have.
pub(super) const MAX_BYTES: usize = 64 << 20;

/// All deliveries that are not done.
pub(super) struct Lanes {
    lanes: BTreeMap<String, Lane>,
    waiting: BinaryHeap<Waiting>,
    max_of_one: usize,
    /// Those that are sent right now included.
    deliveries: usize,
    bytes: usize,
}

#[derive(Default)]
struct Lane {
    ready: VecDeque<Delivery>,
    in_flight: usize,
}

struct Waiting {
    due: Instant,
    delivery: Delivery,
}

/// What a worker is to do.
pub(super) enum Next {
    Send(Delivery),
    /// Nothing until then; for ever where nothing waits.
    WaitUntil(Option<Instant>),
}

impl Lanes {
    /// Lanes of which no one has more than so many workers.
    pub(super) fn new(max_of_one: usize) -> Self {
        Self {
            lanes: BTreeMap::new(),
            waiting: BinaryHeap::new(),
            max_of_one,
            deliveries: 0,
            bytes: 0,
        }
    }

    /// How many deliveries are not done.
    pub(super) fn len(&self) -> usize {
        self.deliveries
    }

    /// How many deliveries wait for a worker.
    pub(super) fn ready(&self) -> usize {
        self.lanes.values().map(|lane| lane.ready.len()).sum()
    }

    /// Adds a delivery; `false` if there is no more room.
    pub(super) fn add(&mut self, delivery: Delivery) -> bool {
        let bytes = self.bytes + delivery.body.len();
        if self.deliveries >= MAX_DELIVERIES || bytes > MAX_BYTES {
            return false;
        }
        self.deliveries += 1;
        self.bytes = bytes;
        self.make_ready(delivery);
        true
    }

    /// Takes the next delivery to be sent now.
    pub(super) fn take(&mut self, now: Instant) -> Next {
        while self.waiting.peek().is_some_and(|first| first.due <= now) {
            if let Some(Waiting { delivery, .. }) = self.waiting.pop() {
                self.make_ready(delivery);
            }
        }
        let lanes = self.lanes.values_mut();
        let usable =
            lanes.filter(|lane| !lane.ready.is_empty() && lane.in_flight < self.max_of_one);
        let lane = usable.min_by_key(|lane| lane.in_flight);
        match lane.and_then(|lane| Some((lane.ready.pop_front()?, lane))) {
            Some((delivery, lane)) => {
                lane.in_flight += 1;
                Next::Send(delivery)
            }
            None => Next::WaitUntil(self.waiting.peek().map(|first| first.due)),
        }
    }

    /// Notes that a delivery that was taken is to be sent again at this time.
    pub(super) fn wait(&mut self, delivery: Delivery, due: Instant) {
        self.land(&delivery);
        self.waiting.push(Waiting { due, delivery });
    }

    /// Notes that a delivery that was taken is done.
    pub(super) fn done(&mut self, delivery: &Delivery) {
        self.land(delivery);
        self.deliveries -= 1;
        self.bytes -= delivery.body.len();
    }

    /// Whether something can still be done before this time.
    pub(super) fn is_busy_until(&self, end: Instant) -> bool {
        let is_waiting = self.waiting.peek().is_some_and(|first| first.due < end);
        is_waiting
            || self
                .lanes
                .values()
                .any(|lane| lane.in_flight > 0 || !lane.ready.is_empty())
    }

    fn make_ready(&mut self, delivery: Delivery) {
        let id = &delivery.webhook.webhook_id;
        if !self.lanes.contains_key(id) {
            self.lanes.insert(id.clone(), Lane::default());
        }
        if let Some(lane) = self.lanes.get_mut(id) {
            lane.ready.push_back(delivery);
        }
    }

    /// Gives the worker of a delivery back.
    fn land(&mut self, delivery: &Delivery) {
        let id = &delivery.webhook.webhook_id;
        let Some(lane) = self.lanes.get_mut(id) else {
            return;
        };
        lane.in_flight -= 1;
        if lane.in_flight == 0 && lane.ready.is_empty() {
            self.lanes.remove(id);
        }
    }
}

impl Ord for Waiting {
    /// The first of a heap is the greatest: that which is due first.
    fn cmp(&self, other: &Self) -> Ordering {
        other.due.cmp(&self.due)
    }
}

impl PartialOrd for Waiting {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Waiting {
    fn eq(&self, other: &Self) -> bool {
        self.due == other.due
    }
}

impl Eq for Waiting {}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use super::*;
    use crate::entity::{Webhook, WebhookEvent, WebhookSecret, WebhookStatus};

    /// A webhook that hears of everything.
    fn webhook(id: &str, url: &str) -> Arc<Webhook> {
        Arc::new(Webhook {
            webhook_id: id.to_owned(),
            name: id.to_owned(),
            description: None,
            url: url.to_owned(),
            events: WebhookEvent::ALL.to_vec(),
            status: WebhookStatus::Active,
            secret: WebhookSecret::None,
            creation_time: 0,
            last_update_time: 0,
        })
    }

    fn delivery(id: &str, body: &str) -> Delivery {
        let webhook = webhook(id, "https://example.com/");
        Delivery::of_body(webhook, WebhookEvent::ALL[0], body.into())
    }

    #[track_caller]
    fn taken(lanes: &mut Lanes, now: Instant) -> Delivery {
        match lanes.take(now) {
            Next::Send(delivery) => delivery,
            Next::WaitUntil(_) => panic!("a delivery was expected"),
        }
    }

    #[test]
    fn one_webhook_does_not_take_all_workers() {
        let mut lanes = Lanes::new(2);
        let now = Instant::now();
        for body in ["1", "2", "3"] {
            assert!(lanes.add(delivery("a", body)));
        }
        let first = taken(&mut lanes, now);
        assert!(lanes.add(delivery("b", "1")));
        // The one with fewer workers goes first.
        assert_eq!(taken(&mut lanes, now).webhook.webhook_id, "b");
        assert_eq!(&*taken(&mut lanes, now).body, "2");
        assert!(matches!(lanes.take(now), Next::WaitUntil(None)));
        lanes.done(&first);
        assert_eq!(&*taken(&mut lanes, now).body, "3");
        assert_eq!(lanes.len(), 3);
    }

    #[test]
    fn what_waits_is_taken_when_it_is_due() {
        let mut lanes = Lanes::new(1);
        let now = Instant::now();
        assert!(lanes.add(delivery("a", "1")));
        let first = taken(&mut lanes, now);
        let due = now + Duration::from_secs(2);
        lanes.wait(first, due);
        assert!(matches!(lanes.take(now), Next::WaitUntil(Some(until)) if until == due));
        assert!(!lanes.is_busy_until(due) && lanes.is_busy_until(due + Duration::from_secs(1)));
        let again = taken(&mut lanes, due);
        assert!(lanes.is_busy_until(now));
        lanes.done(&again);
        assert_eq!((lanes.len(), lanes.bytes), (0, 0));
        assert!(!lanes.is_busy_until(due + Duration::from_secs(1)));
    }

    #[test]
    fn there_is_room_for_so_many_and_no_more() {
        let mut lanes = Lanes::new(1);
        let body = "x".repeat(MAX_BYTES / 4);
        for _ in 0..4 {
            assert!(lanes.add(delivery("a", &body)));
        }
        assert!(!lanes.add(delivery("b", "one more")));
        let mut lanes = Lanes::new(1);
        let one = delivery("a", "");
        for _ in 0..MAX_DELIVERIES {
            assert!(lanes.add(one.clone()));
        }
        assert!(!lanes.add(one));
    }
}
