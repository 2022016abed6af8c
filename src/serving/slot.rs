//! One connection to a worker: it takes requests from the queue, hands them over, and hands the answers
//! back.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use tokio::sync::{mpsc, watch};

use super::job::{AnswerHead, Job, Reply};
use super::link::Link;
use super::shared::Shared;
use super::worker_end::WorkerEnd;

/// Answers requests until the worker ends or is retired.
pub(super) async fn serve(
    mut link: Link,
    shared: Arc<Shared>,
    mut retiring: watch::Receiver<bool>,
) -> WorkerEnd {
    loop {
        let group = tokio::select! {
            group = shared.queue.take() => group,
            _ = retiring.wait_for(|is_retiring| *is_retiring) => return WorkerEnd::Retired,
            () = link.ended() => return WorkerEnd::Ended,
        };
        shared.metrics.group(group.len());
        let mut open = Open::new(group);
        if let Err(end) = exchange(&mut link, &mut open, shared.settings.timeout).await {
            open.fail(end, &shared);
            return end;
        }
    }
}

/// Hands a group over, and its answers back.
async fn exchange(
    link: &mut Link,
    open: &mut Open,
    timeout: Option<Duration>,
) -> Result<(), WorkerEnd> {
    let limit = timeout.unwrap_or(Duration::MAX);
    let sent = tokio::time::timeout(limit, open.send(link)).await;
    sent.map_err(|_| WorkerEnd::Hung)?
        .map_err(|_| WorkerEnd::Ended)?;
    while open.left > 0 {
        let frame = tokio::time::timeout(limit, link.receive::<AnswerHead>()).await;
        let Ok(Some((head, body))) = frame.map_err(|_| WorkerEnd::Hung)? else {
            return Err(WorkerEnd::Ended);
        };
        open.answered(head, body);
    }
    Ok(())
}

/// The requests that a worker has.
struct Open {
    requests: Vec<Asked>,
    left: usize,
}

/// What is to come of a request.
enum Asked {
    Awaited(Box<Job>),
    /// The rest of a body.
    Streaming(mpsc::UnboundedSender<Bytes>),
    Answered,
}

impl Open {
    fn new(group: Vec<Job>) -> Self {
        Self {
            left: group.len(),
            requests: group
                .into_iter()
                .map(|job| Asked::Awaited(Box::new(job)))
                .collect(),
        }
    }

    async fn send(&mut self, link: &mut Link) -> io::Result<()> {
        let count = self.requests.len();
        for (place, asked) in self.requests.iter_mut().enumerate() {
            if let Asked::Awaited(job) = asked {
                job.head.id = place;
                job.head.group = (place == 0 && count > 1).then_some(count);
                link.send(&job.head, &job.body).await?;
            }
        }
        Ok(())
    }

    fn answered(&mut self, head: AnswerHead, body: Bytes) {
        let Some(asked) = self.requests.get_mut(head.id) else {
            return;
        };
        let goes_on = head.more;
        if !goes_on {
            self.left -= 1;
        }
        // A client that has gone hears nothing.
        *asked = match std::mem::replace(asked, Asked::Answered) {
            Asked::Awaited(job) if goes_on => {
                let (sender, parts) = mpsc::unbounded_channel();
                let _ = sender.send(body);
                let _ = job.reply.send(Reply::Streamed(head, parts));
                Asked::Streaming(sender)
            }
            Asked::Awaited(job) => {
                let _ = job.reply.send(Reply::Whole(head, body));
                Asked::Answered
            }
            Asked::Streaming(sender) => {
                let _ = sender.send(body);
                if goes_on {
                    Asked::Streaming(sender)
                } else {
                    Asked::Answered
                }
            }
            Asked::Answered => Asked::Answered,
        };
    }

    /// Says that no answers will come. Those that were with others may have one when they are alone.
    fn fail(self, end: WorkerEnd, shared: &Shared) {
        let was_alone = self.requests.len() == 1;
        let mut again = Vec::new();
        for asked in self.requests {
            let Asked::Awaited(job) = asked else {
                continue;
            };
            if end == WorkerEnd::Hung {
                let _ = job.reply.send(Reply::TimedOut);
            } else if was_alone {
                let _ = job.reply.send(Reply::WorkerEnded);
            } else {
                again.push(*job);
            }
        }
        if !again.is_empty() {
            shared.queue.put_back(again);
        }
    }
}
