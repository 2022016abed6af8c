//! The requests that wait for a worker. A worker that is free takes the next, or as many as it answers
//! together. Of several that are free it is the one that was the last at work: what it needs is still in
//! the caches of its processor, and where few requests come the others can sleep.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard};

use tokio::sync::Notify;
use tokio::time::{Instant, timeout_at};

use crate::sync::unpoisoned;

use super::job::Job;
use super::settings::Batching;

/// A queue with a bound.
pub(super) struct Queue {
    jobs: Mutex<VecDeque<Job>>,
    arrived: Notify,
    limit: usize,
    batching: Batching,
}

impl Queue {
    pub(super) fn new(limit: usize, batching: Batching) -> Self {
        Self {
            jobs: Mutex::default(),
            arrived: Notify::new(),
            limit,
            batching,
        }
    }

    /// Puts a request at the end. `false` where too many are waiting.
    pub(super) fn push(&self, job: Job) -> bool {
        let mut jobs = self.lock();
        if jobs.len() >= self.limit {
            // Clients that have gone wait for nothing.
            jobs.retain(|job| !job.reply.is_closed());
        }
        if jobs.len() >= self.limit {
            return false;
        }
        jobs.push_back(job);
        drop(jobs);
        self.arrived.notify_last();
        true
    }

    /// Puts requests back that a worker did not answer, to be answered one by one.
    pub(super) fn put_back(&self, group: Vec<Job>) {
        let mut jobs = self.lock();
        for mut job in group.into_iter().rev() {
            job.is_batchable = false;
            jobs.push_front(job);
        }
        drop(jobs);
        self.arrived.notify_last();
    }

    /// How many requests are waiting.
    pub(super) fn len(&self) -> usize {
        self.lock().len()
    }

    /// The next requests that are answered together; mostly that is one. Nothing is taken where the
    /// caller gives up before.
    pub(super) async fn take(&self) -> Vec<Job> {
        loop {
            let arrived = self.arrived.notified();
            match self.next() {
                Next::Group(group) => return group,
                Next::Nothing => arrived.await,
                // Whether others have come or not by then, the next round tells.
                Next::Waits(until) => drop(timeout_at(until, arrived).await),
            }
        }
    }

    fn next(&self) -> Next {
        let mut jobs = self.lock();
        jobs.retain(|job| !job.reply.is_closed());
        let Some(first) = jobs.front() else {
            return Next::Nothing;
        };
        let alike = jobs.iter().take_while(|job| job.is_batchable);
        let count = alike.take(self.batching.size).count().max(1);
        let until = first.arrived + self.batching.wait;
        let is_full = count >= self.batching.size || count < jobs.len() || !first.is_batchable;
        if !is_full && until > Instant::now() {
            return Next::Waits(until);
        }
        let group = jobs.drain(..count).collect();
        let is_left = !jobs.is_empty();
        drop(jobs);
        if is_left {
            self.arrived.notify_last();
        }
        Next::Group(group)
    }

    fn lock(&self) -> MutexGuard<'_, VecDeque<Job>> {
        unpoisoned(self.jobs.lock())
    }
}

/// What there is to do for a worker that is free.
enum Next {
    Nothing,
    Group(Vec<Job>),
    /// Others may join until then.
    Waits(Instant),
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::time::Duration;

    use bytes::Bytes;
    use tokio::sync::oneshot;

    use super::super::job::{JobHead, Reply};
    use super::*;

    fn job(path: &str, is_batchable: bool) -> (Job, oneshot::Receiver<Reply>) {
        let (reply, answer) = oneshot::channel();
        let head = JobHead {
            path: path.to_owned(),
            ..JobHead::default()
        };
        let job = Job {
            head,
            body: Bytes::new(),
            arrived: Instant::now(),
            is_batchable,
            reply,
        };
        (job, answer)
    }

    fn batches(size: usize) -> Queue {
        let wait = Duration::from_millis(50);
        Queue::new(4, Batching { size, wait })
    }

    async fn taken(queue: &Queue) -> String {
        let group = queue.take().await;
        group.iter().map(|job| job.head.path.as_str()).collect()
    }

    #[tokio::test]
    async fn of_those_that_are_free_the_last_at_work_takes_it() {
        let queue = Arc::new(Queue::new(4, Batching::default()));
        let worker = || {
            let queue = queue.clone();
            tokio::spawn(async move { taken(&queue).await })
        };
        let (longer_free, last_at_work) = (worker(), worker());
        tokio::task::yield_now().await;
        let (a, _kept) = job("a", false);
        assert!(queue.push(a));
        assert_eq!(last_at_work.await.unwrap(), "a");
        assert!(!longer_free.is_finished());
    }

    #[tokio::test]
    async fn without_batches_each_goes_alone() {
        let queue = Queue::new(4, Batching::default());
        let (a, _kept) = job("a", true);
        let (b, _kept_too) = job("b", true);
        assert!(queue.push(a) && queue.push(b));
        assert_eq!(taken(&queue).await, "a");
        assert_eq!(taken(&queue).await, "b");
    }

    #[tokio::test]
    async fn those_that_are_alike_go_together() {
        let queue = batches(2);
        let mut kept = Vec::new();
        for (path, is_batchable) in [("a", true), ("b", true), ("c", true), ("d", false)] {
            let (job, answer) = job(path, is_batchable);
            kept.push(answer);
            assert!(queue.push(job));
        }
        assert_eq!(taken(&queue).await, "ab");
        assert_eq!(taken(&queue).await, "c");
        assert_eq!(taken(&queue).await, "d");
    }

    #[tokio::test]
    async fn one_waits_for_others_no_longer_than_it_should() {
        let queue = batches(3);
        let (a, _kept) = job("a", true);
        assert!(queue.push(a));
        assert_eq!(taken(&queue).await, "a");
        assert_eq!(queue.len(), 0);
    }

    #[tokio::test]
    async fn a_full_queue_refuses_but_counts_no_clients_that_have_gone() {
        let queue = Queue::new(1, Batching::default());
        let (a, gone) = job("a", false);
        let (b, _kept) = job("b", false);
        let (c, _kept_too) = job("c", false);
        assert!(queue.push(a));
        drop(gone);
        assert!(queue.push(b));
        assert!(!queue.push(c));
        assert_eq!(taken(&queue).await, "b");
    }

    #[tokio::test]
    async fn what_a_worker_left_is_answered_one_by_one_and_first() {
        let queue = batches(4);
        let (a, _kept) = job("a", true);
        let (b, _kept_too) = job("b", true);
        let (c, _kept_as_well) = job("c", false);
        assert!(queue.push(c));
        queue.put_back(vec![a, b]);
        assert_eq!(taken(&queue).await, "a");
        assert_eq!(taken(&queue).await, "b");
        assert_eq!(taken(&queue).await, "c");
    }
}
