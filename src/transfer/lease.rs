//! One sync at a time where nothing else keeps two from doing the same.
//!
//! A server gives ids itself, a registry numbers, and neither keeps two syncs from making a copy each
//! of the same thing. They take turns by a tag of what they write into, the only thing that all of
//! them see:
//!
//! 1. Who finds the tag free, or unchanged for [`STALE_AFTER`], writes a text of its own into it.
//! 2. It waits longer than others need to write theirs, and reads the tag.
//! 3. Whose text is there has the lease. A thread changes the text every [`RENEW_AFTER`].
//! 4. At the end it removes the tag.
//!
//! A lease is taken when there is something to write, so that what was read before has to be read
//! again.

use std::sync::{Condvar, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use uuid::Uuid;

use crate::entity::{ExperimentId, Tag, keys};
use crate::error::{Error, ErrorCode, Result};
use crate::store::{RegistryStore, Store};
use crate::sync::unpoisoned;
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

/// What bears the tag.
#[derive(Clone, Copy)]
pub(super) enum Bearer<'a> {
    /// An experiment, for its runs and logged models.
    Experiment(&'a dyn Store, &'a ExperimentId),
    /// A registered model, for its versions.
    RegisteredModel(&'a dyn RegistryStore, &'a str),
}

impl Bearer<'_> {
    /// What the tag says, unless it is free.
    fn read(&self) -> Result<Option<String>> {
        let tags = match *self {
            Self::Experiment(store, id) => {
                let experiment = store.get_experiment(id)?;
                experiment
                    .ok_or_else(|| Error::experiment_not_found(id))?
                    .tags
            }
            Self::RegisteredModel(store, name) => {
                let model = store.get_registered_model(name)?;
                model
                    .ok_or_else(|| Error::registered_model_not_found(name))?
                    .tags
            }
        };
        let found = tags.into_iter().find(|tag| tag.key == keys::SYNC_LEASE);
        Ok(found.map(|tag| tag.value).filter(|text| text != FREE))
    }

    fn write(&self, text: &str) -> Result<()> {
        let tag = Tag::new(keys::SYNC_LEASE, text);
        match *self {
            Self::Experiment(store, id) => store.set_experiment_tag(id, &tag, now()),
            Self::RegisteredModel(store, name) => store.set_registered_model_tag(name, &tag),
        }
    }

    fn remove(&self) -> Result<()> {
        match *self {
            Self::Experiment(store, id) => store.delete_experiment_tag(id, keys::SYNC_LEASE, now()),
            Self::RegisteredModel(store, name) => {
                store.delete_registered_model_tag(name, keys::SYNC_LEASE)
            }
        }
    }
}

/// The right to write into something, while it is needed.
pub(super) struct Lease<'a> {
    /// `None` where no lease is needed.
    bearer: Option<Bearer<'a>>,
    token: String,
    state: Mutex<State>,
    /// How often it was renewed; `None` as long as it is not ours.
    held: Mutex<Option<u64>>,
    changed: Condvar,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    /// Nothing had to be written yet.
    Untaken,
    /// It is ours.
    Held,
    /// Another sync took it over, because this one was too slow.
    Lost,
    Ended,
}

/// Does work that may take the lease of what it writes into, and frees it afterwards.
pub(super) fn with<'a, T>(
    bearer: Option<Bearer<'a>>,
    work: impl FnOnce(&Lease<'a>) -> Result<T>,
) -> Result<T> {
    let lease = Lease {
        bearer,
        token: Uuid::new_v4().simple().to_string(),
        state: Mutex::new(State::Untaken),
        held: Mutex::new(None),
        changed: Condvar::new(),
    };
    thread::scope(|scope| {
        if bearer.is_some() {
            scope.spawn(|| lease.keep());
        }
        let _end = Ending(&lease);
        work(&lease)
    })
}

impl Lease<'_> {
    /// Takes the lease, if it is not taken yet.
    pub(super) fn hold(&self) -> Result<()> {
        let Some(bearer) = &self.bearer else {
            return Ok(());
        };
        let mut state = unpoisoned(self.state.lock());
        match *state {
            State::Held => return Ok(()),
            State::Untaken => {}
            State::Lost | State::Ended => return Err(taken_over()),
        }
        let text = self.text(0);
        loop {
            wait_until_free(bearer)?;
            let begin = Instant::now();
            bearer.write(&text)?;
            thread::sleep(PAUSE.max(begin.elapsed() * PAUSE_FACTOR));
            if bearer.read()?.as_ref() == Some(&text) {
                break;
            }
        }
        *unpoisoned(self.held.lock()) = Some(0);
        *state = State::Held;
        self.changed.notify_all();
        Ok(())
    }

    /// Renews the lease for as long as it is held, and frees it at the end.
    fn keep(&self) {
        let mut state = unpoisoned(self.state.lock());
        loop {
            match *state {
                State::Untaken => state = unpoisoned(self.changed.wait(state)),
                State::Held => {
                    let waited = self.changed.wait_timeout(state, RENEW_AFTER);
                    let (locked, timeout) = unpoisoned(waited);
                    state = locked;
                    if timeout.timed_out() && *state != State::Ended {
                        *state = self.renewed();
                    }
                }
                State::Lost => return,
                State::Ended => break,
            }
        }
        drop(state);
        self.free();
    }

    fn renewed(&self) -> State {
        let mut held = unpoisoned(self.held.lock());
        let renewals = held.unwrap_or_default();
        let renew = |bearer: &Bearer<'_>| {
            if bearer.read()?.as_ref() != Some(&self.text(renewals)) {
                return Ok(false);
            }
            bearer.write(&self.text(renewals + 1)).map(|()| true)
        };
        match self.bearer.as_ref().map_or(Ok(true), renew) {
            Ok(true) => {
                *held = Some(renewals + 1);
                State::Held
            }
            Ok(false) => State::Lost,
            Err(error) => {
                tracing::debug!("a lease is not renewed: {error}");
                State::Held
            }
        }
    }

    fn free(&self) {
        let held = *unpoisoned(self.held.lock());
        let (Some(bearer), Some(renewals)) = (&self.bearer, held) else {
            return;
        };
        // A renewal whose answer was lost may have been done.
        let own = [self.text(renewals), self.text(renewals + 1)];
        let is_ours = bearer.read().ok().flatten();
        if !is_ours.is_some_and(|text| own.contains(&text)) {
            return;
        }
        if let Err(error) = bearer.remove().or_else(|_| bearer.write(FREE)) {
            tracing::debug!("a lease is not freed: {error}");
        }
    }

    fn text(&self, renewals: u64) -> String {
        format!("{} {renewals}", self.token)
    }
}

/// Ends a lease however the work ended.
struct Ending<'a, 'b>(&'a Lease<'b>);

impl Drop for Ending<'_, '_> {
    fn drop(&mut self) {
        *unpoisoned(self.0.state.lock()) = State::Ended;
        self.0.changed.notify_all();
    }
}

fn wait_until_free(bearer: &Bearer<'_>) -> Result<()> {
    let mut seen: Option<(String, Instant)> = None;
    while let Some(held) = bearer.read()? {
        match &seen {
            Some((text, since)) if *text == held => {
                if since.elapsed() >= STALE_AFTER {
                    return Ok(());
                }
            }
            _ => {
                if seen.is_none() {
                    let seconds = STALE_AFTER.as_secs();
                    tracing::warn!(
                        "waiting for another sync; one that was killed is waited for {seconds} s"
                    );
                }
                seen = Some((held, Instant::now()));
            }
        }
        thread::sleep(PAUSE);
    }
    Ok(())
}

fn taken_over() -> Error {
    Error::new(
        ErrorCode::TemporarilyUnavailable,
        "another sync took over because this one did not renew its lease",
    )
    .hint("sync again")
}
