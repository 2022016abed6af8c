//! One sync at a time that creates runs in an experiment of a server.
//!
//! A server gives ids itself, so that nothing there keeps two syncs from creating a run each for the same
//! one. They take turns by a tag of the experiment, the only thing that both see:
//!
//! 1. Who finds the tag free, or unchanged for [`STALE_AFTER`], writes a text of its own into it.
//! 2. It waits longer than others need to write theirs, and reads the tag.
//! 3. Whose text is there has the lease. It changes the text every [`RENEW_AFTER`].
//! 4. At the end it frees the tag.

use std::thread;
use std::time::{Duration, Instant};

use uuid::Uuid;

use crate::entity::{ExperimentId, Tag, keys};
use crate::error::{Error, Result};
use crate::store::Store;
use crate::tracking::now;

/// The least time between writing and reading; it grows with the time that writing takes.
const PAUSE: Duration = Duration::from_millis(200);
/// How many times as long as a write the pause is.
const PAUSE_FACTOR: u32 = 4;
/// From when on a text that does not change is that of a sync that was killed.
const STALE_AFTER: Duration = Duration::from_secs(20);
/// How often the holder changes its text.
const RENEW_AFTER: Duration = Duration::from_secs(5);
/// What a free tag says. Servers before MLflow 3 cannot remove tags of experiments.
const FREE: &str = "free";

/// The right to create runs in an experiment, freed when dropped.
pub(super) struct Lease<'a> {
    store: &'a dyn Store,
    experiment: &'a ExperimentId,
    token: String,
    renewals: u64,
    renewed: Instant,
}

impl<'a> Lease<'a> {
    /// Waits for the lease of an experiment.
    pub(super) fn wait(store: &'a dyn Store, experiment: &'a ExperimentId) -> Result<Self> {
        let mut lease = Self {
            store,
            experiment,
            token: Uuid::new_v4().simple().to_string(),
            renewals: 0,
            renewed: Instant::now(),
        };
        lease.take()?;
        Ok(lease)
    }

    /// Keeps the lease. `false` if another sync has taken it over meanwhile and has ended: what it
    /// created has to be looked for.
    pub(super) fn renew(&mut self) -> Result<bool> {
        if self.renewed.elapsed() < RENEW_AFTER {
            return Ok(true);
        }
        if self.read()?.as_deref() == Some(&self.text()) {
            self.renewals += 1;
            self.write(&self.text())?;
            self.renewed = Instant::now();
            return Ok(true);
        }
        self.take()?;
        Ok(false)
    }

    fn take(&mut self) -> Result<()> {
        loop {
            self.wait_until_free()?;
            let begin = Instant::now();
            self.write(&self.text())?;
            thread::sleep(PAUSE.max(begin.elapsed() * PAUSE_FACTOR));
            if self.read()?.as_deref() == Some(&self.text()) {
                self.renewed = Instant::now();
                return Ok(());
            }
        }
    }

    fn wait_until_free(&self) -> Result<()> {
        let mut seen = None;
        let mut since = Instant::now();
        loop {
            let Some(held) = self.read()? else {
                return Ok(());
            };
            if seen.as_ref() == Some(&held) {
                if since.elapsed() >= STALE_AFTER {
                    return Ok(());
                }
            } else {
                if seen.is_none() {
                    let seconds = STALE_AFTER.as_secs();
                    tracing::warn!(
                        "waiting for another sync into this experiment; one that was killed is \
                         waited for {seconds} s"
                    );
                }
                (seen, since) = (Some(held), Instant::now());
            }
            thread::sleep(PAUSE);
        }
    }

    fn text(&self) -> String {
        format!("{} {}", self.token, self.renewals)
    }

    /// What the tag says, unless it is free.
    fn read(&self) -> Result<Option<String>> {
        let experiment = self.store.get_experiment(self.experiment)?;
        let experiment = experiment.ok_or_else(|| Error::experiment_not_found(self.experiment))?;
        let text = experiment.tag(keys::SYNC_LEASE).map(str::to_owned);
        Ok(text.filter(|text| text != FREE))
    }

    fn write(&self, text: &str) -> Result<()> {
        let tag = Tag::new(keys::SYNC_LEASE, text);
        self.store.set_experiment_tag(self.experiment, &tag, now())
    }
}

impl Drop for Lease<'_> {
    fn drop(&mut self) {
        if self.read().ok().flatten().as_deref() != Some(&self.text()) {
            return;
        }
        let removed = self
            .store
            .delete_experiment_tag(self.experiment, keys::SYNC_LEASE, now());
        let freed = removed.or_else(|_| self.write(FREE));
        if let Err(error) = freed {
            tracing::debug!("the lease of an experiment is not freed: {error}");
        }
    }
}
