//! Which runs a sync found to be whole in the target, so that the next one need not read histories.
//!
//! A line of a file has a run's id in the target, and digests of what the run was in the source and in
//! the target when the copy was whole. Where both are still the same, nothing has changed. The file may
//! be lost: then the next sync compares everything, and writes no more than otherwise.

use std::collections::HashMap;
use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::path::Path;
use std::sync::Mutex;

use crate::config::StoreUri;
use crate::entity::RunId;
use crate::sync::unpoisoned;

use super::digest;

/// From how many lines on, and from how many times as many as there are runs, a file is written anew.
const TIDY_FROM: usize = 1_000;
const TIDY_FACTOR: usize = 2;

/// The runs that are whole.
pub struct SyncMemory {
    states: HashMap<String, String>,
    /// Where new lines go; `None` where nothing is noted.
    file: Option<Mutex<File>>,
}

impl SyncMemory {
    /// Nothing is known, and nothing is noted.
    pub fn none() -> Self {
        Self {
            states: HashMap::new(),
            file: None,
        }
    }

    /// What syncs between these stores have noted in a folder. Where it cannot be read or written,
    /// nothing is known.
    pub fn open(folder: &Path, source: &StoreUri, target: &StoreUri) -> Self {
        let name = digest::of(&(source.reveal(), target.reveal()));
        let path = folder.join(name);
        let text = fs::read_to_string(&path).unwrap_or_default();
        let states: HashMap<String, String> = text
            .lines()
            .filter_map(|line| line.split_once(' '))
            .map(|(id, state)| (id.to_owned(), state.to_owned()))
            .collect();
        let lines = text.lines().count();
        if lines > TIDY_FROM && lines > states.len() * TIDY_FACTOR {
            let lines = states.iter().map(|(id, state)| format!("{id} {state}\n"));
            let _ = crate::staged::write(&path, lines.collect::<String>().as_bytes());
        }
        let opened = fs::create_dir_all(folder)
            .and_then(|()| OpenOptions::new().create(true).append(true).open(&path));
        if let Err(error) = &opened {
            tracing::debug!("`{}` cannot be written: {error}", path.display());
        }
        Self {
            states,
            file: opened.ok().map(Mutex::new),
        }
    }

    /// Whether the run of this id was whole in this state.
    pub(super) fn knows(&self, id: &RunId, state: &str) -> bool {
        self.states
            .get(id.as_str())
            .is_some_and(|known| known == state)
    }

    /// Notes that a run is whole in this state.
    pub(super) fn note(&self, id: &RunId, state: &str) {
        if let Some(file) = &self.file {
            // One write, so that lines of several programs do not mix.
            let line = format!("{id} {state}\n");
            let _ = unpoisoned(file.lock()).write_all(line.as_bytes());
        }
    }
}
