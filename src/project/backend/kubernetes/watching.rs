//! A job from its creation to its end.
//!
//! Twice a look is taken: whenever a watch tells of a change, and each second, because a watch
//! needs a permission of its own and may fall silent behind a proxy.

use std::time::{Duration, Instant};

use tokio::sync::mpsc::UnboundedReceiver;

use crate::duration;
use crate::error::{Error, ErrorCode, Result};
use crate::process::ProcessEnd;

use super::super::super::observer::ProjectEvent;
use super::super::super::session::RunSession;
use super::cluster::{JobChange, JobClient};
use super::log::Logs;
use super::pod::{self, Obstacle, Verdict};
use super::resource::{Condition, Job, Pod};

/// The longest time between two looks at a job.
const LOOK: Duration = Duration::from_secs(1);
/// How long the cluster may be unreachable before the run fails.
const OUTAGE: Duration = Duration::from_secs(300);
/// How long the pods of a job that is deleted may take to end: their own grace is 30 seconds,
/// unless the template says otherwise.
const GRACE: Duration = Duration::from_secs(45);
/// How long that goes on before the user is told.
const SILENT_GRACE: Duration = Duration::from_secs(1);
/// The number of SIGINT. A job that this program ends counts as ended by it.
const INTERRUPTED: i32 = 2;

/// A job that is going on.
pub(super) struct Watching<'a> {
    client: &'a JobClient<'a>,
    session: &'a RunSession<'a>,
    changes: UnboundedReceiver<JobChange>,
    logs: Logs<'a>,
    /// How long a container may fail to start.
    start_timeout: Duration,
    timeout: Option<Duration>,
    started: Instant,
    /// The job as a watch has last seen it.
    last_seen: Option<Box<Job>>,
    last_verdict: Option<Verdict>,
    last_news: String,
    /// Since when a container fails to start.
    stuck_since: Option<Instant>,
    /// Since when the cluster is unreachable.
    lost_since: Option<Instant>,
    /// Since when the job is no longer there.
    gone_since: Option<Instant>,
    may_list_pods: bool,
}

/// How a job ended, as its conditions say it.
enum JobOutcome {
    Complete,
    Failed(String),
}

impl<'a> Watching<'a> {
    pub(super) fn new(
        client: &'a JobClient<'a>,
        session: &'a RunSession<'a>,
        changes: UnboundedReceiver<JobChange>,
        logs: Logs<'a>,
        start_timeout: Duration,
        timeout: Option<Duration>,
    ) -> Self {
        Self {
            client,
            session,
            changes,
            logs,
            start_timeout,
            timeout,
            started: Instant::now(),
            last_seen: None,
            last_verdict: None,
            last_news: String::new(),
            stuck_since: None,
            lost_since: None,
            gone_since: None,
            may_list_pods: true,
        }
    }

    /// Watches the job to its end; a signal or the timeout ends it.
    pub(super) fn watch_to_end(mut self) -> Result<ProcessEnd> {
        let end = loop {
            if self.session.watch.is_cancelled() {
                self.delete_and_wait()?;
                break Ok(ProcessEnd::Signalled(INTERRUPTED));
            }
            if let Some(timeout) = self.timeout.filter(|&time| self.started.elapsed() >= time) {
                self.delete_and_wait()?;
                break Ok(ProcessEnd::TimedOut(timeout));
            }
            match self.look() {
                Ok(Some(end)) => break Ok(end),
                Ok(None) => self.wait(),
                // The signal itself is handled above.
                Err(error) if error.code() == ErrorCode::Cancelled => {}
                Err(error) => break Err(error),
            }
        };
        let was_cancelled = self.session.watch.is_cancelled();
        let watch = self.session.watch;
        self.logs
            .finish(|| watch.is_impatient() || (!was_cancelled && watch.is_cancelled()));
        end
    }

    /// Takes a look at the job and its pods; gives how the job ended, once it has.
    fn look(&mut self) -> Result<Option<ProcessEnd>> {
        let job = match self.client.job() {
            Err(error) if error.is_temporary() => return self.out_of_reach(error).map(|()| None),
            answer => answer?,
        };
        self.lost_since = None;
        let pods = self.pods()?;
        self.logs.follow(&pods);
        let mut verdicts = pods
            .iter()
            .filter_map(|pod| pod::verdict(pod, self.logs.container()));
        self.last_verdict = verdicts.next_back().or(self.last_verdict.take());
        let is_gone = job.is_none();
        // A job may be removed as soon as it has ended. Then only the watch has seen how it ended.
        let outcome = job.as_ref().or(self.last_seen.as_deref()).and_then(outcome);
        match outcome {
            Some(outcome) => Ok(Some(self.end(outcome))),
            // The change that tells of its end may still come.
            None if is_gone
                && self.gone_since.get_or_insert_with(Instant::now).elapsed() < LOOK =>
            {
                Ok(None)
            }
            None if is_gone => Err(self.failed("was deleted by somebody else")),
            None => {
                self.tell_of_suspension(job.as_ref());
                self.overcome(&pods)
            }
        }
    }

    fn wait(&mut self) {
        let left = self.timeout.map_or(LOOK, |timeout| {
            timeout.saturating_sub(self.started.elapsed())
        });
        let mut change = self.client.next_change(&mut self.changes, left.min(LOOK));
        while let Some(seen) = change {
            if let JobChange::Job(job) = seen {
                self.last_seen = Some(job);
            }
            change = self.changes.try_recv().ok();
        }
    }

    /// The pods, as far as we may see them.
    fn pods(&mut self) -> Result<Vec<Pod>> {
        if !self.may_list_pods {
            return Ok(Vec::new());
        }
        match self.client.pods() {
            Err(error) if error.code() == ErrorCode::PermissionDenied => {
                tracing::warn!("{error}; so neither its output is shown nor why it may wait");
                self.may_list_pods = false;
                Ok(Vec::new())
            }
            Err(error) if error.is_temporary() => Ok(Vec::new()),
            answer => answer,
        }
    }

    /// What the end of the job means for the run.
    fn end(&self, outcome: JobOutcome) -> ProcessEnd {
        let JobOutcome::Failed(why) = outcome else {
            return ProcessEnd::Exited(0);
        };
        match &self.last_verdict {
            Some(Verdict::Exited { code, reason }) if *code != 0 => {
                let reason = reason.as_ref().map(|reason| format!(" ({reason})"));
                self.tell(&format!(
                    "the job failed: {why}; its container ended with exit code {code}{}",
                    reason.unwrap_or_default()
                ));
                ProcessEnd::Exited(*code)
            }
            Some(Verdict::Taken { text }) => {
                self.tell(&format!("the job failed: {why}; {text}"));
                ProcessEnd::Lost
            }
            _ => {
                self.tell(&format!("the job failed: {why}"));
                ProcessEnd::Lost
            }
        }
    }

    /// Reports what keeps the pods from running, and gives up if that lasts too long.
    fn overcome(&mut self, pods: &[Pod]) -> Result<Option<ProcessEnd>> {
        let found = pods.iter().find_map(|pod| Some((pod, pod::obstacle(pod)?)));
        let Some((pod, obstacle)) = found else {
            self.stuck_since = None;
            return Ok(None);
        };
        let text = self.with_cause(pod, &obstacle);
        self.tell_news(&text);
        if !obstacle.is_lasting {
            self.stuck_since = None;
            return Ok(None);
        }
        let since = *self.stuck_since.get_or_insert_with(Instant::now);
        if since.elapsed() < self.start_timeout {
            return Ok(None);
        }
        self.tell(&format!("the job is given up and deleted: {text}"));
        self.delete()?;
        Ok(Some(ProcessEnd::Lost))
    }

    fn with_cause(&self, pod: &Pod, obstacle: &Obstacle) -> String {
        let text = obstacle.text.clone();
        if !obstacle.hides_cause || self.last_news.starts_with(&text) {
            return if obstacle.hides_cause {
                self.last_news.clone()
            } else {
                text
            };
        }
        // Without the permission to see events, it is told without the cause.
        let events = self.client.events(pod::name(pod)).unwrap_or_default();
        match pod::cause(&events) {
            Some(cause) => format!("{text}: {cause}"),
            None => text,
        }
    }

    fn tell_of_suspension(&mut self, job: Option<&Job>) {
        let suspended = job.and_then(|job| condition(job, "Suspended"));
        if let Some(condition) = suspended {
            let message = condition.message.as_deref().unwrap_or_default();
            self.tell_news(format!("the job is suspended: {message}").trim_end_matches(": "));
        }
    }

    /// Reports something, unless it was the last thing reported.
    fn tell_news(&mut self, news: &str) {
        if self.last_news != news {
            self.tell(news);
            news.clone_into(&mut self.last_news);
        }
    }

    fn tell(&self, news: &str) {
        self.session.observer.notice(ProjectEvent::JobNews { news });
    }

    fn failed(&self, what: &str) -> Error {
        let message = format!("the job `{}` {what}", self.client.name);
        Error::new(ErrorCode::ExecutionFailed, message)
    }

    /// Waits for a cluster that cannot be reached; the job continues meanwhile.
    fn out_of_reach(&mut self, error: Error) -> Result<()> {
        let since = *self.lost_since.get_or_insert_with(Instant::now);
        if since.elapsed() < OUTAGE {
            self.tell_news(&error.to_string());
            return Ok(());
        }
        Err(error.hint(format!(
            "the job may go on: `kubectl --namespace {} get job {}`",
            self.client.name.namespace, self.client.name.name
        )))
    }

    fn delete(&self) -> Result<()> {
        self.client.delete().map_err(|error| {
            error.hint(format!(
                "the job goes on until it is deleted: `kubectl --namespace {} delete job {}`",
                self.client.name.namespace, self.client.name.name
            ))
        })
    }

    /// Deletes the job and waits until its pods have ended, showing what they print.
    fn delete_and_wait(&mut self) -> Result<()> {
        self.tell(&format!("deleting the job '{}'", self.client.name));
        self.delete()?;
        let deleted = Instant::now();
        let mut is_told = false;
        while deleted.elapsed() < GRACE && !self.session.watch.is_impatient() {
            match self.client.job() {
                Ok(None) => return Ok(()),
                Ok(Some(_)) => {
                    let pods = self.pods()?;
                    self.logs.follow(&pods);
                }
                Err(error) if error.is_temporary() => {}
                // A first signal ends a request that the timeout began.
                Err(error) if error.code() == ErrorCode::Cancelled => {}
                Err(error) => return Err(error),
            }
            if !is_told && deleted.elapsed() > SILENT_GRACE {
                is_told = true;
                tracing::warn!(
                    "waiting up to {} for the job's pods to end; a second Ctrl-C or signal \
                     leaves them to the cluster",
                    duration::text(GRACE)
                );
            }
            let _ = self.client.next_change(&mut self.changes, SILENT_GRACE / 4);
        }
        Ok(())
    }
}

fn condition<'a>(job: &'a Job, kind: &str) -> Option<&'a Condition> {
    let conditions = job.status.as_ref()?.conditions.as_ref()?;
    let is_true = |condition: &&Condition| condition.kind == kind && condition.status == "True";
    conditions.iter().find(is_true)
}

/// How a job ended; `None` where it goes on.
fn outcome(job: &Job) -> Option<JobOutcome> {
    if condition(job, "Complete").is_some() {
        return Some(JobOutcome::Complete);
    }
    let failed = condition(job, "Failed")?;
    let said = [&failed.reason, &failed.message].into_iter().flatten();
    let said: Vec<&str> = said.map(String::as_str).collect();
    Some(JobOutcome::Failed(said.join(": ")))
}
